import { type Parsed, ParseRefused } from '../parse/parsed.ts';
import { UnreadableWorkbook } from './archive.ts';
import { readWorkbook } from './read.ts';
import { readTable, type Table, type TableColumn } from './table.ts';

/** What to read from a workbook. */
export interface TableOptions {
  columns: readonly TableColumn[];
  /** Name of the sheet; by default the first one that is not hidden. */
  sheet?: string;
}

/** Reads one table from the bytes of a workbook; runs in the child of `parseInChild`. @throws ParseRefused */
export function parseTable(bytes: Uint8Array, o: TableOptions): Parsed<Table> {
  try {
    return { result: readTable(readWorkbook(bytes), o.columns, o.sheet) };
  } catch (error) {
    throw error instanceof UnreadableWorkbook ? new ParseRefused(error.message) : error;
  }
}
