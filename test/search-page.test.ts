import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { addDays, type Day } from '../src/law/day.ts';
import { indexWhole, reindex } from '../src/mechanisms/publication/index.ts';
import { keptMiss, noteMiss } from '../src/mechanisms/publication/search/misses.ts';
import { indexDocument } from '../src/mechanisms/publication/search/rows.ts';
import { complete, didYouMean } from '../src/mechanisms/publication/search/suggest.ts';
import type { Database } from '../src/platform/db/pool.ts';
import { readWorkbook } from '../src/platform/xlsx/index.ts';
import { addOrgan, addStaff, Client, PASSWORD } from './harness.ts';
import { openCity } from './opening.ts';

const city = openCity('demo');
let app: RunningApp;
let db: Database;
let client: Client;

interface Paper {
  id: number;
  pid: string;
  title: string;
  document_number: string;
  index_number: string;
  owner_code: string;
  genre: string;
  theme: string;
}
let papers: Paper[];

beforeAll(async () => {
  ({ app, db } = city);
  client = new Client(app.addresses.portal!);
  const { rows } = await sql<Paper>`
    select id, pid, title, document_number, index_number, owner_code, genre, theme from portal.live_document order by id`.execute(
    db,
  );
  papers = rows;
});

const search = (params: Record<string, string>) => client.get(`/search?${new URLSearchParams(params)}`);
const hits = (html: string) =>
  [...html.matchAll(/class="ti" href="[^"]*\/documents\/([0-9a-z]{10})"/g)].map((m) => m[1]);

describe('[R-SRC-01] the whole query as a title, document number or index number', () => {
  test('a title is the first hit of itself', async () => {
    for (const paper of papers.slice(0, 6))
      expect(hits((await search({ q: paper.title })).html)[0], paper.title).toBe(paper.pid);
  });

  test('a document number is found in any brackets, with or without 号, in either width', async () => {
    const paper = papers.find((p) => /〔\d{4}〕\d+号$/.test(p.document_number))!;
    const [, agency, year, serial] = /^(.*)〔(\d{4})〕(\d+)号$/.exec(paper.document_number)!;
    for (const written of [
      `${agency}〔${year}〕${serial}号`,
      `${agency}[${year}]${serial}号`,
      `${agency}(${year})${serial}`,
      `${agency}（${year}）${serial}号`,
      `${agency}【${year}】${serial}`,
      `${agency}［${year}］第${serial}号`,
      `${agency}〈${year}〉${serial}号`,
      `${agency}<${year}>${serial}`,
    ])
      expect(hits((await search({ q: written })).html)[0], written).toBe(paper.pid);
    expect(hits((await search({ number: `${agency}[${year}]${serial}` })).html)).toEqual([paper.pid]);
  });

  test('an index number is found, as words and as a filter', async () => {
    const paper = papers[3]!;
    expect(hits((await search({ q: paper.index_number })).html)).toEqual([paper.pid]);
    expect(hits((await search({ index: paper.index_number.toLowerCase() })).html)).toEqual([paper.pid]);
  });
});

describe('[R-SRC-02, R-SRC-03] narrowing', () => {
  /** The hits of all pages, in their order. */
  async function everyHit(params: Record<string, string>): Promise<string[]> {
    const found: string[] = [];
    for (let page = 1; page < 30; page++) {
      const more = hits((await search({ ...params, page: String(page) })).html);
      if (more.length === 0) break;
      found.push(...more.map(String));
    }
    return found;
  }
  /** Papers of one search, the first ones of it: repealed, lapsed, and in force for one more day. */
  let repealed: string;
  let lapsed: string;
  let soon: string;
  const ends = async (pid: string, dates: { repealed_on?: Day | null; expires_on?: Day | null }) => {
    const { id } = papers.find((p) => p.pid === pid)!;
    await db.transaction().execute(async (tx) => {
      await tx.updateTable('portal.live_document').set(dates).where('id', '=', id).execute();
      await indexDocument(tx, id);
    });
  };
  beforeAll(async () => {
    const today = app.office!.clock.today();
    [repealed, lapsed, soon] = (await everyHit({ q: '通知' })) as [string, string, string];
    await ends(repealed, { repealed_on: today });
    await ends(lapsed, { expires_on: addDays(today, -1) });
    await ends(soon, { repealed_on: addDays(today, 1) });
  });
  afterAll(async () => {
    for (const pid of [repealed, lapsed, soon]) await ends(pid, { repealed_on: null, expires_on: null });
  });

  test('a phrase holds as it stands; an excluded word takes its papers away', async () => {
    const all = hits((await search({ q: '通知' })).html);
    const without = hits((await search({ q: '通知 -公积金' })).html);
    const { rows } = await sql<{ pid: string }>`
      select d.pid from portal.live_text t join portal.live_document d on d.id = t.document_id where t.text_n like '%公积金%'`.execute(
      db,
    );
    const held = new Set(rows.map((r) => r.pid));
    expect(all.some((pid) => held.has(pid!))).toBe(true);
    expect(without.length).toBeGreaterThan(0);
    expect(without.some((pid) => held.has(pid!))).toBe(false);
    expect(hits((await search({ q: '通知 －公积金' })).html)).toEqual(without);
  });

  test('an excluded word alone says what is missing; punctuation alone too', async () => {
    expect((await search({ q: '-公积金' })).text).toContain('只写了不要的词');
    expect((await search({ q: '。，' })).text).toContain('输入的只有标点或符号');
  });

  test('every value of a kind can be chosen, the less frequent ones below a fold', async () => {
    const tags = Array.from({ length: 12 }, (_, i) => `量${i + 1}`);
    const tag = async (list: string[]) => {
      const { id } = papers[5]!;
      await db.transaction().execute(async (tx) => {
        await tx.updateTable('portal.live_document').set({ tags: list }).where('id', '=', id).execute();
        await indexDocument(tx, id);
      });
    };
    const { rows } = await sql<{
      tags: string[];
    }>`select tags from portal.live_document where id = ${papers[5]!.id}`.execute(db);
    await tag(tags);
    const { html } = await search({ q: papers[5]!.title });
    const offered = (part: string) =>
      [...part.matchAll(/\/search\?(?:[^"]*;)?tag=([^"&]*)/g)].map((m) => decodeURIComponent(m[1]!));
    expect(offered(html).toSorted()).toEqual(tags.toSorted());
    const folded = /<details class="rest"><summary>另外 (\d+) 个.*?<\/details>/.exec(html)!;
    expect([folded[1], offered(folded[0]).length]).toEqual(['4', 4]);
    // A folded one that is chosen stands among the first.
    const chosen = await search({ q: papers[5]!.title, tag: offered(folded[0])[3]! });
    expect(chosen.html).toMatch(
      new RegExp(`aria-current="true"><span class="bx">.*?</span>${offered(folded[0])[3]}`),
    );
    expect(/另外 (\d+) 个/.exec(chosen.html)![1]).toBe('3');
    await tag(rows[0]!.tags);
  });

  test('filters agree with the rows, and the counts of the page with both', async () => {
    const owner = papers[0]!.owner_code;
    const mine = papers.filter((p) => p.owner_code === owner);
    const page = await search({ owner });
    expect(hits(page.html).toSorted()).toEqual(mine.map((p) => p.pid).toSorted());
    expect(page.text).toContain(`找到 ${mine.length} 条`);
    expect(page.text).toContain('全部清除');
    const everything = await search({ from: '2000-01-01' });
    const genre = papers[0]!.genre;
    const n = papers.filter((p) => p.genre === genre).length;
    expect(everything.text).toMatch(new RegExp(`${genre.replace(/[()（）]/g, '.')} ${n}\\b`));
  });

  test('a second value of a kind widens the choice; each can be added and given up by its link', async () => {
    const genres = [...Map.groupBy(papers, (p) => p.genre)].map(([genre, of]) => ({ genre, n: of.length }));
    const [first, second] = genres.toSorted((a, b) => b.n - a.n || (a.genre < b.genre ? -1 : 1));
    const one = await search({ genre: first!.genre });
    // The other values of the kind stay, with the number that choosing them alone would give.
    expect(one.text).toMatch(new RegExp(`${second!.genre.replace(/[()（）]/g, '.')} ${second!.n}\\b`));
    const added = one.links.find(
      (l) =>
        new URL(l, 'http://x').searchParams.getAll('genre').join() === `${first!.genre},${second!.genre}`,
    );
    const both = await client.get(added!);
    expect(both.text).toContain(`找到 ${first!.n + second!.n} 条`);
    expect(hits(both.html).toSorted()).toEqual(
      papers
        .filter((p) => [first!.genre, second!.genre].includes(p.genre))
        .map((p) => p.pid)
        .toSorted(),
    );
    for (const { genre } of [first!, second!]) expect(both.text).toContain(`体裁：${genre}`);
    const left = both.links.filter(
      (l) => new URL(l, 'http://x').searchParams.getAll('genre').join() === second!.genre,
    );
    expect(left.length).toBeGreaterThan(0);
    // Sent again by the form above, both are kept.
    expect(both.html.match(/<input type="hidden" name="genre"/g)).toHaveLength(2);
  });

  test('more values than anybody chooses are left out with a sentence, and the page stays small', async () => {
    const params = new URLSearchParams();
    for (const name of ['owner', 'column', 'genre', 'theme', 'tag', 'type', 'region'])
      for (let i = 0; i < 30; i++) params.append(name, `x${String(i).padStart(50, '0')}`);
    const page = await client.get(`/search?${params}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('选的条件太多，只用了前 20 个');
    expect(page.html.length).toBeLessThan(300_000);
  });

  test('what is open on request only is not on the net: the page says so and leads to how to ask', async () => {
    const page = await search({ q: '通知', attribute: 'on-request' });
    expect(page.text).toContain('依申请公开的信息不在网上公布');
    expect(hits(page.html)).toEqual([]);
    expect(page.links).toContain('/organs');
    expect((await search({ q: '通知' })).text).not.toContain('依申请公开的信息不在网上公布');
  });

  test('days of publication and of taking effect, validity', async () => {
    await sql`update portal.live_document set effective_on = null where id = (select min(id) from portal.live_document
      where has_validity and effective_on is not null and coalesce(expires_on, repealed_on) is null)`.execute(
      db,
    );
    await db.transaction().execute(async (tx) => {
      for (const { id } of papers) await indexDocument(tx, id);
    });
    // A paper of a kind that holds or does not takes effect with its publication unless it names another day.
    const { rows } = await sql<{
      pid: string;
      named: string | null;
      effective: string | null;
      published: string;
    }>`
      select pid, effective_on as named, coalesce(effective_on, case when has_validity then published_on end) as effective,
        published_on as published from portal.live_document`.execute(db);
    const of = (match: (r: (typeof rows)[number]) => boolean) =>
      rows
        .filter(match)
        .map((r) => r.pid)
        .toSorted();
    const silent = rows.find((r) => !r.named && r.effective)!;
    expect((await client.get(`/documents/${silent.pid}`)).text).toContain('自发布之日起');
    expect((await everyHit({ efrom: silent.published, eto: silent.published })).toSorted()).toEqual(
      of((r) => r.effective === silent.published),
    );
    expect(of((r) => !r.effective).length, 'a paper without validity').toBeGreaterThan(0);
    expect((await everyHit({ efrom: '1949-10-01' })).toSorted()).toEqual(of((r) => r.effective !== null));
    const middle = rows.map((r) => r.published).toSorted()[Math.floor(rows.length / 2)]!;
    expect((await everyHit({ from: middle })).toSorted()).toEqual(of((r) => r.published >= middle));
    expect((await everyHit({ to: addDays(middle as Day, -1) })).toSorted()).toEqual(
      of((r) => r.published < middle),
    );
    const some = rows.find((r) => r.named)!;
    expect(hits((await search({ efrom: some.effective!, eto: some.effective! })).html).toSorted()).toEqual(
      rows
        .filter((r) => r.effective === some.effective)
        .map((r) => r.pid)
        .toSorted(),
    );
    expect((await search({ from: '2026-05-20', to: '2020-01-01' })).text).toContain('起始日晚于截止日');
    const later = addDays(some.effective as never, 1);
    expect(hits((await search({ efrom: later })).html)).not.toContain(some.pid);
    expect(await everyHit({ validity: 'repealed' })).toEqual([repealed]);
    expect(await everyHit({ validity: 'lapsed' })).toEqual([lapsed]);
  });

  test('papers out of force come after those in force, marked', async () => {
    const found = await everyHit({ q: '通知' });
    expect(found.length).toBeGreaterThan(3);
    expect(found.slice(-2).toSorted()).toEqual([lapsed, repealed].toSorted());
    const { html } = await search({ q: '通知' });
    const row = (pid: string) => html.split('<li>').find((li) => hits(li).includes(pid));
    expect(row(repealed)).toContain('已废止');
    expect(row(lapsed)).toContain('已失效');
    expect(row(soon)).not.toMatch(/已废止|已失效/);
  });
});

describe('[R-SRC-01] what was perhaps meant', () => {
  test('initials complete organs and titles; Han stand anywhere', async () => {
    const gjj = await complete(db, 'gjj', app.office!.clock.today());
    expect(gjj.some((s) => s.text.includes('公积金'))).toBe(true);
    const han = await complete(db, '公积金', app.office!.clock.today());
    expect(han.length).toBeGreaterThan(0);
    for (const s of han) expect(s.text).toContain('公积金');
    const answer = await client.get('/search/suggest?q=gjj');
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(JSON.parse(answer.html).suggestions.length).toBe(gjj.length);
  });

  test('another character or the same sound leads to what exists', async () => {
    const today = app.office!.clock.today();
    expect(await didYouMean(db, '工积金', today)).toContain('公积金');
    expect(await didYouMean(db, '公积全', today)).toContain('公积金');
    // Two letters of sound are shared by too much to be meant.
    for (const two of ['落户', '同志', '感冒'])
      for (const other of await didYouMean(db, two, today))
        expect(other, two).toMatch(new RegExp(`[${two}]`));
    // Nor what only the joint of a title puts together: 民政局关 of 民政局关于….
    for (const over of ['民政局管', '住建局管'])
      for (const other of await didYouMean(db, over, today)) expect(other, over).not.toMatch(/局关$/u);
    expect((await search({ q: '工积金' })).text).toContain('您要找的是不是');
  });

  test('a document number without its brackets leads to the number, and only to one that is there', async () => {
    const today = app.office!.clock.today();
    const number = papers.find((p) => /〔\d{4}〕\d+号$/.test(p.document_number))!.document_number;
    const [, agency, year, serial] = /^(.*)〔(\d{4})〕(\d+)号$/.exec(number)!;
    for (const written of [`${agency} ${year} ${serial}`, `${agency}${year}年第${serial}号`])
      expect((await didYouMean(db, written, today))[0], written).toBe(number);
    expect(await didYouMean(db, `${agency} ${year} 99999`, today)).not.toContain(number);
    expect((await search({ q: `${agency} ${year} ${serial}` })).text).toContain(number);
  });

  test('nothing found: help, ways to browse, the right to ask', async () => {
    const page = await search({ q: '没有这样的词语组合' });
    expect(page.status).toBe(200);
    for (const said of ['没有找到含', '政策文件', '申请公开']) expect(page.text).toContain(said);
  });
});

describe('[R-SRC-01] words of attachments', () => {
  test('a paper is found by its attachment and says so; gone with the paper', async () => {
    const { rows } = await sql<{ id: number; edition: number; title: string }>`
      select d.id, d.edition_number as edition, f.title from portal.live_file f join portal.live_document d on d.id = f.document_id
      where f.file_name ~ '\\.(docx|xlsx|csv|txt)$' limit 1`.execute(db);
    const file = rows[0]!;
    await indexWhole(app.office!, file.id, file.edition);
    const { rows: read } = await sql<{ body: string; text: string }>`
      select t.body, x.text_n as text from portal.live_file_text t join portal.live_text x on x.document_id = t.document_id
      where t.document_id = ${file.id} and t.body <> '' limit 1`.execute(db);
    const runs = [...read[0]!.body.matchAll(/\p{Script=Han}{4,8}/gu)].map((m) => m[0]);
    const { rows: own } = await sql<{
      html: string;
    }>`select body_html || title || summary as html from portal.live_document where id = ${file.id}`.execute(
      db,
    );
    const word = runs.find((r) => !own[0]!.html.includes(r))!;
    const page = await search({ q: `"${word}"` });
    expect(page.text).toContain(`附件：`);
    expect(page.html).toContain(`<mark>${word}</mark>`);
    await db
      .transaction()
      .execute(async (tx) => {
        await sql`delete from portal.live_document where id = ${file.id}`.execute(tx);
        const { rows: left } = await sql<{ n: number }>`
        select (select count(*) from portal.live_file_text where document_id = ${file.id}) + (select count(*) from portal.live_text where document_id = ${file.id}) as n`.execute(
          tx,
        );
        expect(left[0]!.n).toBe(0);
        throw new Error('undo');
      })
      .catch((e: Error) => expect(e.message).toBe('undo'));
  });
});

test('[R-SRC-01] rows of an older version are indexed anew, and found as before', async () => {
  const before = hits((await search({ q: '公积金' })).html);
  await sql`update portal.live_search set ver = 1, toks = '{}', facets = '{}'`.execute(db);
  expect(hits((await search({ q: '公积金' })).html)).toEqual([]);
  expect(await reindex(db)).toBe(papers.length);
  expect(hits((await search({ q: '公积金' })).html)).toEqual(before);
  expect(await reindex(db)).toBe(0);
});

describe('[R-CAT-14] searches without result', () => {
  test.each([
    '13812345678',
    '张三',
    '李建国 低保',
    '510107199001011248',
    'a@b.cn 投诉',
    '川A12345',
    '明政发〔2026〕12345号',
    '-低保',
    '%',
  ])('%s is not kept', (query) => {
    expect(keptMiss(query)).toBeUndefined();
  });

  test('kept without the address, shown from three visitors on', async () => {
    const query = '加装电梯补贴标准';
    const read = async () =>
      (
        await sql<{
          query: string;
          visitor: string;
        }>`select query, visitor from search_miss where query = ${query}`.execute(db)
      ).rows;
    await search({ q: query });
    await search({ q: query });
    const rows = await read();
    expect(rows.map((r) => r.query)).toEqual([query]);
    expect(rows[0]!.visitor).toMatch(/^[0-9a-f]{64}$/);
    const office = new Client(app.addresses.console!);
    const organ = await addOrgan(db, { code: 'search-office' });
    await addStaff(db, {
      username: 'misses',
      organisationId: organ,
      grants: [{ role: 'disclosure-office' }],
    });
    await office.signIn('misses', PASSWORD);
    const shown = async () => (await office.get('/search-misses')).text;
    expect(await shown()).not.toContain(query);
    const portal = app.portal!.db;
    const today = app.office!.clock.today();
    await noteMiss(portal, { query, address: '10.0.0.2', today });
    expect(await shown()).not.toContain(query);
    await noteMiss(portal, { query, address: '10.0.0.3', today });
    expect(await shown()).toContain(query);
    // Asked by one alone: in no list, and in no workbook.
    await noteMiss(portal, { query: '夜间施工噪声', address: '10.0.0.9', today });
    const taken = await office.download(await office.get('/search-misses'), '/search-misses/export');
    const lines = readWorkbook(taken.bytes).sheets[0]!.rows.map((r) =>
      [...r.cells.values()].map((c) => c.text),
    );
    expect(lines.find((l) => l[0] === query)?.slice(1)).toEqual(['没有结果', '3', today, today]);
    expect(lines.flat()).not.toContain('夜间施工噪声');
    await expect(sql`select salt from search_salt`.execute(db)).rejects.toThrow();
    await app.ticks.find((t) => t.name === 'forget-search-misses')!.run();
    expect((await read()).length).toBe(3);
  });
});

describe('bad input', () => {
  test.each([
    ['q', '！？。，'.repeat(10)],
    ['q', 'a'.repeat(10_000)],
    ['q', '\u0000\u0007\u001b'],
    ['q', '%_\\\'"'],
    ['validity', 'bogus'],
    ['level', 'bogus'],
    ['year', '12'],
    ['number', '不是文号'],
    ['from', '2026-13-45'],
    ['owner', 'no-such-organ'],
    ['page', '-3'],
  ])('%s=%j is answered with a sentence', async (name, value) => {
    const page = await search({ q: '公积金', [name]: value });
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/undefined|NaN|\[object/);
    if (['validity', 'level', 'year', 'number', 'from', 'owner'].includes(name))
      expect(page.text).toContain('这个条件没有使用');
  });

  test.each([
    ['owner', 'nope', '发布机构“nope”在本站查不到，这个条件没有使用'],
    ['region', 'nowhere', '地区“nowhere”在本站查不到，这个条件没有使用'],
    ['column', 'policy/none', '栏目“policy/none”在本站查不到，这个条件没有使用'],
  ])('what nobody knows of %s narrows nothing, and the page says so', async (name, value, said) => {
    const whole = await search({ q: '公积金' });
    const page = await search({ q: '公积金', [name]: value });
    expect(page.text).toContain(said);
    const found = /找到 (\d+) 条/.exec(whole.text)?.[1];
    expect(Number(found)).toBeGreaterThan(0);
    expect(page.text).toContain(`找到 ${found} 条`);
    // Nothing is to be mended in the form: it stays folded, and what was not used is said before it.
    expect(page.html).toMatch(/请核对筛选条件[\s\S]*<details class="mc-advanced">/);
  });

  test('what must be mended in the form unfolds it', async () => {
    for (const [name, value] of [
      ['from', '2026-13-45'],
      ['validity', 'bogus'],
      ['number', '不是文号'],
    ] as const)
      expect((await search({ q: '公积金', [name]: value })).html).toContain(
        '<details class="mc-advanced" open>',
      );
    expect((await search({ q: '公积金', validity: 'in-force' })).html).toContain(
      '<details class="mc-advanced">',
    );
  });

  test('words that are found elsewhere are never said to be nowhere', async () => {
    const page = await search({ q: '公积金', tag: '没有这个标签' });
    expect(page.text).toContain('在选定的条件下没有找到含“公积金”的公开信息');
    expect(page.text).not.toContain(' 没有找到含');
    expect(page.text).toContain('去掉全部条件再查');
  });

  test('a page beyond the end says so and leads to the last', async () => {
    for (const number of ['400', '1000000']) {
      const page = await search({ q: '公积金', page: number });
      expect(page.text).toContain(`没有第 ${number} 页，搜索结果到第 1 页为止`);
      expect(page.links.some((l) => l.startsWith('/search?') && !l.includes('page='))).toBe(true);
    }
  });

  test('whatever comes, an answer within its time and never an error', { timeout: 30_000 }, async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '公积金',
        '"',
        '“',
        '”',
        '-',
        '－',
        '〔2024〕',
        '(',
        ')',
        '[',
        '\\',
        '%',
        '号',
        ' ',
        '　',
        '\u0000',
        '<b>',
        "'",
        '＂',
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 30 }).map((p) => p.join('').toWellFormed()),
        fc.constantFrom('owner', 'tag', 'number', 'index', 'efrom', 'region', 'column', 'page', 'order'),
        fc.string({ maxLength: 30 }),
        async (q, name, value) => {
          const began = performance.now();
          const page = await search({ q, [name]: value.toWellFormed() });
          expect(page.status).toBe(200);
          expect(performance.now() - began).toBeLessThan(5000);
        },
      ),
      { numRuns: 60 },
    );
  });
});
