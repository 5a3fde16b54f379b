import { type RawBuilder, sql } from 'kysely';
import type { Day } from '../law/day.ts';
import type { Reader } from '../platform/db/pool.ts';
import type { Role } from './words.ts';

/**
 * SQL of two tables for a `with recursive`: `reach (organisation_id, scope, at, distance)` = a grant with this scope at `at`
 * covers the organisation, so many steps above it; `holder (organisation_id, role, person_id, owner_id, distance)` = this person may act in this role for the
 * organisation on the day, by the own grant (owner = person) or as a deputy (owner = the absent person). Only people
 * who serve and have an account: nobody else can do anything.
 * @param organisations SQL of a list of organisation ids, as `select … as id`
 */
export function holdersSql(organisations: RawBuilder<unknown>, day: Day): RawBuilder<unknown> {
  return sql`
    reach as (
      select w.id as organisation_id, s.scope, w.id as at, 0 as distance
      from (${organisations}) w cross join (values ('organisation'), ('subtree'), ('line')) s (scope)
      union
      select r.organisation_id, r.scope, case r.scope when 'subtree' then o.parent_id else o.guided_by_id end, r.distance + 1
      from reach r join organisation o on o.id = r.at
      where r.distance < 20 and r.scope <> 'organisation' and case r.scope when 'subtree' then o.parent_id else o.guided_by_id end is not null),
    serving as (
      select p.id from person p join account a on a.person_id = p.id
      where p.valid_from <= ${day} and (p.valid_to is null or p.valid_to >= ${day})),
    holder as (
      select r.organisation_id, g.role, g.person_id, g.person_id as owner_id, r.distance
      from role_grant g join reach r on r.at = g.organisation_id and r.scope = g.scope join serving s on s.id = g.person_id
      where g.valid_from <= ${day} and (g.valid_to is null or g.valid_to >= ${day})
      union
      select r.organisation_id, g.role, d.deputy_id, g.person_id, r.distance
      from role_grant g join reach r on r.at = g.organisation_id and r.scope = g.scope
      join deputation d on d.person_id = g.person_id and (d.roles is null or g.role = any(d.roles))
      join person absent on absent.id = d.person_id join serving s on s.id = d.deputy_id
      where g.valid_from <= ${day} and (g.valid_to is null or g.valid_to >= ${day})
        and absent.valid_from <= ${day} and (absent.valid_to is null or absent.valid_to >= ${day})
        and d.valid_from <= ${day} and d.valid_to >= ${day})`;
}

/** Somebody who may act in a role for an organisation. */
export interface Holder {
  organisationId: number;
  role: Role;
  personId: number;
  pid: string;
  name: string;
  /** Whose grant it is: the person's own id, or that of the absent person they deputise for. */
  ownerId: number;
  /** 0 = granted at the organisation itself, 1 = at the one above or guiding it, … */
  distance: number;
}

/** Everybody who may act in any role for these organisations on the day, deputies included, in the order of their names. */
export async function holdersOf(db: Reader, organisationIds: readonly number[], day: Day): Promise<Holder[]> {
  if (organisationIds.length === 0) return [];
  const { rows } = await sql<Holder>`
    with recursive ${holdersSql(sql`select unnest(${[...new Set(organisationIds)]}::bigint[]) as id`, day)}
    select h.organisation_id as "organisationId", h.role, h.person_id as "personId", p.pid, p.name, h.owner_id as "ownerId", min(h.distance) as distance
    from holder h join person p on p.id = h.person_id group by h.organisation_id, h.role, h.person_id, p.id, h.owner_id order by p.name, p.id`.execute(
    db,
  );
  return rows;
}

/** Of the holders of a role for one organisation those who are nearest: its own, else those of the next one above that has any. */
export function nearestHolders(holders: readonly Holder[], role: Role): number[] {
  const mine = holders.filter((h) => h.role === role);
  const nearest = Math.min(...mine.map((h) => h.distance));
  return mine.filter((h) => h.distance === nearest).map((h) => h.personId);
}
