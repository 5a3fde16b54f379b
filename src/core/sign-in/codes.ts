import { dayOfInstant } from '../../law/day.ts';
import { passwordFits, sha256 } from '../../platform/crypto.ts';
import type { Database, Reader } from '../../platform/db/pool.ts';
import { Refusal } from '../../platform/errors.ts';
import type { Keyring } from '../../platform/keyring.ts';
import { accountLocked, attemptKey, countAttempt, forgetAttempts, proofLimited } from './attempts.ts';
import { enter, lock, rulesFor, type SignedIn, servingAccount } from './entrance.ts';
import { type Attempt, recordEvent } from './events.ts';
import { useCode } from './totp.ts';
import type { SecondFactor, SignInWay } from './words.ts';

/** Whether a half sign-in still waits for its code. */
export async function stepWaits(db: Reader, token: string, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('sign_in_step')
    .select('person_id')
    .where('token_hash', '=', sha256(token))
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Completes a half sign-in with a code of the app or a recovery code.
 * @returns the session; undefined when the half sign-in is used up or too old and the password has to be given again
 * @throws Refusal for a wrong or used code, TooMany when the account is locked
 */
export async function submitCode(
  db: Database,
  keys: Keyring,
  attempt: Attempt & { token: string; code: string },
): Promise<SignedIn | undefined> {
  const hash = sha256(attempt.token);
  const step = await db
    .updateTable('sign_in_step')
    .set((e) => ({ attempts: e('attempts', '+', 1) }))
    .where('token_hash', '=', hash)
    .where('expires_at', '>', attempt.now)
    .returning(['person_id', 'way'])
    .executeTakeFirst();
  const account =
    step && (await servingAccount(db, { personId: step.person_id }, dayOfInstant(attempt.now.getTime())));
  if (!step || !account) return undefined;
  const { personId } = account;
  const rules = await rulesFor(db, account, attempt);
  if (account.lockedUntil && account.lockedUntil > attempt.now)
    throw accountLocked(account.lockedUntil, attempt.now);
  // Counted before it is looked at and per person, whatever the number of half sign-ins: six digits are soon guessed.
  const key = attemptKey.code(personId);
  const { attempts, until } = await countAttempt(
    db,
    key,
    rules.lockMinutes,
    attempt.now,
    rules.attemptsPerAccount,
  );
  if (attempts > rules.attemptsPerAccount) throw accountLocked(until, attempt.now);
  const outcome = await db.transaction().execute(async (tx) => {
    const used = await useCode(tx, keys, personId, attempt.code, attempt.now);
    const event = {
      at: attempt.now,
      requestId: attempt.requestId,
      address: attempt.address,
      personId,
    };
    if (used === 'wrong' || used === 'replayed') {
      await recordEvent(tx, { ...event, kind: used === 'replayed' ? 'code-replayed' : 'wrong-code' });
      const locked =
        attempts === rules.attemptsPerAccount ? await lock(tx, personId, attempt, rules) : undefined;
      return { used, locked };
    }
    // Of two at once with two different codes the second finds nothing.
    const taken = await tx
      .deleteFrom('sign_in_step')
      .where('token_hash', '=', hash)
      .returning('way')
      .executeTakeFirst();
    if (!taken) return undefined;
    await forgetAttempts(tx, [key]);
    if (used === 'recovery-code') await recordEvent(tx, { ...event, kind: 'recovery-code-used' });
    const token = await enter(tx, account, { way: taken.way as SignInWay, second: used }, attempt, rules);
    return { kind: 'session' as const, token, personId };
  });
  if (outcome?.used === undefined) return outcome;
  if (outcome.locked) throw accountLocked(outcome.locked, attempt.now);
  throw codeRefused(outcome.used);
}

function codeRefused(why: 'wrong' | 'replayed', field = 'code'): Refusal {
  const message =
    why === 'replayed'
      ? '这个动态码已经用过，请等应用显示下一个动态码后再输入。'
      : '动态码或恢复码不正确。动态码每 30 秒更换一次，请核对手机时间是否准确后重试。';
  return new Refusal([{ field, message }], 422);
}

/**
 * Has somebody who is signed in prove again who they are, before the account itself is changed: a session left open, or
 * stolen, is not enough for that.
 * @param proof what the form asked for; the names of its fields, where they differ from `password` and `code`
 * @returns what the code was, when one was asked for
 * @throws Refusal at the field, TooMany after too many tries
 */
export async function proveAgain(
  app: { db: Database; keys: Keyring },
  personId: number,
  proof: { password?: string; passwordField?: string; code?: string; codeField?: string },
  attempt: Attempt,
): Promise<SecondFactor | undefined> {
  const account = await servingAccount(app.db, { personId }, dayOfInstant(attempt.now.getTime()));
  if (!account) throw new Refusal('您的账号已经停用。');
  const rules = await rulesFor(app.db, account, attempt);
  const key = attemptKey.proof(personId);
  const { attempts, until } = await countAttempt(app.db, key, rules.lockMinutes, attempt.now);
  if (attempts > rules.attemptsPerAccount) throw proofLimited(until, attempt.now);
  const event = { at: attempt.now, requestId: attempt.requestId, address: attempt.address, personId };
  if (proof.password !== undefined && !(await passwordFits(proof.password, account.passwordHash))) {
    await app.db.transaction().execute((tx) => recordEvent(tx, { ...event, kind: 'wrong-password' }));
    throw new Refusal([{ field: proof.passwordField ?? 'password', message: '现在的口令不正确。' }], 422);
  }
  const { code } = proof;
  let second: SecondFactor | undefined;
  if (code !== undefined) {
    const used = await app.db.transaction().execute(async (tx) => {
      const found = await useCode(tx, app.keys, personId, code, attempt.now);
      if (found === 'wrong' || found === 'replayed')
        await recordEvent(tx, { ...event, kind: found === 'wrong' ? 'wrong-code' : 'code-replayed' });
      if (found === 'recovery-code') await recordEvent(tx, { ...event, kind: 'recovery-code-used' });
      return found;
    });
    if (used === 'wrong' || used === 'replayed') throw codeRefused(used, proof.codeField);
    second = used;
  }
  await forgetAttempts(app.db, [key]);
  return second;
}
