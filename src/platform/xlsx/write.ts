import writeXlsxFile, { type SheetData } from 'write-excel-file/node';

/** A sheet to write: headings and rows of plain texts. */
export interface NewSheet {
  name: string;
  headings: readonly { text: string; width?: number }[];
  rows: Iterable<readonly string[]>;
}

/**
 * Writes a workbook, in this thread: for some hundred rows. What a list may hold goes to `writeWorkbookApart`. Every cell is text and stays text: what begins with = + - @ is shown, never computed, whoever
 * opens it, and leading zeros stay.
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
        ...Array.from(s.rows, (row) =>
          row.map((value) => (value === '' ? null : { value, type: String, format: '@' })),
        ),
      ] as SheetData,
    })),
  ).toBuffer();
}
