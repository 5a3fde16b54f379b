import type { Day } from '../law/day.ts';

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
