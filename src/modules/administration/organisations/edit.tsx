import { z } from 'zod';
import { type ConsoleFrame, FACT_LABELS, factsOf, personOf, readChart } from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import { ErrorSummary, Hidden, PostForm, SubmitButton } from '../../../ui/index.ts';
import { addOrganisationAct, saveOrganisation } from './acts/chart.ts';
import { FactsFields, factsForm, factsSchema } from './facts-form.tsx';
import { rowId } from './fields.ts';
import { partForm, partPage } from './part-page.tsx';
import { organisationPaths } from './paths.ts';

/** The values of fields that a page of an existing organisation does not ask for. */
const fixedFacts = factsSchema.omit({ code: true, name: true, shortName: true });

/** 新建机构, 修改机构. */
export function editPages(face: Face, frame: ConsoleFrame): void {
  const showNew = async (ctx: RequestContext, form: FormState) => {
    const chart = await readChart(ctx.db);
    return frame.page(ctx, {
      title: '新建机构',
      section: '/organisations',
      children: (
        <>
          <ErrorSummary form={form} labels={FACT_LABELS} />
          <PostForm
            action={organisationPaths(ctx.base.console).create()}
            once={ctx.session?.once() ?? ''}
            guard
            label="新建机构"
          >
            <div class="mc-g">
              <FactsFields form={form} chart={chart} today={ctx.today} fixed={false} />
            </div>
            <div class="mc-formfoot">
              <SubmitButton icon="check">建立机构</SubmitButton>
            </div>
          </PostForm>
        </>
      ),
    });
  };

  face.page({
    path: '/organisations/new',
    access: { kind: 'act', act: 'organisation.add' },
    query: z.object({
      parent: z
        .string()
        .regex(/^[a-z0-9-]{2,40}$/)
        .optional()
        .catch(undefined),
    }),
    async render(ctx, { query }) {
      // Without a choice, what is at the top of the person's own scope: most new ones come directly under it.
      const scope = new Set(personOf(ctx).scope('organisation.add'));
      const chart = await readChart(ctx.db);
      const top = [...chart.byId.values()].find((n) => scope.has(n.id) && !scope.has(n.parentId ?? 0));
      const parent = chart.byCode.get(query.parent ?? '') ?? top;
      return showNew(
        ctx,
        newForm({
          kind: 'department',
          level: parent?.level === 'county' ? 'county' : 'city',
          parent: parent?.code ?? '',
          validFrom: ctx.today,
          sortOrder: '0',
        }),
      );
    },
  });

  face.form({
    path: '/organisations/new',
    access: { kind: 'act', act: 'organisation.add' },
    token: 'once',
    labels: FACT_LABELS,
    body: factsSchema,
    async submit(ctx, { body, once }) {
      const { code } = await addOrganisationAct({ ...ctx, actor: personOf(ctx) }, { facts: body, once });
      return { kind: 'redirect', to: `${organisationPaths(ctx.base.console).one(code)}?done=added` };
    },
    again: (ctx, _input, form) => showNew(ctx, form),
  });

  partPage(face, frame, {
    part: 'edit',
    title: '修改机构信息',
    act: 'organisation.save',
    values: async (ctx, view) => {
      const facts = await factsOf(ctx.db, view.node.code);
      return { ...factsForm(facts), version: String(facts.version) };
    },
    async show({ ctx, view, form, action, once }) {
      const version = form.values.version;
      return (
        <>
          <ErrorSummary form={form} labels={FACT_LABELS} />
          <PostForm action={action()} once={once} guard label="修改机构信息">
            <Hidden name="version" value={typeof version === 'string' ? version : ''} />
            <div class="mc-g">
              <FactsFields form={form} chart={view.chart} today={ctx.today} fixed />
            </div>
            <div class="mc-formfoot">
              <SubmitButton icon="check">保存</SubmitButton>
            </div>
          </PostForm>
        </>
      );
    },
    forms: [
      partForm({
        name: '',
        act: 'organisation.save',
        labels: FACT_LABELS,
        body: fixedFacts.extend({ version: rowId }),
        submit: (ctx, { code, once, body: { version, ...rest }, view }) =>
          saveOrganisation(
            { ...ctx, actor: view.person },
            {
              code,
              once,
              seenVersion: version,
              facts: { ...rest, code, name: view.node.name, shortName: view.node.shortName },
            },
          ),
        done: 'saved',
        leaves: true,
      }),
    ],
  });
}
