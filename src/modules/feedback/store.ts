import { sql } from 'kysely';
import { daysOfPeriod } from '../../core/index.ts';
import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { NotFound } from '../../platform/errors.ts';
import { type Closing, type FeedbackClass, INTAKE, type Use } from './words.ts';

/** The typed row of a feedback, with its paper. */
export interface Feedback {
  caseId: number;
  documentId: number;
  documentPid: string;
  documentTitle: string;
  content: string;
  duplicateOf: string | null;
  receivedOn: Day;
  class: FeedbackClass | null;
  assignedToId: number | null;
  assignedTo: string | null;
  reply: string;
  repliedOn: Day | null;
  useKind: Use | null;
  useNote: string;
  publicText: string;
  publicReply: string;
  privateReason: string;
  closing: Closing | null;
  liveText: string;
  liveReply: string;
  liveUse: Use | null;
  liveUseNote: string;
  publishedAt: Date | null;
}

/** Title of a paper: of the edition that the public saw last. */
const TITLE = sql`(select e.title from release r join edition e on e.id = r.edition_id where r.document_id = d.id order by r.id desc limit 1)`;

/** Reads the typed row of a case. @throws NotFound when the case is of another kind */
export async function readFeedback(db: Reader, caseId: number): Promise<Feedback> {
  const { rows } = await sql<Feedback>`
    select f.case_id as "caseId", f.document_id as "documentId", d.pid as "documentPid", coalesce(${TITLE}, '') as "documentTitle", f.content,
      (select c.pid from procedure_case c where c.id = f.duplicate_of_id) as "duplicateOf", f.received_on as "receivedOn", f.class,
      f.assigned_to_id as "assignedToId", (select p.name from person p where p.id = f.assigned_to_id) as "assignedTo",
      f.reply, f.replied_on as "repliedOn", f.use_kind as "useKind", f.use_note as "useNote", f.public_text as "publicText",
      f.public_reply as "publicReply", f.private_reason as "privateReason", f.closing, f.live_text as "liveText", f.live_reply as "liveReply",
      f.live_use as "liveUse", f.live_use_note as "liveUseNote", f.published_at as "publishedAt"
    from policy_feedback f join gov_document d on d.id = f.document_id where f.case_id = ${caseId}`.execute(
    db,
  );
  const row = rows[0];
  if (!row) throw new NotFound();
  return row;
}

/** The paper that a submission names: whose it is and how it is called. Undefined when it was never public. */
export async function paperOf(
  db: Reader,
  pid: string,
): Promise<{ id: number; organisationId: number; title: string } | undefined> {
  const { rows } = await sql<{ id: number; organisationId: number; title: string | null }>`
    select d.id, d.organisation_id as "organisationId", ${TITLE} as title from gov_document d where d.pid = ${pid}`.execute(
    db,
  );
  const row = rows[0];
  return row && row.title !== null ? { ...row, title: row.title } : undefined;
}

/** Ids of the cases of feedback on these papers, open and closed. */
export async function feedbackOn(db: Reader, documentIds: readonly number[]): Promise<number[]> {
  const rows = await db
    .selectFrom('policy_feedback')
    .select('case_id')
    .where('document_id', '=', (e) => e.fn.any(e.val([...documentIds])))
    .execute();
  return rows.map((r) => r.case_id);
}

/** The earlier feedback on the same paper with the same content, not closed as a duplicate itself. */
export async function sameBefore(db: Reader, documentId: number, hash: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('policy_feedback')
    .select('case_id')
    .where('document_id', '=', documentId)
    .where('content_hash', '=', hash)
    .where('duplicate_of_id', 'is', null)
    .orderBy('case_id')
    .executeTakeFirst();
  return row?.case_id;
}

/** What a figure counts, as the list narrows by it. */
export const COUNTED = {
  received: '收到',
  answerable: '应答复',
  answered: '已答复',
  'in-time': '按期答复',
  late: '逾期未答复',
  published: '已公开',
} as const;
export type Counted = keyof typeof COUNTED;

/** What the list is narrowed by. */
export interface FeedbackFilter {
  scope: readonly number[];
  state?: string;
  class?: string;
  /** public id of a paper */
  document?: string;
  counted?: Counted;
  /** Code of an organisation. */
  organisation?: string;
  /** Came in in this year or month: 2026 or 2026-05. */
  received?: string;
  today: Day;
}

/** `answerable`: the time to answer has come, or is over: answered, or `late`, which is open and past its due day. */
function countedSql(today: Day) {
  const late = sql`(f.replied_on is null and c.closed_on is null and k.due < ${today})`;
  return {
    received: sql`true`,
    answerable: sql`(f.replied_on is not null or ${late})`,
    answered: sql`f.replied_on is not null`,
    'in-time': sql`f.replied_on <= k.due`,
    late,
    published: sql`f.published_at is not null`,
  };
}

/** A feedback that came in in a year or month. */
function receivedSql(period: string) {
  const { first, next } = daysOfPeriod(period);
  return sql<boolean>`f.received_on >= ${first} and f.received_on < ${next}`;
}

const from = sql`
  policy_feedback f join procedure_case c on c.id = f.case_id join gov_document d on d.id = f.document_id
    join organisation o on o.id = c.organisation_id left join case_clock k on k.case_id = c.id and k.name = 'reply'`;

const where = (f: FeedbackFilter) => sql<boolean>`
  c."procedure" = ${INTAKE} and c.organisation_id = any(${[...f.scope]})
  and (${f.state ?? null}::text is null or c.state = ${f.state ?? null})
  and (${f.class ?? null}::text is null or f.class = ${f.class ?? null})
  and (${f.document ?? null}::text is null or d.pid = ${f.document ?? null})
  and (${f.organisation ?? null}::text is null or o.code = ${f.organisation ?? null})
  and ${f.received ? receivedSql(f.received) : sql`true`}
  and ${countedSql(f.today)[f.counted ?? 'received']}`;

/** A line of the list. */
export interface FeedbackRow {
  caseId: number;
  pid: string;
  documentPid: string;
  documentTitle: string;
  content: string;
  class: FeedbackClass | null;
  state: string;
  organisationName: string;
  assignedTo: string | null;
  receivedOn: Day;
  repliedOn: Day | null;
  due: Day | null;
}

/** Feedback to organisations: what waits for an answer first, the earliest due day on top. @param page from 1 */
export async function listFeedback(
  db: Reader,
  f: FeedbackFilter & { page: number; size: number },
): Promise<FeedbackRow[]> {
  const { rows } = await sql<FeedbackRow>`
    select c.id as "caseId", c.pid, d.pid as "documentPid", coalesce(${TITLE}, '') as "documentTitle", left(f.content, 60) as content, f.class, c.state,
      o.short_name as "organisationName", (select p.name from person p where p.id = f.assigned_to_id) as "assignedTo",
      f.received_on as "receivedOn", f.replied_on as "repliedOn", k.due
    from ${from} where ${where(f)}
    order by c.closed_on is not null, f.replied_on is not null, case when f.replied_on is null then k.due end, c.id desc
    limit ${f.size} offset ${(f.page - 1) * f.size}`.execute(db);
  return rows;
}

/** How many there are. */
export async function countFeedback(db: Reader, f: FeedbackFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${from} where ${where(f)}`.execute(db);
  return rows[0]?.n ?? 0;
}

/** Of which feedback figures speak: of organisations, of one paper or of all, of all times or of one. */
type FigureScope = Omit<FeedbackFilter, 'counted' | 'state' | 'class'>;

/** Path of the list of exactly what a figure has counted. */
export function feedbackRows(
  counted: Counted,
  { document, organisation, received }: Partial<FigureScope>,
): string {
  const asked = { document, organisation, received, counted };
  return `/feedback?${new URLSearchParams(Object.entries(asked).flatMap(([k, v]) => (v ? [[k, v]] : [])))}`;
}

const COUNTED_NAMES = Object.keys(COUNTED) as Counted[];

/** All figures in one pass over the rows of the list. */
function counts(today: Day) {
  return sql.join(
    COUNTED_NAMES.map((name) => sql`count(*) filter (where ${countedSql(today)[name]}) as ${sql.ref(name)}`),
  );
}

/** Numbers of feedback by every figure. */
export type FeedbackNumbers = Readonly<Record<Counted, number>>;

/**
 * The figures of each organisation, read in one statement: what the list would count with that organisation chosen.
 * @returns by the code of the organisation; zeros for one that got none
 */
export async function feedbackByOrganisation(
  db: Reader,
  f: FigureScope,
): Promise<(code: string) => FeedbackNumbers> {
  const { rows } = await sql<FeedbackNumbers & { code: string }>`
    select o.code, ${counts(f.today)} from ${from} where ${where(f)} group by o.code`.execute(db);
  const byCode = new Map(rows.map((r) => [r.code, r]));
  const none = Object.fromEntries(COUNTED_NAMES.map((name) => [name, 0])) as FeedbackNumbers;
  return (code) => byCode.get(code) ?? none;
}

/** The figures of all organisations of a scope together. */
export async function feedbackNumbers(db: Reader, f: FigureScope): Promise<FeedbackNumbers> {
  const { rows } =
    await sql<FeedbackNumbers>`select ${counts(f.today)} from ${from} where ${where(f)}`.execute(db);
  return rows[0] as FeedbackNumbers;
}

/** The share of answers given in time of those that were to be given, in whole percent; undefined where none was. */
export function inTimePercent(n: FeedbackNumbers): number | undefined {
  return n.answerable === 0 ? undefined : Math.round((n['in-time'] / n.answerable) * 100);
}

/** The same in words; a dash where none was to be given. */
export function inTimeRate(n: FeedbackNumbers): string {
  const percent = inTimePercent(n);
  return percent === undefined ? '—' : `${percent}%`;
}

/** Organisations to which a misdirected feedback can be sent on a day. */
export async function receiversOn(
  db: Reader,
  today: Day,
): Promise<{ id: number; code: string; name: string }[]> {
  return db
    .selectFrom('organisation')
    .select(['id', 'code', 'name'])
    .where('kind', 'not in', ['external', 'village'])
    .where('valid_from', '<=', today)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', today)]))
    .orderBy('sort_order')
    .orderBy('id')
    .execute();
}
