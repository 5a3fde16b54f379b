import { z } from 'zod';
import { Refusal } from '../../platform/errors.ts';
import type { Face } from '../../platform/http/face.ts';
import type { Answered, RequestContext } from '../../platform/http/route.ts';
import { tokenIn } from '../session.ts';
import type { SingleSignOn } from '../sign-in/oidc.ts';
import { attemptOf, clearCookie, leaveOpenSession, type SignInView } from './sign-in-view.tsx';

const OIDC_COOKIE = 'mt_oidc';

/** Path of the page that takes the provider's answer, as it is registered there. */
export const OIDC_CALLBACK = '/signin/oidc/callback';

/** Single sign-on: the way to the provider, and the way back. */
export function singleSignOnPages(face: Face, sso: SingleSignOn, view: SignInView): void {
  const refused = async (ctx: RequestContext, error: unknown): Promise<Answered> => {
    if (!(error instanceof Refusal)) throw error;
    const html = await view.page(ctx, { values: {}, issues: [...error.issues] });
    return { kind: 'page', status: 422, html, cookies: [clearCookie(OIDC_COOKIE)] };
  };

  face.page({
    path: '/signin/oidc',
    access: { kind: 'public' },
    query: z.object({ back: z.string().max(500).catch('') }),
    async render(ctx, { query }) {
      try {
        const { url, token } = await sso.begin(ctx.db, { back: query.back, ...attemptOf(ctx) });
        return { kind: 'redirect', to: url, cookies: [{ name: OIDC_COOKIE, value: token, maxAge: 600 }] };
      } catch (error) {
        return refused(ctx, error);
      }
    },
  });

  face.page({
    path: OIDC_CALLBACK,
    access: { kind: 'public' },
    async render(ctx) {
      try {
        const done = await sso.finish(ctx.db, {
          token: tokenIn(ctx.cookies, OIDC_COOKIE),
          query: ctx.url.slice(ctx.path.length),
          ...attemptOf(ctx),
        });
        if (done.kind === 'session') await leaveOpenSession(ctx);
        const answer = view.onward(ctx, done, done.back, {});
        if (answer.kind === 'file') return answer;
        return { ...answer, cookies: [...(answer.cookies ?? []), clearCookie(OIDC_COOKIE)] };
      } catch (error) {
        return refused(ctx, error);
      }
    },
  });
}
