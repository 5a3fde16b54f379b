import { sql } from 'kysely';
import { setIntakeState } from '../../../core/index.ts';
import { advance, lockCase, noteEvent, type SeenCase } from '../../../mechanisms/procedure/index.ts';
import { type Change, change } from '../../../platform/change.ts';
import { Refusal } from '../../../platform/errors.ts';
import { policyFeedback } from '../lifecycle.ts';
import { approvalIssue } from '../policy.ts';
import { giveTasks } from '../routing.ts';
import { readFeedback } from '../store.ts';
import type { Use } from '../words.ts';
import type { FeedbackContext } from './enrol.ts';
import { moveFeedback, refuseNaming } from './run.ts';

const LABEL = { publicText: '公开的反馈内容', publicReply: '公开的答复', useNote: '采用情况说明' };

function set(c: Change, caseId: number) {
  return c.tx.updateTable('policy_feedback').where('case_id', '=', caseId);
}

/** Brings the public's row of a feedback up to what is approved: there, or gone. */
async function show(c: Change, pid: string): Promise<void> {
  await c.tx.deleteFrom('portal.live_feedback').where('pid', '=', pid).execute();
  await sql`insert into portal.live_feedback select * from public_feedback where pid = ${pid}`.execute(c.tx);
}

/**
 * Refuses while the public does not see the paper: nobody would see the answer, and both would appear unasked on the day
 * on which the paper is published again.
 */
async function refuseUnseen(c: Change, documentId: number): Promise<void> {
  const live = await c.tx
    .selectFrom('portal.live_document')
    .select('id')
    .where('id', '=', documentId)
    .executeTakeFirst();
  if (!live)
    throw new Refusal(
      '这份文件已经撤回，公众现在看不到它，反馈和答复不能在它下面公开。可以不公开；文件重新发布后再公开也可以。',
    );
}

/** What becomes of the opinion, for everybody to read. */
interface Used {
  useKind: Use | null;
  useNote: string;
}

/** Makes the public rendition of a feedback and its answer, and asks a second person to approve it. */
export function proposePublication(
  ctx: FeedbackContext,
  it: SeenCase & Used & { publicText: string; publicReply: string },
) {
  return moveFeedback(ctx, it, {
    act: 'feedback.propose',
    async work(c, { head, feedback }) {
      await refuseUnseen(c, feedback.documentId);
      await refuseNaming(c, ctx.keys, head.id, {
        publicText: [LABEL.publicText, it.publicText],
        publicReply: [LABEL.publicReply, it.publicReply],
        useNote: [LABEL.useNote, it.useNote],
      });
      await set(c, head.id)
        .set({
          public_text: it.publicText,
          public_reply: it.publicReply,
          use_kind: it.useKind,
          use_note: it.useNote,
        })
        .execute();
      return { facts: { edited: it.publicText !== feedback.content, use: it.useKind } };
    },
  });
}

/** Refuses whoever answered or proposed, and who counts as one with them. */
async function refuseMaker(c: Change, caseId: number): Promise<void> {
  const issue = await approvalIssue(c.tx, { caseId, personId: c.actor.personId ?? 0, today: c.today });
  if (issue) throw new Refusal([issue]);
}

/** Approves the public rendition: from this instant the public sees it under the paper. */
export function approvePublication(ctx: FeedbackContext, it: SeenCase) {
  return moveFeedback(ctx, it, {
    act: 'feedback.approve',
    async work(c, { head, feedback }) {
      await refuseMaker(c, head.id);
      await refuseUnseen(c, feedback.documentId);
      await set(c, head.id)
        .set({
          live_text: feedback.publicText,
          live_reply: feedback.publicReply,
          live_use: feedback.useKind,
          live_use_note: feedback.useNote,
          // A corrected version keeps its place.
          published_at: feedback.publishedAt ?? c.now,
          ...(feedback.publishedAt ? {} : { published_on: c.today }),
          private_reason: '',
        })
        .execute();
      await show(c, head.pid);
      return { facts: { corrected: feedback.publishedAt !== null } };
    },
  });
}

/** Sends the public rendition back; what the public sees meanwhile stays. */
export function returnProposal(ctx: FeedbackContext, it: SeenCase & { comment: string }) {
  return moveFeedback(ctx, it, {
    act: 'feedback.return',
    async work(c, { head, feedback }) {
      await refuseMaker(c, head.id);
      await refuseNaming(c, ctx.keys, head.id, { comment: ['退回意见', it.comment] });
      return { to: feedback.publishedAt ? 'published' : 'replied', facts: {}, comment: it.comment };
    },
  });
}

/** Leaves an answered feedback between the sender and the office. */
export function keepPrivate(ctx: FeedbackContext, it: SeenCase & Used & { reason: string }) {
  return moveFeedback(ctx, it, {
    act: 'feedback.keep-private',
    async work(c, { head }) {
      await refuseNaming(c, ctx.keys, head.id, {
        privateReason: ['不公开的原因', it.reason],
        privateNote: [LABEL.useNote, it.useNote],
      });
      await set(c, head.id)
        .set({ private_reason: it.reason, use_kind: it.useKind, use_note: it.useNote })
        .execute();
      return { facts: { use: it.useKind }, comment: it.reason };
    },
  });
}

/**
 * Takes a published feedback out of the public's sight at once, of an open case as of a closed one: somebody may be
 * named in it after all. Needs nobody's approval.
 */
export async function unpublishFeedback(
  ctx: FeedbackContext,
  it: SeenCase & { reason: string },
): Promise<{ casePid: string }> {
  return change(
    ctx,
    { act: 'feedback.unpublish', once: it.once, lock: (tx) => lockCase(tx, it.casePid) },
    async (c, head) => {
      const feedback = await readFeedback(c.tx, head.id);
      if (!feedback.publishedAt) throw new Refusal('本件没有公开，不需要撤下。');
      await refuseNaming(c, ctx.keys, head.id, { takeDown: ['撤下的原因', it.reason] });
      await set(c, head.id)
        .set({
          live_text: '',
          live_reply: '',
          live_use: null,
          live_use_note: '',
          published_at: null,
          published_on: null,
          private_reason: it.reason,
        })
        .execute();
      await show(c, head.pid);
      const step = { act: 'feedback.unpublish', facts: {}, comment: it.reason };
      if (head.closedOn !== null) {
        await noteEvent(c, head, step);
        return { casePid: head.pid };
      }
      const state = await advance(c, policyFeedback, head, { ...step, seenVersion: it.seenVersion });
      await giveTasks(c, head.id, feedback.assignedToId);
      await setIntakeState(c, head.id, { state, closedOn: null });
      return { casePid: head.pid };
    },
  );
}
