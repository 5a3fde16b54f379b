import { type ConsoleFrame, parameter, personOf, regionsOn } from '../../../core/index.ts';
import { caseEvents, findCase, SEEN_BEFORE } from '../../../mechanisms/procedure/index.ts';
import { documentById, placeableColumns, readEdition } from '../../../mechanisms/publication/index.ts';
import { newPublicId } from '../../../platform/crypto.ts';
import { Refusal } from '../../../platform/errors.ts';
import type { FormState, RequestContext } from '../../../platform/http/route.ts';
import { ButtonLink, ErrorSummary, Hidden, Note, PostForm, SubmitButton } from '../../../ui/index.ts';
import { CONTENT_LABELS } from '../content-form.ts';
import { checkEdition, statedLines } from '../edition-checks.ts';
import { stateLabel } from '../lifecycle.ts';
import { editionForm } from '../relations-field.ts';
import { lastReturn } from '../returned.ts';
import { lastSubmitted, readPassage } from '../store.ts';
import { AttachmentPanel } from './attachment-list.tsx';
import { BUFFER } from './buffer.tsx';
import { DraftOffer, OfferWaits, Restored, readOffer } from './buffer-offer.tsx';
import { ComparisonPanel, compareEditions } from './comparison.tsx';
import { ChecksPanel, ContentFields } from './editor.tsx';
import { DefaultButton, EDITOR_FORM, EditorActs, JumpToActs } from './editor-rail.tsx';
import { DraftingSteps } from './passage-steps.tsx';
import { documentPaths, doneNotice } from './paths.ts';
import { readRelationChoices } from './relations-editor.tsx';
import { ReturnedNote } from './returned.tsx';

/** How the editor is shown. */
interface EditorView {
  /** What was entered and could not be taken, or only looked something up; the stored edition where left out. */
  entered?: FormState;
  done?: string;
  /** What was entered is saved, but could not be submitted. */
  saved?: boolean;
  /** Fills in what was typed and not saved. */
  restore?: boolean;
  /** Says at the fields what stands in the way of submitting. */
  check?: boolean;
}

/** 修改草稿: the editor of a passage that is being drafted. @throws Refusal where it is not */
export async function showEditor(
  ctx: RequestContext,
  frame: ConsoleFrame,
  pid: string,
  view: EditorView = {},
): Promise<string> {
  const { entered, saved } = view;
  const person = personOf(ctx);
  const paths = documentPaths(ctx.base.console);
  const head = await findCase(ctx.db, pid, person.scope('document.save'));
  const passage = await readPassage(ctx.db, head.id);
  const edition = await readEdition(ctx.db, passage.editionId);
  if (head.state !== 'drafting' && !entered)
    throw new Refusal([
      {
        message: head.closedOn
          ? '本件已经办结，不能修改。已公开的文件请在“文件档案”中发起更正。'
          : `本件正在“${stateLabel(head.procedure, head.state)}”环节，不能修改。属性审查之前可以撤回送审，之后请等审查人退回。`,
        way: { label: '查看本件', href: paths.case(pid) },
      },
    ]);
  const stale =
    entered?.values.version !== undefined && Number(entered.values.version) !== head.version && !saved;
  // Looking something up takes no notice of another's edit: only a warning that was read may overwrite it.
  const lookedUp =
    entered && !saved && entered.issues.length === 0 ? String(entered.values.version) : undefined;
  const stored = await editionForm(ctx.db, edition);
  const findings = await checkEdition(ctx.db, head.organisationId, edition, passage.kind);
  const typing = entered !== undefined && !saved;
  // The page goes on under its name when it is shown again. What another page has kept is offered.
  const name = typing ? String(entered.values[BUFFER] ?? '') : '';
  const found = await readOffer(ctx, head.id, stored.values);
  const offer = found?.buffer.name === name ? undefined : found;
  const restored = view.restore ? offer : undefined;
  const refused = view.check && !restored ? findings.filter((f) => f.level === 'must') : [];
  const form: FormState = entered ?? {
    values: restored ? { ...stored.values, ...restored.buffer.values } : stored.values,
    issues: [...refused],
  };
  const waiting = restored ? undefined : offer;
  const [columns, regions, events, before, seconds, relations] = await Promise.all([
    placeableColumns(ctx.db, ctx.today),
    regionsOn(ctx.db, ctx.today),
    caseEvents(ctx.db, head.id),
    lastSubmitted(ctx.db, edition),
    parameter(ctx.db, 'drafts.buffer-seconds', { day: ctx.today, organisationId: head.organisationId }),
    readRelationChoices(ctx, form, {
      own: (await documentById(ctx.db, passage.documentId)).pid,
      stated: await statedLines(ctx.db, edition),
    }),
  ]);
  const returned = lastReturn(head, events);
  const compared = before && (await compareEditions(ctx.db, before, edition));
  const unsent = saved || refused.length > 0;
  // The note above the form says it with what to do about it.
  const said = stale ? { ...form, issues: form.issues.filter((i) => i.message !== SEEN_BEFORE) } : form;
  return frame.page(ctx, {
    title: '修改草稿',
    section: '/documents',
    notice: doneNotice(view.done),
    heading: {
      h1: edition.title,
      note: `第 ${edition.number} 稿`,
      actions: (
        <>
          <JumpToActs />
          <ButtonLink href={paths.case(pid)} icon="arrow-back-up">
            返回本件
          </ButtonLink>
        </>
      ),
    },
    children: (
      <>
        {returned && <ReturnedNote returned={returned} />}
        {waiting &&
          (typing ? <OfferWaits offer={waiting} /> : <DraftOffer ctx={ctx} head={head} offer={waiting} />)}
        {restored && <Restored />}
        {stale && (
          <Note kind="warn" title="没有保存：您打开页面之后，本件又保存过一次">
            <p>
              可能是同事，也可能是您在另一个窗口。下面是您填写的内容，请先在新窗口
              <a href={paths.case(pid)} target="_blank" rel="noreferrer">
                打开最新的稿件
              </a>
              对照；再次保存将以您这里的内容为准。
            </p>
          </Note>
        )}
        <ErrorSummary
          form={said}
          labels={CONTENT_LABELS}
          {...(unsent ? { title: '草稿已保存，但还不能送审' } : {})}
        />
        {compared && (
          <details>
            <summary>与上一次送审的稿子（第 {compared.before.number} 稿）相比，改了什么</summary>
            <ComparisonPanel title="已保存的改动" compared={compared} />
          </details>
        )}
        <DraftingSteps note={`第 ${edition.number} 稿`} />
        <PostForm
          action={paths.edit(pid)}
          once={ctx.session?.once() ?? ''}
          guard
          id={EDITOR_FORM}
          label="修改草稿"
          unsaved={typing || restored !== undefined}
          {...(waiting ? {} : { buffer: { action: paths.buffer(pid), seconds } })}
        >
          <DefaultButton />
          <Hidden name="version" value={lookedUp ?? head.version} />
          <Hidden name={BUFFER} value={restored?.buffer.name ?? (name || newPublicId())} />
          <div class="mc-g main-r">
            <div class="mc-g">
              <ContentFields
                form={form}
                columns={columns}
                regions={regions}
                relations={relations}
                correction={passage.kind !== 'publish'}
                several={edition.excerpts > 1}
              />
            </div>
            <aside class="mc-g mc-rail" aria-label="检查与操作">
              <EditorActs fresh={false} />
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
                  <p>不能作为一件文件发布。请把其中一件的正文留在本稿，其余分别建稿，再取消“含多件”标记。</p>
                </Note>
              )}
            </aside>
          </div>
        </PostForm>
      </>
    ),
  });
}
