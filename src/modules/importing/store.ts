import { newPublicId } from '../../platform/crypto.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import type { ImportReport } from './report.ts';

/** One imported file as listed. */
export interface ImportRow {
  pid: string;
  fileName: string;
  organisationName: string;
  importedAt: Date;
  casePid: string;
  report: ImportReport;
}

/** Remembers a file and what was read from it, beside the draft it became. */
export async function addImport(
  tx: Tx,
  it: {
    organisationId: number;
    fileName: string;
    fileHash: string;
    bytes: Uint8Array;
    documentId: number;
    caseId: number;
    report: ImportReport;
    at: Date;
  },
): Promise<void> {
  await tx
    .insertInto('import_item')
    .values({
      pid: newPublicId(),
      organisation_id: it.organisationId,
      file_name: it.fileName,
      file_hash: it.fileHash,
      file_bytes: Buffer.from(it.bytes),
      document_id: it.documentId,
      case_id: it.caseId,
      report: JSON.stringify(it.report),
      imported_at: it.at,
    })
    .execute();
}

/** The case a file became when it was imported before for this organisation. */
export async function knownImport(
  db: Reader,
  organisationId: number,
  fileHash: string,
): Promise<{ casePid: string } | undefined> {
  return db
    .selectFrom('import_item')
    .innerJoin('procedure_case', 'procedure_case.id', 'import_item.case_id')
    .select('procedure_case.pid as casePid')
    .where('import_item.organisation_id', '=', organisationId)
    .where('import_item.file_hash', '=', fileHash)
    .executeTakeFirst();
}

function rows(db: Reader, scope: readonly number[]) {
  return db
    .selectFrom('import_item')
    .innerJoin('procedure_case', 'procedure_case.id', 'import_item.case_id')
    .innerJoin('organisation', 'organisation.id', 'import_item.organisation_id')
    .select([
      'import_item.pid',
      'import_item.file_name as fileName',
      'organisation.short_name as organisationName',
      'import_item.imported_at as importedAt',
      'procedure_case.pid as casePid',
      'import_item.report',
    ])
    .where('import_item.organisation_id', 'in', [...scope, -1]);
}

/** Imported files of the organisations in the scope, newest first. */
export async function listImports(
  db: Reader,
  scope: readonly number[],
  page: { page: number; size: number },
): Promise<ImportRow[]> {
  const found = await rows(db, scope)
    .orderBy('import_item.id', 'desc')
    .limit(page.size)
    .offset((page.page - 1) * page.size)
    .execute();
  return found as unknown as ImportRow[];
}

/** Number of imported files in the scope. */
export async function countImports(db: Reader, scope: readonly number[]): Promise<number> {
  const row = await db
    .selectFrom('import_item')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('organisation_id', 'in', [...scope, -1])
    .executeTakeFirstOrThrow();
  return row.n;
}

/** One imported file; undefined outside the scope. */
export async function findImport(
  db: Reader,
  pid: string,
  scope: readonly number[],
): Promise<ImportRow | undefined> {
  return (await rows(db, scope).where('import_item.pid', '=', pid).executeTakeFirst()) as unknown as
    | ImportRow
    | undefined;
}
