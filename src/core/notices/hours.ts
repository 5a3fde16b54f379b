import { addDays, type Day, startOfDayMs, weekday } from '../../law/day.ts';
import { instant } from '../../platform/clock.ts';

/**
 * A time of day as a parameter holds it.
 * @param text '8:30' or '08:30'
 * @param otherwise what holds when the text is no time of day
 * @returns minutes since midnight
 */
export function minutesOfDay(text: string, otherwise: string): number {
  const m = /^\s*([01]?\d|2[0-3])[:：]([0-5]\d)\s*$/.exec(text);
  return m ? Number(m[1]) * 60 + Number(m[2]) : minutesOfDay(otherwise, '00:00');
}

/** The instant of a time of day in Asia/Shanghai. @param minutes since midnight */
export function instantAt(day: Day, minutes: number): Date {
  return instant(startOfDayMs(day) + minutes * 60_000);
}

/** Whether it is night: between the two times of day, which may lie on both sides of midnight. Equal times: never. */
export function isQuiet(now: Date, today: Day, from: number, to: number): boolean {
  const minute = (now.getTime() - startOfDayMs(today)) / 60_000;
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** What a digest takes now: notices made before the instant; undefined: no digest now. */
export interface DigestCut {
  daily: Date | undefined;
  weekly: Date | undefined;
}

/**
 * Whether digests are due. They go out on working days only, from the set time on; the weekly one from the first
 * working day of the week (Monday to Sunday) on. What was made after its time waits for the next.
 * @param minutes time of day of digests
 */
export function digestCut(
  now: Date,
  today: Day,
  minutes: number,
  isWorkingDay: (day: Day) => boolean,
): DigestCut {
  if (!isWorkingDay(today)) return { daily: undefined, weekly: undefined };
  const daily = instantAt(today, minutes);
  let first = addDays(today, 1 - weekday(today));
  while (!isWorkingDay(first)) first = addDays(first, 1);
  const weekly = instantAt(first, minutes);
  return { daily: now >= daily ? daily : undefined, weekly: now >= weekly ? weekly : undefined };
}
