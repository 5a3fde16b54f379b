import { hashPassword, passwordFits } from '../platform/crypto.ts';
import type { Reader, Tx } from '../platform/db/pool.ts';
import { attemptKey, forgetAttempts } from './sign-in/attempts.ts';
import { recordEvent } from './sign-in/events.ts';
import type { SignInRules } from './sign-in/rules.ts';
import { endSessions } from './sign-in/sessions.ts';

const LONGEST_PASSWORD = 200;
/** Passwords remembered at most, whatever the rule asks for now: a stricter rule then has something to compare with. */
const REMEMBERED = 24;

/** Why a password cannot be accepted under the rules, or undefined. */
export function passwordProblem(
  password: string,
  username: string,
  rules: Pick<SignInRules, 'passwordLength' | 'passwordClasses'>,
): string | undefined {
  if (password.length < rules.passwordLength)
    return `新口令至少 ${rules.passwordLength} 个字符，现在是 ${password.length} 个。`;
  if (password.length > LONGEST_PASSWORD) return `新口令最多 ${LONGEST_PASSWORD} 个字符。`;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length;
  if (kinds < rules.passwordClasses) return `新口令须含${classesOf(rules)}。`;
  if (password.toLowerCase().includes(username.toLowerCase())) return '新口令不能包含用户名。';
  return undefined;
}

/** The kinds of characters that the rules ask for, in words. */
export function classesOf(rules: Pick<SignInRules, 'passwordClasses'>): string {
  const how = { 1: '至少一种', 2: '至少两种', 3: '至少三种', 4: '全部四种' }[rules.passwordClasses];
  return `大写字母、小写字母、数字、符号中的${how ?? '至少三种'}`;
}

/** Whether a person had this password among the last `count` that were replaced. Costs one hash for each of them. */
export async function passwordUsedBefore(
  db: Reader,
  personId: number,
  password: string,
  count: number,
): Promise<boolean> {
  const old = await db
    .selectFrom('password_history')
    .select('password_hash')
    .where('person_id', '=', personId)
    .orderBy('replaced_at', 'desc')
    .limit(count)
    .execute();
  for (const { password_hash } of old) if (await passwordFits(password, password_hash)) return true;
  return false;
}

/** Gives a person an account. The first password must be changed at the first sign-in unless `settled`. */
export async function addAccount(
  tx: Tx,
  a: { personId: number; username: string; password: string; settled?: boolean; at: Date },
): Promise<void> {
  await tx
    .insertInto('account')
    .values({
      person_id: a.personId,
      username: a.username,
      password_hash: await hashPassword(a.password),
      must_change_password: !a.settled,
      password_changed_at: a.at,
    })
    .execute();
}

/**
 * Sets a password and ends every other session of the person.
 * @param a mustChange: somebody else has chosen it, the owner must change it first; keepSession: hash of the session that
 *   stays; unlock: also lifts a lock. A reset by an administrator does not: lifting is the security officer's
 *   (GB/T 22239 三权分立), so that nobody alone can both choose a password and open the account for it.
 */
export async function setPassword(
  tx: Tx,
  a: {
    personId: number;
    password: string;
    mustChange: boolean;
    at: Date;
    keepSession?: string;
    unlock?: boolean;
    byPersonId?: number;
    requestId?: string;
  },
): Promise<void> {
  const unlock = a.unlock ?? !a.mustChange;
  const password_hash = await hashPassword(a.password);
  const old = await tx
    .selectFrom('account')
    .select(['username', 'password_hash'])
    .where('person_id', '=', a.personId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  await tx
    .updateTable('account')
    .set({
      password_hash,
      must_change_password: a.mustChange,
      password_changed_at: a.at,
      ...(unlock ? { failed_attempts: 0, locked_until: null } : {}),
    })
    .where('person_id', '=', a.personId)
    .execute();
  await remember(tx, a.personId, old.password_hash, a.at);
  if (unlock) await forgetAttempts(tx, [attemptKey.name(old.username), attemptKey.code(a.personId)]);
  const event = {
    at: a.at,
    requestId: a.requestId ?? '',
    personId: a.personId,
    ...(a.byPersonId === undefined ? {} : { byPersonId: a.byPersonId }),
  };
  await tx.deleteFrom('sign_in_step').where('person_id', '=', a.personId).execute();
  await endSessions(tx, { ...event, reason: 'password-changed', except: a.keepSession ?? '' });
  await recordEvent(tx, { ...event, kind: a.mustChange ? 'password-reset' : 'password-changed' });
}

async function remember(tx: Tx, personId: number, hash: string, at: Date): Promise<void> {
  await tx
    .insertInto('password_history')
    .values({ person_id: personId, replaced_at: at, password_hash: hash })
    .onConflict((c) => c.columns(['person_id', 'replaced_at']).doNothing())
    .execute();
  await tx
    .deleteFrom('password_history')
    .where('person_id', '=', personId)
    .where('replaced_at', 'not in', (q) =>
      q
        .selectFrom('password_history')
        .select('replaced_at')
        .where('person_id', '=', personId)
        .orderBy('replaced_at', 'desc')
        .limit(REMEMBERED),
    )
    .execute();
}

/** Lifts the lock of an account: of passwords and of codes. @returns whether it was locked */
export async function unlockAccount(
  tx: Tx,
  a: { personId: number; at: Date; byPersonId: number; requestId: string },
): Promise<boolean> {
  const account = await tx
    .selectFrom('account')
    .select(['username', 'locked_until'])
    .where('person_id', '=', a.personId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  await tx
    .updateTable('account')
    .set({ failed_attempts: 0, locked_until: null })
    .where('person_id', '=', a.personId)
    .execute();
  const counters = await forgetAttempts(tx, [attemptKey.name(account.username), attemptKey.code(a.personId)]);
  await recordEvent(tx, { ...a, kind: 'unlocked' });
  return counters > 0 || (account.locked_until !== null && account.locked_until > a.at);
}
