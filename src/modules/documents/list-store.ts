import { type RawBuilder, sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import { type Validity, validitySql } from '../../mechanisms/publication/index.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { documentsHolding } from './search-store.ts';
import type { UsualTimes } from './usual.ts';
import type { PassageKind } from './words.ts';

/** A line of the document list of the console. */
export interface DocumentRow {
  pid: string;
  casePid: string;
  procedure: string;
  state: string;
  title: string;
  documentNumber: string;
  indexNumber: string | null;
  organisationName: string;
  attribute: string | null;
  theme: string;
  writtenOn: Day | null;
  firstPublishedAt: Date | null;
  excerpts: number;
  live: boolean;
  changedAt: Date;
}

/** By what the list can be sorted; the first is the usual one. */
export const SORTS = ['changed', 'written', 'published'] as const;
export type Sort = (typeof SORTS)[number];

/** Filters of the document list. */
export interface DocumentFilter {
  scope: readonly number[];
  /** All of them stand in title and number, or in index number and public id. */
  words?: readonly string[];
  /** The newest case is in one of these. */
  states?: readonly string[];
  /** Code of an organisation. */
  organisation?: string;
  attribute?: string;
  theme?: string;
  /** Calendar year of the day under the text. */
  year?: number;
  /** Somebody who drafted: by the whole name, or the person. */
  drafter?: { name: string } | { personId: number };
  live?: boolean;
  /** Of those that the public sees. */
  validity?: Validity;
  /** Cases that are open, or none is. */
  open?: boolean;
  /** Only these. */
  pids?: readonly string[];
  /** Something of the open case is past its due day. */
  overdue?: boolean;
  /** Longer in its step than is usual. */
  slow?: UsualTimes;
  /** The newest case is a passage of this kind. */
  kind?: PassageKind;
  /** First published in this time, the end not included. */
  published?: { from: Date; to: Date };
  today: Day;
}

/** The present edition, read for one document after another. */
const LATEST_EDITION = sql`join lateral (select e.* from edition e where e.document_id = g.id order by e.number desc limit 1) d on true`;
/** The same for many documents at once. */
const ALL_EDITIONS = sql`join edition d on d.document_id = g.id
  and not exists (select from edition newer where newer.document_id = d.document_id and newer.number > d.number)`;
/** The newest case of a document: a passage or a withdrawal, whichever began last. */
const LATEST_CASE = sql`join lateral (
    select max(x.case_id) as id from (
      (select case_id from document_passage where document_id = g.id order by case_id desc limit 1)
      union all (select case_id from document_withdrawal where document_id = g.id order by case_id desc limit 1)) x) latest on true
  join procedure_case c on c.id = latest.id`;
/** The same for all documents at once. */
const ALL_CASES = sql`join (select document_id, max(case_id) as id
    from (select document_id, case_id from document_passage union all select document_id, case_id from document_withdrawal) x
    group by document_id) latest on latest.document_id = g.id
  join procedure_case c on c.id = latest.id`;
/** The same from the cases: few where they are open; in the order of their changes it stops after a page. */
const BY_CASE = sql`procedure_case c
  join lateral (select document_id from document_passage where case_id = c.id
    union all select document_id from document_withdrawal where case_id = c.id) of_case on true
  join gov_document g on g.id = of_case.document_id`;
const IS_LATEST = sql`c."procedure" in ('document-passage', 'document-withdrawal')
  and not exists (select from document_passage n where n.document_id = g.id and n.case_id > c.id)
  and not exists (select from document_withdrawal n where n.document_id = g.id and n.case_id > c.id)`;
const LIVE = sql<boolean>`exists (select from release r where r.document_id = g.id and r.ended_at is null)`;

/**
 * The documents that match: only what the filters need is joined, in the way that reads least.
 * @param need.order the rows are asked for in the order of the changes, a page of them
 */
function matching(f: DocumentFilter, need: { edition?: boolean; order?: boolean } = {}) {
  const words = f.words ?? [];
  const edition = need.edition || f.attribute || f.theme || f.year;
  const cases = need.order || f.states || f.drafter || f.overdue || f.slow || f.kind || f.open !== undefined;
  const few = words.length > 0 || f.pids !== undefined;
  const byCase = cases && !few && (need.order || f.open || f.drafter || f.overdue);
  const conditions: RawBuilder<unknown>[] = [sql`g.organisation_id = any(${[...f.scope]}::bigint[])`];
  if (words.length > 0) conditions.push(holding(words));
  if (f.organisation) conditions.push(sql`o.code = ${f.organisation}`);
  if (f.states) conditions.push(sql`c.state = any(${[...f.states]})`);
  if (f.attribute)
    conditions.push(f.attribute === 'none' ? sql`d.attribute is null` : sql`d.attribute = ${f.attribute}`);
  if (f.theme) conditions.push(sql`d.theme = ${f.theme}`);
  if (f.year)
    conditions.push(sql`d.written_on between make_date(${f.year}, 1, 1) and make_date(${f.year}, 12, 31)`);
  if (f.pids) conditions.push(sql`g.pid = any(${[...f.pids]})`);
  if (f.drafter) conditions.push(draftedBy(f.drafter));
  if (f.overdue)
    conditions.push(sql`exists (select from task t where t.case_id = c.id and t.due < ${f.today})`);
  if (f.slow) conditions.push(longerThan(f.slow));
  if (f.kind)
    conditions.push(
      sql`exists (select from document_passage k where k.case_id = c.id and k.kind = ${f.kind})`,
    );
  if (f.live !== undefined) conditions.push(f.live ? LIVE : sql`not ${LIVE}`);
  // What the public sees: another paper may have ended it since its text was written.
  if (f.validity)
    conditions.push(
      sql`exists (select from portal.live_document d where d.id = g.id and ${validitySql(f.today)} = ${f.validity})`,
    );
  if (f.open !== undefined) conditions.push(f.open ? sql`c.closed_on is null` : sql`c.closed_on is not null`);
  if (f.published)
    conditions.push(
      sql`g.first_published_at >= ${f.published.from} and g.first_published_at < ${f.published.to}`,
    );
  if (byCase) conditions.push(IS_LATEST, sql`c.organisation_id = any(${[...f.scope]}::bigint[])`);
  const documents = cases
    ? byCase
      ? BY_CASE
      : sql`gov_document g ${few ? LATEST_CASE : ALL_CASES}`
    : sql`gov_document g`;
  return sql`from ${documents} join organisation o on o.id = g.organisation_id
    ${edition ? (few ? LATEST_EDITION : ALL_EDITIONS) : sql``}
    where ${sql.join(conditions, sql` and `)}`;
}

function draftedBy(who: { name: string } | { personId: number }) {
  return 'personId' in who
    ? sql`exists (select from passage_drafter pd where pd.case_id = c.id and pd.person_id = ${who.personId})`
    : sql`exists (select from passage_drafter pd join person p on p.id = pd.person_id where pd.case_id = c.id and p.name = ${who.name})`;
}

/** The case has come to its step before the usual time; what was saved there since does not count. */
function longerThan(usual: UsualTimes) {
  return sql`c.state in ('drafting', 'attribute-review', 'secrecy-review', 'sign-off')
    and (select max(e.at) from case_event e where e.case_id = c.id and e.from_state is distinct from e.to_state)
      < case c.state when 'drafting' then ${usual.drafting}::timestamptz else ${usual.review}::timestamptz end`;
}

/** Documents whose present title and number hold the words, or whose index number or public id does. */
function holding(words: readonly string[]) {
  return sql<boolean>`g.id in (${documentsHolding(words)})`;
}

/**
 * Documents in the scope, in the chosen order.
 * @param page from 1; @param size rows per page
 */
export async function listDocuments(
  db: Reader,
  f: DocumentFilter,
  page: { page: number; size: number; sort?: Sort; ascending?: boolean },
): Promise<DocumentRow[]> {
  const sort = page.sort ?? 'changed';
  const key = {
    changed: sql`c.changed_at`,
    written: sql`d.written_on`,
    published: sql`g.first_published_at`,
  }[sort];
  const way = page.ascending ? sql`asc` : sql`desc nulls last`;
  // The rows of the page are found first: only they are worth reading whole.
  const { rows } = await sql<DocumentRow>`
    select g.pid, c.pid as "casePid", c."procedure", c.state, d.title, d.document_number as "documentNumber", g.index_number as "indexNumber",
      o.short_name as "organisationName", d.attribute, d.theme, d.written_on as "writtenOn", g.first_published_at as "firstPublishedAt", d.excerpts,
      ${LIVE} as live, c.changed_at as "changedAt"
    from (select g.id, ${key} as key
      ${matching(f, { order: sort === 'changed', edition: sort === 'written' })}
      order by ${key} ${way}, g.id desc limit ${page.size} offset ${(page.page - 1) * page.size}) found
    join gov_document g on g.id = found.id join organisation o on o.id = g.organisation_id ${LATEST_EDITION} ${LATEST_CASE}
    order by found.key ${way}, g.id desc`.execute(db);
  return rows;
}

/** Numbers of documents by several filters, read in one statement; in their order. */
export async function countEach(db: Reader, filters: readonly DocumentFilter[]): Promise<number[]> {
  if (filters.length === 0) return [];
  const { rows } = await sql<{ counts: number[] }>`select array[${sql.join(
    filters.map((f) => sql`(select count(*) ${matching(f)})`),
  )}] as counts`.execute(db);
  return (rows[0]?.counts ?? []).map(Number);
}

/**
 * Numbers of documents by several filters for each organisation, read in one statement: what the list would count with
 * that organisation chosen.
 * @returns the numbers in the order of the filters, by the code of the organisation; none where all are zero
 */
export async function countByOrganisation(
  db: Reader,
  filters: readonly DocumentFilter[],
): Promise<Map<string, number[]>> {
  const { rows } = await sql<{ code: string; at: number; n: number }>`${sql.join(
    filters.map(
      (f, at) => sql`select o.code, ${at}::int as at, count(*) as n ${matching(f)} group by o.code`,
    ),
    sql` union all `,
  )}`.execute(db);
  const numbers = new Map<string, number[]>();
  for (const { code, at, n } of rows) {
    const line = numbers.get(code) ?? filters.map(() => 0);
    line[at] = n;
    numbers.set(code, line);
  }
  return numbers;
}

/** Number of documents in the list. */
export async function countDocuments(db: Reader, f: DocumentFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n ${matching(f)}`.execute(db);
  return rows[0]?.n ?? 0;
}
