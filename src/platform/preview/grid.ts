import { type Cell, PREVIEW_LIMITS, textOfCell } from './blocks.ts';

/** Most rows of headings. */
const HEAD_ROWS = 3;
/** Longest text of a cell that may be a heading, where the file does not say. */
const HEADING = 20;

const across = (cell: Cell) => (typeof cell === 'string' ? 1 : cell[1]);

/**
 * Rows of cells as a table that can be shown: no wider than allowed, all rows equally wide, headings apart.
 * @param headRows how many rows are headings; where the file does not say, the first row is taken for headings when it
 *   reads like them
 * @returns with how many columns were left out
 */
export function gridOf(
  rows: readonly Cell[][],
  headRows?: number,
): { head: Cell[][]; rows: Cell[][]; columns: number } {
  const wide = rows.reduce(
    (most, row) =>
      Math.max(
        most,
        row.reduce((n, c) => n + across(c), 0),
      ),
    0,
  );
  const width = Math.min(wide, PREVIEW_LIMITS.columns);
  const even = rows.map((row) => fitted(row, width));
  const head = Math.min(headRows ?? (readsLikeHeadings(even) ? 1 : 0), HEAD_ROWS, even.length);
  return { head: even.slice(0, head), rows: even.slice(head), columns: wide - width };
}

function fitted(row: readonly Cell[], width: number): Cell[] {
  const cells: Cell[] = [];
  let used = 0;
  for (const cell of row) {
    const wide = Math.min(across(cell), width - used);
    if (wide < 1) break;
    cells.push(wide > 1 ? [textOfCell(cell), wide] : textOfCell(cell));
    used += wide;
  }
  for (; used < width; used++) cells.push('');
  return cells;
}

function readsLikeHeadings(rows: readonly Cell[][]): boolean {
  const [first = []] = rows;
  return (
    rows.length > 2 &&
    first.length > 1 &&
    first.every((cell) => {
      const text = textOfCell(cell).trim();
      return (
        typeof cell === 'string' && text !== '' && text.length <= HEADING && !/^[-\d.,%：:]+$/.test(text)
      );
    })
  );
}
