import { parseArgs } from 'node:util';
import type pg from 'pg';
import { COUNT_CAP, normaliseForSearch, search } from '../src/mechanisms/publication/index.ts';
import { systemClock } from '../src/platform/clock.ts';
import type { Database } from '../src/platform/db/pool.ts';
import { City } from './city.ts';
import { withGround } from './ground.ts';
import { KINDS, type Kind, type Query, queriesFrom } from './queries.ts';
import { median, ms, progress, publish, quantile, timed } from './report.ts';

/*
 * Full-text search: time of both orders beside fetching twenty rows by key over the same connection, recall against a
 * plain LIKE over everything, and how the time grows with ten times as many documents.
 */

const REPEATS = 3;
const SIZE = 20;
const { values: options } = parseArgs({ options: { documents: { type: 'string', default: '20000' } } });
const DOCUMENTS = Number(options.documents);
const today = systemClock.today();

interface Times {
  relevance: number;
  date: number;
  fetch: number;
}
const SIDES = ['relevance', 'date', 'fetch'] as const;

/** Twenty rows by key as a page of hits shows them: what any list costs that knows its rows already. */
async function fetchRows(client: pg.Client, ids: readonly number[]): Promise<void> {
  await client.query(
    `select pid, title, document_number, owner_code, owner_name, genre, published_on, effective_on, repealed_on, expires_on,
       substr(body_n, 1, 120) as snippet from portal.live_document where id = any($1::bigint[])`,
    [ids],
  );
}

/** The median times of each query; the three sides take turns. */
async function measure(
  db: Database,
  client: pg.Client,
  queries: readonly Query[],
): Promise<Map<Query, Times>> {
  const { rows } = await client.query<{ id: number }>('select id from portal.live_document order by pid');
  const ids = rows.map((r) => r.id);
  let at = 0;
  const one: Record<keyof Times, (q: Query) => Promise<unknown>> = {
    relevance: (q) => search(db, { query: q.text, order: 'relevance', page: 1, size: SIZE, today }),
    date: (q) => search(db, { query: q.text, order: 'date', page: 1, size: SIZE, today }),
    fetch: () => {
      at = (at + SIZE) % (ids.length - SIZE);
      return fetchRows(client, ids.slice(at, at + SIZE));
    },
  };
  const took = new Map(
    queries.map((q) => [q, { relevance: [], date: [], fetch: [] } as Record<keyof Times, number[]>]),
  );
  for (let round = -1; round < REPEATS; round++)
    for (const q of queries)
      for (const side of SIDES) {
        const t = await timed(() => one[side](q));
        if (round >= 0) took.get(q)?.[side].push(t);
      }
  return new Map(
    [...took].map(([q, t]) => [
      q,
      { relevance: median(t.relevance), date: median(t.date), fetch: median(t.fetch) },
    ]),
  );
}

interface Truth {
  hits: number;
  found: number;
  /** the count is the true one, or the bound where it is above it */
  counted: boolean;
  /** every hit of the first page by relevance is a true one */
  precise: boolean;
}

/** Compares a query with LIKE over everything: by date every page is turned as long as the count is exact. */
async function compare(db: Database, client: pg.Client, query: string): Promise<Truth> {
  const words = query.split(' ').map((w) => `%${normaliseForSearch(w).replace(/[\\%_]/g, '\\$&')}%`);
  const condition = words.map((_, i) => `(title_n like $${i + 1} or body_n like $${i + 1})`).join(' and ');
  const { rows } = await client.query<{ pid: string }>(
    `select pid from portal.live_document where ${condition}`,
    words,
  );
  const truth = new Set(rows.map((r) => r.pid));
  const seen = new Set<string>();
  let total = 0;
  for (let page = 1; page === 1 || (total <= COUNT_CAP && (page - 1) * 200 < total); page++) {
    const result = await search(db, { query, order: 'date', page, size: 200, today });
    total = result.total;
    for (const hit of result.hits) seen.add(hit.pid);
  }
  const best = await search(db, { query, order: 'relevance', page: 1, size: SIZE, today });
  return {
    hits: truth.size,
    found: total <= COUNT_CAP ? [...truth].filter((pid) => seen.has(pid)).length : truth.size,
    counted: total === Math.min(truth.size, COUNT_CAP + 1) && [...seen].every((pid) => truth.has(pid)),
    precise: best.hits.length === Math.min(SIZE, truth.size) && best.hits.every((hit) => truth.has(hit.pid)),
  };
}

const summary = (times: Iterable<Times>) => {
  const all = [...times];
  const of = (side: keyof Times, q: number) =>
    quantile(
      all.map((t) => t[side]),
      q,
    );
  return {
    cells: SIDES.flatMap((side) => [ms(of(side, 0.5)), ms(of(side, 0.95))]),
    relevance: of('relevance', 0.95),
    date: of('date', 0.95),
    ratio: of('relevance', 0.95) / of('fetch', 0.5),
  };
};

await withGround(async (ground) => {
  const city = new City(ground.open('app', 2));
  const small = Math.round(DOCUMENTS / 10);
  const queries = queriesFrom(await city.grow(small));
  await ground.settle();
  const db = ground.open('portal', 1);
  const client = await ground.connect('portal');
  const few = summary((await measure(db, client, queries)).values());
  progress(`measured with ${small} documents`);
  await city.grow(DOCUMENTS);
  await ground.settle();
  const times = await measure(db, client, queries);
  progress(`measured with ${DOCUMENTS} documents`);
  const many = summary(times.values());
  const truths = new Map<Query, Truth>();
  for (const q of queries) truths.set(q, await compare(db, client, q.text));

  const byKind = (Object.keys(KINDS) as Kind[]).map((kind) => {
    const mine = [...times].filter(([q]) => q.kind === kind);
    const hits = mine.map(([q]) => truths.get(q)?.hits ?? 0);
    return [
      kind,
      mine.length,
      `${Math.min(...hits)}–${Math.max(...hits)}`,
      ...summary(mine.map(([, t]) => t)).cells.slice(0, 4),
    ];
  });
  const all = [...truths.values()];
  const exact = all.filter((t) => t.hits <= COUNT_CAP);
  const recall = exact.reduce((n, t) => n + t.found, 0) / exact.reduce((n, t) => n + t.hits, 0);
  for (const [q, t] of truths)
    if (!t.counted || !t.precise || t.found < t.hits) progress(`not as LIKE: ${q.text} ${JSON.stringify(t)}`);
  publish(
    'search',
    `${DOCUMENTS} documents of about 1,600 characters, 60 queries of seven kinds, median of ${REPEATS} each, one connection as the portal role, ms.`,
    [
      [['kind', 'queries', 'hits', 'relevance p50', 'p95', 'date p50', 'p95'], ...byKind],
      [
        [
          'documents',
          'relevance p50',
          'p95',
          'date p50',
          'p95',
          '20 rows by key p50',
          'p95',
          'relevance p95 ÷ rows p50',
        ],
        [small, ...few.cells, few.ratio.toFixed(1)],
        [DOCUMENTS, ...many.cells, many.ratio.toFixed(1)],
        [
          'growth',
          '',
          `× ${(many.relevance / few.relevance).toFixed(1)}`,
          '',
          `× ${(many.date / few.date).toFixed(1)}`,
          '',
          '',
          '',
        ],
      ],
    ],
    [
      `Recall against LIKE on the normalised text, by date, the ${exact.length} queries of at most ${COUNT_CAP} hits, every page turned: ${recall.toFixed(4)} (must be 1).`,
      `Count as LIKE counts (above ${COUNT_CAP}: said to be more), and no false hit: ${all.filter((t) => t.counted).length} of ${all.length}. First page by relevance full and without a false hit: ${all.filter((t) => t.precise).length} of ${all.length}.`,
      'A search sends three or four statements, the rows by key are one.',
    ],
  );
});
