import { z } from 'zod';
import { type ConsoleFrame, personOf } from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { textField } from '../../../platform/http/messages.ts';
import { newForm, type RequestContext } from '../../../platform/http/route.ts';
import type { FeedbackContext } from '../acts/enrol.ts';
import {
  assignFeedback,
  classifyFeedback,
  closeFeedback,
  dismissFeedback,
  forwardFeedback,
  replyToFeedback,
} from '../acts/handle.ts';
import {
  approvePublication,
  keepPrivate,
  proposePublication,
  returnProposal,
  unpublishFeedback,
} from '../acts/publish.ts';
import type { Seen } from '../acts/run.ts';
import { CLASSES, CLOSINGS, type Closing, type FeedbackClass, USES, type Use } from '../words.ts';
import { ACT_FIELD_LABELS } from './actions.tsx';
import { findFeedback, showFeedback } from './case.tsx';
import { feedbackPaths } from './paths.ts';

const pidParams = z.object({ pid: z.string().regex(/^[0-9a-z]{10}$/) });
const version = z.coerce.number().int().min(1);
const oneOf = <T extends string>(words: Readonly<Record<T, unknown>>) =>
  z.enum(Object.keys(words) as [T, ...T[]]);
const reason = textField(200, { required: true });
const useKind = z.union([oneOf<Use>(USES), z.literal('').transform(() => null)]).default(null);
const useNote = textField(500);

/** The page of a feedback and the forms of its acts. */
export function casePages(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: '/cases/:pid/policy-feedback',
    access: { kind: 'act', act: 'feedback.read' },
    params: pidParams,
    query: z.object({ done: z.string().max(20).optional().catch(undefined) }),
    render: (ctx, { params, query }) => showFeedback(ctx, frame, params.pid, newForm(), query.done),
  });

  /** One act: its fields, and what is done with them. */
  const act = <Fields extends z.ZodRawShape>(
    name: string,
    fields: Fields,
    go: (
      ctx: FeedbackContext,
      seen: Seen,
      body: z.output<z.ZodObject<Fields>>,
    ) => Promise<{ casePid: string }>,
  ) =>
    face.form({
      path: `/cases/:pid/policy-feedback/${name}`,
      access: { kind: 'act', act: `feedback.${name}` },
      token: 'once',
      params: pidParams,
      labels: ACT_FIELD_LABELS,
      body: z.intersection(z.object({ version }), z.object(fields)),
      async submit(ctx: RequestContext, { params, body, once }) {
        await findFeedback(ctx, params.pid);
        const seen = { casePid: params.pid, seenVersion: body.version, once };
        await go({ ...ctx, actor: personOf(ctx) }, seen, body);
        return {
          kind: 'redirect',
          to: `${feedbackPaths(ctx.base.console).case(params.pid)}?done=${name}`,
        };
      },
      again: (ctx, { params }, form) => showFeedback(ctx, frame, params.pid, form),
    });

  act('reply', { reply: textField(2000, { required: true }) }, (ctx, seen, body) =>
    replyToFeedback(ctx, { ...seen, reply: body.reply }),
  );
  act('classify', { class: oneOf<FeedbackClass>(CLASSES) }, (ctx, seen, body) =>
    classifyFeedback(ctx, { ...seen, class: body.class }),
  );
  act('assign', { person: z.string().max(10).default('') }, (ctx, seen, body) =>
    assignFeedback(ctx, { ...seen, personPid: body.person }),
  );
  act('dismiss', { closing: oneOf<Closing>(CLOSINGS) }, (ctx, seen, body) =>
    dismissFeedback(ctx, { ...seen, closing: body.closing }),
  );
  act('close', {}, (ctx, seen) => closeFeedback(ctx, seen));
  act(
    'propose',
    {
      publicText: textField(5000, { required: true }),
      publicReply: textField(2000, { required: true }),
      useKind,
      useNote,
    },
    (ctx, seen, body) => proposePublication(ctx, { ...seen, ...body }),
  );
  act('approve', {}, (ctx, seen) => approvePublication(ctx, seen));
  act('return', { comment: reason }, (ctx, seen, body) =>
    returnProposal(ctx, { ...seen, comment: body.comment }),
  );
  act(
    'keep-private',
    { privateReason: reason, privateUse: useKind, privateNote: useNote },
    (ctx, seen, body) =>
      keepPrivate(ctx, {
        ...seen,
        reason: body.privateReason,
        useKind: body.privateUse,
        useNote: body.privateNote,
      }),
  );
  act('unpublish', { takeDown: reason }, (ctx, seen, body) =>
    unpublishFeedback(ctx, { ...seen, reason: body.takeDown }),
  );

  // After it the case may lie outside the person's reach: back to the list.
  face.form({
    path: '/cases/:pid/policy-feedback/forward',
    access: { kind: 'act', act: 'feedback.forward' },
    token: 'once',
    params: pidParams,
    labels: ACT_FIELD_LABELS,
    body: z
      .object({ version, organisation: z.string().max(40).default(''), reason })
      .refine((b) => b.organisation !== '', { message: '请选择转往的单位。', path: ['organisation'] }),
    async submit(ctx, { params, body, once }) {
      await findFeedback(ctx, params.pid);
      await forwardFeedback(
        { ...ctx, actor: personOf(ctx) },
        {
          casePid: params.pid,
          seenVersion: body.version,
          once,
          organisation: body.organisation,
          reason: body.reason,
        },
      );
      return { kind: 'redirect', to: feedbackPaths(ctx.base.console).list({ done: 'forward' }) };
    },
    again: (ctx, { params }, form) => showFeedback(ctx, frame, params.pid, form),
  });
}
