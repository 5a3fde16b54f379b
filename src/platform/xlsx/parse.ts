import { readWorkbook } from './read.ts';
import { readTable, type Table, type TableColumn } from './table.ts';

/** What to read from a workbook. */
export interface TableOptions {
  columns: readonly TableColumn[];
  /** Name of the sheet; by default the first one that is not hidden. */
  sheet?: string;
}

/** Reads one table from the bytes of a workbook. @throws UnreadableWorkbook */
export function parseTable(bytes: Uint8Array, o: TableOptions): Table {
  return readTable(readWorkbook(bytes), o.columns, o.sheet);
}
