import { z } from 'zod';
import {
  type ConsoleFrame,
  organisationByCode,
  organisationsByIds,
  type Person,
  personOf,
} from '../../../core/index.ts';
import { findCase } from '../../../mechanisms/procedure/index.ts';
import { placeableColumns, readEdition } from '../../../mechanisms/publication/index.ts';
import { Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { formIssues } from '../../../platform/http/messages.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  Actions,
  ButtonLink,
  ErrorSummary,
  Hidden,
  Note,
  Panel,
  PostForm,
  RadioCards,
  SelectField,
  SubmitButton,
} from '../../../ui/index.ts';
import { draftDocument, saveDraft, submitDraft } from '../acts/draft.ts';
import { checkContent } from '../checks.ts';
import { CONTENT_LABELS, contentForm, contentSchema } from '../content-form.ts';
import { readPassage } from '../store.ts';
import { ChecksPanel, ContentFields } from './editor.tsx';
import { documentPaths, doneNotice } from './paths.ts';

const NEW_LABELS = { organisation: '起草单位', secret: '是否涉密', ...CONTENT_LABELS };
const pidParams = z.object({ pid: z.string().regex(/^[0-9a-z]{10}$/) });

/** The editor: a new document (the secrecy question first), and the draft of a passage. */
export function draftPages(face: Face, frame: ConsoleFrame): void {
  const drafting = (ctx: RequestContext, person: Person) =>
    organisationsByIds(ctx.db, person.scope('document.draft'), ctx.today);

  const showNew = async (ctx: RequestContext, form: FormState) => {
    const person = personOf(ctx);
    const paths = documentPaths(ctx.base.console);
    const [organisations, columns] = await Promise.all([
      drafting(ctx, person),
      placeableColumns(ctx.db, ctx.today),
    ]);
    return frame.page(ctx, {
      title: '起草公文',
      section: '/documents',
      children: (
        <>
          <ErrorSummary form={form} labels={NEW_LABELS} />
          <PostForm action={paths.create()} once={ctx.session?.once() ?? ''} guard label="起草公文">
            <div class="mc-g">
              <Panel title="先回答：本件是否涉密">
                <RadioCards
                  name="secret"
                  legend="本件是否涉及国家秘密或者工作秘密"
                  form={form}
                  required
                  columns={2}
                  options={[
                    { value: 'no', label: '不涉密', note: '可以在本系统起草和审查' },
                    {
                      value: 'yes',
                      label: '涉密，或者不能确定',
                      note: '不得录入本系统；转到“线下登记”，只登记编号',
                    },
                  ]}
                />
                <SelectField
                  name="organisation"
                  label="起草单位"
                  form={form}
                  options={organisations.map((o) => ({ value: o.code, label: o.name }))}
                />
              </Panel>
              <ContentFields form={form} columns={columns} correction={false} several={false} />
            </div>
            <div class="mc-formfoot">
              <SubmitButton icon="check">保存草稿</SubmitButton>
            </div>
          </PostForm>
        </>
      ),
    });
  };

  face.page({
    path: '/documents/new',
    access: { kind: 'act', act: 'document.draft' },
    render: (ctx) => showNew(ctx, newForm({ organisation: personOf(ctx).organisation.code })),
  });

  face.form({
    path: '/documents/new',
    access: { kind: 'act', act: 'document.draft' },
    token: 'once',
    labels: NEW_LABELS,
    // The secrecy question is read alone and first: with "yes" nothing else of the form may be looked at, let alone kept.
    body: z.looseObject({ secret: z.enum(['yes', 'no']), organisation: z.string().min(1).max(40) }),
    async submit(ctx, { body, once }) {
      const paths = documentPaths(ctx.base.console);
      if (body.secret === 'yes') return { kind: 'redirect', to: paths.offline() };
      const { secret: _, organisation, ...rest } = body;
      const content = contentSchema.safeParse(rest);
      if (!content.success) throw contentRefusal(content.error, rest);
      const answer = await draftDocument(
        { ...ctx, actor: personOf(ctx) },
        {
          organisation: await organisationByCode(ctx.db, organisation),
          content: content.data,
          act: 'document.draft',
          once,
        },
      );
      return { kind: 'redirect', to: `${paths.edit(answer.casePid)}?done=drafted` };
    },
    again: async (ctx, _input, form) => showNew(ctx, withoutSecrets(form)),
  });

  const showEdit = async (ctx: RequestContext, pid: string, entered?: FormState, done?: string) => {
    const person = personOf(ctx);
    const paths = documentPaths(ctx.base.console);
    const head = await findCase(ctx.db, pid, person.scope('document.save'));
    const passage = await readPassage(ctx.db, head.id);
    const edition = await readEdition(ctx.db, passage.editionId);
    if (head.state !== 'drafting' && !entered)
      throw new Refusal('本件已经送审，不能修改。如需修改，请先撤回送审，或等审查人退回。');
    const form = entered ? withoutSecrets(entered) : contentForm(edition);
    const columns = await placeableColumns(ctx.db, ctx.today);
    return frame.page(ctx, {
      title: '修改草稿',
      section: '/documents',
      notice: doneNotice(done),
      heading: {
        h1: edition.title,
        note: `第 ${edition.number} 稿`,
        actions: (
          <ButtonLink href={paths.case(pid)} icon="arrow-back-up">
            返回本件
          </ButtonLink>
        ),
      },
      children: (
        <>
          <ErrorSummary form={form} labels={CONTENT_LABELS} />
          <PostForm
            action={paths.edit(pid)}
            once={ctx.session?.once() ?? ''}
            guard
            id="edit"
            label="修改草稿"
          >
            <Hidden
              name="version"
              value={entered ? String(entered.values.version ?? head.version) : head.version}
            />
            <div class="mc-g main-r">
              <div class="mc-g">
                <ContentFields
                  form={form}
                  columns={columns}
                  correction={passage.kind !== 'publish'}
                  several={edition.excerpts > 1}
                />
              </div>
              <aside class="mc-g" aria-label="检查与操作">
                <ChecksPanel findings={checkContent(edition, passage.kind)} />
                <Panel title="现在可以做">
                  <Actions
                    items={[
                      {
                        label: '保存草稿',
                        icon: 'check',
                        kind: 'plain',
                        note: '可继续修改',
                        submit: { form: 'edit', name: 'next', value: 'stay' },
                      },
                      {
                        label: '保存并送审',
                        icon: 'send',
                        kind: 'primary',
                        note: '→ 公开属性审查',
                        submit: { form: 'edit', name: 'next', value: 'submit' },
                      },
                    ]}
                  />
                </Panel>
                {edition.excerpts > 1 && (
                  <Note kind="warn" title={`本稿含 ${edition.excerpts} 件文件的摘编`}>
                    <p>
                      不能作为一件文件发布。请把其中一件的正文留在本稿，其余分别建稿，再取消“含多件”标记。
                    </p>
                  </Note>
                )}
              </aside>
            </div>
          </PostForm>
        </>
      ),
    });
  };

  face.page({
    path: '/cases/:pid/edit',
    access: { kind: 'act', act: 'document.save' },
    params: pidParams,
    query: z.object({ done: z.string().max(20).optional().catch(undefined) }),
    render: (ctx, { params, query }) => showEdit(ctx, params.pid, undefined, query.done),
  });

  face.form({
    path: '/cases/:pid/edit',
    access: { kind: 'act', act: 'document.save' },
    token: 'once',
    params: pidParams,
    labels: CONTENT_LABELS,
    body: contentSchema.extend({
      version: z.coerce.number().int().min(1),
      next: z.enum(['stay', 'submit']).default('stay'),
    }),
    async submit(ctx, { params, body, once }) {
      const paths = documentPaths(ctx.base.console);
      const { version, next, ...content } = body;
      const acting = { ...ctx, actor: personOf(ctx) };
      await findCase(ctx.db, params.pid, acting.actor.scope('document.save'));
      await saveDraft(acting, { casePid: params.pid, content, seenVersion: version, once });
      if (next === 'stay') return { kind: 'redirect', to: `${paths.edit(params.pid)}?done=saved` };
      // The text is saved whatever the checks say; only the second step may be refused, and then says why.
      try {
        await submitDraft(acting, { casePid: params.pid, seenVersion: version + 1, once: `${once}/submit` });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const html = await showEdit(ctx, params.pid, {
          values: { ...contentForm(content).values, version: String(version + 1) },
          issues: [{ message: '草稿已保存，但还不能送审：' }, ...error.issues],
        });
        return { kind: 'page', status: 409, html };
      }
      return { kind: 'redirect', to: `${paths.case(params.pid)}?done=submitted` };
    },
    again: (ctx, { params }, form) => showEdit(ctx, params.pid, form),
  });
}

function contentRefusal(error: z.ZodError, values: Record<string, unknown>): Refusal {
  return new Refusal(formIssues(error, CONTENT_LABELS, values), 422);
}

/** A text with a secrecy mark is not even sent back into the page: browsers and proxies keep pages. */
function withoutSecrets(form: FormState): FormState {
  if (!form.issues.some((i) => i.article === '保密法第三十一条')) return form;
  return { ...form, values: { ...form.values, title: '', body: '', summary: '', addressees: '' } };
}
