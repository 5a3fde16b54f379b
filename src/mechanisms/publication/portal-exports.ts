import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { listed } from './marks.ts';
import { type PublicFilter, type PublicListItem, publicListColumns, publicWhere } from './portal-reads.ts';

/* What other programs take from the portal: feeds, sitemaps; and what a visitor has kept. */

/** A paper in a feed. */
export interface PublicFeedItem extends PublicListItem {
  summary: string;
  publishedAt: Date;
  /** Day on which this edition became public. */
  editionOn: Day;
}

const feedColumns = (today: Day) =>
  sql`${publicListColumns(today)}, d.summary, d.published_at as "publishedAt", d.edition_on as "editionOn"`;

/** The newest papers of a list, for a feed. @param size how many */
export async function publicFeed(
  db: Reader,
  f: PublicFilter & { size: number },
  today: Day,
): Promise<PublicFeedItem[]> {
  const { rows } = await listed(f, () =>
    sql<PublicFeedItem>`
    select ${feedColumns(today)} from portal.live_document d where ${publicWhere(f, today)}
    order by d.published_on desc, d.id desc limit ${f.size}`.execute(db),
  );
  return rows;
}

/** Papers of a list of public ids for a feed, newest first; those that are not public are left out. */
export async function feedOf(db: Reader, pids: readonly string[], today: Day): Promise<PublicFeedItem[]> {
  if (pids.length === 0) return [];
  const { rows } = await sql<PublicFeedItem>`
    select ${feedColumns(today)} from portal.live_document d where d.pid = any(${[...pids]}::text[])
    order by d.published_on desc, d.id desc`.execute(db);
  return rows;
}

/** Papers by public id, in the order of the ids; those that are not public are left out. */
export async function publicByPids(
  db: Reader,
  pids: readonly string[],
  today: Day,
): Promise<PublicListItem[]> {
  if (pids.length === 0) return [];
  const { rows } = await sql<PublicListItem>`
    select ${publicListColumns(today)} from unnest(${[...pids]}::text[]) with ordinality k(pid, place)
    join portal.live_document d on d.pid = k.pid order by k.place`.execute(db);
  return rows;
}

/** Months ('YYYY-MM') in which something was published that is still public, newest first: one index look-up each. */
export async function publicMonths(db: Reader): Promise<string[]> {
  const { rows } = await sql<{ month: string }>`
    select to_char(m.first, 'YYYY-MM') as month
    from (select date_trunc('month', min(published_on))::date as first, max(published_on) as last from portal.live_document) d
    cross join lateral (select generate_series(d.first, d.last, interval '1 month')::date as first) m
    where exists (select from portal.live_document where published_on >= m.first and published_on < m.first + interval '1 month')
    order by 1 desc`.execute(db);
  return rows.map((r) => r.month);
}

/** Public ids of the papers first published in a month, with the day of their present edition. @param month 'YYYY-MM' */
export async function publicPidsOfMonth(
  db: Reader,
  month: string,
): Promise<{ pid: string; editionOn: Day }[]> {
  const { rows } = await sql<{ pid: string; editionOn: Day }>`
    select pid, edition_on as "editionOn" from portal.live_document
    where published_on >= to_date(${month}, 'YYYY-MM') and published_on < to_date(${month}, 'YYYY-MM') + interval '1 month'
    order by published_on, id`.execute(db);
  return rows;
}
