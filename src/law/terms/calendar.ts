import { addDays, type Day, day, weekday } from '../day.ts';
import { STATE_COUNCIL_NOTICES, type YearNotice } from './state-council.ts';

/** The holidays of one year as a notice arranges them. */
export interface YearArrangement {
  year: number;
  /** Days off by the arrangement, with the name of the holiday. May reach into the December before. */
  off: Readonly<Record<Day, string>>;
  /** Weekend days worked instead, with the name of the holiday they make up for. */
  work: Readonly<Record<Day, string>>;
  /** The notice it comes from. */
  source: string;
}

/** What a day is to those who count working days, and why. */
export interface DayKind {
  working: boolean;
  /** 'statutory': off by the law itself, in a year whose arrangement is not known. */
  why: 'weekday' | 'weekend' | 'holiday' | 'make-up' | 'statutory' | 'regional-holiday' | 'regional-make-up';
  /** Name of the holiday, where there is one. */
  name?: string;
  /** The arrangement that could still change this day has not been published. */
  provisional: boolean;
}

/** Says of every day whether it is worked. */
export interface Calendar {
  /** Names the layers and years it was made of; kept with every computed date. */
  version: string;
  kind(day: Day): DayKind;
}

/** A day that a region arranges otherwise than the State Council (全国年节及纪念日放假办法 第四条). */
export interface RegionalDay {
  day: Day;
  working: boolean;
  name: string;
}

/**
 * Holidays with a fixed date in 全国年节及纪念日放假办法 第二条, by the revisions of 1949, 1999, 2007 and 2024. Those of
 * the lunar calendar and 清明 are not here: without a notice their days off are not known.
 */
const FIXED: readonly { name: string; dates: readonly string[]; from: string; through: string }[] = [
  { name: '元旦', dates: ['01-01'], from: '1949-12-23', through: '9999-12-31' },
  { name: '劳动节', dates: ['05-01'], from: '1949-12-23', through: '9999-12-31' },
  { name: '劳动节', dates: ['05-02', '05-03'], from: '1999-09-18', through: '2007-12-31' },
  { name: '劳动节', dates: ['05-02'], from: '2025-01-01', through: '9999-12-31' },
  { name: '国庆节', dates: ['10-01', '10-02'], from: '1949-12-23', through: '9999-12-31' },
  { name: '国庆节', dates: ['10-03'], from: '1999-09-18', through: '9999-12-31' },
];

/** Name of the holiday that the law itself fixes on this date; undefined for every other day. */
export function fixedHoliday(d: Day): string | undefined {
  return FIXED.find((f) => f.from <= d && d <= f.through && f.dates.includes(d.slice(5)))?.name;
}

/**
 * From this day of December on the notice of the coming year may still move days: it arranges the New Year, whose
 * holiday has begun as early as 30 December (2007, 2018) and is made up for on the weekend before.
 */
const NEW_YEAR_REACHES_BACK_TO = '12-25';

/** Whether a day of late December belongs to what the notice of the following year arranges. */
export function beforeNewYear(d: Day): boolean {
  return d.slice(5) >= NEW_YEAR_REACHES_BACK_TO;
}

/**
 * A calendar of layers: what the region says, then what a year's arrangement says, then weekends (and in a year
 * without arrangement the holidays with a fixed date).
 * @param o.version name of this state of the calendar, kept with computed dates
 * @param o.years arrangements, in any order; of two that speak of one day (late December) the later year holds
 * @param o.regional days that the region arranges otherwise
 * @returns a calendar that answers every day; a day is provisional where the arrangement of its year (from 25
 *   December on: of the next year) is not among `years`
 */
export function layeredCalendar(o: {
  version: string;
  years: readonly YearArrangement[];
  regional?: readonly RegionalDay[];
}): Calendar {
  const arranged = new Map<string, DayKind>();
  const years = new Set(o.years.map((y) => y.year));
  for (const y of [...o.years].sort((a, b) => a.year - b.year)) {
    for (const [d, name] of Object.entries(y.off))
      arranged.set(d, { working: false, why: 'holiday', name, provisional: false });
    for (const [d, name] of Object.entries(y.work))
      arranged.set(d, { working: true, why: 'make-up', name, provisional: false });
  }
  const regional = new Map(o.regional?.map((r) => [r.day as string, r]));

  const national = (d: Day): DayKind => {
    const year = Number(d.slice(0, 4));
    const settled = years.has(beforeNewYear(d) ? year + 1 : year);
    const known = arranged.get(d);
    if (known) return { ...known, provisional: !settled };
    const fixed = years.has(year) ? undefined : fixedHoliday(d);
    if (fixed) return { working: false, why: 'statutory', name: fixed, provisional: true };
    return weekday(d) > 5
      ? { working: false, why: 'weekend', provisional: !settled }
      : { working: true, why: 'weekday', provisional: !settled };
  };
  return {
    version: o.version,
    kind(d) {
      const below = national(d);
      const here = regional.get(d);
      if (!here) return below;
      return {
        working: here.working,
        why: here.working ? 'regional-make-up' : 'regional-holiday',
        name: here.name,
        provisional: below.provisional,
      };
    },
  };
}

/** Days of '春节 02-18~02-24; 元旦 2006-12-30' with the name of their holiday. */
function readShort(year: number, text: string): Record<Day, string> {
  const days: Record<string, string> = {};
  const whole = (s: string) => day(s.length === 5 ? `${year}-${s}` : s);
  for (const group of text.split('; ')) {
    const [name = '', ...spans] = group.split(' ');
    for (const span of spans) {
      const [from = '', through = from] = span.split('~');
      for (let d = whole(from); d <= whole(through); d = addDays(d, 1)) days[d] = name;
    }
  }
  return days;
}

function arrangementOf(n: YearNotice): YearArrangement {
  return {
    year: n.year,
    off: readShort(n.year, n.off),
    work: readShort(n.year, n.work),
    source: `国务院办公厅关于${n.year}年部分节假日安排的通知（${n.papers}）`,
  };
}

/** The arrangements of the State Council that come with the program, 2007 to 2026. */
export const stateCouncilYears: readonly YearArrangement[] = STATE_COUNCIL_NOTICES.map(arrangementOf);

/** Name by which the deadline interface calls the State Council's calendar; it holds where none is named. */
export const STATE_COUNCIL = 'state-council';

/** The State Council's calendar of the years that come with the program. */
export function stateCouncilCalendar(): Calendar {
  const [first, last] = [stateCouncilYears[0], stateCouncilYears.at(-1)];
  return layeredCalendar({
    version: `国务院放假安排 ${first?.year}—${last?.year} 年`,
    years: stateCouncilYears,
  });
}
