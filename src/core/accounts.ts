import { sql } from 'kysely';
import { dayOfInstant } from '../law/day.ts';
import { type Actor, actorColumns } from '../platform/actor.ts';
import { instant } from '../platform/clock.ts';
import { hashPassword, newToken, passwordFits, sha256 } from '../platform/crypto.ts';
import type { Database, Tx } from '../platform/db/pool.ts';
import { Refusal, TooMany } from '../platform/errors.ts';

// GB/T 22239 (登录失败处理) asks for a limit and a time-out; the values are customary, to be confirmed by the user.
export const SIGN_IN = {
  attemptsPerAccount: 5,
  lockMinutes: 30,
  attemptsPerAddress: 30,
  addressMinutes: 10,
  idleMinutes: 30,
  absoluteHours: 12,
  passwordMinLength: 10,
} as const;

const WRONG = '用户名或口令不正确。';
// Checking against this when there is no such user makes both answers take the same time.
let decoy: Promise<string> | undefined;

/** Why a password cannot be accepted, or undefined. */
export function passwordProblem(password: string, username: string): string | undefined {
  if (password.length < SIGN_IN.passwordMinLength)
    return `新口令至少 ${SIGN_IN.passwordMinLength} 个字符，现在是 ${password.length} 个。`;
  if (password.length > 200) return '新口令最多 200 个字符。';
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length;
  if (kinds < 3) return '新口令须含大写字母、小写字母、数字、符号中的至少三种。';
  if (password.toLowerCase().includes(username.toLowerCase())) return '新口令不能包含用户名。';
  return undefined;
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

/** Sets a password: ends every session, unlocks. `mustChange` for a password that somebody else has chosen. */
export async function setPassword(
  tx: Tx,
  a: { personId: number; password: string; mustChange: boolean; at: Date; keepSession?: string },
): Promise<void> {
  await tx
    .updateTable('account')
    .set({
      password_hash: await hashPassword(a.password),
      must_change_password: a.mustChange,
      password_changed_at: a.at,
      failed_attempts: 0,
      locked_until: null,
    })
    .where('person_id', '=', a.personId)
    .execute();
  const { username } = await tx
    .selectFrom('account')
    .select('username')
    .where('person_id', '=', a.personId)
    .executeTakeFirstOrThrow();
  await tx
    .deleteFrom('attempt_limit')
    .where('key', '=', sha256(nameKey(username)))
    .execute();
  await tx
    .deleteFrom('session')
    .where('person_id', '=', a.personId)
    .where('token_hash', '!=', a.keepSession ?? '')
    .execute();
}

/**
 * Signs a person in.
 * @param address network address, for the limit per source
 * @returns the session token for the cookie
 * @throws Refusal with the same sentence for a wrong name and a wrong password; TooMany when account or address is locked
 */
export async function signIn(
  db: Database,
  attempt: { username: string; password: string; address: string; now: Date; requestId: string },
): Promise<{ token: string; personId: number }> {
  await limitAddress(db, attempt.address, attempt.now);
  const username = attempt.username.trim().toLowerCase();
  const today = dayOfInstant(attempt.now.getTime());
  // Somebody who has left is treated like a name that nobody has.
  const account = await db
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .selectAll('account')
    .where('account.username', '=', username)
    .where('person.valid_from', '<=', today)
    .where((e) => e.or([e('person.valid_to', 'is', null), e('person.valid_to', '>=', today)]))
    .executeTakeFirst();
  if (account?.locked_until && account.locked_until > attempt.now)
    throw locked(Math.ceil((account.locked_until.getTime() - attempt.now.getTime()) / 1000));
  // Each try is counted before the password is looked at, or a burst sent at once would get as many as it likes; and
  // for every name alike, or the answers would tell which names exist.
  const { attempts, secondsLeft } = await countAttempt(
    db,
    nameKey(username),
    SIGN_IN.lockMinutes,
    attempt.now,
  );
  if (attempts > SIGN_IN.attemptsPerAccount) throw locked(secondsLeft);
  decoy ??= hashPassword('decoy');
  const fits = await passwordFits(attempt.password, account?.password_hash ?? (await decoy));
  if (!account || !fits) {
    if (account) await countFailure(db, account.person_id, attempt);
    throw new Refusal([{ field: 'password', message: WRONG }], 422);
  }
  await forgetAttempts(db, attempt.address, username);
  const token = newToken();
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('account')
      .set({ failed_attempts: 0, locked_until: null, last_sign_in_at: attempt.now })
      .where('person_id', '=', account.person_id)
      .execute();
    await tx
      .insertInto('session')
      .values({
        token_hash: sha256(token),
        person_id: account.person_id,
        created_at: attempt.now,
        seen_at: attempt.now,
        expires_at: instant(attempt.now.getTime() + SIGN_IN.absoluteHours * 3_600_000),
      })
      .execute();
    await auditSignIn(tx, account.person_id, 'sign-in', attempt);
  });
  return { token, personId: account.person_id };
}

async function countFailure(
  db: Database,
  personId: number,
  attempt: { now: Date; requestId: string },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('account')
      .set({
        failed_attempts: sql<number>`case when failed_attempts + 1 >= ${SIGN_IN.attemptsPerAccount} then 0 else failed_attempts + 1 end`,
        locked_until: sql<Date>`case when failed_attempts + 1 >= ${SIGN_IN.attemptsPerAccount} then ${attempt.now}::timestamptz + make_interval(mins => ${SIGN_IN.lockMinutes}) else locked_until end`,
      })
      .where('person_id', '=', personId)
      .execute();
    await auditSignIn(tx, personId, 'sign-in-failed', attempt);
  });
}

async function auditSignIn(
  tx: Tx,
  personId: number,
  act: string,
  attempt: { now: Date; requestId: string },
): Promise<void> {
  await tx
    .insertInto('audit_row')
    .values({
      at: attempt.now,
      person_id: personId,
      act,
      subject_kind: 'account',
      subject_id: String(personId),
      request_id: attempt.requestId,
    })
    .execute();
}

/** Counts an attempt under a key within a window. Counters may be lost; they are no evidence. */
async function countAttempt(
  db: Database,
  key: string,
  minutes: number,
  now: Date,
): Promise<{ attempts: number; secondsLeft: number }> {
  const { rows } = await sql<{ attempts: number; started: Date }>`
    insert into attempt_limit as l (key, window_started_at, attempts) values (${sha256(key)}, ${now}, 1)
    on conflict (key) do update set
      attempts = case when l.window_started_at <= ${now}::timestamptz - make_interval(mins => ${minutes}) then 1 else l.attempts + 1 end,
      window_started_at = case when l.window_started_at <= ${now}::timestamptz - make_interval(mins => ${minutes}) then ${now}::timestamptz else l.window_started_at end
    returning attempts, window_started_at as started`.execute(db);
  const row = rows[0]!;
  const secondsLeft = Math.ceil((row.started.getTime() + minutes * 60_000 - now.getTime()) / 1000);
  return { attempts: row.attempts, secondsLeft: Math.max(1, secondsLeft) };
}

/** One network address may try so often in a while, whoever it pretends to be. */
async function limitAddress(db: Database, address: string, now: Date): Promise<void> {
  const { attempts, secondsLeft } = await countAttempt(db, `address ${address}`, SIGN_IN.addressMinutes, now);
  if (attempts > SIGN_IN.attemptsPerAddress)
    throw new TooMany(`登录尝试过于频繁，请 ${Math.ceil(secondsLeft / 60)} 分钟后再试。`, secondsLeft);
}

function nameKey(username: string): string {
  return `name ${username}`;
}

/** A right password clears the name's count and gives the address its try back: an office behind one address signs in every morning. */
async function forgetAttempts(db: Database, address: string, username: string): Promise<void> {
  await db
    .deleteFrom('attempt_limit')
    .where('key', '=', sha256(nameKey(username)))
    .execute();
  await db
    .updateTable('attempt_limit')
    .set((e) => ({ attempts: e('attempts', '-', 1) }))
    .where('key', '=', sha256(`address ${address}`))
    .execute();
}

function locked(secondsLeft: number): TooMany {
  const minutes = Math.ceil(secondsLeft / 60);
  return new TooMany(
    `连续输错次数过多，账号已锁定，请 ${minutes} 分钟后再试，或联系管理员解锁。`,
    secondsLeft,
  );
}

/** Who a session token belongs to; undefined when it is unknown, idle for too long or past its end. Touches it once a minute. */
export async function readSession(
  db: Database,
  token: string,
  now: Date,
): Promise<{ personId: number; tokenHash: string; mustChangePassword: boolean } | undefined> {
  const row = await db
    .selectFrom('session')
    .innerJoin('account', 'account.person_id', 'session.person_id')
    .select([
      'session.token_hash',
      'session.person_id',
      'session.seen_at',
      'session.expires_at',
      'account.must_change_password',
    ])
    .where('session.token_hash', '=', sha256(token))
    .executeTakeFirst();
  if (!row) return undefined;
  const idle = now.getTime() - row.seen_at.getTime();
  if (row.expires_at <= now || idle > SIGN_IN.idleMinutes * 60_000) return undefined;
  if (idle > 60_000)
    await db.updateTable('session').set({ seen_at: now }).where('token_hash', '=', row.token_hash).execute();
  return { personId: row.person_id, tokenHash: row.token_hash, mustChangePassword: row.must_change_password };
}

/** Ends a session. */
export async function signOut(
  db: Database,
  s: { tokenHash: string; actor: Actor; now: Date; requestId: string },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('session').where('token_hash', '=', s.tokenHash).execute();
    await tx
      .insertInto('audit_row')
      .values({
        at: s.now,
        ...actorColumns(s.actor),
        act: 'sign-out',
        subject_kind: 'account',
        subject_id: String(s.actor.personId),
        request_id: s.requestId,
      })
      .execute();
  });
}

/** Removes sessions past their end and once-tokens older than two days. Run by the minute tick. */
export async function sweepSessions(db: Database, now: Date): Promise<void> {
  await sql`delete from session where expires_at < ${now} or seen_at < ${now}::timestamptz - make_interval(mins => ${SIGN_IN.idleMinutes})`.execute(
    db,
  );
  await sql`delete from once_token where used_at < ${now}::timestamptz - interval '2 days'`.execute(db);
}
