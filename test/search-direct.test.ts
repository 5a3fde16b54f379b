import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { namedTexts } from '../src/modules/sites/store/named.ts';
import type { Database } from '../src/platform/db/pool.ts';
import { Client, cloneDatabase, type Page, startTestApp, type TestDatabase } from './harness.ts';
import { putLive } from './portal-kit.ts';

/** 直达 above the hits of a search, in the small demo city. */
let database: TestDatabase;
let app: RunningApp;
let db: Database;
let client: Client;

beforeAll(async () => {
  database = await cloneDatabase('demo');
  app = await startTestApp(database);
  db = app.office!.db;
  client = new Client(app.addresses.portal!);
  await sql`
    insert into organisation_name (organisation_id, name, short_name, valid_from, valid_to)
    select id, '明川市房产管理局', '市房管局', '2015-01-01', '2019-12-31' from organisation where code = 'mcszjj'`.execute(
    db,
  );
  await sql`
    update organisation set valid_to = '2026-03-31' where code = 'mcsnyj'`.execute(db);
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

const search = (params: Record<string, string>) => client.get(`/search?${new URLSearchParams(params)}`);

/** The entries of the block, as they stand on the page; none without a block. */
function entries(page: Page): { href: string; text: string }[] {
  expect(page.status).toBe(200);
  const block = /<section class="mc-direct".*?<\/section>/su.exec(page.html)?.[0] ?? '';
  return [...block.matchAll(/<li>(.*?)<\/li>/gsu)].map(([, item = '']) => ({
    href: /href="([^"]*)"/u.exec(item)?.[1] ?? '',
    text: item
      .replace(/<[^>]+>/gu, ' ')
      .replace(/\s+/gu, ' ')
      .trim(),
  }));
}
const direct = async (q: string) => entries(await search({ q }));
const hrefs = async (q: string) => (await direct(q)).map((e) => e.href);
const first = async (q: string) => (await hrefs(q))[0];

describe('[R-SRC-01] what the words name stands above the hits', () => {
  test.each([
    ['明川市住房和城乡建设局', '/organs/mcszjj'],
    ['住房城乡建设局', '/organs/mcszjj'],
    ['市住建局', '/organs/mcszjj'],
    ['住建局', '/organs/mcszjj'],
    ['住建局在哪里', '/organs/mcszjj'],
    // Pinyin initials of the short name, with and without 市.
    ['szjj', '/organs/mcszjj'],
    ['zjj', '/organs/mcszjj'],
    ['明川市房产管理局', '/organs/mcszjj'],
  ])('the organ %s', async (q, href) => {
    expect(await first(q)).toBe(href);
  });

  test('a former name and the end of an organ are told', async () => {
    expect((await direct('房产管理局'))[0]!.text).toContain('原名明川市房产管理局');
    const ended = (await direct('明川市农业农村局')).find((e) => e.href === '/organs/mcsnyj');
    expect(ended?.text).toContain('已撤并');
  });

  test('what is asked of an organ beside its name: guide, rules, leaders, contacts; the organ itself too', async () => {
    for (const [q, href] of [
      ['住建局指南', '/organs/mcszjj/guide'],
      ['住建局 公开指南', '/organs/mcszjj/guide'],
      ['市政府办公室公开制度', '/organs/mcszfb/rules'],
      ['住建局电话', '/organs/mcszjj/about'],
      ['市住建局的职能', '/organs/mcszjj/about'],
    ] as const) {
      const found = await hrefs(q);
      expect(found[0], q).toBe(href);
      expect(found, q).toContain(/\/organs\/\w+/u.exec(href)![0]);
    }
    const head = (await direct('住建局局长是谁'))[0]!;
    expect(head.href).toMatch(/^\/organs\/mcszjj\/leaders#[0-9a-z]{10}$/u);
    expect(head.text).toContain('袁志成 局长');
    const all = (await direct('住建局领导')).map((e) => e.text).join();
    expect(all).toContain('袁志成');
    expect(all).toContain('冯雪梅');
  });

  test('a leader by name, with or without a post behind it; a post alone', async () => {
    for (const q of ['袁志成', '袁志成局长']) expect((await direct(q))[0]!.text, q).toContain('袁志成 局长');
    expect((await direct('市长是谁'))[0]!.text).toContain('方启明 市长');
    const posts = (await direct('市长')).map((e) => e.text);
    expect(posts[0]).toContain('方启明 市长');
    expect(posts[1]).toContain('常务副市长');
  });

  test('guides and rules by title, and by words of their text after those', async () => {
    expect((await direct('依申请公开工作规程'))[0]).toMatchObject({
      href: expect.stringMatching(/^\/organs\/mcszfb\/rules\/[0-9a-z]{10}$/u),
    });
    const byText = (await direct('先审查、后公开')).map((e) => e.text);
    expect(byText.join()).toContain('明川市人民政府办公室政府信息公开审查制度');
    const mixed = (await direct('审查制度')).map((e) => e.text);
    expect(mixed[0]).toContain('政府信息公开审查制度');
  });

  test.each([
    ['信访', '/channels#petition'],
    ['行政复议怎么申请', '/channels#reconsideration'],
    ['12345', '/channels#hotline'],
    // What people call it, and what the channel says.
    ['欠薪', '/channels#labour'],
    ['期限计算器', '/deadlines'],
    ['政策反馈', '/feedback'],
    ['民生保障', '/columns/livelihood'],
  ])('the channel, page or column %s', async (q, href) => {
    expect(await hrefs(q)).toContain(href);
  });

  test('annual reports, of one organ or the latest', async () => {
    const title = '明川市住房和城乡建设局2025年政府信息公开工作年度报告';
    await putLive(db, [{ id: 900_001, owner: 'mcszjj', title, publishedOn: '2026-01-20' }]);
    expect(await first('住建局年报')).toBe('/documents/d000900001');
    expect(await hrefs('政府信息公开年度报告')).toContain('/documents/d000900001');
    await db.deleteFrom('portal.live_document').where('id', '=', 900_001).execute();
    expect(await hrefs('住建局年报')).not.toContain('/documents/d000900001');
  });

  test('an organ without an annual report: that it has none, and the page with those of others', async () => {
    const reports: [string, string, number][] = [
      ['mcszf', '明川市人民政府', 2025],
      ['mcsjyj', '明川市教育局', 2025],
      ['mcsjyj', '明川市教育局', 2024],
    ];
    await putLive(
      db,
      reports.map(([owner, name, year], i) => ({
        id: 900_002 + i,
        owner,
        title: `${name}${year}年政府信息公开工作年度报告`,
        publishedOn: `${year + 1}-01-20`,
      })),
    );
    const [told] = await direct('住建局 年报');
    expect(told).toMatchObject({
      href: '/annual-reports',
      text: expect.stringContaining('暂未公布年度报告'),
    });
    expect(await hrefs('教育局 年报')).not.toContain('/annual-reports');
    const page = await client.get('/annual-reports');
    expect(page.text).toMatch(/明川市人民政府2025年.*明川市教育局2025年/u);
    expect(page.text).not.toContain('明川市教育局2024年');
    expect((await client.get('/annual-reports?year=2024&q=教育局')).text).toContain('明川市教育局2024年');
    expect((await client.get('/annual-reports?year=2024&q=民政局')).text).toContain(
      '没有找到“民政局”2024年的年度报告',
    );
    for (const broken of ['?year=9', '?year=2024&year=2025', '?q=%00'])
      expect((await client.get(`/annual-reports${broken}`)).status, broken).toBe(200);
    expect((await client.get('/')).html).toContain('href="/annual-reports"');
    await db.deleteFrom('portal.live_document').where('id', 'in', [900_002, 900_003, 900_004]).execute();
  });

  test('a paper by its number without the brackets, with its validity', async () => {
    const numbered = await db
      .selectFrom('portal.live_document')
      .select(['pid', 'document_number as number', 'title'])
      .where('document_number', 'like', '%〔2026〕%号')
      .orderBy('id')
      .executeTakeFirstOrThrow();
    const { pid, number, title } = numbered;
    const [, agency, serial] = /^(.+)〔2026〕(\d+)号$/u.exec(number)!;
    const ways = [
      `2026年${serial}号`,
      ` 2026 ${serial}`,
      `2026-${serial}`,
      `〔26〕${serial}号`,
      `(26)${serial}`,
    ];
    for (const way of ways) {
      const paper = (await direct(agency + way)).find((e) => e.href === `/documents/${pid}`);
      expect(paper?.text, way).toContain(number);
    }
    // Typed in full the search itself finds it, whatever stands around it.
    for (const q of [`（${number}）`, `文号：${number}。`, `${title}（${number}）`, `${number}，`]) {
      const page = await search({ q });
      expect(page.html, q).toContain(`href="/documents/${pid}"`);
      expect(await hrefs(q), q).not.toContain(`/documents/${pid}`);
    }
    // Without the 机关代字 those that bear the number stand before those that mention it.
    const page = (await search({ q: `[2026]${serial}` })).html;
    const hit = /class="mc-list.*?href="\/documents\/([0-9a-z]{10})"/su.exec(page)?.[1] ?? '';
    const best = await db
      .selectFrom('portal.live_document')
      .select('document_number as number')
      .where('pid', '=', hit)
      .executeTakeFirstOrThrow();
    expect(best.number).toContain(`〔2026〕${serial}号`);
  });

  test('a published answer, with numbers of persons masked; gone when its paper or its publication goes', async () => {
    const paper = await db
      .selectFrom('portal.live_document')
      .select(['id', 'pid'])
      .limit(1)
      .executeTakeFirstOrThrow();
    await db
      .insertInto('portal.live_feedback')
      .values({
        pid: 'f000000001',
        document_id: paper.id,
        document_pid: paper.pid,
        content: '轮渡夜航什么时候恢复？联系我13912345678。',
        reply: '汛期过后恢复。',
        use_note: '',
        received_on: '2026-05-01' as never,
        replied_on: '2026-05-04' as never,
        published_on: '2026-05-05' as never,
        published_at: app.office!.clock.now(),
      })
      .execute();
    const [about, answer] = await direct('轮渡夜航');
    expect(about).toMatchObject({ href: `/documents/${paper.pid}` });
    expect(answer).toMatchObject({ href: `/documents/${paper.pid}/feedback` });
    expect(answer!.text).toContain('139****5678');
    expect(await hrefs('轮渡 汛期')).toHaveLength(2);
    await db.deleteFrom('portal.live_feedback').where('pid', '=', 'f000000001').execute();
    expect(await direct('轮渡夜航')).toEqual([]);
  });
});

describe('[R-POR-19] the channels of the demo city', () => {
  test('each names who takes it, with address and telephone, or says whom to ask; nobody who has ended', async () => {
    const taken = async () => {
      const { html } = await client.get('/channels');
      const parts = html.split(/(?=<section[^>]* id=")/u).slice(1);
      const text = (part: string) => part.replace(/<[^>]+>/gu, ' ').replace(/\s+/gu, ' ');
      return Object.fromEntries(parts.map((part) => [/ id="([^"]+)"/u.exec(part)?.[1] ?? '', text(part)]));
    };
    const before = await taken();
    expect(before['housing-demolition']).toMatch(/受理 明川市住房和城乡建设局 电话 0000-\d+/u);
    for (const [id, part] of Object.entries(before))
      expect(part, id).toMatch(
        /受理 (?:明川市|不清楚受理机关的，拨打)|管辖法院在各机关专栏|拨打 12345|本级人民政府/u,
      );
    await sql`update organisation set valid_to = '2026-03-31' where code = 'mcszjj'`.execute(db);
    expect((await taken())['housing-demolition']).not.toContain('明川市住房和城乡建设局');
    await sql`update organisation set valid_to = null where code = 'mcszjj'`.execute(db);
  });
});

describe('[R-SRC-01] the block keeps its place', () => {
  test('it stands also where no paper is found, and that is no search in vain', async () => {
    const page = await search({ q: '住建局局长是谁' });
    expect(page.text).toContain('找到 0 条');
    expect(page.text).toContain('您要找的也许是上面“直达”中的页面');
    await search({ q: '加装电梯的高度' });
    const { rows } = await sql<{ query: string }>`select query from search_miss order by 1`.execute(db);
    const missed = rows.map((r) => r.query);
    expect(missed).toContain('加装电梯的高度');
    expect(missed.filter((q) => q.includes('住建局'))).toEqual([]);
  });

  test('not beside conditions, not on later pages, not for nothing', async () => {
    expect(await hrefs('住建局')).toContain('/organs/mcszjj');
    const narrowed: Record<string, string>[] = [
      { page: '2' },
      { owner: 'mcszfb' },
      { year: '2026' },
      { attribute: 'proactive' },
    ];
    for (const more of narrowed)
      expect(entries(await search({ q: '住建局', ...more })), JSON.stringify(more)).toEqual([]);
    for (const q of ['', '局', '！？', '-住建局', '霓虹灯会']) expect(await hrefs(q), q).toEqual([]);
    expect(await hrefs('住建局 -建设')).not.toContain('/organs/mcszjj');
    expect(entries(await search({ q: '住建局', order: 'date' })).length).toBeGreaterThan(0);
  });

  test('at most six, each address once; a title that begins with an organ is no question about it', async () => {
    for (const q of ['明川市', '公开', '申请', '市政府办公室', '局长', '政府信息公开']) {
      const found = await hrefs(q);
      expect(found.length, q).toBeLessThanOrEqual(6);
      expect(new Set(found).size, q).toBe(found.length);
    }
    const { title } = await db
      .selectFrom('portal.live_document')
      .select('title')
      .where('title', 'like', '明川市住房和城乡建设局关于调整%')
      .executeTakeFirstOrThrow();
    expect(await hrefs(title)).not.toContain('/organs/mcszjj');
  });

  test('it is a labelled section before the hits, and its links lead to pages that are there', async () => {
    const page = await search({ q: '住建局' });
    expect(page.html).toMatch(
      /<section class="mc-direct" aria-labelledby="direct"><h2 id="direct">直达<\/h2>/u,
    );
    expect(page.html.indexOf('id="direct"')).toBeLessThan(page.html.indexOf('找到 '));
    for (const q of ['住建局', '住建局领导', '审查制度', '信访', '民生保障'])
      for (const href of await hrefs(q)) expect((await client.get(href)).status, href).toBe(200);
  });
});

describe('[R-SEC-04] nothing that is not public is named', () => {
  test('texts that were taken down, words of older versions, leaders who have left, external bodies', async () => {
    const page = await sql<{ id: number }>`
      insert into organ_page (pid, organisation_id, kind) select 'zzzzzzzzz0', id, 'rule' from organisation where code = 'mcszjj' returning id`.execute(
      db,
    );
    const id = page.rows[0]!.id;
    const version = (number: number, title: string, body: string) =>
      sql`
      insert into organ_page_version (page_id, number, title, body_text, valid_from, saved_at)
      values (${id}, ${number}, ${title}, ${body}, '2026-01-01', ${app.office!.clock.now()})`.execute(db);
    await version(1, '齉龘登记规程', '第一条 靐齾事项先登记。');
    expect(await hrefs('齉龘')).toEqual(['/organs/mcszjj/rules/zzzzzzzzz0']);
    expect(await hrefs('靐齾事项')).toEqual(['/organs/mcszjj/rules/zzzzzzzzz0']);
    await version(2, '爩鱻登记规程', '第一条 事项先登记。');
    expect(await hrefs('齉龘')).toEqual([]);
    expect(await hrefs('靐齾事项')).toEqual([]);
    expect(await hrefs('爩鱻')).toHaveLength(1);
    await sql`update organ_page set removed_on = '2026-05-19' where id = ${id}`.execute(db);
    expect(await hrefs('爩鱻')).toEqual([]);

    expect(await hrefs('冯雪梅')).toHaveLength(1);
    await sql`update leader set left_on = '2026-05-19' where id in (select leader_id from leader_version where name = '冯雪梅')`.execute(
      db,
    );
    expect(await hrefs('冯雪梅')).toEqual([]);
    // A superior body has no page here.
    expect(await hrefs('澜江省人民政府')).toEqual([]);
  });

  test('the portal asks with its own role, which may read no draft', async () => {
    const found = await namedTexts(
      app.portal!.db,
      ['审查制度'],
      { guide: [], rule: [] },
      app.portal!.clock.today(),
    );
    expect(found.map((t) => t.title)).toEqual(['明川市人民政府办公室政府信息公开审查制度']);
    await expect(sql`select from public.organ_page`.execute(app.portal!.db)).rejects.toThrow(
      /permission denied/u,
    );
  });
});
