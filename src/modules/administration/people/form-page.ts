import type { VNode } from 'preact';
import type { z } from 'zod';
import { type ConsoleFrame, type Person, personOf } from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';

/** A page that is one form: shown empty, or again with everything that was entered. */
export interface FormPage<P extends z.ZodType, B extends z.ZodType, Data> {
  path: string;
  /** The act it does; undefined for what everybody may do for themselves. */
  act?: string;
  params: P;
  /** Entry of the side bar. */
  section: string;
  title(data: Data): string;
  labels: Readonly<Record<string, string>>;
  body: B;
  /** Reads what the page needs. @throws NotFound outside the scope of the person */
  load(ctx: RequestContext, person: Person, params: z.output<P>): Promise<Data>;
  /** What the empty form begins with. */
  values?(data: Data, ctx: RequestContext): FormState['values'];
  view(ctx: RequestContext, data: Data, form: FormState): VNode;
  /** Does the act. @returns the address to go to */
  submit(
    ctx: RequestContext & { actor: Person },
    it: { data: Data; body: z.output<B>; once: string },
  ): Promise<string>;
}

/** Declares the page and its form. */
export function formPage<P extends z.ZodType, B extends z.ZodType, Data>(
  face: Face,
  frame: ConsoleFrame,
  spec: FormPage<P, B, Data>,
): void {
  const access = spec.act ? ({ kind: 'act', act: spec.act } as const) : ({ kind: 'signed-in' } as const);
  const load = (ctx: RequestContext, params: z.output<P>) => spec.load(ctx, personOf(ctx), params);
  const show = (ctx: RequestContext, data: Data, form: FormState) =>
    frame.page(ctx, { title: spec.title(data), section: spec.section, children: spec.view(ctx, data, form) });
  face.page({
    path: spec.path,
    access,
    params: spec.params,
    async render(ctx, { params }) {
      const data = await load(ctx, params);
      return show(ctx, data, newForm(spec.values?.(data, ctx)));
    },
  });
  face.form({
    path: spec.path,
    access,
    token: 'once',
    params: spec.params,
    labels: spec.labels,
    body: spec.body,
    async submit(ctx, { params, body, once }) {
      const data = await load(ctx, params);
      return {
        kind: 'redirect',
        to: await spec.submit({ ...ctx, actor: personOf(ctx) }, { data, body, once }),
      };
    },
    again: async (ctx, { params }, form) => show(ctx, await load(ctx, params), form),
  });
}
