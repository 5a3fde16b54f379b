import { addDays, type Day, dayOfInstant, daysBetween } from '../day.ts';
import type { Calendar, DayKind } from './calendar.ts';

/** A length of time as law states it. */
export interface Term {
  unit: 'working-day' | 'calendar-day' | 'clock-hour';
  count: number;
  /** When the last day is not worked: it stays ('none', the default), comes before ('back') or after the days off ('forward'). */
  roll?: 'none' | 'back' | 'forward';
}

/** A stretch that is not counted: after one day, up to and with another (half-open, as C4 counts a consultation). */
export interface ExcludedInterval {
  after: Day;
  through: Day;
  /** In words, for the explanation: 征求第三方意见. */
  why: string;
}

/** One day of a computation and what it counted for. Day 0 has neither number nor reason. */
export interface ExplainedDay {
  day: Day;
  kind: DayKind;
  /** Which day of the term it is, from 1. */
  counted?: number;
  /** Why it was passed over: it is not worked. */
  skipped?: Exclude<DayKind['why'], 'weekday' | 'make-up' | 'regional-make-up'>;
  /** Why it was passed over: it lies in excluded time. */
  excluded?: string;
}

/** A due day and how it came about. */
export interface TermResult {
  start: Day;
  term: Term;
  due: Day;
  /** Where the count itself ended, before it was moved off days that are not worked. */
  rawEnd: Day;
  /** A notice not yet published may still move the due day. */
  provisional: boolean;
  /** Every day from day 0 to the due day, or to the end of the count where the due day was moved before it. */
  days: readonly ExplainedDay[];
  calendarVersion: string;
  /** Only for hours: the instant at which they are over, ms. */
  dueAt?: number;
}

const MS_PER_HOUR = 3_600_000;
/** Longest term and longest stretch of a computation, in days: nothing in this law lasts ten years. */
const LONGEST = 4000;

/** Whether somebody works on a day. */
export function isWorkingDay(calendar: Calendar, d: Day): boolean {
  return calendar.kind(d).working;
}

/** The first working day after `d`. */
export function nextWorkingDay(calendar: Calendar, d: Day): Day {
  let next = addDays(d, 1);
  while (!isWorkingDay(calendar, next)) next = addDays(next, 1);
  return next;
}

/** The last working day before `d`. */
export function previousWorkingDay(calendar: Calendar, d: Day): Day {
  let previous = addDays(d, -1);
  while (!isWorkingDay(calendar, previous)) previous = addDays(previous, -1);
  return previous;
}

/** How many working days lie in (after, through]; 0 when `through` is not after `after`. */
export function workingDaysBetween(calendar: Calendar, after: Day, through: Day): number {
  let n = 0;
  for (let d = addDays(after, 1); d <= through; d = addDays(d, 1)) if (isWorkingDay(calendar, d)) n++;
  return n;
}

/** The instant (ms) that lies so many hours after another, by day and by night, on holidays as on working days. */
export function addClockHours(instantMs: number, hours: number): number {
  if (!Number.isFinite(instantMs) || !Number.isFinite(hours)) throw new RangeError('时刻或者小时数无效');
  return instantMs + hours * MS_PER_HOUR;
}

/**
 * Counts a term. The day it starts from is day 0 and is not counted (C1; 民事诉讼法 第八十五条); a working-day term
 * ends at the close of its last working day; days in excluded intervals are not counted, and where intervals overlap,
 * once (C4). A term of days that ends on a day off stays there, moves back to the working day before (C7: the careful
 * value where the law does not say that it moves on; never before day 0) or forward (C8).
 * @param o.start day 0
 * @param o.term length; hours need `at`, take no exclusions and run on holidays too
 * @param o.at the instant from which hours count, ms
 * @param o.excluded intervals that do not count; `through` not before `after`
 * @throws RangeError for a count that is no whole number from 0 to 4000, an interval that ends before it begins or
 *   lasts longer than 4000 days, hours without an instant
 */
export function countTerm(o: {
  start: Day;
  term: Term;
  calendar: Calendar;
  at?: number;
  excluded?: readonly ExcludedInterval[];
}): TermResult {
  const { start, term, calendar } = o;
  const excluded = o.excluded ?? [];
  if (!Number.isInteger(term.count) || term.count < 0 || term.count > LONGEST)
    throw new RangeError(`期限应为 0 至 ${LONGEST} 的整数，收到的是 ${term.count}`);
  for (const e of excluded)
    if (daysBetween(e.after, e.through) < 0 || daysBetween(e.after, e.through) > LONGEST)
      throw new RangeError(`不计入的区间起止颠倒或者太长：${e.after} 至 ${e.through}`);
  if (term.unit === 'clock-hour') return countHours(o);

  const days: ExplainedDay[] = [{ day: start, kind: calendar.kind(start) }];
  let counted = 0;
  let end = start;
  while (counted < term.count) {
    end = addDays(end, 1);
    const kind = calendar.kind(end);
    const why = excluded.find((e) => e.after < end && end <= e.through)?.why;
    if (term.unit === 'working-day' && !kind.working) days.push({ day: end, kind, ...skip(kind) });
    else if (why !== undefined) days.push({ day: end, kind, excluded: why });
    else days.push({ day: end, kind, counted: ++counted });
  }
  const due = rolled(calendar, start, end, term.roll ?? 'none');
  for (let d = end; d < due; ) {
    d = addDays(d, 1);
    const kind = calendar.kind(d);
    days.push({ day: d, kind, ...skip(kind) });
  }
  // Calendar days run whatever the holidays are: only the move at their end depends on the calendar.
  const decisive =
    term.unit === 'working-day'
      ? days.slice(1)
      : (term.roll ?? 'none') === 'none'
        ? []
        : days.filter((d) => d.day >= (due < end ? due : end));
  return {
    start,
    term,
    due,
    rawEnd: end,
    provisional: decisive.some((d) => d.kind.provisional),
    days,
    calendarVersion: calendar.version,
  };
}

/**
 * A date that the law names (31 January) or that lies before an event, as a due day: when it is not worked, the working
 * day before it is meant (C7; rules 20.27).
 */
export function fixedDate(calendar: Calendar, date: Day): TermResult {
  const due = isWorkingDay(calendar, date) ? date : previousWorkingDay(calendar, date);
  const days: ExplainedDay[] = [];
  for (let d = due; d <= date; d = addDays(d, 1)) {
    const kind = calendar.kind(d);
    days.push({ day: d, kind, ...skip(kind) });
  }
  return {
    start: date,
    term: { unit: 'calendar-day', count: 0, roll: 'back' },
    due,
    rawEnd: date,
    provisional: days.some((d) => d.kind.provisional),
    days,
    calendarVersion: calendar.version,
  };
}

function skip(kind: DayKind): { skipped?: NonNullable<ExplainedDay['skipped']> } {
  const { why } = kind;
  return why === 'weekday' || why === 'make-up' || why === 'regional-make-up' ? {} : { skipped: why };
}

function rolled(calendar: Calendar, start: Day, end: Day, roll: NonNullable<Term['roll']>): Day {
  if (roll === 'none' || isWorkingDay(calendar, end)) return end;
  if (roll === 'forward') return nextWorkingDay(calendar, end);
  const back = previousWorkingDay(calendar, end);
  return back < start ? start : back;
}

function countHours(o: Parameters<typeof countTerm>[0]): TermResult {
  if (o.at === undefined) throw new RangeError('按小时计算的期限要从一个时刻起算');
  if (o.excluded?.length) throw new RangeError('按小时计算的期限没有不计入的时间');
  const dueAt = addClockHours(o.at, o.term.count);
  const due = dayOfInstant(dueAt);
  const days: ExplainedDay[] = [];
  for (let d = dayOfInstant(o.at); d <= due; d = addDays(d, 1))
    days.push({ day: d, kind: o.calendar.kind(d) });
  return {
    start: dayOfInstant(o.at),
    term: o.term,
    due,
    rawEnd: due,
    provisional: false,
    days,
    calendarVersion: o.calendar.version,
    dueAt,
  };
}
