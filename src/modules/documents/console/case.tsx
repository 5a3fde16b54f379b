import type { VNode } from 'preact';
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
import { ATTRIBUTES, GROUNDS } from '../../../mechanisms/publication/index.ts';
import { Forbidden } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  ButtonLink,
  Diff,
  KeyValue,
  OfficialDocument,
  Panel,
  Steps,
  Tag,
  Timeline,
} from '../../../ui/index.ts';
import { minute, shortMinute } from '../../../ui/times.ts';
import { checkContent } from '../checks.ts';
import { PUBLICATION_CLOCK } from '../clock.ts';
import { ACT_LABELS, passage as lifecycle, stateLabel, withdrawal } from '../lifecycle.ts';
import { reviewPolicy } from '../policy.ts';
import { readHands } from '../store.ts';
import { PASSAGE_KINDS, REVIEW_KINDS } from '../words.ts';
import { AttachmentChanges, AttachmentPanel } from './attachment-list.tsx';
import { CaseActions } from './case-actions.tsx';
import { ChecksPanel } from './editor.tsx';
import { InvitationsPanel } from './invitations.tsx';
import { type PassageView, readPassageView } from './passage-view.ts';
import { documentPaths, doneNotice } from './paths.ts';
import { showWithdrawal } from './withdrawal.tsx';

/** What happened on day 0 of each clock. */
const CLOCK_STARTS = { [PUBLICATION_CLOCK]: '信息形成（成文）' };

const STEP_STATES = ['drafting', 'attribute-review', 'secrecy-review', 'sign-off', 'published'] as const;

function PassageSteps({ head, reviews, edition }: PassageView): VNode {
  const at =
    { scheduled: 4, published: 5, filed: 5, abandoned: 0 }[head.state] ??
    STEP_STATES.indexOf(head.state as (typeof STEP_STATES)[number]);
  const review = (kind: string) =>
    reviews.findLast((r) => r.kind === kind && r.editionNumber === edition.number);
  const who = (kind: string) => {
    const r = review(kind);
    return r ? `${r.personName} ${shortMinute(r.at)}` : undefined;
  };
  const notes = [`第 ${edition.number} 稿`, who('attribute'), who('secrecy'), who('sign-off'), undefined];
  const last =
    head.state === 'filed'
      ? '归档（不公开）'
      : head.state === 'abandoned'
        ? '发布'
        : head.state === 'scheduled'
          ? '待定时发布'
          : '发布';
  const labels = ['起草', '公开属性审查', '保密审查', '签发', last];
  return (
    <Panel title="办理进度">
      <Steps
        steps={labels.map((label, i) => ({
          label,
          ...(notes[i] ? { note: notes[i] } : {}),
          state:
            head.state !== 'abandoned' && (i < at || head.closedOn !== null)
              ? 'done'
              : i === at && head.closedOn === null
                ? 'now'
                : 'todo',
        }))}
      />
    </Panel>
  );
}

function Facts({ view }: { view: PassageView }): VNode {
  const { edition: e, organisation, passage } = view;
  return (
    <Panel title="文件信息" aside={PASSAGE_KINDS[passage.kind]}>
      <KeyValue
        columns={2}
        rows={[
          ['公开主体', organisation.name],
          ['发文字号', e.documentNumber || '—'],
          ['主题分类', e.theme || '—'],
          ['公文种类', e.genre || '—'],
          ['成文日期', e.writtenOn ?? '—'],
          ['施行日期', e.effectiveOn ?? '—'],
          ['有效期至', e.expiresOn ?? ''],
          ['废止日期', e.repealedOn ?? ''],
          ['公开属性', e.attribute ? ATTRIBUTES[e.attribute].label : '未定'],
          ['依据', e.ground ? `${GROUNDS[e.ground].label}（${GROUNDS[e.ground].article}）` : '—'],
          ['理由', e.reason],
          ['更正说明', e.changeNote],
          ['定时发布', passage.publishAt ? minute(passage.publishAt) : ''],
          ['来源', e.sourceName || e.sourceUrl],
        ]}
      />
    </Panel>
  );
}

function Evidence({ view }: { view: PassageView }): VNode {
  const { events, reviews, edition } = view;
  return (
    <>
      <Panel title="审查与签发" aside="每项都绑定所审文本的散列">
        {reviews.length === 0 ? (
          <p class="muted mb-0">还没有审查记录。</p>
        ) : (
          <Timeline
            items={reviews.map((r) => ({
              time: minute(r.at),
              who: r.personName,
              text: `${REVIEW_KINDS[r.kind].label}通过（第 ${r.editionNumber} 稿${r.editionNumber === edition.number ? '' : '，已作废'}）${r.comment ? `：${r.comment}` : ''}`,
              hash: `${r.contentHash.slice(0, 4)}…${r.contentHash.slice(-4)}`,
            }))}
          />
        )}
      </Panel>
      <Panel title="流转记录" aside="只增不改">
        <Timeline
          items={events.toReversed().map((e, i) => ({
            time: minute(e.at),
            who: e.actorName,
            text: `${ACT_LABELS[e.act] ?? e.act}${e.fromState && e.fromState !== e.toState ? `：${stateLabel('document-passage', e.fromState)} → ${stateLabel('document-passage', e.toState)}` : ''}${e.comment ? `。意见：${e.comment}` : ''}`,
            ...(i === 0 ? { state: 'now' as const } : {}),
          }))}
        />
      </Panel>
    </>
  );
}

/** The case page of a passage. `form` carries what was entered in one of its acts that was refused. */
export async function showPassage(
  ctx: RequestContext,
  frame: ConsoleFrame,
  head: CaseHead,
  form: FormState,
  done?: string,
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
  const findings = checkContent(edition, view.passage.kind);
  return frame.page(ctx, {
    title: edition.title,
    section: '/documents',
    notice: doneNotice(done),
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
          <a class="btn mc-jump" href="#act">
            去办理
          </a>
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
        <PassageSteps {...view} />
        <div class="mc-g main-r">
          <div class="mc-g">
            <Facts view={view} />
            <Panel
              title="正文"
              aside={edition.contentHash ? `散列 ${edition.contentHash.slice(0, 8)}…` : '草稿，尚未冻结'}
            >
              <OfficialDocument
                organ={`${organisation.name}${edition.documentNumber ? '文件' : ''}`}
                {...(edition.documentNumber ? { documentNumber: edition.documentNumber } : {})}
                title={edition.title}
                bodyHtml={edition.bodyHtml}
                level={2}
                {...(edition.attribute ? { mark: ATTRIBUTES[edition.attribute].mark } : {})}
              />
            </Panel>
            <AttachmentPanel attachments={edition.attachments} base={ctx.base.console} casePid={head.pid} />
            {view.current && head.closedOn === null && (
              <Panel
                title="与公众现在所见的差别"
                aside={`第 ${view.current.number} 稿 → 第 ${edition.number} 稿`}
              >
                <Diff before={view.current.body} after={edition.body} />
                <AttachmentChanges before={view.current.attachments} after={edition.attachments} />
              </Panel>
            )}
            <Evidence view={view} />
          </div>
          <aside class="mc-g" aria-label="办理">
            <CaseActions
              ctx={ctx}
              view={view}
              person={person}
              policy={policy}
              hands={hands}
              counterparts={same}
              findings={findings}
              form={form}
            />
            <ClockPanel clocks={view.clocks} startedBy={CLOCK_STARTS} today={ctx.today} soon={view.soon} />
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

/** The cases that a person may see by invitation. */
export function invitedCases(person: Person): number[] {
  return person.invitations.map((i) => i.caseId);
}

const pidParams = z.object({ pid: z.string().regex(/^[0-9a-z]{10}$/) });

/** The page of a case, of either kind. */
export async function showCase(
  ctx: RequestContext,
  frame: ConsoleFrame,
  pid: string,
  form: FormState,
  done?: string,
): Promise<string> {
  const person = personOf(ctx);
  const head = await findCase(ctx.db, pid, person.scope('document.read'), invitedCases(person));
  if (head.procedure === 'document-withdrawal') return showWithdrawal(ctx, frame, head, form, done);
  return showPassage(ctx, frame, head, form, done);
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
      return showCase(ctx, frame, params.pid, newForm(), query.done);
    },
  });
}
