import { sql } from 'kysely';
import type { Day } from '../law/day.ts';
import type { Reader } from '../platform/db/pool.ts';
import type { Role } from './words.ts';

/** Who holds a role for an organisation: `distance` 0 = granted there, 1 = at the organisation above or guiding it, … */
export interface RoleHolder {
  personId: number;
  role: Role;
  distance: number;
}

/**
 * Everybody who serves on the day and holds one of the roles for the organisation: granted there, or above with
 * everything below, or at an organisation that guides it with its line.
 */
export async function roleHolders(
  db: Reader,
  roles: readonly Role[],
  organisationId: number,
  today: Day,
): Promise<RoleHolder[]> {
  const { rows } = await sql<RoleHolder>`
    with recursive above as (
      select id, parent_id, 0 as distance from organisation where id = ${organisationId}
      union all select o.id, o.parent_id, a.distance + 1 from organisation o join above a on o.id = a.parent_id where a.distance < 20),
    guiding as (
      select id, guided_by_id, 0 as distance from organisation where id = ${organisationId}
      union all select o.id, o.guided_by_id, g.distance + 1 from organisation o join guiding g on o.id = g.guided_by_id where g.distance < 20),
    reach as (
      select 'organisation' as scope, ${organisationId}::bigint as id, 0 as distance
      union all select 'subtree', id, distance from above
      union all select 'line', id, distance from guiding)
    select g.person_id as "personId", g.role, min(r.distance)::int as distance
    from role_grant g join reach r on r.scope = g.scope and r.id = g.organisation_id join person p on p.id = g.person_id
    where g.role = any(${[...roles]}::text[])
      and g.valid_from <= ${today} and (g.valid_to is null or g.valid_to >= ${today})
      and p.valid_from <= ${today} and (p.valid_to is null or p.valid_to >= ${today})
    group by g.person_id, g.role order by 3, 1`.execute(db);
  return rows;
}

/** Of the holders of a role those who are nearest: the own organisation's, else those of the next one above that has any. */
export function nearestHolders(holders: readonly RoleHolder[], role: Role): number[] {
  const mine = holders.filter((h) => h.role === role);
  const nearest = Math.min(...mine.map((h) => h.distance));
  return mine.filter((h) => h.distance === nearest).map((h) => h.personId);
}
