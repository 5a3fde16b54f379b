import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { PARAMETERS, type ParameterName, type ParameterValue, readParameterValue } from './index.ts';
import type { ParameterSpec } from './types.ts';

/** Parameters that the portal may read. */
export type PortalParameterName = Extract<ParameterName, `portal.${string}`>;

/** The value of a parameter of the portal on a day, by the portal's own role: what was set for everybody, else the built-in value. */
export async function portalParameter<Name extends PortalParameterName>(
  db: Reader,
  name: Name,
  day: Day,
): Promise<ParameterValue<Name>> {
  const spec: ParameterSpec = PARAMETERS[name];
  const { rows } = await sql<{ value: string }>`
    select value from portal.live_parameter
    where name = ${name} and valid_from <= ${day} and (valid_to is null or valid_to >= ${day})
    order by valid_from desc limit 1`.execute(db);
  const set = rows[0] && readParameterValue(spec, rows[0].value);
  return (set ?? spec.value) as ParameterValue<Name>;
}
