import { organisationByCode } from '../../../core/index.ts';
import { freezeClocks, type SeenCase } from '../../../mechanisms/procedure/index.ts';
import type { Change } from '../../../platform/change.ts';
import { Refusal } from '../../../platform/errors.ts';
import { handlersOf, route, tellHandlers } from '../routing.ts';
import type { Closing, FeedbackClass } from '../words.ts';
import { type FeedbackContext, startReplyClock } from './enrol.ts';
import { moveFeedback, refuseNaming } from './run.ts';

/** Writes columns of the typed row. */
function set(c: Change, caseId: number) {
  return c.tx.updateTable('policy_feedback').where('case_id', '=', caseId);
}

/** Answers a feedback. The sender reads it with the query code at once; the public only after a second person's approval. */
export function replyToFeedback(ctx: FeedbackContext, it: SeenCase & { reply: string }) {
  return moveFeedback(ctx, it, {
    act: 'feedback.reply',
    async work(c, { head, feedback }) {
      await refuseNaming(c, ctx.keys, head.id, { reply: ['答复', it.reply] });
      await set(c, head.id)
        .set({ reply: it.reply, replied_on: feedback.repliedOn ?? c.today })
        .execute();
      // Answered: the term has served, later steps have none.
      await freezeClocks(c, head.id);
      return { facts: { first: feedback.repliedOn === null } };
    },
  });
}

/** Says what a feedback is about. */
export function classifyFeedback(ctx: FeedbackContext, it: SeenCase & { class: FeedbackClass }) {
  return moveFeedback(ctx, it, {
    act: 'feedback.classify',
    async work(c, { head }) {
      await set(c, head.id).set({ class: it.class }).execute();
      return { facts: { class: it.class } };
    },
  });
}

/** Gives a feedback to a colleague who may handle it. @throws Refusal for anybody else */
export function assignFeedback(ctx: FeedbackContext, it: SeenCase & { personPid: string }) {
  return moveFeedback(ctx, it, {
    act: 'feedback.assign',
    async work(c, { head, feedback }) {
      const to = (await handlersOf(c.tx, head.organisationId, c.today)).find((h) => h.pid === it.personPid);
      if (!to)
        throw new Refusal(
          [{ field: 'person', message: '这位同事现在不能办理本单位的政策反馈，请另选。' }],
          422,
        );
      await set(c, head.id).set({ assigned_to_id: to.personId }).execute();
      const due = await c.tx
        .selectFrom('case_clock')
        .select('due')
        .where('case_id', '=', head.id)
        .where('frozen', '=', false)
        .executeTakeFirst();
      if (due && to.personId !== c.actor.personId)
        await tellHandlers(c, {
          pid: head.pid,
          title: feedback.documentTitle,
          due: due.due as typeof feedback.receivedOn,
          to: [to.personId],
          what: '政策反馈交由您办理',
        });
      return { facts: { to: to.personId } };
    },
  });
}

/** Sends a misdirected feedback on to the organisation that it concerns. The term goes on from the day it came in. */
export function forwardFeedback(
  ctx: FeedbackContext,
  it: SeenCase & { organisation: string; reason: string },
) {
  return moveFeedback(ctx, it, {
    act: 'feedback.forward',
    async work(c, { head, feedback }) {
      await refuseNaming(c, ctx.keys, head.id, { reason: ['转办原因', it.reason] });
      const to = await organisationByCode(c.tx, it.organisation);
      if (to.id === head.organisationId)
        throw new Refusal([{ field: 'organisation', message: '本件已经在这个单位，请选择其他单位。' }], 422);
      const holders = await handlersOf(c.tx, to.id, c.today);
      if (holders.length === 0)
        throw new Refusal(
          [
            {
              field: 'organisation',
              message: `${to.name}还没有人能办理政策反馈，请先联系该单位，或者另选单位。`,
            },
          ],
          422,
        );
      const from = head.organisationId;
      await c.tx
        .updateTable('procedure_case')
        .set({ organisation_id: to.id })
        .where('id', '=', head.id)
        .execute();
      const { owner, told } = await route(c.tx, {
        documentId: feedback.documentId,
        organisationId: to.id,
        today: c.today,
      });
      await set(c, head.id)
        .set({ assigned_to_id: owner ?? null })
        .execute();
      const due = await startReplyClock(c, { id: head.id, organisationId: to.id }, feedback.receivedOn);
      await tellHandlers(c, {
        pid: head.pid,
        title: feedback.documentTitle,
        due,
        to: told,
        what: '转来政策反馈',
      });
      return { facts: { from, to: to.id }, comment: it.reason, organisationId: to.id };
    },
  });
}

/** Ends a feedback without an answer; the sender reads the reason. */
export function dismissFeedback(ctx: FeedbackContext, it: SeenCase & { closing: Closing }) {
  return moveFeedback(ctx, it, {
    act: 'feedback.dismiss',
    async work(c, { head }) {
      await set(c, head.id).set({ closing: it.closing }).execute();
      return { facts: { closing: it.closing } };
    },
  });
}

/** Closes a feedback: from now on its name and contact wait for their day. */
export function closeFeedback(ctx: FeedbackContext, it: SeenCase) {
  return moveFeedback(ctx, it, { act: 'feedback.close', work: async () => ({ facts: {} }) });
}
