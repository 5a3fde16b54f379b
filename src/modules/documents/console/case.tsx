import type { ComponentChildren, VNode } from 'preact';
import { z } from 'zod';
import {
  type ConsoleFrame,
  caseInvitations,
  counterparts,
  type Person,
  personOf,
} from '../../../core/index.ts';
import {
  type CaseHead,
  ClockPanel,
  casePath,
  findCase,
  procedureOf,
} from '../../../mechanisms/procedure/index.ts';
import {
  ATTRIBUTES,
  EFFECT_LEVELS,
  endings,
  GROUNDS,
  type NamedColumn,
  namedColumns,
} from '../../../mechanisms/publication/index.ts';
import { Forbidden, Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams } from '../../../platform/http/fields.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import { ButtonLink, KeyValue, Note, Panel, Tag } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { reminderPanel } from '../../reminders/index.ts';
import { PUBLICATION_CLOCK } from '../clock.ts';
import { checkEdition } from '../edition-checks.ts';
import { passage as lifecycle, withdrawal } from '../lifecycle.ts';
import { reviewPolicy } from '../policy.ts';
import { relationLines } from '../relations-field.ts';
import { answerToReturn, lastReturn } from '../returned.ts';
import { lastWithdrawal, readHands } from '../store.ts';
import { PASSAGE_KINDS } from '../words.ts';
import { AttachmentPanel } from './attachment-list.tsx';
import { CaseActions, openActs } from './case-actions.tsx';
import { ComparisonPanel, compareEditions } from './comparison.tsx';
import { ChecksPanel } from './editor.tsx';
import { attachmentTitles, Evidence } from './evidence.tsx';
import { InvitationsPanel } from './invitations.tsx';
import { PassageSteps } from './passage-steps.tsx';
import { type PassageView, readPassageView } from './passage-view.ts';
import { documentPaths, doneNotice } from './paths.ts';
import { ReturnedNote } from './returned.tsx';
import { TextPanel } from './text-panel.tsx';
import { showWithdrawal } from './withdrawal.tsx';

/** What happened on day 0 of each clock. */
const CLOCK_STARTS = { [PUBLICATION_CLOCK]: '信息形成（成文）' };

/** Several values one below the other; a dash for none. */
function lines(values: readonly string[]): ComponentChildren {
  return values.length === 0 ? '—' : values.map((v) => <div key={v}>{v}</div>);
}

/** Everything that reviewers and signers answer for, apart from text and attachments. */
function Facts({
  view,
  columns,
  relations,
}: {
  view: PassageView;
  columns: readonly NamedColumn[];
  relations: readonly string[];
}): VNode {
  const { edition: e, organisation, passage } = view;
  return (
    <Panel title="文件信息" aside={PASSAGE_KINDS[passage.kind]}>
      <KeyValue
        columns={2}
        rows={[
          ['公开主体', organisation.name],
          ['发文字号', e.documentNumber || '—'],
          ['主送机关', e.addressees || '—'],
          ['主题分类', e.theme || '—'],
          ['公文种类', e.genre || '—'],
          ['效力级别', EFFECT_LEVELS[e.effectLevel]],
          ['适用地区', view.regionName || '全市'],
          ['成文日期', e.writtenOn ?? '—'],
          ['施行日期', e.effectiveOn ?? '—'],
          ['有效期至', e.expiresOn ?? '未设定'],
          ['废止日期', e.repealedOn ?? ''],
          ['公开属性', e.attribute ? ATTRIBUTES[e.attribute].label : '未定'],
          ['依据', e.ground ? `${GROUNDS[e.ground].label}（${GROUNDS[e.ground].article}）` : '—'],
          ['理由', e.reason],
          ['更正说明', e.changeNote],
          ['发布栏目', lines(columns.filter((c) => e.columns.includes(c.id)).map((c) => c.trail))],
          ['标签', e.tags.join('、') || '—'],
          ['与其他文件的关系', lines(relations)],
          ['内容概述', e.summary || '—'],
          ['定时发布', passage.publishAt ? minute(passage.publishAt) : ''],
          ['来源', e.sourceName || e.sourceUrl],
        ]}
      />
    </Panel>
  );
}

/** The case page of a passage. `form` carries what was entered in one of its acts that was refused. */
/** What has led to the page of a case: an act that was done, or one whose form was refused, as its address ends. */
interface After {
  done?: string | undefined;
  refused?: string;
}

async function showPassage(
  ctx: RequestContext,
  frame: ConsoleFrame,
  head: CaseHead,
  form: FormState,
  after: After,
): Promise<string> {
  const person: Person = personOf(ctx);
  const paths = documentPaths(ctx.base.console);
  const view = await readPassageView(ctx, head);
  const { edition, organisation } = view;
  const [policy, hands, same, invitations] = await Promise.all([
    reviewPolicy(ctx.db, organisation.kind, ctx.today),
    readHands(ctx.db, view.passage),
    counterparts(ctx.db, person.personId, ctx.today),
    caseInvitations(ctx.db, head.id),
  ]);
  const [columns, relations, titles] = await Promise.all([
    namedColumns(ctx.db),
    relationLines(ctx.db, edition.relations),
    attachmentTitles(ctx.db, view.passage.documentId, view.events),
  ]);
  const { current, previous } = view;
  const withPublic = current && head.closedOn === null && (await compareEditions(ctx.db, current, edition));
  const withPrevious =
    previous &&
    previous.id !== current?.id &&
    head.closedOn === null &&
    (await compareEditions(ctx.db, previous, edition));
  const returned = lastReturn(head, view.events);
  const findings =
    head.closedOn === null ? await checkEdition(ctx.db, head.organisationId, edition, view.passage.kind) : [];
  const repealed = edition.relations.filter((r) => r.kind === 'repeals').map((r) => r.pid);
  const ended =
    head.state === 'sign-off'
      ? (await endings(ctx.db, head.organisationId, repealed)).filter((e) => e.ends)
      : [];
  const answer = answerToReturn(head, view.events);
  const gone =
    view.passage.kind === 'republish' && head.closedOn === null
      ? await lastWithdrawal(ctx.db, view.passage.documentId)
      : undefined;
  return frame.page(ctx, {
    title: edition.title,
    section: '/documents',
    notice: doneNotice(after.done),
    heading: {
      h1: edition.title,
      tag: (
        <>
          <Tag kind={head.closedOn ? (head.state === 'published' ? 'ok' : 'mute') : 'info'}>
            {lifecycle.states[head.state as keyof typeof lifecycle.states].label}
          </Tag>
          {edition.excerpts > 1 && <Tag kind="warn">含多件文件（{edition.excerpts} 件）</Tag>}
        </>
      ),
      note: organisation.shortName,
      actions: (
        <>
          {!openActs(head, person).none && (
            <a class="btn mc-jump" href="#act">
              去办理
            </a>
          )}
          <ButtonLink href={paths.preview(head.pid)} icon="eye">
            预览
          </ButtonLink>
          {person.may('document.read', head.organisationId) && (
            <ButtonLink href={paths.document(view.documentPid)} icon="history">
              文件档案
            </ButtonLink>
          )}
        </>
      ),
    },
    children: (
      <div class="mc-g">
        {returned && <ReturnedNote returned={returned} />}
        {gone && (
          <Note kind="warn" title={`这份文件已于 ${minute(gone.at)} 撤回，公众现在看不到`}>
            <p>撤回的原因：{gone.reason}</p>
            <p class="mb-0">本件签发以后，文件重新公开。请核对撤回的原因是否已经解决。</p>
          </Note>
        )}
        {answer && (
          <Note kind="info" title="起草人对退回意见的说明">
            <p class="mb-0">{answer}</p>
          </Note>
        )}
        <PassageSteps view={view} />
        <div class="mc-g main-r">
          <div class="mc-g">
            {withPrevious && <ComparisonPanel title="与上一次送审的稿子的差别" compared={withPrevious} />}
            {withPublic && <ComparisonPanel title="与公众现在所见的差别" compared={withPublic} />}
            <Facts view={view} columns={columns} relations={relations} />
            <TextPanel
              edition={edition}
              ownerName={view.ownerName}
              aside={edition.contentHash ? '送审文本，已冻结' : '草稿，尚未冻结'}
            />
            <AttachmentPanel attachments={edition.attachments} base={ctx.base.console} casePid={head.pid} />
            <Evidence view={view} titles={titles} />
          </div>
          <aside class="mc-g mc-rail" aria-label="办理">
            <CaseActions
              ctx={ctx}
              view={view}
              person={person}
              policy={policy}
              hands={hands}
              counterparts={same}
              findings={findings}
              ended={ended}
              returned={returned}
              form={form}
              refused={after.refused}
            />
            <ClockPanel clocks={view.clocks} startedBy={CLOCK_STARTS} today={ctx.today} soon={view.soon} />
            {await reminderPanel(ctx, 'cases', head.pid)}
            {head.closedOn === null && (
              <ChecksPanel
                findings={findings}
                title={head.state === 'drafting' ? '送审前检查' : '发布前检查'}
              />
            )}
            <InvitationsPanel
              ctx={ctx}
              casePid={head.pid}
              organisationId={head.organisationId}
              open={head.closedOn === null}
              invitations={invitations}
              form={form}
            />
            <Panel title="审查制度">
              <p class="mb-0">
                本单位（{organisation.shortName}）一件文件至少由 <b>{policy.persons}</b>{' '}
                人经手；起草人不得审签本人起草的文件。
              </p>
              <p class="muted xs mb-0">{policy.source}</p>
            </Panel>
          </aside>
        </div>
      </div>
    ),
  });
}

/**
 * The case of an address, if the person may read it: of an organisation in their scope, or by invitation. Whoever is invited
 * reads what was submitted: while the paper is being drafted, nothing.
 * @throws NotFound; Refusal for somebody invited to a paper that is being drafted
 */
export async function readableCase(ctx: RequestContext, pid: string): Promise<CaseHead> {
  const person = personOf(ctx);
  const scope = person.scope('document.read');
  const head = await findCase(
    ctx.db,
    pid,
    scope,
    person.invitations.map((i) => i.caseId),
  );
  if (head.state === 'drafting' && !scope.includes(head.organisationId))
    throw new Refusal('本件正由起草单位修改。送审以后，您才能看到它。');
  return head;
}

/** The page of a case, of either kind. */
export async function showCase(
  ctx: RequestContext,
  frame: ConsoleFrame,
  pid: string,
  form: FormState,
  after: After = {},
): Promise<string> {
  const head = await readableCase(ctx, pid);
  if (head.procedure === 'document-withdrawal') return showWithdrawal(ctx, frame, head, form, after.done);
  return showPassage(ctx, frame, head, form, after);
}

export function casePages(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: '/cases/:pid',
    // Everybody's links to cases begin here; what may be seen is decided where they lead to.
    access: { kind: 'signed-in' },
    params: pidParams,
    query: z.object({ done: z.string().max(20).optional().catch(undefined) }),
    async render(ctx, { params, query }) {
      const procedure = await procedureOf(ctx.db, params.pid);
      if (procedure !== undefined && ![lifecycle.procedure, withdrawal.procedure].includes(procedure))
        return { kind: 'redirect', to: casePath(ctx.base.console, params.pid, procedure) };
      const person = personOf(ctx);
      if (!person.mayAnywhere('document.read') && !person.invited) throw new Forbidden();
      return showCase(ctx, frame, params.pid, newForm(), query);
    },
  });
}
