import type { ComponentChildren } from 'preact';
import type { z } from 'zod';
import { type ConsoleFrame, type Person, personOf } from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import type { FormState, RequestContext } from '../../../platform/http/route.ts';
import { ButtonLink, ErrorSummary } from '../../../ui/index.ts';
import { findOrgan } from '../store/office.ts';
import { partParams } from './fields.ts';
import { sitesPaths } from './paths.ts';

/** A text or a leader of an organ, as addresses name it; `pid` is 'new' for one that is still to be made. */
export type Part = z.output<typeof partParams>;

/** The page of a part: what was refused, its form, what stands beside it, and the way back to the organ. */
export function partPage(
  ctx: RequestContext,
  frame: ConsoleFrame,
  it: {
    organ: { code: string; name: string };
    title: string;
    h1: string;
    form: FormState;
    labels: Readonly<Record<string, string>>;
    /** The form of the part. */
    children: ComponentChildren;
    aside: { label: string; content: ComponentChildren };
  },
): Promise<string> {
  return frame.page(ctx, {
    title: `${it.title}：${it.organ.name}`,
    section: '/organ-columns',
    heading: {
      h1: it.h1,
      note: it.organ.name,
      actions: (
        <ButtonLink href={sitesPaths(ctx.base.console).organ(it.organ.code)} icon="arrow-back-up">
          返回机构专栏
        </ButtonLink>
      ),
    },
    children: (
      <>
        <ErrorSummary form={it.form} labels={it.labels} />
        <div class="mc-g main-r">
          {it.children}
          <aside class="mc-g" aria-label={it.aside.label}>
            {it.aside.content}
          </aside>
        </div>
      </>
    ),
  });
}

/** Declares a form of a part. The organ is looked for in the scope of the act; afterwards the page of the organ tells `done`. */
export function partForm<B extends z.ZodType>(
  face: Face,
  spec: {
    path: string;
    act: string;
    labels: Readonly<Record<string, string>>;
    body: B;
    done: string;
    go(
      ctx: RequestContext & { actor: Person },
      it: Part & { body: z.output<B>; once: string },
    ): Promise<unknown>;
    again(ctx: RequestContext, part: Part, form: FormState): Promise<string>;
  },
): void {
  face.form({
    path: spec.path,
    access: { kind: 'act', act: spec.act },
    token: 'once',
    params: partParams,
    labels: spec.labels,
    body: spec.body,
    async submit(ctx, { params, body, once }) {
      const actor = personOf(ctx);
      await findOrgan(ctx.db, params.code, actor.scope(spec.act));
      await spec.go({ ...ctx, actor }, { ...params, body, once });
      return {
        kind: 'redirect',
        to: `${sitesPaths(ctx.base.console).organ(params.code)}?done=${spec.done}`,
      };
    },
    again: (ctx, { params }, form) => spec.again(ctx, params, form),
  });
}
