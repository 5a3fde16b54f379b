import { hmac, newToken, sameSecret } from '../platform/crypto.ts';
import type { Reader } from '../platform/db/pool.ts';
import type { AppContext, Session } from '../platform/http/route.ts';
import type { Reading } from '../platform/metrics.ts';
import { minute } from '../ui/times.ts';
import { loadPerson, type Person } from './people.ts';
import { type LiveSession, readSession, sessionLives } from './sign-in/sessions.ts';
import type { Role } from './words.ts';

/** Name of the session cookie of the console. */
export const SESSION_COOKIE = 'mt_session';
/** For how long a session greets with the sign-in before it. */
const GREETING_MS = 120_000;

/** A token as a cookie brought it, if it can be one at all. */
export function tokenIn(
  cookies: Readonly<Record<string, string | undefined>>,
  name: string,
): string | undefined {
  const token = cookies[name];
  return token && token.length <= 100 ? token : undefined;
}

/** A fresh once-token of the session with this token. */
export function newOnce(token: string): string {
  const random = newToken();
  return `${random}.${sign(token, random)}`;
}

function sign(token: string, random: string): string {
  return hmac(token, `once ${random}`);
}

/**
 * Finds the session of a request: the signed-in person with their rights of the day.
 * Once-tokens are signed with the session's own secret: they fit no other session, and no secret is kept on the server.
 * @returns undefined when nobody is signed in, or the person no longer serves
 */
export async function findSession(
  app: AppContext,
  cookies: Readonly<Record<string, string | undefined>>,
  acts: ReadonlyMap<Role, ReadonlySet<string>>,
): Promise<Session | undefined> {
  const token = tokenIn(cookies, SESSION_COOKIE);
  if (!token) return undefined;
  const now = app.clock.now();
  const found = await readSession(app.db, token, now);
  if (!found) return undefined;
  const load = async (db: Reader): Promise<Person | undefined> => {
    const person = await loadPerson(db, found.personId, app.clock.today(), acts);
    if (!person?.again) return person;
    const { asOf } = person.again;
    const again = async (tx: Reader) =>
      (await sessionLives(tx, found.tokenHash, app.clock.now())) ? load(tx) : undefined;
    return { ...person, again: { asOf, load: again } };
  };
  const actor = await load(app.db);
  if (!actor) return undefined;
  return {
    actor,
    tokenHash: found.tokenHash,
    way: found.way,
    mustChangePassword: found.mustChangePassword,
    mustEnrolTotp: found.mustEnrolTotp,
    greeting: now.getTime() - found.createdAt.getTime() < GREETING_MS ? greetingOf(found) : undefined,
    once: () => newOnce(token),
    onceFits(once) {
      const [random, signature, ...more] = once.split('.');
      return (
        more.length === 0 &&
        random !== undefined &&
        signature !== undefined &&
        once.length < 200 &&
        sameSecret(sign(token, random), signature)
      );
    },
  };
}

/** How many sessions are open, for the metrics. */
export async function sessionReadings(db: Reader, now: Date): Promise<Reading[]> {
  const { n } = await db
    .selectFrom('session')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow();
  return [{ name: 'mingtang_sessions', help: 'Open sessions of staff', value: n }];
}

/** What a person is told after the sign-in: only they can know whether the one before was theirs. */
function greetingOf({ previous, failures }: LiveSession): Session['greeting'] {
  if (!previous && failures === 0) return undefined;
  const last = previous
    ? `上次登录：${minute(previous.at)}${previous.address ? `，网络地址 ${previous.address}` : ''}`
    : '这是首次登录';
  return failures === 0
    ? { text: `${last}。`, alarming: false }
    : {
        text: `${last}，之后有 ${failures} 次失败。如果不是您本人，请修改口令并告知安全管理员。`,
        alarming: true,
      };
}
