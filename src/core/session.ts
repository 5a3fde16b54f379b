import { hmac, newToken, sameSecret } from '../platform/crypto.ts';
import type { Reader } from '../platform/db/pool.ts';
import type { AppContext, Session } from '../platform/http/route.ts';
import type { Reading } from '../platform/metrics.ts';
import { readSession } from './accounts.ts';
import { loadPerson } from './people.ts';
import type { Role } from './words.ts';

/** Name of the session cookie of the console. */
export const SESSION_COOKIE = 'mt_session';

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
  const token = cookies[SESSION_COOKIE];
  if (!token || token.length > 100) return undefined;
  const found = await readSession(app.db, token, app.clock.now());
  if (!found) return undefined;
  const actor = await loadPerson(app.db, found.personId, app.clock.today(), acts);
  if (!actor) return undefined;
  const sign = (random: string) => hmac(token, `once ${random}`);
  return {
    actor,
    tokenHash: found.tokenHash,
    mustChangePassword: found.mustChangePassword,
    once() {
      const random = newToken();
      return `${random}.${sign(random)}`;
    },
    onceFits(once) {
      const [random, signature, ...more] = once.split('.');
      return (
        more.length === 0 &&
        random !== undefined &&
        signature !== undefined &&
        once.length < 200 &&
        sameSecret(sign(random), signature)
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
