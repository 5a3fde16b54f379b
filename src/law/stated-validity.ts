import type { Day } from './day.ts';
import { findWrittenDates } from './written-date.ts';

/** What a paper says of the day from which it holds itself. */
export interface StatedEffect {
  /** As it stands in the text, without blanks. */
  words: string;
  /** The day, where it is named. */
  day?: Day;
  /** Whole days after the day of issue (印发、公布、发布), where it is counted from that one. */
  daysAfterIssue?: number;
  /** Speaks of some of its articles only. */
  part: boolean;
}

/** What a paper says of the end of its own validity. */
export interface StatedEnd {
  words: string;
  /** The last day, where it is named. */
  day?: Day;
  /** Years from the day on which it takes effect, where it is counted. */
  years?: number;
}

const DATE = '[0-9〇零○◯一二三四五六七八九十元廿卅年月]{5,20}日';
const COUNT = '(?:[0-9]{1,3}|[一二三四五六七八九十百零〇两]{1,6})';
const HOLDS = '(?:正式|全面)?(?:施行|试行|执行|实施|生效)(?=[，,、（()）:：]|$|有效期)';
const EFFECT = new RegExp(
  `(?:[自从于])?(${DATE})(?:零时|0时)?(?:起|开始)${HOLDS}|` +
    `[自从]\\p{Script=Han}{0,6}?(?:印发|发布|公布|颁布|下发|发文|公告)之日起?(?:届?满)?(?:(${COUNT})(?:日|天)(?:之?后|以后)?)?(?:起|开始)?${HOLDS}`,
  'gu',
);
const SELF =
  '本(?:实施|暂行|试行|若干|工作|管理){0,2}(?:办法|规定|通知|方案|意见|措施|细则|决定|决议|通告|公告|通报|条例|规则|规程|规范|制度|标准|计划|规划|政策|命令|令|批复|文件|章程|准则|指南|指引|目录|清单|纲要|预案)(?:（[^）]{1,6}）)?';
const OF_ITSELF = new RegExp(`(?:^|[，,、（(])${SELF}([^《》]*)$`, 'u');
/** 现予公布，自…；现印发给你们，请遵照执行，自…: the day of the rules that the paper makes known. */
const MADE_KNOWN = /(?:公布|发布|印发)(?:给你们|施行)?[，,](?:请[^，,]{1,30}[，,])?$/u;
const PART = /第[^，,]{1,8}[条款项章节]/u;
const END = new RegExp(
  `(?:^|[，,（(])(?:${SELF}的?)?有效期限?(?:为|是|至|到|截至|截止到|自[^，,]{2,24}?(?:至|到))?(?:(${DATE})|(${COUNT})年(?![0-9〇零○一二三四五六七八九十]))|[，,]至(${DATE})(?:止|废止|失效)`,
  'gu',
);
const BEGINS_WITH_END = new RegExp(`^${SELF}的?有效期`, 'u');
const NUMBERING =
  /^(?:第[零〇一二三四五六七八九十百\d]{1,6}条|[一二三四五六七八九十]{1,4}、|[（(][一二三四五六七八九十\d]{1,4}[）)]|\d{1,3}[.．、])/u;
/** Characters before a statement in which its subject is looked for. */
const WINDOW = 120;

/**
 * From when and until when a paper says that it holds itself: 本办法自2027年1月1日起施行，有效期5年；自印发之日起30日后施行.
 * Left out is what it quotes in “” and what it says of others (《…》自…起施行). Different statements come one by one, each
 * once.
 * @param body plain text, one paragraph per line
 */
export function readStatedValidity(body: string): { effects: StatedEffect[]; ends: StatedEnd[] } {
  const effects = new Map<string, StatedEffect>();
  const ends = new Map<string, StatedEnd>();
  let before = false;
  for (const sentence of sentencesOf(body)) {
    const found = [...sentence.matchAll(EFFECT)].flatMap((m) => effectOf(sentence, m) ?? []);
    for (const e of found) effects.set(`${e.day} ${e.daysAfterIssue} ${e.part}`, e);
    if (found.length > 0 || BEGINS_WITH_END.test(sentence) || (before && sentence.startsWith('有效期')))
      for (const e of endsOf(sentence)) ends.set(`${e.day} ${e.years}`, e);
    before = found.length > 0;
  }
  return { effects: [...effects.values()], ends: [...ends.values()] };
}

/** The sentences of a text without blanks, quotations and section numbers. */
function sentencesOf(body: string): string[] {
  return body
    .replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[^\S\n]+/gu, '')
    .replace(/“[^“”]*”/gu, '“”')
    .split(/[。；;！？!?\n]/u)
    .map((sentence) => sentence.replace(NUMBERING, ''))
    .filter(Boolean);
}

function effectOf(sentence: string, m: RegExpExecArray): StatedEffect | undefined {
  const [words, date, days] = m;
  const lead = sentence.slice(Math.max(0, m.index - WINDOW), m.index);
  const self = OF_ITSELF.exec(m.index > WINDOW ? `…${lead}` : lead);
  // A bare date without 自 begins no statement: it would be read out of the middle of another one.
  if (m.index === 0 ? !/^[自从]/u.test(words) : !self && !(lead.includes('现') && MADE_KNOWN.test(lead)))
    return undefined;
  const part = PART.test(self?.[1] ?? '');
  if (date === undefined) return { words, part, daysAfterIssue: days === undefined ? 0 : (count(days) ?? 0) };
  const day = dayOf(date);
  return day && { words, part, day };
}

function endsOf(sentence: string): StatedEnd[] {
  return [...sentence.matchAll(END)].flatMap(([whole, last, years, until]): StatedEnd[] => {
    const words = whole.replace(/^[，,（(]/u, '');
    const n = years === undefined ? undefined : count(years);
    if (n !== undefined) return [{ words, years: n }];
    const day = dayOf(last ?? until ?? '');
    return day ? [{ words, day }] : [];
  });
}

function dayOf(date: string): Day | undefined {
  const [read] = findWrittenDates(date);
  return read && !read.damaged ? read.day : undefined;
}

const NUMERALS = '零一二三四五六七八九';

/** 30, 三十, 一百二十; undefined for a chain of numerals that is no number. */
function count(written: string): number | undefined {
  if (/^\d+$/.test(written)) return Number(written);
  const m = /^(?:(.)百零?)?(?:(.?)十)?(.?)$/u.exec(written.replaceAll('〇', '零').replaceAll('两', '二'));
  if (!m) return undefined;
  const ten = m[2] === undefined ? 0 : m[2] === '' ? 1 : NUMERALS.indexOf(m[2]);
  const [hundred, one] = [m[1], m[3]].map((c) => (c ? NUMERALS.indexOf(c) : 0)) as [number, number];
  return Math.min(hundred, ten, one) < 0 ? undefined : hundred * 100 + ten * 10 + one;
}
