import { z } from 'zod';
import type { ConsoleFrame } from '../../../core/index.ts';
import { caseActs } from '../../../mechanisms/procedure/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf, pidParams } from '../../../platform/http/fields.ts';
import { textField } from '../../../platform/http/messages.ts';
import { newForm } from '../../../platform/http/route.ts';
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
import { CLASSES, CLOSINGS, USES } from '../words.ts';
import { ACT_FIELD_LABELS } from './actions.tsx';
import { findFeedback, showFeedback } from './case.tsx';
import { feedbackPaths } from './paths.ts';

const reason = textField(200, { required: true });
const useKind = z.union([keyOf(USES), z.literal('').transform(() => null)]).default(null);
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

  const act = caseActs(face, {
    path: '/cases/:pid/policy-feedback',
    family: 'feedback',
    labels: ACT_FIELD_LABELS,
    find: findFeedback,
    show: (ctx, pid, form) => showFeedback(ctx, frame, pid, form),
  });
  act('reply', { reply: textField(2000, { required: true }) }, (ctx, seen, body) =>
    replyToFeedback(ctx, { ...seen, reply: body.reply }),
  );
  act('classify', { class: keyOf(CLASSES) }, (ctx, seen, body) =>
    classifyFeedback(ctx, { ...seen, class: body.class }),
  );
  act('assign', { person: z.string().max(10).default('') }, (ctx, seen, body) =>
    assignFeedback(ctx, { ...seen, personPid: body.person }),
  );
  act('dismiss', { closing: keyOf(CLOSINGS) }, (ctx, seen, body) =>
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

  act(
    'forward',
    {
      organisation: z
        .string()
        .max(40)
        .default('')
        .refine((code) => code !== '', '请选择转往的单位。'),
      reason,
    },
    (ctx, seen, body) => forwardFeedback(ctx, { ...seen, ...body }),
    // The case may now lie outside the person's reach: back to the list.
    (ctx) => feedbackPaths(ctx.base.console).list({ done: 'forward' }),
  );
}
