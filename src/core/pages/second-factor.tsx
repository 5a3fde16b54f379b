import { z } from 'zod';
import { change } from '../../platform/change.ts';
import type { Face } from '../../platform/http/face.ts';
import { localPath } from '../../platform/http/guard.ts';
import { type FormState, newForm, type RequestContext } from '../../platform/http/route.ts';
import { ErrorSummary, Hidden, Note, PostForm, SubmitButton, TextField } from '../../ui/index.ts';
import { type ConsoleFrame, consolePaths } from '../console-frame.tsx';
import { personOf } from '../people.ts';
import { proveAgain } from '../sign-in/codes.ts';
import { recordEvent } from '../sign-in/events.ts';
import { noteSecondFactor } from '../sign-in/sessions.ts';
import { KeptFields, keepsForm, LostFiles, resumePage } from './kept-form.tsx';
import { attemptOf } from './sign-in-view.tsx';

const LABELS = { code: '动态码' };
/** Fields of a form that is kept; they go through unread. */
const kept = z.union([z.string(), z.array(z.string())]);

const WHY =
  '您担任（或代理）的角色按规定须使用动态口令，而这次登录时没有验证过。验证之前，这次登录不能办理任何事项。';

function Waiting({ values }: { values: FormState['values'] }) {
  if (!keepsForm(values)) return null;
  return (
    <>
      <Note kind="warn" title="刚才的内容还没有提交" live>
        您填写的内容还在这个页面上（没有存到服务器），请不要关闭它；完成后可以继续提交。
      </Note>
      <LostFiles values={values} />
    </>
  );
}

function codePage(ctx: RequestContext, frame: ConsoleFrame, form: FormState): string {
  const paths = consolePaths(ctx.base.console);
  const once = ctx.session?.once() ?? '';
  return frame.plain(ctx, {
    title: '验证动态码',
    children: (
      <>
        <Waiting values={form.values} />
        <Note kind="info">{WHY}</Note>
        <ErrorSummary form={form} labels={LABELS} />
        <PostForm action={paths.secondFactor()} once={once} label="验证动态码" class="mc-after">
          <Hidden name="back" value={String(form.values.back ?? '')} />
          <KeptFields values={form.values} />
          <TextField
            name="code"
            label={LABELS.code}
            form={form}
            required
            inputmode="numeric"
            autocomplete="one-time-code"
            hint="动态口令应用中现在显示的 6 位数字。手机不在身边时，可以输入一个恢复码。"
          />
          <SubmitButton icon="lock">验证</SubmitButton>
        </PostForm>
        <PostForm action={paths.signOut()} once={once} label="退出登录" class="mc-after">
          <SubmitButton kind="plain" icon="logout">
            不验证，退出登录
          </SubmitButton>
        </PostForm>
      </>
    ),
  });
}

/** What has to be done on a page of its own before the kept form can go on. */
function elsewherePage(
  ctx: RequestContext,
  frame: ConsoleFrame,
  values: FormState['values'],
  what: { title: string; why: string; href: string; link: string },
): string {
  return frame.plain(ctx, {
    title: what.title,
    children: (
      <>
        <Waiting values={values} />
        <Note kind="info">{what.why}</Note>
        <p class="mc-after">
          <a href={what.href} target="_blank" rel="noopener">
            {what.link}
          </a>
          ，完成后再回到这个页面：
        </p>
        <PostForm action={`${consolePaths(ctx.base.console).signIn()}/resume`} label="继续提交">
          <KeptFields values={values} />
          <SubmitButton icon="send">已经完成，继续提交</SubmitButton>
        </PostForm>
      </>
    ),
  });
}

/**
 * The page that stands between a form and what its sender has to do first, with everything that was typed.
 * @param values what `keepForm` made
 * @returns undefined when nothing has to be done first
 */
export function dutyPage(
  ctx: RequestContext,
  frame: ConsoleFrame,
  values: FormState['values'],
): string | undefined {
  const paths = consolePaths(ctx.base.console);
  if (ctx.session?.mustChangePassword)
    return elsewherePage(ctx, frame, values, {
      title: '请先修改口令',
      why: '您的口令刚被重置，或者已到更换期限，须先设置自己的口令。',
      href: paths.password(),
      link: '在新窗口中修改口令',
    });
  if (ctx.session?.secondFactor === 'enrol')
    return elsewherePage(ctx, frame, values, {
      title: '请先绑定动态口令',
      why: '您担任（或代理）的角色按规定须使用动态口令，您还没有绑定。',
      href: paths.totp(),
      link: '在新窗口中绑定动态口令',
    });
  return ctx.session?.secondFactor === 'enter' ? codePage(ctx, frame, newForm(values)) : undefined;
}

/** 验证动态码: the second factor in a session that was opened without one, as soon as a right asks for it. */
export function secondFactorPages(face: Face, frame: ConsoleFrame): void {
  const path = '/account/second-factor';
  const onward = (ctx: RequestContext, back: string) =>
    localPath(back, ctx.base.console, consolePaths(ctx.base.console).home());

  face.page({
    path,
    access: { kind: 'signed-in' },
    query: z.object({ back: z.string().max(500).catch('') }),
    async render(ctx, { query }) {
      if (ctx.session?.secondFactor !== 'enter') return { kind: 'redirect', to: onward(ctx, query.back) };
      return codePage(ctx, frame, newForm({ back: query.back }));
    },
  });

  face.form({
    path,
    access: { kind: 'signed-in' },
    token: 'once',
    labels: LABELS,
    secrets: ['code'],
    body: z
      .object({ code: z.string().trim().min(1).max(40), back: z.string().max(500).default('') })
      .catchall(kept),
    async submit(ctx, { body: { code, back, ...values }, once }) {
      const person = personOf(ctx);
      const { personId } = person;
      const second = await proveAgain(ctx, personId, { code }, attemptOf(ctx));
      await change(
        { ...ctx, actor: person },
        {
          act: 'account.give-second-factor',
          once,
          lock: async () => ({ kind: 'account', id: personId, organisationId: person.organisation.id }),
        },
        async (c) => {
          await noteSecondFactor(c.tx, ctx.session?.tokenHash ?? '', second ?? 'totp');
          await recordEvent(c.tx, {
            kind: 'second-factor-given',
            at: c.now,
            requestId: ctx.requestId,
            personId,
            address: ctx.address,
          });
          return {};
        },
      );
      if (!keepsForm(values)) return { kind: 'redirect', to: onward(ctx, back) };
      const to = { personId, once: ctx.session?.once() ?? '' };
      return { kind: 'page', html: resumePage(ctx, frame, values, to) };
    },
    again: async (ctx, _input, form) => codePage(ctx, frame, form),
  });
}
