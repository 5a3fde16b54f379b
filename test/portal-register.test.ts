import { XMLParser } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PAGES, routeOf } from '../e2e/routes.ts';
import type { RunningApp } from '../src/app.ts';
import { addViews } from '../src/mechanisms/publication/index.ts';
import { Client, cloneDatabase, type Page, startTestApp, type TestDatabase } from './harness.ts';
import { putLive } from './portal-kit.ts';

/** What holds of every page of the portal, by the register of its addresses; and the boards of its home page. */
let database: TestDatabase;
let app: RunningApp;
let client: Client;
let listed: string[];

beforeAll(async () => {
  database = await cloneDatabase('demo');
  app = await startTestApp(database, { faces: ['portal', 'console'] });
  client = new Client(app.addresses.portal!);
  listed = await locations('/sitemaps/pages.xml');
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

/** Paths that a piece of the sitemap names. */
async function locations(path: string): Promise<string[]> {
  const { urlset } = new XMLParser().parse((await client.get(path)).html);
  return [urlset.url].flat().map((u: { loc: string }) => u.loc.replace(app.addresses.portal!, '') || '/');
}
const meta = (page: Page, name: string) =>
  new RegExp(`<meta name="${name}" content="([^"]*)"`).exec(page.html)?.[1];

/** A page of every address of the register. */
async function onePageOfEach(): Promise<Map<string, string>> {
  const paper = await app
    .portal!.db.selectFrom('portal.live_file as f')
    .innerJoin('portal.live_document as d', 'd.id', 'f.document_id')
    .select('d.pid')
    .executeTakeFirstOrThrow();
  const { links } = await client.get(`/documents/${paper.pid}`);
  const all = [
    ...listed,
    ...['/search?q=通知', '/favourites', '/privacy', '/privacy/query', '/privacy/request', '/feedback/query'],
    `/documents/${paper.pid}`,
    `/documents/${paper.pid}/feedback`,
    ...links.filter((l) => /^\/files\/\w+\/preview$/.test(l)),
  ];
  return new Map(all.map((path) => [routeOf('portal', path.split('?')[0]!) ?? path, path]));
}

describe('every page of the portal', () => {
  test('[R-POR-14] says its site and its column, has one heading and its place, and no link is told by colour alone', async () => {
    const pages = await onePageOfEach();
    expect([...pages.keys()].toSorted()).toEqual(PAGES.portal.toSorted());
    for (const path of pages.values()) {
      const page = await client.get(path);
      expect([path, page.status]).toEqual([path, 200]);
      for (const of of ['SiteName', 'SiteDomain'])
        expect([path, of, Boolean(meta(page, of))]).toEqual([path, of, true]);
      for (const of of ['ColumnName', 'ColumnDescription', 'ColumnKeywords', 'ColumnType'])
        expect([path, of, Boolean(meta(page, of))]).toEqual([path, of, true]);
      expect([path, page.html.match(/<h1/g)?.length]).toEqual([path, 1]);
      if (path !== '/') expect([path, page.html.includes('aria-label="当前位置"')]).toEqual([path, true]);
      // Links in list items carry no line; grey words beside them are hardly another colour (axe: link-in-text-block).
      expect([
        path,
        /<li[^>]*><a [^>]*>[^<]*<\/a>\s*<span class="muted[^>]*>[^<]*/.exec(page.html)?.[0],
      ]).toEqual([path, undefined]);
    }
    // What is not there says it too.
    const none = await client.get('/nowhere');
    expect([none.status, meta(none, 'ColumnName')]).toEqual([404, '提示']);
  });

  test('[R-POR-03] the sitemap names every lasting page, each answers, and none that crawlers stay out of', async () => {
    expect(new Set(listed).size).toBe(listed.length);
    const routes = new Set(listed.map((path) => routeOf('portal', path)));
    // Papers stand in the pieces of months; the others are forms, made for one visitor, or parts of a paper.
    const elsewhere = [
      '/documents/:pid',
      '/documents/:pid/feedback',
      '/favourites',
      '/feedback/query',
      '/files/:pid/preview',
      '/privacy',
      '/privacy/query',
      '/privacy/request',
      '/search',
    ];
    expect([...routes].toSorted()).toEqual(PAGES.portal.filter((r) => !elsewhere.includes(r)).toSorted());
    const closed = [...(await client.get('/robots.txt')).html.matchAll(/^Disallow: (.*)$/gm)].map(
      (m) => m[1]!,
    );
    expect(listed.filter((path) => closed.some((c) => path.startsWith(c)))).toEqual([]);
    const one = new Map(listed.map((path) => [`${routeOf('portal', path)}`, path]));
    for (const path of [
      ...one.values(),
      ...listed.filter((p) => /\/(?:guide|leaders|leading-group|rules)$/.test(p)).slice(0, 12),
    ])
      expect([path, (await client.get(path)).status]).toEqual([path, 200]);
  });
});

/** Addresses of a section of the home page by the id of its heading; undefined where it is not there. */
function sectionOf(home: Page, id: string): string[] | undefined {
  const [, rest] = home.html.split(`id="${id}"`);
  return rest === undefined
    ? undefined
    : [...rest.split('</section>')[0]!.matchAll(/class="ti" href="([^"]+)"/g)].map((m) => m[1]!);
}

describe('home', () => {
  test('[R-POR-15] policy stands under policy, what explains it and all else under boards of their own', async () => {
    const on = { owner: 'mcszf', publishedOn: '2026-05-20' };
    const { db } = app.office!;
    await db
      .deleteFrom('portal.live_document')
      .where('published_on', '>=', '2026-05-20' as never)
      .execute();
    await putLive(db, [
      { ...on, id: 810_001, genre: '公告', ground: 'article-20-15', unbinding: true, title: '停水公告' },
      { ...on, id: 810_002, genre: '通知', ground: 'article-20-11', title: '关于补贴的通知' },
      {
        ...on,
        id: 810_003,
        genre: '公告',
        effect: 'normative-document',
        ground: 'article-20-5',
        title: '某某规定',
      },
      { ...on, id: 810_004, genre: '其他', ground: 'article-20-1', title: '《关于补贴的通知》解读' },
      { ...on, id: 810_005, genre: '通知', ground: 'article-20-4', title: '第 20 周价格通报' },
    ]);
    const home = await client.get('/');
    const at = (id: number) => `/documents/d000${id}`;
    expect(sectionOf(home, 'h-latest')!.slice(0, 2)).toEqual([at(810_003), at(810_002)]);
    expect(sectionOf(home, 'interpretations')![0]).toBe(at(810_004));
    expect(sectionOf(home, 'newest')!.slice(0, 2)).toEqual([at(810_005), at(810_001)]);
    const places = ['h-latest', 'interpretations', 'newest'].flatMap((id) => sectionOf(home, id)!);
    expect(new Set(places).size).toBe(places.length);
  });

  test('[R-POR-15] a board without rows stays away, one with rows is there and its links answer', async () => {
    const { db } = app.office!;
    expect(sectionOf(await client.get('/'), 'most-read')).toBeUndefined();
    await addViews(app.portal!.db, [
      { day: '2026-05-20' as never, subject: 'd000810001', views: 10 },
      { day: '2026-05-20' as never, subject: 'd000810002', views: 9 },
    ]);
    await putLive(db, [
      { id: 810_006, owner: 'mcszf', publishedOn: '2026-01-20', title: '某市2025年政府信息公开工作年度报告' },
    ]);
    await db
      .insertInto('portal.live_feedback')
      .values({
        pid: 'fffffffff1',
        document_id: 810_002,
        document_pid: 'd000810002',
        content: '补贴什么时候发放？',
        reply: '六月底以前。',
        use_note: '',
        received_on: '2026-05-18' as never,
        replied_on: '2026-05-19' as never,
        published_on: '2026-05-20' as never,
        published_at: new Date('2026-05-20T08:00:00+08:00'),
      })
      .execute();
    const home = await client.get('/');
    expect(sectionOf(home, 'most-read')).toEqual(['/documents/d000810001']);
    expect(sectionOf(home, 'reports')).toContain('/documents/d000810006');
    expect(sectionOf(home, 'answers')).toContain('/documents/d000810002/feedback#fffffffff1');
    expect((await client.get('/documents/d000810002/feedback')).html).toContain('<li id="fffffffff1"');
    // The same answers as a feed, with both ways to take it up on the page.
    const feed = JSON.parse((await client.get('/feeds/feedback.json')).html);
    expect(feed.items[0]).toMatchObject({
      url: `${app.addresses.portal}/documents/d000810002/feedback#fffffffff1`,
      content_text: expect.stringContaining('六月底以前。'),
      authors: [{ name: 'mcszf' }],
    });
    const atom = new XMLParser().parse((await client.get('/feeds/feedback.atom')).html).feed;
    expect([atom.entry].flat()).toHaveLength(feed.items.length);
    for (const ending of ['atom', 'json'])
      expect((await client.get('/feedback')).links).toContain(`/feeds/feedback.${ending}`);
    await db.deleteFrom('portal.live_feedback').execute();
    await db.deleteFrom('portal.live_document').where('title', 'like', '%年度报告').execute();
    const less = await client.get('/');
    expect([sectionOf(less, 'answers'), sectionOf(less, 'reports')]).toEqual([undefined, undefined]);
    expect(less.text).not.toContain('互动回应');
  });
});
