import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';
import { NotDelivered } from './not-delivered.ts';

/** A short message for a gateway of text messages or of the government's messenger. */
export interface HookMessage {
  /** The same for every try: the gateway sends it once. */
  id: string;
  /** Telephone number or account, as the gateway knows it. */
  to: string;
  text: string;
  /** Page to open; signing in is needed there. */
  link: string;
  urgent: boolean;
}

/**
 * Hands a message to the gateway.
 * @returns the number that the gateway has given it, or ''
 * @throws NotDelivered when the gateway has not taken it over
 */
export type SendHook = (message: HookMessage) => Promise<string>;

/** What is needed to call the gateway. */
export interface HookSettings {
  url: string;
  /** Shared with the gateway. */
  secret: Uint8Array;
  clock: Clock;
  /** The door outward, with its checks. */
  call(
    url: string,
    init: {
      method: 'POST';
      headers: Record<string, string>;
      body: string;
      timeoutMs: number;
      maxBytes: number;
      maxRedirects: number;
    },
  ): Promise<{ status: number; text(): Promise<string> }>;
}

/** The signature of a call: HMAC-SM3 (GB/T 32905, GB/T 15852.2) over `timestamp.nonce.body`, hex. */
function signHook(secret: Uint8Array, timestamp: string, nonce: string, body: string): string {
  return createHmac('sm3', secret).update(`${timestamp}.${nonce}.${body}`).digest('hex');
}

/** Makes the caller of the gateway. Contract, with the receiver's duties: docs/hooks.md. */
export function openHook(settings: HookSettings): SendHook {
  return async (message) => {
    const body = JSON.stringify({ version: 1, ...message });
    const timestamp = String(Math.floor(settings.clock.now().getTime() / 1000));
    const nonce = randomBytes(16).toString('hex');
    let answer: { status: number; text(): Promise<string> };
    try {
      answer = await settings.call(settings.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'idempotency-key': message.id,
          'x-mingtang-timestamp': timestamp,
          'x-mingtang-nonce': nonce,
          'x-mingtang-signature': `hmac-sm3=${signHook(settings.secret, timestamp, nonce, body)}`,
        },
        body,
        timeoutMs: 20_000,
        maxBytes: 16_384,
        maxRedirects: 0,
      });
    } catch (error) {
      const { name, message: words } = error as Error;
      if (/timeout|timed out|abort|没有答复|超时/i.test(`${name} ${words}`))
        throw new NotDelivered('timeout');
      throw new NotDelivered(/certificate|SSL|TLS/i.test(words) ? 'tls' : 'connection');
    }
    const { status } = answer;
    if (status === 401 || status === 403) throw new NotDelivered('sign-in', { status });
    // 409: it has this message already, for example because our side lost the first answer.
    if ((status < 200 || status >= 300) && status !== 409) {
      const later = status >= 500 || status < 400 || [408, 425, 429].includes(status);
      throw new NotDelivered(later ? 'deferred' : 'rejected', { permanent: !later, status });
    }
    return receiptOf(await answer.text().catch(() => ''));
  };
}

/** The member `receipt` of the answer when it is a short printable ASCII text, else ''. */
function receiptOf(text: string): string {
  try {
    const { receipt } = JSON.parse(text) as { receipt?: unknown };
    return typeof receipt === 'string' && /^[\x21-\x7e]{1,100}$/.test(receipt) ? receipt : '';
  } catch {
    return '';
  }
}
