import type { Found, Head } from './head.ts';
import type { Entry } from './metadata.ts';
import type { Line, Page } from './page.ts';
import type { Guess } from './types.ts';
import type { LabelKey } from './vocabulary.ts';

/** Everything a field of the draft can be read from. `body` are the lines left in the body, in order. */
export interface Material {
  page: Page;
  head: Head;
  title: Guess<string>;
  body: readonly Line[];
}

/** The guess of a field of which the page says nothing. */
export const NOTHING = { value: undefined, confidence: 0, evidence: '' } as const;

/** The filled entries of the information box for one field, with the line of the file. */
export function boxed(m: Material, key: LabelKey): { entry: Entry; line: number }[] {
  return m.head.entries
    .filter((e) => e.value.key === key && e.value.value !== '')
    .map((e) => ({ entry: e.value, line: lineOf(m, e) }));
}

/** The line of the file on which something was found. */
export function lineOf(m: Material, found: Found<unknown>): number {
  return m.page.lines[found.index]!.number;
}
