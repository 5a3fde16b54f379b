import { createCanvas, loadImage } from '@napi-rs/canvas';
import { XMLParser } from 'fast-xml-parser';
import decodeQr from 'jsqr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { day } from '../src/law/day.ts';
import { addViews } from '../src/mechanisms/publication/index.ts';
import { type Office, openOffice } from './attachments-kit.ts';
import { Client, cloneDatabase, type TestDatabase } from './harness.ts';

/** The package is one function, though its types say a module. */
const jsQR = decodeQr as unknown as typeof decodeQr.default;

/* What a citizen can do with a paper besides reading it, and what other programs take from the lists. */

let database: TestDatabase;
let office: Office;
let pid: string;
beforeAll(async () => {
  database = await cloneDatabase('empty');
  office = await openOffice(database);
  const made = await office.draft({
    title: '关于渡口“夏季”开航<时间> & 票价的通知',
    documentNumber: '',
    tags: ['渡口', '票价'],
    summary: '夏季开航时间和票价。',
  });
  pid = made.documentPid;
  await office.publish(made.casePid);
});
afterAll(async () => {
  await office.app.stop();
  await database.drop();
});

const address = () => `${office.app.addresses.portal}/documents/${pid}`;

test('[R-ACC-05] the QR code of a paper is drawn here and leads to its lasting address', async () => {
  const page = await office.portal.get(`/documents/${pid}`);
  expect(page.html).toContain(`src="/documents/${pid}/qr.svg"`);
  const svg = await office.portal.get(`/documents/${pid}/qr.svg`);
  expect(svg.headers.get('content-type')).toContain('image/svg+xml');
  const image = await loadImage(Buffer.from(svg.html.replace('<svg', '<svg width="400" height="400"')));
  const canvas = createCanvas(400, 400);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0, 400, 400);
  const read = jsQR(context.getImageData(0, 0, 400, 400).data, 400, 400);
  expect(read?.data).toBe(address());
  expect((await office.portal.get('/documents/0000000000/qr.svg')).status).toBe(404);
});

test('[R-ACC-01] [R-ACC-02] size and ground are remembered without JavaScript, together with the other aids', async () => {
  const reader = new Client(office.app.addresses.portal!);
  const path = `/documents/${pid}`;
  const set = async (fields: Record<string, string>) => {
    const answer = await reader.post('/mode', { ...fields, back: `${path}#tools` });
    expect(answer.location).toBe(`${path}#tools`);
  };
  await set({ elder: 'on' });
  await set({ size: 'larger' });
  await set({ ground: 'green' });
  expect((await reader.get(path)).html).toContain('class="elder size-larger ground-green"');
  await set({ size: 'medium' });
  await set({ size: 'enormous' });
  expect((await reader.get('/')).html).toContain('class="elder ground-green"');
  // Another visitor sees none of it.
  expect((await office.portal.get(path)).html).toContain('<html lang="zh-CN"><head>');
});

test('what belongs to a paper comes before the form for feedback, which is long on phones', async () => {
  const { html } = await office.portal.get(`/documents/${pid}`);
  const places = ['aria-label="文件正文"', 'aria-label="相关信息"', 'class="mc-feedback'].map((part) =>
    html.indexOf(part),
  );
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test('[R-ACC-06] a paper is kept without signing in, listed, and no longer shown once it is withdrawn', async () => {
  const reader = new Client(office.app.addresses.portal!);
  const second = await office.draft({ title: '关于渡口停航的通知', documentNumber: '' });
  await office.publish(second.casePid);
  for (const kept of [pid, second.documentPid, pid])
    expect((await reader.post('/favourites', { pid: kept, keep: 'yes' })).location).toBe('/favourites');
  const list = await reader.get('/favourites');
  expect(list.links.filter((l) => /^\/documents\/\w{10}$/.test(l))).toEqual([
    `/documents/${pid}`,
    `/documents/${second.documentPid}`,
  ]);
  expect(list.headers.get('cache-control')).toBe('no-store');
  await office.withdraw(second.documentPid);
  const after = await reader.get('/favourites');
  expect(after.text).toContain('有 1 件收藏的文件已经撤回');
  expect(after.html).not.toContain(second.documentPid);
  await reader.post('/favourites', { keep: 'none' });
  expect((await reader.get('/favourites')).text).toContain('还没有收藏的文件');
});

test('[R-POR-03] all papers, an organ and a column are feeds in Atom and JSON, with the same papers, and nothing of a title breaks it', async () => {
  for (const path of ['/feeds/documents', '/feeds/organs/harbour', '/feeds/columns/policy']) {
    const atom = await office.portal.get(`${path}.atom`);
    expect(atom.headers.get('content-type')).toContain('application/atom+xml');
    const { feed } = new XMLParser({ ignoreAttributes: false }).parse(atom.html);
    const entries = [feed.entry].flat();
    expect(entries.map((e: { id: string }) => e.id)).toEqual([address()]);
    expect(entries[0].title).toBe('关于渡口“夏季”开航<时间> & 票价的通知');
    expect(entries[0].author.name).toBe('临港镇人民政府');
    const json = JSON.parse((await office.portal.get(`${path}.json`)).html);
    expect(json.items.map((i: { url: string }) => i.url)).toEqual([address()]);
    expect(json.feed_url).toBe(`${office.app.addresses.portal}${path}.json`);
  }
  for (const path of ['/feeds/columns/none.atom', '/feeds/organs/nobody.json', '/feeds/documents.rss'])
    expect((await office.portal.get(path)).status).toBe(404);
  const page = await office.portal.get(`/documents/${pid}`);
  expect(page.html).toContain(
    '<link rel="alternate" type="application/atom+xml" href="/feeds/organs/harbour.atom"',
  );
});

test('[R-POR-01] crawlers find every public paper through robots.txt and the sitemap, and no other', async () => {
  const robots = (await office.portal.get('/robots.txt')).html;
  const root = /^Sitemap: (.+)$/m.exec(robots)?.[1] ?? '';
  const locations = async (url: string) => {
    const xml = (await office.portal.get(url.slice(office.app.addresses.portal!.length))).html;
    return [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map((m) => m[1]!);
  };
  const pieces = await locations(root);
  const found = (await Promise.all(pieces.map(locations))).flat();
  expect(found.filter((u) => /\/documents\/\w{10}$/.test(u))).toEqual([address()]);
  expect(found).toContain(`${office.app.addresses.portal}/columns/policy`);
  for (const url of found)
    expect((await office.portal.get(url.slice(office.app.addresses.portal!.length))).status).toBe(200);
  expect((await office.portal.get('/sitemaps/2026-13.xml')).status).toBe(404);
});

test('[R-ACC-06] one paper of several is given up by itself; what a browser makes up counts for nothing', async () => {
  const other = await office.draft({ title: '关于渡口检修的通知', documentNumber: '' });
  await office.publish(other.casePid);
  const withdrawn = await office.draft({ title: '关于渡口改道的通知', documentNumber: '' });
  await office.publish(withdrawn.casePid);
  await office.withdraw(withdrawn.documentPid);
  const reader = new Client(office.app.addresses.portal!);
  for (const kept of [pid, other.documentPid]) await reader.post('/favourites', { pid: kept, keep: 'yes' });
  const list = await reader.get('/favourites');
  expect(list.html).toMatch(new RegExp(`<button[^>]*form="kept"[^>]*name="drop" value="${pid}"`));
  expect(list.html).toMatch(/<form method="post" action="\/favourites" id="kept"/);
  expect((await reader.post('/favourites', { drop: pid })).location).toBe('/favourites');
  const papers = (page: { links: string[] }) => page.links.filter((l) => /^\/documents\/\w{10}$/.test(l));
  expect(papers(await reader.get('/favourites'))).toEqual([`/documents/${other.documentPid}`]);

  const forged = [withdrawn.documentPid, pid, pid, '../organs', '<script>', 'zzzzzzzzzz', pid.toUpperCase()];
  const answer = await fetch(`${office.app.addresses.portal}/favourites`, {
    headers: { cookie: `kept=${encodeURIComponent(forged.join('.'))}` },
  });
  const html = await answer.text();
  expect(answer.status).toBe(200);
  const shown = [...html.matchAll(/class="ti" href="([^"]+)"/g)].map((m) => m[1]);
  expect(shown).toEqual([`/documents/${pid}`]);
  for (const hidden of ['关于渡口改道的通知', withdrawn.documentPid, '<script>', '../organs'])
    expect(html).not.toContain(hidden);
  expect(html).toContain('有 2 件收藏的文件已经撤回');
});

test('[R-POR-13] under the text stand time, source and publisher, and how often it was read from ten times on', async () => {
  // Numbers may be as old as a kept page: every look asks for one that nobody has asked for.
  const byline = async (size: string) => {
    const reader = new Client(office.app.addresses.portal!);
    await reader.post('/mode', { size, back: '/' });
    return /<p class="mc-byline">([\s\S]*?)<\/p>/
      .exec((await reader.get(`/documents/${pid}`)).html)?.[1]
      ?.split('</span>')
      .map((part) => part.replace(/<[^>]+>/g, '').trim())
      .filter(Boolean);
  };
  const readAlso = (views: number) =>
    addViews(office.app.portal!.db, [{ day: day('2026-05-19'), subject: pid, views }]);
  const told = ['发布时间：2026-05-20 09:00', '来源：临港镇人民政府', '信息发布：临港镇人民政府'];
  await readAlso(9);
  expect(await byline('small')).toEqual(told);
  await readAlso(1);
  expect(await byline('large')).toEqual([...told, '阅读：10 次']);
});

test('[R-POR-12] what is read most within thirty days stands on the home page, the most read first', async () => {
  const made = await office.draft({ title: '关于渡口夜航的通知', documentNumber: '' });
  await office.publish(made.casePid);
  await addViews(office.app.portal!.db, [
    { day: day('2026-05-20'), subject: pid, views: 3 },
    // A day before the thirty.
    { day: day('2026-04-20'), subject: pid, views: 500 },
    { day: day('2026-04-21'), subject: made.documentPid, views: 70 },
  ]);
  const reader = new Client(office.app.addresses.portal!);
  await reader.post('/mode', { ground: 'grey', back: '/' });
  const home = await reader.get('/');
  const board = home.html.split('id="most-read"')[1]?.split('</section>')[0] ?? '';
  const links = [...board.matchAll(/<a class="ti" href="([^"]+)">/g)].map((m) => m[1]);
  expect(links.slice(0, 2)).toEqual([`/documents/${made.documentPid}`, `/documents/${pid}`]);
  expect(board).toContain('70 次');
  expect(board).not.toMatch(/50\d 次/);
});

test('[R-POR-13, R-POR-14] a reprint names its source and leads there; an address that is none is words', async () => {
  const made = await office.draft({
    title: '转发关于渡船检验的通知',
    documentNumber: '',
    sourceName: '省海事局',
    sourceUrl: 'https://example.com/notice?a=1&b=2',
  });
  await office.publish(made.casePid);
  const path = `/documents/${made.documentPid}`;
  const page = await office.portal.get(path);
  expect(page.text).toContain('来源：省海事局');
  expect(page.text).toContain('信息发布：临港镇人民政府');
  expect(page.html).toMatch(
    /转载自：省海事局（\s*<a href="https:\/\/example\.com\/notice\?a=1&amp;b=2">https:\/\/example\.com\/notice\?a=1&amp;b=2<\/a>）/,
  );
  // Nobody's red head stands over what somebody else has issued (GB/T 9704: 发文机关标志 is that of the maker).
  expect(page.html).not.toContain('<p class="org">');
  expect(page.text).toMatch(/转载机关\s*临港镇人民政府/);
  expect(page.text).not.toContain('发文机关');
  const own = await office.portal.get(`/documents/${pid}`);
  expect(own.html).toContain('<p class="org">');
  expect(own.text).toContain('发文机关');
  expect(own.text).not.toContain('转载自');
  // A paper of the house that an older site of its own has shown stays one of the house.
  const older = await office.draft({
    title: '关于渡船检验的旧通知',
    documentNumber: '',
    sourceName: '临港镇人民政府',
    sourceUrl: 'https://example.com/old',
  });
  expect((await office.writer.get(`/cases/${older.casePid}`)).html).toContain('<p class="org">');
  await office.publish(older.casePid);
  const house = await office.portal.get(`/documents/${older.documentPid}`);
  expect(house.html).toContain('<p class="org">');
  expect(house.text).not.toContain('转载自');
  expect(house.text).toContain('原文网址（ https://example.com/old');
  expect((await office.writer.get(`/cases/${made.casePid}`)).html).not.toContain('<p class="org">');
  // As an import from elsewhere might leave it.
  await office.app
    .office!.db.updateTable('portal.live_document')
    .set({ source_url: 'javascript:alert(1)', source_name: '' })
    .where('pid', '=', made.documentPid)
    .execute();
  const hostile = await office.portal.get(path);
  expect(hostile.text).toContain('转载自：其他网站');
  expect(hostile.links.filter((l) => l.startsWith('javascript'))).toEqual([]);
});

test('[R-POR-13] the page carries the meta elements of a content page and its one lasting address', async () => {
  const { html } = await office.portal.get(`/documents/${pid}?from=elsewhere`);
  const metas = new Map(
    [...html.matchAll(/<meta name="([^"]+)" content="([^"]*)"/g)].map((m) => [m[1]!, m[2]!]),
  );
  for (const name of [
    'SiteName',
    'SiteDomain',
    'ColumnName',
    'ColumnDescription',
    'ColumnKeywords',
    'ColumnType',
    'ArticleTitle',
    'ContentSource',
  ])
    expect(metas.get(name), name).toBeTruthy();
  expect(metas.get('PubDate')).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/);
  expect(html).toContain(`<link rel="canonical" href="${address()}"`);
});
