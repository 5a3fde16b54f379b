import { z } from 'zod';
import { type ConsoleFrame, organisationById, personOf } from '../../../core/index.ts';
import { findDocument, portalPaths } from '../../../mechanisms/publication/index.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams } from '../../../platform/http/fields.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  type ActionItem,
  Actions,
  ButtonLink,
  DataTable,
  ErrorSummary,
  KeyValue,
  Panel,
  PostForm,
  SubmitButton,
  Tag,
  TextArea,
} from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { reminderPanel } from '../../reminders/index.ts';
import { startCorrection } from '../acts/draft.ts';
import { proposeWithdrawal } from '../acts/withdraw.ts';
import { stateLabel } from '../lifecycle.ts';
import { documentHistory, openCaseOf } from '../store.ts';
import { PASSAGE_KINDS, type PassageKind } from '../words.ts';
import { documentPaths, doneNotice } from './paths.ts';

const END_WORDS: Readonly<Record<string, string>> = { replaced: '被新稿替换', withdrawn: '撤回' };

/** 文件档案: what the public has seen of a document since when, its cases, and the acts on the document itself. */
export function documentPages(face: Face, frame: ConsoleFrame): void {
  const show = async (ctx: RequestContext, pid: string, form: FormState, done?: string) => {
    const person = personOf(ctx);
    const paths = documentPaths(ctx.base.console);
    const document = await findDocument(ctx.db, pid, person.scope('document.read'));
    if (!document) throw new NotFound('没有找到这份文件，可能网址有误，或者不在您的办理范围内。');
    const [organisation, history, open] = await Promise.all([
      organisationById(ctx.db, document.organisationId),
      documentHistory(ctx.db, document.id),
      openCaseOf(ctx.db, document.id),
    ]);
    const current = history.releases.find((r) => r.endedAt === null);
    const title = current?.title ?? history.latestTitle;
    const portal = ctx.portalUrl + portalPaths('').document(pid);
    const may = (act: string) => person.may(act, document.organisationId);
    const busy = open ? '已有一件正在办理' : undefined;
    const acts: ActionItem[] = [];
    if (document.firstPublishedAt && may('document.correct'))
      acts.push({
        label: current ? '发起更正' : '重新发布',
        icon: 'pencil',
        note: '起草新稿，重新审查',
        ...(busy
          ? { unavailable: busy }
          : { post: { action: paths.correct(pid), once: ctx.session?.once() ?? '' } }),
      });
    return frame.page(ctx, {
      title: `文件档案：${title}`,
      section: '/documents',
      notice: doneNotice(done),
      heading: {
        h1: title,
        tag: current ? (
          <Tag kind="ok" icon="check">
            公开中
          </Tag>
        ) : (
          <Tag kind="mute">公众看不到</Tag>
        ),
        note: organisation.shortName,
        actions: current ? (
          <ButtonLink href={portal} icon="eye">
            看公众所见
          </ButtonLink>
        ) : undefined,
      },
      children: (
        <div class="mc-g main-r">
          <div class="mc-g">
            <Panel title="身份">
              <KeyValue
                columns={2}
                rows={[
                  ['公开主体', organisation.name],
                  ['索引号', document.indexNumber ?? '首次发布时取得'],
                  ['首次发布', document.firstPublishedAt ? minute(document.firstPublishedAt) : '—'],
                  ['公开网址', document.firstPublishedAt ? portal : '—'],
                ]}
              />
            </Panel>
            <Panel title="公众看到的版本" flush>
              <DataTable
                caption="公众看到的版本，最新的在最前"
                rows={history.releases}
                empty={<p class="bd muted mb-0">还没有发布过。</p>}
                columns={[
                  { label: '稿次', cell: (r) => `第 ${r.number} 稿`, nowrap: true },
                  { label: '标题', cell: (r) => r.title, header: true },
                  { label: '起', cell: (r) => minute(r.publishedAt), nowrap: true },
                  { label: '止', cell: (r) => (r.endedAt ? minute(r.endedAt) : '公开中'), nowrap: true },
                  {
                    label: '说明',
                    cell: (r) =>
                      [r.changeNote, r.endKind ? END_WORDS[r.endKind] : '', r.endReason]
                        .filter(Boolean)
                        .join('；') || '—',
                  },
                ]}
              />
            </Panel>
            <Panel title="办理过的事项" flush>
              <DataTable
                caption="这份文件办理过的事项，最新的在最前"
                rows={history.cases}
                columns={[
                  {
                    label: '事项',
                    header: true,
                    cell: (r) => (
                      <a href={paths.case(r.pid)}>
                        {r.procedure === 'document-withdrawal'
                          ? '撤回'
                          : PASSAGE_KINDS[r.kind as PassageKind]}
                      </a>
                    ),
                  },
                  { label: '环节', cell: (r) => stateLabel(r.procedure, r.state), nowrap: true },
                  { label: '开始', cell: (r) => r.openedOn, nowrap: true },
                  { label: '办结', cell: (r) => r.closedOn ?? '办理中', nowrap: true },
                ]}
              />
            </Panel>
          </div>
          <aside class="mc-g" aria-label="办理">
            <Panel title="现在可以做">
              <ErrorSummary form={form} />
              {open && (
                <p>
                  正在办理：<a href={paths.case(open.pid)}>{stateLabel(open.procedure, open.state)}</a>
                  ，要办的事在那一件里。
                </p>
              )}
              <Actions items={acts} />
              {acts.length === 0 && !open && !(current && may('document.propose-withdrawal')) && (
                <p class="mb-0">这份文件现在没有需要您办理的事。</p>
              )}
            </Panel>
            {current && may('document.propose-withdrawal') && open?.procedure !== 'document-withdrawal' && (
              <Panel title="提出撤回">
                <PostForm action={paths.withdraw(pid)} once={ctx.session?.once() ?? ''} label="提出撤回">
                  <TextArea
                    name="reason"
                    label="对外说明的原因"
                    form={form}
                    rows={4}
                    required
                    maxLength={200}
                    hint="批准后显示在原网址，公众能看到。请写清楚，不要写内部情况和个人信息。"
                  />
                  <SubmitButton kind="danger" icon="ban">
                    提出撤回
                  </SubmitButton>
                </PostForm>
              </Panel>
            )}
            {await reminderPanel(ctx, 'documents', pid)}
          </aside>
        </div>
      ),
    });
  };

  face.page({
    path: '/documents/:pid',
    access: { kind: 'act', act: 'document.read' },
    params: pidParams,
    query: z.object({ done: z.string().max(20).optional().catch(undefined) }),
    render: (ctx, { params, query }) => show(ctx, params.pid, newForm(), query.done),
  });

  face.form({
    path: '/documents/:pid/correct',
    access: { kind: 'act', act: 'document.correct' },
    token: 'once',
    params: pidParams,
    labels: {},
    body: z.object({}),
    async submit(ctx, { params, once }) {
      const actor = personOf(ctx);
      if (!(await findDocument(ctx.db, params.pid, actor.scope('document.read')))) throw new NotFound();
      const answer = await startCorrection({ ...ctx, actor }, { documentPid: params.pid, once });
      return {
        kind: 'redirect',
        to: `${documentPaths(ctx.base.console).edit(answer.casePid)}?done=${answer.kind === 'republish' ? 'republishing' : 'corrected'}`,
      };
    },
    again: (ctx, { params }, form) => show(ctx, params.pid, form),
  });

  face.form({
    path: '/documents/:pid/withdraw',
    access: { kind: 'act', act: 'document.propose-withdrawal' },
    token: 'once',
    params: pidParams,
    labels: { reason: '对外说明的原因' },
    body: z.object({ reason: z.string().trim().min(6).max(200) }),
    async submit(ctx, { params, body, once }) {
      const actor = personOf(ctx);
      if (!(await findDocument(ctx.db, params.pid, actor.scope('document.read')))) throw new NotFound();
      const answer = await proposeWithdrawal(
        { ...ctx, actor },
        { documentPid: params.pid, reason: body.reason, once },
      );
      return {
        kind: 'redirect',
        to: `${documentPaths(ctx.base.console).case(answer.casePid)}?done=proposed`,
      };
    },
    again: (ctx, { params }, form) => show(ctx, params.pid, form),
  });
}
