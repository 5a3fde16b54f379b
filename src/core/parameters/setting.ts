import { sql } from 'kysely';
import { addYears, type Day } from '../../law/day.ts';
import type { Change } from '../../platform/change.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import { NotFound, Refusal } from '../../platform/errors.ts';
import type { Level } from '../words.ts';
import { boundProblem } from './bounds.ts';
import {
  PARAMETERS,
  type ParameterName,
  parameter,
  parameters,
  readParameterValue,
  valueProblem,
} from './index.ts';
import type { ParameterSpec } from './types.ts';

/** A value that was set, as the page of a parameter lists it. */
export interface SetValue {
  id: number;
  name: string;
  value: string;
  organisationId: number | null;
  organisationName: string | null;
  level: Level | null;
  validFrom: Day;
  validTo: Day | null;
  source: string;
  setBy: string;
  setAt: Date;
  /** When, by whom and why it was taken back before it held; null and '' where it was not. */
  cancelledAt: Date | null;
  cancelledBy: string | null;
  cancelReason: string;
}

/** Every value that was ever set for a parameter, or for all of them, the latest first. */
export async function setValues(db: Reader, name?: ParameterName): Promise<SetValue[]> {
  let query = db
    .selectFrom('parameter_value as v')
    .innerJoin('person', 'person.id', 'v.set_by_id')
    .leftJoin('person as canceller', 'canceller.id', 'v.cancelled_by_id')
    .leftJoin('organisation', 'organisation.id', 'v.organisation_id')
    .select([
      'v.id',
      'v.name',
      'v.value',
      'v.organisation_id as organisationId',
      'organisation.short_name as organisationName',
      'v.level',
      'v.valid_from as validFrom',
      'v.valid_to as validTo',
      'v.source',
      'person.name as setBy',
      'v.set_at as setAt',
      'v.cancelled_at as cancelledAt',
      'canceller.name as cancelledBy',
      'v.cancel_reason as cancelReason',
    ]);
  if (name) query = query.where('v.name', '=', name);
  return (await query
    .orderBy('v.valid_from', 'desc')
    .orderBy('v.id', 'desc')
    .execute()) as unknown as SetValue[];
}

/** For whom a value holds: one organisation and all below it, a level, or (neither) everybody. */
export interface Place {
  organisationId?: number;
  level?: Level;
}

/** The values that count of one parameter at one place. */
function live(tx: Tx, name: string, at: Place) {
  return tx
    .selectFrom('parameter_value')
    .select(['id', 'valid_from as validFrom'])
    .where('name', '=', name)
    .where('cancelled_at', 'is', null)
    .where('organisation_id', at.organisationId === undefined ? 'is' : '=', at.organisationId ?? null)
    .where('level', at.level === undefined ? 'is' : '=', at.level ?? null);
}

/** Each value ends on the day before the next one begins; the last one holds on. */
async function chain(tx: Tx, name: string, at: Place): Promise<void> {
  const rows = live(tx, name, at).clearSelect();
  await sql`
    update parameter_value v set valid_to = x.until
    from (${rows.select(['id', sql`lead(valid_from) over (order by valid_from) - 1`.as('until')])}) x
    where v.id = x.id and v.valid_to is distinct from x.until`.execute(tx);
}

/** @throws Refusal at the field when the text is no value of the parameter, or beyond what law leaves to the place */
export function refuseValue(spec: ParameterSpec, text: string): void {
  const beyond = /^\d{1,12}$/.test(text) ? boundProblem(spec, Number(text)) : undefined;
  const message = beyond ?? (readParameterValue(spec, text) === undefined ? valueProblem(spec) : undefined);
  if (message) throw new Refusal([{ field: 'value', message }], 422);
}

/** @throws Refusal at the field when a level or an organisation is named for a number that the whole city shares */
export function refusePlace(spec: ParameterSpec, at: Place): void {
  if (spec.local || (at.organisationId === undefined && at.level === undefined)) return;
  throw new Refusal(
    [
      {
        field: 'scope',
        message: `“${spec.label}”全市统一执行，不能为单个机构或层级另行设定。请把适用范围改为“全市”。`,
      },
    ],
    422,
  );
}

/**
 * Sets a value from a day on. The one that held for the same organisation and level until then ends the day before;
 * values planned there for that day or later, which do not hold yet, are cancelled and stay as evidence.
 * @returns how many planned values it replaces
 * @throws Refusal when the text is no value of the parameter or beyond what law leaves to the place, the whole city
 * shares one number and a part of it is named, the day is too far ahead, a value holds from that day or later already, or
 * the tiers of the fees would contradict each other
 */
export async function setParameter(
  c: Change,
  p: Place & { name: ParameterName; value: string; validFrom: Day; source: string },
): Promise<number> {
  refuseValue(PARAMETERS[p.name], p.value);
  refusePlace(PARAMETERS[p.name], p);
  if (c.actor.personId === undefined) throw new Refusal('参数只能由本人登录后更改。');
  const years = await parameter(c.tx, 'parameters.years-ahead', { day: c.today });
  if (p.validFrom > addYears(c.today, years))
    throw new Refusal(
      [
        {
          field: 'validFrom',
          message: `生效日最多可以填到 ${years} 年以后（${addYears(c.today, years)}），请核对年份。`,
        },
      ],
      422,
    );
  const later = await live(c.tx, p.name, p)
    .where('valid_from', '>=', p.validFrom)
    .orderBy('valid_from')
    .execute();
  const holding = later.find((row) => row.validFrom <= c.today);
  if (holding)
    throw new Refusal(
      [
        {
          field: 'validFrom',
          message: `从 ${holding.validFrom} 起已设定过数值，新的生效日应在其后；已生效的数值不回改。`,
        },
      ],
      422,
    );
  if (later.length > 0)
    await cancel(
      c,
      later.map((row) => row.id),
      `由自 ${p.validFrom} 起的新设定取代`,
    );
  await c.tx
    .insertInto('parameter_value')
    .values({
      name: p.name,
      organisation_id: p.organisationId ?? null,
      level: p.level ?? null,
      value: p.value,
      valid_from: p.validFrom,
      source: p.source,
      set_by_id: c.actor.personId,
      set_at: c.now,
    })
    .execute();
  await chain(c.tx, p.name, p);
  await refuseContradiction(c.tx, p.name, p.validFrom, 'value');
  return later.length;
}

async function cancel(c: Change, ids: readonly number[], reason: string): Promise<void> {
  await c.tx
    .updateTable('parameter_value')
    .set({ cancelled_at: c.now, cancelled_by_id: c.actor.personId ?? null, cancel_reason: reason })
    .where('id', 'in', ids)
    .execute();
}

/**
 * Takes a planned value back before it holds; the one before it holds on. The row stays, with who and why.
 * @throws NotFound; Refusal when it holds already or has been taken back
 */
export async function cancelParameter(
  c: Change,
  p: { id: number; name: ParameterName; reason: string },
): Promise<{ value: string; validFrom: Day }> {
  const row = await c.tx
    .selectFrom('parameter_value')
    .select(['organisation_id', 'level', 'value', 'valid_from', 'cancelled_at'])
    .where('id', '=', p.id)
    .where('name', '=', p.name)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new NotFound('没有这条设定。');
  const validFrom = row.valid_from as Day;
  if (row.cancelled_at !== null) throw new Refusal('这条设定已经取消。');
  if (validFrom <= c.today)
    throw new Refusal(`这个数值自 ${validFrom} 起已经生效，不能取消；请从新的一天起设定新的数值。`);
  await cancel(c, [p.id], p.reason);
  const place: Place = {
    ...(row.organisation_id === null ? {} : { organisationId: row.organisation_id }),
    ...(row.level === null ? {} : { level: row.level as Level }),
  };
  await chain(c.tx, p.name, place);
  await refuseContradiction(c.tx, p.name, validFrom, 'reason');
  return { value: row.value, validFrom };
}

/** Numbers of which each must be less (or not more) than the next one: the tiers of the fees. */
const ASCENDING: readonly { names: readonly ParameterName[]; equal: boolean }[] = [
  { names: ['law.fee-item-free', 'law.fee-item-first-tier'], equal: false },
  { names: ['law.fee-page-free', 'law.fee-page-first-tier', 'law.fee-page-second-tier'], equal: false },
  { names: ['law.fee-page-first-yuan', 'law.fee-page-second-yuan', 'law.fee-page-third-yuan'], equal: true },
];

/** On the first day of the new value and on every later day on which one of its neighbours changes. */
async function refuseContradiction(tx: Tx, name: ParameterName, from: Day, field: string): Promise<void> {
  const rule = ASCENDING.find((r) => r.names.includes(name));
  if (!rule) return;
  const rows = await tx
    .selectFrom('parameter_value')
    .select('valid_from as day')
    .distinct()
    .where('name', 'in', rule.names)
    .where('cancelled_at', 'is', null)
    .where('valid_from', '>', from)
    .execute();
  for (const day of [from, ...rows.map((r) => r.day as Day)]) {
    const wanted = Object.fromEntries(rule.names.map((n) => [n, n]));
    const values = await parameters(tx, wanted, { day });
    for (const [i, lower] of rule.names.entries()) {
      const upper = rule.names[i + 1];
      if (upper === undefined) break;
      const [a, b] = [Number(values[lower]), Number(values[upper])];
      if (a < b || (rule.equal && a === b)) continue;
      throw new Refusal(
        [
          {
            field,
            message: `自 ${day} 起“${PARAMETERS[lower].label}”是 ${a}，“${PARAMETERS[upper].label}”是 ${b}，前者应${rule.equal ? '不大于' : '小于'}后者。请先调整另一个，或核对数值。`,
          },
        ],
        422,
      );
    }
  }
}
