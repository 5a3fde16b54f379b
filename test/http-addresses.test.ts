import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { DEMO_PASSWORD } from '../src/demo/seed.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { Client, cloneDatabase, type TestDatabase } from './harness.ts';
import { type FaceName, faulty, send, startWith, wire } from './http-kit.ts';

let database: TestDatabase;
let app: RunningApp;
let admin: pg.Client;
let drafter: Client;
const at = (face: FaceName): string => app.addresses[face]!;
// Each address may sign in so often in a while; what is tested here is not that.
beforeEach(async () => void (await admin.query('delete from attempt_limit')));
beforeAll(async () => {
  database = await cloneDatabase('demo');
  app = await startWith(database, { extra: faulty });
  admin = await connect(database.address(inject('superuser')));
  drafter = new Client(at('console'));
  expect((await drafter.signIn('zhoumin', DEMO_PASSWORD)).status).toBe(303);
});
afterAll(async () => {
  await app.stop();
  await admin.end();
  await database.drop();
});

test('an address with a fragment, or one with scheme and host, is refused: no browser sends it, no page is kept under it', async () => {
  const { host } = new URL(at('portal'));
  for (const address of ['/documents#1', `/documents#${'/'.repeat(15_000)}x`, `http://${host}/documents`]) {
    const answer = await wire(
      at('portal'),
      `GET ${address} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
    );
    expect(answer.split('\r\n', 1)[0], address.slice(0, 30)).toBe('HTTP/1.1 400 Bad Request');
  }
});

describe('strange addresses', () => {
  // Values that reach a query of the database as they are, or that no number or text of a person looks like.
  const HARD = [
    '%00',
    'a%00b',
    '%E6%94%BF%00%E5%BA%9C',
    '%01%1F%7F',
    '%EF%BF%BE',
    '%ED%A0%80',
    '%25',
    '%5C',
    '999999999',
    '-1',
    'a'.repeat(10_000),
  ];
  const ALONE = ['%00', 'a%00b', '%EF%BF%BE', '999999999', '-1'];
  const STRANGE = [
    ...[
      '%C2%80%E2%80%AE',
      '%F0%9F%98%80%F0%A0%AE%B7',
      '%',
      '%2527',
      "'%20or%201=1--",
      '%22',
      '(',
      '*',
      '%3Cscript%3E',
      '99999999999999999999',
      '0',
    ],
    ...[
      '1e9',
      'NaN',
      'Infinity',
      '1.5',
      '0x10',
      '%E4%BA%BA'.repeat(1100),
      '%20'.repeat(500),
      '2026-02-30',
      '__proto__',
      'constructor',
    ],
  ];
  const PAGES: readonly [FaceName, string][] = [
    ...['/', '/documents', '/organs/mcszfb', '/search'].map((p): [FaceName, string] => ['portal', p]),
    ...['/', '/documents', '/signin'].map((p): [FaceName, string] => ['console', p]),
    ...['/api/v1/documents', '/api/v1/search'].map((p): [FaceName, string] => ['api', p]),
  ];
  const NAMES = [
    'q',
    'owner',
    'year',
    'page',
    'order',
    'validity',
    'state',
    'organisation',
    'organ',
    'size',
    'done',
    'act',
    'back',
  ];
  const short = (text: string) => (text.length > 40 ? `${text.slice(0, 12)}… (${text.length})` : text);

  /** What is wrong with the answer to a question; undefined for any answer of ours that is no fault. */
  async function fault(face: FaceName, path: string): Promise<string | undefined> {
    const cookie = [...drafter.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    const { status, headers } = await send(at(face), path, face === 'console' ? { headers: { cookie } } : {});
    const ours = status < 500 && headers['content-security-policy'];
    return ours ? undefined : `${face} ${short(path)} → ${status}`;
  }

  test.each([...HARD, ...STRANGE].map((value) => [short(value), value] as const))(
    'with %s in every parameter are answered',
    async (_, value) => {
      const names = value.length > 1000 ? ['q'] : NAMES;
      const query = names.map((n) => `${n}=${value}`).join('&');
      const found = await Promise.all(PAGES.map(([face, path]) => fault(face, `${path}?${query}`)));
      expect(found.filter(Boolean)).toEqual([]);
    },
  );

  // One parameter that is refused must not shield another.
  test.each(['q', 'owner', 'state', 'organisation', 'organ', 'act', 'page'])(
    'with anything in the parameter %s alone are answered',
    async (name) => {
      const questions = PAGES.flatMap(([face, path]) =>
        ALONE.map(
          (value) => [face, `${path}?${name === 'q' ? '' : 'q=%E6%94%BF&'}${name}=${value}`] as const,
        ),
      );
      const found: (string | undefined)[] = [];
      for (const [face, path] of questions) found.push(await fault(face, path));
      expect(found.filter(Boolean)).toEqual([]);
    },
  );

  test.each(
    [
      '/nothing',
      '/documents/',
      '/documents/ABCDEFGHIJ',
      '/documents/%00',
      '/documents/0000000000%0a',
      '/organs/..',
      '/organs/%2e%2e%2fdocuments',
      '/columns/',
      '/columns/..%2f..%2fetc',
      '/columns/%E6%94%BF',
      '//',
      '//evil.example/',
      '/./',
      '/assets/',
      '/assets/../package.json',
      '/assets/..%2f..%2fpackage.json',
      '/assets/%00',
      '/.env',
      '/.git/config',
      `/${'x'.repeat(9000)}`,
      `/documents/${'0'.repeat(500)}`,
      '/a/b/c/d/e/f',
      '/\\evil',
      '/%',
      '/%zz',
      '/%E0%A4%A',
      '/documents/%E0%A4%A',
      '/search/%C0%AF',
    ].map((path) => [short(path), path] as const),
  )('%s leads to a page of ours, not to a fault', async (_, path) => {
    for (const face of ['portal', 'console', 'api'] as const) {
      const answer = await wire(
        at(face),
        `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      );
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
      expect([200, 303, 400, 404, 414]).toContain(status);
      expect(answer).toContain('content-security-policy');
      expect(answer).not.toMatch(/FST_ERR|"dependencies"/);
      if (status >= 400)
        expect(answer).toMatch(face === 'api' ? /application\/problem\+json/ : /<html lang="zh-CN"/);
    }
  });

  test('longer than any browser sends are refused by the server itself', async () => {
    expect(
      await wire(
        at('portal'),
        `GET /${'x'.repeat(70_000)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      ),
    ).toMatch(/^HTTP\/1\.1 4(00|14|31) /);
  });

  test('a search for a whole text is refused by a page that says what to do; the box holds what can be sent', async () => {
    const words = encodeURIComponent('公'.repeat(10_000));
    const ask = (face: FaceName) =>
      wire(at(face), `GET /search?q=${words} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    const home = await send(at('portal'), '/search');
    const portal = await ask('portal');
    expect(portal).toMatch(/^HTTP\/1\.1 431 /);
    expect(portal).toContain('content-type: text/html; charset=utf-8');
    expect(portal).toContain('content-security-policy');
    expect(portal).toContain('<h1>网址太长</h1>');
    expect(portal).toContain('请只输入几个关键词');
    const css = /\/assets\/portal\.[^"]+\.css/.exec(home.body)![0];
    expect(portal).toContain(css);
    const [head = '', body = ''] = portal.split('\r\n\r\n');
    expect(Number(/content-length: (\d+)/.exec(head)?.[1])).toBe(Buffer.byteLength(body));
    for (const face of ['console', 'api'] as const) {
      const answer = await ask(face);
      expect([face, /^HTTP\/1\.1 431 [\s\S]*太长/.test(answer)]).toEqual([face, true]);
    }
    // What the box lets through arrives.
    const most = Number(/<input id="q"[^>]*maxlength="(\d+)"/.exec(home.body)?.[1]);
    const sent = await send(at('portal'), `/search?q=${encodeURIComponent('公'.repeat(most))}`);
    expect(sent.status).toBe(200);
    expect(sent.body).toContain('输入的内容太长，只用了前 200 个字');
  });

  test('a NUL in a form is not a fault either', async () => {
    const fields = { secret: 'no', organisation: 'mcszf', title: '有\0空字符', body: '正\0文' };
    const page = await drafter.submit(
      await drafter.get('/documents/new?secret=no'),
      '/documents/new',
      fields,
    );
    expect(page.status).toBeLessThan(500);
    expect((await new Client(at('console')).signIn('a\0b', 'x\0y')).status).toBeLessThan(500);
    expect((await drafter.get('/documents?q=%00')).status).toBeLessThan(500);
  });

  test('pages far behind the last one are empty, not broken', async () => {
    for (const page of ['2', '500', '9999', '10000', '999999999', '-1', '0'])
      expect((await send(at('portal'), `/documents?page=${page}`)).status).toBe(200);
    const far = new Client(at('portal'));
    expect((await far.get('/documents?page=9999')).text).toMatch(/没有/);
    expect((await far.get('/search?q=%E9%80%9A%E7%9F%A5&page=400')).status).toBe(200);
  });

  test('a search of 10,000 characters is answered soon, and what it repeats is cut', async () => {
    const begin = performance.now();
    const { status, body } = await send(at('portal'), `/search?q=${'a'.repeat(10_000)}`);
    expect(status).toBe(200);
    expect(performance.now() - begin).toBeLessThan(2000);
    expect(body.length).toBeLessThan(40_000);
    const hard = await send(at('portal'), `/search?q=${encodeURIComponent('的'.repeat(900))}`);
    expect(hard.status).toBe(200);
  });
});

describe('ways back', () => {
  const BACKS = [
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\t\\evil.example',
    '\t//evil.example',
    ' //evil.example',
    '/\n/evil.example',
    '/\r\nLocation: //evil.example',
    'https://evil.example/',
    'http:evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '//evil.example/documents',
    '/.//evil.example',
    '/..//evil.example',
    '@evil.example',
    '/中文',
    '/a b',
    '/%0d%0aSet-Cookie:x=1',
  ];

  test.each(BACKS)('%o never leads to another origin', async (back) => {
    const origins = { portal: at('portal'), console: at('console') };
    const mode = await new Client(origins.portal).post('/mode', { elder: 'on', back });
    const signIn = await new Client(origins.console).post('/signin', {
      username: 'zhoumin',
      password: DEMO_PASSWORD,
      back,
    });
    for (const [page, origin] of [
      [mode, origins.portal],
      [signIn, origins.console],
    ] as const) {
      expect(page.status).toBe(303);
      expect(new URL(page.location, `${origin}/mode`).origin).toBe(new URL(origin).origin);
      expect(
        [...page.headers].filter(([name, value]) => name === 'set-cookie' && value.includes('x=1')),
      ).toEqual([]);
    }
  });

  test('lead back to where one was, query included', async () => {
    for (const back of ['/documents?q=%E6%94%BF&page=2', '/cases/0000000000', '/']) {
      const page = await new Client(at('console')).post('/signin', {
        username: 'zhoumin',
        password: DEMO_PASSWORD,
        back,
      });
      expect(page.location).toBe(back);
    }
    const stranger = await new Client(at('console')).get('/documents?q=%E6%94%BF&page=2');
    expect(stranger.status).toBe(303);
    expect(new URL(stranger.location, 'http://x').searchParams.get('back')).toBe(
      '/documents?q=%E6%94%BF&page=2',
    );
    const mode = await new Client(at('portal')).post('/mode', {
      hc: 'on',
      back: '/documents/0000000000',
    });
    expect(mode.location).toBe('/documents/0000000000');
  });

  test('the switch of the reading mode keeps the search that one is looking at', async () => {
    const client = new Client(at('portal'));
    const page = await client.get('/search?q=%E5%85%AC%E7%A7%AF%E9%87%91&order=date');
    const done = await client.submit(page, '/mode', { elder: 'on' });
    // In the order in which the page is kept, for whoever asked in another.
    expect(done.location).toBe('/search?order=date&q=%E5%85%AC%E7%A7%AF%E9%87%91');
    expect((await client.get(done.location)).html).toContain('class="elder"');
  });
});
