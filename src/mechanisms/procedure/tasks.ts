import { sql } from 'kysely';
import { holdersSql } from '../../core/index.ts';
import type { Person } from '../../core/people.ts';
import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';

/**
 * Condition on the table alias `t` of tasks: those this person may take. Given to them; or to a role they hold for the
 * organisation, and then to nobody in particular or to somebody they deputise for; or the one to which they are invited.
 */
export function mine(person: Person) {
  const pairs = person.roles.flatMap((role) =>
    person.organisationsFor(role).map((organisation) => ({ role, organisation })),
  );
  const absent = person.absent.map((a) => a.personId);
  return sql<boolean>`(t.person_id = ${person.personId}
    or ((t.person_id is null or t.person_id = any(${absent}::bigint[])) and (t.post, t.organisation_id) in (
      select * from unnest(${pairs.map((p) => p.role)}::text[], ${pairs.map((p) => p.organisation)}::bigint[])))
    or (t.case_id, t.act) in (
      select * from unnest(${person.invitations.map((i) => i.caseId)}::bigint[], ${person.invitations.map((i) => i.act)}::text[])))`;
}

/** Number of tasks waiting for a person, by act. Badges and list use this one condition, so they agree. */
export async function countTasks(db: Reader, person: Person): Promise<Map<string, number>> {
  const { rows } = await sql<{ act: string; n: number }>`
    select act, count(*) as n from (select distinct t.case_id, t.act from task t where ${mine(person)}) x group by act`.execute(
    db,
  );
  return new Map(rows.map((r) => [r.act, r.n]));
}

/** Open cases that nobody has a task for and that wait for no stored time: must always be none. */
export async function orphanedCases(db: Reader, waiting: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ pid: string }>`
    select c.pid from procedure_case c
    where c.closed_on is null and not c.state = any(${[...waiting]}) and not exists (select from task t where t.case_id = c.id)`.execute(
    db,
  );
  return rows.map((r) => r.pid);
}

/**
 * The people who may take the open tasks of these cases today: those to whom one is given and all who hold the role for
 * the organisation, their deputies, and who is invited.
 * @returns ids of persons by case
 */
async function taskHolders(
  db: Reader,
  caseIds: readonly number[],
  today: Day,
): Promise<Map<number, number[]>> {
  if (caseIds.length === 0) return new Map();
  const { rows } = await sql<{ caseId: number; personId: number }>`
    with recursive ${holdersSql(sql`select distinct organisation_id as id from task where case_id = any(${[...caseIds]})`, today)}
    select t.case_id as "caseId", h.person_id as "personId"
    from task t join holder h on h.organisation_id = t.organisation_id and h.role = t.post and (t.person_id is null or h.owner_id = t.person_id)
    where t.case_id = any(${[...caseIds]})
    union select t.case_id, t.person_id from task t join serving s on s.id = t.person_id where t.case_id = any(${[...caseIds]})
    union select t.case_id, i.person_id
    from task t join case_invitation i on i.case_id = t.case_id and i.act = t.act join serving s on s.id = i.person_id
    where t.case_id = any(${[...caseIds]}) and i.valid_from <= ${today} and i.valid_to >= ${today}`.execute(
    db,
  );
  const holders = new Map<number, number[]>();
  for (const r of rows) holders.set(r.caseId, [...(holders.get(r.caseId) ?? []), r.personId]);
  return holders;
}

/**
 * Everybody whom a changed date of these cases concerns: who may take a task of it, and who has acted in it and still
 * serves.
 * @returns ids of persons by case
 */
export async function affectedPeople(
  db: Reader,
  caseIds: readonly number[],
  today: Day,
): Promise<Map<number, number[]>> {
  const people = await taskHolders(db, caseIds, today);
  if (caseIds.length === 0) return people;
  const { rows } = await sql<{ caseId: number; personId: number }>`
    select distinct e.case_id as "caseId", e.person_id as "personId" from case_event e join person p on p.id = e.person_id
    where e.case_id = any(${[...caseIds]}) and p.valid_from <= ${today} and (p.valid_to is null or p.valid_to >= ${today})`.execute(
    db,
  );
  for (const r of rows) people.set(r.caseId, [...new Set([...(people.get(r.caseId) ?? []), r.personId])]);
  return people;
}
