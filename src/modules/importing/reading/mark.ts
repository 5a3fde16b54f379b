import { type Page, remove } from './page.ts';
import type { Guess, ReadText, RemovedLine } from './types.ts';

type Mark = 'proactive' | 'on-request';

const WHOLE_LINE = /^[（(〔[【]?\s*此件([^）)〕\]】。，]{1,12}?)\s*[）)〕\]】]?[。.]?$/u;
const AT_END = /[（(〔[]\s*此件([^）)〕\]。，]{1,12}?)\s*[）)〕\]]$/u;
const REASON = '公开标注（已读入公开属性）';

const MEANINGS: [pattern: RegExp, value: Mark | undefined, confidence: number, note?: string][] = [
  [/^(?:主动)?公开(?:发布)?$/u, 'proactive', 0.95],
  [/^依申请公开$/u, 'on-request', 0.95],
  [/^删减后公开$/u, 'proactive', 0.5, '原件标注“删减后公开”，公开版须另行审查，请核对公开属性。'],
  [/^(?:不予|不)(?:公开|对外公开)?/u, undefined, 0, '原件标注不予公开，请核对是否可以导入。'],
];

/** What the information box of the page says about disclosure. */
export interface Box {
  value: string;
  line: number;
}

/** The mark found, and the ends of lines from which it was cut (index to the text without it). */
export interface MarkReading {
  mark: ReadText['disclosureMark'];
  /** Index of a line to its text without the mark at its end. */
  shortened: Map<number, string>;
  cut: RemovedLine[];
}

/** Finds (此件公开发布) and its kin, on lines of their own or at the end of one, and takes them out of the body. */
export function readDisclosureMark(page: Page, box: Box | undefined): MarkReading {
  const inBox = fromBox(box);
  const reading: MarkReading = { mark: inBox, shortened: new Map(), cut: [] };
  page.lines.forEach(({ text, number }, i) => {
    if (page.removed.has(i)) return;
    const whole = text.length <= 30 ? WHOLE_LINE.exec(text) : null;
    const atEnd = whole ? null : AT_END.exec(text.slice(-24));
    const words = (whole ?? atEnd)?.[1]?.replace(/\s/gu, '');
    const meaning = words === undefined ? undefined : MEANINGS.find(([pattern]) => pattern.test(words));
    if (!meaning) return;
    const evidence = (whole ?? atEnd)![0];
    if (whole) remove(page, i, REASON);
    else {
      reading.shortened.set(i, text.slice(0, -evidence.length).trimEnd());
      reading.cut.push({ line: number, text: evidence, reason: REASON });
    }
    if (reading.mark === inBox) reading.mark = guess(meaning, evidence, number);
  });
  return reading;
}

function guess(
  [, value, confidence, note]: (typeof MEANINGS)[number],
  evidence: string,
  line: number,
): Guess<Mark> {
  return { value, confidence, evidence, line, ...(note !== undefined && { note }) };
}

function fromBox(box: Box | undefined): Guess<Mark> {
  const words = box?.value.replace(/\s/gu, '');
  const meaning = words === undefined ? undefined : MEANINGS.find(([pattern]) => pattern.test(words));
  if (!box || !meaning) return { value: undefined, confidence: 0, evidence: '' };
  const read = guess(meaning, box.value, box.line);
  return { ...read, confidence: Math.min(read.confidence, 0.8) };
}
