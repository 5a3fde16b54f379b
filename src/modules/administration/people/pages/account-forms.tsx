import { z } from 'zod';
import { type ConsoleFrame, classesOf, type SignInRules, signInRules } from '../../../../core/index.ts';
import { newToken } from '../../../../platform/crypto.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { ErrorSummary, Note, Panel, PostForm, SubmitButton, TextField } from '../../../../ui/index.ts';
import { giveAccount, resetPassword, returnStaffMember, USERNAME } from '../acts/people.ts';
import { formPage, pidParams } from '../form-page.ts';
import { peoplePaths } from '../paths.ts';
import { readStaff, type StaffRow } from '../store.ts';

const LABELS = { username: '用户名', password: '首次口令' };

/** A first password to propose: random, of three kinds of characters. It is kept nowhere until the form is sent. */
const proposal = () => `Mt-${newToken().slice(0, 12)}7`;
const hint = (rules: SignInRules) =>
  `已随机生成，也可以自定：至少 ${rules.passwordLength} 个字符，含${classesOf(rules)}。请记下来当面告知本人；提交后任何人都看不到，本人首次登录须修改。`;

interface Data {
  p: StaffRow;
  rules: SignInRules;
}

/** Giving an account, and taking somebody back who has left. */
export function accountForms(face: Face, frame: ConsoleFrame): void {
  formPage(face, frame, {
    path: '/people/:pid/account',
    act: 'account.give',
    params: pidParams,
    section: '/people',
    title: ({ p }: Data) => `开立账号：${p.name}`,
    labels: LABELS,
    body: z.object({
      username: z
        .string()
        .trim()
        .toLowerCase()
        .regex(USERNAME, '用户名只能用小写字母、数字、点、下划线和短横线，2 至 40 个字符。'),
      password: z.string().min(1).max(200),
    }),
    async load(ctx, person, { pid }): Promise<Data> {
      const p = await readStaff(ctx.db, pid, person.scope('account.give'));
      return { p, rules: await signInRules(ctx.db, { day: ctx.today }) };
    },
    values: () => ({ password: proposal() }),
    view: (ctx, { p, rules }, form) => (
      <Panel title="账号" aside={p.organisationName}>
        <ErrorSummary form={form} labels={LABELS} />
        {p.username !== null ? (
          <p class="mb-0">
            {p.name}已有账号“{p.username}”。一个人只能有一个账号；忘记口令的，在人员页面“重置口令”。
          </p>
        ) : (
          <PostForm
            action={peoplePaths(ctx.base.console).account(p.pid)}
            once={ctx.session?.once() ?? ''}
            label="开立账号"
          >
            <TextField
              name="username"
              label={LABELS.username}
              form={form}
              required
              autocomplete="off"
              hint="登录用，开立后不再更改。例如姓名的拼写。"
            />
            <TextField
              name="password"
              label={LABELS.password}
              form={form}
              required
              autocomplete="off"
              hint={hint(rules)}
            />
            <SubmitButton icon="key">开立账号</SubmitButton>
          </PostForm>
        )}
      </Panel>
    ),
    async submit(ctx, { data, body, once }) {
      await giveAccount(ctx, { pid: data.p.pid, ...body, once });
      return `${peoplePaths(ctx.base.console).person(data.p.pid)}?done=account`;
    },
  });

  formPage(face, frame, {
    path: '/people/:pid/reset',
    act: 'account.reset',
    params: pidParams,
    section: '/people',
    title: ({ p }: Data) => `重置口令：${p.name}`,
    labels: LABELS,
    body: z.object({ password: z.string().min(1).max(200) }),
    async load(ctx, person, { pid }): Promise<Data> {
      const p = await readStaff(ctx.db, pid, person.scope('account.reset'));
      return { p, rules: await signInRules(ctx.db, { day: ctx.today }) };
    },
    values: () => ({ password: proposal() }),
    view: (ctx, { p, rules }, form) => (
      <Panel title="重置口令" aside={p.organisationName}>
        <Note kind="warn">
          请先核实是本人提出。重置后原口令作废、全部登录结束；账号被锁定的，由安全管理员解除。本人会收到消息，操作留痕。
        </Note>
        <ErrorSummary form={form} labels={LABELS} />
        <PostForm
          action={peoplePaths(ctx.base.console).reset(p.pid)}
          once={ctx.session?.once() ?? ''}
          label="重置口令"
        >
          <TextField
            name="password"
            label={LABELS.password}
            form={form}
            required
            autocomplete="off"
            hint={hint(rules)}
          />
          <SubmitButton kind="danger" icon="key">
            重置口令
          </SubmitButton>
        </PostForm>
      </Panel>
    ),
    async submit(ctx, { data, body, once }) {
      await resetPassword(ctx, { pid: data.p.pid, password: body.password, once });
      return `${peoplePaths(ctx.base.console).person(data.p.pid)}?done=reset`;
    },
  });

  formPage(face, frame, {
    path: '/people/:pid/return',
    act: 'person.return',
    params: pidParams,
    section: '/people',
    title: ({ p }: Data) => `办理复职：${p.name}`,
    labels: LABELS,
    body: z.object({ password: z.string().max(200).default('') }),
    async load(ctx, person, { pid }): Promise<Data> {
      const p = await readStaff(ctx.db, pid, person.scope('person.return'));
      return { p, rules: await signInRules(ctx.db, { day: ctx.today }) };
    },
    values: () => ({ password: proposal() }),
    view: (ctx, { p, rules }, form) => (
      <Panel title="复职" aside={p.organisationName}>
        <Note>
          复职用原来的记录，不要另建人员。原授权不会恢复，请安全管理员重新授权
          {p.username === null ? '。' : '；原账号恢复使用，原口令作废。'}
        </Note>
        <ErrorSummary form={form} labels={LABELS} />
        <PostForm
          action={peoplePaths(ctx.base.console).back(p.pid)}
          once={ctx.session?.once() ?? ''}
          label="办理复职"
        >
          {p.username !== null && (
            <TextField
              name="password"
              label={LABELS.password}
              form={form}
              required
              autocomplete="off"
              hint={hint(rules)}
            />
          )}
          <SubmitButton icon="refresh">办理复职</SubmitButton>
        </PostForm>
      </Panel>
    ),
    async submit(ctx, { data, body, once }) {
      await returnStaffMember(ctx, { pid: data.p.pid, password: body.password, once });
      return `${peoplePaths(ctx.base.console).person(data.p.pid)}?done=returned`;
    },
  });
}
