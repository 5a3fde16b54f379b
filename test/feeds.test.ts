import { XMLParser } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { type Clock, settableClock } from '../src/platform/clock.ts';
import type { Database } from '../src/platform/db/pool.ts';
import { Client, cloneDatabase, startTestApp, type TestDatabase } from './harness.ts';
import { send } from './http-kit.ts';
import { type Live, putLive } from './portal-kit.ts';

/** Feeds of lists that are narrowed, and of searches: the same papers as on the page. */
let database: TestDatabase;
let app: RunningApp;
let db: Database;
let client: Client;
const clock = settableClock('2026-05-20T09:00:00+08:00') as Clock & { set(to: string): void };

/** Papers beside those of the demo city, each alone in something. */
const MADE: Live[] = [
  {
    id: 800_001,
    owner: 'mcszjj',
    publishedOn: '2024-03-01',
    theme: '城乡建设、环境保护',
    tags: ['桥梁&渡口'],
    region: 'yxxzf',
  },
  {
    id: 800_002,
    owner: 'mcszjj',
    publishedOn: '2025-03-01',
    genre: '公告',
    effect: 'normative-document',
    expiresOn: '2026-01-01',
  },
  {
    id: 800_003,
    owner: 'mcszjj',
    publishedOn: '2025-04-01',
    ground: 'article-20-7',
    repealedOn: '2026-02-01',
    columns: ['policy'],
  },
  {
    id: 800_004,
    owner: 'mcsjyj',
    publishedOn: '2025-05-01',
    tags: ['桥梁&渡口'],
    columns: ['policy', 'notice'],
  },
];

beforeAll(async () => {
  database = await cloneDatabase('demo');
  app = await startTestApp(database, { clock, settings: { cacheMegabytes: 16 } });
  db = app.office!.db;
  client = new Client(app.addresses.portal!);
  await putLive(db, MADE);
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

const pids = (html: string) =>
  [...html.matchAll(/class="ti" href="[^"]*\/documents\/([0-9a-z]{10})"/gu)].map((m) => m[1]!);
/** The papers of all pages of a list, in their order. */
async function listed(path: string, query: string): Promise<string[]> {
  const found: string[] = [];
  for (let page = 1; page < 20; page++) {
    const { html } = await client.get(`${path}?${query}${query ? '&' : ''}page=${page}`);
    const more = pids(html);
    if (more.length === 0) break;
    found.push(...more);
  }
  return found;
}
const alternate = (html: string, type: string) =>
  new RegExp(`<link rel="alternate" type="${type}" href="([^"]*)"`, 'u')
    .exec(html)?.[1]
    ?.replaceAll('&amp;', '&');
const json = async (address: string) => JSON.parse((await client.get(address)).html);
const papersOf = (feed: { items: { url: string }[] }) => feed.items.map((i) => i.url.slice(-10));

const all = (parameters: Record<string, string>) => new URLSearchParams(parameters).toString();
const LISTS: [path: string, query: string][] = [
  ['/documents', all({ owner: 'mcszjj' })],
  ['/documents', all({ theme: '城乡建设、环境保护' })],
  ['/documents', all({ year: '2025' })],
  ['/documents', all({ validity: 'repealed' })],
  ['/documents', all({ owner: 'mcszjj', validity: 'lapsed' })],
  ['/documents', all({ tag: '桥梁&渡口' })],
  ['/documents', all({ region: 'yxxzf' })],
  ['/documents', all({ genre: '公告', effect: 'normative-document' })],
  ['/documents', all({ from: '2025-03-01', to: '2025-04-30' })],
  ['/documents', all({ ground: 'article-20-7' })],
  ['/organs/mcszjj/documents', ''],
  ['/organs/mcszjj/documents', all({ ground: 'article-20-7' })],
  ['/organs/mcszjj/documents', all({ year: '2024' })],
  ['/columns/policy', all({ year: '2025' })],
  ['/columns/notice', ''],
];

describe('[R-POR-03] a list and its feed hold the same papers', () => {
  test.each(LISTS)('%s?%s', async (path, query) => {
    const page = await client.get(query ? `${path}?${query}` : path);
    const papers = await listed(path, query);
    expect(papers.length).toBeGreaterThan(0);
    expect(papers.length).toBeLessThanOrEqual(50);
    const address = alternate(page.html, 'application/feed\\+json')!;
    const feed = await json(address);
    expect(papersOf(feed)).toEqual(papers);
    // The visible link is the Atom feed of the same.
    const atom = alternate(page.html, 'application/atom\\+xml')!;
    expect(page.links.filter((l) => l.startsWith('/feeds/')).every((l) => [atom, address].includes(l))).toBe(
      true,
    );
    expect(page.html).toMatch(/<a href="\/feeds\/[^"]*"[^>]*>.*?订阅/su);
    const xml = new XMLParser({ ignoreAttributes: false }).parse((await client.get(atom)).html).feed;
    expect([xml.entry].flat().map((e: { id: string }) => e.id.slice(-10))).toEqual(papers);
    // Both lead back to the list with its conditions, and name themselves.
    const home = new URL(feed.home_page_url);
    expect(new URLSearchParams(home.search).toString()).toBe(query);
    // An organ's feed is that of its 专栏, unless it is narrowed.
    if (home.pathname !== '/organs/mcszjj') expect(await listed(home.pathname, query)).toEqual(papers);
    expect(feed.feed_url).toBe(app.addresses.portal + address);
    expect(xml.link[0]['@_href']).toBe(app.addresses.portal + atom);
  });

  test('the title says what the feed is narrowed by', async () => {
    const feed = await json(`/feeds/documents.json?${all({ owner: 'mcszjj', year: '2025' })}`);
    expect(feed.title).toContain('政策文件（发布机构：市住建局，发布年份：2025 年）');
  });

  test('order, page and what is no condition count as not given', async () => {
    const whole = papersOf(await json('/feeds/documents.json'));
    for (const query of ['order=oldest', 'page=3', 'colour=red'])
      expect(papersOf(await json(`/feeds/documents.json?${query}`)), query).toEqual(whole);
  });

  test('a condition that cannot be read gives no feed: it would be that of everything', async () => {
    for (const query of [
      'validity=bogus',
      'year=12',
      'from=2026-13-45',
      'owner=A%20B',
      'theme=农业&theme=林业',
      'year=2025&theme=bogus',
    ])
      for (const feed of ['documents.json', 'documents.atom', 'organs/mcszjj.json', 'columns/policy.json'])
        expect((await client.get(`/feeds/${feed}?${encodeURI(query)}`)).status, `${feed} ${query}`).toBe(404);
    for (const query of [
      'q=通知&validity=bogus',
      'q=通知&owner=nope',
      'validity=bogus',
      'q=通知&from=2026-13-45',
    ])
      expect((await client.get(`/feeds/search.json?${encodeURI(query)}`)).status, query).toBe(404);
  });

  test('the page names a feed of the conditions that it could read', async () => {
    const page = await client.get('/documents?validity=bogus&order=oldest&page=2&year=2025');
    expect(alternate(page.html, 'application/feed\\+json')).toBe('/feeds/documents.json?year=2025');
    expect(papersOf(await json('/feeds/documents.json?owner=nobody'))).toEqual([]);
    // An organ's feed stays that of the organ.
    expect(papersOf(await json('/feeds/organs/mcszjj.json?owner=mcszfb'))).toEqual(
      papersOf(await json('/feeds/organs/mcszjj.json')),
    );
  });
});

describe('[R-POR-03, R-SRC-01] a search and its feed find the same papers', () => {
  test.each([
    all({ q: '公积金' }),
    all({ q: '通知', owner: 'mcszjj' }),
    `${all({ q: '通知' })}&owner=mcszjj&owner=mcszfb`,
    all({ q: '"住房公积金" -基数' }),
    all({ validity: 'in-force', column: 'livelihood' }),
  ])('?%s', async (query) => {
    const page = await client.get(`/search?${query}&order=date`);
    const papers = await listed('/search', `${query}&order=date`);
    expect(papers.length).toBeGreaterThan(0);
    const feed = await json(alternate(page.html, 'application/feed\\+json')!);
    expect(papersOf(feed).toSorted()).toEqual(papers.toSorted());
    expect(feed.items.map((i: { date_published: string }) => i.date_published)).toEqual(
      feed.items
        .map((i: { date_published: string }) => i.date_published)
        .toSorted()
        .reverse(),
    );
    expect(new URL(feed.home_page_url).pathname).toBe('/search');
    expect(await listed('/search', `${new URL(feed.home_page_url).search.slice(1)}&order=date`)).toEqual(
      papers,
    );
  });

  test('the title says what is looked for and by what it is narrowed, in the words of the page', async () => {
    for (const [query, said] of [
      [all({ q: '通知' }), '搜索：通知'],
      [
        `${all({ q: '通知', owner: 'mcszjj', year: '2026' })}&owner=mcszfb`,
        '搜索：通知（发布机构：市住建局，发布机构：市政府办公室，发布年份：2026 年）',
      ],
      [
        all({ validity: 'in-force', column: 'livelihood', region: 'yxxzf', level: 'normative-document' }),
        '搜索：栏目：民生保障，有效性：有效，效力级别：行政规范性文件，地区：云溪县政府',
      ],
      [
        all({ q: '通知', region: 'city', attribute: 'proactive' }),
        '搜索：通知（地区：全市，公开属性：主动公开）',
      ],
    ] as const) {
      const feed = await json(`/feeds/search.json?${query}`);
      expect(feed.title.replace(/ - [^-]*$/, '')).toBe(said);
      const page = await client.get(`/search?${query}`);
      const conditions =
        /（(.*)）$/.exec(said)?.[1] ?? (said.includes('，') ? said.replace('搜索：', '') : '');
      for (const condition of conditions.split('，')) expect(page.text).toContain(condition);
    }
  });

  test('where the page asks for words there is no feed to take up, and asking for it gives none', async () => {
    expect(alternate((await client.get('/search')).html, 'application/feed\\+json')).toBeUndefined();
    for (const query of ['', 'q=%EF%BC%81', 'attribute=on-request&q=通知'])
      expect(papersOf(await json(`/feeds/search.json?${query}`)), query).toEqual([]);
    expect((await client.get('/robots.txt')).html).toContain('Disallow: /feeds/search');
  });
});

describe('[R-POR-03] kept feeds', () => {
  const get = (path: string, headers: Record<string, string> = {}) =>
    send(app.addresses.portal!, path, { headers });
  const kept = (answer: Awaited<ReturnType<typeof get>>) => answer.headers['server-timing'] === 'cache';

  test('a narrowed feed is kept under its conditions, answers 304, and loses a withdrawn paper at once', async () => {
    const path = `/feeds/documents.json?${all({ tag: '桥梁&渡口' })}`;
    await expect.poll(async () => kept(await get(path)), { timeout: 10_000 }).toBe(true);
    const { body, headers } = await get(path);
    expect(papersOf(JSON.parse(body))).toHaveLength(2);
    // The same conditions in another order and with what is not read are the same page; others are not.
    expect(kept(await get(`${path}&page=2`))).toBe(true);
    expect(papersOf(JSON.parse((await get('/feeds/documents.json?region=yxxzf')).body))).toHaveLength(1);
    expect((await get(path, { 'if-none-match': headers.etag! })).status).toBe(304);
    await db.deleteFrom('portal.live_document').where('id', '=', 800_004).execute();
    await expect
      .poll(async () => papersOf(JSON.parse((await get(path)).body)).length, { timeout: 1000, interval: 50 })
      .toBe(1);
    expect((await get(path, { 'if-none-match': headers.etag! })).status).toBe(200);
  });

  test('an empty feed stays the same for the day', async () => {
    const path = '/feeds/documents.atom?tag=nothing';
    const { etag } = (await get(path)).headers;
    clock.set('2026-05-20T09:30:00+08:00');
    expect((await get(path)).headers.etag).toBe(etag);
  });
});
