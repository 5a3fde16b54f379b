import * as oidc from 'openid-client';
import { dayOfInstant } from '../../law/day.ts';
import { type Clock, instant } from '../../platform/clock.ts';
import { hmac, newToken, sha256 } from '../../platform/crypto.ts';
import type { Database } from '../../platform/db/pool.ts';
import { Refusal } from '../../platform/errors.ts';
import type { Outbound } from '../../platform/outbound.ts';
import { accountLocked, limitSource } from './attempts.ts';
import { afterFirstFactor, type ServingAccount, type SignedIn, servingAccount } from './entrance.ts';
import { type Attempt, recordEvent } from './events.ts';
import { signInRules } from './rules.ts';

/** The provider of single sign-on, as the environment names it. */
export interface OidcSettings {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Words of the button. */
  label: string;
  /** The claim that names the account: 'sub' is bound to an account by an administrator, any other one is the user name. */
  claim: string;
}

const ATTEMPT_MINUTES = 10;
const METADATA_MS = 3_600_000;

const REFUSED = {
  unreachable: '统一身份认证暂时不能使用，请稍后再试，或用口令登录。',
  issuer: '统一身份认证的发行者与本系统的设置不一致，没有登录。请告知系统管理员。',
  audience: '统一身份认证给出的凭证不是发给本系统的，没有登录。请告知系统管理员。',
  nonce: '统一身份认证给出的凭证不属于这次登录，没有登录。请从登录页重新开始。',
  expired:
    '统一身份认证给出的凭证已经过期，没有登录。请从登录页重新开始；一直这样的，请告知系统管理员核对服务器时间。',
  signature: '统一身份认证给出的凭证签名不正确，没有登录。请告知系统管理员。',
  state: '这次统一身份认证登录已经用过、超时，或不是在这个浏览器中开始的。请从登录页重新开始。',
  code: '统一身份认证没有认可这次登录，可能授权码已经用过或超时。请从登录页重新开始。',
  denied: '统一身份认证没有同意登录。如需登录，请从登录页重新开始。',
  unknown: '统一身份认证已通过，但您的身份在本系统中没有账号。请联系系统管理员开通或绑定。',
  left: '统一身份认证已通过，但您在本系统中的账号已经停用。如有疑问，请联系系统管理员。',
  subject: '统一身份认证已通过，但这个身份与账号绑定的身份不一致，没有登录。请联系系统管理员。',
  answer: '统一身份认证的答复无法识别，没有登录。请从登录页重新开始；一直这样的，请告知系统管理员。',
} as const;
/** Why single sign-on has led to no session. */
export type OidcRefusal = keyof typeof REFUSED;

/** Single sign-on by OpenID Connect: authorization code with PKCE, state and nonce. It never creates an account. */
export class SingleSignOn {
  readonly label: string;
  readonly #settings: OidcSettings;
  readonly #outbound: Outbound;
  readonly #clock: Clock;
  readonly #redirectUri: () => string;
  #found: { at: number; configuration: Promise<oidc.Configuration> } | undefined;

  constructor(settings: OidcSettings, o: { outbound: Outbound; clock: Clock; redirectUri: () => string }) {
    this.label = settings.label;
    this.#settings = settings;
    this.#outbound = o.outbound;
    this.#clock = o.clock;
    this.#redirectUri = o.redirectUri;
  }

  /**
   * Begins a sign-in in this browser.
   * @param back path to return to
   * @returns where to send the browser, and the token of the cookie that ties the answer to it
   * @throws Refusal when the provider cannot be reached or is not the configured one, TooMany for too many tries
   */
  async begin(db: Database, attempt: Attempt & { back: string }): Promise<{ url: string; token: string }> {
    await limit(db, attempt);
    const token = newToken();
    let url: URL;
    try {
      const configuration = await this.#configuration();
      url = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: this.#redirectUri(),
        scope: this.#settings.claim === 'sub' ? 'openid' : 'openid profile',
        state: derived(token, 'state'),
        nonce: derived(token, 'nonce'),
        code_challenge: await oidc.calculatePKCECodeChallenge(derived(token, 'verifier')),
        code_challenge_method: 'S256',
      });
    } catch (error) {
      throw await this.#refuse(db, attempt, reasonOf(error));
    }
    await db
      .insertInto('oidc_attempt')
      .values({
        token_hash: sha256(token),
        back: attempt.back,
        started_at: attempt.now,
        expires_at: instant(attempt.now.getTime() + ATTEMPT_MINUTES * 60_000),
      })
      .execute();
    return { url: url.href, token };
  }

  /**
   * Takes the provider's answer.
   * @param attempt token: of the cookie; query: what the provider has sent along, with its question mark
   * @returns the session or the page for the code, and the path to return to
   * @throws Refusal that says what was wrong; each stands in the log of sign-ins. TooMany for answers nobody asked for
   */
  async finish(
    db: Database,
    attempt: Attempt & { token: string | undefined; query: string },
  ): Promise<SignedIn & { back: string }> {
    // Taken before anything is asked: an answer counts once.
    const begun = attempt.token
      ? await db
          .deleteFrom('oidc_attempt')
          .where('token_hash', '=', sha256(attempt.token))
          .where('expires_at', '>', attempt.now)
          .returning('back')
          .executeTakeFirst()
      : undefined;
    if (!begun || !attempt.token) {
      // Answers that nobody asked for would fill the log.
      await limit(db, attempt);
      throw await this.#refuse(db, attempt, 'state');
    }
    let identity: { subject: string; name: string | undefined };
    try {
      identity = await this.#identity(attempt.token, attempt.query);
    } catch (error) {
      throw await this.#refuse(db, attempt, reasonOf(error));
    }
    const account = await this.#account(db, identity, attempt);
    if (account.lockedUntil && account.lockedUntil > attempt.now)
      throw accountLocked(account.lockedUntil, attempt.now);
    return { ...(await afterFirstFactor(db, account, 'oidc', attempt)), back: begun.back };
  }

  async #identity(token: string, query: string): Promise<{ subject: string; name: string | undefined }> {
    const configuration = await this.#configuration();
    const tokens = await oidc.authorizationCodeGrant(configuration, new URL(this.#redirectUri() + query), {
      expectedState: derived(token, 'state'),
      expectedNonce: derived(token, 'nonce'),
      pkceCodeVerifier: derived(token, 'verifier'),
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new Error('no id token');
    const { claim } = this.#settings;
    if (claim === 'sub') return { subject: claims.sub, name: undefined };
    const told =
      claims[claim] ?? (await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub))[claim];
    return { subject: claims.sub, name: typeof told === 'string' ? told.trim().toLowerCase() : '' };
  }

  async #account(
    db: Database,
    identity: { subject: string; name: string | undefined },
    attempt: Attempt,
  ): Promise<ServingAccount> {
    const { subject, name } = identity;
    const by = name === undefined ? { oidcSubject: subject } : { username: name };
    const account = await servingAccount(db, by, dayOfInstant(attempt.now.getTime()));
    if (!account) {
      const left = await db
        .selectFrom('account')
        .select('person_id')
        .where((e) => (name === undefined ? e('oidc_subject', '=', subject) : e('username', '=', name)))
        .executeTakeFirst();
      throw await this.#refuse(db, attempt, left ? 'left' : 'unknown', left?.person_id);
    }
    // A name that somebody else has taken over at the provider does not open the account of the first.
    if (account.oidcSubject !== null && account.oidcSubject !== subject)
      throw await this.#refuse(db, attempt, 'subject', account.personId);
    return account;
  }

  async #refuse(db: Database, attempt: Attempt, reason: OidcRefusal, personId?: number): Promise<Refusal> {
    await db.transaction().execute((tx) =>
      recordEvent(tx, {
        kind: reason === 'unknown' ? 'oidc-unknown' : 'oidc-refused',
        at: attempt.now,
        requestId: attempt.requestId,
        address: attempt.address,
        reason,
        ...(personId === undefined ? {} : { personId }),
      }),
    );
    return new Refusal([{ message: REFUSED[reason] }], 422);
  }

  /** The provider's metadata, asked for once an hour; a failure is not kept. */
  async #configuration(): Promise<oidc.Configuration> {
    const now = this.#clock.now().getTime();
    if (!this.#found || now - this.#found.at > METADATA_MS) {
      const found = { at: now, configuration: this.#discover() };
      this.#found = found;
      found.configuration.catch(() => {
        if (this.#found === found) this.#found = undefined;
      });
    }
    return this.#found.configuration;
  }

  async #discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.#settings;
    return oidc.discovery(new URL(issuer), clientId, undefined, oidc.ClientSecretBasic(clientSecret), {
      [oidc.customFetch]: (url, options) => this.#call(url, options),
      execute: [
        // The signature is checked although the token comes over a connection of ours.
        oidc.enableNonRepudiationChecks,
        ...(issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []),
      ],
    });
  }

  #call(url: string, options: oidc.CustomFetchOptions): Promise<Response> {
    const { body } = options;
    const text = body instanceof URLSearchParams ? body.toString() : body;
    if (text !== null && text !== undefined && typeof text !== 'string')
      throw new TypeError('a body of this kind is never sent');
    return this.#outbound.fetch(url, {
      method: options.method,
      headers: options.headers,
      maxRedirects: 0,
      ...(text ? { body: text } : {}),
    });
  }
}

async function limit(db: Database, attempt: Attempt): Promise<void> {
  await limitSource(db, attempt, await signInRules(db, { day: dayOfInstant(attempt.now.getTime()) }));
}

/** State, nonce and verifier follow from the token in the browser: the server keeps none of them. */
function derived(token: string, use: 'state' | 'nonce' | 'verifier'): string {
  return hmac(token, `oidc ${use}`);
}

/** What was wrong, from the library's errors, which lie within each other. */
function reasonOf(error: unknown): OidcRefusal {
  if (error instanceof oidc.AuthorizationResponseError) return 'denied';
  if (error instanceof oidc.ResponseBodyError) return 'code';
  let claim: unknown;
  let message = '';
  let network = false;
  let it: unknown = error;
  for (let depth = 0; depth < 6 && typeof it === 'object' && it !== null; depth++) {
    const part = it as {
      claim?: unknown;
      attribute?: unknown;
      message?: unknown;
      name?: unknown;
      code?: unknown;
      cause?: unknown;
    };
    claim ??= part.claim ?? part.attribute;
    message += ` ${String(part.message ?? '')}`;
    network ||= part.name === 'OutboundRefused' || /^E[A-Z]+$/.test(String(part.code ?? ''));
    it = part.cause;
  }
  if (network) return 'unreachable';
  if (claim === 'iss' || claim === 'issuer' || message.includes('"iss"')) return 'issuer';
  if (claim === 'aud' || claim === 'azp') return 'audience';
  if (claim === 'nonce' || message.includes('"nonce"')) return 'nonce';
  if (claim === 'exp' || claim === 'iat' || claim === 'nbf') return 'expired';
  if (message.includes('"state"')) return 'state';
  return /signature|verification key/.test(message) ? 'signature' : 'answer';
}
