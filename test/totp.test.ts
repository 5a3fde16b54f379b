import nodeCrypto from 'node:crypto';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { findSession, SEALED_COLUMNS } from '../src/core/index.ts';
import { beginEnrolment, enrolmentSecret, TOTP_COLUMNS } from '../src/core/sign-in/totp.ts';
import { ACTS } from '../src/house.ts';
import { settableClock } from '../src/platform/clock.ts';
import { keyringOf, newKeyFile, withNewKey, withoutOldKeys } from '../src/platform/keyring.ts';
import { sealAgain } from '../src/platform/sealed-columns.ts';
import { Client, PASSWORD } from './harness.ts';
import {
  auditActs,
  enter,
  eventKinds,
  inside,
  newPerson,
  openConsole,
  postFrom,
  setParameter,
  signedIn,
} from './sign-in-kit.ts';

const START = Date.parse('2026-05-20T09:00:00+08:00');
const STEP = 30_000;

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

/** The telephone, written from RFC 4226 and RFC 6238 and not with the program's library. */
function telephone(secret: string): (at: number) => string {
  const bits = [...secret]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  return (at) => {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(at / STEP)));
    const mac = nodeCrypto.createHmac('sha1', key).update(counter).digest();
    const offset = mac[19]! & 15;
    return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
  };
}

test('the telephone of these tests is that of RFC 6238, appendix B', () => {
  // 12345678901234567890 in base32; the RFC gives eight digits, the last six are ours.
  const code = telephone('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  expect([59, 1111111109, 1111111111, 1234567890, 2000000000].map((s) => code(s * 1000))).toEqual([
    '287082',
    '081804',
    '050471',
    '005924',
    '279037',
  ]);
});

interface Enrolled {
  username: string;
  id: number;
  code: (at: number) => string;
  codes: string[];
  client: Client;
}

/** Sets up a second factor the way a person does, at START. */
async function enrol(who?: { username: string; id: number }): Promise<Enrolled> {
  const { username, id } = who ?? (await newPerson(app, organ));
  const client = await signedIn(app, username);
  const begun = await client.submit(await client.get('/account/totp'), '/account/totp/begin', {
    password: PASSWORD,
  });
  expect([begun.status, begun.location]).toEqual([303, '/account/totp']);
  const page = await client.get('/account/totp');
  const secret = /<code>([A-Z2-7 ]+)<\/code>/.exec(page.html)![1]!.replaceAll(' ', '');
  const code = telephone(secret);
  const done = await client.submit(page, '/account/totp', { code: code(START) });
  expect(done.status).toBe(200);
  const codes = [...done.html.matchAll(/<code>([0-9a-z-]{19})<\/code>/g)].map((m) => m[1]!);
  return { username, id, code, codes, client };
}

/** Gives the password and then the code. */
async function enterWithCode(who: Enrolled, code: string) {
  const { client, page } = await enter(app, who.username);
  expect([page.status, page.location]).toEqual([303, '/signin/code']);
  return { client, page: await client.submit(await client.get('/signin/code'), '/signin/code', { code }) };
}

describe('[R-SEC-03] setting up a second factor', () => {
  test('shows an image of our own and the secret in groups, asks for a code, gives ten codes once', async () => {
    const { username } = await newPerson(app, organ);
    const client = await signedIn(app, username);
    expect((await client.get('/account/totp/qr.svg')).status).toBe(404);
    await client.submit(await client.get('/account/totp'), '/account/totp/begin', { password: PASSWORD });
    const page = await client.get('/account/totp');
    expect(page.html).toContain('src="/account/totp/qr.svg"');
    expect(page.html).not.toContain('data:');
    const shown = /<code>([A-Z2-7 ]+)<\/code>/.exec(page.html)![1]!;
    expect(shown).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
    const image = await client.get('/account/totp/qr.svg');
    expect([image.status, image.headers.get('content-type'), image.headers.get('cache-control')]).toEqual([
      200,
      'image/svg+xml; charset=utf-8',
      'no-store',
    ]);
    expect(image.html).toContain('<svg');
    const wrong = await client.submit(page, '/account/totp', { code: '000000' });
    expect([wrong.status, wrong.text.includes('还没有绑定')]).toEqual([422, true]);
    const done = await client.submit(wrong, '/account/totp', {
      code: telephone(shown.replaceAll(' ', ''))(START),
    });
    expect([...done.html.matchAll(/<code>[0-9a-z]{4}(-[0-9a-z]{4}){3}<\/code>/g)]).toHaveLength(10);
    expect((await client.get('/account')).text).toContain('已绑定');
    expect((await client.get('/account')).text).toContain('恢复码还有 10 个');
    expect((await client.get('/account/totp/qr.svg')).status).toBe(404);
  });

  test('needs the password again, and to replace it a code as well', async () => {
    const who = await enrol();
    const page = await who.client.get('/account/totp');
    const no = await who.client.submit(page, '/account/totp/begin', { password: 'Wrong-Password-1' });
    expect(no.text).toContain('请填写现在的动态码或恢复码');
    clock.set(START + 60_000);
    const wrong = await who.client.submit(page, '/account/totp/begin', {
      password: 'Wrong-Password-1',
      current: who.code(START + 60_000),
    });
    expect([wrong.status, wrong.text.includes('现在的口令不正确')]).toEqual([422, true]);
    const begun = await who.client.submit(wrong, '/account/totp/begin', {
      password: PASSWORD,
      current: who.code(START + 60_000),
    });
    expect(begun.location).toBe('/account/totp');
    // Until the new one is confirmed the old one counts.
    clock.set(START + 120_000);
    expect((await enterWithCode(who, who.code(START + 120_000))).page.location).toBe('/');
  });

  test('keeps the secret sealed and the recovery codes as hashes', async () => {
    const who = await enrol();
    const { rows } = await admin.query(
      `select encode(c.secret, 'escape') as sealed, (select string_agg(r::text, ' ') from recovery_code r where r.person_id = $1) as codes
       from totp_credential c where c.person_id = $1`,
      [who.id],
    );
    expect(rows[0].sealed).not.toMatch(/[A-Z2-7]{32}/);
    for (const code of who.codes) {
      expect(rows[0].codes).not.toContain(code);
      expect(rows[0].codes).not.toContain(code.replaceAll('-', ''));
    }
    const { rows: kept } = await admin.query(`select string_agg(t::text, ' ') as all from once_token t`);
    expect(kept[0].all).not.toContain(who.codes[0]!);
  });

  test('is asked for before anything else where the role demands it', async () => {
    const drafter = await newPerson(app, organ, 'drafter');
    const editor = await newPerson(app, organ, 'editor');
    await setParameter(admin, 'sign-in.totp-roles', 'drafter, auditor', drafter.id);
    const client = await signedIn(app, drafter.username);
    for (const path of ['/', '/documents', '/account', '/password']) {
      const page = await client.get(path);
      expect([path, page.status, page.location]).toEqual([path, 303, '/account/totp']);
    }
    expect((await client.get('/account/totp')).text).toContain('须使用动态口令');
    expect(await inside(await signedIn(app, editor.username))).toBe(true);
    // A deputy has the rights of the absent, and so their duty.
    await admin.query(
      `insert into deputation (pid, person_id, deputy_id, valid_from, valid_to, reason, given_at)
       values ('tttpdepvty', $1, $2, '2026-01-01', '2026-12-31', '出差', now())`,
      [drafter.id, editor.id],
    );
    const deputy = await signedIn(app, editor.username);
    expect((await deputy.get('/documents')).location).toBe('/account/totp');
    await admin.query(`delete from deputation where pid = 'tttpdepvty'`);
    const enrolled = await enrol(drafter);
    expect(await inside(enrolled.client)).toBe(true);
    await setParameter(admin, 'sign-in.totp-roles', '', drafter.id);
  });
});

describe('[R-SEC-03] signing in with a second factor', () => {
  test('the password alone opens nothing but the page for the code', async () => {
    const who = await enrol();
    const { client, page } = await enter(app, who.username);
    expect([page.status, page.location]).toEqual([303, '/signin/code']);
    expect([...client.cookies.keys()]).toEqual(['mt_step']);
    for (const path of ['/', '/documents', '/account', '/account/totp', '/password', '/account/totp/qr.svg'])
      expect([path, await inside(client, path)]).toEqual([path, false]);
    // Its token is no session, whatever the cookie is called.
    const disguised = await fetch(`${app.addresses.console}/`, {
      redirect: 'manual',
      headers: { cookie: `mt_session=${client.cookies.get('mt_step')}` },
    });
    expect(disguised.status).toBe(303);
    clock.set(START + STEP);
    const done = await client.submit(await client.get('/signin/code'), '/signin/code', {
      code: who.code(START + STEP),
    });
    expect([done.status, done.location]).toEqual([303, '/']);
    expect([...client.cookies.keys()]).toEqual(['mt_session']);
    expect(await inside(client)).toBe(true);
    expect(await eventKinds(admin, who.id)).toEqual(['signed-in', 'totp-enrolled', 'signed-in']);
    const { rows } = await admin.query(
      'select second_factor from session where person_id = $1 order by created_at desc limit 1',
      [who.id],
    );
    expect(rows).toEqual([{ second_factor: 'totp' }]);
  });

  test('goes where the person wanted to go', async () => {
    const who = await enrol();
    clock.set(START + STEP);
    const client = new Client(app.addresses.console!);
    const page = await postFrom(client, '/signin', {
      username: who.username,
      password: PASSWORD,
      back: '/documents?state=drafting',
    });
    expect(page.location).toBe(`/signin/code?back=${encodeURIComponent('/documents?state=drafting')}`);
    const done = await client.submit(await client.get(page.location), '/signin/code', {
      code: who.code(START + STEP),
    });
    expect(done.location).toBe('/documents?state=drafting');
  });

  test('a code is good for one step before and after, no further', async () => {
    const who = await enrol();
    const now = START + 20 * STEP;
    for (const [steps, good] of [
      [-2, false],
      [2, false],
      [-1, true],
      [0, true],
      [1, true],
    ] as const) {
      clock.set(now);
      const { page } = await enterWithCode(who, who.code(now + steps * STEP));
      expect([steps, page.status]).toEqual([steps, good ? 303 : 422]);
    }
  });

  test('[R-SEC-03] a code is good once: not again, not in another window, not an older one after a newer', async () => {
    const who = await enrol();
    // The code that confirmed the enrolment is used up as well.
    const first = await enterWithCode(who, who.code(START));
    expect([first.page.status, first.page.text.includes('已经用过')]).toEqual([422, true]);
    const now = START + 10 * STEP;
    clock.set(now);
    expect((await enterWithCode(who, who.code(now))).page.status).toBe(303);
    const again = await enterWithCode(who, who.code(now));
    expect([again.page.status, again.page.text.includes('已经用过')]).toEqual([422, true]);
    expect(again.client.cookies.has('mt_session')).toBe(false);
    const older = await enterWithCode(who, who.code(now - STEP));
    expect(older.page.status).toBe(422);
    expect((await eventKinds(admin, who.id)).filter((k) => k === 'code-replayed')).toHaveLength(3);
    expect(await auditActs(admin, who.id)).toContain('sign-in-code-failed');
  });

  test('of four windows with the same code at once exactly one gets in', async () => {
    const who = await enrol();
    const now = START + 10 * STEP;
    clock.set(now);
    // One fewer than the tries that lock an account: a fifth refusal would be told of the lock instead.
    const clients: Client[] = [];
    for (let i = 0; i < 4; i++) clients.push((await enter(app, who.username)).client);
    const answers = await Promise.all(
      clients.map((client) => postFrom(client, '/signin/code', { code: who.code(now) })),
    );
    expect(answers.map((a) => a.status).sort()).toEqual([303, 422, 422, 422]);
    expect(clients.filter((c) => c.cookies.has('mt_session'))).toHaveLength(1);
  });

  test('five wrong codes lock the account, whatever the number of half sign-ins; a right password does not help', async () => {
    const who = await enrol();
    clock.set(START + 10 * STEP);
    const right = who.code(START + 10 * STEP);
    const wrong = right === '123456' ? '654321' : '123456';
    const statuses: number[] = [];
    for (let i = 1; i <= 5; i++) statuses.push((await enterWithCode(who, wrong)).page.status);
    expect(statuses).toEqual([422, 422, 422, 422, 429]);
    const { page } = await enter(app, who.username);
    expect([page.status, page.text.includes('账号已锁定至')]).toEqual([429, true]);
    expect(await eventKinds(admin, who.id)).toContain('account-locked');
    clock.set(START + 10 * STEP + 30 * 60_000);
    expect((await enterWithCode(who, who.code(START + 10 * STEP + 30 * 60_000))).page.status).toBe(303);
  });

  test('takes five minutes at most', async () => {
    const who = await enrol();
    const { client } = await enter(app, who.username);
    const form = await client.get('/signin/code');
    clock.set(START + 5 * 60_000);
    const late = await client.submit(form, '/signin/code', { code: who.code(START + 5 * 60_000) });
    expect([late.status, late.location]).toEqual([303, '/signin?late=1']);
    expect((await client.get(late.location)).text).toContain('输入动态码的时间已过');
    expect((await client.get('/signin/code')).location).toBe('/signin');
  });

  test('a recovery code opens once, however it is typed; new ones make the old worthless', async () => {
    const who = await enrol();
    const [one = '', two = ''] = who.codes;
    const { client, page } = await enterWithCode(who, ` ${one.toUpperCase().replaceAll('-', ' ')} `);
    expect(page.status).toBe(303);
    expect((await enterWithCode(who, one)).page.status).toBe(422);
    expect((await client.get('/account')).text).toContain('恢复码还有 9 个');
    clock.set(START + 4 * STEP);
    const renewed = await client.submit(await client.get('/account/totp'), '/account/totp/codes', {
      code: who.code(START + 4 * STEP),
    });
    expect([...renewed.html.matchAll(/<code>[0-9a-z-]{19}<\/code>/g)]).toHaveLength(10);
    expect((await enterWithCode(who, two)).page.status).toBe(422);
    expect(await eventKinds(admin, who.id)).toContain('recovery-code-used');
    // Of somebody else they open nothing either.
    clock.set(START);
    const other = await enrol();
    expect((await enterWithCode(other, who.codes[2]!)).page.status).toBe(422);
  });
});

test('[R-SEC-03] secrets are sealed again when the key of the installation changes', async () => {
  await admin.query('delete from totp_enrolment');
  await admin.query('delete from totp_credential');
  const { id } = await newPerson(app, organ);
  const db = app.office!.db;
  const first = newKeyFile();
  const both = withNewKey(first);
  const only = keyringOf(withoutOldKeys(both));
  await db.transaction().execute((tx) => beginEnrolment(tx, keyringOf(first), id, clock.now()));
  const secret = await enrolmentSecret(db, keyringOf(first), id);
  await expect(enrolmentSecret(db, only, id)).rejects.toThrow();
  await admin.query(
    'insert into totp_credential (person_id, secret, confirmed_at, last_step) select person_id, secret, started_at, 0 from totp_enrolment',
  );
  expect(SEALED_COLUMNS).toEqual(expect.arrayContaining([...TOTP_COLUMNS]));
  let sealed = 0;
  for (const column of TOTP_COLUMNS) sealed += await sealAgain(db, keyringOf(both), column, { batch: 5 });
  expect(sealed).toBe(2);
  expect(await enrolmentSecret(db, only, id)).toBe(secret);
});

describe('[R-SEC-03] a right that asks for a second factor and came during the session', () => {
  const DRAFT = { secret: 'no', organisation: 'office', title: '关于试点工作的通知', body: '第一行' };
  const grant = async (id: number, role: string) => {
    await admin.query(
      `insert into role_grant (person_id, role, scope, organisation_id, valid_from, granted_at) values ($1, $2, 'organisation', $3, '2026-01-01', now())`,
      [id, role, organ],
    );
  };
  const cases = async () => (await admin.query('select count(*)::int as n from procedure_case')).rows[0].n;
  beforeEach(async () => {
    await setParameter(admin, 'sign-in.totp-roles', 'drafter', (await newPerson(app, organ)).id);
  });
  afterEach(() => admin.query(`delete from parameter_value where name = 'sign-in.totp-roles'`));

  test('is of no use before the code has been entered in this session; the form that was being filled in is not lost', async () => {
    const who = await newPerson(app, organ, 'editor');
    // Signed in before there was a second factor, and in another window after that: neither session has seen a code.
    const old = await signedIn(app, who.username);
    const { code, codes } = await enrol(who);
    const form = await old.get('/account');
    expect(form.status).toBe(200);
    await grant(who.id, 'drafter');

    for (const path of ['/', '/documents', '/documents/new?secret=no', '/account', '/account/totp']) {
      const page = await old.get(path);
      expect([path, page.location]).toEqual([
        path,
        `/account/second-factor?back=${encodeURIComponent(path)}`,
      ]);
    }
    // The once-token of a page of before fits: only the second factor is missing.
    const before = await cases();
    const stopped = await old.post('/documents/new', { ...form.hidden('/signout'), ...DRAFT });
    expect([stopped.status, await cases()]).toEqual([409, before]);
    expect(stopped.text).toContain('须使用动态口令，而这次登录时没有验证过');
    expect(stopped.text).toContain('您填写的内容还在这个页面上');

    clock.set(START + STEP);
    const wrong = await old.submit(stopped, '/account/second-factor', { code: '000000' });
    expect([wrong.status, wrong.hidden('/account/second-factor')['kept.title']]).toEqual([422, DRAFT.title]);
    // The code that confirmed the enrolment is used up here too.
    const used = await old.submit(wrong, '/account/second-factor', { code: code(START) });
    expect([used.status, used.text.includes('已经用过')]).toEqual([422, true]);
    expect((await old.get('/documents')).status).toBe(303);
    clock.set(START + 2 * STEP);
    const given = await old.submit(used, '/account/second-factor', { code: code(START + 2 * STEP) });
    expect([given.status, given.text.includes('还没有提交')]).toEqual([200, true]);
    const sent = await old.submit(given, '/documents/new');
    expect([sent.status, await cases()]).toEqual([303, before + 1]);
    expect(await inside(old, '/documents')).toBe(true);
    expect(await eventKinds(admin, who.id)).toEqual(
      expect.arrayContaining(['wrong-code', 'code-replayed', 'second-factor-given']),
    );
    expect(await auditActs(admin, who.id)).toContain('account.give-second-factor');

    // Another session of the same person has not seen it; a recovery code does as well, and the way leads back.
    await admin.query(
      `update session set second_factor = null where person_id = $1 and second_factor is not null and token_hash <> (
         select token_hash from session where person_id = $1 order by created_at limit 1)`,
      [who.id],
    );
    clock.set(START + 3 * STEP);
    const fresh = await enterWithCode({ ...who, code, codes, client: old }, code(START + 3 * STEP));
    expect(await inside(fresh.client, '/documents')).toBe(true);
    await admin.query('update session set second_factor = null where person_id = $1', [who.id]);
    const asked = await old.get('/documents');
    const back = await old.submit(await old.get(asked.location), '/account/second-factor', {
      code: codes[0]!,
    });
    expect(back.location).toBe('/documents');
    expect([await inside(old, '/documents'), (await fresh.client.get('/documents')).status]).toEqual([
      true,
      303,
    ]);
  });

  test('asks for the enrolment first, in another window; then the form goes on', async () => {
    const who = await newPerson(app, organ, 'editor');
    const client = await signedIn(app, who.username);
    const form = await client.get('/account');
    await grant(who.id, 'drafter');
    expect((await client.get('/documents')).location).toBe('/account/totp');
    const stopped = await client.post('/documents/new', { ...form.hidden('/signout'), ...DRAFT });
    expect([stopped.status, stopped.text.includes('请先绑定动态口令')]).toEqual([409, true]);
    expect(stopped.links).toContain('/account/totp');
    const early = await client.submit(stopped, '/signin/resume');
    expect([early.text.includes('请先绑定动态口令'), early.hidden('/documents/new')]).toEqual([true, {}]);

    await client.submit(await client.get('/account/totp'), '/account/totp/begin', { password: PASSWORD });
    const page = await client.get('/account/totp');
    const secret = /<code>([A-Z2-7 ]+)<\/code>/.exec(page.html)![1]!.replaceAll(' ', '');
    expect((await client.submit(page, '/account/totp', { code: telephone(secret)(START) })).status).toBe(200);
    const resumed = await client.submit(early, '/signin/resume');
    expect(resumed.hidden('/documents/new').title).toBe(DRAFT.title);
    expect((await client.submit(resumed, '/documents/new')).status).toBe(303);
  });

  test('a deputation counts like a grant; a role that asks for none does not', async () => {
    const absent = await newPerson(app, organ, 'drafter');
    const deputy = await newPerson(app, organ, 'editor');
    const client = await signedIn(app, deputy.username);
    expect(await inside(client, '/documents')).toBe(true);
    await grant(deputy.id, 'attribute-reviewer');
    expect(await inside(client, '/documents')).toBe(true);
    await admin.query(
      `insert into deputation (pid, person_id, deputy_id, valid_from, valid_to, reason, given_at)
       values ('tttpdepvtz', $1, $2, '2026-01-01', '2026-12-31', '出差', now())`,
      [absent.id, deputy.id],
    );
    expect((await client.get('/documents')).location).toBe('/account/totp');
    await admin.query(`delete from deputation where pid = 'tttpdepvtz'`);
    expect(await inside(client, '/documents')).toBe(true);
  });

  test('a right that comes while a request waits is not used by it', async () => {
    const who = await newPerson(app, organ, 'editor');
    const client = await signedIn(app, who.username);
    const session = await findSession(app.office!, Object.fromEntries(client.cookies), ACTS);
    await grant(who.id, 'drafter');
    const again = session!.actor.again!.load(app.office!.db);
    await expect(again).rejects.toThrow('须先验证动态码');
  });
});
