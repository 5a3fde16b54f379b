import { z } from 'zod';
import { type ConsoleFrame, parameter, personOf } from '../../../core/index.ts';
import { findCase } from '../../../mechanisms/procedure/index.ts';
import { instant } from '../../../platform/clock.ts';
import { Refusal, TooMany } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams } from '../../../platform/http/fields.ts';
import type { FormState, RequestContext } from '../../../platform/http/route.ts';
import { ErrorSummary } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { bufferValues, dropBuffer, keepBuffer, type Place, sizeOf } from '../buffer.ts';
import { stateLabel } from '../lifecycle.ts';
import { documentPaths } from './paths.ts';

/** Field of the editor's form: the name under which the page keeps what is typed. */
export const BUFFER = 'buffer';

const TEXTS = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** Where a form of this page keeps what is typed, and what is kept there. */
interface Keeping {
  place: Place;
  /** Its numbers hold: how often, how much. */
  organisationId: number;
}

/**
 * 自动暂存: the editor's script sends here what has been typed; a page without script never does. Below the same path what
 * is kept is thrown away.
 */
function keepingForms<P extends z.ZodType<object>>(
  face: Face,
  frame: ConsoleFrame,
  it: {
    path: string;
    act: 'document.save' | 'document.draft';
    params: P;
    /** @throws NotFound for a case that is none of the person's */
    keeping(ctx: RequestContext, params: z.output<P>): Promise<Keeping>;
    /** Asked before something is kept. @throws Refusal where nothing can be written now */
    open?(ctx: RequestContext, params: z.output<P>): Promise<void>;
    /** The editor, after what was kept is thrown away. */
    back(ctx: RequestContext, params: z.output<P>): string;
  },
): void {
  /** For a script only: a person never sees this page. */
  const refused = async (ctx: RequestContext, form: FormState) =>
    frame.plain(ctx, { title: '没有暂存', children: <ErrorSummary form={form} /> });
  const forget = async (ctx: RequestContext, { params }: { params: z.output<P> }) =>
    dropBuffer(ctx.db, personOf(ctx).personId, (await it.keeping(ctx, params)).place);

  face.form({
    path: it.path,
    access: { kind: 'act', act: it.act },
    // Checked, not taken: the page sends many of these and then the form itself with the same token.
    token: 'once',
    params: it.params,
    labels: {},
    body: z.looseObject({
      version: z.coerce.number().int().min(0).default(0),
      [BUFFER]: z.string().max(40).default(''),
    }),
    async submit(ctx, { params, body }) {
      const { place, organisationId } = await it.keeping(ctx, params);
      await it.open?.(ctx, params);
      const { version, buffer, ...sent } = body;
      const values = bufferValues(TEXTS.catch({}).parse(sent));
      const at = { day: ctx.today, organisationId };
      const most = await parameter(ctx.db, 'drafts.buffer-characters', at);
      if (sizeOf(values) > most) throw new Refusal(`内容超过 ${most} 个字，没有暂存。请先缩短再保存。`, 422);
      const seconds = await parameter(ctx.db, 'drafts.buffer-seconds', at);
      const kept = await keepBuffer(ctx.db, {
        personId: personOf(ctx).personId,
        place,
        name: buffer,
        values,
        seenVersion: version,
        at: ctx.now,
        notAfter: instant(ctx.now.getTime() - (seconds * 1000) / 2),
      });
      if (kept === 'another')
        throw new Refusal('您另有一份未保存的内容，没有暂存。请先打开它，恢复或者放弃。');
      if (kept === 'soon') throw new TooMany('刚刚暂存过，稍后会再次暂存。', Math.ceil(seconds / 2));
      return {
        kind: 'file',
        body: JSON.stringify({ savedAt: minute(ctx.now) }),
        type: 'application/json; charset=utf-8',
      };
    },
    again: (ctx, _input, form) => refused(ctx, form),
    // The mark may be the last that is typed of a secret paper: what was kept before it goes too.
    onRefused: forget,
  });

  face.form({
    path: `${it.path}/discard`,
    access: { kind: 'act', act: it.act },
    token: 'once',
    params: it.params,
    labels: {},
    body: z.object({}),
    async submit(ctx, input) {
      await forget(ctx, input);
      return { kind: 'redirect', to: it.back(ctx, input.params) };
    },
    again: (ctx, _input, form) => refused(ctx, form),
  });
}

/** What is typed in the editor of a case, and of a paper that was never saved. */
export function bufferForms(face: Face, frame: ConsoleFrame): void {
  const mine = (ctx: RequestContext, pid: string) =>
    findCase(ctx.db, pid, personOf(ctx).scope('document.save'));
  keepingForms(face, frame, {
    path: '/cases/:pid/buffer',
    act: 'document.save',
    params: pidParams,
    async keeping(ctx, { pid }) {
      const { id, organisationId } = await mine(ctx, pid);
      return { place: id, organisationId };
    },
    async open(ctx, { pid }) {
      const { procedure, state } = await mine(ctx, pid);
      if (state !== 'drafting')
        throw new Refusal(`本件正在“${stateLabel(procedure, state)}”环节，不能修改，没有暂存。`);
    },
    back: (ctx, { pid }) => `${documentPaths(ctx.base.console).edit(pid)}?done=discarded`,
  });
  keepingForms(face, frame, {
    path: '/documents/new/buffer',
    act: 'document.draft',
    params: z.object({}),
    keeping: async (ctx) => ({ place: null, organisationId: personOf(ctx).organisation.id }),
    back: (ctx) => `${documentPaths(ctx.base.console).create('no')}&done=discarded-new`,
  });
}
