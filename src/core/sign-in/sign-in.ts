import { sql } from 'kysely';
import { type Day, dayOfInstant } from '../../law/day.ts';
import { instant } from '../../platform/clock.ts';
import { hashPassword, newToken, passwordFits, passwordsBusy, sha256 } from '../../platform/crypto.ts';
import type { Database, Reader, Tx } from '../../platform/db/pool.ts';
import { Refusal, TooMany } from '../../platform/errors.ts';
import { cleanAddress, networkOf } from '../../platform/http/network.ts';
import type { Keyring } from '../../platform/keyring.ts';
import {
  accountLocked,
  attemptKey,
  countAttempt,
  forgetAttempts,
  giveBack,
  limitSource,
  proofLimited,
} from './attempts.ts';
import { type Attempt, recordEvent } from './events.ts';
import { type SignInRules, signInRules } from './rules.ts';
import { openSession } from './sessions.ts';
import { hasTotp, useCode } from './totp.ts';
import type { SignInWay } from './words.ts';

const WRONG = '用户名或口令不正确。';
const KNOWN_NETWORK_DAYS = 30;
// Checking against this when there is no such user makes both answers take the same time.
let decoy: Promise<string> | undefined;

/** What a proof of identity has led to: a session, or the page that asks for the code; with the token for its cookie. */
export interface SignedIn {
  kind: 'session' | 'code';
  token: string;
  personId: number;
}

/** An account whose owner serves on the day. */
export interface ServingAccount {
  personId: number;
  organisationId: number;
  username: string;
  passwordHash: string;
  lockedUntil: Date | null;
  oidcSubject: string | null;
}

/** The account of somebody who serves on the day. Somebody who has left is treated like a name that nobody has. */
export async function servingAccount(
  db: Reader,
  by: { username: string } | { oidcSubject: string } | { personId: number },
  today: Day,
): Promise<ServingAccount | undefined> {
  return db
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select([
      'account.person_id as personId',
      'person.organisation_id as organisationId',
      'account.username',
      'account.password_hash as passwordHash',
      'account.locked_until as lockedUntil',
      'account.oidc_subject as oidcSubject',
    ])
    .$if('username' in by, (q) => q.where('account.username', '=', (by as { username: string }).username))
    .$if('oidcSubject' in by, (q) =>
      q.where('account.oidc_subject', '=', (by as { oidcSubject: string }).oidcSubject),
    )
    .$if('personId' in by, (q) => q.where('account.person_id', '=', (by as { personId: number }).personId))
    .where('person.valid_from', '<=', today)
    .where((e) => e.or([e('person.valid_to', 'is', null), e('person.valid_to', '>=', today)]))
    .executeTakeFirst();
}

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
    throw new Refusal([{ field: 'password', message: WRONG }], 422);
  }
  await forgetAttempts(db, [key]);
  await giveBack(db, attempt.address);
  return afterFirstFactor(db, account, 'password', attempt);
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

async function lock(tx: Tx, personId: number, attempt: Attempt, rules: SignInRules): Promise<Date> {
  const until = instant(attempt.now.getTime() + rules.lockMinutes * 60_000);
  await tx
    .updateTable('account')
    .set({ failed_attempts: 0, locked_until: until })
    .where('person_id', '=', personId)
    .execute();
  await recordEvent(tx, {
    kind: 'account-locked',
    at: attempt.now,
    requestId: attempt.requestId,
    address: attempt.address,
    personId,
  });
  return until;
}

/** After the first proof: a session, or the half sign-in that opens nothing but the page for the code. */
export async function afterFirstFactor(
  db: Database,
  account: ServingAccount,
  way: SignInWay,
  attempt: Attempt,
): Promise<SignedIn> {
  const { personId } = account;
  const rules = await rulesFor(db, account, attempt);
  const coded = (way === 'password' || rules.totpAfterOidc) && (await hasTotp(db, personId));
  return db.transaction().execute(async (tx): Promise<SignedIn> => {
    if (!coded) return { kind: 'session', personId, token: await open(tx, account, { way }, attempt, rules) };
    const token = newToken();
    await tx
      .insertInto('sign_in_step')
      .values({
        token_hash: sha256(token),
        person_id: personId,
        way,
        started_at: attempt.now,
        expires_at: instant(attempt.now.getTime() + rules.codeMinutes * 60_000),
      })
      .execute();
    return { kind: 'code', token, personId };
  });
}

function rulesFor(db: Reader, account: ServingAccount, attempt: Attempt): Promise<SignInRules> {
  return signInRules(db, {
    day: dayOfInstant(attempt.now.getTime()),
    organisationId: account.organisationId,
  });
}

async function open(
  tx: Tx,
  account: ServingAccount,
  how: { way: SignInWay; second?: 'totp' | 'recovery-code' },
  attempt: Attempt,
  rules: SignInRules,
): Promise<string> {
  const today = dayOfInstant(attempt.now.getTime());
  const grants = await tx
    .selectFrom('role_grant')
    .select('role')
    .where('person_id', '=', account.personId)
    .where('valid_from', '<=', today)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', today)]))
    .execute();
  return openSession(
    tx,
    { personId: account.personId, ...how },
    attempt,
    rules,
    grants.map((g) => g.role),
  );
}

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
    const token = await open(tx, account, { way: taken.way as SignInWay, second: used }, attempt, rules);
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
 * @throws Refusal at the field, TooMany after too many tries
 */
export async function proveAgain(
  app: { db: Database; keys: Keyring },
  personId: number,
  proof: { password?: string; passwordField?: string; code?: string; codeField?: string },
  attempt: Attempt,
): Promise<void> {
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
  if (code !== undefined) {
    const used = await app.db.transaction().execute(async (tx) => {
      const found = await useCode(tx, app.keys, personId, code, attempt.now);
      if (found === 'wrong' || found === 'replayed')
        await recordEvent(tx, { ...event, kind: found === 'wrong' ? 'wrong-code' : 'code-replayed' });
      if (found === 'recovery-code') await recordEvent(tx, { ...event, kind: 'recovery-code-used' });
      return found;
    });
    if (used === 'wrong' || used === 'replayed') throw codeRefused(used, proof.codeField);
  }
  await forgetAttempts(app.db, [key]);
}
