import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { settableRange } from './bounds.ts';
import { CONSOLE_PARAMETERS } from './console.ts';
import { COUNTS_PARAMETERS } from './counts.ts';
import { DRAFTING_PARAMETERS } from './drafting.ts';
import { FEEDBACK_PARAMETERS } from './feedback.ts';
import { FILES_PARAMETERS } from './files.ts';
import { MILESTONES_PARAMETERS } from './milestones.ts';
import { NOTICE_PARAMETERS } from './notices.ts';
import { ORGANISATION_PARAMETERS } from './organisations.ts';
import { PERSONAL_PARAMETERS } from './personal.ts';
import { PORTAL_PARAMETERS } from './portal.ts';
import { PROOF_PARAMETERS } from './proof.ts';
import { RHYTHMS_PARAMETERS } from './rhythms.ts';
import { SEARCH_PARAMETERS } from './search.ts';
import { SIGN_IN_PARAMETERS } from './sign-in.ts';
import { CLOCK_PARAMETERS, STATUTORY_PARAMETERS } from './statutory.ts';
import { THRESHOLDS_PARAMETERS } from './thresholds.ts';
import { TIME_LIMITS_PARAMETERS } from './time-limits.ts';
import { type ParameterGroup, type ParameterSpec, UNITS } from './types.ts';

export type { ParameterSpec } from './types.ts';

/** All parameters of the program, by name. */
export const PARAMETERS = {
  ...STATUTORY_PARAMETERS,
  ...CLOCK_PARAMETERS,
  ...TIME_LIMITS_PARAMETERS,
  ...RHYTHMS_PARAMETERS,
  ...COUNTS_PARAMETERS,
  ...THRESHOLDS_PARAMETERS,
  ...MILESTONES_PARAMETERS,
  ...PROOF_PARAMETERS,
  ...DRAFTING_PARAMETERS,
  ...PORTAL_PARAMETERS,
  ...FILES_PARAMETERS,
  ...PERSONAL_PARAMETERS,
  ...FEEDBACK_PARAMETERS,
  ...NOTICE_PARAMETERS,
  ...ORGANISATION_PARAMETERS,
  ...SIGN_IN_PARAMETERS,
  ...SEARCH_PARAMETERS,
  ...CONSOLE_PARAMETERS,
} as const;

/** The groups in which the page shows them. */
export const PARAMETER_GROUPS: readonly { label: string; parameters: ParameterGroup }[] = [
  { label: '法定期限', parameters: STATUTORY_PARAMETERS },
  { label: '提示', parameters: CLOCK_PARAMETERS },
  { label: '办理时限', parameters: TIME_LIMITS_PARAMETERS },
  { label: '公开频次', parameters: RHYTHMS_PARAMETERS },
  { label: '数量要求', parameters: COUNTS_PARAMETERS },
  { label: '比例', parameters: THRESHOLDS_PARAMETERS },
  { label: '时间节点', parameters: MILESTONES_PARAMETERS },
  { label: '留痕与运行', parameters: PROOF_PARAMETERS },
  { label: '起草', parameters: DRAFTING_PARAMETERS },
  { label: '门户访问', parameters: PORTAL_PARAMETERS },
  { label: '文件与附件', parameters: FILES_PARAMETERS },
  { label: '个人信息', parameters: PERSONAL_PARAMETERS },
  { label: '政策反馈和验证题', parameters: FEEDBACK_PARAMETERS },
  { label: '提醒与消息', parameters: NOTICE_PARAMETERS },
  { label: '机构和人员', parameters: ORGANISATION_PARAMETERS },
  { label: '登录安全', parameters: SIGN_IN_PARAMETERS },
  { label: '检索', parameters: SEARCH_PARAMETERS },
  { label: '工作台', parameters: CONSOLE_PARAMETERS },
];

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
  const { rows } = await sql<{ value: string | null }>`
    select parameter_text(${name}, ${at.organisationId ?? null}, ${at.day}) as value`.execute(db);
  return storedValue(name, rows[0]?.value);
}

/** What a stored text means; the built-in value where there is none, or none that the program understands. */
export function storedValue<Name extends ParameterName>(
  name: Name,
  stored: string | null | undefined,
): ParameterValue<Name> {
  const spec: ParameterSpec = PARAMETERS[name];
  const set = stored === null || stored === undefined ? undefined : readParameterValue(spec, stored);
  return (set ?? spec.value) as ParameterValue<Name>;
}

/** The values of several parameters on a day, with one question to the database; each as `parameter` finds it. */
export async function parameters<Names extends Readonly<Record<string, ParameterName>>>(
  db: Reader,
  names: Names,
  at: { day: Day; organisationId?: number },
): Promise<{ readonly [Key in keyof Names]: ParameterValue<Names[Key]> }> {
  const wanted = Object.entries(names);
  const { rows } = await sql<{ value: string | null }>`
    select parameter_text(name, ${at.organisationId ?? null}, ${at.day}) as value
    from unnest(${wanted.map(([, name]) => name)}::text[]) with ordinality as n(name, place) order by place`.execute(
    db,
  );
  return Object.fromEntries(wanted.map(([key, name], i) => [key, storedValue(name, rows[i]?.value)])) as {
    readonly [Key in keyof Names]: ParameterValue<Names[Key]>;
  };
}

/** What a value of the parameter must be, as a sentence for the form: its kind, its range and its unit. */
export function valueProblem(spec: ParameterSpec): string {
  if (typeof spec.value === 'boolean') return '请选择“是”或“否”。';
  const { min, max } = settableRange(spec);
  const range =
    min !== undefined && max !== undefined
      ? `${min} 至 ${max} 之间的${Number.isInteger(spec.value) ? '整数' : '数'}`
      : '数字';
  return `“${spec.label}”应为${range}${UNITS[spec.unit] ? `（单位：${UNITS[spec.unit]}）` : ''}。`;
}

/** A value with its unit, as people read it. */
export function formatParameter(spec: ParameterSpec, value: number | boolean | string): string {
  if (typeof value === 'boolean') return value ? '是' : '否';
  return value === '' ? '（无）' : `${value}${UNITS[spec.unit] ? ` ${UNITS[spec.unit]}` : ''}`;
}
