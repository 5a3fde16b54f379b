import { sql } from 'kysely';
import { ANCHOR_QUEUE, type Person, setEraseAfter } from '../../core/index.ts';
import type { Day } from '../../law/day.ts';
import { actorColumns } from '../../platform/actor.ts';
import type { Change } from '../../platform/change.ts';
import { newPublicId } from '../../platform/crypto.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import { NotFound, Refusal } from '../../platform/errors.ts';
import { dateTasks, freezeClocks } from './clocks.ts';
import { type Lifecycle, stepFor } from './lifecycle.ts';

/** The head of a case. */
export interface CaseHead {
  id: number;
  pid: string;
  procedure: string;
  organisationId: number;
  subject: string;
  state: string;
  openedOn: Day;
  closedOn: Day | null;
  version: number;
}

/** Facts of an act: ids, hashes and choices; no text of documents and no personal data. */
export type Facts = Record<string, string | number | boolean | null>;

function heads(db: Reader) {
  return db
    .selectFrom('procedure_case')
    .select([
      'id',
      'pid',
      'procedure',
      'organisation_id as organisationId',
      'subject',
      'state',
      'opened_on as openedOn',
      'closed_on as closedOn',
      'version',
    ]);
}

/** What somebody is told who acts on a case as it was before; a page that says more of it may leave the sentence out. */
export const SEEN_BEFORE =
  '您打开页面之后，本件又办理过一次：可能是同事，也可能是您在另一个窗口。请刷新页面核对最新内容，再决定怎么办。';

/**
 * Finds a case of an organisation in the scope, or one to which the person is invited.
 * @param invited ids of the cases that are open by invitation
 * @throws NotFound otherwise: outside the scope it does not exist
 */
export async function findCase(
  db: Reader,
  pid: string,
  scope: readonly number[],
  invited: readonly number[] = [],
): Promise<CaseHead> {
  const row = await heads(db)
    .where('pid', '=', pid)
    .where((e) =>
      e.or([
        e('organisation_id', '=', e.fn.any(e.val([...scope]))),
        e('id', '=', e.fn.any(e.val([...invited]))),
      ]),
    )
    .executeTakeFirst();
  if (!row) throw new NotFound('没有找到这一件，可能网址有误，或者不在您的办理范围内。');
  return row as CaseHead;
}

/** The kind of a case, to find the page that shows it; undefined for an unknown one. */
export async function procedureOf(db: Reader, pid: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('procedure_case')
    .select('procedure')
    .where('pid', '=', pid)
    .executeTakeFirst();
  return row?.procedure;
}

/** Locks the head of a case for a change, as its subject. @throws NotFound */
export async function lockCase(tx: Tx, pid: string): Promise<CaseHead & { kind: 'case' }> {
  const row = await heads(tx).where('pid', '=', pid).forUpdate().executeTakeFirst();
  if (!row) throw new NotFound('没有找到这一件，可能网址有误，或者不在您的办理范围内。');
  return { kind: 'case', ...(row as CaseHead) };
}

/** Heads of cases by their internal ids, of organisations in the scope; the others are left out. */
export async function casesByIds(
  db: Reader,
  ids: readonly number[],
  scope: readonly number[],
): Promise<CaseHead[]> {
  if (ids.length === 0 || scope.length === 0) return [];
  const rows = await heads(db)
    .where('id', 'in', ids)
    .where('organisation_id', 'in', scope)
    .orderBy('id')
    .execute();
  return rows as CaseHead[];
}

/** The act by which people read the cases of a procedure. One that is missing is read by nobody. */
export type CaseReaders = Readonly<Record<string, string>>;

/** Condition on the alias `c` of cases: those that the person may read today, also by invitation. */
export function readableCases(person: Person, readers: CaseReaders) {
  const pairs = Object.entries(readers).flatMap(([procedure, act]) =>
    person.scope(act).map((organisation) => ({ procedure, organisation })),
  );
  const invited = person.invitations.map((i) => i.caseId);
  return sql<boolean>`((c."procedure", c.organisation_id) in (
      select * from unnest(${pairs.map((p) => p.procedure)}::text[], ${pairs.map((p) => p.organisation)}::bigint[]))
    or c.id = any(${invited}::bigint[]))`;
}

/** What cases are about, by their public ids; those that the person may not read are left out. */
export async function readableSubjects(
  db: Reader,
  person: Person,
  readers: CaseReaders,
  pids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ pid: string; subject: string }>`
    select c.pid, c.subject from procedure_case c where c.pid = any(${[...pids]}) and ${readableCases(person, readers)}`.execute(
    db,
  );
  return new Map(rows.map((r) => [r.pid, r.subject]));
}

/** Opens a case in a first state, with its first event and tasks. The module adds its typed row. */
export async function openCase<State extends string>(
  c: Change,
  lifecycle: Lifecycle<State>,
  it: { organisationId: number; subject: string; state: State; act: string; facts: Facts; comment?: string },
): Promise<{ id: number; pid: string }> {
  const head = await c.tx
    .insertInto('procedure_case')
    .values({
      pid: newPublicId(),
      procedure: lifecycle.procedure,
      organisation_id: it.organisationId,
      subject: it.subject,
      state: it.state,
      opened_on: c.today,
      created_at: c.now,
    })
    .returning(['id', 'pid'])
    .executeTakeFirstOrThrow();
  await record(c, {
    id: head.id,
    act: it.act,
    from: null,
    to: it.state,
    facts: it.facts,
    comment: it.comment ?? '',
  });
  await rewriteTasks(c, lifecycle, { id: head.id, organisationId: it.organisationId }, it.state);
  return head;
}

/**
 * Moves a case by one act: looks the act up in the lifecycle, writes state, event and tasks.
 * @param to where the facts lead, when the table allows several states
 * @param seenVersion version of the case that the user's page showed; another one means somebody was faster
 * @throws NotFound when the case is of another kind; Refusal when the table has no such line, or the page was stale
 */
export async function advance<State extends string>(
  c: Change,
  lifecycle: Lifecycle<State>,
  head: CaseHead,
  it: {
    act: string;
    to?: State;
    facts: Facts;
    comment?: string;
    seenVersion?: number;
    subject?: string;
  },
): Promise<State> {
  // The address of a case of another kind: for this act it does not exist.
  if (head.procedure !== lifecycle.procedure)
    throw new NotFound('没有找到这一件，可能网址有误，或者不在您的办理范围内。');
  const step = stepFor(lifecycle, head.state, it.act);
  if (it.seenVersion !== undefined && it.seenVersion !== head.version) throw new Refusal(SEEN_BEFORE);
  const to = it.to ?? step.to[0];
  if (to === undefined || !step.to.includes(to)) throw new Error(`${it.act} cannot lead to ${String(to)}`);
  const closed = lifecycle.states[to].closed ?? false;
  await c.tx
    .updateTable('procedure_case')
    .set((e) => ({
      state: to,
      version: e('version', '+', 1),
      closed_on: closed ? c.today : null,
      ...(it.subject === undefined ? {} : { subject: it.subject }),
    }))
    .where('id', '=', head.id)
    .execute();
  await record(c, {
    id: head.id,
    act: it.act,
    from: head.state,
    to,
    facts: it.facts,
    comment: it.comment ?? '',
  });
  c.note(choicesOf(it.facts));
  if (closed) await freezeClocks(c, head.id);
  await rewriteTasks(c, lifecycle, head, to, to === head.state);
  // The proof of a closed case leaves the database at once, not only with the anchor of the day.
  if (closed) await c.enqueue(ANCHOR_QUEUE, { case: head.id }, `anchor ${head.id} ${head.version}`);
  if (closed) await setEraseAfter(c, head.procedure, head.id, 'case-closed');
  return to;
}

// What was decided, for the auditor: identifiers of choices only. The evidence of the case holds the rest.
const CHOICES = ['verdict', 'outcome', 'closing', 'identityCheck'] as const;

function choicesOf(facts: Facts): Record<string, string> {
  return Object.fromEntries(
    CHOICES.flatMap((name) => {
      const value = facts[name];
      return typeof value === 'string' && /^[a-z-]{2,40}$/.test(value) ? [[name, value]] : [];
    }),
  );
}

/**
 * Adds evidence to a case without moving it, open or closed: what was done with it beside its lifecycle (erasure of
 * personal data, a legal hold). State, version and tasks stay.
 */
export async function noteEvent(
  c: Change,
  head: { id: number; state: string },
  it: { act: string; facts: Facts; comment?: string },
): Promise<void> {
  await record(c, {
    id: head.id,
    act: it.act,
    from: head.state,
    to: head.state,
    facts: it.facts,
    comment: it.comment ?? '',
  });
}

async function record(
  c: Change,
  e: { id: number; act: string; from: string | null; to: string; facts: Facts; comment: string },
): Promise<void> {
  await c.tx
    .insertInto('case_event')
    .values({
      case_id: e.id,
      act: e.act,
      from_state: e.from,
      to_state: e.to,
      ...actorColumns(c.actor),
      for_person_id: c.forPersonId,
      at: c.now,
      legal_day: c.today,
      facts: JSON.stringify(e.facts),
      comment: e.comment,
    })
    .execute();
}

/**
 * The tasks of a case are what its state says, written anew with every change. Somebody to whom a task was given keeps it
 * while the case stays in its state.
 */
async function rewriteTasks<State extends string>(
  c: Change,
  lifecycle: Lifecycle<State>,
  head: { id: number; organisationId: number },
  state: State,
  stays = false,
): Promise<void> {
  const before = await c.tx
    .deleteFrom('task')
    .where('case_id', '=', head.id)
    .returning(['act', 'post', 'person_id'])
    .execute();
  const given = (act: string, post: string) =>
    (stays && before.find((t) => t.act === act && t.post === post)?.person_id) || null;
  const tasks = lifecycle.states[state].tasks ?? [];
  if (tasks.length === 0) return;
  await c.tx
    .insertInto('task')
    .values(
      tasks.map((t) => ({
        case_id: head.id,
        act: t.act,
        organisation_id: head.organisationId,
        post: t.role,
        person_id: given(t.act, t.role),
        since: c.now,
      })),
    )
    .execute();
  await dateTasks(c, [head.id]);
}

/** One line of the evidence of a case. */
export interface CaseEvent {
  id: number;
  act: string;
  fromState: string | null;
  toState: string;
  /** With the absent person when it was done as a deputy: 李四（代 张三）. */
  actorName: string;
  at: Date;
  legalDay: Day;
  comment: string;
  facts: Facts;
}

const SERVICES: Readonly<Record<string, string>> = {
  system: '系统',
  import: '历史文件导入',
  operator: '服务器操作员',
};

/** How a person is named who acted, or did not, for somebody absent: 李四（代 张三）. */
export function deputyName(name: string, absent: string | null): string {
  return absent === null ? name : `${name}（代 ${absent}）`;
}

/** Everything that happened to a case, oldest first. */
export async function caseEvents(db: Reader, caseId: number): Promise<CaseEvent[]> {
  const rows = await db
    .selectFrom('case_event')
    .leftJoin('person', 'person.id', 'case_event.person_id')
    .leftJoin('person as absent', 'absent.id', 'case_event.for_person_id')
    .select([
      'case_event.id',
      'case_event.act',
      'case_event.from_state',
      'case_event.to_state',
      'case_event.at',
      'case_event.legal_day',
      'case_event.comment',
      'case_event.facts',
      'case_event.service',
      'person.name',
      'absent.name as absent',
    ])
    .where('case_event.case_id', '=', caseId)
    .orderBy('case_event.id')
    .execute();
  return rows.map((r) => ({
    id: r.id,
    act: r.act,
    fromState: r.from_state,
    toState: r.to_state,
    actorName: r.name === null ? (SERVICES[r.service ?? ''] ?? '系统') : deputyName(r.name, r.absent),
    at: r.at,
    legalDay: r.legal_day as Day,
    comment: r.comment,
    facts: r.facts as Facts,
  }));
}

/** Names of the acts that the mechanism itself writes into the evidence of a case. */
export const CASE_ACT_LABELS: Readonly<Record<string, string>> = {
  'case.handover': '移交',
  'case.invite': '邀请审查人',
  'case.end-invitation': '终止邀请',
};
