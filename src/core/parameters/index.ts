import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { SIGN_IN_PARAMETERS } from './sign-in.ts';
import { STATUTORY_PARAMETERS } from './statutory.ts';
import type { ParameterSpec } from './types.ts';

export { type ParameterGroup, type ParameterSpec, UNITS, type Unit } from './types.ts';

/** All parameters of the program, by name. */
export const PARAMETERS = { ...SIGN_IN_PARAMETERS, ...STATUTORY_PARAMETERS } as const;

/** Name of a parameter. */
export type ParameterName = keyof typeof PARAMETERS;

/** The type of a parameter's value: that of its built-in value. */
export type ParameterValue<Name extends ParameterName> = (typeof PARAMETERS)[Name]['value'] extends number
  ? number
  : (typeof PARAMETERS)[Name]['value'] extends boolean
    ? boolean
    : string;

/** A value as it stands in the database or a form. @returns undefined when it is none of the parameter's kind or range */
export function readParameterValue(spec: ParameterSpec, text: string): number | boolean | string | undefined {
  if (typeof spec.value === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  if (typeof spec.value === 'string') return text;
  if (!/^-?\d{1,12}(\.\d{1,4})?$/.test(text)) return undefined;
  const n = Number(text);
  if (Number.isInteger(spec.value) && !Number.isInteger(n)) return undefined;
  return n < (spec.min ?? 0) || n > (spec.max ?? Number.MAX_SAFE_INTEGER) ? undefined : n;
}

/**
 * The value of a parameter on a day: what the organisation itself or the nearest above it has set, else what holds for
 * its level, else for everybody, else the built-in value.
 * @param at the day whose rules apply; the organisation concerned, if any
 */
export async function parameter<Name extends ParameterName>(
  db: Reader,
  name: Name,
  at: { day: Day; organisationId?: number },
): Promise<ParameterValue<Name>> {
  const spec: ParameterSpec = PARAMETERS[name];
  const { rows } = await sql<{ value: string }>`
    with recursive line as (
      select id, parent_id, level, 0 as distance from organisation where id = ${at.organisationId ?? null}
      union all
      select o.id, o.parent_id, o.level, l.distance + 1 from organisation o join line l on o.id = l.parent_id where l.distance < 20)
    select v.value from parameter_value v left join line l on l.id = v.organisation_id
    where v.name = ${name} and v.valid_from <= ${at.day} and (v.valid_to is null or v.valid_to >= ${at.day})
      and (v.organisation_id is null or l.id is not null)
      and (v.level is null or v.level = (select level from line where distance = 0))
    order by l.distance nulls last, v.level nulls last, v.valid_from desc
    limit 1`.execute(db);
  const set = rows[0] && readParameterValue(spec, rows[0].value);
  return (set ?? spec.value) as ParameterValue<Name>;
}

/** The values of several parameters on a day, with one question to the database; each as `parameter` finds it. */
export async function parameters<Names extends Readonly<Record<string, ParameterName>>>(
  db: Reader,
  names: Names,
  at: { day: Day; organisationId?: number },
): Promise<{ readonly [Key in keyof Names]: ParameterValue<Names[Key]> }> {
  const wanted = Object.entries(names);
  const { rows } = await sql<{ name: string; value: string }>`
    with recursive line as (
      select id, parent_id, level, 0 as distance from organisation where id = ${at.organisationId ?? null}
      union all
      select o.id, o.parent_id, o.level, l.distance + 1 from organisation o join line l on o.id = l.parent_id where l.distance < 20)
    select distinct on (v.name) v.name, v.value from parameter_value v left join line l on l.id = v.organisation_id
    where v.name = any(${wanted.map(([, name]) => name)}) and v.valid_from <= ${at.day}
      and (v.valid_to is null or v.valid_to >= ${at.day})
      and (v.organisation_id is null or l.id is not null)
      and (v.level is null or v.level = (select level from line where distance = 0))
    order by v.name, l.distance nulls last, v.level nulls last, v.valid_from desc`.execute(db);
  const stored = new Map(rows.map((r) => [r.name, r.value]));
  return Object.fromEntries(
    wanted.map(([key, name]) => {
      const spec: ParameterSpec = PARAMETERS[name];
      const text = stored.get(name);
      return [key, (text === undefined ? undefined : readParameterValue(spec, text)) ?? spec.value];
    }),
  ) as { readonly [Key in keyof Names]: ParameterValue<Names[Key]> };
}
