export { inTurn, writeWorkbookApart } from './apart.ts';
export { readWorkbook } from './read.ts';
export {
  byAddress,
  HELP_SHEET,
  type Table,
  type TableColumn,
  type TableProblem,
  type TableRow,
} from './table.ts';
export { type NewCell, type NewSheet, writeWorkbook } from './write.ts';
