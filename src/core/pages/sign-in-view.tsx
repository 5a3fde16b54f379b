import { localPath } from '../../platform/http/guard.ts';
import {
  type Answered,
  type Cookie,
  type FormState,
  newForm,
  type RequestContext,
} from '../../platform/http/route.ts';
import { ButtonLink, ErrorSummary, Hidden, Note, PostForm, SubmitButton, TextField } from '../../ui/index.ts';
import { type ConsoleFrame, consolePaths } from '../console-frame.tsx';
import { personOf } from '../people.ts';
import { SESSION_COOKIE } from '../session.ts';
import type { SignedIn } from '../sign-in/entrance.ts';
import type { Attempt } from '../sign-in/events.ts';
import type { SingleSignOn } from '../sign-in/oidc.ts';
import { signInRules } from '../sign-in/rules.ts';
import { signOut } from '../sign-in/sessions.ts';
import { KeptFields, keepsForm, LostFiles, resumePage } from './kept-form.tsx';

/** Name of the cookie of a half sign-in, which opens nothing but the page for the code. */
export const STEP_COOKIE = 'mt_step';

/** A cookie to be forgotten. */
export function clearCookie(name: string): Cookie {
  return { name, value: '', maxAge: 0 };
}

/** The part of a request that sign-in is judged and logged by. */
export function attemptOf(ctx: RequestContext): Attempt {
  return { address: ctx.address, now: ctx.now, requestId: ctx.requestId };
}

/** Ends the session that is open in this browser: by sign-out, or because somebody signs in over it. */
export async function leaveOpenSession(ctx: RequestContext): Promise<void> {
  if (ctx.session)
    await signOut(ctx.db, {
      personId: personOf(ctx).personId,
      tokenHash: ctx.session.tokenHash,
      ...attemptOf(ctx),
    });
}

/** What the pages of sign-in show, by whichever way somebody comes. */
export interface SignInView {
  /** The page that asks for name and password; `note` stands above it. */
  page(ctx: RequestContext, form: FormState, note?: string): Promise<string>;
  /** The page that asks for the code. */
  codePage(ctx: RequestContext, form: FormState): string;
  /** The way on after a proof: the path asked for, the page for the code, or the form that was kept in `values`. */
  onward(ctx: RequestContext, done: SignedIn, back: string, values: FormState['values']): Answered;
}

/** Makes the view, with the button of single sign-on where there is one. */
export function signInView(frame: ConsoleFrame, sso: SingleSignOn | undefined): SignInView {
  const page = async (ctx: RequestContext, form: FormState, note?: string): Promise<string> => {
    const paths = consolePaths(ctx.base.console);
    const rules = await signInRules(ctx.db, { day: ctx.today });
    const keeps = keepsForm(form.values);
    const back = String(form.values.back ?? '');
    return frame.plain(ctx, {
      title: '登录',
      children: (
        <>
          {note && (
            <Note kind="info" live>
              {note}
            </Note>
          )}
          {keeps && (
            <Note kind="warn" title="登录已经结束，刚才的内容没有提交">
              您填写的内容还在这个页面上（没有存到服务器），请不要关闭它；登录后可以继续提交。
            </Note>
          )}
          <LostFiles values={form.values} />
          <ErrorSummary form={form} {...refusalTitle(form)} />
          <PostForm action={paths.signIn()} label="登录" {...(note || keeps ? { class: 'mc-after' } : {})}>
            <Hidden name="back" value={back} />
            <KeptFields values={form.values} />
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
          {sso && !keeps && (
            <p class="mc-after">
              <ButtonLink href={`${paths.signIn()}/oidc?back=${encodeURIComponent(back)}`} icon="key">
                {sso.label}
              </ButtonLink>
            </p>
          )}
          {sso && keeps && (
            <PostForm action={`${paths.signIn()}/resume`} label="继续提交" class="mc-after">
              <KeptFields values={form.values} />
              <p class="small">
                使用统一身份认证的，请
                <a href={`${paths.signIn()}/oidc`} target="_blank" rel="noopener">
                  在新窗口中登录
                </a>
                ，再回到这里：
              </p>
              <SubmitButton kind="plain">我已登录，继续提交</SubmitButton>
            </PostForm>
          )}
          <p class="muted small mc-after">
            连续输错 {rules.attemptsPerAccount} 次，账号锁定 {rules.lockMinutes}{' '}
            分钟，到时自动解除；急用请联系安全管理员解锁，忘记口令请联系系统管理员重置。
          </p>
        </>
      ),
    });
  };
  const codePage = (ctx: RequestContext, form: FormState): string =>
    frame.plain(ctx, {
      title: '输入动态码',
      children: (
        <>
          <ErrorSummary form={form} {...refusalTitle(form)} />
          <PostForm action={`${consolePaths(ctx.base.console).signIn()}/code`} label="输入动态码">
            <Hidden name="back" value={String(form.values.back ?? '')} />
            <KeptFields values={form.values} />
            <TextField
              name="code"
              label="动态码"
              form={form}
              required
              autocomplete="one-time-code"
              hint="动态口令应用中现在显示的 6 位数字。手机不在身边时，可以输入一个恢复码。"
            />
            <SubmitButton icon="lock">登录</SubmitButton>
          </PostForm>
          <p class="muted small mc-after">
            <a href={consolePaths(ctx.base.console).signIn()}>换一个账号登录</a>
            。手机和恢复码都不在的，请联系安全管理员。
          </p>
        </>
      ),
    });
  const onward = (
    ctx: RequestContext,
    done: SignedIn,
    back: string,
    values: FormState['values'],
  ): Answered => {
    const home = consolePaths(ctx.base.console).home();
    const cookies =
      done.kind === 'session'
        ? [
            { name: SESSION_COOKIE, value: done.token },
            ...(ctx.cookies[STEP_COOKIE] === undefined ? [] : [clearCookie(STEP_COOKIE)]),
          ]
        : [{ name: STEP_COOKIE, value: done.token }];
    if (keepsForm(values))
      return {
        kind: 'page',
        html: done.kind === 'session' ? resumePage(ctx, frame, values, done) : codePage(ctx, newForm(values)),
        cookies,
      };
    const path = localPath(back, ctx.base.console, home);
    return done.kind === 'session'
      ? { kind: 'redirect', to: path, cookies }
      : {
          kind: 'redirect',
          to: `${ctx.base.console}/signin/code${path === home ? '' : `?back=${encodeURIComponent(path)}`}`,
          cookies,
        };
  };
  return { page, codePage, onward };
}

/** What concerns no field cannot be mended on the page: a lock, a limit, the provider of single sign-on. */
function refusalTitle(form: FormState): { title?: string } {
  return form.issues.some((i) => i.field !== undefined) ? {} : { title: '现在不能登录' };
}
