import { type ConsoleFrame, counterparts, organisationById, personOf } from '../../../core/index.ts';
import { type CaseHead, caseEvents } from '../../../mechanisms/procedure/index.ts';
import type { FormState, RequestContext } from '../../../platform/http/route.ts';
import {
  Actions,
  ButtonLink,
  ErrorSummary,
  Hidden,
  KeyValue,
  Note,
  Panel,
  PostForm,
  RadioCards,
  SubmitButton,
  Tag,
  TextArea,
  Timeline,
} from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { reminderPanel } from '../../reminders/index.ts';
import { ACT_LABELS, stateLabel, withdrawal } from '../lifecycle.ts';
import { withdrawalIssue } from '../policy.ts';
import { openCorrectionOf, publicEdition, readWithdrawal } from '../store.ts';
import { documentPaths, doneNotice } from './paths.ts';

/** The case page of a withdrawal. */
export async function showWithdrawal(
  ctx: RequestContext,
  frame: ConsoleFrame,
  head: CaseHead,
  form: FormState,
  done?: string,
): Promise<string> {
  const person = personOf(ctx);
  const paths = documentPaths(ctx.base.console);
  const row = await readWithdrawal(ctx.db, head.id);
  const [document, proposer, organisation, events] = await Promise.all([
    ctx.db
      .selectFrom('gov_document')
      .select(['pid', 'index_number as indexNumber'])
      .where('id', '=', row.documentId)
      .executeTakeFirstOrThrow(),
    ctx.db.selectFrom('person').select('name').where('id', '=', row.proposedById).executeTakeFirstOrThrow(),
    organisationById(ctx.db, head.organisationId),
    caseEvents(ctx.db, head.id),
  ]);
  const now = await publicEdition(ctx.db, row.documentId);
  const proposed = events.find((e) => e.act === 'document.propose-withdrawal')?.facts.edition;
  const open = head.state === 'requested';
  const correction = open ? await openCorrectionOf(ctx.db, row.documentId) : undefined;
  const mayDecide = open && person.may('document.decide-withdrawal', head.organisationId);
  const mayCancel = open && person.may('document.cancel-withdrawal', head.organisationId);
  const issue = withdrawalIssue(row, {
    personId: person.personId,
    counterparts: await counterparts(ctx.db, person.personId, ctx.today),
  });
  return frame.page(ctx, {
    title: `撤回：${head.subject}`,
    section: '/documents',
    notice: doneNotice(done),
    heading: {
      h1: `撤回：${head.subject}`,
      tag: (
        <Tag kind={open ? 'warn' : 'mute'}>
          {withdrawal.states[head.state as keyof typeof withdrawal.states].label}
        </Tag>
      ),
      note: organisation.shortName,
      actions: (
        <ButtonLink href={paths.document(document.pid)} icon="history">
          文件档案
        </ButtonLink>
      ),
    },
    children: (
      <div class="mc-g main-r">
        <div class="mc-g">
          <Panel title="撤回申请">
            <KeyValue
              rows={[
                ['文件', <a href={paths.document(document.pid)}>{head.subject}</a>],
                ['索引号', document.indexNumber ?? ''],
                ['提出人', proposer.name],
                ['对外说明的原因', row.reason],
                [
                  '公众现在看到的',
                  now ? (
                    <a href={paths.version(document.pid, now.number)}>
                      第 {now.number} 稿，{minute(now.publishedAt)} 公开
                    </a>
                  ) : (
                    '已经看不到'
                  ),
                ],
              ]}
            />
            {open && now && proposed !== undefined && proposed !== now.number && (
              <Note
                kind="warn"
                title={`提出撤回以后，这份文件更正过：提出时公众看到第 ${proposed} 稿，现在是第 ${now.number} 稿。`}
              >
                <p>请打开现在的一稿，核对撤回的原因是不是还成立。</p>
              </Note>
            )}
            {correction && (
              <Note kind="warn" title="这份文件另有一件更正稿在办">
                <p>
                  <a href={paths.case(correction.pid)}>更正稿</a>现在“
                  {stateLabel(correction.procedure, correction.state)}”环节。
                  {correction.state === 'scheduled'
                    ? '它会在撤回之后自动公开：须先取消定时发布，才能批准撤回。'
                    : '批准撤回以后，它退回起草，重新审查、签发后文件才重新公开。'}
                </p>
              </Note>
            )}
          </Panel>
          <Panel title="流转记录" aside="只增不改">
            <Timeline
              items={events.toReversed().map((e) => ({
                time: minute(e.at),
                who: e.actorName,
                text: `${ACT_LABELS[e.act] ?? e.act}${e.fromState ? `：${stateLabel('document-withdrawal', e.fromState)} → ${stateLabel('document-withdrawal', e.toState)}` : ''}${e.comment ? `。意见：${e.comment}` : ''}`,
              }))}
            />
          </Panel>
        </div>
        <aside class="mc-g" aria-label="办理">
          <Panel title="现在可以做">
            <ErrorSummary form={form} />
            {mayDecide && issue && (
              <Actions items={[{ label: '决定是否撤回', unavailable: issue.message }]} />
            )}
            {mayDecide && !issue && (
              <PostForm
                action={paths.act(head.pid, 'decide-withdrawal')}
                once={ctx.session?.once() ?? ''}
                label="决定是否撤回"
              >
                <Hidden name="version" value={head.version} />
                <Hidden name="edition" value={now?.number ?? 0} />
                <RadioCards
                  name="verdict"
                  legend="决定"
                  form={form}
                  required
                  options={[
                    { value: 'approve', label: '批准撤回', note: '公众立即看不到，原网址显示上面的原因' },
                    { value: 'refuse', label: '不批准', note: '继续公开；须写明原因' },
                  ]}
                />
                <TextArea name="comment" label="意见" form={form} rows={3} maxLength={500} />
                <SubmitButton icon="check">提交决定</SubmitButton>
              </PostForm>
            )}
            {mayCancel && (
              <Actions
                items={[
                  {
                    label: '取消撤回申请',
                    icon: 'arrow-back-up',
                    note: '文件继续公开',
                    post: {
                      action: paths.act(head.pid, 'cancel-withdrawal'),
                      once: ctx.session?.once() ?? '',
                      fields: { version: String(head.version) },
                    },
                  },
                ]}
              />
            )}
            {!mayDecide && !mayCancel && (
              <p class="mb-0">
                {open ? '本件等待签发人决定，您不需要操作。' : `本件已于 ${head.closedOn} 办结。`}
              </p>
            )}
          </Panel>
          {await reminderPanel(ctx, 'cases', head.pid)}
        </aside>
      </div>
    ),
  });
}
