import { sql } from 'kysely';
import { dayOfInstant } from '../../law/day.ts';
import { hashPassword, passwordFits, passwordsBusy } from '../../platform/crypto.ts';
import type { Database, Reader, Tx } from '../../platform/db/pool.ts';
import { Refusal, TooMany } from '../../platform/errors.ts';
import { cleanAddress, networkOf } from '../../platform/http/network.ts';
import {
  accountLocked,
  attemptKey,
  countAttempt,
  forgetAttempts,
  giveBack,
  limitSource,
} from './attempts.ts';
import { afterFirstFactor, lock, type ServingAccount, type SignedIn, servingAccount } from './entrance.ts';
import { type Attempt, recordEvent } from './events.ts';
import { type SignInRules, signInRules } from './rules.ts';

const WRONG = '用户名或口令不正确。';
const WARNED_FROM = 3;
const KNOWN_NETWORK_DAYS = 30;
// Checking against this when there is no such user makes both answers take the same time.
let decoy: Promise<string> | undefined;

/**
 * Signs a person in by name and password.
 * @returns a session, or for people with a second factor the token of the page that asks for the code
 * @throws Refusal with the same sentence for a wrong name and a wrong password; TooMany when account, address or network
 *   is locked, or too many passwords are being checked
 */
export async function signIn(
  db: Database,
  attempt: Attempt & { username: string; password: string },
): Promise<SignedIn> {
  if (passwordsBusy()) throw new TooMany('现在登录的人太多，请稍等片刻再试。', 5);
  const username = attempt.username.trim().toLowerCase();
  const today = dayOfInstant(attempt.now.getTime());
  const rules = await signInRules(db, { day: today });
  await limitSource(db, attempt, rules);
  const account = await servingAccount(db, { username }, today);
  const spared = account && (await fromKnownNetwork(db, account.personId, attempt, rules));
  if (account?.lockedUntil && account.lockedUntil > attempt.now && !spared)
    throw accountLocked(account.lockedUntil, attempt.now);
  // Each try is counted before the password is looked at, or a burst sent at once would get as many as it likes; and
  // for every name alike, or the answers would tell which names exist.
  const key = spared ? attemptKey.nameFrom(username, spared) : attemptKey.name(username);
  const { attempts, until } = await countAttempt(
    db,
    key,
    rules.lockMinutes,
    attempt.now,
    rules.attemptsPerAccount,
  );
  if (attempts > rules.attemptsPerAccount) throw accountLocked(until, attempt.now);
  decoy ??= hashPassword('decoy');
  const fits = await passwordFits(attempt.password, account?.passwordHash ?? (await decoy));
  if (!account || !fits) {
    await db.transaction().execute((tx) => recordWrong(tx, account, attempt, rules, Boolean(spared)));
    throw new Refusal([{ field: 'password', message: wrongWords(attempts, until, attempt.now, rules) }], 422);
  }
  await forgetAttempts(db, [key]);
  await giveBack(db, attempt.address);
  return afterFirstFactor(db, account, 'password', attempt);
}

/**
 * What is said of a wrong name or password: from the third try on how many are left, at the last one that it is locked.
 * Counted by the name that was typed, whether anybody has it or not, so that it tells nothing about who exists.
 */
function wrongWords(attempts: number, until: Date, now: Date, rules: SignInRules): string {
  const left = rules.attemptsPerAccount - attempts;
  if (left <= 0) return accountLocked(until, now).message;
  return attempts < WARNED_FROM
    ? WRONG
    : `${WRONG}再输错 ${left} 次，账号将锁定 ${rules.lockMinutes} 分钟。忘记口令的，请联系系统管理员重置。`;
}

/** The network of the attempt, when the rules spare those from which the person has signed in of late. */
async function fromKnownNetwork(
  db: Reader,
  personId: number,
  attempt: Attempt,
  rules: SignInRules,
): Promise<string | undefined> {
  const address = cleanAddress(attempt.address);
  if (!rules.lockSparesKnownNetworks || !address) return undefined;
  const network = networkOf(address);
  const { rows } = await sql`select 1 from sign_in_event
    where person_id = ${personId} and kind = 'signed-in' and address <<= ${network}::inet
      and at > ${attempt.now}::timestamptz - make_interval(days => ${KNOWN_NETWORK_DAYS}) limit 1`.execute(
    db,
  );
  return rows.length > 0 ? network : undefined;
}

async function recordWrong(
  tx: Tx,
  account: ServingAccount | undefined,
  attempt: Attempt,
  rules: SignInRules,
  spared: boolean,
): Promise<void> {
  const event = { at: attempt.now, requestId: attempt.requestId, address: attempt.address };
  if (!account) {
    await recordEvent(tx, { ...event, kind: 'unknown-name' });
    return;
  }
  const { personId } = account;
  if (spared) {
    await recordEvent(tx, { ...event, kind: 'wrong-password', personId });
    return;
  }
  const { failed_attempts } = await tx
    .updateTable('account')
    .set({
      failed_attempts: sql<number>`case when failed_attempts + 1 >= ${rules.attemptsPerAccount} then 0 else failed_attempts + 1 end`,
    })
    .where('person_id', '=', personId)
    .returning('failed_attempts')
    .executeTakeFirstOrThrow();
  await recordEvent(tx, { ...event, kind: 'wrong-password', personId });
  if (failed_attempts === 0) await lock(tx, personId, attempt, rules);
}
