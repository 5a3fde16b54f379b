import { sql } from 'kysely';
import type { Day } from '../../../law/day.ts';
import type { Database, Reader } from '../../../platform/db/pool.ts';
import { type PublicListItem, publicListColumns } from '../portal-reads.ts';
import { validitySql } from '../validity.ts';
import { hashToken, queryTokens } from './tokens.ts';

/** A search of the portal. */
export interface SearchRequest {
  query: string;
  order: 'relevance' | 'date';
  /** organisation code */
  owner?: string;
  /** year of publication */
  year?: number;
  page: number;
  size: number;
  today: Day;
}

/** A hit, with the piece of its body around the first match, in the normalised form of the text. */
export interface SearchHit extends PublicListItem {
  snippet: string;
}

/** Counting stops here; more is shown as "1000+". */
export const COUNT_CAP = 1000;
const CANDIDATES = 100;
const PAST = { recent: 2, middle: 8 };

/** What a search found. `total` is exact up to COUNT_CAP, then COUNT_CAP + 1. `terms` are the texts to highlight. */
export interface SearchResult {
  hits: SearchHit[];
  total: number;
  terms: string[];
}

/**
 * Searches what the public can see. Recall is that of a plain substring search. Relevance ranks the newest hits and the
 * newest title hits (so the cost of a frequent word does not grow with the number of its hits) and goes on with all
 * others by date: paging meets every hit once.
 */
export async function search(db: Database, request: SearchRequest): Promise<SearchResult> {
  const { terms, anywhere, inTitle } = queryTokens(request.query);
  if (terms.length === 0) return { hits: [], total: 0, terms };
  const filters = [
    ...(request.owner ? [hashToken(`d:${request.owner}`)] : []),
    ...(request.year ? [hashToken(`y:${request.year}`)] : []),
  ];
  if (anywhere.length === 0) return searchTitles(db, request, terms);
  const match: Match = { anywhere: [...anywhere, ...filters], inTitle: [...inTitle, ...filters], terms };
  const offset = (request.page - 1) * request.size;
  return db.transaction().execute(async (tx) => {
    // The planner takes a comparison of `toks` for nothing, though each unpacks kilobytes: with less than some 50,000
    // documents it would read the whole table for every word, thirty times as slow as by the index.
    await sql`set local enable_seqscan = off`.execute(tx);
    const total = await countHits(tx, match);
    const ranked = request.order === 'relevance' ? await rank(tx, request, match) : [];
    const ids = ranked.slice(offset, offset + request.size);
    if (ids.length < request.size && total > ranked.length)
      ids.push(
        ...(await byDate(tx, match, ranked, Math.max(0, offset - ranked.length), request.size - ids.length)),
      );
    return { hits: await readHits(tx, ids, terms, request.today), total, terms };
  });
}

/** What a hit must hold: token hashes that find it, and the texts that prove it. */
interface Match {
  anywhere: number[];
  inTitle: number[];
  terms: string[];
}

/** The fewest recent years that hold enough candidates, as year tokens; undefined for no window. */
async function recentYears(
  db: Reader,
  tokens: number[],
  request: SearchRequest,
): Promise<number[] | undefined> {
  if (request.year) return undefined;
  const thisYear = Number(request.today.slice(0, 4));
  for (const span of [PAST.recent, PAST.middle]) {
    const years = Array.from({ length: span }, (_, i) => hashToken(`y:${thisYear - i}`));
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from (select 1 from portal.live_search where toks @> ${tokens}::int4[] and toks && ${years}::int4[] limit ${CANDIDATES}) s`.execute(
      db,
    );
    if ((rows[0]?.n ?? 0) >= CANDIDATES) return years;
  }
  return undefined;
}

/**
 * The exact number of hits up to the cap. A document may hold the bigrams of a term apart from each other, so matches
 * are re-checked by substring; a term of one bigram is proven by it alone.
 */
async function countHits(db: Reader, m: Match): Promise<number> {
  const proven = m.terms.every((t) => /^\p{Script=Han}{2}$/u.test(t));
  const { rows } = proven
    ? await sql<{ n: number }>`
        select count(*) as n from (select 1 from portal.live_search where toks @> ${m.anywhere}::int4[] limit ${COUNT_CAP + 1}) c`.execute(
        db,
      )
    : await sql<{ n: number }>`
        select count(*) as n from (
          select 1 from (select document_id from portal.live_search where toks @> ${m.anywhere}::int4[] offset 0) s
          cross join lateral (select title_n, body_n from portal.live_document where id = s.document_id offset 0) d
          where ${holdsTerms(m.terms)} limit ${COUNT_CAP + 1}) c`.execute(db);
  return rows[0]?.n ?? 0;
}

/** Whether `d` holds every term in title or body. */
function holdsTerms(terms: readonly string[]) {
  return sql<boolean>`(select bool_and(strpos(d.title_n, x) > 0 or strpos(d.body_n, x) > 0) from unnest(${[...terms]}::text[]) x)`;
}

/** Ids of the ranked hits, best first: at most twice CANDIDATES. Papers no longer in force come after those that are. */
async function rank(db: Reader, request: SearchRequest, m: Match): Promise<number[]> {
  const years = await recentYears(db, m.anywhere, request);
  // The window narrows the body tier only: an old paper whose title holds the words must not be lost. `offset 0` fences
  // the match, or the planner may walk the date index through the whole table for a rare word.
  const window = years ? sql`and toks && ${years}::int4[]` : sql``;
  const { rows } = await sql<{ id: number }>`
    with candidate as (
      select * from (select document_id from (select document_id, published_on from portal.live_search where toks @> ${m.inTitle}::int4[] offset 0) t
        order by published_on desc, document_id desc limit ${CANDIDATES}) titles
      union
      select * from (select document_id from (select document_id, published_on from portal.live_search where toks @> ${m.anywhere}::int4[] ${window} offset 0) b
        order by published_on desc, document_id desc limit ${CANDIDATES}) bodies)
    select d.id
    from candidate c join portal.live_document d on d.id = c.document_id
    cross join lateral (
      select bool_and(b > 0 or t > 0) as ok, sum((t > 0)::int) as titles, sum(ln(1 + b::float8)) as bodies
      from (select strpos(d.title_n, w) as t, (octet_length(d.body_n) - octet_length(replace(d.body_n, w, ''))) / octet_length(w) as b
            from unnest(${m.terms}::text[]) w) z) x
    where x.ok
    order by (${validitySql(request.today)} in ('repealed', 'lapsed')),
      10.0 * x.titles / ${m.terms.length} + x.bodies / (1 + 0.2 * ln(1 + octet_length(d.body_n) / 3000.0)) + 2.0 * exp((d.published_on - ${request.today}::date) / 1500.0) desc,
      d.published_on desc, d.id desc`.execute(db);
  return rows.map((r) => r.id);
}

/** Ids of hits by date, newest first, without those already ranked. */
async function byDate(
  db: Reader,
  m: Match,
  without: readonly number[],
  offset: number,
  limit: number,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select d.id
    from (select * from (select document_id, published_on from portal.live_search where toks @> ${m.anywhere}::int4[] offset 0) t
          where not document_id = any(${[...without]}::bigint[])
          order by published_on desc, document_id desc offset 0) c
    cross join lateral (select id, title_n, body_n from portal.live_document where id = c.document_id offset 0) d
    where ${holdsTerms(m.terms)}
    limit ${limit} offset ${offset}`.execute(db);
  return rows.map((r) => r.id);
}

/** The rows of a page in the order of the ids, with about 120 characters of the body around the first term. */
async function readHits(
  db: Reader,
  ids: readonly number[],
  terms: readonly string[],
  today: Day,
): Promise<SearchHit[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<SearchHit>`
    select ${publicListColumns(today)}, substr(d.body_n, greatest(1, strpos(d.body_n, ${terms[0] ?? ''}) - 30), 120) as snippet
    from unnest(${[...ids]}::bigint[]) with ordinality i(id, place) join portal.live_document d on d.id = i.id order by i.place`.execute(
    db,
  );
  return rows;
}

/** A single Han character has no bigram: it is looked for in titles, newest first. */
async function searchTitles(db: Reader, request: SearchRequest, terms: string[]): Promise<SearchResult> {
  const { rows } = await sql<SearchHit & { total: number }>`
    select ${publicListColumns(request.today)}, '' as snippet, count(*) over () as total
    from portal.live_document d
    where (select bool_and(strpos(d.title_n, x) > 0) from unnest(${terms}::text[]) x)
      and (${request.owner ?? null}::text is null or d.owner_code = ${request.owner ?? null})
      and (${request.year ?? null}::int is null or extract(year from d.published_on) = ${request.year ?? null})
    order by d.published_on desc, d.id desc
    limit ${request.size} offset ${(request.page - 1) * request.size}`.execute(db);
  return {
    hits: rows.map(({ total: _, ...hit }) => hit),
    total: Math.min(rows[0]?.total ?? 0, COUNT_CAP + 1),
    terms,
  };
}
