import { sql } from 'kysely';
import { addDays, type Day, day, weekday } from '../../../law/day.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import { keptFor } from './kept.ts';
import { type TimeUnit, timeToken } from './tokens.ts';

/** About so many newest documents lie in each window; what is frequent is looked for there first. */
const SIZES = Array.from({ length: 9 }, (_, i) => 500 * 2 ** i);
/** A window of more than this part of all documents costs more than looking through all of them. */
const LARGEST = 0.25;
/** More tokens in a list cost more than they save. */
const MOST_TOKENS = 24;
/** Lists of time tokens, each covering the newest documents from some day on; see `portal.search_newest`. */
export interface Windows {
  sizes: number[];
  ends: number[];
  tokens: number[];
}

const UNITS: readonly TimeUnit[] = ['day', 'week', 'month', 'year'];

/**
 * The tokens that cover the time from a day to today: as large units as fit behind the day, smaller ones before them, the
 * smallest of which may begin a little earlier. Undefined when years are too many.
 */
function cover(from: Day, today: Day): number[] | undefined {
  for (const finest of UNITS.keys()) {
    const tokens = new Set<number>();
    for (let d = from; d <= today; ) {
      const unit = UNITS.findLast((u, i) => i >= finest && startOf(u, d) >= from) ?? UNITS[finest] ?? 'year';
      tokens.add(timeToken(unit, d));
      do d = addDays(d, 1);
      while (d <= today && timeToken(unit, d) === timeToken(unit, addDays(d, -1)));
      if (tokens.size > MOST_TOKENS) break;
    }
    if (tokens.size <= MOST_TOKENS) return [...tokens];
  }
  return undefined;
}

/** The first day of the unit that a day lies in. */
function startOf(unit: TimeUnit, d: Day): Day {
  if (unit === 'week') return addDays(d, 1 - weekday(d));
  return (unit === 'day' ? d : unit === 'month' ? `${d.slice(0, 7)}-01` : `${d.slice(0, 4)}-01-01`) as Day;
}

/** Windows from the days on which the newest 500, 1,000, … documents begin; a day that is missing ends the list. */
function windowsFrom(days: readonly (Day | null)[], today: Day): Windows {
  const windows: Windows = { sizes: [], ends: [], tokens: [] };
  for (const [i, from] of days.entries()) {
    if (!from) break;
    // So many of one day are one window.
    if (days[i + 1] === from) continue;
    const tokens = cover(from, today);
    if (!tokens) break;
    windows.tokens.push(...tokens);
    windows.ends.push(windows.tokens.length);
    windows.sizes.push(SIZES[i] as number);
  }
  return windows;
}

/** How long windows hold; older ones are a little larger than needed, never wrong. */
const MILLISECONDS = 60_000;

/** The windows of a database that end on a day. */
export const windowsOf = keptFor(MILLISECONDS, async (db: Reader, today: Day): Promise<Windows> => {
  // Of an index that nobody has counted yet no window is too large.
  const { rows } = await sql<{ newest: Day | null; days: string }>`
    select (select max(published_on) from portal.live_search) as newest,
      portal.search_days(array(select n from unnest(${SIZES}::int[]) n where n = ${SIZES[0]} or c.reltuples <= 0 or n <= ${LARGEST} * c.reltuples order by n))::text as days
    from pg_class c where c.oid = 'portal.live_search'::regclass`.execute(db);
  const newest = rows[0]?.newest;
  // Windows end today: what a clock that ran ahead has published later would stand in none, and in front of all.
  if (!newest || newest > today) return { sizes: [], ends: [], tokens: [] };
  const days = (rows[0]?.days ?? '{}').slice(1, -1).split(',').filter(Boolean);
  return windowsFrom(
    days.map((d) => (/^\d/.test(d) ? day(d) : null)),
    today,
  );
});
