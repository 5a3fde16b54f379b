import { addDays, type Day, day } from '../../law/day.ts';
import {
  child,
  children,
  decode,
  readXml,
  textOf,
  UnreadableWorkbook,
  unpack,
  WORKBOOK_LIMITS,
  type WorkbookLimits,
  type XmlNode,
} from './archive.ts';

/** What a cell holds. A formula is never computed, and its stored result never taken for what somebody typed. */
export type CellKind = 'text' | 'number' | 'boolean' | 'date' | 'error' | 'formula';

/** A cell that is not empty. */
export interface Cell {
  /** As Excel names it, e.g. B7. */
  address: string;
  kind: CellKind;
  /** Text as typed; a number in plain digits; a date as YYYY-MM-DD; 'true' or 'false'; the code of an error; '' for a formula. */
  text: string;
}

/** A sheet: rows that hold something, in order, each a map from column number (A = 1) to cell. */
export interface Sheet {
  name: string;
  hidden: boolean;
  /** Ranges of merged cells, e.g. A1:C1. */
  merged: string[];
  rows: { number: number; cells: Map<number, Cell> }[];
}

/** A workbook as plain data. */
export interface Workbook {
  sheets: Sheet[];
}

/** Number of a column from its letters: A = 1, Z = 26, AA = 27. */
export function columnNumber(letters: string): number {
  return [...letters.toUpperCase()].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0);
}

/** Letters of a column from its number. */
export function columnLetters(number: number): string {
  let letters = '';
  for (let n = number; n > 0; n = Math.floor((n - 1) / 26))
    letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters;
  return letters;
}

/**
 * Reads an .xlsx workbook. A pure function of its bytes, without access to anything else, so that it can run in a child
 * process with limits; the bytes are hostile.
 * @throws UnreadableWorkbook with a sentence for the sender
 */
export function readWorkbook(bytes: Uint8Array, limits: WorkbookLimits = WORKBOOK_LIMITS): Workbook {
  const parts = unpack(bytes, limits);
  const book = child(readXml(parts.get('xl/workbook.xml')), 'workbook');
  const listed = children(child(book, 'sheets'), 'sheet');
  if (listed.length === 0) throw new UnreadableWorkbook('文件里没有工作表。请用下载的模板填写后上传。');
  if (listed.length > limits.sheets)
    throw new UnreadableWorkbook(`工作表超过 ${limits.sheets} 个，请只留下要导入的。`);
  const links = children(
    child(readXml(parts.get('xl/_rels/workbook.xml.rels')), 'Relationships'),
    'Relationship',
  );
  const targets = new Map(
    links.map((l) => [textOf(l, '@Id'), textOf(l, '@Target').replace(/^\/?(xl\/)?/, 'xl/')]),
  );
  const reader = new SheetReader(
    sharedTexts(parts.get('xl/sharedStrings.xml'), limits),
    dateStyles(parts.get('xl/styles.xml')),
    textOf(child(book, 'workbookPr'), '@date1904') === '1',
    limits,
  );
  return {
    sheets: listed.map((s) => {
      const part = parts.get(targets.get(textOf(s, '@id')) ?? '');
      if (!part) throw new UnreadableWorkbook('文件已经损坏：找不到其中的一个工作表。');
      return {
        name: decode(textOf(s, '@name')),
        hidden: ['hidden', 'veryHidden'].includes(textOf(s, '@state')),
        ...reader.read(child(readXml(part), 'worksheet')),
      };
    }),
  };
}

/** The texts of a rich or plain string, without the phonetic readings. */
function richText(node: XmlNode): string {
  const runs = children(node, 'r');
  const raw = runs.length > 0 ? runs.map((r) => textOf(r, 't')).join('') : textOf(node, 't');
  return decode(raw);
}

function sharedTexts(part: Uint8Array | undefined, limits: WorkbookLimits): string[] {
  const items = children(child(readXml(part), 'sst'), 'si');
  if (items.length > limits.cells) throw new UnreadableWorkbook('文字太多，请分几个文件导入。');
  return items.map(richText);
}

/** Numbers of the built-in formats that show a date (times of the day alone are none). */
export const DATE_FORMATS = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]);

/** For each style of the workbook whether it shows a number as a date. */
function dateStyles(part: Uint8Array | undefined): boolean[] {
  const sheet = child(readXml(part), 'styleSheet');
  const own = new Map(
    children(child(sheet, 'numFmts'), 'numFmt').map((f) => [
      Number(textOf(f, '@numFmtId')),
      decode(textOf(f, '@formatCode')),
    ]),
  );
  return children(child(sheet, 'cellXfs'), 'xf').map((xf) => {
    const id = Number(textOf(xf, '@numFmtId'));
    const code = own.get(id);
    if (code === undefined) return DATE_FORMATS.has(id);
    // Letters within quotes or brackets, or after a backslash, are words and colours, not parts of a date.
    return /[yd年]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''));
  });
}

class SheetReader {
  readonly #texts: readonly string[];
  readonly #dates: readonly boolean[];
  readonly #epoch: Day;
  readonly #limits: WorkbookLimits;
  #cells = 0;

  constructor(
    texts: readonly string[],
    dates: readonly boolean[],
    since1904: boolean,
    limits: WorkbookLimits,
  ) {
    this.#texts = texts;
    this.#dates = dates;
    // Excel counts a 29 February 1900 that never was: from March 1900 on its days number from 30 December 1899.
    this.#epoch = day(since1904 ? '1904-01-01' : '1899-12-30');
    this.#limits = limits;
  }

  read(sheet: XmlNode): Pick<Sheet, 'merged' | 'rows'> {
    const rows: Sheet['rows'] = [];
    let number = 0;
    for (const row of children(child(sheet, 'sheetData'), 'row')) {
      number = Number(textOf(row, '@r')) || number + 1;
      const cells = this.#row(row, number);
      if (cells.size === 0) continue;
      rows.push({ number, cells });
      if (rows.length > this.#limits.rows)
        throw new UnreadableWorkbook(
          `表格超过 ${this.#limits.rows - 1} 行，请分几个文件导入，并删去表格下方多余的内容。`,
        );
    }
    const merged = children(child(sheet, 'mergeCells'), 'mergeCell').map((m) => textOf(m, '@ref'));
    return { rows, merged };
  }

  #row(row: XmlNode, number: number): Map<number, Cell> {
    const cells = new Map<number, Cell>();
    let column = 0;
    for (const node of children(row, 'c')) {
      const letters = /^([A-Z]{1,3})\d+$/.exec(textOf(node, '@r'))?.[1];
      column = letters ? columnNumber(letters) : column + 1;
      const cell = this.#cell(node, `${columnLetters(column)}${number}`);
      if (!cell) continue;
      if (++this.#cells > this.#limits.cells)
        throw new UnreadableWorkbook('单元格太多，请分几个文件导入，并删去多余的列。');
      if (cell.text.length > this.#limits.cellCharacters)
        throw new UnreadableWorkbook(`单元格 ${cell.address} 的内容太长。`);
      cells.set(column, cell);
    }
    return cells;
  }

  #cell(node: XmlNode, address: string): Cell | undefined {
    if (node.f !== undefined) return { address, kind: 'formula', text: '' };
    const type = textOf(node, '@t');
    const raw = textOf(node, 'v');
    const cell = (kind: CellKind, text: string): Cell | undefined =>
      text === '' ? undefined : { address, kind, text };
    switch (type) {
      case 's':
        return cell('text', this.#texts[Number(raw)] ?? '');
      case 'inlineStr':
        return cell('text', richText(child(node, 'is')));
      case 'str':
        return cell('text', decode(raw));
      case 'b':
        return cell('boolean', raw === '1' ? 'true' : 'false');
      case 'e':
        return cell('error', decode(raw));
      case 'd':
        return cell('date', raw.slice(0, 10));
      default:
        return this.#number(raw, Number(textOf(node, '@s')), address);
    }
  }

  #number(raw: string, style: number, address: string): Cell | undefined {
    if (raw.trim() === '') return undefined;
    const value = Number(raw);
    if (!Number.isFinite(value)) return { address, kind: 'error', text: raw.slice(0, 50) };
    if (this.#dates[style] && value >= 61 && value < 2_958_466)
      return { address, kind: 'date', text: addDays(this.#epoch, Math.floor(value)) };
    // Long numbers are kept as they stand in the file: a double would change their last digits.
    const text = /^-?\d+(\.\d+)?$/.test(raw) ? raw : String(value);
    return { address, kind: 'number', text };
  }
}
