import { type RawBuilder, sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import { narrowed } from '../../platform/cache/reads.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { listed, OF_PAPERS, paperMark } from './marks.ts';
import { validitySql } from './validity.ts';
import type { EffectLevel, Ground, Validity } from './words.ts';

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
  /** Whether it says of itself that it interprets another paper. */
  interpretation: boolean;
}

/** Columns of a list item, from `portal.live_document d`. */
export function publicListColumns(today: Day) {
  return sql`d.pid, d.title, d.document_number as "documentNumber", d.owner_code as "ownerCode", d.owner_name as "ownerName", d.genre,
    d.published_on as "publishedOn", d.effective_on as "effectiveOn", d.repealed_on as "repealedOn", d.expires_on as "expiresOn", ${validitySql(today)} as validity,
    exists (select from portal.live_relation l where l.document_id = d.id and l.kind = 'interprets') as interpretation`;
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

/** A document with its place on the site. */
export interface PlacedDocument extends PublicDocument {
  /** The first of its columns and those above it, the topmost first; empty without a column in force. */
  trail: { path: string; name: string }[];
}

/** A document that the public can see, with its columns in the order of the site; undefined when there is none. */
export async function publicDocument(
  db: Reader,
  pid: string,
  site: string,
  today: Day,
): Promise<PlacedDocument | undefined> {
  // The page of a column that has ended is gone: nothing leads there.
  const shown = sql`c.site_code = ${site} and (c.valid_to is null or c.valid_to >= ${today})`;
  const { rows } = await narrowed([paperMark(pid)], OF_PAPERS, () =>
    sql<PlacedDocument>`
    select ${publicListColumns(today)}, d.index_number as "indexNumber", d.addressees, d.summary, d.body_html as "bodyHtml", d.theme, d.mark,
      d.source_name as "sourceName", d.source_url as "sourceUrl", d.written_on as "writtenOn", d.published_at as "publishedAt",
      d.edition_on as "editionOn", d.edition_number as "editionNumber", d.change_note as "changeNote",
      d.tags, d.region, coalesce((select o.short_name from portal.live_organisation o where o.code = d.region), '') as "regionName", d.effect_level as "effectLevel",
      coalesce((select json_agg(json_build_object('path', c.path, 'name', c.name) order by c.sort_order, c.path)
        from portal.live_placement p join portal.live_column c on c.site_code = p.site_code and c.path = p.column_path
        where p.document_id = d.id and ${shown}), '[]') as columns,
      coalesce((select json_agg(json_build_object('path', c.path, 'name', c.name) order by length(c.path))
        from portal.live_column c where ${shown} and (c.path = f.path or starts_with(f.path, c.path || '/'))), '[]') as trail
    from portal.live_document d
    left join lateral (select c.path from portal.live_placement p join portal.live_column c on c.site_code = p.site_code and c.path = p.column_path
      where p.document_id = d.id and ${shown} order by c.sort_order, c.path limit 1) f on true
    where d.pid = ${pid}`.execute(db),
  );
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
  /** Year of publication. */
  year?: number;
  validity?: Validity;
  theme?: string;
  genre?: string;
  /** Code of the county or township; '' = the whole city. */
  region?: string;
  effect?: EffectLevel;
  tag?: string;
  /** Item of article 20. */
  ground?: Ground;
  /** First and last day of publication. */
  from?: Day;
  to?: Day;
}

/** The conditions of a filter on rows of `portal.live_document d`. */
export function publicWhere(f: PublicFilter, today: Day) {
  const all = [sql`true`];
  const when = (value: unknown, condition: RawBuilder<unknown>) => {
    if (value !== undefined) all.push(condition);
  };
  when(f.owner, sql`d.owner_code = ${f.owner}`);
  when(
    f.year,
    sql`d.published_on >= make_date(${f.year}::int, 1, 1) and d.published_on < make_date(${f.year}::int + 1, 1, 1)`,
  );
  when(f.validity, sql`${validitySql(today)} = ${f.validity}`);
  when(f.theme, sql`d.theme = ${f.theme}`);
  when(f.genre, sql`d.genre = ${f.genre}`);
  when(f.region, sql`d.region = ${f.region}`);
  when(f.effect, sql`d.effect_level = ${f.effect}`);
  when(f.tag, sql`d.tags @> array[${f.tag}::text]`);
  when(f.ground, sql`d.ground = ${f.ground}`);
  when(f.from, sql`d.published_on >= ${f.from}`);
  when(f.to, sql`d.published_on <= ${f.to}`);
  when(
    f.column,
    sql`exists (select from portal.live_placement p where p.document_id = d.id and p.site_code = ${f.site}
      and (p.column_path = ${f.column} or p.column_path like ${`${f.column}/%`}))`,
  );
  return sql.join(all, sql` and `);
}

/** Documents by date of publication, newest first or oldest first. @param page from 1 */
export async function publicDocuments(
  db: Reader,
  f: PublicFilter & { page: number; size: number; oldestFirst?: boolean },
  today: Day,
): Promise<PublicListItem[]> {
  const order = f.oldestFirst ? sql`d.published_on, d.id` : sql`d.published_on desc, d.id desc`;
  const { rows } = await listed(f, () =>
    sql<PublicListItem>`
    select ${publicListColumns(today)} from portal.live_document d where ${publicWhere(f, today)}
    order by ${order} limit ${f.size} offset ${(f.page - 1) * f.size}`.execute(db),
  );
  return rows;
}

/** The papers that bear one of these numbers, as they are written in official papers; the newest first. */
export async function papersNumbered(
  db: Reader,
  numbers: readonly string[],
  today: Day,
): Promise<PublicListItem[]> {
  if (numbers.length === 0) return [];
  const { rows } = await sql<PublicListItem>`
    select ${publicListColumns(today)} from portal.live_document d where d.document_number = any(${[...numbers]}::text[])
    order by d.published_on desc, d.id desc limit 3`.execute(db);
  return rows;
}

/** How many documents the list holds. */
export async function countPublicDocuments(db: Reader, f: PublicFilter, today: Day): Promise<number> {
  const { rows } = await listed(f, () =>
    sql<{
      n: number;
    }>`select count(*) as n from portal.live_document d where ${publicWhere(f, today)}`.execute(db),
  );
  return rows[0]?.n ?? 0;
}
