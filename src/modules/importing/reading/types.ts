import type { Day } from '../../../law/day.ts';

/** One field read from a page, with how sure the reader is and why. */
export interface Guess<T> {
  value: T | undefined;
  /** 0 (nothing found) to 1. Below 0.6 a person has to look. */
  confidence: number;
  /** The original words it was read from; '' when nothing was found. */
  evidence: string;
  /** Line of the file, from 1. */
  line?: number;
  /** Chinese: what is odd and what to check. */
  note?: string;
}

/** A document inside a page that holds several. */
export interface Excerpt {
  title: string;
  documentNumber?: string;
  /** Line of the file on which it begins, from 1. */
  line: number;
}

/** A line, or the end of a line, that was left out of the body. */
export interface RemovedLine {
  line: number;
  text: string;
  /** Chinese. */
  reason: string;
}

/** What a saved page says. Every visible line of the file is in `body` or in `removed`. */
export interface ReadText {
  title: Guess<string>;
  documentNumber: Guess<string>;
  issuer: Guess<string>;
  addressees: Guess<string>;
  /** 成文日期. */
  writtenOn: Guess<Day>;
  publishedOn: Guess<Day>;
  effectiveOn: Guess<Day>;
  disclosureMark: Guess<'proactive' | 'on-request'>;
  /** Name and address of the page or publication it was taken from. */
  source: Guess<string>;
  /** 密级 written on the paper: such a file must not enter the system at all. */
  secrecyMark: Guess<string>;
  /** The paper itself, one paragraph per line. */
  body: string;
  /** More than one entry: the page holds several documents; otherwise empty. */
  excerpts: Excerpt[];
  removed: RemovedLine[];
  /** Chinese, for the import report. */
  warnings: string[];
}
