import { z } from 'zod';
import { change } from '../../platform/change.ts';
import { Refusal } from '../../platform/errors.ts';
import type { Face } from '../../platform/http/face.ts';
import { type FormState, newForm, type RequestContext } from '../../platform/http/route.ts';
import { ErrorSummary, Note, Panel, PostForm, SubmitButton, TextField } from '../../ui/index.ts';
import { classesOf, passwordProblem, passwordUsedBefore, setPassword } from '../accounts.ts';
import { type ConsoleFrame, consolePaths } from '../console-frame.tsx';
import { OWN_ACT, personOf } from '../people.ts';
import { proveAgain } from '../sign-in/codes.ts';
import { signInRules } from '../sign-in/rules.ts';
import { attemptOf } from './sign-in-view.tsx';

const LABELS = { current: '现在的口令', next: '新口令', repeat: '再输一次新口令' };

/** The page on which a person changes the own password; the first one must be changed before anything else. */
export function passwordPages(face: Face, frame: ConsoleFrame): void {
  const rulesOf = (ctx: RequestContext) =>
    signInRules(ctx.db, { day: ctx.today, organisationId: personOf(ctx).organisation.id });
  const show = async (ctx: RequestContext, form: FormState) => {
    const rules = await rulesOf(ctx);
    return frame.page(ctx, {
      title: '修改口令',
      children: (
        <Panel title="修改口令">
          {ctx.session?.mustChangePassword && (
            <Note kind="warn">
              这是首次登录、口令刚被重置，或者口令已到更换期限。请先设置自己的口令，再办理其他事项。
            </Note>
          )}
          <ErrorSummary form={form} labels={LABELS} />
          <PostForm
            action={consolePaths(ctx.base.console).password()}
            once={ctx.session?.once() ?? ''}
            label="修改口令"
          >
            <TextField
              name="current"
              label={LABELS.current}
              type="password"
              form={form}
              required
              autocomplete="current-password"
            />
            <TextField
              name="next"
              label={LABELS.next}
              type="password"
              form={form}
              required
              autocomplete="new-password"
              hint={`至少 ${rules.passwordLength} 个字符，含${classesOf(rules)}；不能包含用户名${
                rules.passwordHistory > 0 ? `，不能与最近 ${rules.passwordHistory} 次用过的口令相同` : ''
              }。`}
            />
            <TextField
              name="repeat"
              label={LABELS.repeat}
              type="password"
              form={form}
              required
              autocomplete="new-password"
            />
            <SubmitButton icon="check">保存新口令</SubmitButton>
          </PostForm>
        </Panel>
      ),
    });
  };

  face.page({ path: '/password', access: { kind: 'signed-in' }, render: (ctx) => show(ctx, newForm()) });

  face.form({
    path: '/password',
    access: { kind: 'signed-in' },
    token: 'once',
    labels: LABELS,
    secrets: ['current', 'next', 'repeat'],
    body: z.object({ current: z.string().min(1), next: z.string().min(1), repeat: z.string() }),
    async submit(ctx, { body, once }) {
      const person = personOf(ctx);
      const account = await ctx.db
        .selectFrom('account')
        .select('username')
        .where('person_id', '=', person.personId)
        .executeTakeFirstOrThrow();
      await proveAgain(
        ctx,
        person.personId,
        { password: body.current, passwordField: 'current' },
        attemptOf(ctx),
      );
      if (body.next !== body.repeat)
        throw new Refusal([{ field: 'repeat', message: '两次输入的新口令不一致。' }], 422);
      if (body.next === body.current)
        throw new Refusal([{ field: 'next', message: '新口令不能与现在的口令相同。' }], 422);
      const rules = await rulesOf(ctx);
      const problem =
        passwordProblem(body.next, account.username, rules) ??
        ((await passwordUsedBefore(ctx.db, person.personId, body.next, rules.passwordHistory))
          ? `这个口令以前用过。新口令不能与最近 ${rules.passwordHistory} 次用过的口令相同。`
          : undefined);
      if (problem) throw new Refusal([{ field: 'next', message: problem }], 422);
      const subject = { kind: 'account', id: person.personId, organisationId: person.organisation.id };
      await change(
        { ...ctx, actor: person },
        { act: OWN_ACT, once, lock: async () => subject },
        async (c) => {
          await setPassword(c.tx, {
            personId: person.personId,
            password: body.next,
            mustChange: false,
            at: c.now,
            requestId: ctx.requestId,
            keepSession: ctx.session?.tokenHash ?? '',
          });
          return {};
        },
      );
      return { kind: 'redirect', to: consolePaths(ctx.base.console).home() };
    },
    again: async (ctx, _input, form) => show(ctx, form),
  });
}
