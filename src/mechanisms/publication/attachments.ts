import { narrowed } from '../../platform/cache/reads.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import type { FileFinding } from '../../platform/files/accept.ts';
import { OF_PAPERS, paperMark } from './marks.ts';
import { goneFilePath } from './urls.ts';

/** A file that belongs to an edition. */
export interface Attachment {
  /** Public id; stays the same while a correction leaves the file alone. */
  pid: string;
  title: string;
  fileName: string;
  mediaType: string;
  /** Bytes. */
  size: number;
  /** Where the file tells. */
  pages: number | null;
  /** Hex digest that reviews are bound to. */
  sm3: string;
  fileId: number;
  scan: 'clean' | 'unscanned';
  /** Whether the program could read its words. */
  wordsRead: boolean;
  /** What was found in its words when it was uploaded. */
  findings: FileFinding[];
}

/** The attachments of an edition in their order. */
export async function readAttachments(db: Reader, editionId: number): Promise<Attachment[]> {
  const rows = await db
    .selectFrom('edition_file')
    .innerJoin('stored_file', 'stored_file.id', 'edition_file.file_id')
    .select([
      'edition_file.pid',
      'edition_file.title',
      'edition_file.file_name as fileName',
      'stored_file.media_type as mediaType',
      'stored_file.size',
      'stored_file.pages',
      'stored_file.sm3',
      'stored_file.id as fileId',
      'stored_file.scan',
      'stored_file.words_read as wordsRead',
      'stored_file.findings',
    ])
    .where('edition_file.edition_id', '=', editionId)
    .orderBy('edition_file.position')
    .execute();
  return rows.map((row) => ({
    ...row,
    scan: row.scan as Attachment['scan'],
    findings: row.findings as unknown as Attachment['findings'],
  }));
}

/** What the program could read in the attachments of an edition; none for a file of which it made no preview. */
export async function wordsOfAttachments(db: Reader, editionId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('edition_file')
    .innerJoin('stored_file', 'stored_file.id', 'edition_file.file_id')
    .select('stored_file.preview')
    .where('edition_file.edition_id', '=', editionId)
    .where('stored_file.preview', 'is not', null)
    .execute();
  return rows.map((r) => JSON.stringify(r.preview));
}

/** What of an attachment reviews are bound to: everything that the public or a reviewer sees of it. */
export function attachmentFacts({ pid, title, fileName, mediaType, size, sm3 }: Attachment): object {
  return { pid, title, fileName, mediaType, size, sm3 };
}

/** Replaces the attachments of an edition that is still open. The database refuses it for a submitted one. */
export async function writeAttachments(
  tx: Tx,
  editionId: number,
  attachments: readonly Pick<Attachment, 'pid' | 'title' | 'fileName' | 'fileId'>[],
): Promise<void> {
  await tx.deleteFrom('edition_file').where('edition_id', '=', editionId).execute();
  if (attachments.length === 0) return;
  await tx
    .insertInto('edition_file')
    .values(
      attachments.map((a, index) => ({
        edition_id: editionId,
        pid: a.pid,
        position: index + 1,
        title: a.title,
        file_name: a.fileName,
        file_id: a.fileId,
      })),
    )
    .execute();
}

/** What the public still sees of a document's files, before its rows of the schema `portal` go. */
export async function liveFiles(tx: Tx, documentId: number): Promise<{ pid: string; title: string }[]> {
  return tx
    .selectFrom('portal.live_file')
    .select(['pid', 'title'])
    .where('document_id', '=', documentId)
    .execute();
}

/**
 * Makes the attachments of an edition public with their document, whose row is there already; files that were public
 * before and are no longer say so at their address.
 */
export async function releaseAttachments(
  tx: Tx,
  it: {
    documentId: number;
    editionId: number;
    before: readonly { pid: string; title: string }[];
    at: Date;
  },
): Promise<void> {
  const rows = await tx
    .selectFrom('edition_file')
    .innerJoin('stored_file', 'stored_file.id', 'edition_file.file_id')
    .select([
      'edition_file.pid',
      'edition_file.position',
      'edition_file.title',
      'edition_file.file_name',
      'stored_file.media_type',
      'stored_file.size',
      'stored_file.pages',
      'stored_file.store_key',
      'stored_file.sm3 as digest',
      'stored_file.protection',
    ])
    .where('edition_file.edition_id', '=', it.editionId)
    .execute();
  if (rows.some((r) => r.protection !== 'public')) throw new Error('a confidential file cannot be released');
  if (rows.length > 0) {
    await tx
      .insertInto('portal.live_file')
      .values(rows.map(({ protection: _, ...row }) => ({ document_id: it.documentId, ...row })))
      .execute();
    await tx
      .deleteFrom('portal.gone')
      .where(
        'path',
        'in',
        rows.map((r) => goneFilePath(r.pid)),
      )
      .execute();
  }
  const now = new Set(rows.map((r) => r.pid));
  await rememberGone(
    tx,
    it.before.filter((f) => !now.has(f.pid)),
    it.at,
    '文件已更正，不再提供这个附件。',
  );
}

/** Leaves a word at the addresses of files that have been taken down. */
export async function rememberGone(
  tx: Tx,
  files: readonly { pid: string; title: string }[],
  at: Date,
  reason: string,
): Promise<void> {
  for (const { pid, title } of files)
    await tx
      .insertInto('portal.gone')
      .values({ path: goneFilePath(pid), at, kind: 'withdrawn', title, reason })
      .onConflict((c) => c.column('path').doUpdateSet({ at, kind: 'withdrawn', title, reason }))
      .execute();
}

/** A file that the public may have. */
export interface PublicFile {
  pid: string;
  title: string;
  fileName: string;
  mediaType: string;
  /** Bytes. */
  size: number;
  /** Where the file tells. */
  pages: number | null;
}

/** The files of a public document, in their order. */
export async function publicFiles(db: Reader, documentPid: string): Promise<PublicFile[]> {
  return narrowed([paperMark(documentPid)], OF_PAPERS, () =>
    db
      .selectFrom('portal.live_file')
      .innerJoin('portal.live_document', 'portal.live_document.id', 'portal.live_file.document_id')
      .select([
        'portal.live_file.pid',
        'portal.live_file.title',
        'portal.live_file.file_name as fileName',
        'portal.live_file.media_type as mediaType',
        'portal.live_file.size',
        'portal.live_file.pages',
      ])
      .where('portal.live_document.pid', '=', documentPid)
      .orderBy('portal.live_file.position')
      .execute(),
  );
}

/** A public file with where its bytes lie; undefined when the public may not have it, whatever else there is. */
export async function publicFile(
  db: Reader,
  pid: string,
): Promise<(PublicFile & { key: string; digest: string }) | undefined> {
  return db
    .selectFrom('portal.live_file')
    .select([
      'pid',
      'title',
      'file_name as fileName',
      'media_type as mediaType',
      'size',
      'pages',
      'store_key as key',
      'digest',
    ])
    .where('pid', '=', pid)
    .executeTakeFirst();
}
