import type { ComponentChildren } from 'preact';
import { z } from 'zod';
import {
  type ConsoleFrame,
  classesOf,
  type Person,
  type SignInRules,
  signInRules,
} from '../../../../core/index.ts';
import { newToken } from '../../../../platform/crypto.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { pidParams } from '../../../../platform/http/fields.ts';
import type { FormState, RequestContext } from '../../../../platform/http/route.ts';
import { ErrorSummary, Note, Panel, PostForm, SubmitButton, TextField } from '../../../../ui/index.ts';
import { giveAccount, resetPassword, returnStaffMember, USERNAME } from '../acts/people.ts';
import { formPage } from '../form-page.ts';
import { peoplePaths } from '../paths.ts';
import { readStaff, type StaffRow } from '../store.ts';

const LABELS = { username: '用户名', password: '首次口令' };

interface Data {
  p: StaffRow;
  rules: SignInRules;
}

/** One form about the account of a person, with a first password proposed. */
interface AccountForm<B extends z.ZodType> {
  /** Its address below the person. */
  path: string;
  act: string;
  /** What is done, as the page and the form are called. */
  label: string;
  panel: string;
  /** Key of the notice afterwards. */
  done: string;
  body: B;
  /** What is to be known before. */
  note?(data: Data): ComponentChildren;
  /** Stands instead of the form where there is nothing to do. */
  needless?(data: Data): ComponentChildren;
  fields(data: Data, form: FormState): ComponentChildren;
  submit(
    ctx: RequestContext & { actor: Person },
    it: { pid: string; body: z.output<B>; once: string },
  ): Promise<unknown>;
}

function accountForm<B extends z.ZodType>(face: Face, frame: ConsoleFrame, it: AccountForm<B>): void {
  const home = (ctx: RequestContext, p: StaffRow) => peoplePaths(ctx.base.console).person(p.pid);
  formPage(face, frame, {
    path: `/people/:pid/${it.path}`,
    act: it.act,
    params: pidParams,
    section: '/people',
    title: ({ p }: Data) => `${it.label}：${p.name}`,
    labels: LABELS,
    body: it.body,
    async load(ctx, person, { pid }): Promise<Data> {
      const p = await readStaff(ctx.db, pid, person.scope(it.act));
      return { p, rules: await signInRules(ctx.db, { day: ctx.today }) };
    },
    // Random, of three kinds of characters; kept nowhere until the form is sent.
    values: () => ({ password: `Mt-${newToken().slice(0, 12)}7` }),
    view: (ctx, data, form) => (
      <Panel title={it.panel} aside={data.p.organisationName}>
        {it.note?.(data)}
        <ErrorSummary form={form} labels={LABELS} />
        {it.needless?.(data) ?? (
          <PostForm
            action={`${home(ctx, data.p)}/${it.path}`}
            once={ctx.session?.once() ?? ''}
            label={it.label}
          >
            {it.fields(data, form)}
          </PostForm>
        )}
      </Panel>
    ),
    async submit(ctx, { data, body, once }) {
      await it.submit(ctx, { pid: data.p.pid, body, once });
      return `${home(ctx, data.p)}?done=${it.done}`;
    },
  });
}

function FirstPassword({ form, rules }: { form: FormState; rules: SignInRules }) {
  return (
    <TextField
      name="password"
      label={LABELS.password}
      form={form}
      required
      autocomplete="off"
      hint={`已随机生成，也可以自定：至少 ${rules.passwordLength} 个字符，含${classesOf(rules)}。请记下来当面告知本人；提交后任何人都看不到，本人首次登录须修改。`}
    />
  );
}

/** Giving an account, resetting a password, and taking somebody back who has left. */
export function accountForms(face: Face, frame: ConsoleFrame): void {
  const password = z.string().min(1).max(200);

  accountForm(face, frame, {
    path: 'account',
    act: 'account.give',
    label: '开立账号',
    panel: '账号',
    done: 'account',
    body: z.object({
      username: z
        .string()
        .trim()
        .toLowerCase()
        .regex(USERNAME, '用户名只能用小写字母、数字、点、下划线和短横线，2 至 40 个字符。'),
      password,
    }),
    needless: ({ p }) =>
      p.username === null ? undefined : (
        <p class="mb-0">
          {p.name}已有账号“{p.username}”。一个人只能有一个账号；忘记口令的，在人员页面“重置口令”。
        </p>
      ),
    fields: ({ rules }, form) => (
      <>
        <TextField
          name="username"
          label={LABELS.username}
          form={form}
          required
          autocomplete="off"
          hint="登录用，开立后不再更改。例如姓名的拼写。"
        />
        <FirstPassword form={form} rules={rules} />
        <SubmitButton icon="key">开立账号</SubmitButton>
      </>
    ),
    submit: (ctx, { pid, body, once }) => giveAccount(ctx, { pid, ...body, once }),
  });

  accountForm(face, frame, {
    path: 'reset',
    act: 'account.reset',
    label: '重置口令',
    panel: '重置口令',
    done: 'reset',
    body: z.object({ password }),
    note: () => (
      <Note kind="warn">
        请先核实是本人提出。重置后原口令作废、全部登录结束；账号被锁定的，由安全管理员解除。本人会收到消息，操作留痕。
      </Note>
    ),
    fields: ({ rules }, form) => (
      <>
        <FirstPassword form={form} rules={rules} />
        <SubmitButton kind="danger" icon="key">
          重置口令
        </SubmitButton>
      </>
    ),
    submit: (ctx, { pid, body, once }) => resetPassword(ctx, { pid, ...body, once }),
  });

  accountForm(face, frame, {
    path: 'return',
    act: 'person.return',
    label: '办理复职',
    panel: '复职',
    done: 'returned',
    // Empty for somebody who had no account.
    body: z.object({ password: z.string().max(200).default('') }),
    note: ({ p }) => (
      <Note>
        复职用原来的记录，不要另建人员。原授权不会恢复，请安全管理员重新授权
        {p.username === null ? '。' : '；原账号恢复使用，原口令作废。'}
      </Note>
    ),
    fields: ({ p, rules }, form) => (
      <>
        {p.username !== null && <FirstPassword form={form} rules={rules} />}
        <SubmitButton icon="refresh">办理复职</SubmitButton>
      </>
    ),
    submit: (ctx, { pid, body, once }) => returnStaffMember(ctx, { pid, ...body, once }),
  });
}
