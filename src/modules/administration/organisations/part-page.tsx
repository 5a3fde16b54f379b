import type { ComponentChildren } from 'preact';
import { z } from 'zod';
import type { ConsoleFrame } from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import { ButtonLink } from '../../../ui/index.ts';
import type { OrganisationAct } from './access.ts';
import { doneNotice, organisationPaths } from './paths.ts';
import { type OrganisationView, viewOrganisation } from './view.ts';

/** What a page about one part of an organisation shows. */
export interface PartShown {
  ctx: RequestContext;
  view: OrganisationView;
  form: FormState;
  /** Address of a form of this page; '' is its main one. */
  action(name?: string): string;
  once: string;
}

/** A form of such a page. */
export interface PartForm<B extends z.ZodType> {
  /** Below the page's own address; '' for the main form. */
  name: string;
  act: OrganisationAct;
  labels: Readonly<Record<string, string>>;
  body: B;
  submit(
    ctx: RequestContext,
    it: { code: string; once: string; body: z.output<B>; view: OrganisationView },
  ): Promise<unknown>;
  done: string;
  /** Goes to the page of the organisation afterwards, instead of staying. */
  leaves?: boolean;
}

/** Keeps a form's own types while it stands in a list with others. */
export function partForm<B extends z.ZodType>(form: PartForm<B>): PartForm<z.ZodType> {
  return form as unknown as PartForm<z.ZodType>;
}

const params = z.object({ code: z.string().regex(/^[a-z0-9-]{2,40}$/) });

/**
 * Declares the page of one part of an organisation (`/organisations/<code>/<part>`) with its forms. A refused form shows
 * the page again with everything that was entered.
 */
export function partPage(
  face: Face,
  frame: ConsoleFrame,
  spec: {
    part: string;
    title: string;
    act: OrganisationAct;
    /** What the main form shows before anything is entered. */
    values?: (ctx: RequestContext, view: OrganisationView) => Promise<FormState['values']>;
    show(it: PartShown): Promise<ComponentChildren>;
    forms: readonly PartForm<z.ZodType>[];
  },
): void {
  const page = async (ctx: RequestContext, code: string, form: FormState | undefined, done?: string) => {
    const view = await viewOrganisation(ctx, code, spec.act);
    const paths = organisationPaths(ctx.base.console);
    const action = (name = '') => paths.part(code, spec.part) + (name && `/${name}`);
    const shown = form ?? newForm((await spec.values?.(ctx, view)) ?? {});
    return frame.page(ctx, {
      title: `${spec.title}：${view.node.shortName}`,
      section: '/organisations',
      notice: doneNotice(done),
      heading: {
        h1: spec.title,
        note: view.node.name,
        actions: (
          <ButtonLink href={paths.one(code)} icon="building">
            返回机构
          </ButtonLink>
        ),
      },
      children: await spec.show({ ctx, view, form: shown, action, once: ctx.session?.once() ?? '' }),
    });
  };

  face.page({
    path: `/organisations/:code/${spec.part}`,
    access: { kind: 'act', act: spec.act },
    params,
    query: z.object({ done: z.string().max(20).optional().catch(undefined) }),
    render: (ctx, { params: { code }, query }) => page(ctx, code, undefined, query.done),
  });
  for (const form of spec.forms)
    face.form({
      path: `/organisations/:code/${spec.part}${form.name && `/${form.name}`}`,
      access: { kind: 'act', act: form.act },
      token: 'once',
      params,
      labels: form.labels,
      body: form.body,
      async submit(ctx, { params: { code }, body, once }) {
        const view = await viewOrganisation(ctx, code, form.act);
        await form.submit(ctx, { code, once, body, view });
        const paths = organisationPaths(ctx.base.console);
        const to = form.leaves ? paths.one(code) : paths.part(code, spec.part);
        return { kind: 'redirect', to: `${to}?done=${form.done}` };
      },
      async again(ctx, { params: { code } }, entered) {
        if (form.name === '' || !spec.values) return page(ctx, code, entered);
        // The other forms of the page keep what is stored, so that sending one of them next changes nothing unseen.
        const view = await viewOrganisation(ctx, code, spec.act);
        const values = { ...(await spec.values(ctx, view)), ...entered.values };
        return page(ctx, code, { ...entered, values });
      },
    });
}
