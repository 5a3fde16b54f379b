import type { Day } from '../../../law/day.ts';
import { isSignedDate } from '../../../law/official-text.ts';
import { type FoundWrittenDate, findWrittenDates, readWrittenDate } from '../../../law/written-date.ts';
import { boxed, type Material, NOTHING } from './material.ts';
import type { Line } from './page.ts';
import type { Guess } from './types.ts';

const CAPTION = /^[（(][^（()）]{0,20}日[^（()）]{0,40}[）)]$/u;
const TAKES_EFFECT = /起(?:正式)?(?:施行|实施|执行|生效)/gu;
/** A paper names few days of effect; a file that repeats one without end is not read to its end for them. */
const MOST_EFFECTS = 50;
const ON_ISSUE = /(?:发布|公布|印发|颁布|发文)之日$/u;

/** 成文日期: the date under the signature, otherwise the box or the caption. A damaged date is only a proposal. */
export function readWrittenOn(m: Material): Guess<Day> {
  const signed = m.body.find((l, k) => k > 0 && isSignedDate(l.text));
  if (signed) {
    const date = findWrittenDates(signed.text).at(-1)!;
    return dateGuess(date, date.original, 0.95, signed.number);
  }
  const inBox = boxed(m, 'written')[0];
  if (inBox) return dateGuess(readWrittenDate(inBox.entry.value), inBox.entry.value, 0.9, inBox.line);
  const caption = m.body.slice(0, 2).find((l) => CAPTION.test(l.text));
  const inCaption = caption && findWrittenDates(caption.text)[0];
  return inCaption ? dateGuess(inCaption, caption.text, 0.7, caption.number) : NOTHING;
}

/** 发布日期 of the page. A time without a label is that of the page itself, which may be a reprint. */
export function readPublishedOn(m: Material): Guess<Day> {
  const dates = boxed(m, 'published').map((b) => ({ ...b, read: readWrittenDate(b.entry.value) }));
  const labelled = dates.find((d) => d.entry.label !== '网页时间');
  const pageTime = dates.find((d) => d.entry.label === '网页时间');
  const best = labelled ?? pageTime;
  if (!best) return NOTHING;
  const guess = dateGuess(best.read, best.entry.value, labelled ? 0.9 : 0.7, best.line);
  if (!labelled || !pageTime || pageTime.read.day === labelled.read.day) return guess;
  const note = `网页本身的时间是 ${pageTime.entry.value}（可能是转载时间），请核对。`;
  return {
    ...guess,
    confidence: Math.min(guess.confidence, 0.7),
    note: guess.note === undefined ? note : guess.note + note,
  };
}

/** 施行日期: the box, otherwise “自…起施行” in the text. */
export function readEffectiveOn(m: Material): Guess<Day> {
  const inBox = boxed(m, 'effective')[0];
  if (inBox) return dateGuess(readWrittenDate(inBox.entry.value), inBox.entry.value, 0.9, inBox.line);
  const found: { date: FoundWrittenDate; line: Line }[] = [];
  let onIssue: Line | undefined;
  for (const line of m.body) {
    for (const match of line.text.matchAll(TAKES_EFFECT)) {
      if (found.length > MOST_EFFECTS) break;
      const before = line.text.slice(Math.max(0, match.index - 40), match.index);
      const date = findWrittenDates(before).at(-1);
      if (date?.end === before.length) found.push({ date, line });
      else if (ON_ISSUE.test(before)) onIssue = line;
    }
  }
  const last = found.at(-1);
  if (last) {
    const several = new Set(found.map((f) => f.date.day)).size > 1;
    const guess = dateGuess(last.date, last.date.original, several ? 0.5 : 0.85, last.line.number);
    return several ? { ...guess, note: '文中写了不止一个施行日期，取最后一个，请核对。' } : guess;
  }
  if (!onIssue) return NOTHING;
  const note = '文中写自印发（公布）之日起施行，没有写明日期，请按印发或公布日期填写。';
  return { value: undefined, confidence: 0, evidence: onIssue.text.slice(-60), line: onIssue.number, note };
}

function dateGuess(
  read: { day?: Day; damaged: boolean; note?: string },
  evidence: string,
  confidence: number,
  line: number,
): Guess<Day> {
  const sure = read.day === undefined ? 0 : read.damaged ? 0.4 : confidence;
  return {
    value: read.day,
    confidence: sure,
    evidence,
    line,
    ...(read.note !== undefined && { note: read.note }),
  };
}
