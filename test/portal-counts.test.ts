import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { day } from '../src/law/day.ts';
import { listCounts, siteColumns, validityOn, wholeFacets } from '../src/mechanisms/publication/index.ts';
import type { Database } from '../src/platform/db/pool.ts';
import { openDatabase } from '../src/platform/db/pool.ts';
import { cloneDatabase, type TestDatabase } from './harness.ts';
import { type Live, putLive } from './portal-kit.ts';

let database: TestDatabase;
let app: Database;
let portal: Database;
beforeAll(async () => {
  database = await cloneDatabase('empty');
  const open = (role: 'app' | 'portal') =>
    openDatabase(database[role], { max: 3, name: 'test', onError: () => undefined });
  [app, portal] = [open('app'), open('portal')];
  await sql`insert into organisation (code, name, short_name, kind, level, document_agency, valid_from) values ('city', '某市', '某市', 'city-government', 'city', '', '2020-01-01')`.execute(
    app,
  );
  await sql`insert into site (code, organisation_id, name) select 'main', id, '站点' from organisation`.execute(
    app,
  );
  for (const path of ['a', 'a/b', 'a/b/c', 'd'])
    await sql`insert into column_node (site_id, path, name) select id, ${path}, ${path} from site`.execute(
      app,
    );
});
afterAll(async () => {
  await app.destroy();
  await portal.destroy();
  await database.drop();
});

const DAYS = ['2024-12-31', '2025-01-01', '2026-05-19', '2026-05-20', '2026-05-21'];
const anyDay = fc.constantFrom(...DAYS);
const anyDocument = fc.record(
  {
    owner: fc.constantFrom('city', 'town'),
    publishedOn: anyDay,
    theme: fc.constantFrom('', '科技、教育', '国防'),
    genre: fc.constantFrom('通知', '决定'),
    region: fc.constantFrom('', 'town'),
    effect: fc.constantFrom('government-rule', 'normative-document', 'other-document'),
    tags: fc.uniqueArray(fc.constantFrom('养老', '住房', '环境'), { maxLength: 3 }),
    effectiveOn: anyDay,
    expiresOn: anyDay,
    repealedOn: anyDay,
    unbinding: fc.boolean(),
    columns: fc.uniqueArray(fc.constantFrom('a', 'a/b', 'a/b/c', 'd'), { maxLength: 3 }),
  },
  { requiredKeys: ['owner', 'publishedOn', 'theme', 'genre', 'region', 'effect', 'tags', 'columns'] },
);

/** Counted by hand, one document after the other. */
function counted(documents: readonly Live[], today: string) {
  const facets = new Map<string, number>();
  const columns = new Map<string, number>();
  const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const d of documents) {
    add(facets, `owner ${d.owner}`);
    add(facets, `year ${d.publishedOn.slice(0, 4)}`);
    if (d.theme) add(facets, `theme ${d.theme}`);
    add(facets, `genre ${d.genre}`);
    if (d.region) add(facets, `region ${d.region}`);
    add(facets, `effect ${d.effect}`);
    for (const tag of d.tags ?? []) add(facets, `tag ${tag}`);
    const dates = {
      effectiveOn: d.effectiveOn ? day(d.effectiveOn) : null,
      expiresOn: d.expiresOn ? day(d.expiresOn) : null,
      repealedOn: d.repealedOn ? day(d.repealedOn) : null,
      hasValidity: !d.unbinding,
    };
    add(facets, `validity ${validityOn(dates, day(today))}`);
    for (const column of ['a', 'a/b', 'a/b/c', 'd'])
      if ((d.columns ?? []).some((c) => c === column || c.startsWith(`${column}/`))) add(columns, column);
  }
  return { facets, columns };
}

function flat(facets: Awaited<ReturnType<typeof wholeFacets>>): Map<string, number> {
  return new Map(
    Object.entries(facets).flatMap(([facet, values]) =>
      [...values].map(([value, n]): [string, number] => [`${facet} ${value}`, n]),
    ),
  );
}

test('[R-POR-12] kept counts are those of the documents: after publishing, correcting and withdrawing, on any day', async () => {
  let next = 1;
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyDocument, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(7), { maxLength: 4 }),
      fc.constantFrom(...DAYS),
      async (made, removed, today) => {
        const documents: Live[] = made.map((d) => ({ ...d, id: next++ }));
        await putLive(app, documents);
        const gone = new Set(removed.map((i) => documents[i]?.id).filter((id) => id !== undefined));
        if (gone.size > 0)
          await app
            .deleteFrom('portal.live_document')
            .where('id', 'in', [...gone])
            .execute();
        const [changed] = documents.filter((d) => !gone.has(d.id));
        if (changed) {
          changed.theme = '国防';
          changed.repealedOn = '2026-05-20';
          await app
            .updateTable('portal.live_document')
            .set({ theme: '国防', repealed_on: '2026-05-20' as never })
            .where('id', '=', changed.id)
            .execute();
        }
        const left = documents.filter((d) => !gone.has(d.id));
        const { facets, columns } = counted(left, today);
        const sorted = (m: ReadonlyMap<string, number>) => Object.fromEntries([...m].sort());
        expect(sorted(flat(await wholeFacets(portal, day(today))))).toEqual(sorted(facets));
        const shown = await siteColumns(portal, 'main', day(today));
        expect(
          sorted(new Map(shown.filter((c) => c.documents > 0).map((c) => [c.path, c.documents]))),
        ).toEqual(sorted(columns));
        // What a filter counts by reading is the same as what is kept, over the documents of the filter.
        const within = left.filter((d) => d.owner === 'city');
        const read = await listCounts(portal, { site: 'main', owner: 'city' }, day(today));
        expect(read.total).toBe(within.length);
        const { owner: _, ...others } = read.facets as Record<string, ReadonlyMap<string, number>>;
        const wanted = new Map([...counted(within, today).facets].filter(([k]) => !k.startsWith('owner ')));
        expect(sorted(flat(others as never))).toEqual(sorted(wanted));
        // The other owners are counted as if none were chosen.
        expect(read.facets.owner?.get('town') ?? 0).toBe(left.length - within.length);
        await app.deleteFrom('portal.live_document').execute();
      },
    ),
    { numRuns: 25 },
  );
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (select documents from portal.document_tally union all select documents from portal.validity_tally union all select documents from portal.column_tally) t where documents <> 0`.execute(
    app,
  );
  expect(rows[0]?.n).toBe(0);
});

test('[R-POR-12] publications at the same time lose no count and do not stop each other', async () => {
  const writers = Array.from({ length: 12 }, (_, i) =>
    putLive(app, [
      {
        id: 100_000 + i,
        owner: i % 2 ? 'city' : 'town',
        publishedOn: '2026-05-20',
        theme: i % 3 ? '国防' : '科技、教育',
        columns: i % 2 ? ['a', 'd'] : ['d', 'a/b'],
      },
    ]),
  );
  await Promise.all(writers);
  const facets = await wholeFacets(portal, day('2026-05-20'));
  expect([facets.owner.get('city'), facets.owner.get('town')]).toEqual([6, 6]);
  expect([facets.theme.get('国防'), facets.theme.get('科技、教育')]).toEqual([8, 4]);
  const columns = await siteColumns(portal, 'main', day('2026-05-20'));
  expect(Object.fromEntries(columns.map((c) => [c.path, c.documents]))).toEqual({
    a: 12,
    'a/b': 6,
    'a/b/c': 0,
    d: 12,
  });
});
