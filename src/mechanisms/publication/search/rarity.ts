import { sql } from 'kysely';
import type { Reader } from '../../../platform/db/pool.ts';
import { keptFor } from './kept.ts';
import type { QueryTokens } from './tokens.ts';

/** Parts of all papers (0 to 1) that hold a token, as far as a sample tells. */
type Parts = ReadonlyMap<number, number>;

/** So many newest papers are a sample: 0.2 seconds of the database. */
const SAMPLE = 500;
/** Tokens of fewer of them are not told apart. */
const LEAST_SEEN = 5;
const MILLISECONDS = 600_000;

/** How many of the newest papers hold each of the more frequent tokens; looked up every ten minutes. */
export const tokenParts = keptFor(MILLISECONDS, async (db: Reader, _: 'all'): Promise<Parts> => {
  const { rows } = await sql<{ token: number; part: number }>`
    select t.token, count(*)::float8 / max(s.papers) as part
    from (select n.toks, count(*) over () as papers
      from (select toks from portal.live_search order by published_on desc, document_id desc limit ${SAMPLE}) n) s
    cross join unnest(s.toks) t(token) group by t.token having count(*) >= ${LEAST_SEEN}`.execute(db);
  return new Map(rows.map((r) => [r.token, r.part]));
});

/** What is in the sample less often is taken for this rare. */
const UNSEEN = LEAST_SEEN / SAMPLE / 2;
/** So many tokens are asked for however frequent they are. */
const LEAST_TOKENS = 2;
/** Frequent tokens are asked for too while the others leave more than this part of all papers. */
const WIDE = 0.002;
/** A token is frequent from this part of all papers on: its list costs more than the few papers that it keeps away. */
const FREQUENT = 0.2;
/** Where this part of all papers is left, no further list is worth its reading. */
const NARROW = 0.000_01;

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
      }))
      .toSorted((a, b) => a.part - b.part);
    let left = 1;
    return asked.flatMap(({ token, proves, part }, i) => {
      const worth = i < LEAST_TOKENS || left > WIDE || (left > NARROW && part < FREQUENT);
      if (!worth && !proves) return [];
      left *= part;
      return [token];
    });
  };
  return { anywhere: rarest(words.anywhere), often: rarest(words.often) };
}
