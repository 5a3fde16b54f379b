import { z } from 'zod';
import type { InterruptedForm } from '../../platform/http/behaviour.ts';
import type { Face } from '../../platform/http/face.ts';
import { localPath } from '../../platform/http/guard.ts';
import { type Answered, type FormState, newForm, type RequestContext } from '../../platform/http/route.ts';
import { Note, PostForm, SubmitButton } from '../../ui/index.ts';
import { type ConsoleFrame, consolePaths } from '../console-frame.tsx';
import { personOf } from '../people.ts';
import { formOwner, ownerIn, SESSION_COOKIE, tokenIn } from '../session.ts';
import { stepWaits, submitCode } from '../sign-in/codes.ts';
import type { SignedIn } from '../sign-in/entrance.ts';
import { endedSession } from '../sign-in/sessions.ts';
import { signIn } from '../sign-in/sign-in.ts';
import { END_REASONS } from '../sign-in/words.ts';
import { keepForm, keepsForm, resumePage } from './kept-form.tsx';
import { dutyPage } from './second-factor.tsx';
import { attemptOf, clearCookie, leaveOpenSession, type SignInView, STEP_COOKIE } from './sign-in-view.tsx';

/** Of a session that left no trace. */
const ENDED = '这次登录已经结束，请重新登录。';
const LATE = '输入动态码的时间已过，请重新输入用户名和口令。';
/** Fields of a form that is kept; they go through unread. */
const kept = z.union([z.string(), z.array(z.string())]);

/** Sign-in by password, the code as second step, sign-out. */
export function signInPages(face: Face, frame: ConsoleFrame, view: SignInView): void {
  const enter = async (
    ctx: RequestContext,
    done: SignedIn,
    back: string,
    values: FormState['values'],
  ): Promise<Answered> => {
    if (done.kind === 'session') await leaveOpenSession(ctx);
    return view.onward(ctx, done, back, values);
  };

  face.page({
    path: '/signin',
    access: { kind: 'public' },
    query: z.object({
      back: z.string().max(500).catch(''),
      out: z.string().optional().catch(undefined),
      late: z.string().optional().catch(undefined),
    }),
    async render(ctx, { query }) {
      const home = consolePaths(ctx.base.console).home();
      if (ctx.session) return { kind: 'redirect', to: localPath(query.back, ctx.base.console, home) };
      const token = tokenIn(ctx.cookies, SESSION_COOKIE);
      const ended = token ? await endedSession(ctx.db, token, ctx.now) : undefined;
      const note = query.out ? '您已安全退出。' : query.late ? LATE : ended && END_REASONS[ended.reason];
      return view.page(ctx, newForm({ back: query.back }), note);
    },
  });

  face.form({
    path: '/signin',
    access: { kind: 'public' },
    token: 'none',
    labels: { username: '用户名', password: '口令' },
    body: z
      .object({
        username: z.string().trim().min(1).max(40),
        password: z.string().min(1).max(200),
        back: z.string().max(500).default(''),
      })
      .catchall(kept),
    async submit(ctx, { body: { username, password, back, ...values } }) {
      const done = await signIn(ctx.db, { username, password, ...attemptOf(ctx) });
      return enter(ctx, done, back, values);
    },
    again: async (ctx, _input, form) => view.page(ctx, form),
  });

  face.page({
    path: '/signin/code',
    access: { kind: 'public' },
    query: z.object({ back: z.string().max(500).catch('') }),
    async render(ctx, { query }) {
      const token = tokenIn(ctx.cookies, STEP_COOKIE);
      if (!token || !(await stepWaits(ctx.db, token, ctx.now)))
        return { kind: 'redirect', to: consolePaths(ctx.base.console).signIn() };
      return view.codePage(ctx, newForm({ back: query.back }));
    },
  });

  face.form({
    path: '/signin/code',
    access: { kind: 'public' },
    token: 'none',
    labels: { code: '动态码' },
    body: z
      .object({ code: z.string().trim().min(1).max(40), back: z.string().max(500).default('') })
      .catchall(kept),
    async submit(ctx, { body: { code, back, ...values } }) {
      const token = tokenIn(ctx.cookies, STEP_COOKIE) ?? '';
      const done = await submitCode(ctx.db, ctx.keys, { token, code, ...attemptOf(ctx) });
      if (done) return enter(ctx, done, back, values);
      return keepsForm(values)
        ? {
            kind: 'page',
            html: await view.page(ctx, newForm(values), LATE),
            cookies: [clearCookie(STEP_COOKIE)],
          }
        : {
            kind: 'redirect',
            to: `${consolePaths(ctx.base.console).signIn()}?late=1`,
            cookies: [clearCookie(STEP_COOKIE)],
          };
    },
    again: async (ctx, _input, form) => view.codePage(ctx, form),
  });

  face.form({
    path: '/signin/resume',
    access: { kind: 'public' },
    token: 'none',
    labels: {},
    body: z.object({}).catchall(kept),
    async submit(ctx, { body }) {
      if (!ctx.session)
        return {
          kind: 'page',
          html: await view.page(ctx, newForm(body), '还没有登录，请先登录。'),
        };
      const { personId } = personOf(ctx);
      const html =
        dutyPage(ctx, frame, body) ?? resumePage(ctx, frame, body, { personId, once: ctx.session.once() });
      return { kind: 'page', html };
    },
    again: async (ctx, _input, form) => view.page(ctx, form),
  });

  const signOutPage = (ctx: RequestContext): string =>
    frame.plain(ctx, {
      title: '还没有退出',
      children: (
        <>
          <Note kind="warn">刚才的页面属于之前的一次登录，所以没有退出。您现在仍是登录状态。</Note>
          <PostForm action={consolePaths(ctx.base.console).signOut()} once={ctx.session?.once() ?? ''}>
            <SubmitButton icon="logout">退出登录</SubmitButton>
          </PostForm>
          <p class="mc-after">
            <a href={consolePaths(ctx.base.console).home()}>不退出，回到我的待办</a>
          </p>
        </>
      ),
    });

  face.form({
    path: '/signout',
    access: { kind: 'signed-in' },
    token: 'once',
    labels: {},
    body: z.object({}),
    async submit(ctx) {
      await leaveOpenSession(ctx);
      return {
        kind: 'redirect',
        to: `${consolePaths(ctx.base.console).signIn()}?out=1`,
        cookies: [clearCookie(SESSION_COOKIE)],
      };
    },
    again: async (ctx) => signOutPage(ctx),
  });
}

/**
 * What is done with a form that comes after the end of its session: the sign-in page with everything that was typed; of
 * one that has to wait for a second factor or a new password, the page that asks for it. A sign-out has what it wanted.
 * The cookie may be gone too, after a sign-out in another window: then the form itself says whose it is. Whoever never was
 * signed in here goes to the sign-in like everybody: undefined.
 */
export async function interruptedForm(
  frame: ConsoleFrame,
  view: SignInView,
  ctx: RequestContext,
  form: InterruptedForm,
): Promise<Answered | undefined> {
  if (ctx.session) {
    const kept = await keepForm(formOwner(ctx.keys, personOf(ctx).personId), form);
    const html = dutyPage(ctx, frame, kept);
    return html === undefined ? undefined : { kind: 'page', status: 409, html };
  }
  if (ctx.path === consolePaths(ctx.base.console).signOut())
    return {
      kind: 'redirect',
      to: `${consolePaths(ctx.base.console).signIn()}?out=1`,
      cookies: [clearCookie(SESSION_COOKIE)],
    };
  const token = tokenIn(ctx.cookies, SESSION_COOKIE);
  const ended = token ? await endedSession(ctx.db, token, ctx.clock.now()) : undefined;
  const owner = ended ? formOwner(ctx.keys, ended.personId) : ownerIn(form.once);
  if (!owner) return undefined;
  const values = await keepForm(owner, form);
  return {
    kind: 'page',
    status: 409,
    html: await view.page(ctx, newForm(values), ended ? END_REASONS[ended.reason] : ENDED),
  };
}
