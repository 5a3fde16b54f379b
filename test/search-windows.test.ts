import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { addDays, type Day, day } from '../src/law/day.ts';
import { search } from '../src/mechanisms/publication/index.ts';
import { windowsOf } from '../src/mechanisms/publication/search/windows.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { type Database, openDatabase } from '../src/platform/db/pool.ts';
import { cloneDatabase, type TestDatabase } from './harness.ts';
import { putPublic } from './public-papers.ts';

/*
 * How far back a search looks, with windows so small that all of them are used; and the order of the hits, which must not
 * depend on the page that is asked for.
 */

const TODAY = day('2026-05-20');
let database: TestDatabase;
let db: Database;
const open = () => openDatabase(database.app, { max: 2, name: 'windows', onError: () => undefined });

beforeAll(async () => {
  database = await cloneDatabase('empty');
  db = open();
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

/** Every page, by twenties, and the same as one page. */
async function pages(from: Database, query: string, order: 'relevance' | 'date', today = TODAY) {
  const request = { query, order, today };
  const turned: string[] = [];
  for (let page = 1; page < 60; page++) {
    const { hits } = await search(from, { ...request, page, size: 20 });
    if (hits.length === 0) break;
    turned.push(...hits.map((h) => h.pid));
  }
  const { hits, total } = await search(from, { ...request, page: 1, size: 500 });
  return { turned, whole: hits.map((h) => h.pid), total };
}

describe('[R-SRC-01] the newest with all of the tokens', () => {
  interface Row {
    id: number;
    on: Day;
    toks: number[];
    facets: number[];
    text: string;
  }
  const rows: Row[] = [];
  const dayToken = (d: Day) => 1_000_000 + Number(d.replaceAll('-', ''));
  const SIZES = [5, 10, 20, 40, 80, 160, 320];
  const windows = { sizes: [] as number[], ends: [] as number[], tokens: [] as number[] };

  beforeAll(async () => {
    let x = 11;
    const next = () => {
      x = (x * 1103515245 + 12345) & 0x7fffffff;
      return x / 0x7fffffff;
    };
    for (let i = 0; i < 400; i++) {
      const on = addDays(TODAY, -Math.floor(next() ** 2 * 500));
      // Ever rarer words; classes of two kinds, told apart by their last three bits.
      const words = [1, 2, 4, 9, 30, 120].flatMap((n, k) => (next() < 1 / n ? [k + 1] : []));
      const facets = [[800, 808, 816][i % 3]!, [1601, 1609][i % 2]!];
      const text = words.map((w) => `w${w}`).join(' ');
      rows.push({ id: 5000 + i, on, toks: [...words, ...facets, dayToken(on)], facets, text });
    }
    for (const r of rows) {
      await putPublic(db, { id: r.id, pid: `w${r.id}`, title: '窗', body: '窗', publishedOn: r.on });
      await sql`update portal.live_search set toks = ${r.toks}::int[], facets = ${r.facets}::int[] where document_id = ${r.id}`.execute(
        db,
      );
      await sql`update portal.live_text set text_n = ${r.text} where document_id = ${r.id}`.execute(db);
    }
    rows.sort((a, b) => (a.on === b.on ? b.id - a.id : a.on < b.on ? 1 : -1));
    for (const size of SIZES) {
      const from = rows[size - 1]!.on;
      for (let d = from; d <= TODAY; d = addDays(d, 1)) windows.tokens.push(dayToken(d));
      windows.ends.push(windows.tokens.length);
      windows.sizes.push(size);
    }
  });
  afterAll(async () => {
    await sql`delete from portal.live_document where pid like 'w%'`.execute(db);
  });

  interface Narrowed {
    not: string[];
    oneOf: number[];
    years: number[];
  }
  const NARROWED: Narrowed[] = [
    { not: [], oneOf: [], years: [] },
    { not: ['w2'], oneOf: [], years: [] },
    { not: [], oneOf: [800, 808, 1601], years: [2026, 1999] },
  ];
  const ask = async (o: Narrowed & { toks: number[]; want: number; step: number }) => {
    const found = await sql<{ ids: number[] | null; complete: boolean; next: number }>`
      select n.ids, n.complete, n.next_step as next from portal.search_newest(${o.toks}::int[], ${o.want}, ${o.step}, ${windows.sizes}::int[],
        ${windows.ends}::int[], ${windows.tokens}::int[], ${o.not}::text[], array[null, null, null, null]::date[], '{}', ${o.years}::int[],
        ${o.oneOf}::int[], ${TODAY}::date) n`.execute(db);
    const row = found.rows[0]!;
    return { ...row, ids: (row.ids ?? []).map(Number) };
  };

  test('are the first of all of them, whatever is wanted, from whichever window on; and all in the end', async () => {
    let incomplete = 0;
    for (const toks of [[1], [2], [3], [1, 2], [2, 4], [5], [6], [2, 3, 4, 5]])
      for (const narrowed of NARROWED) {
        const expected = rows
          .filter(
            (r) =>
              toks.every((t) => r.toks.includes(t)) &&
              !narrowed.not.some((w) => r.text.includes(w)) &&
              (narrowed.oneOf.length === 0 ||
                [0, 1].every((kind) =>
                  r.facets.some((f) => (f & 7) === kind && narrowed.oneOf.includes(f)),
                )) &&
              (narrowed.years.length === 0 || narrowed.years.includes(Number(r.on.slice(0, 4)))),
          )
          .map((r) => r.id);
        for (const want of [1, 3, 8, 21, 60, 200, 401])
          for (const step of [1, 2, 5, 7, 8, 20]) {
            const about = JSON.stringify({ toks, narrowed, want, step });
            const first = await ask({ toks, want, step, ...narrowed });
            expect(first.ids, about).toEqual(expected.slice(0, first.ids.length));
            if (first.complete) expect(first.ids.length, about).toBe(expected.length);
            else expect(first.ids.length, about).toBeGreaterThanOrEqual(want);
            if (!first.complete) incomplete++;
            expect(first.next, about).toBeGreaterThanOrEqual(step);
          }
        // As a page goes on that found too little.
        let found = await ask({ toks, want: 2, step: 1, ...narrowed });
        for (let n = 0; !found.complete; n++) {
          expect(n).toBeLessThan(9);
          found = await ask({ toks, want: 4 * found.ids.length, step: found.next, ...narrowed });
        }
        expect(found.ids).toEqual(expected);
      }
    expect(incomplete, 'many were found in a window').toBeGreaterThan(150);
  }, 60_000);
});

describe('[R-SRC-01] the order of the hits', () => {
  beforeAll(async () => {
    let id = 10_000;
    // As many hits as are ranked among each other as a whole, one fewer, one more, and far more.
    for (const [word, n] of [
      ['甲乙', 79],
      ['丙丁', 80],
      ['戊己', 81],
      ['庚辛', 190],
    ] as const)
      for (let i = 0; i < n; i++) {
        const often = i % 9 === 0 ? `${word}，${word}，${word}。` : '';
        await putPublic(db, {
          id: ++id,
          pid: `p${id}`,
          title: i % 11 === 0 ? `${word}办法` : '其他办法',
          body: `${word}。${often}`,
          publishedOn: addDays(TODAY, -(i % 40) * 30),
          repealedOn: i % 13 === 0 ? '2026-05-01' : null,
        });
      }
  });

  test.each([
    ['甲乙', 79],
    ['丙丁', 80],
    ['戊己', 81],
    ['庚辛', 190],
  ] as const)('of %s with %i hits is one, however the pages are cut', async (word, n) => {
    for (const order of ['relevance', 'date'] as const) {
      const { turned, whole, total } = await pages(db, word, order);
      expect(total).toBe(n);
      expect(new Set(turned).size).toBe(n);
      expect(turned, order).toEqual(whole);
    }
  });

  test('a paper that repeats the words stands above one that holds them once', async () => {
    const paper = (id: number, body: string) =>
      putPublic(db, { id, pid: `p${id}`, title: '某事', body, publishedOn: '2026-05-19' });
    // The newer number would come first among equals.
    await paper(20_001, '壬癸子丑之事。壬癸子丑，壬癸子丑。');
    await paper(20_002, '壬癸子丑之事。');
    for (const words of ['壬癸', '壬癸子丑'])
      expect((await pages(db, words, 'relevance')).turned).toEqual(['p20001', 'p20002']);
    expect((await pages(db, '壬癸', 'date')).turned).toEqual(['p20002', 'p20001']);
  });

  test('stands also where all are of one day, where a clock ran ahead, and before anybody has counted the rows', async () => {
    const superuser = await connect(database.address(inject('superuser')));
    for (let i = 0; i < 60; i++)
      await putPublic(db, {
        id: 30_000 + i,
        pid: `f${i}`,
        title: '寅卯',
        body: '寅卯之事',
        publishedOn: i < 30 ? addDays(TODAY, 8) : TODAY,
      });
    for (const rows of [-1, 0, 10, 100_000]) {
      await superuser.query(`update pg_class set reltuples = $1 where oid = 'portal.live_search'::regclass`, [
        rows,
      ]);
      const fresh = open();
      for (const today of [TODAY, addDays(TODAY, 8)])
        for (const order of ['relevance', 'date'] as const) {
          const { turned, whole } = await pages(fresh, '寅卯', order, today);
          expect(turned).toEqual(whole);
          expect(turned.toSorted()).toEqual(Array.from({ length: 60 }, (_, i) => `f${i}`).toSorted());
        }
      const windows = await windowsOf(fresh, TODAY);
      expect(windows.sizes, 'nothing is told from the newest when some are of tomorrow').toEqual([]);
      await fresh.destroy();
    }
    await superuser.end();
  });
});
