import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import type { Database, Reader } from '../../platform/db/pool.ts';
import type { SeenOn } from '../../platform/http/view-counts.ts';

/** Relations of the portal whose numbers may be as old as a kept page: they do not make pages new. */
export const AGEING_RELATIONS: readonly string[] = ['document_views'];

/** How many papers one statement takes. */
const AT_ONCE = 2000;

/** Adds views of papers to what is stored, with the portal's own role. Papers that are not public are left out. */
export async function addViews(db: Database, seen: readonly SeenOn[]): Promise<void> {
  const days = new Set(seen.map((s) => s.day));
  // One transaction: what fails is tried again whole, and nothing is counted twice.
  await db.transaction().execute(async (tx) => {
    for (const day of days) {
      const of = seen.filter((s) => s.day === day);
      for (let i = 0; i < of.length; i += AT_ONCE) {
        const part = of.slice(i, i + AT_ONCE);
        await sql`select portal.add_views(${day}, ${part.map((s) => s.subject)}::text[], ${part.map((s) => s.views)}::integer[])`.execute(
          tx,
        );
      }
    }
  });
}

/** How often the page of a paper has been read. Behind by the interval of writing and the age of a kept page. */
export async function viewsOf(db: Reader, pid: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select coalesce(sum(views), 0)::bigint as n from portal.document_views where pid = ${pid}`.execute(db);
  return rows[0]?.n ?? 0;
}

/** Fewer views than this are not told: they say nothing of a paper, and something of its few readers. */
export const LEAST_VIEWS = 10;

/** A paper in a list by views. */
export interface ViewedPaper {
  pid: string;
  title: string;
  publishedOn: Day;
  views: number;
}

/** The public papers read most often since a day, that day included, from `LEAST_VIEWS` on. @param most length of the list */
export async function mostViewed(db: Reader, since: Day, most: number): Promise<ViewedPaper[]> {
  const { rows } = await sql<ViewedPaper>`
    select d.pid, d.title, d.published_on as "publishedOn", v.views
    from (select pid, sum(views)::bigint as views from portal.document_views where day >= ${since}
      group by pid having sum(views) >= ${LEAST_VIEWS}) v
    join portal.live_document d on d.pid = v.pid
    order by v.views desc, d.published_on desc, d.id desc limit ${most}`.execute(db);
  return rows;
}
