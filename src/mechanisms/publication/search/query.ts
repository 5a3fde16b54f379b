import { sql } from 'kysely';
import type { Day } from '../../../law/day.ts';
import type { Reader } from '../../../platform/db/pool.ts';
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
  /** Relevance ranks the newest and the title matches only; deeper pages go by date. */
  ranked: boolean;
}

/**
 * Searches what the public can see. Recall is that of a plain substring search; ranking looks at capped candidates, so
 * the cost of a frequent word does not grow with the number of its hits.
 */
export async function search(db: Reader, request: SearchRequest): Promise<SearchResult> {
  const { terms, anywhere, inTitle } = queryTokens(request.query);
  if (terms.length === 0) return { hits: [], total: 0, terms, ranked: false };
  const filters = [
    ...(request.owner ? [hashToken(`d:${request.owner}`)] : []),
    ...(request.year ? [hashToken(`y:${request.year}`)] : []),
  ];
  if (anywhere.length === 0) return searchTitles(db, request, terms);
  const all = [...anywhere, ...filters];
  const total = await countHits(db, all, terms);
  const offset = (request.page - 1) * request.size;
  if (request.order === 'relevance' && offset < CANDIDATES) {
    const hits = await byRelevance(db, request, {
      all,
      inTitle: [...inTitle, ...filters],
      terms,
      window: await recentYears(db, all, request),
      offset,
    });
    if (hits.length > 0 || offset === 0) return { hits, total, terms, ranked: true };
  }
  return { hits: await byDate(db, request, all, terms, offset), total, terms, ranked: false };
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
 * The exact number of hits up to the cap. Token matches may hold the bigrams apart from each other, so few matches are
 * re-checked by substring; from the cap on the number is shown as a bound anyway.
 */
async function countHits(db: Reader, tokens: number[], terms: string[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (
      select 1 from (select document_id from portal.live_search where toks @> ${tokens}::int4[] offset 0) s
      cross join lateral (select title_n, body_n from portal.live_document where id = s.document_id offset 0) d
      where (select bool_and(strpos(d.title_n, x) > 0 or strpos(d.body_n, x) > 0) from unnest(${terms}::text[]) x)
      limit ${COUNT_CAP + 1}) c`.execute(db);
  return rows[0]?.n ?? 0;
}

interface Ranking {
  all: number[];
  inTitle: number[];
  terms: string[];
  window: number[] | undefined;
  offset: number;
}

async function byRelevance(db: Reader, request: SearchRequest, r: Ranking): Promise<SearchHit[]> {
  // The window narrows the body tier only: an old paper whose title holds the words must not be lost. `offset 0` fences
  // the match, or the planner may walk the date index through the whole table for a rare word.
  const window = r.window ? sql`and toks && ${r.window}::int4[]` : sql``;
  const { rows } = await sql<SearchHit>`
    with candidate as (
      select * from (select document_id from (select document_id, published_on from portal.live_search where toks @> ${r.inTitle}::int4[] offset 0) t
        order by published_on desc, document_id desc limit ${CANDIDATES}) titles
      union
      select * from (select document_id from (select document_id, published_on from portal.live_search where toks @> ${r.all}::int4[] ${window} offset 0) b
        order by published_on desc, document_id desc limit ${CANDIDATES}) bodies)
    select ${publicListColumns(request.today)}, ${snippetSql(r.terms)} as snippet
    from candidate c join portal.live_document d on d.id = c.document_id
    cross join lateral (
      select bool_and(b > 0 or t > 0) as ok, sum((t > 0)::int) as titles, sum(ln(1 + b::float8)) as bodies
      from (select strpos(d.title_n, w) as t, (octet_length(d.body_n) - octet_length(replace(d.body_n, w, ''))) / octet_length(w) as b
            from unnest(${r.terms}::text[]) w) z) x
    where x.ok
    order by (${validitySql(request.today)} in ('repealed', 'lapsed')),
      10.0 * x.titles / ${r.terms.length} + x.bodies / (1 + 0.2 * ln(1 + octet_length(d.body_n) / 3000.0)) + 2.0 * exp((d.published_on - ${request.today}::date) / 1500.0) desc,
      d.published_on desc, d.id desc
    limit ${request.size} offset ${r.offset}`.execute(db);
  return rows;
}

async function byDate(
  db: Reader,
  request: SearchRequest,
  tokens: number[],
  terms: string[],
  offset: number,
): Promise<SearchHit[]> {
  const { rows } = await sql<SearchHit>`
    select ${publicListColumns(request.today)}, ${snippetSql(terms)} as snippet
    from (select * from (select document_id, published_on from portal.live_search where toks @> ${tokens}::int4[] offset 0) m
          order by published_on desc, document_id desc offset 0) c
    cross join lateral (select * from portal.live_document where id = c.document_id offset 0) d
    where (select bool_and(strpos(d.title_n, x) > 0 or strpos(d.body_n, x) > 0) from unnest(${terms}::text[]) x)
    limit ${request.size} offset ${offset}`.execute(db);
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
    ranked: false,
  };
}

/** About 120 characters of the body around the first term. */
function snippetSql(terms: string[]) {
  return sql<string>`substr(d.body_n, greatest(1, strpos(d.body_n, ${terms[0] ?? ''}) - 30), 120)`;
}
