export { inTurn, writeWorkbookApart } from './apart.ts';
export { UnreadableWorkbook, WORKBOOK_LIMITS, type WorkbookLimits } from './archive.ts';
export { type Cell, type CellKind, readWorkbook, type Sheet, type Workbook } from './read.ts';
export {
  byAddress,
  HELP_SHEET,
  readTable,
  type Table,
  type TableColumn,
  type TableProblem,
  type TableRow,
} from './table.ts';
export { type NewSheet, writeWorkbook } from './write.ts';
