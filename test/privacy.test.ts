import { sql } from 'kysely';
import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { holdersOf } from '../src/core/index.ts';
import { access } from '../src/modules/privacy/access.ts';
import { settableClock } from '../src/platform/clock.ts';
import { connect, ROLES } from '../src/platform/db/migrate.ts';
import { readWorkbook } from '../src/platform/xlsx/index.ts';
import { provenWork } from './captcha-kit.ts';
import {
  addOrgan,
  addStaff,
  Client,
  cloneDatabase,
  deskOf,
  PASSWORD,
  type Page,
  startTestApp,
  type TestDatabase,
} from './harness.ts';

/* A request about personal data on its whole way, as citizen and staff see it, and what of it is where. */

const CANARY = {
  name: '龘靐齾',
  number: '510107199001011248',
  phone: '13800001111',
  email: 'zqcanary@example.cn',
  statement: '请告诉我你们掌握的爩鱻麤信息',
};
const REPLY = '您的信息仅有鸜鸞戇一项，副本已经寄出。';
const SECRETS = [...Object.values(CANARY), REPLY, '爩鱻麤', '鸜鸞戇'];

let database: TestDatabase;
let app: RunningApp & { clock: ReturnType<typeof settableClock> };
let admin: pg.Client;
const logged: string[] = [];
const people: Record<string, Client> = {};
let citizen: Client;
const clock = settableClock('2026-05-20T09:00:00+08:00');

beforeAll(async () => {
  database = await cloneDatabase('empty');
  const running = await startTestApp(database, {
    clock,
    log: pino({ level: 'trace' }, { write: (line: string) => logged.push(line) }),
  });
  app = { ...running, clock };
  admin = await connect(database.address(inject('superuser')));
  const db = app.office!.db;
  const city = await addOrgan(db, { code: 'city', kind: 'city-government', name: '明川市人民政府' });
  const bureau = await addOrgan(db, { code: 'bureau', parentId: city, name: '市测试局' });
  const elsewhere = await addOrgan(db, { code: 'elsewhere', parentId: city, name: '市别处局' });
  const staff = [
    ['clerk', bureau, ['window-clerk', 'mailbox-operator']],
    ['office', bureau, ['disclosure-office']],
    ['lawyer', bureau, ['legal-officer']],
    ['watcher', bureau, ['supervisor']],
    ['stranger', elsewhere, ['disclosure-office', 'window-clerk']],
    ['drafter', bureau, ['drafter']],
    ['auditor', city, ['auditor']],
    ['admin', city, ['administrator']],
  ] as const;
  for (const [username, organisationId, roles] of staff) {
    await addStaff(db, {
      username,
      organisationId,
      grants: roles.map((role) => ({ role, scope: username === 'auditor' ? 'subtree' : 'organisation' })),
    });
    people[username] = await deskOf(app, username);
  }
  citizen = new Client(app.addresses.portal!);
});
afterAll(async () => {
  await admin.end();
  await app.stop();
  await database.drop();
});

const REQUEST = {
  organisation: 'bureau',
  right: 'access',
  statement: CANARY.statement,
  about: '',
  name: CANARY.name,
  documentKind: 'identity-card',
  documentNumber: CANARY.number,
  phone: CANARY.phone,
  email: CANARY.email,
};
const person = (name: string) => people[name]!;
const one = (pid: string, rest = '') => `/cases/${pid}/privacy-request${rest}`;
const codeIn = (page: Page) => /\b([0-9a-z]{4}(?:-[0-9a-z]{4}){3})\b/.exec(page.text)?.[1] ?? '';

/** A form of the console, opened and sent as a browser would. */
async function send(who: string, at: string, action: string, fields: Record<string, string>): Promise<Page> {
  return person(who).submit(await person(who).get(at), action, fields);
}
async function submitOnPortal(more: Partial<typeof REQUEST> = {}): Promise<string> {
  const form = await citizen.get('/privacy/request');
  const page = await citizen.submit(form, '/privacy/request', {
    ...REQUEST,
    ...more,
    ...provenWork(form),
    consent: 'yes',
  });
  expect(page.status, page.text).toBe(200);
  return codeIn(page);
}
async function state(code: string): Promise<string> {
  const page = await citizen.post('/privacy/query', { code });
  expect(page.status, page.text).toBe(200);
  return page.text;
}
const latestCase = async () =>
  (await admin.query<{ pid: string }>('select pid from procedure_case order by id desc limit 1')).rows[0]!
    .pid;

/** Every table of the database that holds one of these texts, as text or inside bytes. */
async function tablesWith(texts: readonly string[]): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`,
  );
  expect(rows.length).toBeGreaterThan(40);
  const forms = texts.flatMap((t) => [t, Buffer.from(t).toString('hex'), Buffer.from(t).toString('base64')]);
  const found: string[] = [];
  for (const { name } of rows) {
    const [schema, table] = name.split('.');
    const hit = await admin.query(
      `select 1 from "${schema}"."${table}" t where exists (select from unnest($1::text[]) f where strpos(t::text, f) > 0) limit 1`,
      [forms],
    );
    if (hit.rowCount) found.push(name);
  }
  return found;
}

test('the scan sees what it must see', async () => {
  await admin.query(`create table scanned (a text, b bytea)`);
  await admin.query(`insert into scanned values ('x', convert_to('前龘靐齾后', 'UTF8'))`);
  expect(await tablesWith(SECRETS)).toEqual(['public.scanned']);
  await admin.query('drop table scanned');
});

describe('the way of a request', () => {
  let code = '';
  let first = '';

  test('[R-FBK-08] the form of the portal says what is wrong at the field and loses nothing', async () => {
    const form = await citizen.get('/privacy/request');
    expect(form.status).toBe(200);
    expect(form.headers.get('cache-control')).toBe('no-store');
    // Before anything is typed it says how long it will be kept, by the retention table.
    const kept = await admin.query<{ months: number }>(
      `select max(months) as months from retention_rule where matter = 'privacy-request' and starts = 'case-closed' and valid_to is null`,
    );
    const told = `办结后最长保留 ${kept.rows[0]?.months} 个月，到期清除`;
    expect(form.text).toContain(told);
    expect((await citizen.get('/privacy')).text).toContain(told);
    const bad: [Partial<typeof REQUEST>, string][] = [
      [{ documentNumber: '510107199001011249' }, '最后一位是校验码'],
      [{ documentKind: 'passport', documentNumber: '12' }, '证件号码应为 5 至 20 位'],
      [{ phone: '123' }, '电话应为 11 位手机号'],
      [{ name: '张三13800001111' }, '姓名只填文字'],
      [{ email: 'no mail' }, '电子邮箱'],
      [{ statement: '机密★5年 请删除' }, '密级标志'],
      [{ statement: '' }, '请填写具体要求'],
      [{ about: '<script>' }, '办件编号只由字母'],
      [{ right: 'other' }, '请求事项'],
      [{ organisation: "bureau' or 1=1" }, '请选择受理单位'],
    ];
    for (const [wrong, says] of bad) {
      const page = await citizen.submit(form, '/privacy/request', { ...REQUEST, ...wrong, consent: 'yes' });
      expect(page.status, says).toBe(422);
      expect(page.text).toContain(says);
      if (wrong.statement === undefined) expect(page.text).toContain(CANARY.statement);
    }
    const unread = await citizen.submit(form, '/privacy/request', REQUEST);
    expect(unread.status).toBe(422);
    expect(unread.text).toContain('请阅读告知内容并勾选');
    expect((await citizen.post('/privacy/request', { ...REQUEST, consent: 'yes' })).status).toBe(409);
    expect((await admin.query('select 1 from intake')).rowCount).toBe(0);
  });

  test('[R-FBK-08, R-SRC-04] what a citizen submits is sealed at once; the query code shows state and dates, no person', async () => {
    code = await submitOnPortal();
    expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/);
    expect(await tablesWith([...SECRETS, code, code.replaceAll('-', '')])).toEqual([]);
    const page = await state(code.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O'));
    expect(page).toContain('已收到，等待登记');
    expect(page).toContain('2026年5月20日');
    for (const secret of SECRETS) expect(page).not.toContain(secret);
    const wrong = await citizen.post('/privacy/query', { code: '0000-0000-0000-0000' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('没有这个查询码');
  });

  test('the same form sent twice is one submission with the same code', async () => {
    const form = await citizen.get('/privacy/request');
    const before = (await admin.query('select 1 from intake')).rowCount;
    const pages = await Promise.all(
      [1, 2, 3].map(() =>
        citizen.submit(form, '/privacy/request', {
          ...REQUEST,
          ...provenWork(form),
          right: 'explain',
          consent: 'yes',
        }),
      ),
    );
    expect(new Set(pages.map(codeIn)).size).toBe(1);
    expect((await admin.query('select 1 from intake')).rowCount).toBe((before ?? 0) + 1);
    await admin.query('delete from intake where id > 1');
  });

  test('[R-FBK-08] the office enrols it; lists and pages show masks only', async () => {
    // A bureau that is not concerned leaves it alone.
    await send('stranger', '/privacy', '/privacy/take-in', {});
    expect((await admin.query('select 1 from procedure_case')).rowCount).toBe(0);
    const done = await send('clerk', '/privacy', '/privacy/take-in', {});
    expect(done.location).toBe('/privacy?done=taken-in');
    first = await latestCase();
    const list = await person('clerk').get('/privacy');
    expect(list.text).toContain('龘**');
    expect(list.text).toContain(' 06-10 ');
    const page = await person('office').get(one(first));
    for (const shown of ['龘**', '510*************48', '138****1111', 'z***@example.cn', '已加密，共 14 字'])
      expect(page.text).toContain(shown);
    for (const secret of SECRETS) for (const p of [list, page]) expect(p.text).not.toContain(secret);
    expect(await state(code)).toContain('已登记，等待受理');
    expect(await state(code)).toContain('2026年6月10日');
    expect((await admin.query('select 1 from intake where envelope is not null')).rowCount).toBe(0);
  });

  test('[R-PLT-06] the list is taken along by kinds and days: nothing of the person, not even masked', async () => {
    const sent = await person('office').download(
      await person('office').get('/privacy?right=access'),
      '/privacy/export',
    );
    expect(sent.status).toBe(200);
    const book = readWorkbook(sent.bytes);
    const rows = book.sheets[0]!.rows.map((r) => [...r.cells.values()].map((c) => c.text));
    expect(rows[1]).toEqual([
      first,
      '查阅、复制',
      '网上提交',
      expect.any(String),
      '待受理',
      expect.any(String),
      '2026-06-10',
    ]);
    for (const hidden of [...SECRETS, '龘', '138*'])
      expect(JSON.stringify(book), hidden).not.toContain(hidden);
    expect((await person('clerk').get('/privacy')).html).not.toContain('/privacy/export');
    expect((await person('stranger').get('/privacy')).text).not.toContain(first);
    const { rows: audit } = await admin.query(`select details from audit_row where act = 'privacy.export'`);
    expect(audit).toEqual([{ details: { rows: 1, cut: false, filter: 'right' } }]);
  });

  test('[R-SEC-03] nobody else sees it, and acts belong to their roles', async () => {
    expect((await person('stranger').get(one(first))).status).toBe(404);
    expect((await person('drafter').get(one(first))).status).toBe(403);
    expect((await person('auditor').get(one(first))).status).toBe(403);
    expect((await person('watcher').get(one(first))).text).toContain('龘**');
    expect((await person('watcher').get(one(first, '/unmask'))).status).toBe(403);
    expect((await person('watcher').get(one(first))).text).not.toContain('查看完整信息');
    expect((await new Client(app.addresses.console!).get(one(first))).location).toContain('/signin');
    expect((await person('clerk').get(`/cases/${first}`)).location).toBe(one(first));
    expect((await person('office').get('/')).text).toContain('个人信息查阅、复制请求');
    const clerk = await person('clerk').get(one(first));
    expect(clerk.text).toContain('等待“政务公开办”（office）受理');
    expect(
      (await person('clerk').post(one(first, '/accept'), { version: '1', identityCheck: 'original-seen' }))
        .status,
    ).toBe(403);
  });

  test('[R-FBK-08] seeing whole values is an act: reason, trace, one view, limited time', async () => {
    const at = one(first, '/unmask');
    const without = await send('office', at, at, { reasonText: '电话联系补正' });
    expect(without.status).toBe(422);
    expect(without.text).toContain('请选择事由');
    const number = await send('office', at, at, { reason: 'contact', reasonText: '联系 13800001111 本人' });
    expect(number.text).toContain('不要写入身份证号');
    expect((await admin.query('select 1 from unmasking')).rowCount).toBe(0);

    const form = await person('office').get(at);
    const fields = { ...form.hidden(at), reason: 'contact', reasonText: '电话联系申请人补正' };
    const shown = await person('office').post(at, fields);
    expect(shown.status).toBe(200);
    for (const value of Object.values(CANARY)) expect(shown.text).toContain(value);
    expect(shown.headers.get('cache-control')).toBe('no-store');
    expect(shown.headers.get('refresh')).toBe(`120; url=${one(first)}`);
    const again = await person('office').post(at, fields);
    expect(again.status).toBe(409);
    expect(again.text).toContain('已经显示过');
    for (const value of Object.values(CANARY)) expect(again.text).not.toContain(value);

    const { rows } = await admin.query(
      `select act, subject_id, details from audit_row where act = 'personal.unmask'`,
    );
    expect(rows).toHaveLength(1);
    expect(Object.keys(rows[0].details).sort()).toEqual(['kinds', 'reason', 'unmasking']);
    expect((await person('clerk').get(one(first))).text).toContain('电话联系申请人补正');
    const list = await person('auditor').get('/personal-data/unmaskings');
    expect(list.text).toContain('电话联系申请人补正');
    for (const value of Object.values(CANARY)) expect(list.text).not.toContain(value);
    expect((await person('drafter').get('/personal-data/unmaskings')).status).toBe(403);
  });

  test('accepted after the identity is proved, replied with a sealed text, closed with its retention', async () => {
    const unproved = await send('office', one(first), one(first, '/accept'), {});
    expect(unproved.text).toContain('请选择身份核验方式');
    // What stands not yet in the lifecycle has no form either.
    expect((await person('office').get(one(first))).text).not.toContain('答复并办结');
    const done = await send('office', one(first), one(first, '/accept'), { identityCheck: 'called-back' });
    expect(done.location).toContain('done=accept');
    clock.set('2026-05-25T10:00:00+08:00');
    for (const name of ['office', 'clerk', 'lawyer', 'watcher', 'stranger', 'auditor', 'admin', 'drafter'])
      await person(name).signIn(name, PASSWORD);
    const replied = await send('office', one(first), one(first, '/reply'), {
      outcome: 'granted',
      text: REPLY,
    });
    expect(replied.location).toContain('done=reply');
    expect(await state(code)).toContain('已答复');
    const { rows } = await admin.query(`select kind, erase_after::text from personal_value order by kind`);
    // Twelve months for the identity number, thirty-six for the rest, from the day of closing.
    expect(rows).toEqual([
      { kind: 'email', erase_after: '2029-05-25' },
      { kind: 'identity-number', erase_after: '2027-05-25' },
      { kind: 'name', erase_after: '2029-05-25' },
      { kind: 'phone', erase_after: '2029-05-25' },
      { kind: 'reply', erase_after: '2029-05-25' },
      { kind: 'statement', erase_after: '2029-05-25' },
    ]);
  });

  test('[R-FBK-08] exact search by a whole number, leaving a trace without it; names alone are not searched', async () => {
    const find = (fields: Record<string, string>) => send('clerk', '/privacy/find', '/privacy/find', fields);
    for (const value of [CANARY.number, ` ${CANARY.number} `, '５１０１０７１９９００１０１１２４８'])
      expect((await find({ kind: 'identity-number', value })).links, value).toContain(one(first));
    expect((await find({ kind: 'phone', value: '+86 138-0000-1111' })).links).toContain(one(first));
    expect((await find({ kind: 'email', value: 'ZQcanary@Example.cn' })).links).toContain(one(first));
    expect((await find({ kind: 'name-phone', value: CANARY.phone, name: '龘 靐齾' })).links).toContain(
      one(first),
    );
    for (const [kind, value, name] of [
      ['identity-number', CANARY.number.slice(0, 17), ''],
      ['identity-number', CANARY.phone, ''],
      ['name-phone', CANARY.phone, '龘靐'],
      ['phone', '13800001112', ''],
    ] as const)
      expect((await find({ kind, value, name })).text, value).toContain('查到 0 件');
    expect((await find({ kind: 'name', value: CANARY.name })).status).toBe(422);
    expect((await find({ kind: 'name-phone', value: CANARY.phone })).text).toContain('须填写姓名');
    const elsewhere = await send('stranger', '/privacy/find', '/privacy/find', {
      kind: 'identity-number',
      value: CANARY.number,
    });
    expect(elsewhere.text).toContain('查到 0 件');
    const { rows } = await admin.query(
      `select subject_id, details from audit_row where act = 'privacy.find'`,
    );
    expect(rows.length).toBeGreaterThan(8);
    expect(rows.every((r) => JSON.stringify(r.details).match(/^\{"hits": ?\d+\}$/))).toBe(true);
  });

  test('[R-FBK-08] erased on request: no value can be shown anywhere, the evidence remains', async () => {
    const events = async () =>
      (await admin.query(`select id, act, at, facts from case_event order by id`)).rows as {
        id: number;
        act: string;
      }[];
    const audit = async () => (await admin.query(`select * from audit_row order by id`)).rows;
    const registered = await send('clerk', '/privacy/new', '/privacy/new', {
      ...REQUEST,
      right: 'erase',
      about: first,
      statement: '请删除我以前那件的信息',
    });
    expect(registered.text).toContain('请把查询码交给申请人');
    expect(await state(codeIn(registered))).toContain('已登记');
    const second = await latestCase();
    expect(second).not.toBe(first);
    expect(await tablesWith([codeIn(registered)])).toEqual([]);
    const early = await person('office').get(one(second));
    expect(early.text).toContain('本件受理后可以清除');
    await send('office', one(second), one(second, '/accept'), { identityCheck: 'original-seen' });
    const page = await person('office').get(one(second));
    const erase = one(second, `/erase/${first}`);
    expect(page.links).toContain(erase);
    expect((await person('clerk').get(erase)).status).toBe(403);
    const [eventsBefore, auditBefore] = [await events(), await audit()];
    const confirm = await person('office').get(erase);
    expect(confirm.text).toContain('不能恢复');
    expect(confirm.text).toContain('龘**');
    const done = await person('office').submit(confirm, erase);
    expect(done.location).toBe(`${one(first)}?done=erased`);
    const twice = await person('office').submit(confirm, erase);
    expect(twice.location).toBe(`${one(first)}?done=erased`);

    const after = await person('office').get(one(first));
    expect(after.text).toContain('本件的密钥已销毁，不能恢复');
    expect(after.text).toContain('个人请求删除');
    expect(after.text).not.toContain('龘**');
    expect(after.text).toContain('清除个人信息');
    expect(after.text).toContain('电话联系申请人补正');
    const unmask = await send('office', one(first, '/unmask'), one(first, '/unmask'), {
      reason: 'contact',
      reasonText: '再看一次试试',
    });
    expect(unmask.status).toBe(409);
    expect(unmask.text).toContain('已经清除');
    const found = await send('clerk', '/privacy/find', '/privacy/find', {
      kind: 'identity-number',
      value: CANARY.number,
    });
    expect(found.links).toContain(one(second));
    expect(found.links).not.toContain(one(first));
    expect((await person('clerk').get('/privacy')).text).toContain(first);
    expect((await person('office').get(one(second))).text).toContain('没有其他办件持有这个证件号码');
    const again = await person('office').post(erase, (await person('office').get(erase)).hidden(erase));
    expect(again.status).toBe(409);

    const left = await admin.query(
      `select v.ciphertext, k.key_sealed from personal_value v join case_key k using (case_id) join procedure_case c on c.id = v.case_id where c.pid = $1`,
      [first],
    );
    expect(left.rows).toHaveLength(6);
    expect(left.rows.every((r) => r.ciphertext === null && r.key_sealed === null)).toBe(true);
    // What was written before is still there, word for word.
    expect((await events()).slice(0, eventsBefore.length)).toEqual(eventsBefore);
    expect((await audit()).slice(0, auditBefore.length)).toEqual(auditBefore);
    expect((await events()).slice(eventsBefore.length).map((e) => e.act)).toEqual([
      'personal.erase',
      'privacy.erase',
    ]);
  });

  test('[R-FBK-08] none of it ever stood in audit, events, jobs, logs or any other table', async () => {
    expect(await tablesWith(SECRETS)).toEqual([]);
    expect(logged.length).toBeGreaterThan(20);
    const all = logged.join('\n');
    for (const secret of [...SECRETS, code]) expect(all).not.toContain(secret);
  });
});

test('a minor is shown as 某', async () => {
  await submitOnPortal({ name: '欧阳龘', documentNumber: '510107201501011236' });
  await send('clerk', '/privacy', '/privacy/take-in', {});
  expect((await person('clerk').get(one(await latestCase()))).text).toContain('欧阳某');
});

test('an open case, a request of another kind and a stranger’s case are not erased', async () => {
  const send2 = async (more: Partial<typeof REQUEST>) => {
    await send('clerk', '/privacy/new', '/privacy/new', { ...REQUEST, ...more });
    return latestCase();
  };
  const open = await send2({ right: 'access' });
  const other = await send2({ right: 'access', documentNumber: '510107201501011236' });
  await send('office', one(other), one(other, '/close'), { closing: 'withdrawn' });
  const access = await send2({ right: 'access' });
  const erase = await send2({ right: 'erase' });
  for (const pid of [access, erase])
    await send('office', one(pid), one(pid, '/accept'), { identityCheck: 'original-seen' });
  const attempt = async (request: string, target: string) => {
    const at = one(request, `/erase/${target}`);
    return (await person('office').submit(await person('office').get(at), at)).text;
  };
  expect(await attempt(erase, open)).toContain('还没有办结');
  expect(await attempt(erase, other)).toContain('没有这位申请人的个人信息');
  expect(await attempt(erase, erase)).toContain('还没有办结');
  await send('office', one(open), one(open, '/close'), { closing: 'repeated' });
  expect(await attempt(access, open)).toContain('不是删除或者撤回同意的请求');
  expect((await person('office').get(one(open))).text).toContain('龘**');

  // A legal hold stops it, and says by which document.
  const held = await send('lawyer', '/personal-data/holds', '/personal-data/holds', {
    case: open,
    document: '（2026）明01行初7号应诉通知书',
    reason: '申请人提起行政诉讼',
    untilOn: '',
  });
  expect(held.location).toContain('done=placed');
  expect(await attempt(erase, open)).toContain('（2026）明01行初7号应诉通知书');
  expect((await person('office').get(one(open))).text).toContain('法律保全：暂停清除');
  const holds = await person('lawyer').get('/personal-data/holds');
  const lift = holds.links.find((l) => l.endsWith('/lift'))!;
  expect((await person('office').post(lift, { lifted: '诉讼终结' })).status).toBe(403);
  expect((await send('lawyer', lift, lift, { lifted: '诉讼终结' })).location).toContain('done=lifted');
  expect(await attempt(erase, open)).toBe('');
  expect((await person('office').get(one(open))).text).toContain('密钥已销毁');
});

describe('[R-SEC-03] the portal', () => {
  let portal: pg.Client;
  beforeAll(async () => {
    portal = await connect(database.address(ROLES.portal));
  });
  afterAll(() => portal.end());

  const DENIED = '42501';
  const attempt = async (text: string, values: unknown[] = []) => {
    await portal.query('begin');
    try {
      await portal.query(text, values);
      return 'done';
    } catch (error) {
      return (error as { code: string }).code;
    } finally {
      await portal.query('rollback');
    }
  };

  test('reads neither submissions nor keys nor values, not even through its functions', async () => {
    for (const table of [
      'intake',
      'intake_key',
      'case_key',
      'personal_value',
      'personal_index',
      'privacy_request',
      'unmasking',
      'erasure',
      'installation_key',
      'attempt_limit',
    ])
      expect(await attempt(`select 1 from public.${table}`), table).toBe(DENIED);
    const key = await portal.query('select * from portal.live_intake_key');
    expect(Object.keys(key.rows[0]).sort()).toEqual(['id', 'public_key']);
    const answer = await portal.query(`select * from portal.intake_state('privacy-request', $1)`, [
      '0'.repeat(64),
    ]);
    expect(answer.fields.map((f) => f.name)).toEqual(['state', 'received_on', 'due_on', 'closed_on']);
  });

  test('its functions belong to the owner, look in no schema of others, and do nothing else', async () => {
    const { rows } = await admin.query(
      `select p.proname as name, r.rolname as owner, p.prosecdef as definer, array_to_string(p.proconfig, ';') as config,
         has_function_privilege('mingtang_portal', p.oid, 'execute') as portal, has_function_privilege('mingtang_app', p.oid, 'execute') as app
       from pg_proc p join pg_roles r on r.oid = p.proowner where p.pronamespace = 'portal'::regnamespace and p.prosecdef order by 1`,
    );
    expect(rows).toEqual(
      [
        ...['add_views', 'count_attempt', 'feedback_answer', 'intake_state', 'local_parameter'],
        ...['note_search_miss', 'note_searches', 'privacy_receivers', 'submit_intake', 'try_captcha'],
      ].map((name) => ({
        name,
        owner: 'mingtang_owner',
        definer: true,
        config: 'search_path=pg_catalog, pg_temp',
        portal: true,
        app: false,
      })),
    );
    // A temporary table cannot take the place of a real one: the portal may not even make one.
    expect(await attempt('create temp table intake (x int)')).toBe(DENIED);
  });

  test('an envelope that is damaged or foreign is marked, not enrolled, and harms no other', async () => {
    const count = async () => (await admin.query('select 1 from procedure_case')).rowCount;
    const before = await count();
    const submit = (hash: string, envelope: Buffer) =>
      portal.query(
        `select portal.submit_intake('privacy-request', $1, (select id from portal.live_intake_key), $2, $3, '2026-05-25')`,
        [hash, envelope, clock.now()],
      );
    await submit('a'.repeat(64), Buffer.from('not an envelope'));
    const copy = await admin.query(`select 1 from intake where envelope is not null`);
    expect(copy.rowCount).toBe(1);
    await submitOnPortal({ name: '好人甲' });
    // The sealed submission of somebody, handed in again under another code, does not open there.
    const stolen = await admin.query<{ envelope: Buffer }>(
      `select envelope from intake where envelope is not null order by id desc limit 1`,
    );
    await submit('b'.repeat(64), stolen.rows[0]!.envelope);
    await send('clerk', '/privacy', '/privacy/take-in', {});
    expect(await count()).toBe((before ?? 0) + 1);
    expect((await person('clerk').get('/privacy')).text).toContain('有 2 件网上提交打不开');
    expect(
      await attempt(`select portal.submit_intake('privacy-request', $1, 1, $2, $3, '2026-05-25')`, [
        'c'.repeat(64),
        Buffer.alloc(32769),
        clock.now(),
      ]),
    ).toBe('23514');
  });

  test('an address may submit and ask only so often; the form is kept', async () => {
    const fresh = new Client(app.addresses.portal!);
    let page = await fresh.get('/privacy/request');
    for (let i = 0; i < 12 && page.status !== 429; i++) {
      const form = await fresh.get('/privacy/request');
      page = await fresh.submit(form, '/privacy/request', {
        ...REQUEST,
        ...provenWork(form),
        consent: 'yes',
      });
    }
    expect([page.status, Number(page.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(page.text).toContain('操作过于频繁');
    expect(page.text).toContain(CANARY.statement);
    let asked = 0;
    while ((await fresh.post('/privacy/query', { code: '0000-0000-0000-0000' })).status === 422 && asked < 40)
      asked++;
    expect(asked).toBeLessThan(31);
    // The counters of the console's sign-in are out of the portal's reach.
    expect((await new Client(app.addresses.console!).signIn('clerk', PASSWORD)).status).toBe(303);
    await sql`delete from attempt_limit`.execute(app.office!.db);
  });
});

describe('[R-FBK-08] who is offered to receive a request, and until when the answer is due', () => {
  const offers = async () => {
    const { html } = await citizen.get('/privacy/request');
    const select = /<select[^>]*name="organisation"[\s\S]*?<\/select>/.exec(html)![0];
    return Object.fromEntries(
      [...select.matchAll(/<option value="([^"]+)"[^>]*>([^<]*)</g)].map((m) => [m[1]!, m[2]!]),
    );
  };
  const grant = (username: string, organ: number, scope: string, to: string | null = null) =>
    admin.query(
      `insert into role_grant (person_id, role, scope, organisation_id, valid_from, valid_to, granted_at)
       select person_id, 'disclosure-office', $2, $3, '2026-01-01', $4, now() from account where username = $1`,
      [username, scope, organ, to],
    );

  test('only organisations in which somebody holds the role; where it is somebody above, the page says who', async () => {
    const db = app.office!.db;
    const id = async (code: string) =>
      (await admin.query<{ id: string }>('select id from organisation where code = $1', [code])).rows[0]!.id;
    const [city, bureau] = [Number(await id('city')), Number(await id('bureau'))];
    const branch = await addOrgan(db, { code: 'branch', parentId: bureau, name: '测试分局' });
    const guided = await addOrgan(db, {
      code: 'guided',
      parentId: city,
      guidedById: bureau,
      name: '县测试局',
    });
    expect(await offers()).toEqual({ bureau: '市测试局', elsewhere: '市别处局' });
    const refused = await citizen.submit(await citizen.get('/privacy/request'), '/privacy/request', {
      ...REQUEST,
      organisation: 'branch',
      consent: 'yes',
    });
    expect([refused.status, refused.text.includes('没有列出的选它的上级')]).toEqual([422, true]);
    expect(refused.text).toContain(CANARY.statement);

    await grant('office', bureau, 'subtree');
    await grant('office', bureau, 'line');
    expect(await offers()).toEqual({
      bureau: '市测试局',
      elsewhere: '市别处局',
      branch: '测试分局（由市测试局受理）',
      guided: '县测试局（由市测试局受理）',
    });
    // One's own goes before somebody above; an ended right, and a person without an account, count for nothing.
    await addStaff(db, { username: 'own', organisationId: branch, grants: [{ role: 'disclosure-office' }] });
    await grant('stranger', city, 'organisation', '2026-05-19');
    await admin.query(
      `with p as (insert into person (pid, name, organisation_id, post, valid_from) values ('nnnnnnnnnn', '无账号', $1, '科员', '2020-01-01') returning id)
       insert into role_grant (person_id, role, scope, organisation_id, valid_from, granted_at) select id, 'disclosure-office', 'organisation', $1, '2020-01-01', now() from p`,
      [city],
    );
    expect(await offers()).toMatchObject({ branch: '测试分局' });
    expect(Object.keys(await offers())).not.toContain('city');
    // The portal's answer is that of the office for every organisation.
    const all = await admin.query<{ id: string; code: string }>('select id, code from organisation');
    const holders = await holdersOf(
      db,
      all.rows.map((o) => Number(o.id)),
      clock.today(),
    );
    const covered = all.rows.filter((o) =>
      holders.some((h) => h.organisationId === Number(o.id) && h.role === 'disclosure-office'),
    );
    expect(Object.keys(await offers()).sort()).toEqual(covered.map((o) => o.code).sort());
    expect(guided).toBeGreaterThan(0);
    for (const act of ['privacy.accept', 'privacy.reply', 'privacy.close'] as const)
      expect(access[act]).toEqual(['disclosure-office']);
  });

  test('a deputy of somebody absent holds it too', async () => {
    await admin.query(
      `update role_grant g set valid_to = '2026-05-01' from account a where a.person_id = g.person_id and a.username = 'stranger' and g.role = 'disclosure-office'`,
    );
    expect(Object.keys(await offers())).not.toContain('elsewhere');
    await admin.query(
      `update role_grant g set valid_to = null from account a where a.person_id = g.person_id and a.username = 'stranger' and g.role = 'disclosure-office' and g.scope = 'organisation' and g.valid_from = '2020-01-01'`,
    );
    await admin.query(`delete from account where username = 'own'`);
    expect((await offers()).branch).toBe('测试分局（由市测试局受理）');
    await admin.query(
      `insert into deputation (pid, person_id, deputy_id, valid_from, valid_to, reason, given_at)
       select 'dpvtydpvty', p.id, a.person_id, '2026-05-01', '2026-05-31', '出差', now() from person p, account a where p.name = 'own' and a.username = 'drafter'`,
    );
    expect((await offers()).branch).toBe('测试分局');
  });

  test('the receipt shows the due day and how it was counted; the office enters the same one', async () => {
    const submit = async () => {
      const form = await citizen.get('/privacy/request');
      return citizen.submit(form, '/privacy/request', { ...REQUEST, ...provenWork(form), consent: 'yes' });
    };
    const page = await submit();
    expect(page.status, page.text).toBe(200);
    // 25 May 2026 is a Monday, no holiday is on the way: 4 days of that week, 5, 5, and Monday 15 June is the fifteenth.
    expect(page.text).toContain('会在 15 个工作日内，最迟 2026年6月15日');
    expect(page.text).toContain('这个日期是怎么算出来的');
    expect(page.text).toContain('当日不计入，从次日起数；第 1 个工作日是5月26日（星期二）');
    expect(page.text).toContain('数到第 15 个工作日，是6月15日（星期一）');
    await admin.query(
      `insert into parameter_value (name, value, valid_from, source, set_by_id, set_at, organisation_id)
       select 'privacy.reply', '10', '2026-01-01', '测试', (select min(id) from person), now(), id from organisation where code = 'bureau'`,
    );
    const shorter = await submit();
    expect(shorter.text).toContain('会在 10 个工作日内，最迟 2026年6月8日');
    await send('clerk', '/privacy', '/privacy/take-in', {});
    expect(await state(codeIn(shorter))).toContain('2026年6月8日');
  });
});
