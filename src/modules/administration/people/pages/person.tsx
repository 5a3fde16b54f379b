import type { VNode } from 'preact';
import { z } from 'zod';
import { type ConsoleFrame, type Person, personOf } from '../../../../core/index.ts';
import { NotFound } from '../../../../platform/errors.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { pidParams, publicId } from '../../../../platform/http/fields.ts';
import { type FormState, newForm, type RequestContext } from '../../../../platform/http/route.ts';
import { Actions, ButtonLink, ErrorSummary, KeyValue, Note, Panel, Tag } from '../../../../ui/index.ts';
import { minute } from '../../../../ui/times.ts';
import { noticePaths } from '../../notices/paths.ts';
import { endDeputation, endGrant } from '../acts/rights.ts';
import { doneNotice, peoplePaths } from '../paths.ts';
import { deputationsOf, grantsOfStaff, readStaff, type StaffRow } from '../store.ts';
import { readDay } from './fields.ts';
import { Deputations, Grants } from './rights.tsx';

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
