import type { Day } from '../../law/day.ts';
import type { PageCache } from '../cache/page-cache.ts';
import type { Issue } from '../errors.ts';
import type { ReadLimits } from './read-limits.ts';
import type { Access, Answered, AppContext, FormState, RequestContext, Session } from './route.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** Computes from its body and changes nothing: the api face takes such a POST from the pages of others. */
    computes?: true;
    /** Bodies may be large and slow. */
    upload?: true;
    /** A built asset: costs nothing and is kept by browsers. */
    asset?: true;
    /** For how many reads it counts under the limit on reading; 1 unless given. */
    weight?: number;
  }
}

/** What a face needs to keep its pages for everybody. */
export interface KeptPages {
  cache: PageCache;
  /** Counts deliveries of what pages say that they show. */
  views: {
    /** @param address the network address of the reader; told, not for keeping */
    add(subject: string, day: Day, address: string): void;
  };
  /** What changes the look of every page and is remembered in the browser. */
  look: {
    /** Names of its cookies. */
    cookies: readonly string[];
    /** What of them counts, in one way of writing; empty for the usual look. Pages see no other cookies. */
    of(cookies: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>>;
  };
}

/** A form on its way in that the gate has stopped. */
export interface InterruptedForm {
  /** Path and query it was sent to. */
  action: string;
  /** Whether it may bring files: it is then sent again as multipart/form-data. */
  upload: boolean;
  /** The once-token it came with; '' where it may bring files: what a stranger uploads is not read for it. */
  once: string;
  /** What was entered, and which files were chosen; their bytes are not kept. Without passwords and codes. */
  read(): Promise<{ values: FormState['values']; files: readonly { field: string; name: string }[] }>;
}

/** What is told to somebody for whom the database shall not be asked. */
export interface Notice {
  title: string;
  sentences: readonly string[];
  /** Whether opening the same address again may help. */
  again: boolean;
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
  /**
   * What a signed-in person has to do before anything else; these paths stay open meanwhile.
   * @param back path to come back to, '' for none
   */
  first?(session: Session, back: string): { to: string; open: readonly string[] } | undefined;
  /**
   * A form that is not taken because its session has ended or something has to be done first: a page that loses nothing
   * of it, or undefined for the way to the sign-in. Reads the form only of somebody who was signed in here.
   */
  interrupted?(ctx: RequestContext, form: InterruptedForm): Promise<Answered | undefined>;
  /** Whether a network address may come here at all; asked before anything is read. */
  admits?(address: string): boolean;
  /** Looks at every text of every form before anything else does; a finding is answered by an error page that repeats nothing of the form. */
  refuseForm?(texts: readonly string[]): Issue | undefined;
  /** Keeps the pages that say `cache: 'revalidate'`; undefined where nothing is kept. */
  kept?: KeptPages;
  /** How often one network may ask; undefined where there is no such limit. */
  limits?: ReadLimits;
  /** Asked before files are received, once for each form that brings some. @throws TooMany */
  admitUpload?(ctx: RequestContext): Promise<void>;
  /** The error page (or document) for a status with its sentences; `issues` explain a refusal. */
  errorPage(
    ctx: RequestContext,
    error: { status: number; title: string; issues: readonly Issue[]; requestId: string },
  ): Promise<string>;
  errorType?: string;
  /**
   * A page that is made from what is remembered alone; the same one again costs nothing. Without it a plain sentence does.
   * @param cookies of the request, as far as it could be read
   */
  noticePage?(notice: Notice, cookies?: Readonly<Record<string, string | undefined>>): Buffer;
}

/** A face as its parts see it: what it serves from, and how it behaves. */
export interface Served {
  readonly app: AppContext;
  readonly behaviour: FaceBehaviour;
}
