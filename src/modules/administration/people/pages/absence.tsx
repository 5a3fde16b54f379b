import { z } from 'zod';
import {
  type ConsoleFrame,
  goesWith,
  isOver,
  type Person,
  personOf,
  ROLES,
  type Role,
} from '../../../../core/index.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { publicId } from '../../../../platform/http/fields.ts';
import { type FormState, newForm, type RequestContext } from '../../../../platform/http/route.ts';
import {
  Actions,
  DataTable,
  Empty,
  ErrorSummary,
  Note,
  Panel,
  PostForm,
  SubmitButton,
} from '../../../../ui/index.ts';
import { endDeputation, giveDeputation } from '../acts/rights.ts';
import { doneNotice, peoplePaths } from '../paths.ts';
import { colleagues, type DeputationLine, deputationsOf, grantsOfStaff } from '../store.ts';
import {
  DEPUTATION_LABELS,
  DeputationFields,
  deputationBody,
  deputationInput,
} from './deputation-fields.tsx';
import { periodOf, Standing } from './standing.tsx';

async function ownPid(ctx: RequestContext, person: Person): Promise<string> {
  const row = await ctx.db
    .selectFrom('person')
    .select('pid')
    .where('id', '=', person.personId)
    .executeTakeFirstOrThrow();
  return row.pid;
}

/** 外出代理: everybody names a deputy for the own absence, and sees for whom they deputise. */
export function absencePages(face: Face, frame: ConsoleFrame): void {
  const show = async (ctx: RequestContext, form: FormState, done?: string) => {
    const person = personOf(ctx);
    const paths = peoplePaths(ctx.base.console);
    const [rows, grants, people] = await Promise.all([
      deputationsOf(ctx.db, person.personId),
      grantsOfStaff(ctx.db, person.personId),
      colleagues(ctx.db, [person.organisation.id], ctx.today),
    ]);
    const roles: Role[] = [
      ...new Set(
        grants.flatMap((g) => (isOver({ from: g.validFrom, to: g.validTo }, ctx.today) ? [] : [g.role])),
      ),
    ];
    const over = (d: DeputationLine) => isOver({ from: d.validFrom, to: d.validTo }, ctx.today);
    const mayEnd = (d: DeputationLine) => d.personId === person.personId && !over(d);
    return frame.page(ctx, {
      title: '外出代理',
      section: '/absence',
      notice: doneNotice(done),
      children: (
        <div class="mc-g main-r">
          <Panel title="我的代理" flush aside="我请人代理的和我代理别人的">
            <DataTable<DeputationLine>
              caption="代理，最近的在最前"
              rows={rows}
              empty={<Empty title="没有代理。" hint="外出前可以指定一位同事代理，到期自动结束。" />}
              columns={[
                { label: '代理人', header: true, cell: (d) => `${d.deputyName}（代 ${d.personName}）` },
                { label: '角色', cell: (d) => d.roles?.map((r) => ROLES[r].label).join('、') ?? '全部角色' },
                { label: '期限', cell: (d) => periodOf(d, ctx.today) },
                { label: '事由', cell: (d) => d.reason },
                { label: '状态', cell: (d) => <Standing right={d} today={ctx.today} />, nowrap: true },
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
                              action: paths.endAbsence(),
                              once: ctx.session?.once() ?? '',
                              fields: { deputation: d.pid },
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
          <aside class="mc-g" aria-label="指定代理人">
            <Panel title="指定代理人">
              {roles.length === 0 ? (
                <p class="mb-0">您没有任何角色，没有需要代理的工作。</p>
              ) : (
                <>
                  <Note>
                    代理人以自己的名义办理，记录写明“代 {person.name}
                    ”。代理期间你们在审签分离上视为同一人：代理人不能审签您起草的文件。
                  </Note>
                  <ErrorSummary form={form} labels={DEPUTATION_LABELS} />
                  <PostForm action={paths.absence()} once={ctx.session?.once() ?? ''} label="指定代理人">
                    <DeputationFields
                      form={form}
                      today={ctx.today}
                      deputies={people.filter((p) => p.id !== person.personId && goesWith(p.roles, roles))}
                      roles={roles}
                    />
                    <SubmitButton icon="users">指定代理人</SubmitButton>
                  </PostForm>
                </>
              )}
            </Panel>
          </aside>
        </div>
      ),
    });
  };

  face.page({
    path: '/absence',
    access: { kind: 'signed-in' },
    query: z.object({ done: z.string().max(20).optional().catch(undefined) }),
    render: (ctx, { query }) => show(ctx, newForm({ from: ctx.today }), query.done),
  });

  face.form({
    path: '/absence',
    access: { kind: 'signed-in' },
    token: 'once',
    labels: DEPUTATION_LABELS,
    body: deputationBody,
    async submit(ctx, { body, once }) {
      const actor = personOf(ctx);
      const input = deputationInput(await ownPid(ctx, actor), body, once);
      await giveDeputation({ ...ctx, actor }, input, true);
      const done = input.validFrom > ctx.today ? 'deputy-planned' : 'deputy-given';
      return { kind: 'redirect', to: `${peoplePaths(ctx.base.console).absence()}?done=${done}` };
    },
    again: (ctx, _input, form) => show(ctx, form),
  });

  face.form({
    path: '/absence/end',
    access: { kind: 'signed-in' },
    token: 'once',
    labels: {},
    body: z.object({ deputation: publicId }),
    async submit(ctx, { body, once }) {
      const actor = personOf(ctx);
      await endDeputation(
        { ...ctx, actor },
        { pid: await ownPid(ctx, actor), deputationPid: body.deputation, once },
        true,
      );
      return { kind: 'redirect', to: `${peoplePaths(ctx.base.console).absence()}?done=deputy-ended` };
    },
    again: (ctx, _input, form) => show(ctx, form),
  });
}
