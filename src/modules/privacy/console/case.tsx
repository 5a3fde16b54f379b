import {
  type ConsoleFrame,
  casesOfSamePerson,
  erasuresOf,
  holdersOf,
  holdsOn,
  organisationById,
  type Person,
  personOf,
  UNMASK_ACT,
  unmaskingsOf,
} from '../../../core/index.ts';
import {
  type CaseHead,
  ClockPanel,
  caseClocks,
  caseEvents,
  casesByIds,
  findCase,
  MaskedValues,
  maskedOf,
  maskOf,
  soonDay,
  UnmaskingTable,
} from '../../../mechanisms/procedure/index.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { FormState, RequestContext } from '../../../platform/http/route.ts';
import {
  ButtonLink,
  DataTable,
  Empty,
  KeyValue,
  Note,
  Panel,
  Steps,
  Tag,
  Timeline,
} from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { reminderPanel } from '../../reminders/index.ts';
import { privacyRequest, stateLabel } from '../lifecycle.ts';
import { type PrivacyRequest, readRequest } from '../store.ts';
import {
  CHANNELS,
  CLOSINGS,
  DOCUMENT_KINDS,
  ERASING_RIGHTS,
  IDENTITY_CHECKS,
  OUTCOMES,
  RIGHTS,
} from '../words.ts';
import { CaseActions } from './actions.tsx';
import { doneNotice, privacyPaths } from './paths.ts';

/** The request of an address, in the scope of the person. @throws NotFound for anything else */
export async function findRequest(ctx: RequestContext, pid: string): Promise<CaseHead> {
  const head = await findCase(ctx.db, pid, personOf(ctx).scope('privacy.read'));
  if (head.procedure !== privacyRequest.procedure) throw new NotFound();
  return head;
}

/** What has been done when a state lies behind. */
const STEP_LABELS = { received: '收到', handling: '受理办理', replied: '答复', closed: '终止' } as const;

function Way({ head }: { head: CaseHead }) {
  const states = ['received', 'handling', head.state === 'closed' ? 'closed' : 'replied'] as const;
  const at = (states as readonly string[]).indexOf(head.state);
  return (
    <Panel title="进度">
      <Steps
        steps={states.map((s, i) => ({
          label: STEP_LABELS[s],
          state: i < at || head.closedOn !== null ? 'done' : i === at ? 'now' : 'todo',
        }))}
      />
    </Panel>
  );
}

/** The page of a request: facts, masked values, who saw them, evidence, what can be done now. */
export async function showRequest(
  ctx: RequestContext,
  frame: ConsoleFrame,
  pid: string,
  form: FormState,
  done?: string,
): Promise<string> {
  const person: Person = personOf(ctx);
  const paths = privacyPaths(ctx.base.console);
  const head = await findRequest(ctx, pid);
  const [request, organisation, events, unmaskings, erasures, holds, clocks, soon, values, holders] =
    await Promise.all([
      readRequest(ctx.db, head.id),
      organisationById(ctx.db, head.organisationId),
      caseEvents(ctx.db, head.id),
      unmaskingsOf(ctx.db, head.id),
      erasuresOf(ctx.db, head.id),
      holdsOn(ctx.db, [head.id], ctx.today),
      caseClocks(ctx.db, head.id),
      soonDay(ctx.db, ctx.today, head.organisationId),
      maskedOf(ctx, [head.id]),
      holdersOf(ctx.db, [head.organisationId], ctx.today),
    ]);
  return frame.page(ctx, {
    title: `${RIGHTS[request.right].label}请求 ${head.pid}`,
    section: '/privacy',
    notice: doneNotice(done),
    heading: {
      h1: `个人信息${RIGHTS[request.right].label}请求`,
      tag: <Tag kind={head.closedOn ? 'mute' : 'info'}>{stateLabel(head.state)}</Tag>,
      note: `编号 ${head.pid} · ${organisation.shortName}`,
      actions: (
        <a class="btn mc-jump" href="#act">
          去办理
        </a>
      ),
    },
    children: (
      <div class="mc-g">
        <Way head={head} />
        <div class="mc-g main-r">
          <div class="mc-g">
            {holds.map((h) => (
              <Note key={h.pid} kind="warn" title="法律保全：暂停清除">
                <p class="mb-0">
                  {h.document}（{h.reason}），{h.placedBy}于 {minute(h.placedAt)} 设定
                  {h.untilOn ? `，至 ${h.untilOn}` : ''}。
                </p>
              </Note>
            ))}
            <Panel title="请求" aside={RIGHTS[request.right].article}>
              <KeyValue
                columns={2}
                rows={[
                  ['请求事项', RIGHTS[request.right].label],
                  ['渠道', CHANNELS[request.channel]],
                  ['受理单位', organisation.name],
                  ['涉及的办件编号', request.about],
                  ['证件种类', DOCUMENT_KINDS[request.documentKind].label],
                  ['身份核验', request.identityCheck ? IDENTITY_CHECKS[request.identityCheck] : '尚未核验'],
                  ['结果', request.outcome ? OUTCOMES[request.outcome] : ''],
                  ['终止原因', request.closing ? CLOSINGS[request.closing] : ''],
                ]}
              />
            </Panel>
            <Panel
              title="个人信息"
              aside="加密存放，以下为脱敏后的样子"
              {...(values.length > 0 && person.may(UNMASK_ACT, head.organisationId)
                ? {
                    footer: (
                      <>
                        {values.some((v) => v.kind === 'statement') && (
                          <ButtonLink href={`${paths.unmask(head.pid)}?only=statement`} icon="file-text">
                            只看陈述内容（留痕）
                          </ButtonLink>
                        )}
                        <ButtonLink href={paths.unmask(head.pid)} icon="eye">
                          查看完整信息（须说明事由，留痕）
                        </ButtonLink>
                      </>
                    ),
                  }
                : {})}
            >
              <MaskedValues values={values} erasures={erasures} held={holds.length > 0} />
            </Panel>
            <SamePerson
              ctx={ctx}
              request={request}
              head={head}
              person={person}
              rows={await samePerson(ctx, head)}
            />
            <Panel title="谁在何时因何查看过" flush>
              <UnmaskingTable rows={unmaskings} />
            </Panel>
            <Panel title="流转记录" aside="只增不改">
              <Timeline
                items={events.toReversed().map((e) => ({
                  time: minute(e.at),
                  who: e.actorName,
                  text: `${frame.actLabels[e.act] ?? e.act}${e.fromState && e.fromState !== e.toState ? `：${stateLabel(e.fromState)} → ${stateLabel(e.toState)}` : ''}${e.comment ? `。${e.comment}` : ''}`,
                }))}
              />
            </Panel>
          </div>
          <aside class="mc-g" aria-label="办理" id="act">
            <CaseActions
              ctx={ctx}
              head={head}
              person={person}
              form={form}
              waitsFor={holders.filter(
                (h) => h.role === 'disclosure-office' && h.personId !== person.personId,
              )}
            />
            {person.may('hold.place', head.organisationId) && (
              <Panel title="法律保全">
                <ButtonLink
                  href={`${ctx.base.console}/personal-data/holds?case=${head.pid}`}
                  icon="shield-lock"
                >
                  为本件设定法律保全
                </ButtonLink>
              </Panel>
            )}
            <ClockPanel clocks={clocks} startedBy={{ reply: '收到请求' }} today={ctx.today} soon={soon} />
            {await reminderPanel(ctx, 'cases', head.pid)}
          </aside>
        </div>
      </div>
    ),
  });
}

interface OtherCase {
  head: CaseHead;
  name: string;
  held: boolean;
}

/** Other cases of the same identity document, in the scope of the person. */
async function samePerson(ctx: RequestContext, head: CaseHead): Promise<OtherCase[]> {
  const found = await casesOfSamePerson(ctx.db, head.id);
  const ids = [...new Set(found.map((f) => f.caseId))];
  const heads = await casesByIds(ctx.db, ids, personOf(ctx).scope('privacy.read'));
  const [values, holds] = await Promise.all([maskedOf(ctx, ids), holdsOn(ctx.db, ids, ctx.today)]);
  return heads.map((h) => ({
    head: h,
    name: maskOf(values, h.id, 'name'),
    held: holds.some((x) => x.caseId === h.id),
  }));
}

function SamePerson({
  ctx,
  request,
  head,
  person,
  rows,
}: {
  ctx: RequestContext;
  request: PrivacyRequest;
  head: CaseHead;
  person: Person;
  rows: readonly OtherCase[];
}) {
  const paths = privacyPaths(ctx.base.console);
  const erasing = Object.hasOwn(ERASING_RIGHTS, request.right);
  const verdict = (o: OtherCase) => {
    if (!erasing) return '本件不是删除请求';
    if (o.held) return '法律保全中，不能清除';
    if (o.head.closedOn === null) return '尚未办结，不能清除';
    if (head.state === 'received') return '本件受理后可以清除';
    if (head.state !== 'handling') return '本件已办结';
    if (!person.may('privacy.erase', o.head.organisationId)) return '由政务公开办清除';
    return (
      <ButtonLink href={paths.erase(head.pid, o.head.pid)} icon="trash">
        清除
      </ButtonLink>
    );
  };
  return (
    <Panel title="同一证件号码的其他办件" flush aside="按证件号码的盲索引查出，没有打开任何信息">
      <DataTable<OtherCase>
        caption="同一证件号码的其他办件"
        rows={rows}
        empty={<Empty title="没有其他办件持有这个证件号码。" hint="已清除的、其他单位的办件不在此列。" />}
        columns={[
          {
            label: '办件',
            header: true,
            cell: (o) =>
              o.head.procedure === privacyRequest.procedure ? (
                <a href={paths.case(o.head.pid)}>{o.head.subject}</a>
              ) : (
                o.head.subject
              ),
          },
          { label: '编号', cell: (o) => o.head.pid, nowrap: true },
          { label: '姓名', cell: (o) => o.name, nowrap: true },
          { label: '办结', cell: (o) => o.head.closedOn ?? '未办结', nowrap: true },
          { label: '清除', cell: verdict },
        ]}
      />
    </Panel>
  );
}
