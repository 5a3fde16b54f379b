import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import type { Party } from './words.ts';

/*
 * Confidential files that belong to a case lie in the store, each sealed with a key of its own; `case_file` says whose they
 * are. They are personal data like the values of the case: the same retention, the same holds, the same erasure.
 */

/** Queue of the removal of erased files from the store; its data is the place of one file. */
export const ERASE_FILE_QUEUE = 'erase-file';

/** The files of a case that have not been erased. */
export async function liveFiles(db: Reader, caseId: number): Promise<{ id: number; party: Party }[]> {
  const rows = await db
    .selectFrom('case_file')
    .select(['id', 'party'])
    .where('case_id', '=', caseId)
    .where('file_id', 'is not', null)
    .orderBy('id')
    .execute();
  return rows as { id: number; party: Party }[];
}

/**
 * Takes files of a case away. The row of the file goes and with it the file's own key: from the commit on nobody can open
 * the bytes, wherever they lie. The bytes themselves the caller has removed from the store after the commit.
 * @returns the references of the files, and their places in the store
 */
export async function takeFiles(
  tx: Tx,
  caseId: number,
  ids: readonly number[],
  at: Date,
): Promise<{ ref: string; key: string }[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: number; ref: string; fileId: number; key: string }>`
    select f.id, f.ref, s.id as "fileId", s.store_key as key from case_file f join stored_file s on s.id = f.file_id
    where f.case_id = ${caseId} and f.id = any(${[...ids]}) order by f.id for update of f, s`.execute(tx);
  if (rows.length === 0) return [];
  await tx
    .updateTable('case_file')
    .set({ file_id: null, erased_at: at })
    .where(
      'id',
      'in',
      rows.map((r) => r.id),
    )
    .execute();
  await tx
    .deleteFrom('stored_file')
    .where(
      'id',
      'in',
      rows.map((r) => r.fileId),
    )
    .execute();
  return rows.map(({ ref, key }) => ({ ref, key }));
}
