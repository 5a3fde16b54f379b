import { z } from 'zod';
import { type ConsoleFrame, personOf } from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { textField } from '../../../platform/http/messages.ts';
import { newForm, type RequestContext } from '../../../platform/http/route.ts';
import { acceptRequest, closeRequest, replyToRequest } from '../acts/handle.ts';
import {
  CLOSINGS,
  type Closing,
  IDENTITY_CHECKS,
  type IdentityCheck,
  OUTCOMES,
  type Outcome,
} from '../words.ts';
import { ACT_FIELD_LABELS } from './actions.tsx';
import { findRequest, showRequest } from './case.tsx';
import { privacyPaths } from './paths.ts';

/** Params of every address of a case. */
export const pidParams = z.object({ pid: z.string().regex(/^[0-9a-z]{10}$/) });
const version = z.coerce.number().int().min(1);

const oneOf = <T extends string>(words: Readonly<Record<T, unknown>>) =>
  z.enum(Object.keys(words) as [T, ...T[]]);

/** The page of a request and the forms of its acts. */
export function casePages(face: Face, frame: ConsoleFrame): void {
  const back = (ctx: RequestContext, pid: string, done: string) =>
    ({ kind: 'redirect', to: `${privacyPaths(ctx.base.console).case(pid)}?done=${done}` }) as const;

  face.page({
    path: '/cases/:pid/privacy-request',
    access: { kind: 'act', act: 'privacy.read' },
    params: pidParams,
    query: z.object({ done: z.string().max(20).optional().catch(undefined) }),
    render: (ctx, { params, query }) => showRequest(ctx, frame, params.pid, newForm(), query.done),
  });

  face.form({
    path: '/cases/:pid/privacy-request/accept',
    access: { kind: 'act', act: 'privacy.accept' },
    token: 'once',
    params: pidParams,
    labels: ACT_FIELD_LABELS,
    body: z.object({ version, identityCheck: oneOf<IdentityCheck>(IDENTITY_CHECKS) }),
    async submit(ctx, { params, body, once }) {
      await findRequest(ctx, params.pid);
      await acceptRequest(
        { ...ctx, actor: personOf(ctx) },
        { casePid: params.pid, seenVersion: body.version, identityCheck: body.identityCheck, once },
      );
      return back(ctx, params.pid, 'accepted');
    },
    again: (ctx, { params }, form) => showRequest(ctx, frame, params.pid, form),
  });

  face.form({
    path: '/cases/:pid/privacy-request/reply',
    access: { kind: 'act', act: 'privacy.reply' },
    token: 'once',
    params: pidParams,
    labels: ACT_FIELD_LABELS,
    body: z.object({ version, outcome: oneOf<Outcome>(OUTCOMES), text: textField(2000, { required: true }) }),
    async submit(ctx, { params, body, once }) {
      await findRequest(ctx, params.pid);
      await replyToRequest(
        { ...ctx, actor: personOf(ctx) },
        { casePid: params.pid, seenVersion: body.version, outcome: body.outcome, text: body.text, once },
      );
      return back(ctx, params.pid, 'replied');
    },
    again: (ctx, { params }, form) => showRequest(ctx, frame, params.pid, form),
  });

  face.form({
    path: '/cases/:pid/privacy-request/close',
    access: { kind: 'act', act: 'privacy.close' },
    token: 'once',
    params: pidParams,
    labels: ACT_FIELD_LABELS,
    body: z.object({ version, closing: oneOf<Closing>(CLOSINGS) }),
    async submit(ctx, { params, body, once }) {
      await findRequest(ctx, params.pid);
      await closeRequest(
        { ...ctx, actor: personOf(ctx) },
        { casePid: params.pid, seenVersion: body.version, closing: body.closing, once },
      );
      return back(ctx, params.pid, 'closed');
    },
    again: (ctx, { params }, form) => showRequest(ctx, frame, params.pid, form),
  });
}
