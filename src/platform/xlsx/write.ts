import writeXlsxFile, { type SheetData } from 'write-excel-file/node';

/** A cell to write. A text stays what it is; a number can be counted with. */
export type NewCell = string | number;

/** A sheet to write: headings and rows of plain cells. */
export interface NewSheet {
  name: string;
  headings: readonly { text: string; width?: number }[];
  rows: Iterable<readonly NewCell[]>;
}

/**
 * Writes a workbook, in this thread: for some hundred rows. What a list may hold goes to `writeWorkbookApart`. A text
 * stays text: what begins with = + - @ is shown, never computed, whoever opens it, and leading zeros stay. Only what is a
 * number here becomes a number there.
 * @returns the bytes of an .xlsx file
 */
export async function writeWorkbook(sheets: readonly NewSheet[]): Promise<Buffer> {
  return writeXlsxFile(
    sheets.map((s) => ({
      sheet: s.name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31),
      stickyRowsCount: 1,
      columns: s.headings.map((h) => ({ width: h.width ?? 18 })),
      data: [
        s.headings.map((h) => ({ value: h.text, type: String, fontWeight: 'bold' as const })),
        ...Array.from(s.rows, (row) => row.map(cell)),
      ] as SheetData,
    })),
  ).toBuffer();
}

function cell(value: NewCell) {
  if (value === '') return null;
  // What is no finite number would make a workbook that no program opens.
  return Number.isFinite(value)
    ? { value, type: Number }
    : { value: String(value), type: String, format: '@' };
}
