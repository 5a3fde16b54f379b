import { type ConsoleFrame, type Person, personOf, UNMASK_ACT } from '../../../core/index.ts';
import {
  type CaseHead,
  findOfProcedure,
  personalCasePage,
  readPersonalCase,
} from '../../../mechanisms/procedure/index.ts';
import { portalPaths } from '../../../mechanisms/publication/index.ts';
import { Forbidden } from '../../../platform/errors.ts';
import type { FormState, RequestContext } from '../../../platform/http/route.ts';
import { ButtonLink, KeyValue, Note, Panel, type Step } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { reminderPanel } from '../../reminders/index.ts';
import { type FeedbackState, policyFeedback, stateLabel } from '../lifecycle.ts';
import { type Feedback, readFeedback } from '../store.ts';
import { CLASSES, CLOSINGS, USES } from '../words.ts';
import { caseActions } from './actions.tsx';
import { doneNotice, feedbackPaths } from './paths.ts';

/** The feedback of an address, in the scope of the person. @throws NotFound for anything else */
export function findFeedback(ctx: RequestContext, pid: string): Promise<CaseHead> {
  return findOfProcedure(ctx, pid, { procedure: policyFeedback.procedure, act: 'feedback.read' });
}

/** Whether this person may see whose feedback it is: those who handle it, and nobody who only reads or approves. */
function maySeeSender(person: Person, head: CaseHead): boolean {
  return person.may(UNMASK_ACT, head.organisationId) && person.may('feedback.reply', head.organisationId);
}

/** The feedback of an address, for the page of its whole values. @throws Forbidden for whoever does not handle it */
export async function findToUnmask(ctx: RequestContext, pid: string): Promise<CaseHead> {
  const head = await findFeedback(ctx, pid);
  if (!maySeeSender(personOf(ctx), head)) throw new Forbidden();
  return head;
}

/** Where a feedback stands, in the four steps that people speak of. */
function steps(head: CaseHead, feedback: Feedback): Step[] {
  const at: Readonly<Record<FeedbackState, number>> = {
    received: 0,
    replied: 2,
    approval: 2,
    published: 3,
    unpublished: 3,
    closed: 4,
  };
  const now = at[head.state as FeedbackState];
  const labels = ['收到', '答复', feedback.publishedAt ? '公开' : '决定是否公开', '办结'];
  const reached = (i: number) => (head.state === 'received' ? (i === 0 ? -1 : i - 1) : i);
  return labels.map((label, i) => ({
    label,
    state: reached(i) < now || head.closedOn !== null ? 'done' : reached(i) === now ? 'now' : 'todo',
  }));
}

function Content({ feedback, paths }: { feedback: Feedback; paths: ReturnType<typeof feedbackPaths> }) {
  return (
    <>
      {feedback.duplicateOf && (
        <Note kind="warn" title="内容与先前一件相同">
          <p class="mb-0">
            <a href={paths.case(feedback.duplicateOf)}>打开先收到的一件（编号 {feedback.duplicateOf}）</a>
            ，可以并案办理。
          </p>
        </Note>
      )}
      <Panel title="反馈内容" aside={feedback.class ? CLASSES[feedback.class] : '未分类'}>
        <p class="mc-lines mb-0">{feedback.content}</p>
      </Panel>
      {feedback.reply !== '' && (
        <Panel title="答复" aside={feedback.repliedOn ?? ''}>
          <p class="mc-lines mb-0">{feedback.reply}</p>
        </Panel>
      )}
    </>
  );
}

function PublicRendition({ head, feedback }: { head: CaseHead; feedback: Feedback }) {
  const proposed = head.state === 'approval';
  if (!proposed && !feedback.publishedAt) return null;
  const shown = proposed
    ? {
        text: feedback.publicText,
        reply: feedback.publicReply,
        use: feedback.useKind,
        note: feedback.useNote,
      }
    : {
        text: feedback.liveText,
        reply: feedback.liveReply,
        use: feedback.liveUse,
        note: feedback.liveUseNote,
      };
  return (
    <Panel
      title={proposed ? '公开版（待批准）' : '公众看到的内容'}
      aside={feedback.publishedAt ? `${minute(feedback.publishedAt)} 公开` : '公众现在看不到'}
    >
      <KeyValue
        rows={[
          ['反馈', <span class="mc-lines">{shown.text}</span>],
          ['答复', <span class="mc-lines">{shown.reply}</span>],
          ['意见采用情况', shown.use && USES[shown.use]],
          ['采用情况说明', shown.note],
          [
            '与原文',
            shown.text === feedback.content ? '反馈内容与原文一致' : '反馈内容有删改（隐去个人信息等）',
          ],
        ]}
      />
    </Panel>
  );
}

function Facts({
  ctx,
  feedback,
  organisation,
}: {
  ctx: RequestContext;
  feedback: Feedback;
  organisation: string;
}) {
  const paths = feedbackPaths(ctx.base.console);
  return (
    <Panel title="情况">
      <KeyValue
        columns={2}
        rows={[
          [
            '文件',
            <a href={ctx.portalUrl + portalPaths('').document(feedback.documentPid)}>
              {feedback.documentTitle}
            </a>,
          ],
          ['本文件的反馈', <a href={paths.list({ document: feedback.documentPid })}>查看全部和统计</a>],
          ['承办单位', organisation],
          ['经办人', feedback.assignedTo ?? '本单位起草人、信息员'],
          ['收到日期', feedback.receivedOn],
          ['意见采用情况', feedback.useKind && USES[feedback.useKind]],
          ['采用情况说明', feedback.useNote],
          ['不公开或者撤下的原因', feedback.privateReason],
          ['不予办理的原因', feedback.closing && CLOSINGS[feedback.closing]],
        ]}
      />
    </Panel>
  );
}

/** The page of a feedback: content, answer, public rendition, masked contact, evidence, what can be done now. */
export async function showFeedback(
  ctx: RequestContext,
  frame: ConsoleFrame,
  pid: string,
  form: FormState,
  done?: string,
): Promise<string> {
  const person: Person = personOf(ctx);
  const paths = feedbackPaths(ctx.base.console);
  const head = await findFeedback(ctx, pid);
  const [feedback, record] = await Promise.all([readFeedback(ctx.db, head.id), readPersonalCase(ctx, head)]);
  return personalCasePage(ctx, frame, record, {
    title: `政策反馈 ${head.pid}`,
    h1: '政策反馈',
    section: '/feedback',
    notice: doneNotice(done),
    stateLabel,
    steps: steps(head, feedback),
    content: (
      <>
        <Content feedback={feedback} paths={paths} />
        <PublicRendition head={head} feedback={feedback} />
        <Facts ctx={ctx} feedback={feedback} organisation={record.organisation.name} />
      </>
    ),
    values: {
      title: '姓名和联系方式',
      footer: record.values.length > 0 && maySeeSender(person, head) && (
        <ButtonLink href={paths.unmask(head.pid)} icon="eye">
          查看完整信息（须说明事由，留痕）
        </ButtonLink>
      ),
    },
    acts: await caseActions({ ctx, head, feedback, person, form }),
    startedBy: { reply: '收到反馈' },
    beside: await reminderPanel(ctx, 'cases', head.pid),
  });
}
