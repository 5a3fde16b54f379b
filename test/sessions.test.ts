import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { sweepSessions } from '../src/core/index.ts';
import { settableClock } from '../src/platform/clock.ts';
import { allowList, cleanAddress, networkOf } from '../src/platform/http/network.ts';
import { addOrgan, Client, PASSWORD, startTestApp, type TestDatabase } from './harness.ts';
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
const MINUTE = 60_000;
const WRONG = 'Wrong-Password-1';

let app: RunningApp;
let database: TestDatabase;
let admin: pg.Client;
let organ: number;
let close: () => Promise<void>;
let elsewhere: number;
let anybody: number;
const clock = settableClock(START);
beforeAll(async () => {
  ({ app, database, admin, organ, close } = await openConsole(clock));
  elsewhere = await addOrgan(app.office!.db, { code: 'elsewhere' });
  anybody = (await newPerson(app, organ)).id;
});
afterAll(() => close?.());
beforeEach(() => clock.set(START));

const person = (role?: Parameters<typeof newPerson>[2], at = organ) => newPerson(app, at, role);

/** Runs with a parameter set, and without it again. */
async function withParameter(name: string, value: string, run: () => Promise<void>): Promise<void> {
  await setParameter(admin, name, value, anybody);
  try {
    await run();
  } finally {
    await admin.query('delete from parameter_value where name = $1', [name]);
  }
}

async function lock(username: string, from?: string): Promise<void> {
  for (let i = 1; i <= 5; i++) await enter(app, username, { password: WRONG, ...(from ? { from } : {}) });
  expect((await enter(app, username)).page.status).toBe(429);
}

describe('[R-SEC-03] the rules of sign-in are parameters', () => {
  test('attempts and lock', async () => {
    await withParameter('sign-in.attempts-per-account', '3', () =>
      withParameter('sign-in.lock-minutes', '7', async () => {
        const { username } = await person();
        const statuses: number[] = [];
        for (let i = 1; i <= 4; i++)
          statuses.push((await enter(app, username, { password: WRONG })).page.status);
        expect(statuses).toEqual([422, 422, 422, 429]);
        clock.set(START + 7 * MINUTE - 1);
        expect((await enter(app, username)).page.status).toBe(429);
        clock.set(START + 7 * MINUTE);
        await signedIn(app, username);
      }),
    );
  });

  test('idle and absolute limit, for sessions that begin from then on', async () => {
    const before = await signedIn(app, (await person()).username);
    await withParameter('sign-in.idle-minutes', '5', () =>
      withParameter('sign-in.absolute-hours', '1', async () => {
        const client = await signedIn(app, (await person()).username);
        clock.set(START + 5 * MINUTE);
        expect(await inside(client)).toBe(true);
        for (let m = 9; m < 60; m += 4) {
          clock.set(START + m * MINUTE);
          expect(await inside(client)).toBe(true);
        }
        clock.set(START + 60 * MINUTE);
        expect(await inside(client)).toBe(false);
        clock.set(START + 25 * MINUTE);
        expect(await inside(before)).toBe(true);
      }),
    );
  });

  test('length, kinds and age of passwords', async () => {
    const { username } = await person();
    const client = await signedIn(app, username);
    const next = async (password: string) =>
      client.submit(await client.get('/password'), '/password', {
        current: PASSWORD,
        next: password,
        repeat: password,
      });
    await withParameter('sign-in.password-length', '14', () =>
      withParameter('sign-in.password-classes', '4', async () => {
        expect((await client.get('/password')).text).toContain(
          '至少 14 个字符，含大写字母、小写字母、数字、符号中的全部四种',
        );
        expect((await next('Short-Pass-12')).text).toContain('新口令至少 14 个字符');
        expect((await next('Long-Password-X')).text).toContain('中的全部四种');
      }),
    );
    await withParameter('sign-in.password-days', '90', async () => {
      const old = await person();
      await admin.query(`update account set password_changed_at = $2 where person_id = $1`, [
        old.id,
        new Date(START - 91 * 24 * 60 * MINUTE),
      ]);
      const aged = await signedIn(app, old.username);
      expect((await aged.get('/')).location).toBe('/password');
      await admin.query(`update account set password_changed_at = $2 where person_id = $1`, [
        old.id,
        new Date(START),
      ]);
    });
  });

  test('passwords used before are refused, as many as the rule says', async () => {
    const { username } = await person();
    const client = await signedIn(app, username);
    let current = PASSWORD;
    const change = async (next: string) => {
      const page = await client.submit(await client.get('/password'), '/password', {
        current,
        next,
        repeat: next,
      });
      if (page.status === 303) current = next;
      return page;
    };
    await withParameter('sign-in.password-history', '2', async () => {
      for (const n of [1, 2]) {
        clock.set(START + n * MINUTE);
        expect((await change(`New-Password-${n}`)).status).toBe(303);
      }
      const used = await change(PASSWORD);
      expect([used.status, used.text.includes('不能与最近 2 次用过的口令相同')]).toEqual([422, true]);
      clock.set(START + 3 * MINUTE);
      expect((await change('New-Password-3')).status).toBe(303);
      clock.set(START + 4 * MINUTE);
      expect((await change(PASSWORD)).status).toBe(303);
    });
  });

  test('one session per person: the new one ends the old, which is told why', async () => {
    await withParameter('sign-in.sessions-per-person', '1', async () => {
      const { username, id } = await person();
      const old = await signedIn(app, username);
      clock.set(START + MINUTE);
      const young = await signedIn(app, username);
      expect(await inside(young)).toBe(true);
      const out = await old.get('/documents');
      expect(out.location).toBe('/signin?back=%2Fdocuments');
      expect((await old.get(out.location)).text).toContain('您的账号在别处登录，这里已自动退出');
      expect(await eventKinds(admin, id)).toEqual(['signed-in', 'session-replaced', 'signed-in']);
      expect(await auditActs(admin, id)).toEqual(['sign-in', 'session-replaced', 'sign-in']);
    });
    const { username } = await person();
    const clients: Client[] = [];
    for (let i = 0; i < 6; i++) {
      clock.set(START + i * MINUTE);
      clients.push(await signedIn(app, username));
    }
    expect(await Promise.all(clients.map((c) => inside(c)))).toEqual([false, true, true, true, true, true]);
  });

  test('a lock spares the networks a person comes from, only where the rule says so', async () => {
    await withParameter('sign-in.lock-spares-known-networks', 'true', async () => {
      const { username } = await person();
      await signedIn(app, username, '172.20.1.7');
      await lock(username);
      // Another desk of the same office gets in; somewhere else nobody does; and here guessing locks as well.
      expect((await enter(app, username, { from: '172.20.1.99' })).page.status).toBe(303);
      expect((await enter(app, username, { from: '172.20.2.7' })).page.status).toBe(429);
      for (let i = 1; i <= 5; i++) await enter(app, username, { password: WRONG, from: '172.20.1.50' });
      expect((await enter(app, username, { from: '172.20.1.99' })).page.status).toBe(429);
      clock.set(START + 31 * 24 * 60 * MINUTE);
      await lock(username, '172.20.1.50');
    });
    const { username } = await person();
    await signedIn(app, username, '172.20.3.7');
    await lock(username);
    expect((await enter(app, username, { from: '172.20.3.7' })).page.status).toBe(429);
  });

  test('a network is limited beyond its single addresses', async () => {
    await withParameter('sign-in.attempts-per-network', '10', async () => {
      for (let i = 1; i <= 10; i++)
        expect((await enter(app, `nobody-${i}`, { from: `172.21.1.${i}` })).page.status).toBe(422);
      const refused = await enter(app, (await person()).username, { from: '172.21.1.200' });
      expect([refused.page.status, refused.page.text.includes('登录尝试过于频繁')]).toEqual([429, true]);
      expect((await enter(app, (await person()).username, { from: '172.21.2.1' })).page.status).toBe(303);
      // IPv6 counts by /64.
      for (let i = 1; i <= 10; i++) await enter(app, `nobody-${i}`, { from: `2001:db8:1:2:${i}::1` });
      expect((await enter(app, 'nobody', { from: '2001:db8:1:2:ffff::1' })).page.status).toBe(429);
      expect((await enter(app, 'nobody', { from: '2001:db8:1:3::1' })).page.status).toBe(422);
    });
    const { rows } = await admin.query(
      `select host(address) as address from sign_in_event where kind = 'network-limited' order by id`,
    );
    expect(rows.map((r) => r.address)).toEqual(
      expect.arrayContaining(['172.21.1.200', '2001:db8:1:2:ffff::1']),
    );
  });
});

describe('[R-SEC-03] a form sent after the end of its session', () => {
  const DRAFT = {
    secret: 'no',
    organisation: 'office',
    title: '关于"试点" <工作> & 安排的通知',
    body: '\n第一行是空行。\r\n  缩进的一行',
    columns: ['1', '2'],
  };

  async function expired(username: string) {
    const client = await signedIn(app, username);
    const form = await client.get('/documents/new?secret=no');
    expect(form.status).toBe(200);
    clock.set(clock.now().getTime() + 31 * MINUTE);
    const page = await client.submit(form, '/documents/new', DRAFT);
    return { client, form: form.hidden('/documents/new'), page };
  }
  const resume = (fields: Record<string, string>) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => name !== '_once'));

  test('carries no password: neither the old nor the new one stands in the page that asks to sign in', async () => {
    const { username } = await person('drafter');
    const client = await signedIn(app, username);
    const form = await client.get('/password');
    clock.set(clock.now().getTime() + 31 * MINUTE);
    const secrets = { current: PASSWORD, next: 'Next-Secret-77', repeat: 'Next-Secret-77' };
    const page = await client.submit(form, '/password', secrets);
    expect(page.status).toBe(409);
    const back = await client.submit(page, '/signin', { username, password: PASSWORD });
    for (const { html } of [page, back]) {
      expect(html).not.toContain(PASSWORD);
      expect(html).not.toContain('Next-Secret-77');
    }
  });

  test('is not lost: after the sign-in it is sent with one press, and accepted', async () => {
    const { username } = await person('drafter');
    const { client, form, page } = await expired(username);
    expect(page.status).toBe(409);
    expect(page.text).toContain('较长时间没有操作');
    expect(page.text).toContain('您填写的内容还在这个页面上');
    // A wrong password does not lose it either.
    const kept = { 'kept.columns': DRAFT.columns };
    const wrong = await client.submit(page, '/signin', { username, password: WRONG, ...kept });
    expect([wrong.status, wrong.html.match(/name="kept.columns"/g)?.length]).toEqual([422, 2]);
    const back = await client.submit(wrong, '/signin', { username, password: PASSWORD, ...kept });
    expect([back.status, back.text.includes('还没有提交')]).toEqual([200, true]);
    const again = back.hidden('/documents/new');
    expect(resume(again)).toEqual({
      // The name under which its page keeps what is typed: saved, that goes.
      buffer: form.buffer,
      secret: 'no',
      organisation: 'office',
      title: DRAFT.title,
      body: DRAFT.body,
      columns: '2',
    });
    expect(back.html.match(/name="columns"/g)).toHaveLength(2);
    const sent = await client.post('/documents/new', { ...again, columns: [], body: DRAFT.body });
    expect([sent.status, sent.location.startsWith('/cases/')]).toEqual([303, true]);
    const { rows } = await admin.query('select title from edition order by id desc limit 1');
    expect(rows).toEqual([{ title: DRAFT.title }]);
    expect(
      (await admin.query(`select count(*) as n from session s where s::text like '%试点%'`)).rows[0].n,
    ).toBe(0);
  });

  test('goes to nobody but the person who had typed it', async () => {
    const [mine, theirs] = [await person('drafter'), await person('drafter')];
    const { client, page } = await expired(mine.username);
    const back = await client.submit(page, '/signin', { username: theirs.username, password: PASSWORD });
    expect([back.status, back.text.includes('另一位同事填写的')]).toEqual([200, true]);
    expect(back.html).not.toContain('试点');
    expect(back.hidden('/documents/new')).toEqual({});
    // Nor with a mark of one's own making.
    const fields = { ...page.hidden('/signin'), keptFor: 'f'.repeat(64) };
    const forged = await postFrom(client, '/signin', {
      ...fields,
      username: mine.username,
      password: PASSWORD,
    });
    expect(forged.hidden('/documents/new')).toEqual({});
  });

  test('is not lost when a sign-out in another window has taken the cookie, nor given to anybody else', async () => {
    const [mine, theirs] = [await person('drafter'), await person('drafter')];
    const client = await signedIn(app, mine.username);
    const form = await client.get('/documents/new?secret=no');
    await client.submit(await client.get('/'), '/signout');
    expect(client.cookies.size).toBe(0);
    const page = await client.submit(form, '/documents/new', DRAFT);
    expect(page.status).toBe(409);
    expect(page.text).toContain('这次登录已经结束');
    expect(page.text).toContain('您填写的内容还在这个页面上');
    const other = await new Client(app.addresses.console!).submit(page, '/signin', {
      username: theirs.username,
      password: PASSWORD,
    });
    expect([other.text.includes('另一位同事填写的'), other.html.includes('试点')]).toEqual([true, false]);
    const back = await client.submit(page, '/signin', { username: mine.username, password: PASSWORD });
    expect(back.hidden('/documents/new').title).toBe(DRAFT.title);
    const again = back.hidden('/documents/new');
    const sent = await client.post('/documents/new', { ...again, columns: [], body: DRAFT.body });
    expect([sent.status, sent.location.startsWith('/cases/')]).toEqual([303, true]);
    // A token that names no owner is a stranger's.
    const stranger = new Client(app.addresses.console!);
    const unknown = await stranger.post('/documents/new', { ...DRAFT, _once: 'a.b.c' });
    expect([unknown.status, unknown.location]).toEqual([303, '/signin']);
  });

  test('cannot be made to go elsewhere', async () => {
    const { username } = await person('drafter');
    for (const keptAction of [
      'https://elsewhere.example/',
      '//elsewhere.example/',
      '/\\elsewhere',
      'javascript:x',
    ]) {
      const { client, page } = await expired(username);
      const back = await client.submit(page, '/signin', { username, password: PASSWORD, keptAction });
      expect([keptAction, back.html.includes('elsewhere'), back.html.includes('javascript')]).toEqual([
        keptAction,
        false,
        false,
      ]);
    }
  });

  test('with a secrecy mark comes back to nobody; from a stranger it is not kept', async () => {
    const { username } = await person('drafter');
    const client = await signedIn(app, username);
    clock.set(START + 31 * MINUTE);
    const marked = await client.post('/documents/new', { ...DRAFT, body: '机密★10年\n会议纪要' });
    expect([marked.status, marked.html.includes('★')]).toEqual([422, false]);
    const stranger = new Client(app.addresses.console!);
    const page = await stranger.post('/documents/new', DRAFT);
    expect([page.status, page.location]).toEqual([303, '/signin']);
  });

  test('can be sent on from the window beside which somebody signed in', async () => {
    const { username } = await person('drafter');
    const { client, page } = await expired(username);
    // The other window of the same browser: the same cookies.
    await enter(app, username, { client });
    const fields = { ...page.hidden('/signin') };
    const resumed = await client.post('/signin/resume', fields);
    expect(resumed.hidden('/documents/new').title).toBe(DRAFT.title);
    const nobody = new Client(app.addresses.console!);
    const asked = await nobody.post('/signin/resume', fields);
    expect(asked.hidden('/signin')['kept.title']).toBe(DRAFT.title);
    expect(asked.hidden('/documents/new')).toEqual({});
  });

  test('a sign-out after the end is a sign-out', async () => {
    const client = await signedIn(app, (await person()).username);
    const page = await client.get('/');
    clock.set(START + 31 * MINUTE);
    const out = await client.submit(page, '/signout');
    expect([out.status, out.location, client.cookies.size]).toEqual([303, '/signin?out=1', 0]);
  });
});

describe('[R-SEC-03] small things of signing in', () => {
  test('whoever is inside is not asked to sign in', async () => {
    const client = await signedIn(app, (await person()).username);
    expect((await client.get('/signin')).location).toBe('/');
    expect((await client.get('/signin?back=%2Fdocuments')).location).toBe('/documents');
    expect((await client.get('/signin?back=https%3A%2F%2Felsewhere.example')).location).toBe('/');
  });

  test('signing in over an open session ends that one', async () => {
    const [one, two] = [await person(), await person()];
    const client = await signedIn(app, one.username);
    const old = client.cookies.get('mt_session')!;
    await enter(app, two.username, { client });
    const { status } = await fetch(`${app.addresses.console}/`, {
      redirect: 'manual',
      headers: { cookie: `mt_session=${old}` },
    });
    expect(status).toBe(303);
    expect(await eventKinds(admin, one.id)).toEqual(['signed-in', 'signed-out']);
  });

  test('a sign-out from a page of another session says what it is, and how to go on', async () => {
    const [one, two] = [await person(), await person()];
    const [mine, theirs] = [await signedIn(app, one.username), await signedIn(app, two.username)];
    const stale = await mine.post('/signout', (await theirs.get('/')).hidden('/signout'));
    expect([stale.status, stale.text.includes('您现在仍是登录状态')]).toEqual([409, true]);
    expect(stale.text).not.toContain('您填写的内容');
    expect((await mine.submit(stale, '/signout')).location).toBe('/signin?out=1');
  });

  test('tells after each sign-in when the last one was and what failed since', async () => {
    const { username } = await person();
    const first = await signedIn(app, username, '172.22.1.7');
    expect((await first.get('/')).text).not.toContain('上次登录');
    clock.set(START + 60 * MINUTE);
    for (let i = 0; i < 2; i++) await enter(app, username, { password: WRONG });
    const second = await signedIn(app, username);
    expect((await second.get('/')).text).toContain(
      '上次登录：2026-05-20 09:00，网络地址 172.22.1.7，之后有 2 次失败。如果不是您本人',
    );
    clock.set(START + 63 * MINUTE);
    expect((await second.get('/')).text).not.toContain('上次登录');
    const third = await signedIn(app, username);
    expect((await third.get('/')).text).toContain('上次登录：2026-05-20 10:00');
    expect((await third.get('/')).text).not.toContain('次失败');
  });

  test('shows the own sessions, ends one or all others', async () => {
    const { username, id } = await person();
    const [a, b, c] = [
      await signedIn(app, username, '172.23.1.1'),
      await signedIn(app, username, '172.23.1.2'),
      await signedIn(app, username, '172.23.1.3'),
    ];
    const page = await a.get('/account');
    for (const address of ['172.23.1.1', '172.23.1.2', '172.23.1.3']) expect(page.text).toContain(address);
    const { rows } = await admin.query(`select pid from session where host(address) = '172.23.1.2'`);
    const form = { ...page.hidden('/account/sessions'), session: rows[0].pid };
    expect((await a.post('/account/sessions', form)).location).toBe('/account?done=ended');
    expect([await inside(a), await inside(b), await inside(c)]).toEqual([true, false, true]);
    const { session: _one, ...all } = (await a.get('/account')).hidden('/account/sessions');
    await a.post('/account/sessions', all);
    expect([await inside(a), await inside(c)]).toEqual([true, false]);
    expect((await c.get('/signin')).text).toContain('您在另一处结束了这里的登录');
    expect(await auditActs(admin, id)).toContain('account.end-sessions');
    // The sessions of somebody else are out of reach, whatever their id.
    const other = await person();
    const theirs = await signedIn(app, other.username, '172.23.1.9');
    const { rows: found } = await admin.query(`select pid from session where host(address) = '172.23.1.9'`);
    await a.post('/account/sessions', {
      ...all,
      _once: (await a.get('/account')).hidden('/signout')._once!,
      session: found[0].pid,
    });
    expect(await inside(theirs)).toBe(true);
  });

  test('the tick ends sessions past their limits, writes it down, and keeps the log for six months at least', async () => {
    const { username, id } = await person();
    await signedIn(app, username);
    clock.set(START + 31 * MINUTE);
    const tick = app.ticks.find((t) => t.name === 'sessions')!;
    await tick.run();
    expect(await eventKinds(admin, id)).toEqual(['signed-in', 'session-expired']);
    expect(await auditActs(admin, id)).toEqual(['sign-in', 'session-expired']);
    const { rows } = await admin.query('select end_reason from session where person_id = $1', [id]);
    expect(rows).toEqual([{ end_reason: 'idle' }]);
    const months = (n: number) => START + n * 30.5 * 24 * 60 * MINUTE;
    clock.set(months(5));
    await enter(app, username, { password: WRONG });
    // Even a sweep that asks for more leaves what the law wants to be kept.
    await sweepSessions(app.office!.db, new Date(months(5.5)), 0);
    expect(await eventKinds(admin, id)).toHaveLength(3);
    await expect(
      app.office!.db.deleteFrom('sign_in_event').where('person_id', '=', id).execute(),
    ).rejects.toThrow(/six months/);
    clock.set(months(12.5));
    await enter(app, username, { password: WRONG });
    await tick.run();
    expect(await eventKinds(admin, id)).toEqual(['wrong-password', 'wrong-password']);
  });
});

describe('[R-SEC-03] the guardians of accounts', () => {
  test('the security officer unlocks within the scope; nobody the own account', async () => {
    const officer = await person('security-officer');
    const [here, there] = [await person('drafter'), await person('drafter', elsewhere)];
    for (const { username } of [here, there]) await lock(username);
    const client = await signedIn(app, officer.username);
    const list = await client.get('/sign-in-security');
    expect([list.text.includes(here.username), list.text.includes(there.username)]).toEqual([true, false]);
    const path = `/sign-in-security/people/${here.pid}`;
    const page = await client.get(path);
    expect(page.text).toContain('锁定至 2026-05-20 09:30');
    const done = await client.submit(page, `${path}/unlock`);
    expect(done.location).toBe(`${path}?done=unlocked`);
    await signedIn(app, here.username);
    expect(await auditActs(admin, here.id)).toContain('sign-in.unlock');
    const { rows } = await admin.query('select text from notice where person_id = $1', [here.id]);
    expect(rows[0].text).toContain('已解除锁定');
    const once = (await client.get('/')).hidden('/signout')._once!;
    expect((await client.get(`/sign-in-security/people/${there.pid}`)).status).toBe(404);
    expect((await client.post(`/sign-in-security/people/${there.pid}/unlock`, { _once: once })).status).toBe(
      403,
    );
    expect((await enter(app, there.username)).page.status).toBe(429);
    const own = `/sign-in-security/people/${officer.pid}`;
    const no = await client.post(`${own}/sessions`, {
      _once: (await client.get('/')).hidden('/signout')._once!,
    });
    expect([no.status, no.text.includes('不能对自己的账号')]).toEqual([409, true]);
  });

  test('the administrator looks, binds single sign-on, and neither unlocks nor ends; the auditor only looks', async () => {
    const locked = await person('drafter');
    await lock(locked.username);
    const path = `/sign-in-security/people/${locked.pid}`;
    for (const role of ['administrator', 'auditor'] as const) {
      const client = await signedIn(app, (await person(role)).username);
      const page = await client.get(path);
      expect([role, page.status, page.text.includes('由安全管理员办理')]).toEqual([role, 200, true]);
      for (const act of ['unlock', 'sessions', 'totp']) {
        const once = (await client.get('/')).hidden('/signout')._once!;
        expect([role, act, (await client.post(`${path}/${act}`, { _once: once })).status]).toEqual([
          role,
          act,
          403,
        ]);
      }
      const bound = await client.post(`${path}/oidc`, {
        _once: (await client.get('/')).hidden('/signout')._once!,
        subject: 'subject-of-single-sign-on',
      });
      expect([role, bound.status]).toEqual([role, role === 'administrator' ? 303 : 403]);
    }
    // Proposed by one, it opens nothing until the other confirms it; the owner is told of both.
    const subjectOf = async () =>
      (await admin.query('select oidc_subject as s from account where username = $1', [locked.username]))
        .rows[0].s;
    expect(await subjectOf()).toBeNull();
    const officer = await signedIn(app, (await person('security-officer')).username);
    const asked = await officer.get(path);
    expect(asked.text).toContain('subject-of-single-sign-on');
    const confirmed = await officer.submit(asked, `${path}/oidc/confirm`, { answer: 'confirm' });
    expect([confirmed.status, await subjectOf()]).toEqual([303, 'subject-of-single-sign-on']);
    const told = await admin.query(
      `select n.text from notice n join account a on a.person_id = n.person_id where a.username = $1 and n.text like '%统一身份认证%'`,
      [locked.username],
    );
    expect(told.rows).toHaveLength(2);
    const other = await person('drafter');
    const admin2 = await signedIn(app, (await person('administrator')).username);
    const taken = await admin2.post(`/sign-in-security/people/${other.pid}/oidc`, {
      _once: (await admin2.get('/')).hidden('/signout')._once!,
      subject: 'subject-of-single-sign-on',
    });
    expect([taken.status, taken.text.includes('已绑定在另一个账号上')]).toEqual([422, true]);
    expect((await enter(app, locked.username)).page.status).toBe(429);
    for (const role of ['drafter', 'disclosure-office'] as const) {
      const client = await signedIn(app, (await person(role)).username);
      expect([role, (await client.get('/sign-in-security')).status]).toEqual([role, 403]);
    }
  });

  test('the officer ends sessions, and takes a second factor away, which is then asked for first', async () => {
    const officer = await signedIn(app, (await person('security-officer')).username);
    const { username, pid, id } = await person('drafter');
    const client = await signedIn(app, username);
    const path = `/sign-in-security/people/${pid}`;
    expect((await officer.submit(await officer.get(path), `${path}/sessions`)).status).toBe(303);
    expect(await inside(client)).toBe(false);
    expect((await client.get('/signin')).text).toContain('安全管理员结束了这次登录');
    await admin.query(
      `insert into totp_credential (person_id, secret, confirmed_at, last_step) values ($1, '\\x00', '2026-01-01', 0)`,
      [id],
    );
    expect((await enter(app, username)).page.location).toBe('/signin/code');
    expect((await officer.submit(await officer.get(path), `${path}/totp`)).status).toBe(303);
    expect((await (await signedIn(app, username)).get('/')).location).toBe('/account/totp');
    expect(await eventKinds(admin, id)).toEqual(expect.arrayContaining(['session-ended', 'totp-removed']));
  });

  test('the officer gives an address its tries back', async () => {
    const officer = await signedIn(app, (await person('security-officer')).username);
    const from = '172.24.1.7';
    for (let i = 1; i <= 31; i++) await enter(app, `nobody-${i}`, { from });
    const { username } = await person();
    expect((await enter(app, username, { from })).page.status).toBe(429);
    const page = await officer.get('/sign-in-security');
    expect(page.text).toContain(from);
    const { rows } = await admin.query(
      `select id from sign_in_event where kind = 'network-limited' and host(address) = $1`,
      [from],
    );
    const done = await officer.post('/sign-in-security/networks', {
      _once: page.hidden('/signout')._once!,
      event: String(rows[0].id),
    });
    expect(done.location).toBe('/sign-in-security?done=1');
    expect((await enter(app, username, { from })).page.status).toBe(303);
  });
});

describe('[R-SEC-03] the console for listed networks only', () => {
  let closed: RunningApp;
  beforeAll(async () => {
    closed = await startTestApp(database, {
      faces: ['console'],
      clock,
      env: { TRUSTED_HOPS: '1', CONSOLE_ALLOW: '10.1.0.0/16, 2001:db8::/32 192.0.2.9' },
    });
  });
  afterAll(() => closed.stop());
  const ask = async (from: string, path = '/signin') => {
    const response = await fetch(closed.addresses.console + path, {
      redirect: 'manual',
      headers: from ? { 'x-forwarded-for': from } : {},
    });
    return { status: response.status, body: await response.text(), headers: response.headers };
  };

  test.each([
    ['10.1.2.3', 200],
    ['::ffff:10.1.2.3', 200],
    ['2001:db8:5::1', 200],
    ['192.0.2.9', 200],
    ['10.2.0.1', 403],
    ['192.0.2.10', 403],
    ['2001:db9::1', 403],
    ['127.0.0.1', 403],
    ['', 403],
    ['not an address', 403],
    // Only what the trusted proxy has added counts.
    ['10.1.2.3, 198.51.100.1', 403],
  ])('from %o: %i', async (from, status) => {
    expect((await ask(from)).status).toBe(status);
  });

  test('others get the same word for every path, before anything is read, and learn nothing', async () => {
    const answers = await Promise.all(
      ['/', '/signin', '/assets/x.css', '/nowhere', '/signin/oidc/callback'].map((path) =>
        ask('198.51.100.1', path),
      ),
    );
    expect(new Set(answers.map((a) => `${a.status} ${a.body}`))).toEqual(
      new Set(['403 这里只对指定的网络开放。\n']),
    );
    expect(answers[0]!.headers.get('content-security-policy')).toContain("default-src 'none'");
    const posted = await fetch(`${closed.addresses.console}/signin`, {
      method: 'POST',
      body: 'x'.repeat(100_000),
      headers: { 'x-forwarded-for': '198.51.100.1' },
    });
    expect(posted.status).toBe(403);
  });

  test('a list that cannot be read stops the start', () => {
    for (const list of ['10.1.0.0/33', 'office', '10.1.0.0/16/2', '10.1.0', '2001:db8::/129', '10.0.0.0/-1'])
      expect(() => readConfig({ CONSOLE_ALLOW: list })).toThrow(/CONSOLE_ALLOW/);
    expect(allowList([])?.('anything')).toBe(true);
  });

  test.each([
    ['203.0.113.77', '203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.77', '203.0.113.0/24'],
    ['2001:DB8:0:0:1:2:3:4', '2001:db8::1:2:3:4', '2001:db8::/64'],
    ['2001:db8:1:2:3::4', '2001:db8:1:2:3::4', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80::1', 'fe80::/64'],
    ['::1', '::1', '::/64'],
  ])('%s is %s in %s', (raw, clean, network) => {
    expect(cleanAddress(raw)).toBe(clean);
    expect(networkOf(clean)).toBe(network);
  });
});
