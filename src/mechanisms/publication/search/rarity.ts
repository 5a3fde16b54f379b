import { sql } from 'kysely';
import type { Day } from '../../../law/day.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import { keptFor } from './kept.ts';
import type { QueryTokens } from './tokens.ts';

/** Parts of all papers (0 to 1) that hold a token, as far as a sample tells. */
type Parts = ReadonlyMap<number, number>;

/** So many newest papers are a sample: 0.2 seconds of the database. */
const SAMPLE = 500;
/** A paper with more tokens has long attachments; a few of them would cost more than all others. */
const LONGEST = 5000;
/** Tokens of fewer of them are not told apart. */
const LEAST_SEEN = 5;
const MILLISECONDS = 600_000;

/**
 * How many of the newest papers before a day hold each of the more frequent tokens. Today's papers do not count: all day, and
 * in every process, the same pairs are asked for, so that all pages of a search are of one order.
 */
export const tokenParts = keptFor(MILLISECONDS, async (db: Reader, today: Day): Promise<Parts> => {
  const sample = sql<{ token: number; part: number }>`
    select t.token, count(*)::float8 / max(s.papers) as part
    from (select n.toks, count(*) over () as papers
      from (select toks from portal.live_search where published_on < ${today} and cardinality(toks) <= ${LONGEST}
        order by published_on desc, document_id desc limit ${SAMPLE}) n) s
    cross join unnest(s.toks) t(token) group by t.token having count(*) >= ${LEAST_SEEN}`;
  // It only saves time: for want of it no search may fail.
  const rows = await sample.execute(db).then(
    (found) => found.rows,
    () => [],
  );
  return new Map(rows.map((r) => [r.token, r.part]));
});

/** What is in the sample less often is taken for this rare. */
const UNSEEN = LEAST_SEEN / SAMPLE / 2;
/** So many tokens are asked for however frequent they are. */
const LEAST_TOKENS = 2;
/** So many that are not frequent are worth their lists; neighbours share a character, so their parts say less than they seem. */
const ENOUGH_TOKENS = 5;
/** A token is frequent from this part of all papers on: its list costs more than the few papers that it keeps away. */
const FREQUENT = 0.2;
/** Whatever is left is asked for while those before leave more than this part of all papers. */
const WIDE = 0.002;

/**
 * The tokens by which a search looks for candidates, and for texts that repeat the words. A long phrase is found by its
 * rarest pairs: where texts are read anyway, longer lists cost more than the candidates that they would keep away.
 */
export function worthAsking(words: QueryTokens, parts: Parts): { anywhere: number[]; often: number[] } {
  const rarest = (tokens: readonly number[]): number[] => {
    const asked = tokens
      .map((token, i) => ({
        token,
        proves: words.proving.includes(words.anywhere[i] as number),
        part: Math.max(UNSEEN, parts.get(token) ?? 0),
        odd: i % 2,
      }))
      // Of equals those that do not share a character tell more.
      .toSorted((a, b) => a.part - b.part || a.odd - b.odd);
    let left = 1;
    return asked.flatMap(({ token, proves, part }, i) => {
      const worth = i < LEAST_TOKENS || left > WIDE || (i < ENOUGH_TOKENS && part < FREQUENT);
      if (!worth && !proves) return [];
      left *= part;
      return [token];
    });
  };
  return { anywhere: rarest(words.anywhere), often: rarest(words.often) };
}
