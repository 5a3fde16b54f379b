import { type RawBuilder, sql } from 'kysely';
import type { Day } from '../../../law/day.ts';
import type { Database, Reader } from '../../../platform/db/pool.ts';
import { type PublicListItem, publicListColumns } from '../portal-reads.ts';
import type { EffectLevel, Validity } from '../words.ts';
import { bestPiece, type Excerpt, plainText } from './excerpt.ts';
import { behindTheirPapers } from './interpretations.ts';
import { tokenParts, worthAsking } from './rarity.ts';
import {
  CLASSES,
  type ClassName,
  classToken,
  EVERY_DOCUMENT,
  NO_DOCUMENT,
  queryTokens,
  timeToken,
  wholeToken,
} from './tokens.ts';
import { windowsOf } from './windows.ts';

/** By what a search is narrowed; everything may be left out. Of several values of one kind any will do. */
export type SearchFilter = {
  /** organisation code; `<site>/<path>` of a column with everything below it; region 'city' = the whole city */
  [Name in ClassName]?: readonly string[];
} & {
  /** year of publication */
  year?: readonly number[];
  validity?: readonly Validity[];
  publishedFrom?: Day;
  publishedTo?: Day;
  effectiveFrom?: Day;
  effectiveTo?: Day;
  /** Document number and index number as a whole, in any brackets. */
  number?: string;
  indexNumber?: string;
};

/** A search of the portal. Without words it lists what the filter leaves. */
export interface SearchRequest extends SearchFilter {
  query: string;
  order: 'relevance' | 'date';
  page: number;
  size: number;
  today: Day;
}

/** A hit, with the piece of its text around the words as it was written. */
export interface SearchHit extends PublicListItem, Excerpt {
  documentType: string;
  effectLevel: EffectLevel;
}

/** Counting stops here; more is shown as "1000+". */
export const COUNT_CAP = 1000;

/** What a search found. `terms` are the texts to mark. */
export interface SearchResult {
  hits: SearchHit[];
  /** exact up to COUNT_CAP, then COUNT_CAP + 1 */
  total: number;
  terms: string[];
}

/** A request as the functions of the schema `portal` take it. */
interface Prepared {
  terms: string[];
  hits: RawBuilder<unknown>;
  counts: RawBuilder<unknown>;
}

const int4s = (numbers: readonly number[]) => sql`${[...numbers]}::int4[]`;
const texts = (list: readonly string[]) => sql`${[...list]}::text[]`;

/** Hashes for a filter: those that a hit must hold, and those of classes of which it must hold one each. */
function filterTokens(f: SearchFilter): { all: number[]; oneOf: number[] } {
  const classes = (Object.keys(CLASSES) as ClassName[]).map((name) => [
    ...new Set((f[name] ?? []).map((value) => classToken(name, value))),
  ]);
  const [year, ...years] = f.year ?? [];
  return {
    all: [
      ...classes.filter((tokens) => tokens.length === 1).flat(),
      ...(year !== undefined && years.length === 0 ? [timeToken('year', `${year}-01-01` as Day)] : []),
      ...(f.number ? [wholeToken(f.number)] : []),
      ...(f.indexNumber ? [wholeToken(f.indexNumber)] : []),
    ],
    oneOf: classes.filter((tokens) => tokens.length > 1).flat(),
  };
}

/** Whether a request asks for anything: words that can be looked for, or a filter. */
export function asksForSomething(request: Omit<SearchRequest, 'page' | 'size' | 'today' | 'order'>): boolean {
  const { terms } = queryTokens(request.query);
  if (request.query.trim() !== '') return terms.length > 0;
  const { all, oneOf } = filterTokens(request);
  return (
    all.length + oneOf.length + (request.year?.length ?? 0) + (request.validity?.length ?? 0) > 0 ||
    [request.publishedFrom, request.publishedTo, request.effectiveFrom, request.effectiveTo].some(Boolean)
  );
}

async function prepare(db: Reader, request: SearchRequest): Promise<Prepared> {
  const words = queryTokens(request.query);
  const filters = filterTokens(request);
  const [windows, parts] = await Promise.all([windowsOf(db, request.today), tokenParts(db, request.today)]);
  const wanted = (tokens: readonly number[]) =>
    int4s(tokens.length + filters.all.length > 0 ? [...tokens, ...filters.all] : [EVERY_DOCUMENT]);
  const within = sql`${texts(words.without)}, ${int4s(windows.sizes)}, ${int4s(windows.ends)}, ${int4s(windows.tokens)},
    ${[request.publishedFrom, request.publishedTo, request.effectiveFrom, request.effectiveTo].map((d) => d ?? null)}::date[],
    ${texts(request.validity ?? [])}, ${int4s((request.year?.length ?? 0) > 1 ? (request.year ?? []) : [])}, ${int4s(filters.oneOf)}, ${request.today}::date`;
  // What must hold a word and must not hold a part of it is nothing; to find that out would read every text with the word.
  const contradicts = words.without.some((word) => words.terms.some((term) => term.includes(word)));
  const { anywhere, inTitle, often } = contradicts
    ? { anywhere: [NO_DOCUMENT], inTitle: [NO_DOCUMENT], often: [NO_DOCUMENT] }
    : { ...worthAsking(words, parts), inTitle: words.inTitle };
  const all = wanted(anywhere);
  const unproven = texts(words.unproven);
  const from = (request.page - 1) * request.size;
  // Without words nothing is more relevant than the newest.
  const order = words.terms.length > 0 ? request.order : 'date';
  return {
    terms: words.terms,
    hits: sql`portal.search_hits(${order}, ${all}, ${wanted(inTitle)}, ${wanted(often)}, ${int4s(words.whole)},
      ${unproven}, ${words.terms.reduce((n, t) => n + [...t].length, 0)}::int, ${within}, ${from}::int, ${request.size}::int)`,
    counts: sql`${all}, ${unproven}, ${within}, ${COUNT_CAP}::int`,
  };
}

/**
 * Searches what the public can see. Recall is that of a plain substring search. Relevance ranks the newest hits, those that
 * repeat the words and the newest title hits (so the cost of a frequent word does not grow with the number of its hits)
 * and goes on with all others by date: paging meets every hit once. Hits and their number are asked for at the same time.
 */
export async function search(db: Database, request: SearchRequest): Promise<SearchResult> {
  if (!asksForSomething(request)) return { hits: [], total: 0, terms: [] };
  const prepared = await prepare(db, request);
  const [hits, total] = await Promise.all([readHits(db, prepared, request), totalOf(db, prepared)]);
  return { hits, total, terms: prepared.terms };
}

async function totalOf(db: Reader, prepared: Prepared): Promise<number> {
  const { rows } = await sql<{
    total: number;
  }>`select total from portal.search_counts(${prepared.counts}, false)`.execute(db);
  return rows[0]?.total ?? 0;
}

/** How many hits there are, alone: exact up to COUNT_CAP, then COUNT_CAP + 1. */
export async function countHits(db: Reader, request: SearchRequest): Promise<number> {
  return totalOf(db, await prepare(db, request));
}

/** The hits of one page alone. */
export async function searchHits(db: Database, request: SearchRequest): Promise<SearchHit[]> {
  if (!asksForSomething(request)) return [];
  return readHits(db, await prepare(db, request), request);
}

/** The public ids of the hits of one page alone, in their order. */
export async function searchPids(db: Database, request: SearchRequest): Promise<string[]> {
  if (!asksForSomething(request)) return [];
  const { hits } = await prepare(db, request);
  const { rows } = await sql<{ pid: string }>`
    select d.pid from ${hits} i join portal.live_document d on d.id = i.id order by i.place`.execute(db);
  return rows.map((r) => r.pid);
}

/** How many hits there are, and how they spread over classes, years and validity. */
export interface SearchCounts {
  /** exact up to COUNT_CAP, then COUNT_CAP + 1 */
  total: number;
  /** Over the newest COUNT_CAP hits: [token, number, id of one of them]; see `classOf`. */
  classes: [token: number, n: number, id: number][];
  years: [year: number, n: number][];
  validity: [validity: Validity, n: number][];
}

/** Counts hits and how they spread; without words and filters those of everything. */
export async function searchCounts(db: Reader, request: SearchRequest): Promise<SearchCounts> {
  const prepared = await prepare(db, request);
  const { rows } = await sql<{ total: number; facets: Omit<SearchCounts, 'total'> }>`
    select total, facets from portal.search_counts(${prepared.counts}, true)`.execute(db);
  const row = rows[0];
  if (!row) throw new Error('no counts');
  return { total: row.total, ...row.facets };
}

/** Longer bodies are not read whole for a snippet. */
const WHOLE_BODY = 60_000;
const PART = 16_000;

type HitRow = Omit<SearchHit, 'snippet' | 'attachment'> & {
  id: number;
  summary: string;
  html: string;
  worded: boolean;
  interprets: string[];
};

async function readHits(db: Reader, { hits, terms }: Prepared, request: SearchRequest): Promise<SearchHit[]> {
  // Of a long body the part where the first word stands in the normalised text, which runs nearly in step with it.
  const { rows } = await sql<HitRow>`
    select ${publicListColumns(request.today)}, d.id, d.document_type as "documentType", d.effect_level as "effectLevel", d.summary,
      case when octet_length(d.body_html) <= ${WHOLE_BODY} then d.body_html
        else substr(d.body_html, greatest(1, (select strpos(t.text_n, ${terms[0] ?? ''})::float8 / length(t.text_n) * length(d.body_html)
          from portal.live_text t where t.document_id = d.id)::int - ${PART / 2}), ${PART}) end as html,
      exists (select from portal.live_file_text f where f.document_id = d.id) as worded,
      array(select l.target_pid from portal.live_relation l where l.document_id = d.id and l.kind = 'interprets') as interprets
    from ${hits} i join portal.live_document d on d.id = i.id order by i.place`.execute(db);
  const inFiles = await fileExcerpts(db, rows, terms);
  const placed = request.order === 'relevance' ? behindTheirPapers(rows, terms) : rows;
  return placed.map(({ id, summary, html, worded: _, interprets: __, ...item }) => ({
    ...item,
    ...(inFiles.get(id) ?? ownExcerpt(summary, html, terms)),
  }));
}

function ownExcerpt(summary: string, html: string, terms: readonly string[]): Excerpt {
  const body = bestPiece(plainText(html), terms);
  if (body.found > 0) return { snippet: body.piece };
  const inSummary = bestPiece(summary, terms);
  return { snippet: inSummary.found > 0 ? inSummary.piece : body.piece };
}

/** Pieces of attachments, for hits that hold a word in an attachment alone. */
async function fileExcerpts(
  db: Reader,
  rows: readonly HitRow[],
  terms: readonly string[],
): Promise<ReadonlyMap<number, Excerpt>> {
  const wanted = rows
    .filter((r) => r.worded)
    .filter(
      (r) =>
        bestPiece([r.title, r.summary, r.documentNumber, plainText(r.html)].join('\n'), terms).found <
        terms.length,
    )
    .map((r) => r.id);
  if (wanted.length === 0) return new Map();
  const { rows: files } = await sql<{ id: number; title: string; body: string }>`
    select t.document_id as id, f.title, t.body from portal.live_file_text t join portal.live_file f on f.pid = t.pid
    where t.document_id = any(${wanted}::bigint[]) order by f.position`.execute(db);
  const best = new Map<number, Excerpt & { found: number }>();
  for (const file of files) {
    const { piece, found } = bestPiece(file.body, terms);
    if (found > (best.get(file.id)?.found ?? 0))
      best.set(file.id, { snippet: piece, attachment: file.title, found });
  }
  return new Map([...best].map(([id, { found: _, ...excerpt }]) => [id, excerpt]));
}
