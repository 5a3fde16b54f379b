import { z } from 'zod';
import { type ConsoleFrame, parameter, personOf, regionsOn } from '../../../core/index.ts';
import { caseEvents, findCase } from '../../../mechanisms/procedure/index.ts';
import { placeableColumns, readEdition } from '../../../mechanisms/publication/index.ts';
import { Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams } from '../../../platform/http/fields.ts';
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
import { dropBuffers } from '../buffer.ts';
import { CONTENT_LABELS, contentSchema } from '../content-form.ts';
import { checkEdition } from '../edition-checks.ts';
import { stateLabel } from '../lifecycle.ts';
import { editionForm, resolveContent } from '../relations-field.ts';
import { lastReturn } from '../returned.ts';
import { lastSubmitted, readPassage } from '../store.ts';
import { AttachmentPanel } from './attachment-list.tsx';
import { OfferNote, readOffer } from './buffer.tsx';
import { ComparisonPanel, compareEditions } from './comparison.tsx';
import { ChecksPanel, ContentFields } from './editor.tsx';
import { KeyboardHelp } from './editor-help.tsx';
import { documentPaths, doneNotice } from './paths.ts';
import { ReturnedNote } from './returned.tsx';

/** Where the buttons of the editor lead. */
const NEXT = ['stay', 'submit', 'attachments', 'preview'] as const;

/** 修改草稿: the editor of a passage that is being drafted. */
export function editDraftPages(face: Face, frame: ConsoleFrame): void {
  const showEdit = async (
    ctx: RequestContext,
    pid: string,
    entered?: FormState,
    o: { done?: string; saved?: boolean; restore?: boolean } = {},
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
    const stored = await editionForm(ctx.db, edition);
    const offer = entered ? undefined : await readOffer(ctx, head, stored.values);
    const restored = o.restore ? offer : undefined;
    const form =
      entered ?? (restored ? { ...stored, values: { ...stored.values, ...restored.buffer.values } } : stored);
    const waiting = restored ? undefined : offer;
    const [columns, regions, events, before, seconds] = await Promise.all([
      placeableColumns(ctx.db, ctx.today),
      regionsOn(ctx.db, ctx.today),
      caseEvents(ctx.db, head.id),
      lastSubmitted(ctx.db, edition),
      parameter(ctx.db, 'drafts.buffer-seconds', { day: ctx.today, organisationId: head.organisationId }),
    ]);
    const returned = lastReturn(head, events);
    const findings = await checkEdition(ctx.db, head.organisationId, edition, passage.kind);
    const compared = before && (await compareEditions(ctx.db, before, edition));
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
          {returned && <ReturnedNote returned={returned} />}
          {waiting && <OfferNote ctx={ctx} head={head} offer={waiting} />}
          {restored && (
            <Note kind="info" title="已填回您未保存的内容" live>
              <p>下面各栏是恢复的内容，还没有保存。核对后请保存草稿。</p>
            </Note>
          )}
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
          {compared && (
            <details>
              <summary>与上一次送审的稿子（第 {compared.before.number} 稿）相比，改了什么</summary>
              <ComparisonPanel title="已保存的改动" compared={compared} />
            </details>
          )}
          <PostForm
            action={paths.edit(pid)}
            once={ctx.session?.once() ?? ''}
            guard
            id="edit"
            label="修改草稿"
            {...(waiting ? {} : { buffer: { action: paths.buffer(pid), seconds } })}
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
              <aside class="mc-g mc-rail" aria-label="检查与操作">
                <Panel title="现在可以做">
                  <Actions
                    items={[
                      {
                        label: '保存草稿',
                        icon: 'check',
                        kind: 'plain',
                        note: 'Ctrl+S',
                        save: true,
                        submit: { form: 'edit', name: 'next', value: 'stay' },
                      },
                      {
                        label: '保存并预览',
                        icon: 'eye',
                        kind: 'plain',
                        note: '看公众所见',
                        accessKey: 'k',
                        submit: { form: 'edit', name: 'next', value: 'preview' },
                      },
                      {
                        label: '保存并送审',
                        icon: 'send',
                        kind: 'primary',
                        note: '→ 公开属性审查',
                        accessKey: 'j',
                        submit: { form: 'edit', name: 'next', value: 'submit' },
                      },
                    ]}
                  />
                  <p class="muted xs mb-0 mc-buffered" data-buffered aria-live="polite" />
                  <KeyboardHelp />
                </Panel>
                <ChecksPanel findings={findings} />
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
    query: z.object({
      done: z.string().max(20).optional().catch(undefined),
      restore: z.literal('yes').optional().catch(undefined),
    }),
    render: (ctx, { params, query }) =>
      showEdit(ctx, params.pid, undefined, {
        ...(query.done ? { done: query.done } : {}),
        ...(query.restore ? { restore: true } : {}),
      }),
  });

  face.form({
    path: '/cases/:pid/edit',
    access: { kind: 'act', act: 'document.save' },
    token: 'once',
    params: pidParams,
    labels: CONTENT_LABELS,
    body: contentSchema.extend({
      version: z.coerce.number().int().min(1),
      next: z.enum(NEXT).default('stay'),
    }),
    async submit(ctx, { params, body, once }) {
      const paths = documentPaths(ctx.base.console);
      const { version, next, ...typed } = body;
      const acting = { ...ctx, actor: personOf(ctx) };
      await findCase(ctx.db, params.pid, acting.actor.scope('document.save'));
      const content = await resolveContent(ctx.db, typed);
      await saveDraft(acting, { casePid: params.pid, content, seenVersion: version, once });
      if (next === 'attachments') return { kind: 'redirect', to: paths.attachments(params.pid) };
      if (next === 'preview') return { kind: 'redirect', to: paths.preview(params.pid) };
      if (next === 'stay') return { kind: 'redirect', to: `${paths.edit(params.pid)}?done=saved` };
      // The text is saved whatever the checks say; only the second step may be refused, and then says why.
      try {
        await submitDraft(acting, { casePid: params.pid, seenVersion: version + 1, once: `${once}/submit` });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const { values } = await editionForm(ctx.db, content);
        const form = { values: { ...values, version: String(version + 1) }, issues: [...error.issues] };
        const html = await showEdit(ctx, params.pid, form, { saved: true });
        return { kind: 'page', status: 409, html };
      }
      return { kind: 'redirect', to: `${paths.case(params.pid)}?done=submitted` };
    },
    again: (ctx, { params }, form) => showEdit(ctx, params.pid, form),
    // What was buffered of a text that now turns out to carry a mark must not stay either.
    async onRefused(ctx, { params }) {
      const person = personOf(ctx);
      const head = await findCase(ctx.db, params.pid, person.scope('document.save'));
      await dropBuffers(ctx.db, head.id, person.personId);
    },
  });
}
