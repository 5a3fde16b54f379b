import { enteredDay } from '../../law/day.ts';
import { type Cell, columnLetters, columnNumber, type Sheet, type Workbook } from './read.ts';

/** A column that a table must or may have. */
export interface TableColumn {
  key: string;
  /** The heading, as the template shows it. Blanks and a trailing （必填）, or （某类必填）, in the file do not matter. */
  heading: string;
  required?: boolean;
  /** 'day' takes dates and texts like 2026-05-20 or 2026年5月20日, 'yes-no' 是 or 否; both are handed on as plain text. */
  type?: 'text' | 'day' | 'yes-no' | 'integer';
}

/** A problem at a place of the file. */
export interface TableProblem {
  /** B7, or 第7行, or the name of the sheet. */
  address: string;
  message: string;
}

/** A row under the headings. Only columns that hold something are in `values`. */
export interface TableRow {
  number: number;
  values: Record<string, string>;
  /** Where each value stands. */
  addresses: Record<string, string>;
}

/** What a sheet holds, and every place that could not be taken as it is. */
export interface Table {
  sheet: string;
  rows: TableRow[];
  /** Rows with a problem are not in `rows`. */
  refused: TableProblem[];
  /** Numbers of the rows that were refused, for what depends on them. */
  refusedRows: number[];
  /** Things to know that refuse nothing: hidden sheets, columns that are not used. */
  remarks: string[];
}

/** Name of the sheet of a template that explains; it is never read and not missed. */
export const HELP_SHEET = '填写说明';

const HEADING_WITHIN = 10;
const level = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/[(（][^()（）]{0,20}必填[)）]|[*\s]/g, '')
    .toLowerCase();

/**
 * Reads one table from a workbook: the headings stand in one of the first ten rows, in any order. Merged cells, formulas
 * and errors refuse the rows they touch, each with its address; wrong headings refuse the table as a whole.
 * @param sheetName reads this sheet; by default the first one that is not hidden
 */
export function readTable(book: Workbook, columns: readonly TableColumn[], sheetName?: string): Table {
  const visible = book.sheets.filter((s) => !s.hidden);
  const sheet = sheetName === undefined ? visible[0] : visible.find((s) => s.name === sheetName);
  const hidden = book.sheets.filter((s) => s.hidden).map((s) => s.name);
  const remarks = hidden.length > 0 ? [`没有读取隐藏的工作表：${hidden.join('、')}。`] : [];
  const nothing = (address: string, message: string): Table => ({
    sheet: sheet?.name ?? '',
    rows: [],
    refused: [{ address, message }],
    refusedRows: [],
    remarks,
  });
  if (!sheet)
    return nothing(
      '文件',
      sheetName ? `没有名为“${sheetName}”的工作表。` : '所有工作表都是隐藏的，没有可以读取的内容。',
    );
  if (sheet.rows.length === 0) return nothing(sheet.name, '工作表是空的。请在模板的标题行下填写。');
  const head = findHeadings(sheet, columns);
  if (typeof head === 'string') return nothing(sheet.name, head);
  const others = visible
    .filter((s) => s !== sheet && s.rows.length > 0 && s.name !== HELP_SHEET)
    .map((s) => s.name);
  if (others.length > 0) remarks.push(`只读取了工作表“${sheet.name}”，没有读取：${others.join('、')}。`);
  if (head.unused.length > 0)
    remarks.push(`没有使用的列：${head.unused.map((h) => `${h.heading}（${h.column} 列）`).join('、')}。`);
  const table: Table = { sheet: sheet.name, rows: [], refused: [], refusedRows: [], remarks };
  const merged = mergedRows(sheet);
  for (const row of sheet.rows) {
    if (row.number <= head.row) continue;
    const problems = merged.get(row.number) ?? [];
    const values: Record<string, string> = {};
    const addresses: Record<string, string> = {};
    for (const column of columns) {
      const at = head.at.get(column.key);
      const cell = at === undefined ? undefined : row.cells.get(at);
      const address = `${columnLetters(at ?? 1)}${row.number}`;
      const read = cell ? readCell(cell, column) : { text: '' };
      if ('problem' in read) problems.push({ address, message: read.problem });
      else if (read.text !== '') {
        values[column.key] = read.text;
        addresses[column.key] = address;
      }
    }
    // A row with nothing in the columns of the table is no row: people leave notes beside.
    if (Object.keys(values).length === 0 && problems.length === 0) continue;
    for (const column of columns)
      if (
        column.required &&
        values[column.key] === undefined &&
        !problems.some((p) => p.address === `${columnLetters(head.at.get(column.key) ?? 1)}${row.number}`)
      )
        problems.push({
          address: `${columnLetters(head.at.get(column.key) ?? 1)}${row.number}`,
          message: `没有填写“${column.heading}”。`,
        });
    if (problems.length > 0) {
      table.refused.push(...problems);
      table.refusedRows.push(row.number);
    } else table.rows.push({ number: row.number, values, addresses });
  }
  if (table.rows.length === 0 && table.refused.length === 0)
    return nothing(sheet.name, '标题行下面没有内容。');
  return table;
}

interface Headings {
  row: number;
  at: Map<string, number>;
  unused: { heading: string; column: string }[];
}

/** The row of headings: the one of the first rows that names most columns. @returns a sentence when it cannot be used */
function findHeadings(sheet: Sheet, columns: readonly TableColumn[]): Headings | string {
  const wanted = new Map(columns.map((c) => [level(c.heading), c.key]));
  const score = (cells: ReadonlyMap<number, Cell>) =>
    [...cells.values()].filter((c) => wanted.has(level(c.text))).length;
  const first = sheet.rows.slice(0, HEADING_WITHIN);
  const row = first.reduce((best, r) => (score(r.cells) > score(best.cells) ? r : best), first[0]!);
  if (score(row.cells) < 2)
    return `没有找到标题行。第一行应为列名：${columns.map((c) => c.heading).join('、')}。请用下载的模板填写。`;
  const at = new Map<string, number>();
  const unused: Headings['unused'] = [];
  for (const [column, cell] of row.cells) {
    const key = wanted.get(level(cell.text));
    if (key === undefined) unused.push({ heading: cell.text.slice(0, 20), column: columnLetters(column) });
    else if (at.has(key)) return `标题“${cell.text}”出现了两次（${cell.address}），请删去一列。`;
    else at.set(key, column);
  }
  const missing = columns.filter((c) => c.required && !at.has(c.key)).map((c) => c.heading);
  if (missing.length > 0) return `缺少必须有的列：${missing.join('、')}。请用下载的模板填写。`;
  return { row: row.number, at, unused };
}

/** For each row that a merged range touches, the problem; a title that is merged above the headings does no harm. */
function mergedRows(sheet: Sheet): Map<number, TableProblem[]> {
  const problems = new Map<number, TableProblem[]>();
  const last = sheet.rows.at(-1)?.number ?? 0;
  for (const range of sheet.merged.slice(0, 10_000)) {
    const m = /^([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?$/.exec(range);
    if (!m) continue;
    const from = Number(m[2]);
    const to = Math.min(Number(m[4] ?? m[2]), last);
    for (let row = from; row <= to; row++)
      problems.set(row, [
        ...(problems.get(row) ?? []),
        { address: range, message: '是合并的单元格，读不出各行各列的内容。请取消合并、逐格填写。' },
      ]);
  }
  return problems;
}

function readCell(cell: Cell, column: TableColumn): { text: string } | { problem: string } {
  if (cell.kind === 'formula') return { problem: '是公式。请选择性粘贴为“数值”，只留下结果。' };
  if (cell.kind === 'error') return { problem: `是错误值 ${cell.text}，请改正。` };
  const text = cell.text
    .replace(/\r\n?/g, '\n')
    .replace(/[\u00a0\u3000]/g, ' ')
    .trim();
  if (text === '') return { text };
  switch (column.type ?? 'text') {
    case 'day':
      return readDay(text);
    case 'yes-no': {
      const value = /^(是|有|true|1|y|yes)$/i.test(text)
        ? '是'
        : /^(否|无|false|0|n|no)$/i.test(text)
          ? '否'
          : '';
      return value ? { text: value } : { problem: `“${text.slice(0, 20)}”看不出是或否，请填“是”或“否”。` };
    }
    case 'integer':
      return /^-?\d{1,9}(\.0+)?$/.test(text)
        ? { text: String(Number(text)) }
        : { problem: `“${text.slice(0, 20)}”不是整数。` };
    case 'text':
      if (cell.kind === 'date')
        return { problem: '是日期格式，此列应为文字。请把单元格格式改为“文本”后重新填写。' };
      return { text };
  }
}

function readDay(text: string): { text: string } | { problem: string } {
  const m = /^(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?$/.exec(text);
  const found = m && enteredDay(`${m[1]}-${m[2]?.padStart(2, '0')}-${m[3]?.padStart(2, '0')}`);
  return found ? { text: found } : { problem: `“${text.slice(0, 20)}”不是日期，应写成 2026-05-20。` };
}

/** Number of the row of an address like B7, for sorting a report; 0 for addresses that name no row. */
function rowOfAddress(address: string): number {
  return Number(/\d+/.exec(address)?.[0] ?? 0);
}

/** Compares addresses by row and column, so that a report runs down the sheet. */
export function byAddress(a: { address: string }, b: { address: string }): number {
  const column = (address: string) => columnNumber(/^[A-Z]+/.exec(address)?.[0] ?? 'A');
  return rowOfAddress(a.address) - rowOfAddress(b.address) || column(a.address) - column(b.address);
}
