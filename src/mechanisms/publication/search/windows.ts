import { sql } from 'kysely';
import { addDays, type Day, day, weekday } from '../../../law/day.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import { type TimeUnit, timeToken } from './tokens.ts';

/** About so many newest documents lie in each window; what is frequent is looked for there first. */
const SIZES = Array.from({ length: 9 }, (_, i) => 500 * 2 ** i);
/** A window of more than this part of all documents costs more than looking through all of them. */
const LARGEST = 0.25;
/** More tokens in a list cost more than they save. */
const MOST_TOKENS = 24;
/** How long the windows hold; older ones are a little larger than needed, never wrong. */
const MILLISECONDS = 60_000;

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
function windowsFrom(days: readonly (Day | null)[], today: Day, documents: number): Windows {
  const windows: Windows = { sizes: [], ends: [], tokens: [] };
  for (const [i, from] of days.entries()) {
    const tokens = from && from <= today ? cover(from, today) : undefined;
    if (!tokens || (i > 0 && (SIZES[i] as number) > documents * LARGEST)) break;
    windows.tokens.push(...tokens);
    windows.ends.push(windows.tokens.length);
    windows.sizes.push(SIZES[i] as number);
  }
  return windows;
}

/** What is known of the index as a whole; looked up once a minute, older knowledge costs time, never hits. */
interface Knowledge {
  windows: Windows;
  /** Parts of all papers (0 to 1) that hold a token, of those that very many hold. */
  frequent: ReadonlyMap<number, number>;
}

const known = new WeakMap<Reader, { today: Day; until: number; knowledge: Promise<Knowledge> }>();

async function look(db: Reader, today: Day): Promise<Knowledge> {
  const { rows } = await sql<{
    days: string;
    documents: number;
    tokens: string | null;
    parts: number[] | null;
  }>`
    select portal.search_days(${SIZES}::int[])::text as days, one.documents, s.most_common_elems::text as tokens, s.most_common_elem_freqs as parts
    from (select reltuples::float8 as documents from pg_class where oid = 'portal.live_search'::regclass) one
    left join pg_stats s on s.schemaname = 'portal' and s.tablename = 'live_search' and s.attname = 'toks'`.execute(
    db,
  );
  const list = (array: string | null | undefined) => (array ?? '{}').slice(1, -1).split(',').filter(Boolean);
  return {
    windows: windowsFrom(
      list(rows[0]?.days).map((d) => (/^\d/.test(d) ? day(d) : null)),
      today,
      // Nobody has counted yet: then no window is too large.
      rows[0] && rows[0].documents >= 0 ? rows[0].documents : Number.POSITIVE_INFINITY,
    ),
    // Behind the parts of the tokens stand the least, the largest and that of null, which have no token.
    frequent: new Map(list(rows[0]?.tokens).map((token, i) => [Number(token), rows[0]?.parts?.[i] ?? 0])),
  };
}

/** The windows of a database, and its frequent tokens as its statistics have them. */
export function knowledgeOf(db: Reader, today: Day): Promise<Knowledge> {
  const now = performance.now();
  const cached = known.get(db);
  if (cached && cached.today === today && now < cached.until) return cached.knowledge;
  const knowledge = look(db, today);
  known.set(db, { today, until: now + MILLISECONDS, knowledge });
  knowledge.catch(() => known.delete(db));
  return knowledge;
}
