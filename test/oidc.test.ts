import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { settableClock } from '../src/platform/clock.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { addOrgan, Client, cloneDatabase, type Page, startTestApp, type TestDatabase } from './harness.ts';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  type Faults,
  type HostileProvider,
  type RealProvider,
  startHostile,
  startProvider,
} from './oidc-kit.ts';
import { eventKinds, inside, newPerson } from './sign-in-kit.ts';

const START = Date.parse('2026-05-20T09:00:00+08:00');

let database: TestDatabase;
let admin: pg.Client;
let organ: number;
const clock = settableClock(START);
const env = (issuer: string) => ({
  OIDC_ISSUER: issuer,
  OIDC_CLIENT_ID: CLIENT_ID,
  OIDC_CLIENT_SECRET: CLIENT_SECRET,
});
beforeAll(async () => {
  database = await cloneDatabase('empty');
  admin = await connect(database.address(inject('superuser')));
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});
beforeEach(() => clock.set(START));

const lastEvent = async () =>
  (
    await admin.query(
      `select e.kind, a.act, a.service, a.details->>'reason' as reason from sign_in_event e
       left join audit_row a on a.details->>'event' = e.id::text order by e.id desc limit 1`,
    )
  ).rows[0];

/** Follows the way through a real provider like a browser, to the address at the console that the provider names. */
async function throughProvider(address: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = address;
  for (let hop = 0; hop < 8; hop++) {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([k, v]) => `${k}=${v}`).join('; ') },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const to = new URL(response.headers.get('location') ?? '', url);
    if (to.pathname === '/signin/oidc/callback') return to.pathname + to.search;
    url = to.href;
  }
  throw new Error('the provider did not come to an end');
}

describe('[R-SEC-03] single sign-on with a real provider', () => {
  let provider: RealProvider;
  let app: RunningApp;
  beforeAll(async () => {
    provider = await startProvider();
    app = await startTestApp(database, { faces: ['console'], clock, env: env(provider.issuer) });
    provider.register(`${app.addresses.console}/signin/oidc/callback`);
    organ = await addOrgan(app.office!.db, { code: 'office' });
  });
  afterAll(async () => {
    await app.stop();
    await provider.stop();
  });

  const browser = () => new Client(app.addresses.console!);
  async function comeBack(client: Client, start = '/signin/oidc'): Promise<string> {
    const begun = await client.get(start);
    expect(begun.status).toBe(303);
    expect(begun.location.startsWith(`${provider.issuer}/auth?`)).toBe(true);
    return throughProvider(begun.location);
  }

  test('the button leads there with PKCE, state and nonce; nothing secret is in the address', async () => {
    const client = browser();
    expect((await client.get('/signin?back=/documents')).text).toContain('用统一身份认证登录');
    const begun = await client.get('/signin/oidc?back=/documents');
    const query = new URL(begun.location).searchParams;
    expect(Object.fromEntries(query)).toMatchObject({
      client_id: CLIENT_ID,
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: `${app.addresses.console}/signin/oidc/callback`,
    });
    const token = client.cookies.get('mt_oidc')!;
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(query.get(name)?.length).toBeGreaterThanOrEqual(43);
      expect(query.get(name)).not.toBe(token);
    }
    expect(begun.location).not.toContain(CLIENT_SECRET);
    const { rows } = await admin.query(`select string_agg(o::text, ' ') as all from oidc_attempt o`);
    for (const secret of [token, query.get('state')!, query.get('nonce')!])
      expect(rows[0].all).not.toContain(secret);
  });

  test('signs in whoever has an account, and leads back to the page asked for', async () => {
    const { username, id } = await newPerson(app, organ);
    provider.people.set('s-1', username.toUpperCase());
    provider.who = 's-1';
    const client = browser();
    const done = await client.get(await comeBack(client, '/signin/oidc?back=%2Fdocuments'));
    expect([done.status, done.location]).toEqual([303, '/documents']);
    expect([...client.cookies.keys()]).toEqual(['mt_session']);
    expect(await inside(client)).toBe(true);
    expect(await eventKinds(admin, id)).toEqual(['signed-in']);
    const { rows } = await admin.query('select way from session where person_id = $1', [id]);
    expect(rows).toEqual([{ way: 'oidc' }]);
    // The first password of ours has never been told to anybody: it is not asked to be changed.
    await admin.query('update account set must_change_password = true where person_id = $1', [id]);
    expect(await inside(client)).toBe(true);
  });

  test('an answer counts once: neither the same address again nor its code in another sign-in', async () => {
    const { username } = await newPerson(app, organ);
    provider.people.set('s-2', username);
    provider.who = 's-2';
    const client = browser();
    const path = await comeBack(client);
    const cookie = client.cookies.get('mt_oidc')!;
    expect((await client.get(path)).status).toBe(303);
    // With the cookie put back.
    const replay = await fetch(app.addresses.console + path, {
      redirect: 'manual',
      headers: { cookie: `mt_oidc=${cookie}` },
    });
    expect([replay.status, replay.headers.getSetCookie().some((c) => c.startsWith('mt_session='))]).toEqual([
      422,
      false,
    ]);
    expect(await lastEvent()).toMatchObject({ kind: 'oidc-refused', service: 'sign-in', reason: 'state' });
    // The used code under a fresh state: the provider refuses it.
    const other = browser();
    const begun = await other.get('/signin/oidc');
    const state = new URL(begun.location).searchParams.get('state')!;
    const used = new URLSearchParams(path.split('?')[1]);
    used.set('state', state);
    const refused = await other.get(`/signin/oidc/callback?${used}`);
    expect([refused.status, refused.text.includes('授权码已经用过或超时')]).toEqual([422, true]);
    expect(await lastEvent()).toMatchObject({ reason: 'code' });
  });

  test('an answer that belongs to another browser, or to none, is refused', async () => {
    const { username } = await newPerson(app, organ);
    provider.people.set('s-3', username);
    provider.who = 's-3';
    const victim = browser();
    const path = await comeBack(browser());
    const planted = await victim.get(path);
    expect([planted.status, planted.text.includes('不是在这个浏览器中开始')]).toEqual([422, true]);
    // A browser with a sign-in of its own does not take the answer of another one.
    await victim.get('/signin/oidc');
    const mixed = await victim.get(path);
    expect([mixed.status, victim.cookies.has('mt_session')]).toEqual([422, false]);
    // Answers that nobody asked for are counted like tries: they fill no log.
    const headers = { 'sec-fetch-site': 'same-origin' };
    for (let i = 0; i < 40; i++)
      await fetch(`${app.addresses.console}/signin/oidc/callback?code=x`, { headers });
    const { rows } = await admin.query(`select count(*) as n from sign_in_event where kind = 'oidc-refused'`);
    expect(Number(rows[0].n)).toBeLessThan(40);
    await admin.query('delete from attempt_limit');
    const late = browser();
    const answer = await comeBack(late);
    clock.set(START + 11 * 60_000);
    expect((await late.get(answer)).status).toBe(422);
  });

  test('somebody without an account gets none; somebody who has left is told so', async () => {
    provider.people.set('s-4', 'nobody-at-all');
    provider.who = 's-4';
    const before = (await admin.query('select count(*) as n from account')).rows[0].n;
    const stranger = browser();
    const no = await stranger.get(await comeBack(stranger));
    expect([no.status, no.text.includes('在本系统中没有账号')]).toEqual([422, true]);
    expect(await lastEvent()).toMatchObject({ kind: 'oidc-unknown', reason: 'unknown' });
    expect((await admin.query('select count(*) as n from account')).rows[0].n).toBe(before);
    const { username, id } = await newPerson(app, organ);
    await admin.query(`update person set valid_to = '2026-05-19' where id = $1`, [id]);
    provider.people.set('s-5', username);
    provider.who = 's-5';
    const left = browser();
    const gone = await left.get(await comeBack(left));
    expect([gone.status, gone.text.includes('账号已经停用')]).toEqual([422, true]);
    expect(await lastEvent()).toMatchObject({ kind: 'oidc-refused', reason: 'left' });
  });

  test('an account bound to a subject is not opened by another subject of the same name', async () => {
    const { username, id } = await newPerson(app, organ);
    await admin.query(`update account set oidc_subject = 's-right' where person_id = $1`, [id]);
    provider.people.set('s-right', username);
    provider.people.set('s-wrong', username);
    provider.who = 's-wrong';
    const client = browser();
    const no = await client.get(await comeBack(client));
    expect([no.status, no.text.includes('身份不一致')]).toEqual([422, true]);
    provider.who = 's-right';
    const right = browser();
    expect((await right.get(await comeBack(right))).status).toBe(303);
  });

  test('somebody who says no there is not signed in here', async () => {
    const client = browser();
    const state = new URL((await client.get('/signin/oidc')).location).searchParams.get('state')!;
    const iss = encodeURIComponent(provider.issuer);
    const no = await client.get(`/signin/oidc/callback?error=access_denied&state=${state}&iss=${iss}`);
    expect([no.status, no.text.includes('没有同意登录')]).toEqual([422, true]);
  });
});

describe('[R-SEC-03] single sign-on with a provider that lies', () => {
  let provider: HostileProvider;
  let app: RunningApp;
  beforeAll(async () => {
    provider = await startHostile();
    app = await startTestApp(database, { faces: ['console'], clock, env: env(provider.issuer) });
  });
  afterAll(async () => {
    await app.stop();
    await provider.stop();
  });
  afterEach(() => {
    provider.faults = {};
  });

  async function come(faults: Faults, query: Record<string, string> = {}): Promise<Page> {
    const client = new Client(app.addresses.console!);
    const begun = await client.get('/signin/oidc');
    const asked = new URL(begun.location).searchParams;
    provider.nonce = asked.get('nonce')!;
    provider.faults = faults;
    const answer = new URLSearchParams({ code: 'c', state: asked.get('state')!, ...query });
    const page = await client.get(`/signin/oidc/callback?${answer}`);
    expect([page.status === 303, client.cookies.has('mt_session')]).toEqual(
      page.status === 303 ? [true, true] : [false, false],
    );
    return page;
  }

  test('that tells the truth is believed: what follows is refused for its lie alone', async () => {
    const { username } = await newPerson(app, organ);
    expect((await come({ claims: { preferred_username: username } })).status).toBe(303);
  });

  const past = Math.floor(Date.now() / 1000) - 3600;
  test.each<[what: string, faults: Faults, reason: string, words: string]>([
    ['a token of another issuer', { claims: { iss: 'http://127.0.0.1:1' } }, 'issuer', '发行者'],
    ['a token for another client', { claims: { aud: 'another' } }, 'audience', '不是发给本系统'],
    [
      'a token for several clients',
      { claims: { aud: [CLIENT_ID, 'another'], azp: 'another' } },
      'audience',
      '不是发给本系统',
    ],
    ['a token with another nonce', { claims: { nonce: 'another' } }, 'nonce', '不属于这次登录'],
    ['a token without nonce', { claims: { nonce: undefined } }, 'nonce', '不属于这次登录'],
    ['an expired token', { claims: { exp: past, iat: past - 60 } }, 'expired', '已经过期'],
    ['a token signed by somebody else', { strangeKey: true }, 'signature', '签名不正确'],
    ['a code that was used', { tokenStatus: 400 }, 'code', '授权码已经用过或超时'],
  ])('%s is refused and audited', async (_, faults, reason, words) => {
    const { username } = await newPerson(app, organ);
    const page = await come({ ...faults, claims: { preferred_username: username, ...faults.claims } });
    expect([page.status, page.text.includes(words)]).toEqual([422, true]);
    expect(await lastEvent()).toEqual({
      kind: 'oidc-refused',
      act: 'sign-in-oidc-refused',
      service: 'sign-in',
      reason,
    });
  });

  test('an answer with another state never reaches its token endpoint', async () => {
    const before = provider.tokens;
    const page = await come({}, { state: 'another' });
    expect([page.status, page.text.includes('从登录页重新开始')]).toEqual([422, true]);
    expect(await lastEvent()).toMatchObject({ reason: 'state' });
    expect(provider.tokens).toBe(before);
  });

  test('metadata of another issuer, or no answer at all, are a sentence on the sign-in page; the password still works', async () => {
    clock.set(START + 2 * 3_600_000);
    provider.faults = { discoveredIssuer: 'https://elsewhere.example' };
    const client = new Client(app.addresses.console!);
    const wrong = await client.get('/signin/oidc');
    expect([wrong.status, wrong.text.includes('发行者与本系统的设置不一致')]).toEqual([422, true]);
    expect(wrong.html).toContain('name="password"');
    provider.faults = {};
    // A failure is not remembered.
    expect((await client.get('/signin/oidc')).status).toBe(303);
    await provider.stop();
    clock.set(START + 4 * 3_600_000);
    const silent = await client.get('/signin/oidc');
    expect([silent.status, silent.text.includes('暂时不能使用')]).toEqual([422, true]);
  });
});

test('half of the settings, or a provider over an open line, stop the start', () => {
  expect(() => readConfig({ OIDC_ISSUER: 'https://id.example.cn' })).toThrow(/OIDC_CLIENT_ID/);
  expect(() => readConfig(env('http://id.example.cn'))).toThrow(/https/);
  expect(readConfig(env('https://id.example.cn')).oidc?.claim).toBe('preferred_username');
});
