import { findDocumentNumbers } from '../../../law/document-number.ts';
import { hasSectionNumber, isAddresseeLine, isSignedDate } from '../../../law/official-text.ts';
import { findWrittenDates } from '../../../law/written-date.ts';
import { GENRES, TITLE_SUFFIX, WEAK_GENRES } from './vocabulary.ts';

const LONGEST_TITLE = 120;
const SUFFIX = `(?:[（(](?:${TITLE_SUFFIX.join('|')})[）)])?`;
const GENRE_END = new RegExp(`(?:${GENRES.join('|')})[》”]?${SUFFIX}$`, 'u');
const WEAK_GENRE_END = new RegExp(`(?:${WEAK_GENRES.join('|')})${SUFFIX}$`, 'u');
const OWN_GENRE = new RegExp(`(?:本|此|该|上述)(?:${GENRES.join('|')})$`, 'u');
const BLANK_BETWEEN_HAN = /(?<=[\p{Script=Han}》”）)])[ \t\u3000]+(?=[\p{Script=Han}《“（(])/gu;

/** A title without the document number behind it, without 【通知】 before it and without blanks between Chinese characters. */
export function cleanTitle(text: string): string {
  let bare = text;
  if (text.length <= LONGEST_TITLE * 2 && /号[）)]?$/u.test(text)) {
    const number = findDocumentNumbers(text).at(-1);
    if (number && text.length - number.end <= 1) bare = text.slice(0, number.start).replace(/[（(]$/u, '');
  }
  return bare
    .replace(/^【[^】]{1,6}】(?=.{6})/u, '')
    .replace(BLANK_BETWEEN_HAN, '')
    .trim();
}

/** Whether a line is built like the title of an official paper: ends in a genre and is no sentence. */
export function isTitleShaped(line: string): boolean {
  return isTitleLike(line) && GENRE_END.test(cleanTitle(line));
}

/** Like {@link isTitleShaped}, also for forms, lists and model texts. */
export function isWeakTitle(line: string): boolean {
  return isTitleShaped(line) || (isTitleLike(line) && WEAK_GENRE_END.test(cleanTitle(line)));
}

function isTitleLike(text: string): boolean {
  const line = text.length > LONGEST_TITLE ? text : cleanTitle(text);
  if (line.length < 6 || line.length > LONGEST_TITLE) return false;
  if (/[。；;！!？?]|[:：]$/u.test(line) || hasSectionNumber(line) || /^[0-9]{1,3}[.．、)）]/u.test(line))
    return false;
  if (OWN_GENRE.test(line)) return false;
  return !/^[（(【[附]|^本|^按照|^根据|^为/u.test(line) && !startsWithSignature(line);
}

/** “明川市人民政府2026年5月20日明川市工作方案”: signature and date with the next text glued to them. */
function startsWithSignature(line: string): boolean {
  const first = findWrittenDates(line.slice(0, 80))[0];
  return first !== undefined && isSignedDate(line.slice(0, first.end));
}

const SECRECY = /^[（(【]?\s*(绝\s*密|机\s*密|秘\s*密|内部(?:资料|文件))(?:\s*[★☆].{0,12}|\s*[）)】])?$/u;

/** 绝密, 机密, 秘密 or an internal mark, when the line is nothing else. */
export function secrecyMarkOf(line: string): string | undefined {
  return line.length <= 24 ? SECRECY.exec(line)?.[1]?.replace(/\s/gu, '') : undefined;
}

const ORDER =
  /^[（(]?(\p{Script=Han}{2,30}(?:令|公告|通告)\s*(?:[0-9]{4}年)?\s*第\s*[0-9一二三四五六七八九十百]{1,5}\s*号)[）)]?$/u;

/** “明川市人民政府令第12号”, “…公告2020年第5号”: the numbers of orders and announcements, which have no 〔year〕. */
export function orderNumber(line: string): string | undefined {
  return line.length <= 60 ? ORDER.exec(line.trim())?.[1]?.replace(/\s/gu, '') : undefined;
}

/** Whether a line is running text: sentences, or a long line with commas. */
export function isProse(line: string): boolean {
  if (line.length >= 60) return /[。；！？，,、]/u.test(line);
  return line.length >= 25 && /[。；！？]/u.test(line);
}

/** Whether a line can be the first of a paper's body. */
export function isBodyStart(line: string): boolean {
  return isAddresseeLine(line) || hasSectionNumber(line) || isProse(line);
}

const CLOSING =
  /^(?:抄送|抄报|主送|主题词|附件?\s*[0-9一二三四五六七八九十]{0,3}\s*[:：]\s*\S|附件\s*[0-9一二三四五六七八九十]{0,3}$)|印发$/u;
const MARK = /^[（(〔[]?此件.{1,10}[）)〕\]]?$/u;

/** Whether a line can only come from the paper itself: sentences, sections, signature date, copies to. */
export function isPaperLine(line: string): boolean {
  if (hasSectionNumber(line) || isSignedDate(line) || CLOSING.test(line) || MARK.test(line)) return true;
  if (/^(?:[0-9]{1,3}\s*[.．、]|[（(][0-9]{1,2}[）)])/u.test(line) && line.length >= 8) return true;
  return line.length >= 8 && /[。；](?:$|[”）)])/u.test(line);
}
