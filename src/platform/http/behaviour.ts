import type { Issue } from '../errors.ts';
import type { Access, Answered, AppContext, FormState, RequestContext, Session } from './route.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** Computes from its body and changes nothing: the api face takes such a POST from the pages of others. */
    computes?: true;
    /** Bodies may be large and slow. */
    upload?: true;
  }
}

/** What a face does when something goes wrong or somebody has to sign in first. */
export interface FaceBehaviour {
  name: 'portal' | 'console' | 'api';
  /** Path prefix of all routes. */
  base: string;
  publicUrl: string | undefined;
  trustedHosts: readonly string[];
  trustedHops: number;
  /** Finds the session of a request by its cookie. */
  session(
    app: AppContext,
    cookies: Readonly<Record<string, string | undefined>>,
  ): Promise<Session | undefined>;
  /** Where to send somebody who has to sign in, or undefined where nobody signs in. */
  signIn?(path: string): string;
  /** What a signed-in person has to do before anything else; these paths stay open meanwhile. */
  first?(session: Session): { to: string; open: readonly string[] } | undefined;
  /** A form sent after the session had ended: a page that loses nothing of it, or undefined for the way to the sign-in. */
  expired?(
    ctx: RequestContext,
    form: { action: string; values: FormState['values'] },
  ): Promise<Answered | undefined>;
  /** Whether a network address may come here at all; asked before anything is read. */
  admits?(address: string): boolean;
  /** Looks at every text of every form before anything else does; a finding is answered by an error page that repeats nothing of the form. */
  refuseForm?(texts: readonly string[]): Issue | undefined;
  /** The error page (or document) for a status with its sentences; `issues` explain a refusal. */
  errorPage(
    ctx: RequestContext,
    error: { status: number; title: string; issues: readonly Issue[]; requestId: string },
  ): Promise<string>;
  errorType?: string;
}

/** A face as its parts see it: what it serves from, and how it behaves. */
export interface Served {
  readonly app: AppContext;
  readonly behaviour: FaceBehaviour;
}
