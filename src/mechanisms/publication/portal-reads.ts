import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import type { Figure } from '../figure/index.ts';
import { validitySql } from './validity.ts';
import type { EffectLevel, Validity } from './words.ts';

/** A document in a list of the portal. */
export interface PublicListItem {
  pid: string;
  title: string;
  documentNumber: string;
  ownerCode: string;
  ownerName: string;
  genre: string;
  publishedOn: Day;
  effectiveOn: Day | null;
  repealedOn: Day | null;
  expiresOn: Day | null;
  validity: Validity;
}

/** Columns of a list item, from `portal.live_document d`. */
export function publicListColumns(today: Day) {
  return sql`d.pid, d.title, d.document_number as "documentNumber", d.owner_code as "ownerCode", d.owner_name as "ownerName", d.genre,
    d.published_on as "publishedOn", d.effective_on as "effectiveOn", d.repealed_on as "repealedOn", d.expires_on as "expiresOn", ${validitySql(today)} as validity`;
}

/** A document page. */
export interface PublicDocument extends PublicListItem {
  indexNumber: string;
  addressees: string;
  summary: string;
  bodyHtml: string;
  theme: string;
  mark: string;
  sourceName: string;
  sourceUrl: string;
  writtenOn: Day | null;
  publishedAt: Date;
  /** Day on which this edition became public: later than `publishedOn` after a correction. */
  editionOn: Day;
  editionNumber: number;
  changeNote: string;
  tags: string[];
  region: string;
  /** Name of the region; empty for the whole city. */
  regionName: string;
  effectLevel: EffectLevel;
  columns: { path: string; name: string }[];
}

/** A document that the public can see; undefined when there is none. */
export async function publicDocument(
  db: Reader,
  pid: string,
  site: string,
  today: Day,
): Promise<PublicDocument | undefined> {
  const { rows } = await sql<PublicDocument>`
    select ${publicListColumns(today)}, d.index_number as "indexNumber", d.addressees, d.summary, d.body_html as "bodyHtml", d.theme, d.mark,
      d.source_name as "sourceName", d.source_url as "sourceUrl", d.written_on as "writtenOn", d.published_at as "publishedAt",
      d.edition_on as "editionOn", d.edition_number as "editionNumber", d.change_note as "changeNote",
      d.tags, d.region, coalesce((select o.short_name from portal.live_organisation o where o.code = d.region), '') as "regionName", d.effect_level as "effectLevel",
      coalesce((select json_agg(json_build_object('path', c.path, 'name', c.name) order by c.path)
        from portal.live_placement p join portal.live_column c on c.site_code = p.site_code and c.path = p.column_path
        where p.document_id = d.id and p.site_code = ${site}), '[]') as columns
    from portal.live_document d where d.pid = ${pid}`.execute(db);
  return rows[0];
}

/** What is said at the address of something that was taken down. */
export async function goneAt(
  db: Reader,
  path: string,
): Promise<{ at: Date; title: string; reason: string } | undefined> {
  return db
    .selectFrom('portal.gone')
    .select(['at', 'title', 'reason'])
    .where('path', '=', path)
    .executeTakeFirst();
}

/** What a list of documents is narrowed by. */
export interface PublicFilter {
  owner?: string;
  /** column path, with everything below it */
  column?: string;
  site: string;
  year?: number;
  validity?: Validity;
}

/** The condition of a filter on `portal.live_document d`. */
export function publicWhere(f: PublicFilter, today: Day) {
  return sql`(${f.owner ?? null}::text is null or d.owner_code = ${f.owner ?? null})
    and (${f.year ?? null}::int is null or (d.published_on >= make_date(${f.year ?? 2000}::int, 1, 1) and d.published_on < make_date(${f.year ?? 2000}::int + 1, 1, 1)))
    and (${f.validity ?? null}::text is null or ${validitySql(today)} = ${f.validity ?? null})
    and (${f.column ?? null}::text is null or exists (select from portal.live_placement p where p.document_id = d.id and p.site_code = ${f.site}
      and (p.column_path = ${f.column ?? ''} or p.column_path like ${`${f.column ?? ''}/%`})))`;
}

/** Documents by date, newest first. @param page from 1 */
export async function publicDocuments(
  db: Reader,
  f: PublicFilter & { page: number; size: number },
  today: Day,
): Promise<PublicListItem[]> {
  const { rows } = await sql<PublicListItem>`
    select ${publicListColumns(today)} from portal.live_document d where ${publicWhere(f, today)}
    order by d.published_on desc, d.id desc limit ${f.size} offset ${(f.page - 1) * f.size}`.execute(db);
  return rows;
}

/** How many documents the list holds. */
export async function countPublicDocuments(db: Reader, f: PublicFilter, today: Day): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*) as n from portal.live_document d where ${publicWhere(f, today)}`.execute(db);
  return rows[0]?.n ?? 0;
}

/** How many documents are public, in all or of one organisation. */
export const publishedDocuments: Figure<{ site: string; today: Day; owner?: string }> = {
  name: 'published-documents',
  label: '已公开',
  unit: '件',
  count: (db, { site, today, owner }) =>
    countPublicDocuments(db, { site, ...(owner ? { owner } : {}) }, today),
  rows: ({ owner }) => `/documents${owner ? `?owner=${encodeURIComponent(owner)}` : ''}`,
};

/** Organisations and years that hold a document, without the numbers: some index look-ups, however many documents. */
export async function publicChoices(
  db: Reader,
): Promise<{ owners: { code: string; name: string }[]; years: number[] }> {
  const owners = await sql<{ code: string; name: string }>`
    select o.code, o.short_name as name from portal.live_organisation o
    where exists (select from portal.live_document d where d.owner_code = o.code) order by o.sort_order, o.code`.execute(
    db,
  );
  const years = await sql<{ year: number }>`
    select y.year from (select min(published_on) as first, max(published_on) as last from portal.live_document) d
    cross join lateral generate_series(extract(year from d.first)::int, extract(year from d.last)::int) y(year)
    where exists (select from portal.live_document where published_on >= make_date(y.year, 1, 1) and published_on < make_date(y.year + 1, 1, 1))
    order by y.year desc`.execute(db);
  return { owners: owners.rows, years: years.rows.map((y) => y.year) };
}

/** Choices of the filters with the number of documents behind each: reads every document. */
export async function publicFacets(
  db: Reader,
  today: Day,
): Promise<{
  owners: { code: string; name: string; n: number }[];
  years: { year: number; n: number }[];
  validity: { validity: Validity; n: number }[];
}> {
  const [owners, years, validity] = await Promise.all([
    sql<{ code: string; name: string; n: number }>`
      select o.code, o.short_name as name, d.n from (select owner_code, count(*) as n from portal.live_document group by owner_code) d
      join portal.live_organisation o on o.code = d.owner_code order by o.sort_order, o.code`.execute(db),
    sql<{
      year: number;
      n: number;
    }>`select extract(year from d.published_on)::int as year, count(*) as n from portal.live_document d group by 1 order by 1 desc`.execute(
      db,
    ),
    sql<{
      validity: Validity;
      n: number;
    }>`select ${validitySql(today)} as validity, count(*) as n from portal.live_document d group by 1 order by 2 desc`.execute(
      db,
    ),
  ]);
  return { owners: owners.rows, years: years.rows, validity: validity.rows };
}
