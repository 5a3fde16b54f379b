import { civilDay, type Day } from './day.ts';

/** What a written date says. */
export interface WrittenDate {
  /** The day; only a proposal when `damaged`; undefined when no one day can be told. */
  day?: Day;
  /** As it was written: kept so that a person can compare it with the paper. */
  original: string;
  /** Characters are missing or the date cannot exist: a person must look at the paper. */
  damaged: boolean;
  /** Chinese: what is odd and what to do. Present whenever `damaged`. */
  note?: string;
}

/** A date in a longer text: `text.slice(start, end) === original`. */
export interface FoundWrittenDate extends WrittenDate {
  start: number;
  end: number;
}

// The ring 〇 of Chinese years is typed in many ways: as a geometric circle, as Latin, Greek or Cyrillic O.
const ZEROS = '〇零○◯ＯOoΟО0０';
const NUMERALS = '一二三四五六七八九';
const UNREADABLE = '□■？?＊*×';
const GAP = '[ \\t\\u00a0\\u3000]{0,2}';
const YEAR_CHARACTER = `[${ZEROS}${NUMERALS}1-9１-９${UNREADABLE}]`;
const NUMBER_CHARACTER = `[${ZEROS}${NUMERALS}1-9１-９十廿卅元]`;
const YEAR = `(?<!${YEAR_CHARACTER})(${YEAR_CHARACTER}(?:${GAP}${YEAR_CHARACTER}){1,3})${GAP}年`;
const NUMBER = `(${NUMBER_CHARACTER}(?:${GAP}${NUMBER_CHARACTER}){0,2})`;
const IN_CHARACTERS = new RegExp(`${YEAR}${GAP}${NUMBER}${GAP}月${GAP}${NUMBER}${GAP}日`, 'gu');
const DIGIT = '[0-9０-９]';
const IN_DIGITS = new RegExp(
  `(?<![0-9０-９./-])(${DIGIT}{4})([-./．／])(${DIGIT}{1,2})\\2(${DIGIT}{1,2})(?!${DIGIT}|[-./．／]${DIGIT})`,
  'gu',
);

const FIRST_YEAR = 1900;
const LAST_YEAR = 2100;
/** Years a damaged year may be repaired to: papers of the People's Republic, and those in force for some time. */
const REPAIRABLE = Array.from({ length: 101 }, (_, i) => String(1949 + i));

/**
 * All dates written out with year, month and day in a text, in order: 2017年6月16日, 2020.08.28, 2017-06-16,
 * 二○○七年十一月八日 with any ring and with blanks between the characters. Damaged ones are reported as such.
 */
export function findWrittenDates(text: string): FoundWrittenDate[] {
  const found: FoundWrittenDate[] = [];
  for (const m of text.matchAll(IN_CHARACTERS)) {
    const read = readParts(m[0], m[1]!, numeral(m[2]!), numeral(m[3]!));
    found.push({ ...read, start: m.index, end: m.index + m[0].length });
  }
  for (const m of text.matchAll(IN_DIGITS)) {
    const read = readParts(m[0], m[1]!, numeral(m[3]!), numeral(m[4]!));
    found.push({ ...read, start: m.index, end: m.index + m[0].length });
  }
  return found.sort((a, b) => a.start - b.start);
}

/**
 * Reads one written date; a time of day, weekday or brackets around it do not matter. Never guesses
 * silently: a missing 二 (○○九年四月十四日) gives the proposed day with `damaged` and a note; an impossible
 * or incomplete date gives no day and a note. `original` is `s` as it came.
 */
export function readWrittenDate(s: string): WrittenDate {
  const [first, ...others] = findWrittenDates(s);
  if (first) {
    const { start: _start, end: _end, ...read } = first;
    const several = others.some((o) => o.day !== first.day);
    return {
      ...read,
      original: s,
      ...(several && !read.note && { note: '这里写了不止一个日期，取第一个，请核对。' }),
    };
  }
  const compactDigits = /^\s*(\d{4})(\d{2})(\d{2})\s*$/.exec(s);
  if (compactDigits) {
    return readParts(s, compactDigits[1]!, Number(compactDigits[2]), Number(compactDigits[3]));
  }
  return readIncomplete(s);
}

const NO_DAY_WORD = new RegExp(`${YEAR}${GAP}${NUMBER}${GAP}月${GAP}${NUMBER}\\s*$`, 'u');
const YEAR_AND_MONTH = new RegExp(`${YEAR}${GAP}${NUMBER}${GAP}月`, 'u');
const YEAR_ONLY = new RegExp(YEAR, 'u');
const NO_YEAR = new RegExp(`${NUMBER}${GAP}月${GAP}${NUMBER}${GAP}日`, 'u');

function readIncomplete(s: string): WrittenDate {
  const noDayWord = NO_DAY_WORD.exec(s);
  if (noDayWord) {
    const read = readParts(s, noDayWord[1]!, numeral(noDayWord[2]!), numeral(noDayWord[3]!));
    return { ...read, damaged: true, note: read.note ?? '日期末尾缺“日”字，请对照原件核对。' };
  }
  if (YEAR_AND_MONTH.test(s)) return damaged(s, '日期只有年和月，缺少日，请对照原件补全。');
  if (YEAR_ONLY.test(s)) return damaged(s, '日期只有年份，缺少月和日，请对照原件补全。');
  if (NO_YEAR.test(s)) return damaged(s, '日期缺少年份，请对照原件补全。');
  return damaged(
    s,
    s.trim() === '' ? '没有填写日期。' : `“${s.trim().slice(0, 30)}”里看不出日期，请对照原件填写。`,
  );
}

function damaged(original: string, note: string, proposal?: Day): WrittenDate {
  return proposal === undefined
    ? { original, damaged: true, note }
    : { day: proposal, original, damaged: true, note };
}

function readParts(
  original: string,
  yearText: string,
  month: number | undefined,
  dayOfMonth: number | undefined,
): WrittenDate {
  const shown = yearText.replace(/\s/gu, '');
  const digits = [...shown].map(yearDigit).join('');
  const repaired = /^\d{4}$/.test(digits) ? digits : repairYear(digits);
  if (repaired === undefined) {
    return damaged(original, `年份“${shown}”缺字，无法确定是哪一年，请对照原件填写。`);
  }
  const year = Number(repaired);
  const d = month === undefined || dayOfMonth === undefined ? undefined : civilDay(year, month, dayOfMonth);
  if (d === undefined || year < FIRST_YEAR || year > LAST_YEAR) {
    return damaged(original, `“${original.trim()}”不是可能的日期，请对照原件核对。`);
  }
  if (repaired === digits) return { day: d, original, damaged: false };
  return damaged(original, `年份“${shown}”缺字，可能是${year}年，请对照原件核对。`, d);
}

function yearDigit(c: string): string {
  return UNREADABLE.includes(c) ? '?' : (digit(c) ?? '?');
}

/** The only plausible year from which `digits` ('?' = unreadable) can have come by losing characters. */
function repairYear(digits: string): string | undefined {
  const fits = REPAIRABLE.filter((year) => lostFrom(year, digits));
  return fits.length === 1 ? fits[0] : undefined;
}

function lostFrom(year: string, digits: string): boolean {
  const same = (part: string) => [...part].every((c, i) => digits[i] === '?' || digits[i] === c);
  if (digits.length === 4) return same(year);
  // Of two digits only the usual short form (the century left out) is considered.
  if (digits.length === 2) return same(year.slice(2));
  return [0, 1, 2, 3].some((lost) => same(year.slice(0, lost) + year.slice(lost + 1)));
}

/** One digit character as '0' to '9'; undefined for anything else. */
function digit(c: string): string | undefined {
  if (ZEROS.includes(c)) return '0';
  const numeral = NUMERALS.indexOf(c);
  if (numeral >= 0) return String(numeral + 1);
  if (c >= '0' && c <= '9') return c;
  if (c >= '０' && c <= '９') return String.fromCharCode(c.charCodeAt(0) - 0xfee0);
  return undefined;
}

/** A month or day number: 12, １２, 十二, 二十一, 廿一, 一○ (digit by digit), 元 (the first month). */
function numeral(written: string): number | undefined {
  const s = written.replace(/\s/gu, '').replace(/^廿/u, '二十').replace(/^卅/u, '三十');
  if (s === '元') return 1;
  const tens = /^(.?)十(.?)$/u.exec(s);
  if (tens) {
    const [ten, one] = [tens[1] === '' ? '1' : digit(tens[1]!), tens[2] === '' ? '0' : digit(tens[2]!)];
    return ten === undefined || one === undefined ? undefined : Number(ten) * 10 + Number(one);
  }
  const digits = [...s].map(digit);
  return digits.includes(undefined) || digits.length > 2 ? undefined : Number(digits.join(''));
}
