/**
 * A civil day in Asia/Shanghai, written 'YYYY-MM-DD' (years 0001 to 9999). Days of law (terms, dates of
 * papers, holidays) are never instants: a day has no hour and no time zone, so it cannot slip by one.
 */
export type Day = string & { readonly __brand: 'Day' };

const MS_PER_DAY = 86_400_000;
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
const DAY_SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;
const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日'] as const;

/** Days from 1970-01-01 to a civil date (proleptic Gregorian); month 1 to 12, any day number. */
function dayNumber(year: number, month: number, dayOfMonth: number): number {
  // The year is counted from March, so that the leap day is its last day.
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function fromDayNumber(number: number): Day {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  if (!(year >= 1 && year <= 9999)) throw new RangeError('日期超出可用范围（公元 1 年至 9999 年）');
  return format(year, month, dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1);
}

function format(year: number, month: number, dayOfMonth: number): Day {
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(dayOfMonth, 2)}` as Day;
}

function pad(n: number, width: number): string {
  return String(n).padStart(width, '0');
}

function parts(d: Day): [year: number, month: number, dayOfMonth: number] {
  return [Number(d.slice(0, 4)), Number(d.slice(5, 7)), Number(d.slice(8, 10))];
}

/** The day of a year, month (1 to 12) and day of the month; undefined when the calendar has no such day. */
export function civilDay(year: number, month: number, dayOfMonth: number): Day | undefined {
  if (![year, month, dayOfMonth].every(Number.isInteger)) return undefined;
  if (year < 1 || year > 9999 || month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > 31)
    return undefined;
  const d = format(year, month, dayOfMonth);
  // A 30 February comes back as another day; year 9999 is safe because December has 31 days.
  return fromDayNumber(dayNumber(year, month, dayOfMonth)) === d ? d : undefined;
}

/** Reads exactly 'YYYY-MM-DD' (ASCII digits, no blanks); undefined for another shape or an impossible date. */
export function parseDay(s: string): Day | undefined {
  const m = DAY_SHAPE.exec(s);
  return m ? civilDay(Number(m[1]), Number(m[2]), Number(m[3])) : undefined;
}

/** Years that somebody may enter: computations go on from there by decades, and must not fall off the ends of time. */
const ENTERED = { first: 1840, last: 2200 };

/** Like {@link parseDay}, for what somebody typed into a form or table; also undefined outside the years 1840 to 2200, which can only be a slip. */
export function enteredDay(s: string): Day | undefined {
  const year = Number(s.slice(0, 4));
  return year < ENTERED.first || year > ENTERED.last ? undefined : parseDay(s);
}

/** Like {@link parseDay}, for constants and trusted input. Throws RangeError when `s` is not a day. */
export function day(s: string): Day {
  const d = parseDay(s);
  if (d === undefined) throw new RangeError(`“${s}”不是有效日期，应写成 2026-05-20 的形式`);
  return d;
}

/** The day `n` calendar days after `d` (before it when `n` is negative). Throws RangeError when `n` is not a whole number or the result leaves the years 1 to 9999. */
export function addDays(d: Day, n: number): Day {
  if (!Number.isSafeInteger(n)) throw new RangeError(`天数必须是整数，收到的是 ${n}`);
  return fromDayNumber(dayNumber(...parts(d)) + n);
}

/** Calendar days from `a` to `b`; negative when `b` lies before `a`. */
export function daysBetween(a: Day, b: Day): number {
  return dayNumber(...parts(b)) - dayNumber(...parts(a));
}

/** Day of the week, 1 = Monday to 7 = Sunday. */
export function weekday(d: Day): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  // 1970-01-01 was a Thursday (4).
  const w = (((dayNumber(...parts(d)) + 3) % 7) + 7) % 7;
  return (w + 1) as 1 | 2 | 3 | 4 | 5 | 6 | 7;
}

/**
 * The civil day in Asia/Shanghai of an instant in milliseconds since the epoch. Uses the fixed offset
 * +08:00: the summer times of 1986 to 1991 are not followed, so an instant of those summers between 23:00
 * and 24:00 standard time is given the earlier day. Throws RangeError for a value that is no instant.
 */
export function dayOfInstant(ms: number): Day {
  if (!Number.isFinite(ms)) throw new RangeError(`不是有效的时刻：${ms}`);
  return fromDayNumber(Math.floor((ms + SHANGHAI_OFFSET_MS) / MS_PER_DAY));
}

/** The instant (milliseconds since the epoch) at which the day begins in Asia/Shanghai, 00:00 at +08:00. */
export function startOfDayMs(d: Day): number {
  return dayNumber(...parts(d)) * MS_PER_DAY - SHANGHAI_OFFSET_MS;
}

/** '2026年5月20日': the form of dates in official papers (GB/T 9704—2012), without leading zeros. */
export function chineseDay(d: Day): string {
  const [year, month, dayOfMonth] = parts(d);
  return `${year}年${month}月${dayOfMonth}日`;
}

/** '2026年5月20日 星期三'. */
export function chineseDayWithWeekday(d: Day): string {
  return `${chineseDay(d)} 星期${WEEKDAYS[weekday(d) - 1]}`;
}
