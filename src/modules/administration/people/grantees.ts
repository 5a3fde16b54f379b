import { sql } from 'kysely';
import type { Role } from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import type { Reader } from '../../../platform/db/pool.ts';

/** Somebody to whom a role is granted today. Who may act, deputies included, is for `holdersOf` to say. */
export interface Grantee {
  name: string;
  /** Where, by short names. */
  organisations: string[];
  lent: boolean;
}

/** To whom which role is granted on the day, at organisations in the scope. */
export async function granteesByRole(
  db: Reader,
  scope: readonly number[],
  today: Day,
): Promise<Map<Role, Grantee[]>> {
  const { rows } = await sql<Grantee & { role: Role }>`
    select g.role, p.name, array_agg(distinct o.short_name) as organisations, bool_or(g.lent) as lent
    from role_grant g join person p on p.id = g.person_id join organisation o on o.id = g.organisation_id
    where g.organisation_id = any(${[...scope]}::bigint[]) and g.valid_from <= ${today} and (g.valid_to is null or g.valid_to >= ${today})
      and p.valid_from <= ${today} and (p.valid_to is null or p.valid_to >= ${today})
    group by g.role, p.id order by g.role, p.name, p.id`.execute(db);
  const holders = new Map<Role, Grantee[]>();
  for (const { role, ...holder } of rows) holders.set(role, [...(holders.get(role) ?? []), holder]);
  return holders;
}
