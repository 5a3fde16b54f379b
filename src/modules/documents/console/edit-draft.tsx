import { z } from 'zod';
import { type ConsoleFrame, personOf } from '../../../core/index.ts';
import { findCase } from '../../../mechanisms/procedure/index.ts';
import { Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams } from '../../../platform/http/fields.ts';
import { saveDraft, submitDraft } from '../acts/draft.ts';
import { dropBuffer } from '../buffer.ts';
import { CONTENT_LABELS } from '../content-form.ts';
import { editionForm, type FormValues, readEditor } from '../relations-field.ts';
import { BUFFER } from './buffer.tsx';
import { needDecided } from './buffer-offer.tsx';
import { showEditor } from './editor-page.tsx';
import { NEXT } from './editor-rail.tsx';
import { documentPaths } from './paths.ts';

/** 修改草稿: the editor of a passage that is being drafted. */
export function editDraftPages(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: '/cases/:pid/edit',
    access: { kind: 'act', act: 'document.save' },
    params: pidParams,
    query: z.object({
      done: z.string().max(20).optional().catch(undefined),
      restore: z.literal('yes').optional().catch(undefined),
      check: z.literal('yes').optional().catch(undefined),
    }),
    render: (ctx, { params, query }) =>
      showEditor(ctx, frame, params.pid, {
        ...(query.done ? { done: query.done } : {}),
        restore: query.restore === 'yes',
        check: query.check === 'yes',
      }),
  });

  face.form({
    path: '/cases/:pid/edit',
    access: { kind: 'act', act: 'document.save' },
    token: 'once',
    onward: ['next'],
    params: pidParams,
    labels: CONTENT_LABELS,
    // The content is read after the lookup of papers, which must not be held up by what is still to be written.
    body: z.looseObject({
      version: z.coerce.number().int().min(1),
      next: z.enum(NEXT).default('default'),
      [BUFFER]: z.string().max(40).default(''),
    }),
    async submit(ctx, { params, body, once }) {
      const paths = documentPaths(ctx.base.console);
      const acting = { ...ctx, actor: personOf(ctx) };
      const scope = acting.actor.scope('document.save');
      await findCase(ctx.db, params.pid, scope);
      const { version, next } = body;
      const read = await readEditor(ctx.db, { ...body, version: String(version) } as FormValues);
      if ('lookup' in read)
        return {
          kind: 'page',
          html: await showEditor(ctx, frame, params.pid, { entered: { values: read.lookup, issues: [] } }),
        };
      const { content } = read;
      await saveDraft(acting, {
        casePid: params.pid,
        content,
        seenVersion: version,
        once,
        buffer: body[BUFFER],
      });
      if (next === 'attachments') return { kind: 'redirect', to: paths.attachments(params.pid) };
      if (next === 'preview') return { kind: 'redirect', to: paths.preview(params.pid) };
      if (next !== 'submit') return { kind: 'redirect', to: `${paths.edit(params.pid)}?done=saved` };
      // The text is saved whatever the checks say; only the second step may be refused, and then says why.
      try {
        await needDecided(ctx, await findCase(ctx.db, params.pid, scope));
        await submitDraft(acting, { casePid: params.pid, seenVersion: version + 1, once: `${once}/submit` });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const stored = await editionForm(ctx.db, content);
        const form = {
          values: { ...stored.values, version: String(version + 1) },
          issues: [...error.issues],
        };
        const html = await showEditor(ctx, frame, params.pid, { entered: form, saved: true });
        return { kind: 'page', status: 409, html };
      }
      return { kind: 'redirect', to: `${paths.case(params.pid)}?done=submitted` };
    },
    again: (ctx, { params }, form) => showEditor(ctx, frame, params.pid, { entered: form }),
    // What was buffered of a text that now turns out to carry a mark must not stay either.
    async onRefused(ctx, { params }) {
      const person = personOf(ctx);
      const head = await findCase(ctx.db, params.pid, person.scope('document.save'));
      await dropBuffer(ctx.db, person.personId, head.id);
    },
  });
}
