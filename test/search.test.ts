import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { addDays, day } from '../src/law/day.ts';
import {
  COUNT_CAP,
  EFFECT_LEVELS,
  type EffectLevel,
  normaliseForSearch,
  search,
} from '../src/mechanisms/publication/index.ts';
import { asksForSomething, searchCounts } from '../src/mechanisms/publication/search/query.ts';
import { tokenParts, worthAsking } from '../src/mechanisms/publication/search/rarity.ts';
import { queryTokens } from '../src/mechanisms/publication/search/tokens.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { type Database, openDatabase } from '../src/platform/db/pool.ts';
import { cloneDatabase, type TestDatabase } from './harness.ts';
import { putPublic } from './public-papers.ts';

/*
 * Search against a naive oracle: every term must stand in title or body, character by character. Latin words and numbers
 * are found as whole words and as their parts (pm2.5, gb/t), not inside longer ones.
 */

const TODAY = day('2026-05-20');
const WORDS =
  '公积金 租房 提取 防汛 值班 义务教育 招生 低保 危房 改造 补助 慢性病 用药 信息公开 目录 审批 收费 征地 补偿 公交 线路 农产品 价格 监测 空气 质量 安全 生产 社会 保障 环境 保护 通知 办法 方案'.split(
    ' ',
  );
const ODD = ['PM2.5', 'GB/T 9704', 'COVID-19', '5G', '𠀀𠀁', '第12345号'];

/** A fixed sequence of numbers: the same documents in every run. */
function sequence(seed: number): () => number {
  let x = seed;
  return () => {
    x = (x * 1103515245 + 12345) & 0x7fffffff;
    return x / 0x7fffffff;
  };
}

interface Sample {
  id: number;
  pid: string;
  title: string;
  body: string;
  owner: string;
  publishedOn: string;
  genre: string;
  theme: string;
  tags: string[];
  /** '' = the whole city */
  region: string;
  effectLevel: EffectLevel;
  repealedOn: string | null;
}

function samples(count: number): Sample[] {
  const next = sequence(7);
  const pick = (list: readonly string[]) => list[Math.floor(next() * list.length)] ?? '';
  return Array.from({ length: count }, (_, i) => {
    const text = (n: number) =>
      Array.from({ length: n }, () => (next() < 0.1 ? `（${pick(ODD)}）` : pick(WORDS))).join(
        next() < 0.3 ? '，' : '',
      );
    return {
      id: i + 1,
      pid: String(i).padStart(10, '0'),
      title: `关于${text(4)}的通知`,
      body: `${text(30 + Math.floor(next() * 60))}。明测发〔${2016 + (i % 10)}〕${i}号。`,
      owner: i % 3 === 0 ? 'organ-a' : 'organ-b',
      publishedOn: addDays(TODAY, -Math.floor(next() * 3600)),
      genre: ['通知', '意见', '办法', '公告'][i % 4] ?? '',
      theme: ['财政', '教育', '交通'][i % 3] ?? '',
      tags: [['养老', '住房'], ['住房'], ['防汛'], [], []][i % 5] ?? [],
      region: ['', 'north-county', 'south-county'][Math.floor(i / 3) % 3] ?? '',
      effectLevel: LEVELS[Math.floor(i / 9) % 3]!,
      repealedOn: i % 7 === 0 ? addDays(TODAY, -30) : null,
    };
  });
}

const LEVELS = Object.keys(EFFECT_LEVELS) as EffectLevel[];
const SAMPLES = samples(600);
const TEXTS = new Map(SAMPLES.map((s) => [s, [normaliseForSearch(s.title), normaliseForSearch(s.body)]]));
let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await cloneDatabase('empty');
  db = openDatabase(database.app, { max: 4, name: 'search', onError: () => undefined });
  for (const s of SAMPLES) await putPublic(db, s);
  // As autovacuum would: from then on the search knows which words are frequent.
  const admin = await connect(database.address(inject('superuser')));
  await admin.query('analyze portal.live_search');
  await admin.end();
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

function naive(query: string, owner?: string): string[] {
  const { terms } = queryTokens(query);
  return SAMPLES.filter(
    (s) =>
      (!owner || s.owner === owner) && terms.every((t) => TEXTS.get(s)?.some((text) => text.includes(t))),
  ).map((s) => s.pid);
}

async function all(
  query: string,
  order: 'relevance' | 'date',
  owner?: string,
): Promise<{ pids: string[]; total: number }> {
  const pids: string[] = [];
  let total = 0;
  for (let page = 1; page < 100; page++) {
    const found = await search(db, {
      query,
      order,
      page,
      size: 20,
      today: TODAY,
      ...(owner ? { owner: [owner] } : {}),
    });
    total = found.total;
    if (found.hits.length === 0) break;
    pids.push(...found.hits.map((h) => h.pid));
  }
  return { pids, total };
}

const QUERIES = [
  '公积金',
  '低保',
  '安全',
  '信息公开目录',
  '公积金 提取',
  '防汛 值班 通知',
  '"义务教育招生"',
  'PM2.5',
  'pm2.5',
  'GB/T 9704',
  '5G',
  'covid-19',
  '环境保护',
  '危房改造补助',
  '审批，收费',
  '明测发〔2018〕12号',
  '没有这样的词语',
];

describe('[R-SRC-01] search finds exactly what a substring search finds', () => {
  for (const query of QUERIES)
    for (const order of ['relevance', 'date'] as const)
      test(`${query} (${order}): every hit once on its pages, and the right number`, async () => {
        const expected = naive(query);
        const found = await all(query, order);
        expect(new Set(found.pids).size, 'no hit twice').toBe(found.pids.length);
        expect(found.pids.toSorted()).toEqual(expected.toSorted());
        expect(found.total).toBe(Math.min(expected.length, COUNT_CAP + 1));
      });

  test('a long phrase is looked for by its rarest pairs, and found as ever', async () => {
    const parts = await tokenParts(db, TODAY);
    const runs = SAMPLES.flatMap((s) => normaliseForSearch(s.body).match(/\p{Script=Han}{12,}/gu) ?? []);
    const phrases = Array.from({ length: 12 }, (_, i) => (runs[i * 37] ?? '').slice(i % 3, 10 + (i % 3)));
    const left = (phrase: string) => {
      const words = queryTokens(phrase);
      return words.anywhere.length - worthAsking(words, parts).anywhere.length;
    };
    expect(Math.max(...phrases.map(left)), 'some hold more pairs than are asked for').toBeGreaterThan(2);
    for (const phrase of phrases)
      for (const order of ['relevance', 'date'] as const) {
        const found = await all(phrase, order);
        expect(found.pids.toSorted(), phrase).toEqual(naive(phrase).toSorted());
        expect(found.pids.length, phrase).toBeGreaterThan(0);
      }
  });

  test('pages of about a hundred hits keep one order of relevance', async () => {
    const queries = [6, 7, 8, 9, 10]
      .flatMap((n) => WORDS.map((_, i) => [...WORDS, ...WORDS].slice(i, i + n).join(' ')))
      .filter((query) => naive(query).length > 80 && naive(query).length < 200);
    expect(queries.length).toBeGreaterThan(20);
    for (let i = 0; i < 5; i++) {
      const query = queries[Math.floor((i * queries.length) / 5)] as string;
      const found = await all(query, 'relevance');
      expect(new Set(found.pids).size, query).toBe(found.pids.length);
      expect(found.pids.toSorted(), query).toEqual(naive(query).toSorted());
    }
  });

  test('what must and must not stand there at once is found nowhere', async () => {
    for (const query of ['安全 -安全', '安全生产 -生产'])
      expect(await all(query, 'date')).toEqual({ pids: [], total: 0 });
    const found = await all('安全 -公积金', 'date');
    expect(found.pids.toSorted()).toEqual(
      naive('安全')
        .filter((pid) => !naive('公积金').includes(pid))
        .toSorted(),
    );
    expect(found.pids.length).toBeGreaterThan(0);
  });

  test('an organisation narrows the hits, in both orders', async () => {
    for (const order of ['relevance', 'date'] as const) {
      const found = await all('安全', order, 'organ-a');
      expect(found.pids.toSorted()).toEqual(naive('安全', 'organ-a').toSorted());
      expect(found.pids.length).toBeGreaterThan(0);
    }
  });

  /** Some of the values, by chance; often none. */
  const VALUES = {
    owner: ['organ-a', 'organ-b', 'organ-nowhere'],
    genre: ['通知', '意见', '办法', '公告'],
    theme: ['财政', '教育', '交通'],
    tag: ['养老', '住房', '防汛'],
    year: [2026, 2025, 2021, 2018, 1999],
    validity: ['in-force', 'repealed'],
    region: ['city', 'north-county', 'south-county', 'nowhere'],
    level: LEVELS,
  } as const;
  const BOUNDS = [day('2018-03-01'), day('2022-07-15'), day('2025-11-30')];

  test('[R-SRC-02] any of several values of a kind, and all kinds together, whatever is combined', async () => {
    const next = sequence(41);
    let narrowed = 0;
    for (let round = 0; round < 80; round++) {
      const some = <T>(values: readonly T[]): T[] => (next() < 0.5 ? [] : values.filter(() => next() < 0.5));
      const filter = {
        owner: some(VALUES.owner),
        genre: some(VALUES.genre),
        theme: some(VALUES.theme),
        tag: some(VALUES.tag),
        year: some(VALUES.year),
        validity: some(VALUES.validity),
        region: some(VALUES.region),
        level: some(VALUES.level),
        ...(next() < 0.2 ? { publishedFrom: BOUNDS[Math.floor(next() * 2)]! } : {}),
        ...(next() < 0.2 ? { publishedTo: BOUNDS[1 + Math.floor(next() * 2)]! } : {}),
      };
      const query = ['', '安全', '养老', QUERIES[round % QUERIES.length] ?? ''][round % 4] ?? '';
      const request = { query, order: round % 2 ? ('date' as const) : ('relevance' as const), today: TODAY };
      if (!asksForSomething({ query, ...filter })) continue;
      const within = <T>(chosen: readonly T[], has: (value: T) => boolean) =>
        chosen.length === 0 || chosen.some(has);
      const worded = new Set(naive(query));
      const expected = SAMPLES.filter(
        (s) =>
          worded.has(s.pid) &&
          within(filter.owner, (v) => s.owner === v) &&
          within(filter.genre, (v) => s.genre === v) &&
          within(filter.theme, (v) => s.theme === v) &&
          within(filter.tag, (v) => s.tags.includes(v)) &&
          within(filter.year, (v) => s.publishedOn.startsWith(String(v))) &&
          within(filter.validity, (v) => (s.repealedOn === null ? 'in-force' : 'repealed') === v) &&
          within(filter.region, (v) => (s.region || 'city') === v) &&
          within(filter.level, (v) => s.effectLevel === v) &&
          s.publishedOn >= (filter.publishedFrom ?? '') &&
          s.publishedOn <= (filter.publishedTo ?? '9999'),
      );
      const found: string[] = [];
      for (let page = 1; page < 40; page++) {
        const { hits, total } = await search(db, { ...request, ...filter, page, size: 20 });
        expect(total, JSON.stringify([query, filter])).toBe(expected.length);
        if (hits.length === 0) break;
        found.push(...hits.map((h) => h.pid));
      }
      expect(found.toSorted(), JSON.stringify([query, filter])).toEqual(
        expected.map((s) => s.pid).toSorted(),
      );
      const counts = await searchCounts(db, { ...request, ...filter, page: 1, size: 20 });
      const years = Map.groupBy(expected, (s) => Number(s.publishedOn.slice(0, 4)));
      expect(new Map(counts.years)).toEqual(new Map([...years].map(([year, of]) => [year, of.length])));
      if (expected.length > 0 && expected.length < worded.size) narrowed++;
    }
    expect(narrowed).toBeGreaterThan(15);
  });

  test('date order is newest first', async () => {
    const { hits } = await search(db, { query: '安全', order: 'date', page: 1, size: 20, today: TODAY });
    const days = hits.map((h) => h.publishedOn);
    expect(days).toEqual(days.toSorted().reverse());
  });

  test('a document number is found in any brackets and ranked first', async () => {
    for (const written of [
      '明测发〔2021〕5号',
      '明测发[2021]5号',
      '明测发(2021)5号',
      '明测发（2021）5号',
      '明测发【2021】第005号',
      '〔2021〕5号',
    ])
      expect((await all(written, 'relevance')).pids, written).toEqual(['0000000005']);
  });

  test.each(['环境保护', '安全'])('hits in the title come before hits in bodies only: %s', async (query) => {
    /** Of the hits that are in force, or of the others, in their order: whether the title has the word. */
    const inTitle = async (order: 'relevance' | 'date', ended: boolean) =>
      (await all(query, order)).pids
        .map((pid) => SAMPLES.find((s) => s.pid === pid)!)
        .filter((s) => (s.repealedOn !== null) === ended)
        .map((s) => s.title.includes(query));
    for (const ended of [false, true]) {
      const found = await inTitle('relevance', ended);
      expect(found).toEqual(found.toSorted((a, b) => Number(b) - Number(a)));
    }
    const inForce = await inTitle('relevance', false);
    expect(new Set(inForce)).toEqual(new Set([true, false]));
    // By date alone they stand otherwise: the samples can tell.
    expect(await inTitle('date', false)).not.toEqual(inForce);
  });

  test('one character is looked for in titles', async () => {
    const { hits, total } = await search(db, {
      query: '汛',
      order: 'relevance',
      page: 1,
      size: 100,
      today: TODAY,
    });
    const expected = SAMPLES.filter((s) => s.title.includes('汛')).map((s) => s.pid);
    expect(hits.map((h) => h.pid).toSorted()).toEqual(expected.toSorted());
    expect(total).toBe(expected.length);
  });

  test.each([
    '',
    '   ',
    '%',
    '_',
    "'",
    '"',
    '\\',
    '。，、',
    '\u0000',
    '\u0007',
    '（）',
    '()[]{}*+?.|^$',
    'a'.repeat(10_000),
    '公'.repeat(10_000),
  ])('odd input %j neither fails nor finds everything', async (query) => {
    const found = await search(db, { query, order: 'relevance', page: 1, size: 20, today: TODAY });
    expect(found.hits.length).toBe(0);
  });

  test('the snippet shows the words as they were written', async () => {
    const { hits } = await search(db, { query: '慢性病用药', order: 'date', page: 1, size: 5, today: TODAY });
    for (const h of hits)
      expect(h.snippet.includes('慢性病用药') || h.title.includes('慢性病用药')).toBe(true);
  });
});
