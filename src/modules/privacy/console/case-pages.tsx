import { z } from 'zod';
import type { ConsoleFrame } from '../../../core/index.ts';
import { caseActs } from '../../../mechanisms/procedure/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf, pidParams } from '../../../platform/http/fields.ts';
import { textField } from '../../../platform/http/messages.ts';
import { newForm } from '../../../platform/http/route.ts';
import { acceptRequest, closeRequest, replyToRequest } from '../acts/handle.ts';
import { CLOSINGS, IDENTITY_CHECKS, OUTCOMES } from '../words.ts';
import { ACT_FIELD_LABELS } from './actions.tsx';
import { findRequest, showRequest } from './case.tsx';

/** The page of a request and the forms of its acts. */
export function casePages(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: '/cases/:pid/privacy-request',
    access: { kind: 'act', act: 'privacy.read' },
    params: pidParams,
    query: z.object({ done: z.string().max(20).optional().catch(undefined) }),
    render: (ctx, { params, query }) => showRequest(ctx, frame, params.pid, newForm(), query.done),
  });

  const act = caseActs(face, {
    path: '/cases/:pid/privacy-request',
    family: 'privacy',
    labels: ACT_FIELD_LABELS,
    find: findRequest,
    show: (ctx, pid, form) => showRequest(ctx, frame, pid, form),
  });
  act('accept', { identityCheck: keyOf(IDENTITY_CHECKS) }, (ctx, seen, body) =>
    acceptRequest(ctx, { ...seen, ...body }),
  );
  act('reply', { outcome: keyOf(OUTCOMES), text: textField(2000, { required: true }) }, (ctx, seen, body) =>
    replyToRequest(ctx, { ...seen, ...body }),
  );
  act('close', { closing: keyOf(CLOSINGS) }, (ctx, seen, body) => closeRequest(ctx, { ...seen, ...body }));
}
