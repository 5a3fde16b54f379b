import { createHash } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { DEMO_PASSWORD } from '../src/demo/seed.ts';
import { systemClock } from '../src/platform/clock.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { cloneDatabase, startTestApp, type TestDatabase } from './harness.ts';
import { type FaceName, FORM, faulty, SAME, send, startWith, wire } from './http-kit.ts';

let database: TestDatabase;
let app: RunningApp;
let admin: pg.Client;
const at = (face: FaceName): string => app.addresses[face]!;
// Each address may sign in so often in a while; what is tested here is not that.
beforeEach(async () => void (await admin.query('delete from attempt_limit')));
beforeAll(async () => {
  database = await cloneDatabase('demo');
  app = await startWith(database, { extra: faulty });
  admin = await connect(database.address(inject('superuser')));
});
afterAll(async () => {
  await app.stop();
  await admin.end();
  await database.drop();
});

describe('the Host header', () => {
  test.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    'localhost@evil.example',
    '127.0.0.1:80@evil.example',
    'www.',
    'localhost:x',
  ])('naming %o is refused and not repeated', async (host) => {
    for (const face of ['portal', 'console', 'api'] as const) {
      const answer = await send(at(face), '/', { headers: { host } });
      expect(answer.status).toBe(400);
      expect(`${JSON.stringify(answer.headers)}${answer.body}`).not.toMatch(/evil|localhost@|80@/);
    }
  });

  test('and its like are not believed when the host itself is good', async () => {
    const { host } = new URL(at('portal'));
    for (const header of ['x-forwarded-host', 'x-host', 'forwarded', 'x-original-url', 'x-rewrite-url']) {
      const answer = await send(at('portal'), '/documents', {
        headers: { host, [header]: 'host=evil.example' },
      });
      expect(answer.status).toBe(200);
      expect(`${JSON.stringify(answer.headers)}${answer.body}`).not.toContain('evil');
    }
    const absolute = await wire(
      at('portal'),
      `GET http://evil.example/documents HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    );
    expect(absolute).toMatch(/^HTTP\/1\.1 (200|400|404) /);
    expect(absolute.split('\r\n\r\n')[0]).not.toContain('evil');
  });

  test('is needed', async () => {
    expect(await wire(at('portal'), 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.\d 400 /);
    const empty = 'GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n';
    expect(await wire(at('portal'), empty)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await wire(at('portal'), empty.replace('Host:\r\n', ''))).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('may carry any port and any case', async () => {
    for (const host of ['LOCALHOST', 'localhost:1', '127.0.0.1:9'])
      expect((await send(at('portal'), '/', { headers: { host } })).status).toBe(200);
  });

  test('may name the hosts that the operator has set', async () => {
    const proxied = await startWith(database, {
      env: {
        PORTAL_URL: 'https://www.mingchuan.example/open',
        TRUSTED_HOSTS: 'inner.example, other.example',
      },
    });
    onTestFinished(() => proxied.stop());
    const status = async (host: string) =>
      (await send(proxied.addresses.portal!, '/open/', { headers: { host } })).status;
    expect([
      await status('www.mingchuan.example'),
      await status('inner.example'),
      await status('other.example:8443'),
    ]).toEqual([200, 200, 200]);
    expect(await status('mingchuan.example')).toBe(400);
  });
});

describe('forms from elsewhere', () => {
  const REFUSED: [string, Record<string, string>][] = [
    ['without Sec-Fetch-Site and Origin', {}],
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from a neighbour of the same site', { 'sec-fetch-site': 'same-site' }],
    ['typed into the address bar', { 'sec-fetch-site': 'none' }],
    ['from another site that sets Origin well', { 'sec-fetch-site': 'cross-site', origin: 'SELF' }],
    ['with the Origin of another site', { origin: 'http://evil.example' }],
    ['with the Origin of another port of this host', { origin: 'OTHER PORT' }],
    ['with an opaque Origin', { origin: 'null' }],
    ['with an Origin that is no address', { origin: '127.0.0.1' }],
    ['with an empty Origin', { origin: '' }],
  ];
  const place = (face: FaceName, headers: Record<string, string>) => {
    const self = new URL(at(face));
    const words: Record<string, string> = {
      SELF: self.origin,
      'OTHER PORT': `${self.protocol}//${self.hostname}:${Number(self.port) + 1}`,
    };
    return Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, words[v] ?? v]));
  };
  const POSTS: [FaceName, string, string][] = [
    ['portal', '/mode', 'elder=on'],
    ['console', '/signin', `username=zhoumin&password=${encodeURIComponent(DEMO_PASSWORD)}`],
  ];

  test.each(REFUSED)('%s are refused', async (_, headers) => {
    for (const [face, path, body] of POSTS) {
      const answer = await send(at(face), path, {
        method: 'POST',
        headers: { ...FORM, ...place(face, headers) },
        body,
      });
      expect(answer.status).toBe(403);
      expect(answer.body).toContain('不是从本站页面发出的');
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  test.each(['PUT', 'DELETE', 'PATCH'])('%s is an unsafe method too', async (method) => {
    expect((await send(at('portal'), '/documents', { method })).status).toBe(403);
  });

  test.each([
    ['by Sec-Fetch-Site', { 'sec-fetch-site': 'same-origin' }],
    ['by Origin', { origin: 'SELF' }],
  ])('those of this origin are accepted %s', async (_, headers) => {
    for (const [face, path, body] of POSTS) {
      const answer = await send(at(face), path, {
        method: 'POST',
        headers: { ...FORM, ...place(face, headers as Record<string, string>) },
        body,
      });
      expect(answer.status).toBe(303);
      expect(answer.headers['set-cookie']).toHaveLength(1);
    }
  });

  test('behind a proxy the public address counts, with its scheme', async () => {
    const proxied = await startWith(database, {
      env: { CONSOLE_URL: 'https://office.mingchuan.example/desk' },
    });
    onTestFinished(() => proxied.stop());
    const status = async (origin: string) =>
      (
        await send(proxied.addresses.console!, '/desk/signin', {
          method: 'POST',
          headers: { ...FORM, host: 'office.mingchuan.example', origin },
          body: 'username=nobody&password=x',
        })
      ).status;
    expect(await status('https://office.mingchuan.example')).toBe(422);
    expect(await status('https://www.mingchuan.example')).toBe(403);
    expect(await status(proxied.addresses.console!)).toBe(403);
    // Somebody in the network of a reader can answer for http, not for https.
    expect(await status('http://office.mingchuan.example')).toBe(403);
  });

  test('cookies of an https address are Secure, bound to its path, and out of reach for scripts', async () => {
    const proxied = await startWith(database, {
      env: {
        CONSOLE_URL: 'https://office.mingchuan.example/desk',
        PORTAL_URL: 'https://www.mingchuan.example',
      },
    });
    onTestFinished(() => proxied.stop());
    const cookie = async (origin: string, path: string, host: string, body: string) =>
      String(
        (await send(origin, path, { method: 'POST', headers: { ...SAME, host }, body })).headers[
          'set-cookie'
        ],
      );
    const session = await cookie(
      proxied.addresses.console!,
      '/desk/signin',
      'office.mingchuan.example',
      POSTS[1]![2],
    );
    expect(session).toMatch(/^mt_session=[\w-]{40,}; Path=\/desk; HttpOnly; Secure; SameSite=Lax$/);
    const mode = await cookie(proxied.addresses.portal!, '/mode', 'www.mingchuan.example', 'elder=on');
    expect(mode).toMatch(/^mode=elder; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });
});

describe('the address of the client', () => {
  /** The addresses that sign-in attempts were counted for since the last call. */
  async function counted(candidates: readonly string[]): Promise<string[]> {
    const { rows } = await admin.query('delete from attempt_limit returning key');
    const key = (address: string) => createHash('sha256').update(`address ${address}`).digest('hex');
    return candidates.filter((address) => rows.some((r) => r.key === key(address)));
  }

  test.each([
    ['0', '203.0.113.9', '127.0.0.1'],
    ['0', '203.0.113.9, 198.51.100.7', '127.0.0.1'],
    ['1', '203.0.113.9', '203.0.113.9'],
    ['1', '203.0.113.9, 198.51.100.7', '198.51.100.7'],
    ['2', '203.0.113.9, 198.51.100.7', '203.0.113.9'],
    ['2', '192.0.2.1, 203.0.113.9, 198.51.100.7', '203.0.113.9'],
    ['1', undefined, '127.0.0.1'],
  ])('with TRUSTED_HOPS=%s and X-Forwarded-For %s is %s', async (hops, forwarded, expected) => {
    const proxied = await startTestApp(database, {
      clock: systemClock,
      faces: ['console'],
      env: { TRUSTED_HOPS: hops },
    });
    onTestFinished(() => proxied.stop());
    const all = ['127.0.0.1', '203.0.113.9', '198.51.100.7', '192.0.2.1'];
    await counted(all);
    await send(proxied.addresses.console!, '/signin', {
      method: 'POST',
      headers: { ...SAME, ...(forwarded ? { 'x-forwarded-for': forwarded } : {}) },
      body: 'username=nobody&password=x',
    });
    expect(await counted(all)).toEqual([expected]);
  });
});
