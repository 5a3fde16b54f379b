import { z } from 'zod';
import type { Face } from '../../platform/http/face.ts';
import { localPath } from '../../platform/http/guard.ts';
import { type FormState, newForm, type RequestContext } from '../../platform/http/route.ts';
import { ErrorSummary, Hidden, Note, PostForm, SubmitButton, TextField } from '../../ui/index.ts';
import { SIGN_IN, signIn, signOut } from '../accounts.ts';
import { type ConsoleFrame, consolePaths } from '../console-frame.tsx';
import { SESSION_COOKIE } from '../session.ts';

const LABELS = { username: '用户名', password: '口令' };

/** Sign-in and sign-out. */
export function signInPages(face: Face, frame: ConsoleFrame): void {
  const show = (ctx: RequestContext, form: FormState, note?: string) =>
    frame.plain(ctx, {
      title: '登录',
      children: (
        <>
          {note && (
            <Note kind="info" live>
              {note}
            </Note>
          )}
          <ErrorSummary form={form} />
          <PostForm action={consolePaths(ctx.base.console).signIn()} label="登录">
            <Hidden name="back" value={String(form.values.back ?? '')} />
            <TextField name="username" label="用户名" form={form} required autocomplete="username" />
            <TextField
              name="password"
              label="口令"
              type="password"
              form={form}
              required
              autocomplete="current-password"
            />
            <SubmitButton icon="lock">登录</SubmitButton>
          </PostForm>
          <p class="muted small mc-after">
            连续输错 {SIGN_IN.attemptsPerAccount} 次，账号锁定 {SIGN_IN.lockMinutes}{' '}
            分钟。忘记口令请联系本单位管理员重置。
          </p>
        </>
      ),
    });

  face.page({
    path: '/signin',
    access: { kind: 'public' },
    query: z.object({ back: z.string().max(500).catch(''), out: z.string().optional().catch(undefined) }),
    async render(ctx, { query }) {
      return show(ctx, newForm({ back: query.back }), query.out ? '您已安全退出。' : undefined);
    },
  });

  face.form({
    path: '/signin',
    access: { kind: 'public' },
    token: 'none',
    labels: LABELS,
    body: z.object({
      username: z.string().trim().min(1).max(40),
      password: z.string().min(1).max(200),
      back: z.string().max(500).default(''),
    }),
    async submit(ctx, { body }) {
      const { token } = await signIn(ctx.db, {
        ...body,
        address: ctx.address,
        now: ctx.now,
        requestId: ctx.requestId,
      });
      return {
        kind: 'redirect',
        to: localPath(body.back, ctx.base.console, consolePaths(ctx.base.console).home()),
        cookies: [{ name: SESSION_COOKIE, value: token }],
      };
    },
    again: async (ctx, _input, form) => show(ctx, form),
  });

  face.form({
    path: '/signout',
    access: { kind: 'signed-in' },
    token: 'once',
    labels: {},
    body: z.object({}),
    async submit(ctx) {
      if (ctx.session)
        await signOut(ctx.db, {
          tokenHash: ctx.session.tokenHash,
          actor: ctx.session.actor,
          now: ctx.now,
          requestId: ctx.requestId,
        });
      return {
        kind: 'redirect',
        to: `${consolePaths(ctx.base.console).signIn()}?out=1`,
        cookies: [{ name: SESSION_COOKIE, value: '', maxAge: 0 }],
      };
    },
    again: async (ctx, _input, form) => show(ctx, { values: {}, issues: form.issues }),
  });
}
