import { columnNumber } from '../xlsx/read.ts';
import { PREVIEW_LIMITS } from './blocks.ts';
import { attribute, type XmlTag, xmlEvents } from './xml-events.ts';

/** What stands in a sheet: rows that hold something, each a map from column (A = 1) to text. */
export interface SheetContent {
  rows: { number: number; cells: ReadonlyMap<number, string> }[];
  /** Further rows that hold something. */
  beyond: number;
  /** Whether rows or columns are hidden. */
  hidden: boolean;
}

/** A cell while it is being read. */
interface OpenCell {
  column: number;
  type: string;
  style: number;
  value: string;
  formula: string;
}

/** Excel has no more columns. */
const LAST_COLUMN = 16_384;

/**
 * Reads the first rows of a sheet and counts the others.
 * @param texts the shared texts of the workbook
 * @param show a stored number as a cell of this style shows it
 */
export function readSheet(
  xml: string,
  texts: readonly string[],
  show: (raw: string, style: number) => string,
): SheetContent {
  const content: SheetContent = { rows: [], beyond: 0, hidden: false };
  let number = 0;
  let cells = new Map<number, string>();
  let column = 0;
  let cell: OpenCell | undefined;
  let into: 'value' | 'formula' | undefined;
  let phonetic = false;
  const cursor = { at: 0 };
  for (const event of xmlEvents(xml, cursor)) {
    if (typeof event === 'string') {
      if (cell && into && !phonetic && cell[into].length <= PREVIEW_LIMITS.cell) cell[into] += event;
      continue;
    }
    switch (event.name) {
      case 'col':
        if (isHidden(event)) content.hidden = true;
        break;
      case 'row':
        if (!event.closing) {
          number = Number(attribute(event, 'r')) || number + 1;
          cells = new Map();
          column = 0;
          if (isHidden(event)) content.hidden = true;
        }
        if ((event.closing || event.empty) && cells.size > 0) content.rows.push({ number, cells });
        if (event.closing && content.rows.length >= PREVIEW_LIMITS.rows)
          return { ...content, beyond: rowsBehind(xml, cursor.at) };
        break;
      case 'c':
        if (!event.closing) {
          const letters = /^([A-Z]{1,3})\d+$/i.exec(attribute(event, 'r'))?.[1];
          column = Math.min(letters ? columnNumber(letters) : column + 1, LAST_COLUMN);
          cell = {
            column,
            type: attribute(event, 't'),
            style: Number(attribute(event, 's')) || 0,
            value: '',
            formula: '',
          };
        }
        if (cell && (event.closing || event.empty)) {
          const text = textOf(cell, texts, show);
          if (text.trim() !== '') cells.set(cell.column, text);
          cell = undefined;
        }
        break;
      case 'v':
      case 't':
        into = event.closing || event.empty ? undefined : 'value';
        break;
      case 'f':
        into = event.closing || event.empty ? undefined : 'formula';
        break;
      case 'rPh':
        phonetic = !event.closing && !event.empty;
        break;
      case 'sheetData':
        if (event.closing) return content;
    }
  }
  return content;
}

/** How many rows hold something from a place of the sheet on; what they hold is not read. */
function rowsBehind(xml: string, from: number): number {
  let rows = 0;
  let begun = from;
  const end = /<\/(?:[\w.-]+:)?row\s*>/g;
  end.lastIndex = from;
  for (let found = end.exec(xml); found; found = end.exec(xml)) {
    if (/<(?:[\w.-]+:)?[vtf][\s>]/.test(xml.slice(begun, found.index))) rows++;
    begun = end.lastIndex;
  }
  return rows;
}

const isHidden = (tag: XmlTag) => ['1', 'true'].includes(attribute(tag, 'hidden'));

/** What a cell shows. Of a formula: the result that was stored with it, else the formula itself, as text. */
function textOf(
  cell: OpenCell,
  texts: readonly string[],
  show: (raw: string, style: number) => string,
): string {
  const { type, value, formula } = cell;
  if (value === '' && formula !== '') return `=${formula}`;
  switch (type) {
    case 's':
      return texts[Number(value)] ?? '';
    case 'b':
      return value === '1' ? 'TRUE' : value === '' ? '' : 'FALSE';
    case 'd':
      return value.slice(0, 10);
    case 'inlineStr':
    case 'str':
    case 'e':
      return value;
    default:
      return show(value, cell.style);
  }
}
