import {
  type ConsoleFrame,
  casesOfSamePerson,
  holdersOf,
  holdsOn,
  type Person,
  personOf,
  UNMASK_ACT,
} from '../../../core/index.ts';
import {
  type CaseHead,
  casesByIds,
  findOfProcedure,
  maskedOf,
  maskOf,
  personalCasePage,
  readPersonalCase,
} from '../../../mechanisms/procedure/index.ts';
import type { FormState, RequestContext } from '../../../platform/http/route.ts';
import { ButtonLink, DataTable, Empty, KeyValue, Panel, type Step } from '../../../ui/index.ts';
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
export function findRequest(ctx: RequestContext, pid: string): Promise<CaseHead> {
  return findOfProcedure(ctx, pid, { procedure: privacyRequest.procedure, act: 'privacy.read' });
}

/** What has been done when a state lies behind. */
const STEP_LABELS = { received: '收到', handling: '受理办理', replied: '答复', closed: '终止' } as const;

function steps(head: CaseHead): Step[] {
  const states = ['received', 'handling', head.state === 'closed' ? 'closed' : 'replied'] as const;
  const at = (states as readonly string[]).indexOf(head.state);
  return states.map((s, i) => ({
    label: STEP_LABELS[s],
    state: i < at || head.closedOn !== null ? 'done' : i === at ? 'now' : 'todo',
  }));
}

function Facts({ request, organisation }: { request: PrivacyRequest; organisation: string }) {
  return (
    <Panel title="请求" aside={RIGHTS[request.right].article}>
      <KeyValue
        columns={2}
        rows={[
          ['请求事项', RIGHTS[request.right].label],
          ['渠道', CHANNELS[request.channel]],
          ['受理单位', organisation],
          ['涉及的办件编号', request.about],
          ['证件种类', DOCUMENT_KINDS[request.documentKind].label],
          ['身份核验', request.identityCheck ? IDENTITY_CHECKS[request.identityCheck] : '尚未核验'],
          ['结果', request.outcome ? OUTCOMES[request.outcome] : ''],
          ['终止原因', request.closing ? CLOSINGS[request.closing] : ''],
        ]}
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
  const [request, record, others, holders] = await Promise.all([
    readRequest(ctx.db, head.id),
    readPersonalCase(ctx, head),
    samePerson(ctx, head),
    holdersOf(ctx.db, [head.organisationId], ctx.today),
  ]);
  const matter = RIGHTS[request.right].label;
  return personalCasePage(ctx, frame, record, {
    title: `${matter}请求 ${head.pid}`,
    h1: `个人信息${matter}请求`,
    section: '/privacy',
    notice: doneNotice(done),
    stateLabel,
    steps: steps(head),
    content: <Facts request={request} organisation={record.organisation.name} />,
    values: {
      title: '个人信息',
      footer: record.values.length > 0 && person.may(UNMASK_ACT, head.organisationId) && (
        <>
          {record.values.some((v) => v.kind === 'statement') && (
            <ButtonLink href={`${paths.unmask(head.pid)}?only=statement`} icon="file-text">
              只看陈述内容（留痕）
            </ButtonLink>
          )}
          <ButtonLink href={paths.unmask(head.pid)} icon="eye">
            查看完整信息（须说明事由，留痕）
          </ButtonLink>
        </>
      ),
    },
    more: <SamePerson ctx={ctx} request={request} head={head} person={person} rows={others} />,
    acts: (
      <>
        <CaseActions
          ctx={ctx}
          head={head}
          person={person}
          form={form}
          waitsFor={holders.filter((h) => h.role === 'disclosure-office' && h.personId !== person.personId)}
        />
        {person.may('hold.place', head.organisationId) && (
          <Panel title="法律保全">
            <ButtonLink href={`${ctx.base.console}/personal-data/holds?case=${head.pid}`} icon="shield-lock">
              为本件设定法律保全
            </ButtonLink>
          </Panel>
        )}
      </>
    ),
    startedBy: { reply: '收到请求' },
    beside: await reminderPanel(ctx, 'cases', head.pid),
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
