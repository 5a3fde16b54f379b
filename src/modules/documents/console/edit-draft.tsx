import { z } from 'zod';
import { type ConsoleFrame, personOf, regionsOn } from '../../../core/index.ts';
import { findCase } from '../../../mechanisms/procedure/index.ts';
import { placeableColumns, readEdition } from '../../../mechanisms/publication/index.ts';
import { Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import type { FormState, RequestContext } from '../../../platform/http/route.ts';
import {
  Actions,
  ButtonLink,
  ErrorSummary,
  Hidden,
  Note,
  Panel,
  PostForm,
  SubmitButton,
} from '../../../ui/index.ts';
import { saveDraft, submitDraft } from '../acts/draft.ts';
import { checkContent } from '../checks.ts';
import { CONTENT_LABELS, contentForm, contentSchema } from '../content-form.ts';
import { stateLabel } from '../lifecycle.ts';
import { readPassage } from '../store.ts';
import { AttachmentPanel } from './attachment-list.tsx';
import { ChecksPanel, ContentFields } from './editor.tsx';
import { documentPaths, doneNotice } from './paths.ts';

const pidParams = z.object({ pid: z.string().regex(/^[0-9a-z]{10}$/) });

/** 修改草稿: the editor of a passage that is being drafted. */
export function editDraftPages(face: Face, frame: ConsoleFrame): void {
  const showEdit = async (
    ctx: RequestContext,
    pid: string,
    entered?: FormState,
    o: { done?: string; saved?: boolean } = {},
  ) => {
    const person = personOf(ctx);
    const paths = documentPaths(ctx.base.console);
    const head = await findCase(ctx.db, pid, person.scope('document.save'));
    const passage = await readPassage(ctx.db, head.id);
    const edition = await readEdition(ctx.db, passage.editionId);
    if (head.state !== 'drafting' && !entered)
      throw new Refusal(
        head.closedOn
          ? '本件已经办结，不能修改。已公开的文件请在“文件档案”中发起更正。'
          : `本件正在“${stateLabel(head.procedure, head.state)}”环节，不能修改。属性审查之前可以撤回送审，之后请等审查人退回。`,
      );
    const stale =
      entered?.values.version !== undefined && Number(entered.values.version) !== head.version && !o.saved;
    const form = entered ?? contentForm(edition);
    const [columns, regions] = await Promise.all([
      placeableColumns(ctx.db, ctx.today),
      regionsOn(ctx.db, ctx.today),
    ]);
    return frame.page(ctx, {
      title: '修改草稿',
      section: '/documents',
      notice: doneNotice(o.done),
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
          {stale && (
            <Note kind="warn" title="本件在您打开页面之后又被修改过">
              <p>下面是您填写的内容。请另开窗口对照最新的稿件；再次保存将以您这里的内容为准。</p>
            </Note>
          )}
          <ErrorSummary
            form={form}
            labels={CONTENT_LABELS}
            {...(o.saved ? { title: '草稿已保存，但还不能送审' } : {})}
          />
          <PostForm
            action={paths.edit(pid)}
            once={ctx.session?.once() ?? ''}
            guard
            id="edit"
            label="修改草稿"
          >
            <Hidden name="version" value={head.version} />
            <div class="mc-g main-r">
              <div class="mc-g">
                <ContentFields
                  form={form}
                  columns={columns}
                  regions={regions}
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
                <AttachmentPanel
                  attachments={edition.attachments}
                  base={ctx.base.console}
                  casePid={pid}
                  narrow
                  aside={
                    <SubmitButton kind="plain" icon="paperclip" name="next" value="attachments">
                      保存并管理附件
                    </SubmitButton>
                  }
                />
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
    render: (ctx, { params, query }) =>
      showEdit(ctx, params.pid, undefined, query.done ? { done: query.done } : {}),
  });

  face.form({
    path: '/cases/:pid/edit',
    access: { kind: 'act', act: 'document.save' },
    token: 'once',
    params: pidParams,
    labels: CONTENT_LABELS,
    body: contentSchema.extend({
      version: z.coerce.number().int().min(1),
      next: z.enum(['stay', 'submit', 'attachments']).default('stay'),
    }),
    async submit(ctx, { params, body, once }) {
      const paths = documentPaths(ctx.base.console);
      const { version, next, ...content } = body;
      const acting = { ...ctx, actor: personOf(ctx) };
      await findCase(ctx.db, params.pid, acting.actor.scope('document.save'));
      await saveDraft(acting, { casePid: params.pid, content, seenVersion: version, once });
      if (next === 'attachments') return { kind: 'redirect', to: paths.attachments(params.pid) };
      if (next === 'stay') return { kind: 'redirect', to: `${paths.edit(params.pid)}?done=saved` };
      // The text is saved whatever the checks say; only the second step may be refused, and then says why.
      try {
        await submitDraft(acting, { casePid: params.pid, seenVersion: version + 1, once: `${once}/submit` });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const form = {
          values: { ...contentForm(content).values, version: String(version + 1) },
          issues: [...error.issues],
        };
        const html = await showEdit(ctx, params.pid, form, { saved: true });
        return { kind: 'page', status: 409, html };
      }
      return { kind: 'redirect', to: `${paths.case(params.pid)}?done=submitted` };
    },
    again: (ctx, { params }, form) => showEdit(ctx, params.pid, form),
  });
}
