import { addDays, chineseDayWithWeekday, type Day, daysBetween, parseDay, weekday } from '../day.ts';
import { beforeNewYear, fixedHoliday, type YearArrangement } from './calendar.ts';

/** What is wrong with an arrangement: a sentence with the remedy, and the day or line it is about. */
export interface ArrangementIssue {
  message: string;
  day?: Day;
  /** Line of a text, from 1. */
  line?: number;
}

/** An arrangement that may be loaded, or everything that speaks against it. Never both. */
export interface ArrangementCheck {
  arrangement?: YearArrangement;
  issues: readonly ArrangementIssue[];
}

/** One line of an arrangement as it was read. */
interface Entry {
  day: Day;
  off: boolean;
  name: string;
  line?: number;
}

const EARLIEST = 1950;
const LATEST = 2200;
/** A notice arranges about forty days; a file with many more is no notice. */
const MOST_ENTRIES = 120;

function said(d: Day): string {
  return chineseDayWithWeekday(d).replace(' ', '（').concat('）');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readYear(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= EARLIEST && value <= LATEST
    ? value
    : undefined;
}

/**
 * Checks a year's arrangement in the form of the open data of holiday-cn:
 * `{year, papers, days: [{name, date, isOffDay}]}`, as parsed from JSON. Days of late December of the year before
 * (from the 25th) belong to the New Year of this one; days of the following year are refused, its own notice
 * arranges them.
 * @param input the parsed file; anything at all
 * @returns the arrangement, or what is wrong with it (a day twice, a working day inside a holiday or on no weekend, a
 *   holiday of the law that is missing, a day of another year, no year, an unknown shape)
 */
export function checkArrangement(input: unknown): ArrangementCheck {
  if (!isRecord(input))
    return refused('文件的内容不是放假安排：应为 {year, papers, days} 形式的 JSON，请核对文件。');
  const year = readYear(input.year);
  if (year === undefined)
    return refused(
      input.year === undefined
        ? '文件没有写明年份（year），请补上四位年份。'
        : '年份（year）应为四位整数，例如 2027，请改正。',
    );
  if (!Array.isArray(input.days)) return refused('文件缺少日期清单（days），请核对文件。');
  if (input.days.length > MOST_ENTRIES) return refused(tooMany(input.days.length));
  const papers = input.papers ?? [];
  if (!Array.isArray(papers) || papers.some((p) => typeof p !== 'string' || p.length > 500))
    return refused('通知出处（papers）应为网址的清单，请核对文件。');
  const issues: ArrangementIssue[] = [];
  const entries: Entry[] = [];
  for (const [i, d] of (input.days as unknown[]).entries()) {
    const date = isRecord(d) && typeof d.date === 'string' ? parseDay(d.date) : undefined;
    const name = isRecord(d) && typeof d.name === 'string' ? d.name.trim() : '';
    if (!isRecord(d) || date === undefined)
      issues.push({ message: `第 ${i + 1} 项没有可以识别的日期（date），应写成 ${year}-01-01 的形式。` });
    else if (typeof d.isOffDay !== 'boolean')
      issues.push({
        day: date,
        message: `${said(date)}没有写明放假还是上班（isOffDay 应为 true 或 false）。`,
      });
    else if (name === '' || name.length > 40)
      issues.push({ day: date, message: `${said(date)}没有节日名称，或者名称超过 40 字，请改正。` });
    else entries.push({ day: date, off: d.isOffDay, name });
  }
  return examine(year, (papers as string[]).join('、'), entries, issues);
}

const LINE = /^(\S+?)(?:\s*(?:至|到|~|～|—+)\s*(\S+?))?\s+(休|放假|班|上班)(?:\s+(\S.*))?$/u;

/**
 * Reads and checks an arrangement typed as text, one day or span per line: `2027-02-05 休 春节`,
 * `2027-02-05 至 2027-02-11 休 春节`, `2027-02-14 班`. Blank lines and lines that begin with # are skipped; a
 * working day without a name takes that of the nearest holiday.
 * @param year the year the notice is about
 * @param text the lines
 * @param source the notice, in words
 * @returns as {@link checkArrangement}; issues of a line carry its number
 */
export function readArrangementText(year: number, text: string, source: string): ArrangementCheck {
  if (readYear(year) === undefined) return refused('请填写四位年份，例如 2027。');
  const issues: ArrangementIssue[] = [];
  const entries: Entry[] = [];
  const lines = text.split(/\r\n?|\n/);
  if (lines.length > 2 * MOST_ENTRIES) return refused(tooMany(lines.length));
  for (const [i, raw] of lines.entries()) {
    const typed = raw.replace(/[\s\u3000]+/gu, ' ').trim();
    if (typed === '' || typed.startsWith('#')) continue;
    const line = i + 1;
    const m = LINE.exec(typed);
    const from = m && parseDay(m[1]!);
    const through = m && (m[2] === undefined ? from : parseDay(m[2]));
    if (!m || !from || !through) {
      issues.push({
        line,
        message: `第 ${line} 行“${typed.slice(0, 40)}”看不懂，请写成“${year}-02-05 休 春节”或者“${year}-02-14 班”。`,
      });
      continue;
    }
    const off = m[3] === '休' || m[3] === '放假';
    const name = m[4]?.trim() ?? '';
    if (through < from || addDays(from, 31) < through)
      issues.push({ line, day: from, message: `第 ${line} 行的起止日期颠倒，或者超过一个月，请核对。` });
    else if ((off && name === '') || name.length > 40)
      issues.push({ line, day: from, message: `第 ${line} 行没有节日名称，或者名称超过 40 字，请改正。` });
    else for (let d = from; d <= through; d = addDays(d, 1)) entries.push({ day: d, off, name, line });
  }
  return examine(year, source.trim(), entries, issues);
}

function refused(message: string): ArrangementCheck {
  return { issues: [{ message }] };
}

function tooMany(n: number): string {
  return `共有 ${n} 项，一年的放假安排不会有这么多，请核对文件。`;
}

function examine(
  year: number,
  source: string,
  entries: readonly Entry[],
  unreadable: readonly ArrangementIssue[],
): ArrangementCheck {
  if (entries.length === 0 && unreadable.length === 0)
    return refused(`文件里没有 ${year} 年的任何放假日，可能通知还没有公布，请在公布后再装入。`);
  const issues = [...unreadable];
  const seen = new Map<Day, Entry>();
  for (const e of entries) {
    const before = seen.get(e.day);
    if (!before) seen.set(e.day, e);
    else
      issues.push({
        ...place(e),
        message:
          before.off === e.off
            ? `${said(e.day)}写了两次，请删去一次。`
            : `${said(e.day)}既写成放假又写成上班，请对照通知只保留一种。`,
      });
  }
  for (const e of seen.values()) {
    const wrong = wrongDay(year, e, seen);
    if (wrong) issues.push({ ...place(e), message: wrong });
  }
  if (unreadable.length === 0)
    for (const message of missingHolidays(year, [...seen.values()])) issues.push({ message });
  if (issues.length > 0) return { issues };
  const days = [...seen.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
  const off = days.filter((e) => e.off);
  return {
    arrangement: {
      year,
      off: Object.fromEntries(off.map((e) => [e.day, e.name])),
      work: Object.fromEntries(
        days.filter((e) => !e.off).map((e) => [e.day, e.name || nearestName(e.day, off)]),
      ),
      source: source || `${year}年部分节假日安排的通知`,
    },
    issues: [],
  };
}

function place(e: Entry): { day: Day; line?: number } {
  return e.line === undefined ? { day: e.day } : { day: e.day, line: e.line };
}

function wrongDay(year: number, e: Entry, all: ReadonlyMap<Day, Entry>): string | undefined {
  const its = Number(e.day.slice(0, 4));
  if (its !== year && !(its === year - 1 && beforeNewYear(e.day)))
    return its === year + 1
      ? `${said(e.day)}属于下一年，应由 ${its} 年的通知安排，请删去。`
      : `${said(e.day)}不在 ${year} 年之内，请核对年份。`;
  if (e.off) return undefined;
  if (weekday(e.day) <= 5) return `${said(e.day)}本来就要上班，不能列为调休上班日，请对照通知核对日期。`;
  if (all.get(addDays(e.day, -1))?.off && all.get(addDays(e.day, 1))?.off)
    return `${said(e.day)}夹在放假期间，却写成上班，请对照通知核对日期。`;
  return undefined;
}

/** A holiday that the law grants and the entries leave out: an arrangement cut short would give wrong dates in silence. */
function missingHolidays(year: number, entries: readonly Entry[]): string[] {
  const missing: string[] = [];
  const off = new Set(entries.filter((e) => e.off).map((e) => e.day as string));
  for (const date of ['01-01', '05-01', '05-02', '05-03', '10-01', '10-02', '10-03']) {
    const d = `${year}-${date}` as Day;
    const name = fixedHoliday(d);
    if (name && !off.has(d)) missing.push(`${said(d)}是法定的${name}假日，安排里没有，请补上。`);
  }
  // 清明、端午、中秋 are holidays since 2008 (国务院令第513号).
  for (const name of year >= 2008 ? ['春节', '清明节', '端午节', '中秋节'] : ['春节'])
    if (!entries.some((e) => e.off && e.name.includes(name.slice(0, 2))))
      missing.push(`安排里没有${name}的放假日，请对照通知补上。`);
  return missing;
}

function nearestName(d: Day, off: readonly Entry[]): string {
  const distance = (e: Entry) => Math.abs(daysBetween(d, e.day));
  return [...off].sort((a, b) => distance(a) - distance(b))[0]?.name ?? '';
}
