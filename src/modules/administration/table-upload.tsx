import { Refusal } from '../../platform/errors.ts';
import { FILE_TYPES } from '../../platform/files/types.ts';
import type { ReceivedFile } from '../../platform/files/uploads.ts';
import type { FormState, UploadLimits } from '../../platform/http/route.ts';
import { ParseFailed, parseInChild } from '../../platform/parse/index.ts';
import type { Table, TableColumn, TableProblem } from '../../platform/xlsx/index.ts';
import { DataTable, FileField } from '../../ui/index.ts';

const MEGABYTE = 1024 * 1024;

/** How much a form with a table may bring. */
export const TABLE_LIMITS: UploadLimits = { fileBytes: 10 * MEGABYTE, files: 1 };
/** The label of its field. */
export const TABLE_LABEL = { file: '表格文件' };
/** Media type of a workbook. */
export const XLSX = FILE_TYPES.xlsx.mediaType;

/** Reads a table from a workbook, in a child process. @throws Refusal at the field `file` when it cannot be read */
export async function readTable(
  input: { file: string } | { bytes: Uint8Array },
  columns: readonly TableColumn[],
): Promise<Table> {
  try {
    const { result } = await parseInChild(
      'table',
      input,
      { columns },
      { limits: { resultBytes: 64 * MEGABYTE } },
    );
    return result;
  } catch (error) {
    if (error instanceof ParseFailed) throw new Refusal([{ field: 'file', message: error.message }], 422);
    throw error;
  }
}

/** The file that a form with a table brought. @throws Refusal at the field when there is none */
export function tableFile([file]: readonly ReceivedFile[]): ReceivedFile {
  if (!file || file.size === 0)
    throw new Refusal([{ field: 'file', message: '请选择要导入的 Excel 文件。' }], 422);
  return file;
}

/** Asks for the file. @param it.rows most rows of a table; it.then what happens after the upload */
export function TableField(it: { form: FormState; rows: number; then?: string }) {
  return (
    <FileField
      name="file"
      label={TABLE_LABEL.file}
      form={it.form}
      required
      accept=".xlsx"
      hint={`Excel 工作簿（.xlsx），不超过 ${TABLE_LIMITS.fileBytes / MEGABYTE} MB、${it.rows} 行。${it.then ?? ''}`}
    />
  );
}

/** What of a table cannot be taken, and why. */
export function RefusedRows({ caption, rows }: { caption: string; rows: readonly TableProblem[] }) {
  return (
    <DataTable<TableProblem>
      caption={caption}
      rows={rows}
      columns={[
        { label: '位置', header: true, cell: (r) => r.address, nowrap: true },
        { label: '原因和办法', cell: (r) => r.message },
      ]}
    />
  );
}
