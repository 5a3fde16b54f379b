import type { RemovedLine } from './types.ts';

/** A visible line of the file. */
export interface Line {
  /** From 1, blank lines counted. */
  number: number;
  /** Trimmed, without control characters and marks of no width. */
  text: string;
}

/** The lines of a file and what has become of each so far. Indexes are places in `lines`. */
export interface Page {
  lines: readonly Line[];
  /** Index to Chinese reason, for lines that do not belong to the body. */
  removed: Map<number, string>;
}

const LINE_BREAK = /\r\n|[\r\n\v\f\u0085\u2028\u2029]/u;
const INVISIBLE = /[\u200b-\u200d\u2060\ufeff]|(?!\t)\p{Cc}/gu;

/** Splits a text into its visible lines. */
export function openPage(text: string): Page {
  const lines: Line[] = [];
  text.split(LINE_BREAK).forEach((raw, i) => {
    const clean = raw
      .replace(INVISIBLE, '')
      .replace(/\u00a0/g, ' ')
      .trim();
    if (clean !== '') lines.push({ number: i + 1, text: clean });
  });
  return { lines, removed: new Map() };
}

/** Takes a line out of the body; the first reason stays. */
export function remove(page: Page, index: number, reason: string): void {
  if (!page.removed.has(index)) page.removed.set(index, reason);
}

/** Indexes from `from` to before `to` that are still in the body. */
export function remaining(page: Page, from = 0, to = page.lines.length): number[] {
  const indexes: number[] = [];
  for (let i = from; i < to; i++) if (!page.removed.has(i)) indexes.push(i);
  return indexes;
}

/** The removed lines in the order of the file. */
export function removedLines(page: Page): RemovedLine[] {
  return [...page.removed]
    .sort(([a], [b]) => a - b)
    .map(([i, reason]) => ({ line: page.lines[i]!.number, text: page.lines[i]!.text, reason }));
}
