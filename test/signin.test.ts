import nodeCrypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import type pg from 'pg';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { passwordProblem, setPassword } from '../src/core/index.ts';
import { settableClock } from '../src/platform/clock.ts';
import { Client, PASSWORD, type Page } from './harness.ts';
import { enter, inside, newPerson, openConsole, postFrom } from './sign-in-kit.ts';

const START = Date.parse('2026-05-20T09:00:00+08:00');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let app: RunningApp;
let admin: pg.Client;
let organ: number;
let close: () => Promise<void>;
const clock = settableClock(START);
beforeAll(async () => {
  ({ app, admin, organ, close } = await openConsole(clock));
});
afterAll(() => close?.());
beforeEach(() => clock.set(START));

/** The status of the first page for whoever sends this cookie. */
async function withCookie(token: string): Promise<number> {
  const headers = { cookie: `mt_session=${token}` };
  return (await fetch(`${app.addresses.console}/`, { redirect: 'manual', headers })).status;
}

const person = (o: { grants?: boolean } = {}) => newPerson(app, organ, o.grants ? 'drafter' : undefined);
/** Tries to sign in; from an address of its own unless one is given. */
const attempt = (client: Client, username: string, password: string, from?: string) =>
  postFrom(client, '/signin', { username, password }, from);

const browser = () => new Client(app.addresses.console!);

async function signedIn(username: string, password = PASSWORD): Promise<Client> {
  const { client, page } = await enter(app, username, { password });
  expect(page.status).toBe(303);
  return client;
}

const audit = async (id: number) =>
  (
    await admin.query(
      'select act, person_id, service, subject_kind, subject_id, at from audit_row where person_id = $1 order by id',
      [id],
    )
  ).rows;

describe('[R-SEC-03] a wrong sign-in', () => {
  const sentence = (page: Page) =>
    /<p class="msg"[^>]*>([\s\S]*?)<\/p>/
      .exec(page.html)?.[1]
      ?.replace(/<[^>]+>/g, '')
      .trim();

  test('says the same for an unknown name and a wrong password', async () => {
    const { username } = await person();
    const wrong = await attempt(browser(), username, 'Wrong-Password-1');
    const unknown = await attempt(browser(), 'nobody-here', 'Wrong-Password-1');
    expect([wrong.status, unknown.status]).toEqual([422, 422]);
    expect(sentence(wrong)).toBe('用户名或口令不正确。');
    expect(unknown.html.replaceAll('nobody-here', username)).toBe(wrong.html);
    expect([...wrong.headers.keys()].sort()).toEqual([...unknown.headers.keys()].sort());
    expect([wrong.headers.get('set-cookie'), unknown.headers.get('set-cookie')]).toEqual([null, null]);
  });

  test('costs the same work for both: one hash of the same price', async () => {
    const { username } = await person();
    await attempt(browser(), 'nobody-here', 'x');
    const hashed = vi.spyOn(nodeCrypto, 'argon2');
    syncBuiltinESMExports();
    onTestFinished(() => {
      hashed.mockRestore();
      syncBuiltinESMExports();
    });
    const price = async (name: string) => {
      hashed.mockClear();
      await attempt(browser(), name, 'Wrong-Password-1');
      return hashed.mock.calls.map(([kind, options]) => [
        kind,
        options.memory,
        options.passes,
        options.parallelism,
        options.tagLength,
      ]);
    };
    const known = await price(username);
    expect(known).toEqual([['argon2id', 19_456, 2, 1, 32]]);
    expect(await price('nobody-here')).toEqual(known);
  });

  test('five times in a row locks the account for 30 minutes, which end by themselves', async () => {
    const { username, id } = await person();
    for (let i = 1; i <= 5; i++)
      expect((await attempt(browser(), username, 'Wrong-Password-1')).status).toBe(422);
    const locked = await attempt(browser(), username, PASSWORD);
    expect(locked.status).toBe(429);
    expect(locked.headers.get('retry-after')).toBe('1800');
    expect(locked.text).toContain('账号已锁定至 2026-05-20 09:30（还有 30 分钟），到时自动解除');
    expect(locked.text).toContain('联系安全管理员解除锁定');
    expect(locked.headers.get('set-cookie')).toBeNull();
    // Trying on does not make it longer.
    clock.set(START + 29 * MINUTE + 59_000);
    const last = await attempt(browser(), username, PASSWORD);
    expect([last.status, last.headers.get('retry-after')]).toEqual([429, '1']);
    clock.set(START + 30 * MINUTE);
    await signedIn(username);
    expect((await audit(id)).map((a) => a.act)).toEqual([
      ...Array.from({ length: 5 }, () => 'sign-in-failed'),
      'sign-in',
    ]);
    const { rows } = await admin.query(
      'select kind, host(address) as address from sign_in_event where person_id = $1 order by id',
      [id],
    );
    expect(rows.map((r) => r.kind)).toEqual([
      ...Array.from({ length: 5 }, () => 'wrong-password'),
      'account-locked',
      'signed-in',
    ]);
    expect(rows.every((r) => /^10\.\d+\.\d+\.7$/.test(r.address))).toBe(true);
  });

  test('five times in a row locks a name that nobody has just the same: the answers do not tell which names exist', async () => {
    const { username } = await person();
    const answers = async (name: string) => {
      const pages: Page[] = [];
      for (let i = 1; i <= 6; i++) pages.push(await attempt(browser(), name, 'Wrong-Password-1'));
      return pages.map((p) => [
        p.status,
        p.headers.get('retry-after'),
        p.text.replaceAll(name, '').replace(/编号：\w+/, ''),
      ]);
    };
    expect(await answers('nobody-at-all')).toEqual(await answers(username));
    clock.set(START + 30 * MINUTE);
    expect((await attempt(browser(), 'nobody-at-all', 'x')).status).toBe(422);
  });

  test('counts again from zero after the lock', async () => {
    const { username } = await person();
    for (let i = 1; i <= 5; i++) await attempt(browser(), username, 'Wrong-Password-1');
    clock.set(START + 31 * MINUTE);
    for (let i = 1; i <= 4; i++)
      expect((await attempt(browser(), username, 'Wrong-Password-1')).status).toBe(422);
    await signedIn(username);
  });

  test('counts again from zero after a right one', async () => {
    const { username } = await person();
    for (let round = 0; round < 2; round++) {
      for (let i = 1; i <= 4; i++) await attempt(browser(), username, 'Wrong-Password-1');
      await signedIn(username);
    }
  });

  test('counts the same name whatever its case and blanks', async () => {
    const { username } = await person();
    for (const name of [username, username.toUpperCase(), ` ${username} `, username, username])
      expect((await attempt(browser(), name, 'Wrong-Password-1')).status).toBe(422);
    expect((await attempt(browser(), username, PASSWORD)).status).toBe(429);
  });

  test('ten at once lock it as well', async () => {
    const { username } = await person();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => attempt(browser(), username, 'Wrong-Password-1')),
    );
    expect(answers.filter((a) => a.status === 422 || a.status === 429)).toHaveLength(10);
    expect((await attempt(browser(), username, PASSWORD)).status).toBe(429);
  });

  test('is refused after 30 tries from one address in 10 minutes, whatever the names; other addresses go on', async () => {
    const { username } = await person();
    const from = '198.51.100.7';
    for (let i = 1; i <= 30; i++)
      expect((await attempt(browser(), `nobody-${i}`, 'x', from)).status).toBe(422);
    clock.set(START + 4 * MINUTE);
    const refused = await attempt(browser(), username, PASSWORD, from);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('360');
    expect(refused.text).toContain('登录尝试过于频繁，请 6 分钟后再试');
    expect((await attempt(browser(), username, PASSWORD, '198.51.100.8')).status).toBe(303);
    clock.set(START + 10 * MINUTE);
    expect((await attempt(browser(), username, PASSWORD, from)).status).toBe(303);
  });

  test('keeps no address in the clear', async () => {
    await attempt(browser(), 'nobody', 'x', '192.0.2.55');
    const { rows } = await admin.query(
      `select count(*) as n from attempt_limit l where l::text like '%192.0.2.55%'`,
    );
    expect(rows[0].n).toBe(0);
  });
});

describe('[R-SEC-03] a session', () => {
  test('ends 30 minutes after its last use', async () => {
    const { username } = await person();
    const client = await signedIn(username);
    clock.set(START + 30 * MINUTE);
    expect(await inside(client)).toBe(true);
    clock.set(START + 60 * MINUTE);
    expect(await inside(client)).toBe(true);
    clock.set(START + 90 * MINUTE + 1);
    expect(await inside(client)).toBe(false);
    // Asking too late has not kept it alive.
    const { rows } = await admin.query(
      'select seen_at from session s join account a using (person_id) where a.username = $1',
      [username],
    );
    expect(rows).toEqual([{ seen_at: new Date(START + 60 * MINUTE) }]);
  });

  test('ends 12 hours after the sign-in, however busy', async () => {
    const { username } = await person();
    const client = await signedIn(username);
    for (let at = START; at < START + 12 * HOUR; at += 29 * MINUTE) {
      clock.set(at);
      expect(await inside(client)).toBe(true);
    }
    clock.set(START + 12 * HOUR - 1);
    expect(await inside(client)).toBe(true);
    clock.set(START + 12 * HOUR);
    expect(await inside(client)).toBe(false);
  });

  test('ends with the sign-out, also for somebody who has kept the cookie', async () => {
    const { username, id } = await person();
    const client = await signedIn(username);
    const stolen = client.cookies.get('mt_session')!;
    const out = await client.submit(await client.get('/'), '/signout');
    expect([out.status, out.location]).toEqual([303, '/signin?out=1']);
    expect(out.headers.get('set-cookie')).toMatch(
      /^mt_session=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect(client.cookies.size).toBe(0);
    expect((await client.get(out.location)).text).toContain('您已安全退出');
    expect(await withCookie(stolen)).toBe(303);
    expect((await admin.query('select end_reason from session where person_id = $1', [id])).rows).toEqual([
      { end_reason: 'signed-out' },
    ]);
    expect((await audit(id)).map((a) => a.act)).toEqual(['sign-in', 'sign-out']);
  });

  test('cannot be ended by a page of another session', async () => {
    const [one, two] = [await person(), await person()];
    const [mine, theirs] = [await signedIn(one.username), await signedIn(two.username)];
    const foreign = (await theirs.get('/')).hidden('/signout');
    expect((await mine.post('/signout', foreign)).status).toBe(409);
    expect(await inside(mine)).toBe(true);
  });

  test('is kept as a hash only', async () => {
    const { username, id } = await person();
    const client = await signedIn(username);
    const token = client.cookies.get('mt_session')!;
    expect(Buffer.from(token, 'base64url').length).toBeGreaterThanOrEqual(32);
    const { rows } = await admin.query(
      'select s.token_hash, s::text as whole from session s where person_id = $1',
      [id],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0].token_hash).toBe(nodeCrypto.createHash('sha256').update(token).digest('hex'));
    expect(rows[0].whole).not.toContain(token);
    // What lies in the database opens nothing.
    expect(await withCookie(rows[0].token_hash)).toBe(303);
  });

  test('is a new one at every sign-in: a cookie planted before is worth nothing', async () => {
    const { username } = await person();
    const [one, two] = [await signedIn(username), await signedIn(username)];
    expect(one.cookies.get('mt_session')).not.toBe(two.cookies.get('mt_session'));
    expect([await inside(one), await inside(two)]).toEqual([true, true]);
    for (const planted of ['fixed', '', 'x'.repeat(5000), '%00', "' or 1=1"])
      expect(await withCookie(planted)).toBe(303);
  });

  test('ends when the person leaves the office, from the next day on', async () => {
    const { username, id } = await person({ grants: true });
    const client = await signedIn(username);
    await admin.query(`update person set valid_to = '2026-05-20' where id = $1`, [id]);
    const midnight = Date.parse('2026-05-21T00:00:00+08:00');
    expect((await client.get('/documents/new?secret=no')).status).toBe(200);
    // A new session on the last evening reaches over midnight; the person does not.
    clock.set(midnight - MINUTE);
    const late = await signedIn(username);
    const form = await late.get('/documents/new?secret=no');
    expect(form.status).toBe(200);
    clock.set(midnight);
    expect(await inside(late)).toBe(false);
    expect(await inside(late, '/documents')).toBe(false);
    const sent = await late.submit(form, '/documents/new', {
      secret: 'no',
      organisation: 'office',
      title: '离任之后',
    });
    // What was typed comes back on the sign-in page, which opens to them no more.
    expect([sent.status, sent.text.includes('这次登录已经结束')]).toEqual([409, true]);
    expect((await admin.query('select count(*) as n from gov_document')).rows[0].n).toBe(0);
  });

  test('cannot be begun by a person who has left or not yet come', async () => {
    for (const change of [`valid_to = '2026-05-19'`, `valid_from = '2026-05-21'`]) {
      const { username, id } = await person();
      await admin.query(`update person set ${change} where id = $1`, [id]);
      const client = browser();
      const page = await attempt(client, username, PASSWORD);
      expect(await inside(client)).toBe(false);
      // Not sent round in a circle without a word.
      expect(page.status).toBe(422);
      expect(
        (await admin.query('select count(*) as n from session where person_id = $1', [id])).rows[0].n,
      ).toBe(0);
    }
  });

  test('its acts are in the evidence with instant and person, no password anywhere', async () => {
    const { username, id } = await person();
    await attempt(browser(), username, 'Wrong-Password-1');
    clock.set(START + 1000);
    const client = await signedIn(username);
    clock.set(START + 2000);
    await client.submit(await client.get('/'), '/signout');
    const row = (act: string, ms: number) => ({
      act,
      person_id: id,
      service: null,
      subject_kind: 'account',
      subject_id: String(id),
      at: new Date(START + ms),
    });
    expect(await audit(id)).toEqual([row('sign-in-failed', 0), row('sign-in', 1000), row('sign-out', 2000)]);
    const { rows } = await admin.query(
      `select count(*) as n from audit_row r where r::text like '%Password%'`,
    );
    expect(rows[0].n).toBe(0);
  });
});

describe('[R-SEC-03] the token of a form', () => {
  test('fits no other session, not even of the same person, and nothing is written', async () => {
    const { username } = await person({ grants: true });
    const [one, two] = [await signedIn(username), await signedIn(username)];
    const fields = { secret: 'no', organisation: 'office', title: '换了会话的表单' };
    const foreign = (await one.get('/documents/new?secret=no')).hidden('/documents/new');
    expect(foreign._once).toMatch(/^[\w-]{43}\.[0-9a-f]{64}\.[\w-]{43}$/);
    const before = (await admin.query('select count(*) as n from gov_document')).rows[0].n;
    const refused = await two.post('/documents/new', { ...foreign, ...fields });
    expect(refused.status).toBe(409);
    expect(refused.html).toContain('换了会话的表单');
    expect((await admin.query('select count(*) as n from gov_document')).rows[0].n).toBe(before);
    expect((await one.post('/documents/new', { ...foreign, ...fields })).status).toBe(303);
  });

  test.each(['', '.', 'a.b', 'x'.repeat(500)])('%o is none', async (once) => {
    const { username } = await person({ grants: true });
    const client = await signedIn(username);
    expect(
      (
        await client.post('/documents/new', {
          secret: 'no',
          organisation: 'office',
          title: '标题',
          _once: once,
        })
      ).status,
    ).toBe(409);
  });

  test('cannot be made up from a known one', async () => {
    const { username } = await person({ grants: true });
    const client = await signedIn(username);
    const { _once = '' } = (await client.get('/documents/new?secret=no')).hidden('/documents/new');
    const [random = '', signature = ''] = _once.split('.');
    for (const forged of [
      `${'A'.repeat(43)}.${signature}`,
      `${random}.${signature.slice(0, -1)}`,
      random,
      `.${signature}`,
    ])
      expect(
        (
          await client.post('/documents/new', {
            secret: 'no',
            organisation: 'office',
            title: '标题',
            _once: forged,
          })
        ).status,
      ).toBe(409);
  });
});

describe('[R-SEC-03] the password', () => {
  const NEXT = 'New-Password-2026';
  const FORM = { current: PASSWORD, next: NEXT, repeat: NEXT };
  const change = async (client: Client, fields: Record<string, string>) =>
    client.submit(await client.get('/password'), '/password', { ...FORM, ...fields });

  test('is changed with the old one; every other session ends, this one stays', async () => {
    const { username, id } = await person();
    const [here, elsewhere] = [await signedIn(username), await signedIn(username)];
    const done = await change(here, {});
    expect([done.status, done.location]).toEqual([303, '/']);
    expect([await inside(here), await inside(elsewhere)]).toEqual([true, false]);
    expect((await attempt(browser(), username, PASSWORD)).status).toBe(422);
    await signedIn(username, NEXT);
    expect((await audit(id)).map((a) => a.act)).toContain('account.change-password');
    const { rows } = await admin.query('select password_hash from account where person_id = $1', [id]);
    expect(rows[0].password_hash).toMatch(/^\$argon2id\$m=19456,t=2,p=1\$/);
  });

  test.each<[string, Record<string, string>, string]>([
    ['a wrong old one', { current: 'Wrong-Password-1' }, '现在的口令不正确。'],
    ['no old one', { current: '' }, '请填写现在的口令。'],
    ['two that differ', { repeat: 'New-Password-2027' }, '两次输入的新口令不一致。'],
    ['the same as before', { next: PASSWORD, repeat: PASSWORD }, '新口令不能与现在的口令相同。'],
    ['a short one', { next: 'Short-1', repeat: 'Short-1' }, '新口令至少 10 个字符，现在是 7 个。'],
  ])('is not changed with %s', async (_, fields, sentence) => {
    const { username } = await person();
    const [here, elsewhere] = [await signedIn(username), await signedIn(username)];
    const refused = await change(here, fields);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(sentence);
    for (const value of Object.values({ ...FORM, ...fields }))
      if (value) expect(refused.html).not.toContain(`value="${value}"`);
    expect([await inside(here), await inside(elsewhere)]).toEqual([true, true]);
    await signedIn(username);
  });

  test('that somebody else has set must be changed before anything else', async () => {
    const { username, id } = await person({ grants: true });
    const old = await signedIn(username);
    const given = 'Given-Password-1';
    await app
      .office!.db.transaction()
      .execute((tx) => setPassword(tx, { personId: id, password: given, mustChange: true, at: clock.now() }));
    expect(await inside(old)).toBe(false);
    const client = await signedIn(username, given);
    for (const path of ['/', '/documents', '/documents/new', '/offline', '/cases/0000000000']) {
      const page = await client.get(path);
      expect([path, page.status, page.location]).toEqual([path, 303, '/password']);
    }
    const page = await client.get('/password');
    expect(page.text).toContain('请先设置自己的口令');
    const sent = await client.post('/documents/new', {
      ...page.hidden('/password'),
      secret: 'no',
      organisation: 'office',
      title: '标题',
    });
    expect([sent.status, sent.text.includes('请先修改口令')]).toEqual([409, true]);
    expect(sent.hidden('/signin/resume')['kept.title']).toBe('标题');
    const same = await client.submit(await client.get('/password'), '/password', {
      current: given,
      next: given,
      repeat: given,
    });
    expect(same.status).toBe(422);
    expect((await change(client, { current: given })).status).toBe(303);
    expect(await inside(client, '/documents')).toBe(true);
  });

  test('may be left unchanged by signing out', async () => {
    const { username, id } = await person();
    await admin.query('update account set must_change_password = true where person_id = $1', [id]);
    const client = await signedIn(username);
    expect((await client.submit(await client.get('/password'), '/signout')).location).toBe('/signin?out=1');
  });

  test.each<[password: string, problem: RegExp | undefined]>([
    ['Abcdefg-12', undefined],
    ['abcdefg-12', undefined],
    ['ABCDEFG-12', undefined],
    ['Abcdefghi1', undefined],
    ['政务公开平台Abc1', undefined],
    ['Abcdefg-1', /至少 10 个字符，现在是 9 个/],
    ['', /至少 10 个字符，现在是 0 个/],
    ['abcdefghij', /至少三种/],
    ['abcdefgh12', /至少三种/],
    ['ABCDEFGH12', /至少三种/],
    ['1234567890', /至少三种/],
    ['abcdefgh--', /至少三种/],
    ['Zhoumin-2026', /不能包含用户名/],
    ['x-ZHOUMIN-26x', /不能包含用户名/],
    [`Aa1-${'x'.repeat(196)}`, undefined],
    [`Aa1-${'x'.repeat(197)}`, /最多 200 个字符/],
  ])('%o: %s', (password, problem) => {
    const found = passwordProblem(password, 'zhoumin', { passwordLength: 10, passwordClasses: 3 });
    if (problem) expect(found).toMatch(problem);
    else expect(found).toBeUndefined();
  });
});

describe('the switch of a day', () => {
  afterEach(() => clock.set(START));

  test('a grant that ends today works until midnight in Shanghai, wherever the server stands', async () => {
    const { username, id } = await person({ grants: true });
    await admin.query(`update role_grant set valid_to = '2026-05-20' where person_id = $1`, [id]);
    const late = Date.parse('2026-05-20T23:59:59+08:00');
    clock.set(late);
    const client = await signedIn(username);
    expect((await client.get('/documents/new?secret=no')).status).toBe(200);
    clock.set(late + 1000);
    expect((await client.get('/documents/new?secret=no')).status).toBe(403);
  });
});
