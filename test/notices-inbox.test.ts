import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { sendDue } from '../src/core/index.ts';
import { newPublicId } from '../src/platform/crypto.ts';
import {
  addOrgan,
  addStaff,
  Client,
  cloneDatabase,
  deskOf,
  type Page,
  type TestDatabase,
} from './harness.ts';
import { type MailServer, readMail, startMailServer } from './mail-kit.ts';
import { startTimed, type TimedApp, tell, tick } from './notices-kit.ts';

let database: TestDatabase;
let box: MailServer;
let app: TimedApp;
let city: number;
let bureau: number;
let stop: (() => Promise<void>)[] = [];
const people: Record<string, number> = {};
const clients: Record<string, Client> = {};

const db = () => app.office!.db;

beforeAll(async () => {
  database = await cloneDatabase('empty');
  box = await startMailServer();
  app = await startTimed(database, '2026-05-20T09:00:00+08:00', {
    env: {
      SMTP_URL: `smtp://localhost:${box.port}?tls=off`,
      MAIL_FROM: '公开平台 <noreply@mingchuan.example>',
    },
  });
  stop = [() => app.stop(), () => box.stop(), () => database.drop()];
  city = await addOrgan(db(), { code: 'city', kind: 'city-government', name: '明川市人民政府' });
  bureau = await addOrgan(db(), { code: 'bureau', parentId: city, name: '明川市住建局' });
  const other = await addOrgan(db(), { code: 'other', parentId: city, name: '明川市教育局' });
  const staff = async (
    username: string,
    name: string,
    organisationId: number,
    grants: Parameters<typeof addStaff>[1]['grants'] = [],
  ) => {
    people[username] = await addStaff(db(), { username, name, organisationId, grants });
    const client = await deskOf(app, username);
    clients[username] = client;
  };
  await staff('chen', '陈小岚', bureau, [{ role: 'drafter' }]);
  await staff('lin', '林大川', bureau, [{ role: 'approver' }]);
  await staff('guan', '关主管', city, [{ role: 'administrator', scope: 'subtree' }]);
  await staff('ju', '局管理员', bureau, [{ role: 'administrator' }]);
  await staff('jiao', '教管理员', other, [{ role: 'administrator' }]);
});
afterAll(async () => {
  for (const step of stop) await step();
});

/** Sends the form of a page whose hidden fields fit. */
async function press(
  client: Client,
  page: Page,
  action: string,
  fields: Record<string, string> = {},
  fits: Record<string, string> = {},
): Promise<Page> {
  const forms = page.html.split('<form').filter((f) => f.includes(`action="${action}"`));
  const form = forms.find((f) =>
    Object.entries(fits).every(([k, v]) => f.includes(`name="${k}" value="${v}"`)),
  );
  if (!form) throw new Error(`no form ${action} with ${JSON.stringify(fits)}`);
  const hidden = Object.fromEntries(
    [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map((m) => [m[1]!, m[2]!]),
  );
  return client.post(action, { ...hidden, ...fields });
}

/** The words of each row of the first table. */
function rowsOf(page: Page): string[] {
  const body = /<tbody>([\s\S]*?)<\/tbody>/.exec(page.html)?.[1] ?? '';
  return body
    .split('<tr')
    .slice(1)
    .map((row) => row.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '));
}

const noticeId = async (text: string, username: string) =>
  (
    await db()
      .selectFrom('notice')
      .select('id')
      .where('text', '=', text)
      .where('person_id', '=', people[username]!)
      .executeTakeFirstOrThrow()
  ).id;

describe('我的消息', () => {
  test('[R-PLT-05] 各人只看到自己的；未读在前、紧急最前；角标与列表一致', async () => {
    const both = [people.chen!, people.lin!];
    await tell(app, { to: both, kind: 'handover', text: '第一条：移交', path: '/documents' });
    await tell(app, { to: [people.chen!], kind: 'due-reminder', text: '第二条：到期', path: '/documents' });
    await tell(app, { to: [people.chen!], kind: 'system', text: '第三条：系统', path: '/documents' });
    await tell(app, { to: [people.lin!], kind: 'system', text: '只给林大川', path: '/documents' });
    const page = await clients.chen!.get('/notices');
    expect(rowsOf(page).map((r) => /第.条/.exec(r)?.[0])).toEqual(['第二条', '第三条', '第一条']);
    expect(page.text).not.toContain('只给林大川');
    expect(page.text).toContain('未读 3 条');
    // Side bar, its folded form for phones, and top bar, on any page.
    const elsewhere = await clients.chen!.get('/');
    expect(elsewhere.html.match(/href="\/notices"[\s\S]{0,1400}?class="ct">3/g)).toHaveLength(3);
    const filtered = await clients.chen!.get('/notices?kind=handover');
    expect(rowsOf(filtered)).toHaveLength(1);
    expect((await clients.chen!.get('/notices?kind=nonsense&page=x&show=y')).status).toBe(200);
  });

  test('打开即标为已读并到达所指的页面；已读的排到后面；再点一次不改变阅读时间', async () => {
    const id = await noticeId('第二条：到期', 'chen');
    const page = await clients.chen!.get('/notices');
    app.clock.set('2026-05-20T09:05:00+08:00');
    const opened = await press(clients.chen!, page, '/notices/open', {}, { id: String(id) });
    expect([opened.status, opened.location]).toEqual([303, '/documents']);
    const after = await clients.chen!.get('/notices');
    expect(rowsOf(after).at(-1)).toContain('第二条');
    expect(after.text).toContain('未读 2 条');
    // Nothing is to be done with what is read: phones leave the empty cell out.
    expect(after.html.match(/<td class="nowrap nil" data-l="操作"><\/td>/g)).toHaveLength(1);
    app.clock.set('2026-05-20T09:06:00+08:00');
    await press(clients.chen!, page, '/notices/open', {}, { id: String(id) });
    const row = await db()
      .selectFrom('notice')
      .select('read_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(row.read_at?.toISOString()).toBe('2026-05-20T01:05:00.000Z');
  });

  test('他人的消息打不开、标不了；没有登录、没有令牌也不行', async () => {
    const theirs = await noticeId('只给林大川', 'lin');
    const page = await clients.chen!.get('/notices');
    for (const action of ['/notices/open', '/notices/read']) {
      const answer = await press(clients.chen!, page, action, { id: String(theirs) });
      expect(answer.status, action).toBe(404);
      expect(answer.text).not.toContain('只给林大川');
    }
    expect((await new Client(app.addresses.console!).get('/notices')).location).toContain('/signin');
    expect((await clients.lin!.post('/notices/read-all', {})).status).toBe(409);
    for (const id of ['0', '-1', '1e30', 'x', '99999999999999999999'])
      expect((await press(clients.chen!, page, '/notices/read', { id })).status, id).toBe(422);
    const row = await db()
      .selectFrom('notice')
      .select('read_at')
      .where('id', '=', theirs)
      .executeTakeFirstOrThrow();
    expect(row.read_at).toBeNull();
  });

  test('分页；全部标为已读只动自己的', async () => {
    for (let i = 0; i < 31; i++)
      await tell(app, { to: [people.chen!, people.lin!], kind: 'system', text: `批量 ${i}`, path: '/' });
    const first = await clients.chen!.get('/notices');
    expect(rowsOf(first)).toHaveLength(30);
    expect(first.links).toContain('/notices?page=2');
    const second = await clients.chen!.get('/notices?page=2');
    expect(rowsOf(second)).toHaveLength(4);
    const done = await press(clients.chen!, first, '/notices/read-all');
    expect(done.status).toBe(303);
    expect((await clients.chen!.get(done.location)).text).toContain('未读 0 条');
    expect((await clients.lin!.get('/notices')).text).toContain('未读 33 条');
  });

  test('同一键只产生一次', async () => {
    for (let i = 0; i < 3; i++)
      await tell(app, { to: [people.lin!], kind: 'system', text: '只此一次', path: '/', key: 'once' });
    const n = await db().selectFrom('notice').select('id').where('key', '=', 'once').execute();
    expect(n).toHaveLength(1);
  });
});

/** The code in the newest mail. */
function codeIn(): { to: string[]; code: string } {
  const mail = box.received.at(-1)!;
  return { to: mail.to, code: /验证码是 (\d{6})/.exec(readMail(mail.raw).text)![1]! };
}
const sendMail = () => sendDue(app.office!, 'mail');

describe('接收地址', () => {
  const set = async (who: string, address: string) => {
    const page = await clients[who]!.get('/notices/settings');
    return press(clients[who]!, page, '/notices/settings/mail', { 'address-mail': address });
  };
  const confirm = async (who: string, code: string) => {
    const page = await clients[who]!.get('/notices/settings');
    return press(clients[who]!, page, '/notices/settings/mail/confirm', { 'code-mail': code });
  };

  test('[R-PLT-05] 验证码只发到所填的地址，确认后才使用；库中没有明文', async () => {
    expect((await set('chen', 'chen.xl@office.example')).status).toBe(303);
    await sendMail();
    const { to, code } = codeIn();
    expect(to).toEqual(['chen.xl@office.example']);
    // Not yet in use: an urgent notice goes nowhere.
    await tell(app, { to: [people.chen!], kind: 'security', text: '安全提醒一', path: '/' });
    await tick(app);
    await sendMail();
    expect(box.received).toHaveLength(1);
    const wrong = await confirm('chen', code === '000000' ? '000001' : '000000');
    expect([wrong.status, wrong.text.includes('验证码不正确')]).toEqual([422, true]);
    expect((await confirm('chen', ` ${code.slice(0, 3)} ${code.slice(3)} `)).status).toBe(303);
    await tell(app, { to: [people.chen!], kind: 'security', text: '安全提醒二', path: '/' });
    await tick(app);
    await sendMail();
    expect(box.received.at(-1)!.to).toEqual(['chen.xl@office.example']);
    expect(readMail(box.received.at(-1)!.raw).text).not.toContain('安全提醒二');
    const stored = await db().selectFrom('contact_address').selectAll().execute();
    const dump = JSON.stringify(stored) + stored.map((r) => r.sealed?.toString('latin1')).join();
    expect(dump).not.toContain('chen.xl');
    expect(dump).not.toContain(code);
    const trail = await db().selectFrom('audit_row').select(['act', 'details']).execute();
    expect(JSON.stringify(trail)).not.toMatch(/office\.example/);
    expect(trail.map((t) => t.act)).toContain('contact.confirm');
  });

  test('更换：确认之前仍用旧地址，验证码属于新地址；换成后站内有安全提醒', async () => {
    await set('chen', 'new.chen@office.example');
    await sendMail();
    const { to, code } = codeIn();
    expect(to).toEqual(['new.chen@office.example']);
    await tell(app, { to: [people.chen!], kind: 'security', text: '期间的提醒', path: '/' });
    await tick(app);
    await sendMail();
    expect(box.received.at(-1)!.to).toEqual(['chen.xl@office.example']);
    expect((await confirm('chen', code)).status).toBe(303);
    expect((await clients.chen!.get('/notices?kind=security')).text).toContain('邮箱地址已更换');
    await tick(app);
    await sendMail();
    expect(box.received.at(-1)!.to).toEqual(['new.chen@office.example']);
  });

  test('验证码试错有限、有时限、每日有限；旧码在重发之后无效', async () => {
    await set('lin', 'lin@office.example');
    await sendMail();
    const first = codeIn().code;
    const bad = first === '123456' ? '123457' : '123456';
    for (let i = 0; i < 5; i++) expect((await confirm('lin', bad)).text).toContain('不正确');
    expect((await confirm('lin', first)).text).toContain('试错次数过多');
    await set('lin', 'lin@office.example');
    await sendMail();
    const second = codeIn().code;
    if (second !== first) expect((await confirm('lin', first)).text).toContain('不正确');
    app.clock.set('2026-05-20T09:17:00+08:00');
    expect((await confirm('lin', second)).text).toContain('已过期');
    for (let i = 3; i <= 10; i++)
      expect((await set('lin', 'lin@office.example')).status, String(i)).toBe(303);
    const over = await set('lin', 'lin@office.example');
    expect([over.status, over.text.includes('请明天再改')]).toEqual([409, true]);
    // Codes that were overtaken are not sent any more.
    const before = box.received.length;
    await sendMail();
    expect(box.received.length).toBe(before + 1);
  });

  test('不像地址的不收，所填的还在', async () => {
    for (const bad of [
      '',
      'chen',
      'a@b',
      'a b@c.example',
      'a@b.example,c@d.example',
      '"><script>@x.example',
    ]) {
      const page = await set('chen', bad);
      expect([page.status, /邮箱地址/.test(page.text)], bad).toEqual([422, true]);
      expect(page.html).not.toContain('"><script>');
    }
    expect((await set('chen', '陈@office.example')).html).toContain('value="陈@office.example"');
  });

  test('没有接通的渠道不收地址', async () => {
    const page = await clients.chen!.get('/notices/settings');
    expect(page.text).toContain('尚未接通短信');
    const answer = await clients.chen!.post('/notices/settings/hook', {
      ...page.hidden('/notices/settings/mail'),
      'address-hook': '00000001234',
    });
    expect([answer.status, answer.text.includes('发不出去')]).toEqual([409, true]);
    expect((await clients.chen!.post('/notices/settings/pigeon', {})).status).toBe(404);
  });

  test('频次：选择被保存，乱填被拒，紧急的没有可选', async () => {
    const page = await clients.chen!.get('/notices/settings');
    expect(page.html).not.toContain('name="mail-security"');
    const chosen = await press(clients.chen!, page, '/notices/settings', {
      'mail-system': 'weekly',
      'mail-handover': 'at-once',
      'mail-security': 'never',
      'hook-system': 'at-once',
    });
    expect(chosen.status).toBe(303);
    const rows = await db().selectFrom('notice_choice').select(['channel', 'kind', 'rhythm']).execute();
    expect(rows.map((r) => `${r.channel} ${r.kind} ${r.rhythm}`).sort()).toEqual([
      'hook system at-once',
      'mail handover at-once',
      'mail system weekly',
    ]);
    const again = await clients.chen!.get('/notices/settings');
    expect(again.html).toMatch(/name="mail-system"[\s\S]*?<option value="weekly" selected/);
    const odd = await press(clients.chen!, page, '/notices/settings', { 'mail-system': 'hourly' });
    expect(odd.status).toBe(422);
  });
});

test('[R-SEC-03] 代理人看到被代理人的事务消息，看不到其账号安全消息', async () => {
  const to = [people.lin!];
  await tell(app, { to, kind: 'handover', text: '林大川有一项工作移交。', path: '/' });
  await tell(app, { to, kind: 'security', text: '林大川的账号在别处登录。', path: '/' });
  expect((await clients.chen!.get('/notices')).text).not.toContain('林大川有一项工作移交');
  const today = app.clock.today();
  await db()
    .insertInto('deputation')
    .values({
      pid: newPublicId(),
      person_id: people.lin!,
      deputy_id: people.chen!,
      reason: '外出培训',
      valid_from: today,
      valid_to: today,
      given_by_id: people.lin!,
      given_at: app.clock.now(),
    })
    .execute();
  const deputy = await clients.chen!.get('/notices');
  expect(deputy.text).toContain('林大川有一项工作移交');
  expect(deputy.text).not.toContain('林大川的账号在别处登录');
  expect((await clients.lin!.get('/notices')).text).toContain('林大川的账号在别处登录');
});

describe('管理员', () => {
  test('[R-SEC-04] 联系方式：只见本机构范围，只见部分字符；代填要本人确认', async () => {
    expect((await clients.chen!.get('/contacts')).status).toBe(403);
    expect((await clients.chen!.get('/deliveries')).status).toBe(403);
    const list = await clients.ju!.get('/contacts');
    expect(list.text).toContain('陈小岚');
    expect(list.text).toContain('n***@office.example');
    expect(list.html).not.toContain('new.chen@office.example');
    expect((await clients.jiao!.get('/contacts')).text).not.toContain('陈小岚');
    expect((await clients.guan!.get('/contacts?q=陈小')).text).toContain('共 1 人');
    const { pid } = await db()
      .selectFrom('person')
      .select('pid')
      .where('id', '=', people.lin!)
      .executeTakeFirstOrThrow();
    expect((await clients.jiao!.get(`/contacts/${pid}`)).status).toBe(404);
    const page = await clients.jiao!.get('/contacts');
    const token = page.hidden('/signout')._once!;
    const foreign = await clients.jiao!.post(`/contacts/${pid}/mail`, {
      _once: token,
      'address-mail': 'x@y.example',
    });
    expect(foreign.status).toBe(404);
    app.clock.set('2026-05-21T09:00:00+08:00');
    const ju = await deskOf(app, 'ju');
    const own = await ju.get(`/contacts/${pid}`);
    const set = await press(ju, own, `/contacts/${pid}/mail`, {
      'address-mail': 'lin.new@office.example',
    });
    expect(set.status).toBe(303);
    await sendMail();
    expect(codeIn().to).toEqual(['lin.new@office.example']);
    const lin = await deskOf(app, 'lin');
    expect((await lin.get('/notices')).text).toContain('管理员为您填写了邮箱地址');
    const settings = await lin.get('/notices/settings');
    const ok = await press(lin, settings, '/notices/settings/mail/confirm', { 'code-mail': codeIn().code });
    expect(ok.status).toBe(303);
    const removed = await press(lin, await lin.get('/notices/settings'), '/notices/settings/mail/remove');
    expect(removed.status).toBe(303);
    expect((await lin.get('/notices/settings')).html).not.toContain('lin.new@office.example');
  });

  test('离任人员的联系方式到期删除', async () => {
    await db().updateTable('person').set({ valid_to: '2026-04-01' }).where('id', '=', people.chen!).execute();
    onTestFinished(async () => {
      await db().updateTable('person').set({ valid_to: null }).where('id', '=', people.chen!).execute();
    });
    app.clock.set('2026-05-01T09:00:00+08:00');
    await tick(app);
    const held = async () =>
      (await db().selectFrom('contact_address').select('person_id').execute()).map((r) => r.person_id);
    expect(await held()).toContain(people.chen);
    app.clock.set('2026-05-02T09:00:00+08:00');
    await tick(app);
    expect(await held()).not.toContain(people.chen);
  });
});
