import { z } from 'zod';
import { change } from '../../platform/change.ts';
import type { Face } from '../../platform/http/face.ts';
import type { RequestContext } from '../../platform/http/route.ts';
import {
  ButtonLink,
  DataTable,
  Hidden,
  KeyValue,
  Note,
  Panel,
  PostForm,
  SubmitButton,
  Tag,
} from '../../ui/index.ts';
import { minute } from '../../ui/times.ts';
import { type ConsoleFrame, consolePaths } from '../console-frame.tsx';
import { type Person, personOf } from '../people.ts';
import {
  type AccountState,
  accountState,
  type EventRow,
  eventsOf,
  type SessionRow,
  sessionsOf,
} from '../sign-in/account-reads.ts';
import { endSessions } from '../sign-in/sessions.ts';

const EVENTS_SHOWN = 20;
const FAILURES = ['wrong-password', 'wrong-code', 'code-replayed', 'account-locked', 'oidc-refused'];

/** 我的账号: password, second factor, open sessions, last sign-ins. */
export function accountPages(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: '/account',
    access: { kind: 'signed-in' },
    query: z.object({ done: z.enum(['ended', 'ended-all']).optional().catch(undefined) }),
    async render(ctx, { query }) {
      const person = personOf(ctx);
      const [state, sessions, events] = await Promise.all([
        accountState(ctx.db, person.personId),
        sessionsOf(ctx.db, person.personId, ctx.now),
        eventsOf(ctx.db, person.personId, EVENTS_SHOWN),
      ]);
      return frame.page(ctx, {
        title: '我的账号',
        ...(query.done
          ? {
              notice: {
                kind: 'ok' as const,
                text: query.done === 'ended' ? '已结束那一处登录。' : '除这里以外，其他登录都已结束。',
              },
            }
          : {}),
        children: (
          <>
            {state && <Identity ctx={ctx} person={person} state={state} />}
            <Sessions ctx={ctx} sessions={sessions} />
            <Panel title="最近的登录记录" flush>
              <EventTable caption="最近的登录记录，新的在前" events={events} />
            </Panel>
          </>
        ),
      });
    },
  });

  face.form({
    path: '/account/sessions',
    access: { kind: 'signed-in' },
    token: 'once',
    labels: {},
    body: z.object({ session: z.string().max(10).optional() }),
    async submit(ctx, { body, once }) {
      const person = personOf(ctx);
      const { session } = body;
      await change(
        { ...ctx, actor: person },
        {
          act: 'account.end-sessions',
          once,
          lock: async () => ({
            kind: 'account',
            id: person.personId,
            organisationId: person.organisation.id,
          }),
        },
        async (c) => {
          const ended = await endSessions(c.tx, {
            personId: person.personId,
            reason: 'ended-by-self',
            at: c.now,
            requestId: ctx.requestId,
            byPersonId: person.personId,
            address: ctx.address,
            except: ctx.session?.tokenHash ?? '',
            ...(session === undefined ? {} : { pid: session }),
          });
          c.note({ sessions: ended });
          return {};
        },
      );
      const done = session === undefined ? 'ended-all' : 'ended';
      return { kind: 'redirect', to: `${consolePaths(ctx.base.console).account()}?done=${done}` };
    },
    again: async (ctx, _input, form) =>
      frame.page(ctx, {
        title: '我的账号',
        children: (
          <>
            <Note kind="bad">{form.issues.map((i) => i.message).join('')}</Note>
            <ButtonLink href={consolePaths(ctx.base.console).account()}>回到我的账号</ButtonLink>
          </>
        ),
      }),
  });
}

function Identity({ ctx, person, state }: { ctx: RequestContext; person: Person; state: AccountState }) {
  const paths = consolePaths(ctx.base.console);
  return (
    <Panel title="账号">
      <KeyValue
        rows={[
          ['姓名', person.name],
          ['单位、职务', `${person.organisation.name}${person.post ? `，${person.post}` : ''}`],
          ['用户名', state.username],
          [
            '口令',
            <>
              {minute(state.passwordChangedAt)} 设置 <a href={paths.password()}>修改口令</a>
            </>,
          ],
          [
            '动态口令',
            <>
              {state.totpSince ? (
                <>
                  <Tag kind="ok" icon="shield-check">
                    已绑定
                  </Tag>{' '}
                  {minute(state.totpSince)}，恢复码还有 {state.codesLeft} 个
                </>
              ) : (
                <Tag>未绑定</Tag>
              )}{' '}
              <a href={paths.totp()}>{state.totpSince ? '更换或重新生成恢复码' : '绑定动态口令'}</a>
            </>,
          ],
          ['统一身份认证', state.oidcSubject ? '已绑定' : undefined],
        ]}
      />
    </Panel>
  );
}

function Sessions({ ctx, sessions }: { ctx: RequestContext; sessions: readonly SessionRow[] }) {
  const action = `${consolePaths(ctx.base.console).account()}/sessions`;
  const once = ctx.session?.once() ?? '';
  const here = ctx.session?.tokenHash;
  return (
    <Panel
      title="正在使用的登录"
      flush
      {...(sessions.length > 1
        ? {
            footer: (
              <PostForm action={action} once={once}>
                <SubmitButton kind="danger" icon="logout">
                  结束其他所有登录
                </SubmitButton>
              </PostForm>
            ),
          }
        : {})}
    >
      <DataTable
        caption="正在使用的登录，新的在前"
        rows={sessions}
        columns={[
          { label: '登录时间', header: true, nowrap: true, cell: (s) => minute(s.createdAt) },
          { label: '最近活动', nowrap: true, cell: (s) => minute(s.seenAt) },
          { label: '网络地址', cell: (s) => s.address ?? '无法识别' },
          { label: '方式', cell: (s) => s.how },
          {
            label: '操作',
            cell: (s) =>
              s.tokenHash === here ? (
                <Tag kind="ok">这里</Tag>
              ) : (
                <PostForm action={action} once={ctx.session?.once() ?? ''}>
                  <Hidden name="session" value={s.pid} />
                  <SubmitButton kind="plain">
                    结束<span class="visually-hidden">{minute(s.createdAt)} 的登录</span>
                  </SubmitButton>
                </PostForm>
              ),
          },
        ]}
      />
    </Panel>
  );
}

/** Lines of the log of sign-ins. */
export function EventTable({ caption, events }: { caption: string; events: readonly EventRow[] }) {
  return (
    <DataTable
      caption={caption}
      rows={events}
      tone={(e) => (FAILURES.includes(e.kind) ? 'warn' : undefined)}
      empty={<p class="muted">还没有记录。</p>}
      columns={[
        { label: '时间', header: true, nowrap: true, cell: (e) => minute(e.at) },
        { label: '事项', cell: (e) => e.label },
        { label: '网络地址', cell: (e) => e.address ?? '—' },
        { label: '经办人', cell: (e) => e.by ?? '本人或系统' },
      ]}
    />
  );
}
