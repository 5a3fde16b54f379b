import { sql } from 'kysely';
import type { Database } from '../../../platform/db/pool.ts';
import type { Files } from '../../../platform/files/files.ts';
import { extensionOf, type FileExtension } from '../../../platform/files/types.ts';
import { type Log, logged } from '../../../platform/log.ts';
import { ParseFailed, parseInChild } from '../../../platform/parse/index.ts';
import { indexDocument } from './rows.ts';

const READABLE: readonly FileExtension[] = ['docx', 'xlsx', 'pptx', 'ofd', 'pdf', 'txt', 'csv'];
/** Larger files and longer texts cost more than a search in them is worth. */
const MOST = { bytes: 30 * 1024 * 1024, characters: 200_000 };

/** Whether the words of a file of this name can be searched. */
export function hasWords(fileName: string): boolean {
  const extension = extensionOf(fileName);
  return extension !== undefined && READABLE.includes(extension);
}

/**
 * Indexes the whole of a public document: the rest of a long body, and the words of its attachments, which a child process
 * reads. Harmless when it runs twice, or when the document has meanwhile gone or moved on.
 * @param edition number of the edition that was released
 */
export async function indexWhole(
  app: { db: Database; files: Files; log: Log },
  documentId: number,
  edition: number,
): Promise<void> {
  const { rows } = await sql<{ pid: string; fileName: string; size: number; key: string }>`
    select f.pid, f.file_name as "fileName", f.size, f.store_key as key from portal.live_file f
    where f.document_id = ${documentId} and not exists (select from portal.live_file_text t where t.pid = f.pid)`.execute(
    app.db,
  );
  const read: { pid: string; body: string }[] = [];
  for (const file of rows.filter((f) => hasWords(f.fileName)))
    read.push({ pid: file.pid, body: await wordsOf(app, file) });
  await app.db.transaction().execute(async (tx) => {
    const current = await tx
      .selectFrom('portal.live_document')
      .select('id')
      .where('id', '=', documentId)
      .where('edition_number', '=', edition)
      .forUpdate()
      .executeTakeFirst();
    if (!current) return;
    if (read.length > 0)
      await tx
        .insertInto('portal.live_file_text')
        .values(read.map((r) => ({ ...r, document_id: documentId })))
        .onConflict((o) => o.doNothing())
        .execute();
    await indexDocument(tx, documentId);
  });
}

/** The words of an attachment; none when it cannot be read: then it is not found by them, and not tried again. */
async function wordsOf(
  app: { files: Files; log: Log },
  file: { fileName: string; size: number; key: string },
): Promise<string> {
  const extension = extensionOf(file.fileName);
  if (!extension || file.size > MOST.bytes) return '';
  const chunks: Buffer[] = [];
  for await (const chunk of await app.files.read(file)) chunks.push(chunk as Buffer);
  try {
    const { result } = await parseInChild(
      'words',
      { bytes: Buffer.concat(chunks) },
      { extension, characters: MOST.characters },
    );
    return result.text;
  } catch (error) {
    if (!(error instanceof ParseFailed)) throw error;
    app.log.warn({ file: file.key, ...logged(error) }, 'words of an attachment not read');
    return '';
  }
}

/** Looks for attachments whose words nobody has read yet, for example of papers released by an older version; a few at a time. */
export async function readWaitingAttachments(app: { db: Database; files: Files; log: Log }): Promise<void> {
  const { rows } = await sql<{ id: number; edition: number }>`
    select d.id, d.edition_number as edition from portal.live_document d
    where exists (select from portal.live_file f where f.document_id = d.id and f.file_name ~* ${`\\.(${READABLE.join('|')})$`}
      and not exists (select from portal.live_file_text t where t.pid = f.pid))
    order by d.id limit 20`.execute(app.db);
  for (const { id, edition } of rows) await indexWhole(app, id, edition);
}
