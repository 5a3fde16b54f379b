import { counterparts } from '../../../core/index.ts';
import { advance, lockCase, openCase } from '../../../mechanisms/procedure/index.ts';
import {
  currentRelease,
  lockDocument,
  readEdition,
  withdrawRelease,
} from '../../../mechanisms/publication/index.ts';
import { type ChangeContext, change } from '../../../platform/change.ts';
import { NotFound, Refusal } from '../../../platform/errors.ts';
import { personalDataIn } from '../checks.ts';
import { passage, withdrawal } from '../lifecycle.ts';
import { withdrawalIssue } from '../policy.ts';
import { lockPassage, openCaseOf, openCorrectionOf, publicEdition, readWithdrawal } from '../store.ts';
import { tellDrafters } from '../telling.ts';
import { reopen } from './review.ts';

/** Proposes to withdraw a published document. The reason will be shown to the public. */
export async function proposeWithdrawal(
  ctx: ChangeContext,
  it: { documentPid: string; reason: string; once: string },
): Promise<{ casePid: string; documentPid: string }> {
  const personal = personalDataIn('reason', '对外说明的原因', it.reason).filter((f) => f.level === 'must');
  if (personal.length > 0) throw new Refusal(personal, 422);
  return change(
    ctx,
    {
      act: 'document.propose-withdrawal',
      once: it.once,
      lock: async (tx) => {
        const document = await lockDocument(tx, it.documentPid);
        if (!document) throw new NotFound();
        return { kind: 'document', ...document };
      },
    },
    async (c, document) => {
      // A correction on its way must not keep a wrong paper in the public's sight: only another withdrawal stands in the way.
      const open = await openCaseOf(c.tx, document.id);
      if (open?.procedure === 'document-withdrawal')
        throw new Refusal('这份文件的撤回已经提出，正在等待批准。');
      const current = await currentRelease(c.tx, document.id);
      if (!current) throw new Refusal('这份文件现在没有公开，不需要撤回。');
      const person = c.actor.personId;
      if (person === undefined) throw new Refusal('撤回只能由本人登录提出。');
      const edition = await readEdition(c.tx, current.editionId);
      const head = await openCase(c, withdrawal, {
        organisationId: document.organisationId,
        subject: edition.title,
        state: 'requested',
        act: 'document.propose-withdrawal',
        facts: { edition: edition.number },
        comment: it.reason,
      });
      await c.tx
        .insertInto('document_withdrawal')
        .values({ case_id: head.id, document_id: document.id, proposed_by_id: person, reason: it.reason })
        .execute();
      return { casePid: head.pid, documentPid: document.pid };
    },
  );
}

/**
 * Approves or refuses a withdrawal; never the person who proposed it. On approval the public loses sight of the document at
 * once, and a correction under review goes back to its drafters: what was reviewed as one would else put the paper back.
 * @param it.seenEdition number of the edition that the public saw when the decision was made up: a correction may come between
 */
export async function decideWithdrawal(
  ctx: ChangeContext,
  it: {
    casePid: string;
    verdict: 'approve' | 'refuse';
    comment: string;
    seenVersion: number;
    seenEdition?: number;
    once: string;
  },
): Promise<{ casePid: string }> {
  if (it.verdict === 'refuse' && it.comment.trim().length < 4)
    throw new Refusal([{ field: 'comment', message: '不批准须写明原因（至少 4 个字）。' }], 422);
  return change(
    ctx,
    { act: 'document.decide-withdrawal', once: it.once, lock: (tx) => lockCase(tx, it.casePid) },
    async (c, head) => {
      await advance(c, withdrawal, head, {
        act: 'document.decide-withdrawal',
        to: it.verdict === 'approve' ? 'withdrawn' : 'kept',
        facts: { verdict: it.verdict },
        comment: it.comment,
        seenVersion: it.seenVersion,
      });
      const row = await readWithdrawal(c.tx, head.id);
      const issue =
        c.actor.personId !== undefined &&
        withdrawalIssue(row, {
          personId: c.actor.personId,
          counterparts: await counterparts(c.tx, c.actor.personId, c.today),
        });
      if (issue) throw new Refusal([issue]);
      await c.tx
        .updateTable('document_withdrawal')
        .set({ ended: true, decided_by_id: c.actor.personId ?? null })
        .where('case_id', '=', head.id)
        .execute();
      if (it.verdict === 'approve') {
        // Its case is locked before the paper, as every act on it does.
        const open = await openCorrectionOf(c.tx, row.documentId);
        const correction = open && (await lockPassage(c.tx, open.pid));
        const document = await c.tx
          .selectFrom('gov_document')
          .select([
            'id',
            'pid',
            'organisation_id as organisationId',
            'index_number as indexNumber',
            'first_published_at as firstPublishedAt',
          ])
          .where('id', '=', row.documentId)
          .forUpdate()
          .executeTakeFirstOrThrow();
        const shown = await publicEdition(c.tx, document.id);
        if (it.seenEdition !== undefined && shown?.number !== it.seenEdition)
          throw new Refusal(
            '您打开页面之后，这份文件更正过，公众看到的已经是另一稿。请刷新页面，核对现在的一稿再决定。',
          );
        if (correction?.state === 'scheduled')
          throw new Refusal(
            '这份文件有一件更正稿已定时发布，会在撤回之后自动公开。请先打开更正稿取消定时发布，再批准撤回。',
          );
        // What began as a correction of a public paper goes on as the text of a republication.
        await c.tx
          .updateTable('document_passage')
          .set({ kind: 'republish' })
          .where('document_id', '=', document.id)
          .where('ended', '=', false)
          .execute();
        if (correction && correction.state !== 'drafting') {
          await advance(c, passage, correction, {
            act: 'document.decide-withdrawal',
            facts: { verdict: it.verdict },
            comment: `这份文件已经撤回，公众不再看到。撤回的原因：${row.reason}`,
          });
          await reopen(c, correction, '所更正的文件已经撤回，更正稿退回起草');
        }
        await withdrawRelease(c, document, { title: head.subject, reason: row.reason });
        await tellDrafters(c, {
          documentId: document.id,
          casePid: head.pid,
          text: `“${head.subject}”已经撤回，公众不再看到。`,
          also: [row.proposedById],
        });
      }
      return { casePid: head.pid };
    },
  );
}

/** Takes a proposal back before it is decided. */
export async function cancelWithdrawal(
  ctx: ChangeContext,
  it: { casePid: string; seenVersion: number; once: string },
): Promise<{ casePid: string }> {
  return change(
    ctx,
    { act: 'document.cancel-withdrawal', once: it.once, lock: (tx) => lockCase(tx, it.casePid) },
    async (c, head) => {
      await advance(c, withdrawal, head, {
        act: 'document.cancel-withdrawal',
        facts: {},
        seenVersion: it.seenVersion,
      });
      await c.tx
        .updateTable('document_withdrawal')
        .set({ ended: true })
        .where('case_id', '=', head.id)
        .execute();
      return { casePid: head.pid };
    },
  );
}
