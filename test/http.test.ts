import { createHash } from 'node:crypto';
import http from 'node:http';
import net from 'node:net';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { MODULES, type RunningApp } from '../src/app.ts';
import { DEMO_PASSWORD } from '../src/demo/seed.ts';
import type { Module } from '../src/modules/module.ts';
import { systemClock } from '../src/platform/clock.ts';
import { connect } from '../src/platform/db/migrate.ts';
import type { AppContext } from '../src/platform/http/route.ts';
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

type FaceName = 'portal' | 'console' | 'api';

let database: TestDatabase;
let app: RunningApp;
let admin: pg.Client;
let drafter: Client;
beforeAll(async () => {
  database = await cloneDatabase('demo');
  admin = await connect(database.address(inject('superuser')));
  app = await startWith({ fault: faulty });
  drafter = new Client(app.addresses.console!);
  expect((await drafter.signIn('zhoumin', DEMO_PASSWORD)).status).toBe(303);
});
afterAll(async () => {
  await app.stop();
  await admin.end();
  await database.drop();
});

/** A page that breaks, on the faces with pages and on the api, as any page might. */
const faulty: Module = {
  name: 'fault',
  portal: { pages: (face) => face.page({ path: '/test-fault', access: { kind: 'public' }, render: broken }) },
  console: {
    pages: (face) => face.page({ path: '/test-fault', access: { kind: 'public' }, render: broken }),
  },
  api: (api) => api.read({ path: '/api/test-fault', summary: '故障', answer: z.object({}), read: broken }),
};
async function broken(): Promise<never> {
  throw new Error('password of /home/secret: select * from account');
}

/** Starts the program with modules besides its own. */
async function startWith(o: { fault?: Module; env?: Record<string, string> }): Promise<RunningApp> {
  const modules = MODULES as Module[];
  if (o.fault) modules.push(o.fault);
  try {
    return await startTestApp(database, { clock: systemClock, ...(o.env ? { env: o.env } : {}) });
  } finally {
    if (o.fault) modules.splice(modules.indexOf(o.fault), 1);
  }
}

interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** A request with exactly these headers; follows nothing and checks nothing. */
function send(
  face: FaceName | string,
  path: string,
  o: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const { hostname, port } = new URL(face.startsWith('http') ? face : app.addresses[face as FaceName]!);
  return new Promise((resolve, reject) => {
    const request = http.request(
      { hostname, port, path, method: o.method ?? 'GET', headers: o.headers ?? {}, agent: false },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          body += part;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    request.on('error', reject);
    request.end(o.body);
  });
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const SAME = { ...FORM, 'sec-fetch-site': 'same-origin' };

/** Sends these bytes and returns everything that comes back. */
function wire(face: FaceName, text: string): Promise<string> {
  const { hostname, port } = new URL(app.addresses[face]!);
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname, () => socket.end(text));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (part) => {
      answer += String(part);
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
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
    await expect(startWith({ fault })).rejects.toThrow(
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
    const answer = await send(face, path, request);
    expect(answer.status).toBe(status);
    expectSecured(answer);
    expect(answer.body).not.toMatch(/secret|select \*|node_modules|\.ts:\d|FST_ERR/);
    expect(answer.headers['content-type'] ?? '').not.toMatch(status >= 400 ? /^application\/json/ : /^$/);
  });

  test('stand on assets', async () => {
    for (const path of await assets()) expectSecured(await send('portal', path));
  });

  test('stand on the pages of a person who is signed in, a forbidden one and a form that came too late included', async () => {
    const pages: Page[] = [
      await drafter.get('/'),
      await drafter.get('/documents'),
      await drafter.get('/documents/new'),
      await drafter.get('/cases/0000000000'),
    ];
    pages.push(await drafter.post('/documents/new', { title: '没有一次性令牌' }));
    const reviewer = new Client(app.addresses.console!);
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
    for (const face of ['portal', 'api'] as const) {
      const answer = await send(
        lost.addresses[face]!,
        face === 'portal' ? '/documents' : '/api/v1/documents',
      );
      expect(answer.status).toBeGreaterThanOrEqual(500);
      expectSecured(answer);
      expect(answer.body).toMatch(/请稍后再试/);
      expect(answer.body).not.toMatch(/no_such_database|nobody/);
    }
  });

  function expectSecured(answer: Answer): void {
    const policy = answer.headers['content-security-policy'] ?? '';
    const directives = new Map(
      String(policy)
        .split(';')
        .map((d) => [d.trim().split(/\s+/)[0], d.trim().split(/\s+/).slice(1)]),
    );
    expect(
      [...directives].filter(
        ([, sources]) => !sources || sources.some((s) => s !== "'self'" && s !== "'none'"),
      ),
    ).toEqual([]);
    expect(directives.get('default-src')).toEqual(["'none'"]);
    for (const name of ['base-uri', 'frame-ancestors']) expect(directives.get(name)).toEqual(["'none'"]);
    expect(directives.get('form-action')).toEqual(["'self'"]);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['x-frame-options']).toBe('DENY');
    expect(answer.headers['referrer-policy']).toMatch(/^(same-origin|no-referrer)$/);
    expect(answer.headers['x-powered-by']).toBeUndefined();
    expect(answer.headers.server).toBeUndefined();
  }
});

describe('the Host header', () => {
  test.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    'localhost@evil.example',
    '127.0.0.1:80@evil.example',
    '',
    'www.',
    'localhost:x',
  ])('naming %o is refused and not repeated', async (host) => {
    for (const face of ['portal', 'console', 'api'] as const) {
      const answer = await send(face, '/', { headers: { host } });
      expect(answer.status).toBe(400);
      expect(`${JSON.stringify(answer.headers)}${answer.body}`).not.toMatch(/evil|@/);
    }
  });

  test('and its like are not believed when the host itself is good', async () => {
    const { host } = new URL(app.addresses.portal!);
    for (const header of ['x-forwarded-host', 'x-host', 'forwarded', 'x-original-url', 'x-rewrite-url']) {
      const answer = await send('portal', '/documents', { headers: { host, [header]: 'host=evil.example' } });
      expect(answer.status).toBe(200);
      expect(`${JSON.stringify(answer.headers)}${answer.body}`).not.toContain('evil');
    }
    const absolute = await wire(
      'portal',
      `GET http://evil.example/documents HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    );
    expect(absolute).toMatch(/^HTTP\/1\.1 (200|400|404) /);
    expect(absolute.split('\r\n\r\n')[0]).not.toContain('evil');
  });

  test('is needed', async () => {
    expect(await wire('portal', 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.\d 400 /);
  });

  test('may carry any port and any case', async () => {
    for (const host of ['LOCALHOST', 'localhost:1', '127.0.0.1:9'])
      expect((await send('portal', '/', { headers: { host } })).status).toBe(200);
  });

  test('may name the hosts that the operator has set', async () => {
    const proxied = await startWith({
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
    const self = new URL(app.addresses[face]!);
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
      const answer = await send(face, path, {
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
    expect((await send('portal', '/documents', { method })).status).toBe(403);
  });

  test.each([
    ['by Sec-Fetch-Site', { 'sec-fetch-site': 'same-origin' }],
    ['by Origin', { origin: 'SELF' }],
  ])('those of this origin are accepted %s', async (_, headers) => {
    for (const [face, path, body] of POSTS) {
      const answer = await send(face, path, {
        method: 'POST',
        headers: { ...FORM, ...place(face, headers as Record<string, string>) },
        body,
      });
      expect(answer.status).toBe(303);
      expect(answer.headers['set-cookie']).toHaveLength(1);
    }
  });

  test('behind a proxy the public address counts, with its scheme', async () => {
    const proxied = await startWith({ env: { CONSOLE_URL: 'https://office.mingchuan.example/desk' } });
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
    const proxied = await startWith({
      env: {
        CONSOLE_URL: 'https://office.mingchuan.example/desk',
        PORTAL_URL: 'https://www.mingchuan.example',
      },
    });
    onTestFinished(() => proxied.stop());
    const cookie = async (face: string, path: string, host: string, body: string) =>
      String(
        (await send(face, path, { method: 'POST', headers: { ...SAME, host }, body })).headers['set-cookie'],
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

/** What a form of a page holds under a name, as a browser would send it. */
function filled(html: string, name: string): string[] {
  const values: string[] = [];
  const controls = html.matchAll(
    /<input\b[^>]*>|<textarea\b[^>]*>([\s\S]*?)<\/textarea>|<select\b[^>]*>([\s\S]*?)<\/select>/g,
  );
  for (const [tag, area, options] of controls) {
    const attribute = (text: string, key: string) =>
      decoded(new RegExp(`\\s${key}="([^"]*)"`).exec(text)?.[1]);
    const head = tag.slice(0, tag.indexOf('>') + 1);
    if (attribute(head, 'name') !== name) continue;
    if (area !== undefined) values.push(decoded(area)!.replace(/^\n/, ''));
    else if (options !== undefined) {
      const chosen = [...options.matchAll(/<option[^>]*>/g)]
        .map((m) => m[0])
        .find((o) => /\sselected\b/.test(o));
      values.push(attribute(chosen ?? /<option[^>]*>/.exec(options)?.[0] ?? '', 'value') ?? '');
    } else if (/type="(radio|checkbox)"/.test(head)) {
      if (/\schecked\b/.test(head)) values.push(attribute(head, 'value') ?? 'on');
    } else values.push(attribute(head, 'value') ?? '');
  }
  return values.map((v) => v.replace(/\r\n?/g, '\n'));
}

function decoded(text: string | undefined): string | undefined {
  return text
    ?.replace(/&quot;/g, '"')
    .replace(/&#39;|&#x27;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

/** Texts of the error summary with the field each links to. */
function summary(page: Page): { field: string | undefined; text: string }[] {
  const list = /class="mc-errs"[\s\S]*?<ul>([\s\S]*?)<\/ul>/.exec(page.html)?.[1] ?? '';
  return [...list.matchAll(/<li>(?:<a href="#f-([^"]+)">)?([^<]*)/g)].map((m) => ({
    field: m[1],
    text: decoded(m[2])!,
  }));
}

/** The message that stands at a field. */
function messageAt(page: Page, field: string): string {
  const message =
    new RegExp(`<p class="msg" id="f-${field}-msg">([\\s\\S]*?)</p>`).exec(page.html)?.[1] ?? '';
  return decoded(message.replace(/<svg[\s\S]*?<\/svg>/g, '').replace(/<[^>]+>/g, ''))!.trim();
}

const DRAFT: Record<string, string | string[]> = {
  secret: 'no',
  organisation: 'mcszf',
  title: "关于“试点” <工作> & '安排' 的通知",
  documentNumber: '明政办发〔2026〕18号',
  addressees: '各县（市、区）人民政府，市政府各部门',
  theme: '综合政务',
  genre: '通知',
  writtenOn: '2026-05-20',
  effectiveOn: '2026-06-01',
  expiresOn: '2031-05-31',
  repealedOn: '2031-06-01',
  body: '\n第一行是空行。\r\n</textarea><script>alert(1)</script>\r\n  缩进的一行 &amp; 其他\r\n',
  summary: '概述\r\n两行',
  attribute: 'on-request',
  ground: 'specific-applicants',
  reason: '只涉及特定的企业，其他人可以申请。',
  sourceName: '市政府办公室',
  sourceUrl: 'https://www.example.cn/a?b=1&c=2',
};

describe('a form that cannot be accepted', () => {
  let columns: string[] = [];
  const submit = async (fields: Record<string, string | string[]>) =>
    drafter.submit(await drafter.get('/documents/new'), '/documents/new', {
      ...DRAFT,
      columns: columns.slice(1, 3),
      ...fields,
    });
  const drafts = async () =>
    (await admin.query('select count(*) as n from gov_document')).rows[0].n as number;
  beforeAll(async () => {
    columns = (await admin.query('select id from column_node order by id')).rows.map((r) => String(r.id));
    expect(columns.length).toBeGreaterThan(3);
  });

  test('keeps every field that was entered, and only a new token is needed', async () => {
    const before = await drafts();
    const page = await submit({ title: '标'.repeat(201) });
    expect(page.status).toBe(422);
    for (const [name, value] of Object.entries({
      ...DRAFT,
      title: '标'.repeat(201),
      columns: columns.slice(1, 3),
    }))
      expect([name, filled(page.html, name)]).toEqual([
        name,
        [value].flat().map((v) => v.replace(/\r\n?/g, '\n')),
      ]);
    expect(page.html).not.toContain('<script>alert');
    expect(await drafts()).toBe(before);
    // What the page now holds, with the title mended, is accepted and stored as entered.
    const again = Object.fromEntries(
      [...Object.keys(DRAFT), 'columns'].map((name) => [name, filled(page.html, name)]),
    );
    const done = await drafter.submit(page, '/documents/new', { ...again, title: '标题' });
    expect([done.status, await drafts()]).toEqual([303, before + 1]);
    const pid = /\/cases\/(\w+)\//.exec(done.location)![1];
    const { rows } = await admin.query(
      'select e.* from edition e join document_passage p on p.edition_id = e.id join procedure_case c on c.id = p.case_id where c.pid = $1',
      [pid],
    );
    expect(rows[0]).toMatchObject({
      title: '标题',
      document_number: '明政办发〔2026〕18号',
      written_on: '2026-05-20',
      repealed_on: '2031-06-01',
      attribute: 'on-request',
      ground: 'specific-applicants',
      summary: '概述\n两行',
      source_url: 'https://www.example.cn/a?b=1&c=2',
    });
    expect(rows[0].body_text).toContain('</textarea><script>alert(1)</script>');
  });

  const SENTENCES: [
    what: string,
    fields: Record<string, string | string[]>,
    field: string,
    sentence: string,
  ][] = [
    ['a required text is missing', { title: '' }, 'title', '请填写标题。'],
    ['a required text is only spaces', { title: '  　' }, 'title', '请填写标题。'],
    ['a required choice is missing', { secret: [] }, 'secret', '请选择是否涉密。'],
    [
      'a text is too long',
      { title: '标'.repeat(201) },
      'title',
      '标题最多 200 个字，现在是 201 个字，请删减。',
    ],
    [
      'a text of rare characters is too long',
      { title: '𠮷'.repeat(201) },
      'title',
      '标题最多 200 个字，现在是 201 个字，请删减。',
    ],
    [
      'a text of several lines is too long',
      { reason: `${'一\r\n'.repeat(250)}二` },
      'reason',
      '理由最多 500 个字，现在是 501 个字，请删减。',
    ],
    [
      'a text with blanks around it is too long',
      { summary: `  ${'一'.repeat(501)}  ` },
      'summary',
      '内容概述最多 500 个字，现在是 501 个字，请删减。',
    ],
    [
      'a day does not exist',
      { writtenOn: '2026-02-29' },
      'writtenOn',
      '“2026-02-29”不是有效的日期，请按“2026-05-20”的样式填写。',
    ],
    [
      'a day is written otherwise',
      { effectiveOn: '2026年5月20日' },
      'effectiveOn',
      '“2026年5月20日”不是有效的日期，请按“2026-05-20”的样式填写。',
    ],
    [
      'a day is a word',
      { expiresOn: '明天' },
      'expiresOn',
      '“明天”不是有效的日期，请按“2026-05-20”的样式填写。',
    ],
    ['a choice is not in the list', { theme: '天气' }, 'theme', '主题分类不在可选的范围内，请重新选择。'],
    [
      'a choice of cards is not in the list',
      { attribute: 'perhaps' },
      'attribute',
      '公开属性不在可选的范围内，请重新选择。',
    ],
    ['a ground is not in the list', { ground: 'article-99' }, 'ground', '依据不在可选的范围内，请重新选择。'],
    [
      'an answer is neither yes nor no',
      { secret: 'maybe' },
      'secret',
      '是否涉密不在可选的范围内，请重新选择。',
    ],
    ['a column is no number', { columns: ['1', 'x'] }, 'columns', '发布栏目的内容无法识别，请重新填写。'],
    ['a column does not exist', { columns: '99999999' }, 'columns', '发布栏目不在可选的范围内，请重新选择。'],
    [
      'an address is none',
      { sourceUrl: 'javascript:alert(1)' },
      'sourceUrl',
      '来源网址应以 http:// 或 https:// 开头。',
    ],
  ];

  test.each(SENTENCES)('says in Chinese at the field when %s', async (_, fields, field, sentence) => {
    const before = await drafts();
    const page = await submit(fields);
    expect(page.status).toBe(422);
    expect(messageAt(page, field)).toBe(sentence);
    expect(summary(page).map((s) => s.field)).toEqual([field]);
    expect(summary(page)[0]?.text).toContain(sentence);
    expect(page.html).toMatch(
      new RegExp(`id="f-${field}"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="f-${field}"`),
    );
    expect(await drafts()).toBe(before);
  });

  test('names all places at once, in the order of the page, each linked to its field', async () => {
    const page = await submit({
      secret: [],
      title: '',
      theme: '天气',
      writtenOn: '不知道',
      reason: '理'.repeat(501),
      columns: 'x',
    });
    expect(page.status).toBe(422);
    const found = summary(page);
    expect(found.map((s) => s.field)).toEqual(['secret', 'title', 'theme', 'writtenOn', 'reason', 'columns']);
    expect(page.text).toContain('有 6 处需要修改，改好后请再次提交');
    for (const { field, text } of found) {
      expect(text).toMatch(/^[^A-Za-z]*$/);
      expect(page.html).toContain(` id="f-${field}"`);
    }
  });

  test('at the sign-in keeps the name, never the password', async () => {
    const page = await new Client(app.addresses.console!).signIn('somebody', 'Wrong-Password-9');
    expect(page.status).toBe(422);
    expect([filled(page.html, 'username'), filled(page.html, 'password')]).toEqual([['somebody'], ['']]);
    expect(page.html).not.toContain('Wrong-Password-9');
  });

  test('because its page is stale keeps everything too', async () => {
    const page = await drafter.post('/documents/new', { ...DRAFT, _once: 'stale.token' });
    expect(page.status).toBe(409);
    expect(page.text).toContain('没有提交。您填写的内容还在');
    for (const [name, value] of Object.entries(DRAFT))
      expect([name, filled(page.html, name)]).toEqual([
        name,
        [value].flat().map((v) => v.replace(/\r\n?/g, '\n')),
      ]);
    expect((await drafter.submit(page, '/documents/new', { ...DRAFT, title: '再次提交' })).status).toBe(303);
  });

  test.each([
    'null',
    '"text"',
    '[1,2]',
    '{"title":{"a":1},"secret":5,"columns":{"x":[]}}',
    '{"__proto__":{"x":1},"constructor":1}',
  ])('is one even when it comes as JSON: %s', async (json) => {
    const headers = {
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/json',
      cookie: [...drafter.cookies].map(([k, v]) => `${k}=${v}`).join('; '),
    };
    const answer = await send('console', '/documents/new', { method: 'POST', headers, body: json });
    expect([400, 409, 415, 422]).toContain(answer.status);
  });
});

describe('a body that is too large', () => {
  test('is refused before it is read, with a page', async () => {
    for (const [face, path] of [
      ['portal', '/mode'],
      ['console', '/signin'],
    ] as const) {
      const answer = await send(face, path, {
        method: 'POST',
        headers: SAME,
        body: `back=${'a'.repeat(4 * 1024 * 1024)}`,
      });
      expect(answer.status).toBe(413);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.body).toContain('超过 4 MB');
    }
  });

  test('is refused when its length is not told', async () => {
    const { hostname, port } = new URL(app.addresses.portal!);
    const status = await new Promise<number>((resolve) => {
      const request = http.request(
        {
          hostname,
          port,
          path: '/mode',
          method: 'POST',
          headers: { ...SAME, 'transfer-encoding': 'chunked' },
        },
        (r) => resolve(r.statusCode ?? 0),
      );
      request.on('error', () => undefined);
      const part = 'back=aaaaaaaaaaaaaaa&'.repeat(50_000);
      for (let i = 0; i < 6; i++) request.write(part);
      request.end();
    });
    expect(status).toBe(413);
  });
});

describe('strange addresses', () => {
  const STRANGE = [
    '%00',
    'a%00b',
    '%E6%94%BF%00%E5%BA%9C',
    '%01%1F%7F',
    '%C2%80%E2%80%AE',
    '%EF%BF%BE',
    '%ED%A0%80',
    '%F0%9F%98%80%F0%A0%AE%B7',
    '%',
    '%25',
    '%2527',
    "'%20or%201=1--",
    '%5C',
    '%22',
    '(',
    '*',
    '%3Cscript%3E',
    '999999999',
    '99999999999999999999',
    '-1',
    '0',
    '1e9',
    'NaN',
    'Infinity',
    '1.5',
    '0x10',
    '%E4%BA%BA'.repeat(1100),
    'a'.repeat(10_000),
    '%20'.repeat(500),
    '2026-02-30',
    '__proto__',
    'constructor',
  ];

  const PORTAL = [
    '/',
    '/documents',
    '/organs',
    '/organs/mcszfb',
    '/columns/x',
    '/search',
    '/documents/0000000000',
  ];
  const CONSOLE = [
    '/',
    '/documents',
    '/documents/new',
    '/offline',
    '/signin',
    '/cases/0000000000',
    '/documents/0000000000',
  ];
  const API = ['/api/v1/documents', '/api/v1/search', '/api/v1/documents/0000000000'];
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

  test.each(STRANGE.map((s) => [s.length > 40 ? `${s.slice(0, 12)}… (${s.length})` : s, s] as const))(
    'with %s as any parameter never break a page',
    async (_, value) => {
      const cookie = [...drafter.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
      const tell = async (face: FaceName, path: string) => {
        const { status, headers } = await send(face, path, face === 'console' ? { headers: { cookie } } : {});
        return status >= 500 || !headers['content-security-policy']
          ? `${face} ${path.slice(0, 60)} → ${status}`
          : undefined;
      };
      // All names at once, and each of those that reach the database alone: one that is refused must not shield another.
      const alone = ['q', 'page', 'owner', 'state', 'act', 'organ'].map((n) =>
        n === 'q' ? `q=${value}` : `q=%E6%94%BF&${n}=${value}`,
      );
      const queries = [
        NAMES.map((n) => `${n}=${value}`)
          .join('&')
          .slice(0, 12_000),
        `q=${value}&q=${value}`,
        ...alone,
      ];
      const asked = [
        ...PORTAL.map((p) => ['portal', p] as const),
        ...CONSOLE.map((p) => ['console', p] as const),
        ...API.map((p) => ['api', p] as const),
      ];
      const few = value.length > 1000 ? queries.slice(1) : queries;
      const bad = await Promise.all(
        asked.flatMap(([face, path]) => few.map((q) => tell(face, `${path}?${q}`))),
      );
      expect(bad.filter(Boolean)).toEqual([]);
    },
  );

  test.each([
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
  ])('%s leads to a page of ours, not to a fault', async (path) => {
    for (const face of ['portal', 'console', 'api'] as const) {
      const answer = await wire(face, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
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
        'portal',
        `GET /${'x'.repeat(70_000)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      ),
    ).toMatch(/^HTTP\/1\.1 4(00|14|31) /);
  });

  test('a NUL in a form is not a fault either', async () => {
    const page = await drafter.get('/documents/new');
    expect(
      (
        await drafter.submit(page, '/documents/new', {
          ...DRAFT,
          title: '有\0空字符',
          body: '正\0文',
          columns: [],
        })
      ).status,
    ).toBeLessThan(500);
    expect((await new Client(app.addresses.console!).signIn('a\0b', 'x\0y')).status).toBeLessThan(500);
    expect((await drafter.get('/documents?q=%00')).status).toBeLessThan(500);
  });

  test('pages far behind the last one are empty, not broken', async () => {
    for (const page of ['2', '500', '9999', '10000', '999999999', '-1', '0'])
      expect((await send('portal', `/documents?page=${page}`)).status).toBe(200);
    const far = new Client(app.addresses.portal!);
    expect((await far.get('/documents?page=9999')).text).toMatch(/没有/);
    expect((await far.get('/search?q=%E9%80%9A%E7%9F%A5&page=400')).status).toBe(200);
  });

  test('a search of 10,000 characters is answered soon, and what it repeats is cut', async () => {
    const begin = performance.now();
    const { status, body } = await send('portal', `/search?q=${'a'.repeat(10_000)}`);
    expect(status).toBe(200);
    expect(performance.now() - begin).toBeLessThan(2000);
    expect(body.length).toBeLessThan(20_000);
    const hard = await send('portal', `/search?q=${encodeURIComponent('的'.repeat(900))}`);
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
    const origins = { portal: app.addresses.portal!, console: app.addresses.console! };
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
      const page = await new Client(app.addresses.console!).post('/signin', {
        username: 'zhoumin',
        password: DEMO_PASSWORD,
        back,
      });
      expect(page.location).toBe(back);
    }
    const stranger = await new Client(app.addresses.console!).get('/documents?q=%E6%94%BF&page=2');
    expect(stranger.status).toBe(303);
    expect(new URL(stranger.location, 'http://x').searchParams.get('back')).toBe(
      '/documents?q=%E6%94%BF&page=2',
    );
    const mode = await new Client(app.addresses.portal!).post('/mode', {
      hc: 'on',
      back: '/documents/0000000000',
    });
    expect(mode.location).toBe('/documents/0000000000');
  });

  test('the switch of the reading mode keeps the search that one is looking at', async () => {
    const client = new Client(app.addresses.portal!);
    const page = await client.get('/search?q=%E5%85%AC%E7%A7%AF%E9%87%91&order=date');
    const done = await client.submit(page, '/mode', { elder: 'on' });
    expect(done.location).toBe('/search?q=%E5%85%AC%E7%A7%AF%E9%87%91&order=date');
    expect((await client.get(done.location)).html).toContain('class="elder"');
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
      const [get, head] = [await send(face, path), await send(face, path, { method: 'HEAD' })];
      expect([head.status, head.headers['content-type'], head.headers['cache-control']]).toEqual([
        get.status,
        get.headers['content-type'],
        get.headers['cache-control'],
      ]);
      expect(head.body).toBe('');
    }
    expect((await send('portal', '/nothing', { method: 'HEAD' })).status).toBe(404);
  });
});

/** Addresses of the assets that the pages name. */
async function assets(): Promise<string[]> {
  const pages = [await send('portal', '/'), await send('console', '/signin')];
  return [
    ...new Set(
      pages.flatMap((p) => [...p.body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((m) => m[1]!)),
    ),
  ];
}

describe('assets', () => {
  test('carry a hash of their content in the name and may be kept for ever', async () => {
    const found = await assets();
    expect(
      found.map((a) => /^\/assets\/(\w+)\.[0-9a-f]{8}\.(css|js)$/.exec(a)?.slice(1, 3).join('.')).sort(),
    ).toEqual(['console.css', 'console.js', 'portal.css', 'portal.js']);
    for (const path of found) {
      const answer = await send('portal', path);
      expect(answer.status).toBe(200);
      expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(answer.headers['content-type']).toMatch(
        path.endsWith('.css') ? /^text\/css/ : /^text\/javascript/,
      );
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(path).toContain(createHash('sha256').update(answer.body).digest('hex').slice(0, 8));
    }
    expect((await send('portal', found[0]!.replace(/[0-9a-f]{8}/, '00000000'))).status).toBe(404);
    expect((await send('portal', '/assets/manifest.json')).status).toBe(404);
  });

  test('pages are never kept without asking again, and those of staff not at all', async () => {
    expect((await send('portal', '/')).headers['cache-control']).toBe('private, no-cache');
    expect((await send('console', '/signin')).headers['cache-control']).toBe('no-store');
    expect((await send('portal', '/nothing')).headers['cache-control']).toBe('no-store');
  });
});

describe('the api', () => {
  type Schema = Record<string, unknown>;
  interface OpenApi {
    openapi: string;
    info: { title: string; version: string };
    paths: Record<
      string,
      Record<
        string,
        {
          summary?: string;
          operationId?: string;
          parameters?: {
            name: string;
            in: string;
            required?: boolean;
            schema?: Schema;
            description?: string;
          }[];
          responses: Record<string, { description?: string; content?: Record<string, { schema?: Schema }> }>;
        }
      >
    >;
  }
  const document = async () => JSON.parse((await send('api', '/openapi.json')).body) as OpenApi;

  test('describes itself by a valid OpenAPI 3.1 document that holds reads only', async () => {
    const d = await document();
    expect(d.openapi).toMatch(/^3\.1\.\d+$/);
    expect(d.info.title).toMatch(/\p{Script=Han}/u);
    expect(Object.keys(d.paths).sort()).toEqual([
      '/api/v1/documents',
      '/api/v1/documents/{id}',
      '/api/v1/search',
    ]);
    for (const [path, methods] of Object.entries(d.paths)) {
      expect(Object.keys(methods)).toEqual(['get']);
      const read = methods.get!;
      expect(read.summary).toMatch(/\p{Script=Han}/u);
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
      const parameters = read.parameters ?? [];
      expect(parameters.filter((p) => p.in === 'path').map((p) => p.name)).toEqual(inPath);
      for (const p of parameters) {
        expect(['path', 'query']).toContain(p.in);
        if (p.in === 'path') expect(p.required).toBe(true);
        expect(p.schema).toBeTypeOf('object');
      }
      expect(new Set(parameters.map((p) => `${p.in} ${p.name}`)).size).toBe(parameters.length);
      expect(Object.keys(read.responses)).toContain('200');
      for (const [status, response] of Object.entries(read.responses)) {
        expect(status).toMatch(/^([1-5]\d\d|default)$/);
        // Required by the standard.
        expect(response.description).toBeTypeOf('string');
        for (const media of Object.values(response.content ?? {})) expect(media.schema).toBeTypeOf('object');
      }
    }
  });

  test('its schemas are those of JSON Schema 2020-12: no leftovers of 3.0, nothing that leads nowhere', async () => {
    const d = await document();
    const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'];
    const walk = (value: unknown, at: string): string[] => {
      if (Array.isArray(value)) return value.flatMap((v, i) => walk(v, `${at}/${i}`));
      if (typeof value !== 'object' || value === null) return [];
      const o = value as Schema;
      const isProperties = at.endsWith('/properties');
      const wrong = isProperties
        ? []
        : [
            ...('nullable' in o ? [`${at} nullable`] : []),
            ...('example' in o ? [`${at} example`] : []),
            ...(typeof o.exclusiveMinimum === 'boolean' || typeof o.exclusiveMaximum === 'boolean'
              ? [`${at} exclusive`]
              : []),
            ...(typeof o.type === 'string' && !TYPES.includes(o.type) ? [`${at} type ${o.type}`] : []),
            ...(typeof o.$ref === 'string' && !resolves(d, o.$ref) ? [`${at} ${o.$ref}`] : []),
            ...(Array.isArray(o.required) &&
            o.type === 'object' &&
            o.required.some((r) => !(String(r) in ((o.properties as Schema) ?? {})))
              ? [`${at} required`]
              : []),
          ];
      return [...wrong, ...Object.entries(o).flatMap(([k, v]) => walk(v, `${at}/${k}`))];
    };
    expect(walk(d, '#')).toEqual([]);
    function resolves(root: unknown, ref: string): boolean {
      return (
        ref.startsWith('#/') &&
        ref
          .slice(2)
          .split('/')
          .reduce<unknown>(
            (o, k) => (o as Schema | undefined)?.[k.replace(/~1/g, '/').replace(/~0/g, '~')],
            root,
          ) !== undefined
      );
    }
  });

  test('answers what the document says, and takes nothing but reads', async () => {
    const list = JSON.parse((await send('api', '/api/v1/documents?size=3')).body) as {
      total: number;
      items: Record<string, unknown>[];
    };
    expect(list.items).toHaveLength(3);
    const d = await document();
    const schema = (path: string) =>
      d.paths[path]!.get!.responses['200']!.content!['application/json']!.schema as {
        properties: Record<string, { items: { properties: Schema } }>;
      };
    expect(Object.keys(list.items[0]!).sort()).toEqual(
      Object.keys(schema('/api/v1/documents').properties.items!.items.properties).sort(),
    );
    const one = JSON.parse(
      (await send('api', `/api/v1/documents/${String(list.items[0]!.id)}`)).body,
    ) as Schema;
    expect(Object.keys(one).sort()).toEqual(Object.keys(schema('/api/v1/documents/{id}').properties).sort());
    // The link leads to the page of the portal.
    expect(String(one.url)).toBe(`${app.addresses.portal}/documents/${String(one.id)}`);
    expect((await send('portal', new URL(String(one.url)).pathname)).status).toBe(200);
    const { origin } = new URL(app.addresses.api!);
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect((await send('api', '/api/v1/documents', { method, headers: { origin } })).status).toBe(404);
  });

  test.each([
    ['/api/v1/nothing', 404],
    ['/', 404],
    ['/api/v1/documents/0000000000', 404],
    ['/api/v1/documents/x', 400],
    ['/api/v1/documents?page=0', 400],
    ['/api/v1/documents?page=999999999', 400],
    ['/api/v1/documents?size=101', 400],
    ['/api/v1/documents?year=now', 400],
    ['/api/v1/search', 400],
    ['/api/v1/search?q=', 400],
    ['/api/test-fault', 500],
  ])('explains %s as a problem document, status %i, without cookies', async (path, status) => {
    const answer = await send('api', path, { headers: { cookie: 'mt_session=x; mode=elder' } });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers['set-cookie']).toBeUndefined();
    const problem = JSON.parse(answer.body) as Schema;
    expect(problem).toEqual({
      type: 'about:blank',
      status,
      title: expect.stringMatching(/\p{Script=Han}/u),
      detail: expect.stringMatching(/\p{Script=Han}.*。/u),
      instance: expect.stringMatching(/^[0-9a-z]{10}$/),
    });
  });

  test('may be read by the pages of others, and is not kept', async () => {
    const answer = await send('api', '/api/v1/documents', { headers: { origin: 'https://data.example' } });
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });
});

describe('the address of the client', () => {
  /** The addresses that sign-in attempts were counted for since the last call. */
  async function counted(candidates: readonly string[]): Promise<string[]> {
    const { rows } = await admin.query('delete from attempt_limit returning key');
    const key = (address: string) => createHash('sha256').update(`sign-in ${address}`).digest('hex');
    return rows.map((r) => candidates.find((c) => key(c) === r.key) ?? 'another');
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

describe('a person without any right', () => {
  test('gets pages that say so, and nothing else', async () => {
    const db = (app.office as AppContext).db;
    await addStaff(db, { username: 'norights', organisationId: await addOrgan(db, { code: 'norights' }) });
    const client = new Client(app.addresses.console!);
    expect((await client.signIn('norights', PASSWORD)).status).toBe(303);
    expect((await client.get('/')).status).toBe(200);
    for (const path of ['/documents', '/documents/new', '/offline', '/cases/0000000000']) {
      const page = await client.get(path);
      expect([path, page.status]).toEqual([path, 403]);
      expect(page.text).toContain('没有办理此事的权限');
    }
  });
});
