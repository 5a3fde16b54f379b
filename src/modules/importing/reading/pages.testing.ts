import { readText } from './index.ts';

/** Line numbers from a to b, both included, or one line. */
export type Lines = ([number, number] | number)[];

/** The visible lines of a text with these numbers, blanks around them left out: an oracle counted by hand. */
export function visibleLines(text: string, lines: Lines): string[] {
  const wanted = (n: number) => lines.some((l) => (typeof l === 'number' ? n === l : n >= l[0] && n <= l[1]));
  return text
    .split(/\r?\n/)
    .map((line) => line.replaceAll('\u00a0', ' ').replace('\ufeff', '').trim())
    .filter((line, i) => line !== '' && wanted(i + 1));
}

/** Reads a text as if it were a UTF-8 file. */
export function readPage(text: string, fileName = 'page.txt') {
  return readText(new TextEncoder().encode(text), fileName);
}
