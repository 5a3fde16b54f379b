import { sql } from 'kysely';
import type { Person } from '../../core/people.ts';
import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';

/** One line of 我的待办. */
export interface TaskRow {
  casePid: string;
  procedure: string;
  subject: string;
  state: string;
  act: string;
  organisationName: string;
  since: Date;
  due: Day | null;
}

/**
 * The tasks that this person may take: given to them; or to a role they hold for the organisation, and then to nobody in
 * particular or to somebody they deputise for; or the one to which they are invited.
 */
function mine(person: Person) {
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

/**
 * 我的待办: what waits for a person, what is due first first, then what waits longest.
 * @param act only tasks of this act; @param page from 1, @param size rows per page
 */
export async function listTasks(
  db: Reader,
  person: Person,
  filter: { act?: string; page: number; size: number },
): Promise<TaskRow[]> {
  const { rows } = await sql<TaskRow>`
    select distinct on (t.due, t.since, c.id, t.act) c.pid as "casePid", c."procedure", c.subject, c.state, t.act, o.short_name as "organisationName", t.since, t.due
    from task t join procedure_case c on c.id = t.case_id join organisation o on o.id = c.organisation_id
    where ${mine(person)} and (${filter.act ?? null}::text is null or t.act = ${filter.act ?? null})
    order by t.due nulls last, t.since, c.id, t.act
    limit ${filter.size} offset ${(filter.page - 1) * filter.size}`.execute(db);
  return rows;
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
