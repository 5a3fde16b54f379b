import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';

/** Facts of the footer that law asks of a government site; only those that are known are shown. */
export interface SiteFacts {
  operator?: string;
  siteCode?: string;
  icp?: string;
  police?: string;
  phone?: string;
  address?: string;
  /** The site shows invented data. */
  demo?: boolean;
  /** The invented data are still being put in, or were cut off. */
  unfinished?: boolean;
}

/** A site as its pages need it. */
export interface Site {
  code: string;
  name: string;
  tagline: string;
  organisationName: string;
  facts: SiteFacts;
}

/** A column of a site. */
export interface SiteColumn {
  path: string;
  parentPath: string | null;
  name: string;
  description: string;
  documents: number;
}

/** The site for a host and path: the host's own sites first, then the longest path prefix; undefined before set-up. */
export async function siteFor(db: Reader, host: string, path: string): Promise<Site | undefined> {
  const { rows } = await sql<Site>`
    select code, name, tagline, organisation_name as "organisationName", facts from portal.live_site
    where (host = ${host} or host is null) and (prefix = '' or ${path} = prefix or starts_with(${path}, prefix || '/'))
    order by (host is not null) desc, length(prefix) desc limit 1`.execute(db);
  return rows[0];
}

/** The columns of a site in force, in order, with the number of documents in each and below it. */
export async function siteColumns(db: Reader, site: string, today: Day): Promise<SiteColumn[]> {
  // Documents are counted by the set of columns they are in, of which there are few: a document in two columns below
  // one parent counts there once.
  const { rows } = await sql<SiteColumn>`
    with held as (
      select paths, count(*) as n from (
        select array_agg(column_path) as paths from portal.live_placement where site_code = ${site} group by document_id) d
      group by paths)
    select c.path, c.parent_path as "parentPath", c.name, c.description,
      coalesce((select sum(h.n) from held h where exists (
        select from unnest(h.paths) p where p = c.path or starts_with(p, c.path || '/'))), 0)::bigint as documents
    from portal.live_column c
    where c.site_code = ${site} and (c.valid_to is null or c.valid_to >= ${today})
    order by c.sort_order, c.path`.execute(db);
  return rows;
}

/** The columns a document may be placed in, for the form of the console. */
export async function placeableColumns(
  db: Reader,
  today: Day,
): Promise<{ id: number; path: string; name: string }[]> {
  return db
    .selectFrom('column_node')
    .select(['id', 'path', 'name'])
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', today)]))
    .orderBy('sort_order')
    .orderBy('path')
    .execute();
}

/** Adds a site. @returns its id */
export async function addSite(
  tx: Tx,
  s: { code: string; organisationId: number; name: string; tagline: string; facts: SiteFacts },
): Promise<number> {
  const row = await tx
    .insertInto('site')
    .values({
      code: s.code,
      organisation_id: s.organisationId,
      name: s.name,
      tagline: s.tagline,
      facts: JSON.stringify(s.facts),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** Adds a column. @returns its id */
export async function addColumn(
  tx: Tx,
  c: {
    siteId: number;
    parentId?: number;
    path: string;
    name: string;
    description: string;
    sortOrder: number;
  },
): Promise<number> {
  const row = await tx
    .insertInto('column_node')
    .values({
      site_id: c.siteId,
      parent_id: c.parentId ?? null,
      path: c.path,
      name: c.name,
      description: c.description,
      sort_order: c.sortOrder,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}
