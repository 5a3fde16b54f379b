import { type RawBuilder, sql } from 'kysely';
import { addDays, type Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import type { Figure } from '../figure/index.ts';
import { listed } from './marks.ts';
import { countPublicDocuments, type PublicFilter, publicWhere } from './portal-reads.ts';
import { validitySql } from './validity.ts';

/** Ways to sort documents into classes, with the condition each is for. */
const FACETS = ['owner', 'year', 'validity', 'theme', 'genre', 'region', 'effect', 'tag'] as const;
export type Facet = (typeof FACETS)[number];

/** Numbers of documents by class; a class without documents has no entry. */
export type FacetCounts = Readonly<Record<Facet, ReadonlyMap<string, number>>>;

/** Beyond this many matches of a filter nothing is counted exactly: a page is then narrowed down, not leafed through. */
export const MATCH_CAP = 5000;

/** A number kept by triggers. @param facet 'all' with the value '' is every document */
async function tallied(db: Reader, facet: 'all' | Exclude<Facet, 'validity'>, value = ''): Promise<number> {
  const row = await db
    .selectFrom('portal.document_tally')
    .select('documents')
    .where('facet', '=', facet)
    .where('value', '=', value)
    .executeTakeFirst();
  return row?.documents ?? 0;
}

/** All classes with the numbers of all documents, from the kept counts: as many rows as there are classes. */
export async function wholeFacets(db: Reader, today: Day): Promise<FacetCounts> {
  const { rows } = await sql<{ facet: Facet; value: string; n: number }>`
    select facet, value, documents as n from portal.document_tally where documents > 0
    union all
    select 'validity', validity, sum(documents) from portal.validity_tally where day <= ${today} group by 2 having sum(documents) > 0`.execute(
    db,
  );
  return gathered(rows);
}

/** Documents of an organ by item of article 20. */
export async function groundCounts(db: Reader, owner: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await listed({ site: '', owner }, () =>
    sql<{ value: string; n: number }>`
    select ground as value, count(*) as n from portal.live_document where owner_code = ${owner} group by 1`.execute(
      db,
    ),
  );
  return new Map(rows.map((r) => [r.value, r.n]));
}

function gathered(rows: readonly { facet: Facet; value: string; n: number }[]): FacetCounts {
  const counts = Object.fromEntries(FACETS.map((f) => [f, new Map<string, number>()])) as Record<
    Facet,
    Map<string, number>
  >;
  for (const { facet, value, n } of rows) if (value !== '') counts[facet]?.set(value, n);
  return counts;
}

const VALUES: Readonly<Record<Exclude<Facet, 'tag'>, RawBuilder<unknown>>> = {
  owner: sql`m.owner_code`,
  year: sql`m.year`,
  validity: sql`m.validity`,
  theme: sql`m.theme`,
  genre: sql`m.genre`,
  region: sql`m.region`,
  effect: sql`m.effect_level`,
};

/** Classes among the documents of a filter, by one reading of at most {@link MATCH_CAP} rows; undefined when there are more. */
async function matchedFacets(
  db: Reader,
  f: PublicFilter,
  today: Day,
): Promise<{ total: number; counts: FacetCounts } | undefined> {
  const sets = sql.join(Object.values(VALUES).map((v) => sql`(${v})`));
  const named = sql.join(
    Object.entries(VALUES).map(([name, v]) => sql`when grouping(${v}) = 0 then ${sql.lit(name)}`),
    sql` `,
  );
  const { rows } = await sql<{ facet: Facet | 'all'; value: string; n: number }>`
    with m as materialized (
      select d.owner_code, extract(year from d.published_on)::int::text as year, ${validitySql(today)} as validity, d.theme, d.genre, d.region, d.effect_level, d.tags
      from portal.live_document d where ${publicWhere(f, today)} limit ${MATCH_CAP + 1})
    select case ${named} end as facet, coalesce(${sql.join(Object.values(VALUES))}) as value, count(*) as n from m group by grouping sets (${sets})
    union all select 'tag', t, count(*) from m, unnest(m.tags) t group by 2
    union all select 'all', '', count(*) from m`.execute(db);
  const total = rows.find((r) => r.facet === 'all')?.n ?? 0;
  if (total > MATCH_CAP) return undefined;
  return { total, counts: gathered(rows.filter((r): r is typeof r & { facet: Facet } => r.facet !== 'all')) };
}

/** What a list page counts. */
export interface ListCounts {
  /** How many documents the list holds; undefined when more than {@link MATCH_CAP} and not kept. */
  total: number | undefined;
  /** For each class how many documents choosing it would give, the other conditions kept; undefined where nobody counts. */
  facets: Readonly<Record<Facet, ReadonlyMap<string, number> | undefined>>;
}

/** What a filter narrows down by. */
function conditions(f: PublicFilter): [name: string, value: string][] {
  return Object.entries(f).flatMap(([name, value]): [string, string][] =>
    name === 'site' || value === undefined ? [] : [[name, String(value)]],
  );
}

/** Whether a filter narrows nothing down. */
function isWhole(f: PublicFilter): boolean {
  return conditions(f).length === 0;
}

/** The total of a filter with one condition, where it is kept: then it is exact however many there are. */
async function keptTotal(db: Reader, f: PublicFilter): Promise<number | undefined> {
  const [one, more] = conditions(f);
  if (!one || more) return undefined;
  const [name, value] = one;
  if (name === 'column') {
    const row = await db
      .selectFrom('portal.column_tally')
      .select('documents')
      .where('site_code', '=', f.site)
      .where('column_path', '=', value)
      .executeTakeFirst();
    return row?.documents ?? 0;
  }
  const facet = FACETS.find((known) => known === name);
  return facet && facet !== 'validity' ? tallied(db, facet, value) : undefined;
}

/**
 * Counts for a list: without a condition from the kept numbers, else by one reading of what matches, and one more for
 * each class that is chosen (its other choices are counted without it).
 */
export async function listCounts(db: Reader, f: PublicFilter, today: Day): Promise<ListCounts> {
  const counted = async (filter: PublicFilter) =>
    isWhole(filter)
      ? { total: await tallied(db, 'all'), counts: await wholeFacets(db, today) }
      : matchedFacets(db, filter, today);
  const chosen = FACETS.filter((facet) => f[facet] !== undefined);
  const [here, ...without] = await Promise.all([
    counted(f),
    ...chosen.map((facet) => counted({ ...f, [facet]: undefined })),
  ]);
  const facets = Object.fromEntries(
    FACETS.map((facet) => {
      const index = chosen.indexOf(facet);
      return [facet, (index < 0 ? here : without[index])?.counts[facet]];
    }),
  ) as ListCounts['facets'];
  return { total: here ? here.total : await keptTotal(db, f), facets };
}

/** How many documents are public, in all or of one organisation. */
export const publishedDocuments: Figure<{ site: string; today: Day; owner?: string }> = {
  name: 'published-documents',
  label: '已公开',
  unit: '件',
  count: async (db, { owner }) =>
    owner === undefined ? await tallied(db, 'all') : await tallied(db, 'owner', owner),
  rows: ({ owner }) => `/documents${owner ? `?owner=${encodeURIComponent(owner)}` : ''}`,
};

/** The last seven days with today: on a Monday the week would have nothing to show. */
const lately = (today: Day) => ({ from: addDays(today, -6), to: today });

/** How many documents became public lately. */
export const publishedLately: Figure<{ site: string; today: Day }> = {
  name: 'published-lately',
  label: '近 7 天公开',
  unit: '件',
  count: (db, { site, today }) => countPublicDocuments(db, { site, ...lately(today) }, today),
  rows: ({ today }) => {
    const { from, to } = lately(today);
    return `/documents?from=${from}&to=${to}`;
  },
};
