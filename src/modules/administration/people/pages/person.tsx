import type { VNode } from 'preact';
import { z } from 'zod';
import { type ConsoleFrame, isOver, type Person, personOf, ROLES, SCOPES } from '../../../../core/index.ts';
import { NotFound } from '../../../../platform/errors.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { pidParams, publicId } from '../../../../platform/http/fields.ts';
import { type FormState, newForm, type RequestContext } from '../../../../platform/http/route.ts';
import {
  Actions,
  ButtonLink,
  DataTable,
  DateField,
  Empty,
  ErrorSummary,
  KeyValue,
  Note,
  Panel,
  PostForm,
  SubmitButton,
  Tag,
} from '../../../../ui/index.ts';
import { minute, shortMinute } from '../../../../ui/times.ts';
import { noticePaths } from '../../notices/paths.ts';
import { endDeputation, endGrant } from '../acts/rights.ts';
import { doneNotice, peoplePaths } from '../paths.ts';
import {
  type DeputationLine,
  deputationsOf,
  type GrantLine,
  grantsOfStaff,
  readStaff,
  type StaffRow,
} from '../store.ts';
import { readDay } from './fields.ts';
import { periodOf, Standing } from './standing.tsx';

function Particulars({ p, today }: { p: StaffRow; today: string }): VNode {
  return (
    <Panel title="人员信息">
      <KeyValue
        columns={2}
        rows={[
          ['机构', p.organisationName],
          ['内设机构', p.section],
          ['职务', p.post || '—'],
          ['工号', p.staffNumber],
          ['任职', p.validTo === null ? `${p.validFrom} 起` : `${p.validFrom} 至 ${p.validTo}`],
          ['状态', p.validTo !== null && p.validTo < today ? '已离任' : '在任'],
          ['用户名', p.username ?? '没有账号，不能登录'],
          ['最近登录', p.lastSignInAt ? minute(p.lastSignInAt) : p.username ? '还没有登录过' : ''],
        ]}
      />
    </Panel>
  );
}

function Grants(props: {
  ctx: RequestContext;
  viewer: Person;
  person: StaffRow;
  grants: readonly GrantLine[];
  form: FormState;
}): VNode {
  const { ctx, viewer, person, grants, form } = props;
  const paths = peoplePaths(ctx.base.console);
  const mayEnd = (g: GrantLine) =>
    viewer.personId !== person.id &&
    !isOver({ from: g.validFrom, to: g.validTo }, ctx.today) &&
    viewer.may('grant.end', g.organisationId);
  return (
    <Panel title="授权" flush aside="含将来生效和已终止的">
      <DataTable<GrantLine>
        caption="授权，最近生效的在最前"
        rows={grants}
        empty={<Empty title="没有任何授权，登录后不能办理任何事。" />}
        columns={[
          {
            label: '角色',
            header: true,
            cell: (g) => (
              <>
                {ROLES[g.role].label} {g.lent && <Tag kind="warn">借用</Tag>}
              </>
            ),
          },
          { label: '范围', cell: (g) => `${g.organisationName}（${SCOPES[g.scope]}）` },
          { label: '期限', cell: (g) => periodOf(g, ctx.today) },
          {
            label: '状态',
            nowrap: true,
            cell: (g) => <Standing right={g} today={ctx.today} />,
          },
          {
            label: '由谁授予',
            cell: (g) =>
              `${g.givenBy ?? '服务器操作员'}${g.source ? `；依据：${g.source}` : ''}${g.endedAt ? `；${shortMinute(g.endedAt)} 终止` : ''}`,
          },
          {
            label: '操作',
            cell: (g) =>
              mayEnd(g) ? (
                <details open={form.values.grant === String(g.id)}>
                  <summary>终止</summary>
                  <PostForm
                    action={paths.endGrant(person.pid, g.id)}
                    once={ctx.session?.once() ?? ''}
                    label={`终止${ROLES[g.role].label}`}
                  >
                    <DateField
                      name="lastDay"
                      label="最后一天（不填即立即终止）"
                      {...(form.values.grant === String(g.id)
                        ? { form }
                        : { form: newForm(), apart: String(g.id) })}
                      min={ctx.today}
                    />
                    <SubmitButton kind="danger" icon="ban">
                      终止授权
                    </SubmitButton>
                  </PostForm>
                </details>
              ) : (
                '—'
              ),
          },
        ]}
      />
    </Panel>
  );
}

function Deputations(props: {
  ctx: RequestContext;
  viewer: Person;
  person: StaffRow;
  rows: readonly DeputationLine[];
}): VNode | null {
  const { ctx, viewer, person, rows } = props;
  const paths = peoplePaths(ctx.base.console);
  if (rows.length === 0) return null;
  const mayEnd = (d: DeputationLine) =>
    d.personId === person.id &&
    !isOver({ from: d.validFrom, to: d.validTo }, ctx.today) &&
    viewer.personId !== person.id &&
    viewer.may('deputation.end', person.organisationId);
  return (
    <Panel title="代理" flush>
      <DataTable<DeputationLine>
        caption="代理，最近的在最前"
        rows={rows}
        columns={[
          { label: '代理人', header: true, cell: (d) => `${d.deputyName}（代 ${d.personName}）` },
          { label: '角色', cell: (d) => d.roles?.map((r) => ROLES[r].label).join('、') ?? '全部角色' },
          { label: '期限', cell: (d) => periodOf(d, ctx.today) },
          {
            label: '状态',
            nowrap: true,
            cell: (d) => <Standing right={d} today={ctx.today} />,
          },
          { label: '事由', cell: (d) => `${d.reason}${d.givenBy ? `（${d.givenBy}指定）` : ''}` },
          {
            label: '操作',
            cell: (d) =>
              mayEnd(d) ? (
                <Actions
                  items={[
                    {
                      label: '终止代理',
                      icon: 'ban',
                      kind: 'danger',
                      post: {
                        action: paths.endDeputation(person.pid, d.pid),
                        once: ctx.session?.once() ?? '',
                      },
                    },
                  ]}
                />
              ) : (
                '—'
              ),
          },
        ]}
      />
    </Panel>
  );
}

/** What the viewer may do with the person now. */
function Doings({ ctx, viewer, person }: { ctx: RequestContext; viewer: Person; person: StaffRow }): VNode {
  const paths = peoplePaths(ctx.base.console);
  const can = (act: string) => viewer.may(act, person.organisationId);
  const own = viewer.personId === person.id;
  const left = person.validTo !== null && person.validTo < ctx.today;
  return (
    <Panel title="现在可以做">
      {own && <Note kind="info">这是您本人。不能给自己授权，也不能为自己办理离任、调动。</Note>}
      <Actions
        items={[
          ...(can('person.change') && !left
            ? [{ label: '修改人员信息', icon: 'pencil' as const, href: paths.edit(person.pid) }]
            : []),
          ...(can('contact.set') && !left
            ? [
                {
                  label: '联系方式',
                  icon: 'phone' as const,
                  note: '接收提醒用',
                  href: noticePaths(ctx.base.console).contact(person.pid),
                },
              ]
            : []),
          ...(can('account.give') && !left && person.username === null
            ? [
                {
                  label: '开立账号',
                  icon: 'key' as const,
                  kind: 'primary' as const,
                  href: paths.account(person.pid),
                },
              ]
            : []),
          ...(can('account.reset') && !left && !own && person.username !== null
            ? [
                {
                  label: '重置口令',
                  icon: 'key' as const,
                  note: '用于忘记口令',
                  href: paths.reset(person.pid),
                },
              ]
            : []),
          ...(can('grant.give') && !left && !own
            ? [
                {
                  label: '授予角色',
                  icon: 'shield' as const,
                  kind: 'primary' as const,
                  href: paths.grant(person.pid),
                },
              ]
            : []),
          ...(can('deputation.give') && !left && !own
            ? [{ label: '指定代理人', icon: 'users' as const, href: paths.deputation(person.pid) }]
            : []),
          ...(can('person.leave') && !left && !own
            ? [
                {
                  label: '离任或调动',
                  icon: 'logout' as const,
                  note: '先移交全部工作',
                  href: paths.handover(person.pid),
                },
              ]
            : []),
          ...(can('person.return') && person.validTo !== null
            ? [
                {
                  label: left ? '办理复职' : '撤销离任',
                  icon: 'refresh' as const,
                  href: paths.back(person.pid),
                },
              ]
            : []),
        ]}
      />
    </Panel>
  );
}

/** The page of one person: particulars, account, grants, deputies. */
export function personPages(face: Face, frame: ConsoleFrame): void {
  const show = async (ctx: RequestContext, pid: string, form: FormState, done?: string) => {
    const viewer = personOf(ctx);
    const person = await readStaff(ctx.db, pid, viewer.scope('person.read'));
    const [grants, deputations] = await Promise.all([
      grantsOfStaff(ctx.db, person.id),
      deputationsOf(ctx.db, person.id),
    ]);
    const lent = grants.some(
      (g) => g.lent && g.validFrom <= ctx.today && (g.validTo === null || g.validTo >= ctx.today),
    );
    return frame.page(ctx, {
      title: person.name,
      section: '/people',
      notice: doneNotice(done),
      heading: {
        h1: person.name,
        tag: lent ? <Tag kind="warn">借用中</Tag> : undefined,
        note: person.organisationName,
        actions: (
          <ButtonLink href={peoplePaths(ctx.base.console).list()} icon="users">
            全部人员
          </ButtonLink>
        ),
      },
      children: (
        <div class="mc-g main-r">
          <div class="mc-g">
            <ErrorSummary form={form} />
            <Particulars p={person} today={ctx.today} />
            <Grants ctx={ctx} viewer={viewer} person={person} grants={grants} form={form} />
            <Deputations ctx={ctx} viewer={viewer} person={person} rows={deputations} />
          </div>
          <aside class="mc-g" aria-label="办理">
            <Doings ctx={ctx} viewer={viewer} person={person} />
          </aside>
        </div>
      ),
    });
  };

  face.page({
    path: '/people/:pid',
    access: { kind: 'act', act: 'person.read' },
    params: pidParams,
    query: z.object({ done: z.string().max(20).optional().catch(undefined) }),
    render: (ctx, { params, query }) => show(ctx, params.pid, newForm(), query.done),
  });

  face.form({
    path: '/people/:pid/grants/:grant/end',
    access: { kind: 'act', act: 'grant.end' },
    token: 'once',
    params: pidParams.extend({ grant: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }),
    labels: { lastDay: '最后一天' },
    body: z.object({ lastDay: z.string().default('') }),
    async submit(ctx, { params, body, once }) {
      const actor = personOf(ctx);
      await readStaff(ctx.db, params.pid, actor.scope('grant.end'));
      const lastDay = readDay(body.lastDay, 'lastDay', '最后一天');
      await endGrant(
        { ...ctx, actor },
        { pid: params.pid, grantId: params.grant, once, ...(lastDay ? { lastDay } : {}) },
      );
      return {
        kind: 'redirect',
        to: `${peoplePaths(ctx.base.console).person(params.pid)}?done=ended`,
      };
    },
    again: (ctx, { params }, form) =>
      show(ctx, params.pid, { ...form, values: { ...form.values, grant: String(params.grant) } }),
  });

  face.form({
    path: '/people/:pid/deputations/:deputation/end',
    access: { kind: 'act', act: 'deputation.end' },
    token: 'once',
    params: pidParams.extend({ deputation: publicId }),
    labels: {},
    body: z.object({}),
    async submit(ctx, { params, once }) {
      const actor = personOf(ctx);
      const person = await readStaff(ctx.db, params.pid, actor.scope('deputation.end'));
      if (person.id === actor.personId) throw new NotFound();
      await endDeputation({ ...ctx, actor }, { pid: params.pid, deputationPid: params.deputation, once });
      return {
        kind: 'redirect',
        to: `${peoplePaths(ctx.base.console).person(params.pid)}?done=deputy-ended`,
      };
    },
    again: (ctx, { params }, form) => show(ctx, params.pid, form),
  });
}
