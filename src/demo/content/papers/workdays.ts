import { addDays, type Day, day } from '../../../law/day.ts';
import { stateCouncilCalendar } from '../../../law/terms/calendar.ts';

const calendar = stateCouncilCalendar();

/** Whether offices are open on a day by the State Council's calendar. */
const isWorkday = (d: Day): boolean => calendar.kind(d).working;

/** The day itself when it is worked, else the next one that is. */
export function workday(d: Day): Day {
  let at = d;
  while (!isWorkday(at)) at = addDays(at, 1);
  return at;
}

/** The working day at or before a day. */
export function workdayBefore(d: Day): Day {
  let at = d;
  while (!isWorkday(at)) at = addDays(at, -1);
  return at;
}

/** The day so many working days after (or, negative, before) a day. */
export function workdaysFrom(d: Day, n: number): Day {
  let at = d;
  for (let left = Math.abs(n); left > 0; ) {
    at = addDays(at, Math.sign(n));
    if (isWorkday(at)) left--;
  }
  return at;
}

/**
 * The k-th last working day near a date of the year that lies before today: 0 = the latest. A series of papers that come
 * out every spring keeps its month whenever the city is made.
 */
export function occurrence(today: Day, month: number, dayOfMonth: number, k: number): Day {
  const on = (year: number) =>
    workday(day(`${year}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`));
  const year = Number(today.slice(0, 4));
  // Its review takes days, and what it says of may take some more.
  const latest = on(year) < addDays(today, -4) ? year : year - 1;
  return on(latest - k);
}

/** 2026年3月5日 */
export function written(d: Day): string {
  const [y, m, n] = d.split('-').map(Number);
  return `${y}年${m}月${n}日`;
}
