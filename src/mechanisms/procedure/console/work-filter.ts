import { z } from 'zod';
import { searchWords } from '../../../core/index.ts';
import type { DueState } from '../clocks.ts';
import type { WorkCount, WorkFilter } from '../work-list.ts';

/* 我的待办 narrowed down, and the numbers that its choices show. */

/** Urgency as the counters name it, the most pressing first. */
export const URGENCY: Readonly<Record<DueState, { label: string; tone?: 'bad' | 'warn' }>> = {
  overdue: { label: '逾期', tone: 'bad' },
  today: { label: '今日到期', tone: 'warn' },
  soon: { label: '临期', tone: 'warn' },
  running: { label: '其他' },
};
/** The same in their order. */
export const STATES = Object.keys(URGENCY) as DueState[];

const text = (max: number) => z.string().trim().max(max).optional().catch(undefined);
/** What the address of 我的待办 may carry; what it cannot be is left out. */
export const filterFields = {
  urgency: z
    .enum(STATES as [DueState, ...DueState[]])
    .optional()
    .catch(undefined),
  act: text(60),
  organisation: text(40),
  procedure: text(60),
  q: text(200),
};
/** The same as one schema. */
export const filterSchema = z.object(filterFields);
type Entered = z.output<typeof filterSchema>;

/** The filters in use, as they stand in the address. */
export function used(query: Entered): Record<string, string> {
  return Object.fromEntries(
    (['urgency', 'act', 'organisation', 'procedure', 'q'] as const).flatMap((key) =>
      query[key] ? [[key, query[key]]] : [],
    ),
  );
}

/** What the entered filters mean. */
export function filterOf(query: Entered): WorkFilter {
  const { q, ...rest } = used(query);
  return { ...rest, words: searchWords(q ?? '') } as WorkFilter;
}

/** Sum of the counts that the filter leaves over, one of its fields set aside or replaced. */
export function sum(
  counts: readonly WorkCount[],
  filter: Partial<Record<keyof WorkCount, string | undefined>>,
) {
  return counts
    .filter((c) => Object.entries(filter).every(([k, v]) => !v || c[k as keyof WorkCount] === v))
    .reduce((n, c) => n + c.n, 0);
}

/** Distinct values of the counts with their names, for the choices of a filter. */
export function choices(
  counts: readonly WorkCount[],
  key: 'organisation' | 'procedure',
  name: (c: WorkCount) => string,
) {
  return [...new Map(counts.map((c) => [c[key], name(c)]))].map(([value, label]) => ({ value, label }));
}
