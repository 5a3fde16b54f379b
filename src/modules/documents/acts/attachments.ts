import { type KeptUpload, parameter, recordFile } from '../../../core/index.ts';
import { carriesSecrecyMark } from '../../../law/secrecy-mark.ts';
import { advance } from '../../../mechanisms/procedure/index.ts';
import { readEdition, writeAttachments } from '../../../mechanisms/publication/index.ts';
import { type Change, type ChangeContext, change } from '../../../platform/change.ts';
import { newPublicId } from '../../../platform/crypto.ts';
import { Refusal } from '../../../platform/errors.ts';
import { SECRECY_MARK_ISSUE } from '../checks.ts';
import { passage } from '../lifecycle.ts';
import { addDrafter, lockPassage } from '../store.ts';

type Head = Awaited<ReturnType<typeof lockPassage>>;

/** Longest title of an attachment, in characters. */
const TITLE = 200;

/** Takes the turn in the case. @param facts public ids of the attachments that come or go, apart by blanks */
async function touch(
  c: Change,
  head: Head,
  seenVersion: number,
  facts: { attached: string } | { arranged: true; removed: string },
): Promise<void> {
  await advance(c, passage, head, { act: 'document.save', facts, seenVersion });
  if (c.actor.personId !== undefined) await addDrafter(c.tx, head.passage.caseId, c.actor.personId, c.now);
}

/** Adds files to a draft, behind those it has; each is titled by its name. */
export async function addAttachments(
  ctx: ChangeContext,
  it: { casePid: string; seenVersion: number; once: string; files: readonly KeptUpload[] },
): Promise<{ casePid: string }> {
  return change(
    ctx,
    { act: 'document.save', once: it.once, lock: (tx) => lockPassage(tx, it.casePid) },
    async (c, head) => {
      const pids = it.files.map(() => newPublicId());
      await touch(c, head, it.seenVersion, { attached: pids.join(' ') });
      const { attachments } = await readEdition(c.tx, head.passage.editionId);
      const most = await parameter(c.tx, 'files.attachments-per-document', {
        day: c.today,
        organisationId: head.organisationId,
      });
      if (attachments.length + it.files.length > most)
        throw new Refusal(
          [
            {
              field: 'files',
              message: `一件公文最多 ${most} 个附件，现有 ${attachments.length} 个。请先移除不要的附件。`,
            },
          ],
          422,
        );
      const added = [];
      for (const [i, file] of it.files.entries())
        added.push({
          pid: pids[i] ?? newPublicId(),
          title: [...file.name.replace(/\.[^.]+$/, '')].slice(0, TITLE).join(''),
          fileName: file.name,
          fileId: await recordFile(c, file),
        });
      await writeAttachments(c.tx, head.passage.editionId, [...attachments, ...added]);
      c.note({ attached: added.length });
      return { casePid: head.pid };
    },
  );
}

/** How an attachment is to stand from now on. */
export interface Arrangement {
  pid: string;
  title: string;
  /** Wanted place, from 1; equal places keep their present order. */
  place: number;
  remove: boolean;
}

/** Titles, order and removal of the attachments of a draft. @throws Refusal at the field of a title that cannot be used */
export async function arrangeAttachments(
  ctx: ChangeContext,
  it: { casePid: string; seenVersion: number; once: string; wanted: readonly Arrangement[] },
): Promise<{ casePid: string }> {
  if (carriesSecrecyMark(it.wanted.map((w) => w.title))) throw new Refusal([SECRECY_MARK_ISSUE], 422);
  return change(
    ctx,
    { act: 'document.save', once: it.once, lock: (tx) => lockPassage(tx, it.casePid) },
    async (c, head) => {
      const removed = it.wanted.filter((w) => w.remove).map((w) => w.pid);
      await touch(c, head, it.seenVersion, { arranged: true, removed: removed.join(' ') });
      const { attachments } = await readEdition(c.tx, head.passage.editionId);
      const wanted = new Map(it.wanted.map((w) => [w.pid, w]));
      if (wanted.size !== attachments.length || attachments.some((a) => !wanted.has(a.pid)))
        throw new Refusal('附件在您打开页面之后有变动，请刷新页面再调整。');
      const kept = attachments
        .map((a, index) => ({ ...a, index, ...(wanted.get(a.pid) as Arrangement) }))
        .filter((a) => !a.remove)
        .sort((a, b) => a.place - b.place || a.index - b.index);
      const untitled = kept.find((a) => a.title === '' || [...a.title].length > TITLE);
      if (untitled)
        throw new Refusal(
          [{ field: `title-${untitled.pid}`, message: `请填写附件标题，最多 ${TITLE} 个字。` }],
          422,
        );
      await writeAttachments(c.tx, head.passage.editionId, kept);
      c.note({ removed: attachments.length - kept.length });
      return { casePid: head.pid };
    },
  );
}
