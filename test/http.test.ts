import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { DEMO_PASSWORD } from '../src/demo/seed.ts';
import type { Module } from '../src/modules/module.ts';
import { systemClock } from '../src/platform/clock.ts';
import {
  addOrgan,
  addStaff,
  Client,
  cloneDatabase,
  PASSWORD,
  type Page,
  startTestApp,
  type TestDatabase,
} from './harness.ts';
import { expectSecured, type FaceName, FORM, faulty, SAME, send, startWith } from './http-kit.ts';

let database: TestDatabase;
let app: RunningApp;
let drafter: Client;
const at = (face: FaceName): string => app.addresses[face]!;
beforeAll(async () => {
  database = await cloneDatabase('demo');
  app = await startWith(database, { extra: faulty });
  drafter = new Client(at('console'));
  expect((await drafter.signIn('zhoumin', DEMO_PASSWORD)).status).toBe(303);
});
afterAll(async () => {
  await app.stop();
  await database.drop();
});

/** Addresses of the assets that the pages name. */
async function assets(): Promise<string[]> {
  const pages = [await send(at('portal'), '/'), await send(at('console'), '/signin')];
  return [
    ...new Set(
      pages.flatMap((p) => [...p.body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((m) => m[1]!)),
    ),
  ];
}

describe('start', () => {
  test.each<[string, Module]>([
    [
      'of the portal',
      { name: 'open', portal: { pages: (face) => void face.fastify.get('/open', async () => 'open') } },
    ],
    [
      'of the console',
      { name: 'open', console: { pages: (face) => void face.fastify.post('/open', async () => 'open') } },
    ],
    ['of the api', { name: 'open', api: (api) => void api.fastify.get('/open', async () => 'open') }],
  ])('a route %s without declared access stops the start, by name', async (_, fault) => {
    await expect(startWith(database, { extra: fault })).rejects.toThrow(
      /route .*\/open of face (portal|console|api) declares no access/,
    );
  });
});

describe('security headers', () => {
  const KINDS: [
    kind: string,
    face: FaceName,
    path: string,
    status: number,
    request?: Parameters<typeof send>[2],
  ][] = [
    ['a page', 'portal', '/', 200],
    ['a list', 'portal', '/documents', 200],
    ['a search', 'portal', '/search?q=%E6%94%BF%E5%BA%9C', 200],
    ['an unknown page', 'portal', '/nothing', 404],
    ['an unknown document', 'portal', '/documents/0000000000', 404],
    [
      'a form that is refused',
      'portal',
      '/mode',
      422,
      { method: 'POST', headers: SAME, body: 'elder=perhaps' },
    ],
    ['a form that is done', 'portal', '/mode', 303, { method: 'POST', headers: SAME, body: 'elder=on' }],
    ['a broken page', 'portal', '/test-fault', 500],
    ['a foreign host', 'portal', '/', 400, { headers: { host: 'evil.example' } }],
    [
      'a foreign form',
      'portal',
      '/mode',
      403,
      { method: 'POST', headers: { ...FORM, 'sec-fetch-site': 'cross-site' }, body: 'elder=on' },
    ],
    [
      'a body of a strange type',
      'portal',
      '/mode',
      415,
      {
        method: 'POST',
        headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'text/xml' },
        body: '<a/>',
      },
    ],
    ['a method that is not there', 'portal', '/', 404, { method: 'OPTIONS' }],
    ['the head of a page', 'portal', '/', 200, { method: 'HEAD' }],
    ['a broken encoding', 'portal', '/%E0%A4%A', 400],
    ['a name that is too long', 'portal', `/documents/${'a'.repeat(3000)}`, 404],
    ['the sign-in', 'console', '/signin', 200],
    ['the way to the sign-in', 'console', '/', 303],
    [
      'a failed sign-in',
      'console',
      '/signin',
      422,
      { method: 'POST', headers: SAME, body: 'username=nobody&password=x' },
    ],
    ['an unknown page of the console', 'console', '/nothing', 404],
    ['a broken page of the console', 'console', '/test-fault', 500],
    [
      'a foreign form of the console',
      'console',
      '/signin',
      403,
      { method: 'POST', headers: FORM, body: 'username=a&password=b' },
    ],
    ['an answer of the api', 'api', '/api/v1/documents', 200],
    ['the document of the api', 'api', '/openapi.json', 200],
    ['nothing in the api', 'api', '/api/v1/documents/0000000000', 404],
    ['a bad question to the api', 'api', '/api/v1/search', 400],
    ['a broken answer of the api', 'api', '/api/test-fault', 500],
    ['a broken encoding in the api', 'api', '/%E0%A4%A', 400],
  ];

  test.each(KINDS)('stand on %s', async (_, face, path, status, request) => {
    const answer = await send(at(face), path, request);
    expect(answer.status).toBe(status);
    expectSecured(answer);
    expect(answer.body).not.toMatch(/secret|select \*|node_modules|\.ts:\d|FST_ERR/);
    if (status >= 400) expect(answer.headers['content-type']).not.toMatch(/^application\/json/);
  });

  test('stand on assets', async () => {
    for (const path of await assets()) expectSecured(await send(at('portal'), path));
  });

  test('stand on the pages of a person who is signed in, a forbidden one and a form that came too late included', async () => {
    const pages: Page[] = [
      await drafter.get('/'),
      await drafter.get('/documents'),
      await drafter.get('/documents/new'),
      await drafter.get('/cases/0000000000'),
    ];
    pages.push(await drafter.post('/documents/new', { title: '没有一次性令牌' }));
    const reviewer = new Client(at('console'));
    await reviewer.signIn('shenlan', DEMO_PASSWORD);
    pages.push(await reviewer.get('/documents/new'));
    expect(pages.map((p) => p.status)).toEqual([200, 200, 200, 404, 409, 403]);
    for (const page of pages) {
      expectSecured({ status: page.status, headers: Object.fromEntries(page.headers), body: page.html });
      expect(page.headers.get('cache-control')).toBe('no-store');
    }
  });

  test('stand on the plain sentence that is left when the database is gone', async () => {
    const gone = { ...database.address('nobody'), database: 'no_such_database' };
    const lost = await startTestApp(
      { ...database, portal: gone },
      { faces: ['portal', 'api'], clock: systemClock },
    );
    onTestFinished(() => lost.stop());
    const asked = [
      ['portal', '/documents'],
      ['api', '/api/v1/documents'],
      // Neither may an address that nobody can read take the process with it.
      ['portal', '/%'],
      ['portal', `/documents/${'a'.repeat(3000)}`],
    ] as const;
    for (const [face, path] of asked) {
      const answer = await send(lost.addresses[face]!, path);
      expect(answer.status).toBeGreaterThanOrEqual(500);
      expectSecured(answer);
      expect(answer.body).toMatch(/请稍后再试/);
      expect(answer.body).not.toMatch(/no_such_database|nobody/);
    }
  });
});

describe('HEAD', () => {
  test('says what GET says, without the page', async () => {
    for (const [face, path] of [
      ['portal', '/'],
      ['portal', '/documents'],
      ['portal', '/search?q=a'],
      ['console', '/signin'],
      ['api', '/api/v1/documents'],
      ['portal', (await assets())[0]!],
    ] as const) {
      const [get, head] = [await send(at(face), path), await send(at(face), path, { method: 'HEAD' })];
      expect([head.status, head.headers['content-type'], head.headers['cache-control']]).toEqual([
        get.status,
        get.headers['content-type'],
        get.headers['cache-control'],
      ]);
      expect(head.body).toBe('');
    }
    expect((await send(at('portal'), '/nothing', { method: 'HEAD' })).status).toBe(404);
  });
});

describe('assets', () => {
  test('carry a hash of their content in the name and may be kept for ever', async () => {
    const found = await assets();
    expect(
      found.map((a) => /^\/assets\/(\w+)\.[0-9a-f]{8}\.(css|js|svg)$/.exec(a)?.slice(1, 3).join('.')).sort(),
    ).toEqual(['console.css', 'console.js', 'favicon.svg', 'portal.css', 'portal.js']);
    for (const path of found) {
      const answer = await send(at('portal'), path);
      expect(answer.status).toBe(200);
      expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      const types: Record<string, RegExp> = {
        css: /^text\/css/,
        js: /^text\/javascript/,
        svg: /^image\/svg/,
      };
      expect(answer.headers['content-type']).toMatch(types[path.split('.').at(-1)!]!);
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(path).toContain(createHash('sha256').update(answer.body).digest('hex').slice(0, 8));
    }
    expect((await send(at('portal'), found[0]!.replace(/[0-9a-f]{8}/, '00000000'))).status).toBe(404);
    expect((await send(at('portal'), '/assets/manifest.json')).status).toBe(404);
  });

  test('pages are never kept without asking again, and those of staff not at all', async () => {
    expect((await send(at('portal'), '/')).headers['cache-control']).toBe(
      'public, max-age=0, s-maxage=0, must-revalidate',
    );
    expect((await send(at('console'), '/signin')).headers['cache-control']).toBe('no-store');
    expect((await send(at('portal'), '/nothing')).headers['cache-control']).toBe('no-store');
  });
});

describe('a person without any right', () => {
  test('gets pages that say so, and nothing else', async () => {
    const db = app.office!.db;
    await addStaff(db, { username: 'norights', organisationId: await addOrgan(db, { code: 'norights' }) });
    const client = new Client(at('console'));
    expect((await client.signIn('norights', PASSWORD)).status).toBe(303);
    expect((await client.get('/')).status).toBe(200);
    for (const path of ['/documents', '/documents/new', '/offline', '/cases/0000000000']) {
      const page = await client.get(path);
      expect([path, page.status]).toEqual([path, 403]);
      expect(page.text).toContain('没有办理此事的权限');
    }
  });
});
