import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { type ParameterName, type ParameterValue, storedValue } from './index.ts';

/** Parameters that the portal may read. */
export type PortalParameterName = Extract<ParameterName, `portal.${string}`>;

/** Parameters of which the portal may tell what holds for one organisation, as the database's function names them. */
export type LocalPortalParameterName = 'privacy.reply';

/** The value of a parameter of the portal on a day, by the portal's own role: what was set for everybody, else the built-in value. */
export async function portalParameter<Name extends PortalParameterName>(
  db: Reader,
  name: Name,
  day: Day,
): Promise<ParameterValue<Name>> {
  const { rows } = await sql<{ value: string }>`
    select value from portal.live_parameter
    where name = ${name} and valid_from <= ${day} and (valid_to is null or valid_to >= ${day})
    order by valid_from desc limit 1`.execute(db);
  return storedValue(name, rows[0]?.value);
}

/** The value that holds for one organisation on a day, by the portal's own role. @param code of the organisation */
export async function localPortalParameter<Name extends LocalPortalParameterName>(
  db: Reader,
  name: Name,
  at: { code: string; day: Day },
): Promise<ParameterValue<Name>> {
  const { rows } = await sql<{ value: string | null }>`
    select portal.local_parameter(${name}, ${at.code}, ${at.day}) as value`.execute(db);
  return storedValue(name, rows[0]?.value);
}
