import { sql } from 'kysely';
import { readPreview } from '../../core/index.ts';
import type { Reader } from '../../platform/db/pool.ts';
import type { PreviewPart } from '../../platform/preview/blocks.ts';

/**
 * What the public may see of a public file without downloading it, and the paper it belongs to.
 * @param part which part of a long file, from 1
 * @returns undefined when the public may not have the file, whatever else there is
 */
export async function publicPreview(
  db: Reader,
  pid: string,
  part: number,
): Promise<{ document: { pid: string; title: string }; preview: PreviewPart } | undefined> {
  const [document, preview] = await Promise.all([
    db
      .selectFrom('portal.live_file_preview')
      .select(['document_pid as pid', 'document_title as title'])
      .where('pid', '=', pid)
      .executeTakeFirst(),
    readPreview(db, sql`portal.live_file_preview where pid = ${pid}`, part),
  ]);
  // A view's columns may be empty as far as the types can tell.
  if (!document?.pid || !preview) return undefined;
  return { document: { pid: document.pid, title: document.title ?? '' }, preview };
}
