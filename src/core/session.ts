import type { Day } from '../law/day.ts';
import { hmac, newToken, sameSecret } from '../platform/crypto.ts';
import type { Reader } from '../platform/db/pool.ts';
import { Refusal } from '../platform/errors.ts';
import type { AppContext, Session } from '../platform/http/route.ts';
import type { Keyring } from '../platform/keyring.ts';
import type { Reading } from '../platform/metrics.ts';
import { minute } from '../ui/times.ts';
import { loadPerson, type Person } from './people.ts';
import { secondFactorRules, totpRequired } from './sign-in/rules.ts';
import { type LiveSession, liveSession, readSession } from './sign-in/sessions.ts';
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

/** The mark of a person on their forms: a keyed hash, so that nobody else can make it and it names nobody. */
export function formOwner(keys: Keyring, personId: number): string {
  return keys.blindIndex('kept-form', String(personId));
}

/**
 * A fresh once-token of the session with this token. It carries the mark of its owner, so that a form whose session is
 * gone without a trace, cookie and all, can still be given back to the person who typed it.
 * @param owner as `formOwner` gives it
 */
export function newOnce(token: string, owner: string): string {
  const body = `${newToken()}.${owner}`;
  return `${body}.${sign(token, body)}`;
}

/** The mark of the owner in a once-token, whosesoever it is: it proves nothing until it equals that of a person. */
export function ownerIn(once: string): string | undefined {
  return /^[^.]{1,100}\.([0-9a-f]{64})\.[^.]{1,100}$/.exec(once)?.[1];
}

function sign(token: string, body: string): string {
  return hmac(token, `once ${body}`);
}

/** Whether a right of the person asks for a second factor that the session has not seen. */
async function lacksSecondFactor(
  db: Reader,
  person: Person,
  session: Pick<LiveSession, 'way' | 'second'>,
  today: Day,
): Promise<boolean> {
  if (session.second !== null) return false;
  const rules = await secondFactorRules(db, { day: today, organisationId: person.organisation.id });
  return totpRequired(rules, person.roles, session.way);
}

/**
 * Finds the session of a request: the signed-in person with their rights of the day. Rights that were given since the
 * sign-in may ask for a second factor: then the session is good for nothing else until it has been given.
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
    const again = async (tx: Reader) => {
      const live = await liveSession(tx, found.tokenHash, app.clock.now());
      const now = live && (await load(tx));
      // A request that began without such a right must not use one that came while it was waiting.
      if (live && now && !lacks && (await lacksSecondFactor(tx, now, { ...found, ...live }, today)))
        throw new Refusal(
          '您刚刚得到的权限须先验证动态码，没有提交。您填写的内容还在，请再提交一次，按提示验证。',
        );
      return now;
    };
    return { ...person, again: { asOf, load: again } };
  };
  const today = app.clock.today();
  const actor = await load(app.db);
  if (!actor) return undefined;
  const lacks = await lacksSecondFactor(app.db, actor, found, today);
  return {
    actor,
    tokenHash: found.tokenHash,
    way: found.way,
    mustChangePassword: found.mustChangePassword,
    secondFactor: found.mustEnrolTotp || (lacks && !found.hasTotp) ? 'enrol' : lacks ? 'enter' : undefined,
    greeting: now.getTime() - found.createdAt.getTime() < GREETING_MS ? greetingOf(found) : undefined,
    once: () => newOnce(token, formOwner(app.keys, actor.personId)),
    onceFits(once) {
      const cut = once.lastIndexOf('.');
      return once.length < 300 && cut > 0 && sameSecret(sign(token, once.slice(0, cut)), once.slice(cut + 1));
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

/** Whether the first page of a session is being made now: what the person is told after the sign-in stands on it only. */
export async function firstPage(db: Reader, tokenHash: string, now: Date): Promise<boolean> {
  const row = await db
    .updateTable('session')
    .set({ greeted_at: now })
    .where('token_hash', '=', tokenHash)
    .where('greeted_at', 'is', null)
    .returning('pid')
    .executeTakeFirst();
  return row !== undefined;
}

/** What a person is told after the sign-in: only they can know whether the one before was theirs. */
function greetingOf({ previous, failures }: LiveSession): Session['greeting'] {
  if (!previous && failures === 0) return undefined;
  const last = previous
    ? `上次登录：${minute(previous.at)}${previous.address ? `，网络地址 ${previous.address}` : ''}`
    : '这是您首次登录';
  return failures === 0
    ? { text: `${last}。`, alarming: false }
    : {
        text: `${last}，${previous ? '之后' : '在此之前'}有 ${failures} 次失败。如果不是您本人，请修改口令并告知安全管理员。`,
        alarming: true,
      };
}
