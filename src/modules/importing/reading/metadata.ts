import { isOrganisationName } from '../../../law/official-text.ts';
import { findWrittenDates } from '../../../law/written-date.ts';
import { isTitleShaped } from './shapes.ts';
import { LABELS, type LabelKey, TOOLS } from './vocabulary.ts';

/** One label and its value in the information box of a page. */
export interface Entry {
  key: LabelKey;
  label: string;
  value: string;
}

const LONGEST_LINE = 240;
const KEY_OF = new Map<string, LabelKey>();
for (const key of Object.keys(LABELS) as LabelKey[]) for (const label of LABELS[key]) KEY_OF.set(label, key);

const BY_LENGTH = (a: string, b: string) => b.length - a.length;
/** Labels are often spread to equal width: “索 引 号”, “文　　号”. */
const spread = (word: string) => `${word}|${[...word].join('[ \\t\\u3000]{1,4}')}`;
const ANY_LABEL = [...KEY_OF.keys()].sort(BY_LENGTH).map(spread).join('|');
const LABEL = new RegExp(
  `(?<![\\p{Script=Han}A-Za-z])(?:${ANY_LABEL})(?=\\s*[:：】\\]]|\\s|$)|(?:${ANY_LABEL})(?=\\s{0,2}[:：】])`,
  'gu',
);
const ANY_TOOL = new RegExp([...TOOLS].sort(BY_LENGTH).join('|'), 'gu');
const LEADING = /^[\s\-•·●*◆>]+/u;

/**
 * Reads a line of a page's information box (“发布时间:2010-03-30 来源:…”, “发布文号 明府发〔2017〕16号”, “【字号】…”);
 * undefined when the line has anything besides labels with values, dates and page tools.
 */
export function readMetadata(line: string): Entry[] | undefined {
  if (line.length > LONGEST_LINE) return undefined;
  const text = line.replace(LEADING, '');
  const labels = [...text.matchAll(LABEL)];
  if (labels.length === 0) {
    const special = unknownLabel(line) ?? pageTime(line);
    return special && [special];
  }
  if (!isFiller(text.slice(0, labels[0]!.index))) return undefined;
  const entries: Entry[] = [];
  for (const [i, m] of labels.entries()) {
    const label = m[0].replace(/\s/gu, '');
    const rest = text.slice(m.index + m[0].length, labels[i + 1]?.index ?? text.length);
    const value = rest
      .replace(/^\s*[:：】\]]*\s*/u, '')
      .replace(/[\s•·|｜【[]+$/u, '')
      .trim();
    const entry: Entry = { key: KEY_OF.get(label) ?? 'other', label, value };
    if (!isPlausible(entry, /^\s*[:：】\]]/u.test(rest))) return undefined;
    entries.push(entry);
  }
  return addStrayDate(entries, text.slice(0, labels[0]!.index));
}

/** “【编辑部】…”: a label in heavy brackets is one even when the word is new. “【通知】…的通知” is a title. */
function unknownLabel(line: string): Entry | undefined {
  const m = /^【([^】]{2,8})】(.{0,100})$/u.exec(line);
  if (!m || KEY_OF.has(m[1]!) || isTitleShaped(line) || /[。；！？【]/u.test(m[2]!)) return undefined;
  return { key: 'other', label: m[1]!, value: m[2]!.trim() };
}

/** “明川发布 2024-03-20 10:00 明川”: a date in figures with little beside it is the time of the page. */
function pageTime(line: string): Entry | undefined {
  if (
    line.length > 50 ||
    !/^[^，。；:：]{0,20}[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}[\s0-9:：]{0,12}[^，。；0-9]{0,12}$/u.test(
      line,
    )
  ) {
    return undefined;
  }
  const date = findWrittenDates(line)[0];
  return date && { key: 'published', label: '网页时间', value: date.original };
}

/** Whether nothing is left of a text without tools, dates, times, figures and signs. */
export function isFiller(text: string): boolean {
  return (
    text.replace(ANY_TOOL, '').replace(/[\s0-9:：\-/.,，、|｜[\]【】()（）<>《》年月日大中小A+-]/gu, '') ===
    ''
  );
}

/** A short label is an everyday word as well: what follows it decides. */
function isPlausible(entry: Entry, hasColon: boolean): boolean {
  const { key, label, value } = entry;
  if (key !== 'summary' && /[。；！？]/u.test(value)) return false;
  if (label === '时间' || label === '日期') {
    return hasColon && /^[0-9]{4}\s*[-年./][0-9\s\-年月日./:]{4,20}$/u.test(value);
  }
  if (label.length === 2 && !hasColon) return /^https?:\S{1,300}$|^[^，,]{0,40}$/u.test(value);
  return key === 'summary' ? hasColon : value.length <= 120;
}

/** “2017-08-21 09:29:55  来源:…”: a date before the first label is the time of the page. */
function addStrayDate(entries: Entry[], before: string): Entry[] {
  const stray = findWrittenDates(before)[0];
  if (!stray) return entries;
  return [{ key: 'published', label: '网页时间', value: stray.original }, ...entries];
}

/** Whether a line can be the value of a label that stands alone on the line above it. */
export function isLooseValue(line: string, entry: Entry): boolean {
  if (entry.value !== '' || line.length > 60 || /[。；！？:：]/u.test(line)) return false;
  switch (entry.key) {
    case 'issuer':
    case 'source':
      return isOrganisationName(line);
    case 'written':
    case 'published':
    case 'effective':
      return findWrittenDates(line).length > 0;
    case 'number':
      return /号$/u.test(line);
    case 'title':
      return line.length >= 6;
    default:
      return (
        line.length <= 30 &&
        /^(?:[0-9A-Za-z/\-–]+|无|暂无|有效|现行有效|主动公开|依申请公开|其他)$/u.test(line)
      );
  }
}
