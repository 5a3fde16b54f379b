import { columnNumber } from '../xlsx/read.ts';
import { type Cell, PREVIEW_LIMITS } from './blocks.ts';
import type { SheetContent } from './sheet.ts';
import { attribute, tagsNamed } from './xml-events.ts';

/** A range of cells that are shown as one. Rows and columns from 1. */
export interface Merge {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

const MOST_MERGES = 2_000;
/** The headings stand in one of the first rows; at most so many rows of them. */
const HEAD_WITHIN = 10;
const HEAD_ROWS = 3;
/** How much of the width of a table a row of headings fills. */
const FILLED = 0.6;

/** The merged ranges of a sheet. */
export function mergesOf(xml: string): Merge[] {
  const merges: Merge[] = [];
  // They stand behind the cells, which need not be walked through again.
  for (const tag of tagsNamed(xml.slice(Math.max(0, xml.lastIndexOf('sheetData'))), 'mergeCell')) {
    const m = /^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$/i.exec(attribute(tag, 'ref'));
    if (m)
      merges.push({
        left: columnNumber(m[1]!),
        top: Number(m[2]),
        right: columnNumber(m[3]!),
        bottom: Number(m[4]),
      });
    if (merges.length >= MOST_MERGES) break;
  }
  return merges;
}

/**
 * Rows of a sheet as a table: what stands above the headings apart; each row of a merged range is one cell across its
 * columns, and only the first one has the text.
 */
export function sheetTable(
  content: SheetContent,
  merges: readonly Merge[],
): { titles: string[]; head: Cell[][]; rows: Cell[][]; columns: number } {
  const used = content.rows.flatMap((r) => [...r.cells.keys()]);
  const first = used.reduce((a, b) => Math.min(a, b), used[0] ?? 1);
  const last = used.reduce((a, b) => Math.max(a, b), first);
  const width = Math.min(last - first + 1, PREVIEW_LIMITS.columns);
  const wide = merges.filter((m) => m.right > m.left && m.left <= last && m.right >= first);
  const byRow = new Map<number, Merge[]>();
  const shown = new Set(content.rows.map((r) => r.number));
  for (const m of wide)
    for (let row = m.top; row <= Math.min(m.bottom, m.top + PREVIEW_LIMITS.rows); row++)
      if (shown.has(row)) {
        const those = byRow.get(row);
        if (those) those.push(m);
        else byRow.set(row, [m]);
      }
  const laidOut = content.rows.map(({ number, cells }) =>
    layOut(cells, byRow.get(number) ?? [], first, first + width - 1),
  );
  const at = headAt(content, merges, first, last);
  const above = at < 0 ? 0 : at;
  const count = at < 0 ? 0 : headRows(content, merges, at);
  const titles = content.rows.slice(0, above).map((r) => [...r.cells.values()].join('　'));
  return {
    titles,
    head: laidOut.slice(above, above + count),
    rows: laidOut.slice(above + count),
    columns: last - first + 1 - width,
  };
}

function layOut(
  cells: ReadonlyMap<number, string>,
  merges: readonly Merge[],
  first: number,
  last: number,
): Cell[] {
  const row: Cell[] = [];
  for (let column = first; column <= last; ) {
    const merge = merges.find((m) => m.left <= column && m.right >= column);
    const text = cells.get(merge?.left ?? column) ?? '';
    const across = merge ? Math.min(merge.right, last) - column + 1 : 1;
    row.push(across > 1 ? [text, across] : text);
    column += across;
  }
  return row;
}

/** The first row that fills most of the width with words; -1 where there is none. */
function headAt(content: SheetContent, merges: readonly Merge[], first: number, last: number): number {
  const width = last - first + 1;
  return content.rows.slice(0, HEAD_WITHIN).findIndex(({ number, cells }) => {
    const texts = [...cells.values()];
    const covered = [...cells.keys()].reduce((n, column) => {
      const merge = merges.find((m) => m.top <= number && m.bottom >= number && m.left === column);
      return n + (merge ? Math.min(merge.right, last) - merge.left + 1 : 1);
    }, 0);
    const words = texts.filter((t) => !/^[-\d.,%￥¥]+$/.test(t.trim())).length;
    return cells.size > 1 && covered >= width * FILLED && words * 2 > texts.length;
  });
}

/** Headings that stand over several rows: a cell of the first of them reaches down. */
function headRows(content: SheetContent, merges: readonly Merge[], at: number): number {
  const top = content.rows[at]?.number ?? 0;
  const bottom = merges.reduce(
    (most, m) => (m.top === top ? Math.max(most, Math.min(m.bottom, top + HEAD_ROWS - 1)) : most),
    top,
  );
  return content.rows.slice(at).filter((r) => r.number <= bottom).length;
}
