import { createCanvas } from '@napi-rs/canvas';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { factsOf, organisationByCode } from '../src/core/index.ts';
import { day } from '../src/law/day.ts';
import { addColumn, addSite } from '../src/mechanisms/publication/index.ts';
import { rename, saveOrganisation } from '../src/modules/administration/organisations/acts/chart.ts';
import { closeSection, keepSection } from '../src/modules/administration/organisations/acts/duties.ts';
import type { settableClock } from '../src/platform/clock.ts';
import { newToken } from '../src/platform/crypto.ts';
import {
  actingAs,
  addOrgan,
  addStaff,
  Client,
  cloneDatabase,
  deskOf,
  type Page,
  startTestApp,
  type TestDatabase,
} from './harness.ts';
import { type Live, putLive } from './portal-kit.ts';

let database: TestDatabase;
let app: Awaited<ReturnType<typeof startTestApp>>;
let editor: Client;
let stranger: Client;
let operator: Client;
beforeAll(async () => {
  database = await cloneDatabase('empty');
  app = await startTestApp(database);
  const { db } = app.office!;
  const city = await addOrgan(db, { code: 'city', kind: 'city-government', name: '某市人民政府' });
  const bureau = await addOrgan(db, { code: 'bureau', parentId: city, name: '某市水利局' });
  await addOrgan(db, { code: 'county', kind: 'county', parentId: city, name: '某县人民政府' });
  await db.transaction().execute(async (tx) => {
    const siteId = await addSite(tx, {
      code: 'main',
      organisationId: city,
      name: '某市政府信息公开',
      tagline: '',
      facts: { phone: '0000-1' },
    });
    const parentId = await addColumn(tx, {
      siteId,
      path: 'policy',
      name: '政策',
      description: '各类政策',
      sortOrder: 1,
    });
    await addColumn(tx, {
      siteId,
      path: 'policy/plan',
      name: '规划',
      description: '',
      sortOrder: 2,
      parentId,
    });
  });
  const documents: Live[] = Array.from({ length: 45 }, (_, i) => ({
    id: i + 1,
    owner: i % 3 === 0 ? 'city' : 'bureau',
    title: i === 1 || i === 2 ? `某市水利局${2023 + i}年政府信息公开工作年度报告` : `文件 ${i + 1} 号`,
    publishedOn: i < 3 ? '2026-05-18' : `2025-0${(i % 9) + 1}-10`,
    theme: i % 5 === 0 ? '财政、金融、审计' : '科技、教育',
    genre: i % 2 ? '通知' : '意见',
    ground: i % 3 === 0 ? 'article-20-1' : 'article-20-7',
    ...(i === 4 ? { repealedOn: '2026-01-01' } : {}),
    ...(i === 7 ? { tags: ['养老 & <b>'], region: 'county' } : {}),
    columns: [i % 4 === 0 ? 'policy/plan' : 'policy'],
  }));
  await putLive(db, documents);
  await addStaff(db, { username: 'editor', organisationId: bureau, grants: [{ role: 'editor' }] });
  await addStaff(db, { username: 'stranger', organisationId: city, grants: [{ role: 'editor' }] });
  await addStaff(db, {
    username: 'operator',
    organisationId: city,
    grants: [{ role: 'site-operator', scope: 'subtree' }],
  });
  const signedIn = (name: string) => deskOf(app, name);
  editor = await signedIn('editor');
  stranger = await signedIn('stranger');
  operator = await signedIn('operator');
});
afterAll(async () => {
  await app.stop();
  await database.drop();
});

const portal = (path: string) => new Client(app.addresses.portal!).get(path);
const meta = (page: Page, name: string) =>
  new RegExp(`<meta name="${name}" content="([^"]*)"`).exec(page.html)?.[1];

describe('lists', () => {
  test('[R-POR-12] filters count what choosing them gives, and each chosen one can be taken away', async () => {
    const all = await portal('/documents');
    expect(all.text).toContain('共 45 件');
    expect(all.html).toContain('财政、金融、审计（9）');
    const theme = encodeURIComponent('财政、金融、审计');
    const page = await portal(`/documents?theme=${theme}&owner=city`);
    expect(page.text).toContain('共 3 件');
    // Other choices of a chosen class are counted without it.
    expect(page.html).toMatch(/<option value="bureau">某市水利局（6）<\/option>/);
    expect(page.html).toMatch(/<option value="科技、教育">科技、教育（12）<\/option>/);
    expect(page.links).toContain(`/documents?theme=${theme}`);
    expect(page.links).toContain('/documents?owner=city');
  });

  test('[R-POR-12] a tag, a region and an item of article 20 have lists of their own; hostile words stay words', async () => {
    const tag = await portal(`/documents?tag=${encodeURIComponent('养老 & <b>')}`);
    expect(tag.text).toContain('标签：养老 & <b>');
    expect(tag.html).not.toContain('<b>养老');
    expect(tag.text).toContain('文件 8 号');
    expect((await portal('/documents?region=county')).text).toContain('地区：某县人民政府');
    const browse = await portal('/browse');
    expect(browse.text).toContain('财政、金融、审计 （9）');
    expect(browse.text).toContain('养老 & <b> （1）');
    for (const link of browse.links.filter((l) => l.startsWith('/documents?')))
      expect((await portal(link)).status).toBe(200);
  });

  test('a page beyond the end, broken values and any order are no error', async () => {
    const beyond = await portal('/documents?page=99');
    expect(beyond.status).toBe(200);
    expect(beyond.text).toContain('没有第 99 页，这个列表到第 3 页为止');
    expect(beyond.links).toContain('/documents?page=3');
    for (const query of [
      'page=0',
      'page=-1',
      'year=x&validity=y&from=2026-13-01',
      'owner=%27%3Bdrop',
      'theme=%00',
      'ground=__proto__',
      `tag=${'长'.repeat(500)}`,
    ])
      expect([query, (await portal(`/documents?${query}`)).status]).toEqual([query, 200]);
    expect((await portal('/documents?order=oldest')).html).toMatch(/文件 \d+ 号[\s\S]*2025-01-10/);
    expect((await portal('/organs?page=50')).text).toContain('没有第 50 页');
  });

  test('[R-POR-12] a condition that the list does not know is said, on the page that asked for it only', async () => {
    for (const path of ['/documents', '/organs/bureau/documents', '/columns/policy']) {
      const plain = await portal(path);
      expect(plain.text).not.toContain('请核对筛选条件');
      const wrong = await portal(`${path}?theme=foo&theme=bar&year=abc&from=2026-13-01&tag=`);
      for (const [label, value, why] of [
        ['主题', 'foo”“bar', '只能选一个'],
        ['发布年份', 'abc', '无法识别'],
        ['发布日期从', '2026-13-01', '无法识别'],
      ])
        expect(wrong.text).toContain(`${label}“${value}”${why}，这个条件没有使用。`);
      const turned = await portal(`${path}?from=2026-12-01&to=2026-01-01`);
      expect(turned.text).toContain('发布日期的起始日晚于截止日，所以没有结果。');
      expect(wrong.text).not.toContain('标签“');
      expect(wrong.html).not.toMatch(/href="[^"]*(?:unread|foo|abc)/);
      expect((await portal(path)).text).not.toContain('请核对筛选条件');
      expect((await portal(`${path}?theme=${'x'.repeat(40)}`)).text).toContain(`“${'x'.repeat(30)}”`);
    }
  });

  test('the papers of an organ stand in its own list without its name', async () => {
    const facts = (html: string) => [...html.matchAll(/<div class="me">(.*?)<\/div>/gs)].map((m) => m[1]!);
    const own = facts((await portal('/organs/bureau/documents')).html);
    expect(own.length).toBeGreaterThan(10);
    expect(own.filter((f) => f.includes('bureau'))).toEqual([]);
    const latest = facts((await portal('/organs/bureau')).html);
    expect(latest.filter((f) => f.includes('bureau'))).toEqual([]);
    expect(latest.length).toBeGreaterThan(5);
    expect(facts((await portal('/documents')).html).some((f) => f.includes('bureau'))).toBe(true);
  });

  test('[R-POR-12] however large the number of a page is, it is never taken for the first', async () => {
    for (const page of ['1000', '1000000', String(Number.MAX_SAFE_INTEGER)])
      for (const [path, pages] of [
        ['/documents', 3],
        ['/organs', 1],
        ['/columns/policy', 3],
      ] as const) {
        const answer = await portal(`${path}?page=${page}`);
        expect([path, page, answer.status]).toEqual([path, page, 200]);
        expect(answer.text).toMatch(new RegExp(`没有第 ${page} 页，[^，。]+到第 ${pages} 页为止`));
        expect(answer.html).toContain(`href="${path}${pages > 1 ? `?page=${pages}` : ''}">看最后一页</a>`);
        expect(answer.html).not.toContain('class="ti" href');
      }
    for (const page of ['1e400', 'x', '-5', '1.5'])
      expect((await portal(`/documents?page=${page}`)).text).not.toContain('没有第');
  });

  test('[R-POR-11] a column shows its path, what lies below it with counts, and the tags of a column', async () => {
    const page = await portal('/columns/policy/plan');
    expect(page.text).toMatch(/首页 政策 规划 规划/);
    expect(page.text).toContain('共 12 件');
    expect((await portal('/columns/policy')).text).toContain('规划 （12）');
    expect(meta(page, 'ColumnName')).toBe('规划');
    expect(meta(page, 'ColumnType')).toBe('政策');
  });
});

describe('where a paper stands', () => {
  /** The path of a page: words and addresses, null for the last. */
  const path = async (address: string) => {
    const { html } = await portal(address);
    const nav = /aria-label="当前位置">([\s\S]*?)<\/nav>/.exec(html)?.[1] ?? '';
    return [...nav.matchAll(/<li>(?:<a href="([^"]+)">)?([^<]+)/g)].map((m) => [m[2], m[1] ?? null]);
  };
  const own = ['city', '/organs/city'];

  test('[R-POR-11] its path names every column above it, each a link that answers, and ends in the text', async () => {
    const shown = await path('/documents/d000000001');
    expect(shown).toEqual([
      ['首页', '/'],
      ['政策', '/columns/policy'],
      ['规划', '/columns/policy/plan'],
      own,
      ['正文', null],
    ]);
    for (const [, href] of shown) if (href) expect([href, (await portal(href)).status]).toEqual([href, 200]);
    expect(meta(await portal('/documents/d000000001'), 'ColumnName')).toBe('规划');
  });

  test('[R-POR-11] of several columns the first in the order of the site; without one the list of all; never an ended one', async () => {
    const { db } = app.office!;
    const { site_id, parent_id } = await db
      .selectFrom('column_node')
      .select(['site_id', 'parent_id'])
      .where('path', '=', 'policy/plan')
      .executeTakeFirstOrThrow();
    const old = { path: 'policy/old', name: '旧栏目', description: '', sortOrder: 0 };
    await db.transaction().execute((tx) => addColumn(tx, { ...old, siteId: site_id, parentId: parent_id! }));
    await putLive(db, [
      { id: 901, owner: 'city', publishedOn: '2024-02-01', columns: ['policy/plan', 'policy'] },
      { id: 902, owner: 'city', publishedOn: '2024-02-01' },
      { id: 903, owner: 'city', publishedOn: '2024-02-01', columns: ['policy/old'] },
    ]);
    const last = [own, ['正文', null]];
    const all = ['政策文件', '/documents'];
    expect(await path('/documents/d000000901')).toEqual([
      ['首页', '/'],
      ['政策', '/columns/policy'],
      ...last,
    ]);
    expect(await path('/documents/d000000902')).toEqual([['首页', '/'], all, ...last]);
    const words = (await path('/documents/d000000903')).map(([word]) => word);
    expect(words).toEqual(['首页', '政策', '旧栏目', 'city', '正文']);
    await db
      .updateTable('column_node')
      .set({ valid_to: day('2026-05-19') })
      .where('path', '=', 'policy/old')
      .execute();
    expect((await portal('/columns/policy/old')).status).toBe(404);
    expect((await portal('/documents/d000000903')).text).not.toContain('旧栏目');
    expect(await path('/documents/d000000903')).toEqual([['首页', '/'], all, ...last]);
    await db.deleteFrom('portal.live_placement').where('document_id', '>', 900).execute();
    await db.deleteFrom('portal.live_document').where('id', '>', 900).execute();
  });
});

describe('home', () => {
  test('[R-POR-15] each of the four rights has real links, or says where to go', async () => {
    const page = await portal('/');
    const rights = page.html
      .split('<div class="mc-rights">')[1]!
      .split('</section>')[0]!
      .split(/(?=<h2)/)
      .slice(1);
    expect(rights.map((r) => /<\/svg>\s*([^<]+)<\/h2>/.exec(r)?.[1])).toEqual([
      '知情',
      '参与',
      '表达',
      '监督',
    ]);
    for (const [i, right] of rights.entries()) {
      const links = [...right.matchAll(/<a href="(\/[^"#]*)[^"]*">[^<]+<\/a>/g)].map((m) => m[1]!);
      if (i === 1) expect(right).toContain('网上征求意见尚未开通。正在征求意见的事项，请按公告中的方式反映');
      else expect([right, links.length > 0]).toEqual([right, true]);
      for (const link of links) expect([link, (await portal(link)).status]).toEqual([link, 200]);
    }
    for (const link of page.links.filter((l) => l.startsWith('/') && !l.startsWith('/assets')))
      expect([link, (await portal(link.split('#')[0]!)).status]).toEqual([link, 200]);
  });

  test('the numbers open to exactly what they count', async () => {
    const page = await portal('/');
    const shown = [...page.html.matchAll(/<a href="([^"]+)"><b>(\d+)<\/b>/g)];
    expect(shown.map((m) => m[2])).toEqual(['3', '45', '44']);
    for (const [, href, n] of shown)
      expect((await portal(href!.replaceAll('&amp;', '&'))).text).toContain(`共 ${n} 件`);
  });
});

/** The address of the only form of a page that leads to this place, with its hidden fields sent along. */
async function send(
  client: Client,
  page: string,
  action: string,
  fields: Record<string, string>,
): Promise<Page> {
  return client.submit(await client.get(page), action, fields);
}

describe('the column of an organ', () => {
  const newGuide = '/organ-columns/bureau/texts/new?kind=guide';
  const text = {
    title: '水利局公开指南',
    body: '一、分类\n<script>alert(1)</script>',
    validFrom: '2026-05-01',
  };

  test('[R-POR-01] the tree shows items of article 20 that hold something, with counts, and no empty one', async () => {
    const page = await portal('/organs/bureau');
    expect(page.text).toContain('欢迎您访问某市水利局政府信息公开专栏');
    expect(page.text).toContain('财政预算、决算 30');
    expect(page.text).not.toContain('行政事业性收费');
    expect(page.text).toContain('政府信息公开指南 暂未公布');
    expect(page.html).toMatch(
      /政府信息公开年报<\/summary><ul><li><a href="\/documents\/\w+">2025年 ?<\/a><\/li><li><a href="\/documents\/\w+">2024年 ?<\/a><\/li><\/ul>/,
    );
    expect((await portal('/organs/city')).text).toContain('政府信息公开年报 暂未公布');
    const item = await portal('/organs/bureau/documents?ground=article-20-7&year=2025');
    expect(item.html).toMatch(/<h1[^>]*>财政预算、决算<\/h1>/);
    expect(item.text).toContain('共 28 件');
    expect((await portal('/organs/bureau/guide')).status).toBe(404);
    expect((await portal('/organs/bureau/leaders')).status).toBe(404);
    expect((await portal('/organs/nowhere')).status).toBe(404);
  });

  test('[R-CAT-01] its editor publishes a guide at once, changes it with history, takes it down; nobody else may', async () => {
    expect((await stranger.get(newGuide)).status).toBe(404);
    const _once = (await stranger.get('/organ-columns/city/texts/new?kind=guide')).hidden(
      '/organ-columns/city/texts/new',
    )._once!;
    const foreign = { ...text, kind: 'guide', seen: '0', _once };
    expect((await stranger.post('/organ-columns/bureau/texts/new', foreign)).status).toBe(404);
    const own = await editor.get(newGuide);
    expect((await editor.submit(own, '/organ-columns/bureau/texts/new', text)).location).toContain(
      'done=text',
    );
    const shown = await portal('/organs/bureau/guide');
    expect(shown.text).toContain('<script>alert(1)</script>');
    expect(shown.html).not.toContain('<script>alert');
    // A second guide is refused, and nothing typed is lost.
    const second = await send(editor, newGuide, '/organ-columns/bureau/texts/new', {
      ...text,
      title: '第二份',
    });
    expect(second.status).toBe(409);
    expect(second.html).toContain('第二份');
    const { pid } = await app.office!.db.selectFrom('organ_page').select('pid').executeTakeFirstOrThrow();
    const edit = `/organ-columns/bureau/texts/${pid}`;
    const [first, late] = await Promise.all([editor.get(edit), editor.get(edit)]);
    expect((await editor.submit(first, edit, { ...text, title: '修订后的指南' })).status).toBe(303);
    expect((await editor.submit(late, edit, { ...text, title: '另一人的指南' })).status).toBe(409);
    expect((await portal('/organs/bureau/guide')).text).toContain('修订后的指南');
    expect((await editor.get('/organ-columns/bureau')).text).toContain('《水利局公开指南》第 1 版');
    const empty = await send(editor, edit, edit, { title: '', body: '', validFrom: '2026-02-30' });
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('有 3 处需要修改');
    expect((await send(editor, edit, `${edit}/remove`, {})).status).toBe(303);
    expect((await portal('/organs/bureau/guide')).status).toBe(404);
    expect((await editor.get('/organ-columns/bureau')).text).toContain('已于 2026-05-20 撤下');
    await expect(sql`update organ_page_version set title = 'x'`.execute(app.office!.db)).rejects.toThrow(
      /permission denied/,
    );
  });

  test('[R-POR-05] leaders are public at once with a redrawn portrait; changes and the end of office stay visible', async () => {
    const page = '/organ-columns/bureau/leaders/new';
    const canvas = createCanvas(30, 40);
    canvas.getContext('2d').fillRect(0, 0, 30, 40);
    const picture = Buffer.concat([await canvas.encode('jpeg'), Buffer.from('GPS 30.66 104.06')]);
    const facts = {
      name: '沈禾',
      post: '副局长',
      division: '分管水库',
      biography: '早年经历',
      inCharge: 'yes',
      since: '2026-03-01',
    };
    const form = await editor.get(page);
    const taken = await editor.upload(page, { ...form.hidden(page), ...facts }, [
      { field: 'portrait', name: 'p.jpg', bytes: picture },
    ]);
    expect(taken.location).toContain('done=leader');
    const shown = await portal('/organs/bureau/leaders');
    for (const words of ['沈禾', '副局长', '早年经历', '分管政务公开', '2026-03-01 沈禾 任职'])
      expect(shown.text).toContain(words);
    const address = /<img src="([^"]+)" alt="沈禾的照片"/.exec(shown.html)![1]!.replaceAll('&amp;', '&');
    const image = await portal(address);
    expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(image.html).not.toContain('GPS');

    const { pid } = await app.office!.db.selectFrom('leader').select('pid').executeTakeFirstOrThrow();
    const edit = `/organ-columns/bureau/leaders/${pid}`;
    const again = await editor.get(edit);
    const changed = {
      ...facts,
      post: '局长',
      division: '主持全面工作',
      biography: '新的简历',
      inCharge: '',
      since: '2026-05-19',
    };
    expect((await editor.upload(edit, { ...again.hidden(edit), ...changed }, [])).status).toBe(303);
    const after = await portal('/organs/bureau/leaders');
    expect(after.text).toContain('2026-05-19 沈禾 职务或分工调整 局长 主持全面工作');
    expect(after.text).toContain('副局长');
    expect(after.text).toContain('新的简历');
    expect(after.text).not.toContain('早年经历');
    expect(after.html).toContain('沈禾的照片');
    const wrong = await editor.upload(
      edit,
      { ...(await editor.get(edit)).hidden(edit), ...changed, since: '2026-05-21' },
      [{ field: 'portrait', name: 'p.jpg', bytes: '<svg onload=alert(1)>' }],
    );
    expect(wrong.status).toBe(422);
    expect(wrong.html).toContain('主持全面工作');
    expect((await send(editor, edit, `${edit}/end`, { lastDay: '2026-05-19' })).status).toBe(303);
    const left = await portal('/organs/bureau/leaders');
    expect(left.text).toContain('2026-05-19 沈禾 不再任职');
    expect(left.html).not.toContain('沈禾的照片');
    expect((await portal(address)).status).toBe(404);
  });
});

describe('pages about the site', () => {
  test('[R-POR-19, R-POR-08] channels state terms by the numbers in force; what is not online is said plainly', async () => {
    const channels = await portal('/channels');
    for (const subject of [
      '劳动社保',
      '房屋拆迁',
      '土地征收',
      '移民安置',
      '行政复议',
      '行政诉讼',
      '信访',
      '仲裁',
      '12345',
    ])
      expect(channels.text).toContain(subject);
    expect(channels.text).toContain('起 60 日内申请');
    // By hand from the laws: labour disputes (articles 27, 43, 48, 50) and acts of organs.
    for (const term of [
      '自知道或者应当知道权利被侵害之日起 1 年内提出',
      '自受理之日起 45 日内裁决，案情复杂的最多延长 15 日；对裁决不服的，自收到裁决书之日起 15 日内起诉',
      '对征收决定、补偿决定不服的，自知道或者应当知道之日起 60 日内申请行政复议，或者 6 个月内直接起诉',
      '对征地补偿安置决定不服的，',
    ])
      expect(channels.text).toContain(term);
    expect(channels.html).toContain('href="tel:12345"');
    await sql`insert into parameter_value (name, value, valid_from, source, set_by_id, set_at) select 'law.reconsideration', '75', '2026-01-01', '试验', min(id), '2026-01-01T00:00:00Z' from person`.execute(
      app.office!.db,
    );
    const set = (await portal('/channels')).text;
    expect(set).toContain('起 75 日内申请');
    expect(set).toContain('对征收决定、补偿决定不服的，自知道或者应当知道之日起 75 日内申请行政复议');
    const terms = channels.links.filter((l) => l.startsWith('/deadlines'));
    expect(terms.length).toBeGreaterThan(0);
    for (const link of terms) expect([link, (await portal(link)).status]).toEqual([link, 200]);
    const services = await portal('/services');
    expect(services.text).toMatch(/在线咨询 尚未在网上开通/);
    for (const path of ['/privacy/request', '/feedback', '/privacy/query', '/organs', '/search'])
      expect(services.links).toContain(path);
    expect(services.text).toMatch(/申请公开政府信息（[^）]+）还不能在网上提交，[^。]*当面提交或者邮寄/);
    expect(services.text).toMatch(/在线办事[^。]*。?[^。]*目前不能在本平台办理/);
  });

  test('[R-POR-14] the facts of the foot are kept in the console; what is missing is listed; a mail address is not for machines', async () => {
    const before = await operator.get('/site');
    expect(before.text).toContain('缺少 6 项政府网站应有的内容');
    expect((await operator.get('/')).text).toContain('网站页脚缺少应有的内容');
    expect((await editor.get('/site')).status).toBe(403);
    const facts = {
      name: '某市政府信息公开',
      siteCode: '5101320017',
      icp: '某ICP备1号',
      police: '某公网安备1号',
      policeUrl: 'https://example.com/police',
      partyMarkUrl: 'https://example.com/mark',
      findErrorUrl: 'https://example.com/error',
      phone: '0000-2',
      email: 'office@example.com',
      accounts: '某市发布 https://example.com/follow',
    };
    const hostile = await operator.submit(before, '/site', {
      ...facts,
      findErrorUrl: 'javascript:alert(1)',
      siteCode: '12',
    });
    expect(hostile.status).toBe(422);
    expect(hostile.text).toContain('网站标识码是 10 位');
    expect(hostile.html).toContain('某ICP备1号');
    expect((await operator.submit(before, '/site', facts)).location).toContain('done=site');
    // The page as it was opened before is stale now.
    const stale = await operator.submit(before, '/site', {
      ...facts,
      _once: (await operator.get('/site')).hidden('/site')._once!,
    });
    expect(stale.status).toBe(409);
    const page = await portal('/about');
    expect(meta(page, 'SiteIDCode')).toBe('5101320017');
    for (const link of [
      'https://example.com/police',
      'https://example.com/mark',
      'https://example.com/error',
    ])
      expect(page.links).toContain(link);
    expect(page.html).not.toContain('office@example.com');
    expect(page.text).toContain('office（at）example.com');
    expect(page.text).toMatch(/原创信息[\s\S]*转载的信息/);
    expect(page.html).toContain('/about/follow-0.svg');
    for (const id of ['statement', 'copyright', 'contact']) {
      expect(page.links).toContain(`/about#${id}`);
      expect(page.html).toContain(`id="${id}"`);
    }
    const code = await portal('/about/follow-0.svg');
    expect([code.status, code.headers.get('content-type')?.split(';')[0]]).toEqual([200, 'image/svg+xml']);
    expect((await portal('/about/follow-5.svg')).status).toBe(404);
    expect((await operator.get('/site')).text).not.toContain('缺少');
    const { rows } = await sql<{
      details: string;
    }>`select details::text from audit_row where act = 'site.save'`.execute(app.office!.db);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.details).not.toContain('example.com');
  });

  test('[R-POR-04] the page of an organ: duties, contacts, sections, former names; what has ended goes', async () => {
    const clock = app.clock as ReturnType<typeof settableClock>;
    const { db } = app.office!;
    const city = await organisationByCode(db, 'city');
    await addOrgan(db, { code: 'harbour', parentId: city.id, name: '某市港务局' });
    const keeper = await addStaff(db, {
      username: 'keeper',
      organisationId: city.id,
      grants: [{ role: 'administrator', scope: 'subtree' }],
    });
    const where = () => ({ code: 'harbour', once: newToken() });
    const found = await portal('/organs/harbour/about');
    for (const heading of ['机构职能', '内设机构', '曾用名', '办公时间', '联系电话'])
      expect(found.html).not.toContain(`>${heading}<`);

    const { version, ...facts } = await factsOf(db, 'harbour');
    await saveOrganisation(await actingAs(app, keeper), {
      ...where(),
      seenVersion: version,
      facts: {
        ...facts,
        duties: '管理港口、渡口和锚地 <b>。',
        phone: '0000-31',
        fax: '0000-32',
        officeHours: '工作日 9:00—17:00',
        address: '临江路 8 号',
        postcode: '000123',
        email: 'harbour@example.com',
        website: 'https://harbour.example.com/',
      },
    });
    const section = { id: undefined, from: day('2026-01-01') };
    const sections = [
      { name: '船舶检验科', duties: '检验渡船', phone: '0000-34', sortOrder: 2 },
      { name: '办公室', duties: '', phone: '0000-33', sortOrder: 1 },
    ];
    for (const s of sections)
      await keepSection(await actingAs(app, keeper), { ...where(), ...section, ...s });
    await rename(await actingAs(app, keeper), {
      ...where(),
      name: '某市港口管理局',
      shortName: '市港口局',
      from: day('2026-05-20'),
    });

    const about = await portal('/organs/harbour/about');
    for (const said of [
      '办公地址 临江路 8 号',
      '邮政编码 000123',
      '办公时间 工作日 9:00—17:00',
      '联系电话 0000-31',
      '传真 0000-32',
      '电子邮箱 harbour（at）example.com',
      '机构职能 管理港口、渡口和锚地 <b>。',
      // In their order; no duties are said to be none.
      '名称 职责 电话 办公室 — 0000-33 船舶检验科 检验渡船 0000-34',
      '曾用名 某市港务局 至 2026-05-19',
    ])
      expect(about.text).toContain(said);
    expect(about.html).not.toContain('harbour@example.com');
    expect(about.html).toContain('<a href="https://harbour.example.com/">');
    expect(about.html).toMatch(/上级机构<\/dt><dd><a href="\/organs\/city">某市人民政府<\/a>/);
    const directory = await portal(`/organs?q=${encodeURIComponent('港口')}`);
    expect(directory.text).toContain('共 1 个');
    for (const said of ['某市港口管理局', '0000-31', '临江路 8 号']) expect(directory.text).toContain(said);
    expect(directory.links).toContain('/organs/harbour');

    const inspection = await db
      .selectFrom('section')
      .select('id')
      .where('name', '=', '船舶检验科')
      .executeTakeFirstOrThrow();
    await closeSection(await actingAs(app, keeper), { ...where(), id: inspection.id, reason: '并入办公室' });
    expect((await portal('/organs/harbour/about')).text).toContain('船舶检验科');
    clock.set('2026-05-21T09:00:00+08:00');
    const after = await portal('/organs/harbour/about');
    expect(after.text).not.toContain('船舶检验科');
    expect(after.text).toContain('办公室 — 0000-33');
    clock.set('2026-05-20T09:00:00+08:00');
  });

  test('[R-POR-04] the site map leads to every column and organ that exists', async () => {
    const page = await portal('/sitemap');
    for (const link of [
      '/columns/policy',
      '/columns/policy/plan',
      '/organs/city',
      '/organs/bureau',
      '/organs/county',
    ])
      expect(page.links).toContain(link);
    expect(day('2026-05-20')).toBe(app.clock.today());
  });
});
