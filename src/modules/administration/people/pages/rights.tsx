import type { VNode } from 'preact';
import { isOver, type Person, ROLES, SCOPES } from '../../../../core/index.ts';
import { type FormState, newForm, type RequestContext } from '../../../../platform/http/route.ts';
import {
  Actions,
  DataTable,
  DateField,
  Empty,
  Panel,
  PostForm,
  SubmitButton,
  Tag,
} from '../../../../ui/index.ts';
import { shortMinute } from '../../../../ui/times.ts';
import { peoplePaths } from '../paths.ts';
import type { DeputationLine, GrantLine, StaffRow } from '../store.ts';
import { periodOf, Standing } from './standing.tsx';

/** 授权: the grants of a person, each with the form that ends it for those who may. */
export function Grants(props: {
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

/** 代理: who stands in for a person and for whom the person stands in; nothing where there is none. */
export function Deputations(props: {
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
