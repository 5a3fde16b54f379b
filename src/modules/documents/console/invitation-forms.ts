import { z } from 'zod';
import { type ConsoleFrame, personOf } from '../../../core/index.ts';
import { enteredDay } from '../../../law/day.ts';
import { findCase } from '../../../mechanisms/procedure/index.ts';
import { Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams, publicId } from '../../../platform/http/fields.ts';
import { textField } from '../../../platform/http/messages.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { endInvitation, INVITABLE, inviteReviewer } from '../acts/invite.ts';
import { showCase } from './case.tsx';
import { INVITATION_LABELS } from './invitations.tsx';
import { documentPaths } from './paths.ts';

/** Inviting a reviewer to a case, and ending it. */
export function invitationForms(face: Face, frame: ConsoleFrame): void {
  const params = pidParams;
  const seen = (ctx: RequestContext, pid: string) =>
    // Outside the scope the case does not exist: the answer must not tell that it does.
    findCase(ctx.db, pid, personOf(ctx).scope('document.read'));

  face.form({
    path: '/cases/:pid/invite',
    access: { kind: 'act', act: 'document.invite' },
    token: 'once',
    params,
    labels: INVITATION_LABELS,
    body: z.object({
      username: z.string().trim().min(2).max(40),
      act: z.enum(INVITABLE),
      to: z.string().min(1),
      source: textField(200).refine((text) => text.length >= 2, '请写明邀请依据，至少 2 个字。'),
    }),
    async submit(ctx, { params: { pid }, body, once }) {
      await seen(ctx, pid);
      const validTo = enteredDay(body.to);
      if (!validTo) throw new Refusal([{ field: 'to', message: '请填写截止日，例如 2026-06-30。' }], 422);
      await inviteReviewer({ ...ctx, actor: personOf(ctx) }, { casePid: pid, ...body, validTo, once });
      return { kind: 'redirect', to: `${documentPaths(ctx.base.console).case(pid)}?done=invited` };
    },
    again: (ctx, { params: { pid } }, form) => showCase(ctx, frame, pid, form),
  });

  face.form({
    path: '/cases/:pid/end-invitation',
    access: { kind: 'act', act: 'document.end-invitation' },
    token: 'once',
    params,
    labels: {},
    body: z.object({ invitation: publicId }),
    async submit(ctx, { params: { pid }, body, once }) {
      await seen(ctx, pid);
      await endInvitation(
        { ...ctx, actor: personOf(ctx) },
        { casePid: pid, invitationPid: body.invitation, once },
      );
      return { kind: 'redirect', to: `${documentPaths(ctx.base.console).case(pid)}?done=uninvited` };
    },
    again: (ctx, { params: { pid } }, form) => showCase(ctx, frame, pid, form),
  });
}
