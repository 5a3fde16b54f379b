import { type RawBuilder, sql } from 'kysely';
import type { Database, Reader } from '../../platform/db/pool.ts';
import type { Files } from '../../platform/files/files.ts';
import { FileMissing } from '../../platform/files/store.ts';
import { FILE_TYPES, type FileExtension } from '../../platform/files/types.ts';
import { type Log, logged } from '../../platform/log.ts';
import { ParseFailed, parseInChild } from '../../platform/parse/index.ts';
import type { Block, Preview, PreviewPart } from '../../platform/preview/blocks.ts';

/** So many files are read in one go. */
const AT_ONCE = 10;

/**
 * One part of the preview of a file, and nothing of the others.
 * @param from what is read, behind `from`: a relation with a column `preview`, and the condition that leaves one row
 * @param part counted from 1; beyond the last one it is the last
 * @returns undefined when there is no such row
 */
export async function readPreview(
  db: Reader,
  from: RawBuilder<unknown>,
  part: number,
): Promise<PreviewPart | undefined> {
  const { rows } = await sql<{
    facts: Exclude<Preview, { kind: 'blocks' }> | { kind: 'blocks'; notes: string[] } | null;
    blocks: Block[] | null;
    part: number;
    parts: number;
  }>`
    select preview - 'parts' as facts, parts, least(${part}::integer, parts) as part, preview -> 'parts' -> least(${part}::integer, parts) - 1 as blocks
    from (select preview, jsonb_array_length(coalesce(preview -> 'parts', '[]')) as parts from ${from}) p`.execute(
    db,
  );
  const [row] = rows;
  if (!row) return undefined;
  if (row.facts === null) return { kind: 'waiting' };
  if (row.facts.kind !== 'blocks') return row.facts;
  const { notes } = row.facts;
  return { kind: 'blocks', blocks: row.blocks ?? [], notes, part: row.part, parts: row.parts };
}

/** Makes the previews of files that were kept before there were any; a few at a time, the oldest first. */
export async function makeMissingPreviews(app: { db: Database; files: Files; log: Log }): Promise<void> {
  const waiting = await app.db
    .selectFrom('stored_file')
    .select(['id', 'store_key as key', 'size', 'media_type as mediaType'])
    .where('preview', 'is', null)
    .where('protection', '=', 'public')
    .orderBy('id')
    .limit(AT_ONCE)
    .execute();
  for (const file of waiting) {
    const preview = await previewOfKept(app, file);
    await app.db
      .updateTable('stored_file')
      .set({ preview: JSON.stringify(preview) })
      .where('id', '=', file.id)
      .where('preview', 'is', null)
      .execute();
  }
}

async function previewOfKept(
  app: { files: Files; log: Log },
  file: { key: string; size: number; mediaType: string },
): Promise<Preview> {
  const extension = (Object.keys(FILE_TYPES) as FileExtension[]).find(
    (e) => FILE_TYPES[e].mediaType === file.mediaType.split(';', 1)[0],
  );
  try {
    if (!extension) throw new ParseFailed('a format that is not taken any more');
    const chunks: Buffer[] = [];
    for await (const chunk of await app.files.read(file)) chunks.push(chunk as Buffer);
    const { result } = await parseInChild('inspect', { bytes: Buffer.concat(chunks) }, { extension });
    return result.preview;
  } catch (error) {
    // A store that does not answer is asked again at the next tick; what cannot be read stays so.
    if (!(error instanceof ParseFailed || error instanceof FileMissing)) throw error;
    app.log.warn({ file: file.key, ...logged(error) }, 'no preview of a kept file');
    return { kind: 'none', why: '系统没有读出这个文件的内容，不能在线预览。' };
  }
}
