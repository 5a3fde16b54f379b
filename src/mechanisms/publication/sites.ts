import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';

/** An account that people can follow; its address becomes a QR code. */
export interface FollowedAccount {
  label: string;
  url: string;
}

/** Facts that law asks of a government site, and its texts; only those that are known are shown. */
export interface SiteFacts {
  /** 承办单位 */
  operator?: string;
  /** 网站标识码, ten characters */
  siteCode?: string;
  /** ICP 备案号 */
  icp?: string;
  /** 公安备案号 and the address of its entry */
  police?: string;
  policeUrl?: string;
  /** Address of the 党政机关网站标识 of this site */
  partyMarkUrl?: string;
  /** Address of 我为政府网站找错 for this site */
  findErrorUrl?: string;
  phone?: string;
  address?: string;
  postcode?: string;
  email?: string;
  /** 网站声明, one paragraph per line */
  statement?: string;
  /** 版权与转载, one paragraph per line; what is printed first here and what is reprinted are told apart */
  copyright?: string;
  accounts?: readonly FollowedAccount[];
  /** The site shows invented data. */
  demo?: boolean;
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
  const { rows } = await sql<SiteColumn>`
    select c.path, c.parent_path as "parentPath", c.name, c.description, coalesce(t.documents, 0) as documents
    from portal.live_column c left join portal.column_tally t on t.site_code = c.site_code and t.column_path = c.path
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
