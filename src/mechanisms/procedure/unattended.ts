import { sql } from 'kysely';
import { holdersSql } from '../../core/index.ts';
import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';

/** An open task that nobody can take. Names no subject: the page is read by people who may not see content. */
export interface OrphanedTask {
  casePid: string;
  procedure: string;
  state: string;
  act: string;
  /** The roles that could take it. */
  posts: string[];
  organisationId: number;
  organisationName: string;
  organisationCode: string;
  since: Date;
  /** The person to whom it was given and who cannot take it any more, if any. */
  personName: string | null;
}

/**
 * Open work that nobody can take on the day (无人可办): nobody who serves and has an account holds the role for the
 * organisation, by an own grant or as a deputy, and nobody is invited; or it was given to a person who cannot act any
 * more. Must always be none, apart from organisations that have lost their people.
 * @param scope only tasks of these organisations; undefined = all
 */
export async function orphanedWork(db: Reader, day: Day, scope?: readonly number[]): Promise<OrphanedTask[]> {
  const { rows } = await sql<OrphanedTask>`
    with recursive ${holdersSql(sql`select distinct organisation_id as id from task`, day)},
    taken as (
      select t.id from task t where exists (
        select from holder h where h.organisation_id = t.organisation_id and h.role = t.post
          and (t.person_id is null or h.owner_id = t.person_id))
      or exists (
        select from case_invitation i join serving s on s.id = i.person_id
        where i.case_id = t.case_id and i.act = t.act and i.valid_from <= ${day} and i.valid_to >= ${day}
          and (t.person_id is null or t.person_id = i.person_id)))
    select c.pid as "casePid", c."procedure", c.state, t.act, array_agg(distinct t.post) as posts, o.id as "organisationId",
      o.short_name as "organisationName", o.code as "organisationCode", min(t.since) as since, max(p.name) as "personName"
    from task t join procedure_case c on c.id = t.case_id join organisation o on o.id = t.organisation_id
    left join person p on p.id = t.person_id
    where c.closed_on is null and (${scope === undefined} or t.organisation_id = any(${[...(scope ?? [])]}::bigint[]))
    group by c.id, t.act, o.id having not bool_or(t.id in (select id from taken))
    order by min(t.since), c.id, t.act`.execute(db);
  return rows;
}
