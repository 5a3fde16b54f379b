import { z } from 'zod';
import {
  type AccountState,
  accountState,
  type ConsoleFrame,
  doneNotices,
  EventTable,
  eventsOf,
  type Person,
  personOf,
  type SessionRow,
  sessionsOf,
} from '../../../core/index.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams } from '../../../platform/http/fields.ts';
import { textField } from '../../../platform/http/messages.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  type ActionItem,
  Actions,
  DataTable,
  Empty,
  ErrorSummary,
  KeyValue,
  Panel,
  PostForm,
  SubmitButton,
  Tag,
  TextField,
} from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { bindOidc, confirmOidc, endAllSessions, type PersonContext, renewTotp, unlock } from './acts.ts';
import { signInPaths } from './paths.ts';
import { type Holder, holderByPid } from './store.ts';

const EVENTS_SHOWN = 50;
const LABELS = { subject: '统一身份认证标识（sub）' };
const params = pidParams;

const doneNotice = doneNotices({
  unlocked: '已解除锁定，本人会收到消息。口令没有改变。',
  ended: '已结束此人的全部登录。',
  renewed: '已解除动态口令；此人下次登录后须重新绑定。',
  proposed: '已提出绑定，待安全管理员确认后生效；本人和安全管理员已收到消息。',
  unbound: '已解除统一身份认证的绑定。',
  bound: '已确认统一身份认证的绑定，本人已收到消息。',
  rejected: '已退回，绑定没有生效。',
});

/** One account as its guardians see it: state, sessions, log, and what each of them may do. */
export function accountSecurityPages(face: Face, frame: ConsoleFrame): void {
  const show = async (ctx: RequestContext, pid: string, form: FormState, done?: string): Promise<string> => {
    const person = personOf(ctx);
    const holder = await holderByPid(ctx.db, person.scope('sign-in.read'), pid);
    const [state, sessions, events] = await Promise.all([
      accountState(ctx.db, holder.id),
      sessionsOf(ctx.db, holder.id, ctx.now),
      eventsOf(ctx.db, holder.id, EVENTS_SHOWN),
    ]);
    if (!state) throw new NotFound();
    return frame.page(ctx, {
      title: `账号安全：${holder.name}`,
      section: '/sign-in-security',
      heading: { h1: holder.name, note: `${holder.organisation}${holder.post ? ` · ${holder.post}` : ''}` },
      notice: doneNotice(done),
      children: (
        <>
          <ErrorSummary form={form} labels={LABELS} />
          <State state={state} now={ctx.now} />
          <Panel title="办理">
            <Actions items={actionsFor(ctx, person, holder, state, sessions)} />
          </Panel>
          <Panel title="正在使用的登录" flush>
            <DataTable
              caption="正在使用的登录，新的在前"
              rows={sessions}
              empty={<Empty title="没有正在使用的登录" />}
              columns={[
                { label: '登录时间', header: true, nowrap: true, cell: (s) => minute(s.createdAt) },
                { label: '最近活动', nowrap: true, cell: (s) => minute(s.seenAt) },
                { label: '网络地址', cell: (s) => s.address ?? '无法识别' },
                { label: '方式', cell: (s) => s.how },
              ]}
            />
          </Panel>
          {person.may('account.bind-oidc', holder.organisationId) && (
            <Binding ctx={ctx} holder={holder} state={state} form={form} />
          )}
          {state.oidcProposed && person.may('account.confirm-oidc', holder.organisationId) && (
            <Confirming ctx={ctx} holder={holder} subject={state.oidcProposed} />
          )}
          <Panel title="登录记录" aside={`最近 ${EVENTS_SHOWN} 条`} flush>
            <EventTable caption="登录记录，新的在前" events={events} />
          </Panel>
        </>
      ),
    });
  };

  face.page({
    path: '/sign-in-security/people/:pid',
    access: { kind: 'act', act: 'sign-in.read' },
    params,
    query: z.object({ done: z.string().max(20).optional().catch(undefined) }),
    render: (ctx, input) => show(ctx, input.params.pid, newForm(), input.query.done),
  });

  const act = (
    path: string,
    name: string,
    done: string,
    run: (ctx: PersonContext, o: { pid: string; once: string }) => Promise<object>,
  ): void =>
    face.form({
      path: `/sign-in-security/people/:pid/${path}`,
      access: { kind: 'act', act: name },
      token: 'once',
      labels: {},
      params,
      body: z.object({}),
      async submit(ctx, input) {
        await run({ ...ctx, actor: personOf(ctx) }, { pid: input.params.pid, once: input.once });
        return {
          kind: 'redirect',
          to: `${signInPaths(ctx.base.console).person(input.params.pid)}?done=${done}`,
        };
      },
      again: (ctx, input, form) => show(ctx, input.params.pid, form),
    });
  act('unlock', 'sign-in.unlock', 'unlocked', unlock);
  act('sessions', 'sign-in.end-sessions', 'ended', endAllSessions);
  act('totp', 'sign-in.renew-totp', 'renewed', renewTotp);

  face.form({
    path: '/sign-in-security/people/:pid/oidc/confirm',
    access: { kind: 'act', act: 'account.confirm-oidc' },
    token: 'once',
    labels: { answer: '确认或退回' },
    params,
    body: z.object({ answer: z.enum(['confirm', 'reject']) }),
    async submit(ctx, { params: { pid }, body, once }) {
      const confirmed = body.answer === 'confirm';
      await confirmOidc({ ...ctx, actor: personOf(ctx) }, { pid, once, confirmed });
      return {
        kind: 'redirect',
        to: `${signInPaths(ctx.base.console).person(pid)}?done=${confirmed ? 'bound' : 'rejected'}`,
      };
    },
    again: (ctx, input, form) => show(ctx, input.params.pid, form),
  });

  face.form({
    path: '/sign-in-security/people/:pid/oidc',
    access: { kind: 'act', act: 'account.bind-oidc' },
    token: 'once',
    labels: LABELS,
    params,
    body: z.object({ subject: textField(255) }),
    async submit(ctx, input) {
      const { pid } = input.params;
      await bindOidc(
        { ...ctx, actor: personOf(ctx) },
        { pid, once: input.once, subject: input.body.subject },
      );
      return {
        kind: 'redirect',
        to: `${signInPaths(ctx.base.console).person(pid)}?done=${input.body.subject ? 'proposed' : 'unbound'}`,
      };
    },
    again: (ctx, input, form) => show(ctx, input.params.pid, form),
  });
}

function State({ state, now }: { state: AccountState; now: Date }) {
  const locked = state.lockedUntil !== null && state.lockedUntil > now;
  return (
    <Panel title="账号">
      <KeyValue
        rows={[
          ['用户名', state.username],
          [
            '状态',
            locked && state.lockedUntil ? (
              <Tag kind="bad" icon="lock">
                锁定至 {minute(state.lockedUntil)}
              </Tag>
            ) : (
              <Tag kind="ok" icon="check">
                正常
              </Tag>
            ),
          ],
          [
            '口令',
            `${minute(state.passwordChangedAt)} 设置${state.mustChangePassword ? '，下次登录须修改' : ''}`,
          ],
          [
            '动态口令',
            state.totpSince
              ? `${minute(state.totpSince)} 绑定，恢复码还有 ${state.codesLeft} 个`
              : state.mustEnrolTotp
                ? '未绑定，下次登录须绑定'
                : '未绑定',
          ],
          [
            '统一身份认证',
            `${state.oidcSubject ? '已绑定身份标识' : '未绑定身份标识'}${state.oidcProposed ? '；有新的绑定待安全管理员确认' : ''}`,
          ],
        ]}
      />
    </Panel>
  );
}

function actionsFor(
  ctx: RequestContext,
  person: Person,
  holder: Holder,
  state: AccountState,
  sessions: readonly SessionRow[],
): ActionItem[] {
  const paths = signInPaths(ctx.base.console);
  const { pid } = holder;
  const own = person.personId === holder.id ? '不能对自己的账号作此操作' : undefined;
  const locked = state.lockedUntil !== null && state.lockedUntil > ctx.now;
  const item = (
    act: string,
    action: string,
    it: Pick<ActionItem, 'label' | 'icon' | 'note' | 'kind'>,
    idle: string | undefined,
  ): ActionItem => {
    const why = person.may(act, holder.organisationId) ? (own ?? idle) : '由安全管理员办理';
    return why === undefined
      ? { ...it, post: { action, once: ctx.session?.once() ?? '' } }
      : { ...it, unavailable: why };
  };
  return [
    item(
      'sign-in.unlock',
      paths.unlock(pid),
      { label: '解除锁定', icon: 'key', kind: 'primary', note: '口令不变；忘记口令的由系统管理员重置' },
      locked ? undefined : '账号没有锁定',
    ),
    item(
      'sign-in.end-sessions',
      paths.endSessions(pid),
      {
        label: '结束全部登录',
        icon: 'logout',
        kind: 'danger',
        note: '此人须重新登录，填到一半的表单不会丢失',
      },
      sessions.length > 0 ? undefined : '没有正在使用的登录',
    ),
    item(
      'sign-in.renew-totp',
      paths.renewTotp(pid),
      { label: '解除动态口令', icon: 'refresh', kind: 'danger', note: '用于手机丢失；此人登录后须重新绑定' },
      state.totpSince ? undefined : '没有绑定动态口令',
    ),
  ];
}

function Confirming({ ctx, holder, subject }: { ctx: RequestContext; holder: Holder; subject: string }) {
  return (
    <Panel title="确认统一身份认证的绑定">
      <p>
        系统管理员提出：以身份标识 <code>{subject}</code> 登录{holder.name}的账号。请向本人核实后再确认。
      </p>
      <PostForm
        action={signInPaths(ctx.base.console).confirmOidc(holder.pid)}
        once={ctx.session?.once() ?? ''}
        label="确认统一身份认证的绑定"
      >
        <p class="mc-submit">
          <SubmitButton icon="check" name="answer" value="confirm">
            确认绑定
          </SubmitButton>
          <SubmitButton kind="danger" icon="ban" name="answer" value="reject">
            退回
          </SubmitButton>
        </p>
      </PostForm>
    </Panel>
  );
}

function Binding(props: { ctx: RequestContext; holder: Holder; state: AccountState; form: FormState }) {
  const { ctx, holder, state } = props;
  const form =
    props.form.values.subject === undefined
      ? { ...props.form, values: { subject: state.oidcProposed ?? state.oidcSubject ?? '' } }
      : props.form;
  return (
    <Panel title="统一身份认证">
      <PostForm
        action={signInPaths(ctx.base.console).bind(holder.pid)}
        once={ctx.session?.once() ?? ''}
        label="绑定统一身份认证"
      >
        <TextField
          name="subject"
          label={LABELS.subject}
          form={form}
          hint="由统一身份认证平台提供。安全管理员确认后生效，本人会收到消息；绑定后只有这个身份能用统一身份认证登录此账号；清空即解除绑定。"
        />
        <SubmitButton icon="link" note="待安全管理员确认">
          提出绑定
        </SubmitButton>
      </PostForm>
    </Panel>
  );
}
