import { sql } from 'kysely';
import { addDays, type Day } from '../../../law/day.ts';
import { mayHoldPersonName } from '../../../law/person-name.ts';
import { findPersonalData } from '../../../law/personal-data.ts';
import { sha256 } from '../../../platform/crypto.ts';
import type { Database, Reader } from '../../../platform/db/pool.ts';
import { householdOf } from '../../../platform/http/network.ts';
import { queryTokens } from './tokens.ts';

/** What is shown of what was looked for in vain comes from at least so many different visitors. */
export const FEWEST_VISITORS = 3;
const LENGTH = { least: 2, most: 40 };

/**
 * The form in which a query without result may be kept: normalised, its words in order. Undefined when it may not: numbers
 * or names of persons, long numbers of any kind, addresses, or not a query for words at all.
 */
export function keptMiss(query: string): string | undefined {
  const { terms, without } = queryTokens(query);
  const text = terms.join(' ');
  const characters = [...text].length;
  if (without.length > 0 || characters < LENGTH.least || characters > LENGTH.most) return undefined;
  // Cases, plates, passports, telephones: whatever has many digits may be somebody's.
  if (/\d(?:[\s-]*\d){4}/.test(text) || /[@\\/]/.test(text) || !/\p{Script=Han}{2}/u.test(text))
    return undefined;
  if (findPersonalData(query).length > 0 || mayHoldPersonName(text)) return undefined;
  return text;
}

/**
 * Remembers a query without result, for what should be published besides (目录动态扩展). Nothing of the visitor is kept
 * but a hash keyed with a secret of the month that only the database knows and forgets: it tells visitors apart.
 */
export async function noteMiss(
  db: Database,
  it: { query: string; address: string; today: Day },
): Promise<void> {
  const text = keptMiss(it.query);
  if (text === undefined) return;
  await sql`select portal.note_search_miss(${text}, ${sha256(householdOf(it.address))}, ${it.today}::date)`.execute(
    db,
  );
}

/** A query that several visitors have made in vain. */
export interface SearchMiss {
  query: string;
  /** The most different visitors of a month. */
  visitors: number;
  firstOn: Day;
  lastOn: Day;
}

/** What at least three different visitors of one month looked for in vain, the most wanted first; at most 200. */
export async function searchMisses(db: Reader): Promise<SearchMiss[]> {
  const { rows } = await sql<SearchMiss>`
    select query, max(n) as visitors, min(first_on) as "firstOn", max(last_on) as "lastOn"
    from (select query, date_trunc('month', missed_on::timestamp) as month, count(distinct visitor) as n, min(missed_on) as first_on, max(missed_on) as last_on
      from search_miss group by query, month) m
    group by query having max(n) >= ${FEWEST_VISITORS} order by visitors desc, "lastOn" desc, query limit 200`.execute(
    db,
  );
  return rows;
}

/** Forgets queries without result after so many days, and the secrets of the months before. */
export async function forgetMisses(db: Database, today: Day, days: number): Promise<void> {
  const before = addDays(today, -days);
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('search_miss').where('missed_on', '<', before).execute();
    await sql`delete from search_salt where month < date_trunc('month', ${today}::date::timestamp)::date`.execute(
      tx,
    );
  });
}
