import { sql } from 'kysely';
import type { Change } from '../../platform/change.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { noteEvent } from './cases.ts';

/** An open thing to do in a case that concerns a person. Names no subject: administrators may not see content. */
export interface HeldTask {
  caseId: number;
  casePid: string;
  procedure: string;
  state: string;
  organisationId: number;
  organisationName: string;
  act: string;
  /** The roles that could take it. */
  posts: string[];
  /** Given to the person by name. */
  assigned: boolean;
  /** The case was begun by the person: their draft. */
  begun: boolean;
}

/**
 * The open tasks that a person may have to hand over: given to them, open to a role that they hold, or to which they are
 * invited.
 * @param held the roles of the person with the organisations they cover
 * @param invited the cases and acts of their invitations
 */
export async function tasksHeldBy(
  db: Reader,
  personId: number,
  held: readonly { role: string; organisationId: number }[],
  invited: readonly { caseId: number; act: string }[],
): Promise<HeldTask[]> {
  const { rows } = await sql<HeldTask>`
    select c.id as "caseId", c.pid as "casePid", c."procedure", c.state, o.id as "organisationId", o.short_name as "organisationName", t.act,
      array_agg(distinct t.post) as posts, coalesce(bool_or(t.person_id = ${personId}), false) as assigned,
      (select e.person_id is not distinct from ${personId}::bigint from case_event e where e.case_id = c.id order by e.id limit 1) as begun
    from task t join procedure_case c on c.id = t.case_id join organisation o on o.id = t.organisation_id
    where c.closed_on is null and (t.person_id = ${personId} or (t.person_id is null and (t.post, t.organisation_id) in (
      select * from unnest(${held.map((h) => h.role)}::text[], ${held.map((h) => h.organisationId)}::bigint[])))
      or (t.case_id, t.act) in (select * from unnest(${invited.map((i) => i.caseId)}::bigint[], ${invited.map((i) => i.act)}::text[])))
    group by c.id, o.id, t.act order by c.id, t.act`.execute(db);
  return rows;
}

/** Locks cases in the order of their ids, so that nothing moves while their tasks are handed over. */
export async function lockCases(c: Change, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await c.tx
    .selectFrom('procedure_case')
    .select('id')
    .where('id', 'in', [...new Set(ids)])
    .orderBy('id')
    .forUpdate()
    .execute();
}

/**
 * Gives the task of a case to another person and writes it into the evidence (移交).
 * @param posts the roles of the task that the new person holds
 */
export async function handOverTask(
  c: Change,
  task: HeldTask,
  it: { fromId: number; toId: number; posts: readonly string[] },
): Promise<void> {
  await c.tx
    .updateTable('task')
    .set({ person_id: it.toId })
    .where('case_id', '=', task.caseId)
    .where('act', '=', task.act)
    .where('post', 'in', [...it.posts])
    .execute();
  // The rows of other roles are nobody's in particular again: the task now has one owner.
  await c.tx
    .updateTable('task')
    .set({ person_id: null })
    .where('case_id', '=', task.caseId)
    .where('act', '=', task.act)
    .where('post', 'not in', [...it.posts])
    .where('person_id', '=', it.fromId)
    .execute();
  await noteEvent(
    c,
    { id: task.caseId, state: task.state },
    { act: 'case.handover', facts: { task: task.act, from: it.fromId, to: it.toId } },
  );
}
