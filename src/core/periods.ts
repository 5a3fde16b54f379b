import { type Day, day } from '../law/day.ts';

/** From a day to a day, both included; `to` null = without end. A period whose `to` lies before `from` is empty. */
export interface Period {
  from: Day;
  to: Day | null;
}

/** Whether two periods share a day. An empty one shares none. */
export function overlaps(a: Period, b: Period): boolean {
  return intersection(a, b) !== undefined;
}

/** The days that two periods share; undefined when there is none. */
export function intersection(a: Period, b: Period): Period | undefined {
  const from = a.from > b.from ? a.from : b.from;
  const to = a.to === null ? b.to : b.to === null || a.to < b.to ? a.to : b.to;
  return to !== null && to < from ? undefined : { from, to };
}

/** Whether nothing of the period is left from the day on: it lies before it, or is empty. */
export function isOver(p: Period, day: Day): boolean {
  return p.to !== null && (p.to < day || p.to < p.from);
}

/** A period in words, for example 2026-05-20 起 or 2026-05-20 至 2026-06-30. */
export function periodWords(p: Period): string {
  return p.to === null ? `${p.from} 起` : `${p.from} 至 ${p.to}`;
}

/** A year or a month as lists are narrowed down by it: 2026 or 2026-05. */
export const YEAR_OR_MONTH = /^(?:19|20|21)\d\d(?:-(?:0[1-9]|1[0-2]))?$/;

/** The first day of a year or month and the first day after it. @param text see {@link YEAR_OR_MONTH} */
export function daysOfPeriod(text: string): { first: Day; next: Day } {
  const [year = 0, month] = text.split('-').map(Number);
  const first = (y: number, m: number) => day(`${y}-${String(m).padStart(2, '0')}-01`);
  if (month === undefined) return { first: first(year, 1), next: first(year + 1, 1) };
  return { first: first(year, month), next: month === 12 ? first(year + 1, 1) : first(year, month + 1) };
}

/** A year or month in Chinese: 2026 年, 2026 年 5 月. @param text see {@link YEAR_OR_MONTH} */
export function periodName(text: string): string {
  const [year, month] = text.split('-');
  return month === undefined ? `${year} 年` : `${year} 年 ${Number(month)} 月`;
}
