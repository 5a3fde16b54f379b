import { separatedRows } from '../preview/plain.ts';

/** So many rows are named. */
const MOST = 20;

/** A signed number as tables write it: -5, +3.2%, -1,234.50 元, -1e-5. */
const SIGNED_NUMBER =
  /^[+-]\s*(?:\d[\d,，]*(?:\.\d+)?|\.\d+)(?:e[+-]?\d{1,3})?\s*(?:[%％‰℃]|\p{Script=Han}{0,4})$/iu;

/**
 * Whether a spreadsheet program would take the text of a cell for a formula: it begins with = + - or @ and is neither a
 * number nor signs alone. Such a text is calculated on the machine of whoever opens the table (formula injection).
 */
export function looksLikeFormula(cell: string): boolean {
  const text = cell.trim();
  return /^[=+\-@]/.test(text) && !/^[=+\-@]+$/.test(text) && !SIGNED_NUMBER.test(text);
}

/**
 * Rows of a table of separated values that hold such a cell, counted from 1 as spreadsheet programs count them; the first
 * twenty. Programs split at commas whatever the first line looks like, so both readings count.
 */
export function formulaRows(text: string): number[] {
  const found = new Set<number>();
  for (const rows of [separatedRows(text), separatedRows(text, ',')]) {
    let row = 0;
    let here = 0;
    for (const cells of rows) {
      row++;
      if (!cells.some(looksLikeFormula)) continue;
      found.add(row);
      if (++here === MOST) break;
    }
  }
  return [...found].sort((a, b) => a - b).slice(0, MOST);
}
