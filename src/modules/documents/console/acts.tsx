import { z } from 'zod';
import { type ConsoleFrame, personOf } from '../../../core/index.ts';
import { findCase } from '../../../mechanisms/procedure/index.ts';
import { Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams } from '../../../platform/http/fields.ts';
import { textField } from '../../../platform/http/messages.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { readLocalMinute } from '../../../ui/times.ts';
import type { DocumentAct } from '../access.ts';
import { abandonDraft, submitDraft } from '../acts/draft.ts';
import { INVITABLE, type InvitableAct } from '../acts/invite.ts';
import {
  type ReviewInput,
  recallDraft,
  returnToSender,
  reviewAttribute,
  reviewSecrecy,
  signOff,
  unschedule,
} from '../acts/review.ts';
import { cancelWithdrawal, decideWithdrawal } from '../acts/withdraw.ts';
import { needDecided } from './buffer-offer.tsx';
import { readableCase, showCase } from './case.tsx';
import { documentPaths } from './paths.ts';

const version = z.coerce.number().int().min(1);
const comment = textField(500);
const plain = z.object({ version, comment });
const reviewBody = z.object({
  version,
  comment,
  seen: z.string().length(64),
  verdict: z.enum(['pass', 'return']),
});
const LABELS = { verdict: '结论', comment: '意见或原因', when: '公开时间', publishAt: '定时公开的时间' };

/** The acts of a case that are buttons or small forms on its page. */
export function actForms(face: Face, frame: ConsoleFrame): void {
  const form = <B extends z.ZodType>(
    name: string,
    act: DocumentAct,
    body: B,
    run: (
      ctx: RequestContext & { actor: ReturnType<typeof personOf> },
      it: { pid: string; body: z.output<B>; once: string },
    ) => Promise<string>,
  ) =>
    face.form({
      path: `/cases/:pid/${name}`,
      access: INVITABLE.includes(act as InvitableAct)
        ? { kind: 'act', act, orInvited: true }
        : { kind: 'act', act },
      token: 'once',
      params: pidParams,
      labels: LABELS,
      body,
      async submit(ctx, input) {
        const actor = personOf(ctx);
        // Outside the scope the case does not exist: the answer must not tell that it does.
        await readableCase(ctx, input.params.pid);
        const done = await run(
          { ...ctx, actor },
          { pid: input.params.pid, body: input.body, once: input.once },
        );
        return {
          kind: 'redirect',
          to: `${documentPaths(ctx.base.console).case(input.params.pid)}?done=${done}`,
        };
      },
      again: (ctx, { params }, state) => showCase(ctx, frame, params.pid, state, { refused: name }),
    });

  form('submit', 'document.submit', plain, async (ctx, it) => {
    await needDecided(ctx, await findCase(ctx.db, it.pid, ctx.actor.scope('document.read')));
    await submitDraft(ctx, {
      casePid: it.pid,
      seenVersion: it.body.version,
      once: it.once,
      answer: it.body.comment,
    });
    return 'submitted';
  });
  form('recall', 'document.recall', plain, async (ctx, it) => {
    await recallDraft(ctx, { casePid: it.pid, seenVersion: it.body.version, once: it.once });
    return 'recalled';
  });
  form('abandon', 'document.abandon', plain, async (ctx, it) => {
    await abandonDraft(ctx, {
      casePid: it.pid,
      comment: it.body.comment,
      seenVersion: it.body.version,
      once: it.once,
    });
    return 'abandoned';
  });
  form('return-to-sender', 'document.return-to-sender', plain, async (ctx, it) => {
    await returnToSender(ctx, {
      casePid: it.pid,
      comment: it.body.comment,
      seenVersion: it.body.version,
      once: it.once,
    });
    return 'returned';
  });
  form('unschedule', 'document.unschedule', plain, async (ctx, it) => {
    await unschedule(ctx, {
      casePid: it.pid,
      comment: it.body.comment,
      seenVersion: it.body.version,
      once: it.once,
    });
    return 'unscheduled';
  });

  const input = (it: { pid: string; body: z.output<typeof reviewBody>; once: string }): ReviewInput => ({
    casePid: it.pid,
    verdict: it.body.verdict,
    comment: it.body.comment,
    seenHash: it.body.seen,
    seenVersion: it.body.version,
    once: it.once,
  });
  form('attribute-review', 'document.attribute-review', reviewBody, async (ctx, it) => {
    await reviewAttribute(ctx, input(it));
    return it.body.verdict === 'pass' ? 'attribute-review' : 'returned';
  });
  form('secrecy-review', 'document.secrecy-review', reviewBody, async (ctx, it) => {
    await reviewSecrecy(ctx, input(it));
    return it.body.verdict === 'pass' ? 'secrecy-review' : 'returned';
  });
  form(
    'sign-off',
    'document.sign-off',
    reviewBody.extend({ when: z.enum(['now', 'later']).default('now'), publishAt: z.string().default('') }),
    async (ctx, it) => {
      const later = it.body.verdict === 'pass' && it.body.when === 'later';
      const publishAt = later ? readLocalMinute(it.body.publishAt) : undefined;
      if (later && !publishAt)
        throw new Refusal(
          [
            {
              field: 'publishAt',
              message:
                it.body.publishAt === ''
                  ? '请填写定时公开的日期和时间。'
                  : '定时公开的时间应写成 2026-05-20T09:00 的形式，请重新填写。',
            },
          ],
          422,
        );
      const { state } = await signOff(ctx, { ...input(it), ...(publishAt ? { publishAt } : {}) });
      if (state === 'drafting') return 'returned';
      // A time that was typed before the mind changed is out of sight beside 立即公开: what was seen is what is done.
      return state === 'published' && it.body.publishAt ? 'published-at-once' : state;
    },
  );

  form(
    'decide-withdrawal',
    'document.decide-withdrawal',
    z.object({
      version,
      comment,
      verdict: z.enum(['approve', 'refuse']),
      edition: z.coerce.number().int().min(0).optional(),
    }),
    async (ctx, it) => {
      await decideWithdrawal(ctx, {
        casePid: it.pid,
        verdict: it.body.verdict,
        comment: it.body.comment,
        seenVersion: it.body.version,
        ...(it.body.edition === undefined ? {} : { seenEdition: it.body.edition }),
        once: it.once,
      });
      return it.body.verdict === 'approve' ? 'withdrawn' : 'kept';
    },
  );
  form('cancel-withdrawal', 'document.cancel-withdrawal', plain, async (ctx, it) => {
    await cancelWithdrawal(ctx, { casePid: it.pid, seenVersion: it.body.version, once: it.once });
    return 'cancelled';
  });
}
