import { type Day, parseDay } from '../law/day.ts';
import { instant } from '../platform/clock.ts';

function shanghai(at: Date): string {
  return instant(at.getTime() + 8 * 3_600_000).toISOString();
}

/** An instant as people in Asia/Shanghai read it, to the minute: 2026-05-20 09:12. */
export function minute(at: Date): string {
  return shanghai(at).slice(0, 16).replace('T', ' ');
}

/** The same without the year, for lists of recent things: 05-20 09:12. */
export function shortMinute(at: Date): string {
  return minute(at).slice(5);
}

/** For lists: 05-20 09:12 within the year of `now`; of other years the day says enough: 2024-05-20. */
export function listMinute(at: Date, now: Date): string {
  const shown = minute(at);
  return shown.slice(0, 4) === minute(now).slice(0, 4) ? shown.slice(5) : shown.slice(0, 10);
}

/** A day for lists: 05-20 within the year of `today`, 2024-05-20 otherwise. */
export function listDay(day: Day, today: Day): string {
  return day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day;
}

/** To the second, for evidence: 2026-05-20 09:12:33. */
export function second(at: Date): string {
  return shanghai(at).slice(0, 19).replace('T', ' ');
}

/** How long ago, roughly, in Chinese: 刚刚, 12 分钟, 3 小时, 2 天. */
export function elapsed(since: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 60_000));
  if (minutes < 1) return '刚刚';
  if (minutes < 60) return `${minutes} 分钟`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} 小时`;
  return `${Math.floor(minutes / 1440)} 天`;
}

/**
 * Reads the value of a `datetime-local` field as an instant in Asia/Shanghai.
 * @returns undefined when it is not of the form 2026-05-20T09:12, or there is no such day
 */
export function readLocalMinute(value: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(value)) return undefined;
  // Date would take 30 February for 2 March.
  if (!parseDay(value.slice(0, 10))) return undefined;
  const at = instant(`${value.slice(0, 16)}:00+08:00`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
