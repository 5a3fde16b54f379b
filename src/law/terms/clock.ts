import { addDays, civilDay, type Day, weekday } from '../day.ts';
import type { Calendar } from './calendar.ts';
import { countTerm, type ExcludedInterval, isWorkingDay, type Term, type TermResult } from './count.ts';

/** The last day of the month of `d`. */
export function endOfMonth(d: Day): Day {
  return endOf(Number(d.slice(0, 4)), Number(d.slice(5, 7)));
}

/** The last day of the quarter of `d`. */
export function endOfQuarter(d: Day): Day {
  return endOf(Number(d.slice(0, 4)), Math.ceil(Number(d.slice(5, 7)) / 3) * 3);
}

function endOf(year: number, month: number): Day {
  // Every month has a 28th; the first day number that does not exist ends the search.
  let last = civilDay(year, month, 28)!;
  for (const n of [29, 30, 31]) last = civilDay(year, month, n) ?? last;
  return last;
}

/** The Sunday of the week of `d`; weeks run from Monday to Sunday. */
export function endOfWeek(d: Day): Day {
  return addDays(d, 7 - weekday(d));
}

/**
 * The working days of a stretch, both ends included: the windows of a duty "on every working day".
 * For a duty "N times a week" the stretch is a week, and a week without any working day asks for nothing.
 */
export function workingDaysIn(calendar: Calendar, from: Day, through: Day): Day[] {
  const days: Day[] = [];
  for (let d = from; d <= through; d = addDays(d, 1)) if (isWorkingDay(calendar, d)) days.push(d);
  return days;
}

/** An extension of a running term (条例 第三十三条第二款). */
export interface Extension {
  count: number;
  /** Longest extension allowed. */
  most: number;
  approved: Day;
  /** Day of posting or signing of the notice to the applicant; null while nobody has been told. */
  notified: Day | null;
}

/** A term with what may happen to it. */
export interface ClockResult {
  /** Without the extension, excluded time taken out. */
  original: TermResult;
  /** What holds. */
  current: TermResult;
  /** Why the extension has no effect; undefined where it has one or there is none. */
  invalid?: string;
}

/**
 * Runs a term that may have been paused and extended. An extension has effect only when it was approved and the
 * applicant told on or before the original due day, and when it is not longer than allowed (C5, rules 20.2); it adds to
 * the count from day 0, so that pauses after the original due day stop it too. A restart is a new clock with a new day 0.
 */
export function runClock(o: {
  start: Day;
  term: Term;
  calendar: Calendar;
  excluded?: readonly ExcludedInterval[];
  extension?: Extension;
}): ClockResult {
  const original = countTerm(o);
  const e = o.extension;
  if (!e) return { original, current: original };
  const invalid =
    e.count > e.most
      ? `延长期限最长 ${e.most} 个工作日，${e.count} 个工作日的延期无效。`
      : e.approved > original.due
        ? '延期在原截止日之后才批准，无效。'
        : e.notified === null
          ? '延期没有告知申请人，无效。'
          : e.notified > original.due
            ? '延期在原截止日之后才告知申请人，无效。'
            : undefined;
  if (invalid !== undefined) return { original, current: original, invalid };
  return { original, current: countTerm({ ...o, term: { ...o.term, count: o.term.count + e.count } }) };
}

/** The first day on which a term has lapsed: the day after it is due, working day or not. */
export function lapsesOn(due: Day): Day {
  return addDays(due, 1);
}
