import { type RuleName, type Rules, STATUTORY, type StatutoryNumber } from '../../law/terms/rules.ts';
import type { LawBound, ParameterGroup, ParameterSpec, Unit } from './types.ts';

const UNIT: Readonly<Record<StatutoryNumber['unit'], Unit>> = {
  'working-day': 'working-days',
  'calendar-day': 'calendar-days',
  hour: 'hours',
  item: 'pieces',
  page: 'pages',
  yuan: 'yuan',
  month: 'month-of-year',
  'day-of-month': 'day-of-month',
};

/** Rows of the table of numeric rules that are numbers of law: one number, one parameter. */
const ROWS: Partial<Record<RuleName, string>> = { reply: 'N-10', 'reprint-working-days': 'N-04' };

/** Terms that are counted for the organisation whose case it is. */
const LOCAL: readonly RuleName[] = ['proactive-publication'];

type Statutory = { readonly [Name in RuleName as `law.${Name}`]: ParameterSpec & { value: number } };

/** The numbers of law that the deadlines are counted by, each of which a newer rule may replace from a day on. */
export const STATUTORY_PARAMETERS = Object.fromEntries(
  Object.entries(STATUTORY).map(([name, { label, value, unit, min, max, bound, source, verified }]) => {
    const rule = ROWS[name as RuleName];
    const shown = verified ? source : `${source}（待核对原文）`;
    const law: LawBound = {
      ...(bound === 'floor' || bound === 'fixed' ? { least: value } : {}),
      ...(bound === 'ceiling' || bound === 'fixed' ? { most: value } : {}),
      article: source,
    };
    return [
      `law.${name}`,
      {
        label,
        value,
        unit: UNIT[unit],
        min,
        max,
        source: shown,
        ...(bound === 'open' ? {} : { law }),
        ...(rule ? { rule } : {}),
        ...(LOCAL.includes(name as RuleName) ? { local: true as const } : {}),
      },
    ];
  }),
) as unknown as Statutory;

/** Parameters of how dates are shown. */
export const CLOCK_PARAMETERS = {
  'clock.due-soon': {
    label: '临期提示（期限前）',
    unit: 'working-days',
    value: 3,
    min: 1,
    max: 15,
    local: true,
    source: '平台约定，由使用单位确认',
  },
} as const satisfies ParameterGroup;

/** The numbers of law as set values put them, by name without its prefix. */
export function rulesFrom(values: ReadonlyMap<string, number>): Partial<Rules> {
  return Object.fromEntries(
    Object.keys(STATUTORY).flatMap((name) => {
      const value = values.get(`law.${name}`);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
