import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Day } from '../../law/day.ts';
import type { Actor } from '../actor.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/pool.ts';
import type { LiveSettings } from '../db/watch.ts';
import type { Issue } from '../errors.ts';
import type { Scanner } from '../files/clamd.ts';
import type { Files } from '../files/files.ts';
import type { ReceivedFile, UploadArea } from '../files/uploads.ts';
import type { SendHook } from '../hook.ts';
import type { JobSender } from '../jobs.ts';
import type { Keyring } from '../keyring.ts';
import type { Log } from '../log.ts';
import type { SendMail } from '../mail.ts';
import type { Outbound } from '../outbound.ts';

/** Who may call a route. Declared on every route, or the server does not start. */
export type Access =
  /** Everybody, signed in or not. */
  | { kind: 'public' }
  /** Any signed-in person; the page itself shows only their own things. */
  | { kind: 'signed-in' }
  /**
   * A signed-in person who holds this act somewhere; `change()` checks it again for the organisation concerned.
   * `orInvited` also lets those in who are invited to single cases: the handler must then look at the case.
   */
  | { kind: 'act'; act: string; orInvited?: true };

/** The parts of a process that requests share. */
export interface AppContext {
  db: Database;
  clock: Clock;
  log: Log;
  jobs: JobSender;
  /** Where uploads lie while they come in. */
  uploads: UploadArea;
  /** The files that are kept. */
  files: Files;
  /** The virus scanner, where one is configured. */
  scanner: Scanner | undefined;
  /** The installation's keys. */
  keys: Keyring;
  /** Folder outside the database where anchors of the chain of evidence go. */
  anchorsFolder: string;
  /** The door outward. */
  outbound: Outbound;
  /** Sends mail; undefined where no mail server is configured. */
  mail: SendMail | undefined;
  /** Hands short messages to a gateway; undefined where none is configured. */
  hook: SendHook | undefined;
  /** Address of a built asset by its logical name, e.g. 'portal.css'. */
  asset(name: string): string;
  /** Path prefixes of the faces as browsers see them, without trailing slash. */
  base: { portal: string; console: string };
  /** Address at which the public reaches the portal, base path included, without trailing slash. */
  portalUrl: string;
  /** Settings that are read again every minute. */
  live: Readonly<LiveSettings>;
  /** Address at which staff reach the console, base path included, without trailing slash. */
  consoleUrl: string;
  /** Shown on every page while the demonstration data are loaded. */
  banner: string | undefined;
}

/** One request, as handlers see it. */
export interface RequestContext extends AppContext {
  requestId: string;
  /** Path of the request without query, as the browser sees it. */
  path: string;
  /** Path and query of the request, as the browser sent it. */
  url: string;
  /** Network address of the client, behind the trusted proxies. */
  address: string;
  cookies: Readonly<Record<string, string | undefined>>;
  /** Headers of the request, names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  now: Date;
  today: Day;
  /**
   * Says what the page shows, by a public id or (of a search) by its words; counted each time the page is delivered to a
   * person, kept or new.
   */
  viewed(subject: string): void;
  /** The session of the signed-in person: its actor, and a way to make once-tokens. */
  session: Session | undefined;
}

/** A signed-in session. */
export interface Session {
  actor: Actor;
  tokenHash: string;
  /** A fresh token for a form: proves the form came from a page of this session, and makes a double click harmless. */
  once(): string;
  /** Whether a token was made by `once()` of this session. */
  onceFits(token: string): boolean;
  mustChangePassword: boolean;
  /** What has to be done about the second factor before anything else: set one up, or give it in this session. */
  secondFactor: 'enrol' | 'enter' | undefined;
  /** How the person came in. */
  way: 'password' | 'oidc';
  /** What is told on the first pages of a session: the sign-in before it, and failures since. */
  greeting: { text: string; alarming: boolean } | undefined;
}

/** What a handler answers. */
export type Answered =
  | { kind: 'page'; html: string; status?: number; headers?: Record<string, string>; cookies?: Cookie[] }
  | { kind: 'redirect'; to: string; cookies?: Cookie[] }
  | {
      kind: 'file';
      body: string | Uint8Array | Readable;
      type: string;
      status?: number;
      headers?: Readonly<Record<string, string>>;
      /** Saved under this name instead of being shown. */
      download?: string;
    };

/** A cookie to set (or, with maxAge 0, to clear). Always HttpOnly and SameSite=Lax; Secure when the public address is https. */
export interface Cookie {
  name: string;
  value: string;
  /** seconds; undefined = until the browser closes */
  maxAge?: number;
}

/** What was entered in a form and what is wrong with it: enough to show the page again with nothing lost. */
export interface FormState {
  values: Record<string, string | string[] | undefined>;
  issues: Issue[];
  /** Heading over the issues where there is nothing to mend in the form. */
  title?: string;
}

/** An empty form, or one with these values. */
export function newForm(values: FormState['values'] = {}): FormState {
  return { values, issues: [] };
}

/** A page: GET. */
export interface PageRoute<P extends z.ZodType, Q extends z.ZodType> {
  path: string;
  access: Access;
  params?: P;
  /** Unknown or broken query values must fall back (`.catch`): a link from elsewhere never leads to an error. */
  query?: Q;
  /**
   * 'revalidate': made once for everybody and kept until something that it has read has moved; browsers ask each time.
   * Only for public pages without tokens; such a page sees a request without headers, address and other cookies than
   * those of its look, and one that asks for them is not kept. Everything else is no-store.
   */
  cache?: 'revalidate';
  /** For how many reads it counts under the limit on reading; 1 unless given. */
  weight?: number;
  render(ctx: RequestContext, input: { params: z.output<P>; query: z.output<Q> }): Promise<Answered | string>;
}

/** A form: POST. On bad input or refusal the page is shown again (422 or 409) with everything the user had entered. */
export interface FormRoute<P extends z.ZodType, B extends z.ZodType> {
  path: string;
  access: Access;
  params?: P;
  body: B;
  /** Chinese names of the fields, in their order on the page. */
  labels: Readonly<Record<string, string>>;
  /** Fields that no page may carry again: passwords and codes. A form that is kept over a sign-in goes on without them. */
  secrets?: readonly string[];
  /** Fields that only say where to go on afterwards: sent again with another of these, a form is still the same. */
  onward?: readonly string[];
  /** 'once': needs a session and its token (`_once`). 'none': only the same-origin check (sign-in, display modes). */
  token: 'once' | 'none';
  submit(
    ctx: RequestContext,
    input: { params: z.output<P>; body: z.output<B>; once: string },
  ): Promise<Answered>;
  again(ctx: RequestContext, input: { params: z.output<P> }, form: FormState): Promise<string>;
  /** Called when the form carries what may not be kept (a secrecy mark): removes what was kept of it before. */
  onRefused?(ctx: RequestContext, input: { params: z.output<P> }): Promise<void>;
}

/** How much a form with files may bring. */
export interface UploadLimits {
  /** Bytes of one file. */
  fileBytes: number;
  /** Number of files. */
  files: number;
}

/**
 * A form with files: POST of multipart/form-data. Files lie in the upload area while `submit` runs and are removed after
 * it; what is to stay must be put into a store. The once-token must stand before the file fields. A file that is too
 * large, or for which there is no room, is refused while it comes in, and the page is shown again (413, 507) with what
 * had been entered before it.
 */
export interface UploadRoute<P extends z.ZodType, B extends z.ZodType>
  extends Omit<FormRoute<P, B>, 'submit'> {
  /** Asked after permission, before the body is read; throws NotFound for what the person may not know of. */
  limits(ctx: RequestContext, input: { params: z.output<P> }): Promise<UploadLimits>;
  submit(
    ctx: RequestContext,
    input: { params: z.output<P>; body: z.output<B>; once: string; files: readonly ReceivedFile[] },
  ): Promise<Answered>;
}
