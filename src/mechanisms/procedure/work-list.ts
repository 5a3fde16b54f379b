import { sql } from 'kysely';
import type { Person } from '../../core/people.ts';
import { holdsWords } from '../../core/search.ts';
import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import type { DueState } from './clocks.ts';
import { mine } from './tasks.ts';

/** What 我的待办 is narrowed down by. */
export interface WorkFilter {
  urgency?: DueState;
  act?: string;
  /** Code of an organisation. */
  organisation?: string;
  procedure?: string;
  words?: readonly string[];
}

/** The days against which urgency is judged. @see soonDay */
export interface WorkDays {
  today: Day;
  soon: Day;
}

/** One line of 我的待办. */
export interface WorkRow {
  caseId: number;
  casePid: string;
  procedure: string;
  subject: string;
  state: string;
  act: string;
  organisationId: number;
  organisationName: string;
  /** The roles that can do it. */
  posts: string[];
  since: Date;
  due: Day | null;
  /** The last move of the case to the state it is in, with who made it; what came after it left the state alone. */
  moved: { act: string; from: string | null; by: string | null; at: Date };
}

/** The judgement of `dueState`, for tasks; without a due day nothing presses. */
function urgencySql(days: WorkDays) {
  return sql<DueState>`case when x.due < ${days.today} then 'overdue' when x.due = ${days.today} then 'today'
    when x.due <= ${days.soon} then 'soon' else 'running' end`;
}

/** The open things a person may do, one per case and act. */
function work(person: Person) {
  return sql`(select t.case_id, t.act, min(t.since) as since, min(t.due) as due, array_agg(distinct t.post) as posts
    from task t where ${mine(person)} group by t.case_id, t.act) x
    join procedure_case c on c.id = x.case_id join organisation o on o.id = c.organisation_id`;
}

function conditions(filter: WorkFilter, days: WorkDays) {
  return sql<boolean>`(${filter.urgency ?? null}::text is null or ${urgencySql(days)} = ${filter.urgency ?? null})
    and (${filter.act ?? null}::text is null or x.act = ${filter.act ?? null})
    and (${filter.procedure ?? null}::text is null or c."procedure" = ${filter.procedure ?? null})
    and (${filter.organisation ?? null}::text is null or o.code = ${filter.organisation ?? null})
    and ${holdsWords([sql`c.subject`, sql`c.pid`], filter.words ?? [])}`;
}

/** How many things of one sort wait. */
export interface WorkCount {
  urgency: DueState;
  act: string;
  procedure: string;
  organisation: string;
  organisationName: string;
  n: number;
}

/** Numbers of what waits for a person, by everything a list of it can be narrowed down by; the words hold already. */
export async function countWork(
  db: Reader,
  person: Person,
  days: WorkDays,
  words: readonly string[] = [],
): Promise<WorkCount[]> {
  const { rows } = await sql<WorkCount>`
    select ${urgencySql(days)} as urgency, x.act, c."procedure", o.code as organisation, o.short_name as "organisationName", count(*) as n
    from ${work(person)} where ${conditions({ words }, days)}
    group by 1, 2, 3, o.id order by o.sort_order, o.id, 2`.execute(db);
  return rows;
}

/**
 * 我的待办: what waits for a person; what is due first first, then what waits longest.
 * @param page from 1; @param size rows per page
 */
export async function listWork(
  db: Reader,
  person: Person,
  filter: WorkFilter,
  days: WorkDays,
  page: { page: number; size: number },
): Promise<WorkRow[]> {
  const { rows } = await sql<WorkRow>`
    select p.*, (select jsonb_build_object('act', e.act, 'from', e.from_state, 'by', by.name, 'at', e.at)
        from case_event e left join person by on by.id = e.person_id
        where e.case_id = p."caseId" and e.from_state is distinct from e.to_state order by e.id desc limit 1) as moved
    from (select c.id as "caseId", c.pid as "casePid", c."procedure", c.subject, c.state, x.act, o.id as "organisationId", o.short_name as "organisationName",
        x.posts, x.since, x.due
      from ${work(person)} where ${conditions(filter, days)}
      order by x.due nulls last, x.since, c.id, x.act limit ${page.size} offset ${(page.page - 1) * page.size}) p
    order by p.due nulls last, p.since, p."caseId", p.act`.execute(db);
  return rows;
}
