import type { Organisation } from '../../core/index.ts';
import { carriesSecrecyMark } from '../../law/secrecy-mark.ts';
import type { ChangeContext } from '../../platform/change.ts';
import { sha256 } from '../../platform/crypto.ts';
import { Refusal } from '../../platform/errors.ts';
import { draftDocument, SECRECY_MARK_ISSUE } from '../documents/index.ts';
import { readText, UnreadableText } from './reading/index.ts';
import { contentOf, type ImportReport, reportOf, toCheck } from './report.ts';
import { addImport, knownImport } from './store.ts';

/** What became of one file. */
export type ImportOutcome =
  | {
      fileName: string;
      outcome: 'drafted';
      casePid: string;
      title: string;
      report: ImportReport;
      check: string;
    }
  | { fileName: string; outcome: 'known'; casePid: string }
  | { fileName: string; outcome: 'refused'; reason: string };

/**
 * Turns a saved page into a draft of an organisation, with its original bytes and a report beside it, in one
 * transaction. The same bytes are taken once per organisation, however often and under whatever name they come.
 * A file that carries a secrecy mark is refused before anything of it is stored.
 */
export async function importText(
  ctx: ChangeContext,
  it: { organisation: Organisation; fileName: string; bytes: Uint8Array },
): Promise<ImportOutcome> {
  const { fileName } = it;
  const fileHash = sha256(it.bytes);
  const known = await knownImport(ctx.db, it.organisation.id, fileHash);
  if (known) return { fileName, outcome: 'known', casePid: known.casePid };
  try {
    const read = readText(it.bytes, fileName);
    // The whole file counts, also the lines that were left out of the draft: its bytes would be kept.
    const lines = read.removed.map((r) => r.text);
    if (read.secrecyMark.value !== undefined || carriesSecrecyMark([read.body, ...lines]))
      return { fileName, outcome: 'refused', reason: SECRECY_MARK_ISSUE.message };
    const report = reportOf(read);
    const check = toCheck(report);
    const content = contentOf(read, fileName);
    const { casePid } = await draftDocument(ctx, {
      organisation: it.organisation,
      content,
      act: 'document.import',
      comment: `由 ${fileName} 导入。${check}`,
      record: (c, created) =>
        addImport(c.tx, {
          organisationId: it.organisation.id,
          fileName,
          fileHash,
          bytes: it.bytes,
          ...created,
          report,
          at: c.now,
        }),
    });
    return { fileName, outcome: 'drafted', casePid, title: content.title, report, check };
  } catch (error) {
    if (error instanceof UnreadableText || error instanceof Refusal)
      return { fileName, outcome: 'refused', reason: error.message };
    // Another import of the same bytes was faster by a moment: its draft is the one that counts.
    if ((error as { code?: string }).code === '23505') {
      const first = await knownImport(ctx.db, it.organisation.id, fileHash);
      if (first) return { fileName, outcome: 'known', casePid: first.casePid };
    }
    throw error;
  }
}
