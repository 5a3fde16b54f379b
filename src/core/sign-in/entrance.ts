import { type Day, dayOfInstant } from '../../law/day.ts';
import { instant } from '../../platform/clock.ts';
import { newToken, sha256 } from '../../platform/crypto.ts';
import type { Database, Reader, Tx } from '../../platform/db/pool.ts';
import { Refusal } from '../../platform/errors.ts';
import { rolesOn } from '../people.ts';
import { type Attempt, recordEvent } from './events.ts';
import { type SignInRules, signInRules } from './rules.ts';
import { openSession } from './sessions.ts';
import { hasTotp } from './totp.ts';
import type { SignInWay } from './words.ts';

/* What every way in shares, whatever is proved first. */

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

/** Locks an account from now on. @returns until when */
export async function lock(tx: Tx, personId: number, attempt: Attempt, rules: SignInRules): Promise<Date> {
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
    await refuseChanged(tx, account, way);
    if (!coded)
      return { kind: 'session', personId, token: await enter(tx, account, { way }, attempt, rules) };
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

/**
 * A password takes a while to check, and may be changed meanwhile: who has proved the old one must not get in with it.
 * Locks the account until the session is there.
 */
async function refuseChanged(tx: Tx, account: ServingAccount, way: SignInWay): Promise<void> {
  const { password_hash } = await tx
    .selectFrom('account')
    .select('password_hash')
    .where('person_id', '=', account.personId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (way === 'password' && password_hash !== account.passwordHash)
    throw new Refusal([{ field: 'password', message: '口令刚刚被修改，请用新的口令登录。' }], 422);
}

/** The rules of sign-in for the owner of an account, by their organisation. */
export function rulesFor(db: Reader, account: ServingAccount, attempt: Attempt): Promise<SignInRules> {
  return signInRules(db, {
    day: dayOfInstant(attempt.now.getTime()),
    organisationId: account.organisationId,
  });
}

/** Opens a session for the owner of an account, who has proved everything. @returns its token */
export async function enter(
  tx: Tx,
  account: ServingAccount,
  how: { way: SignInWay; second?: 'totp' | 'recovery-code' },
  attempt: Attempt,
  rules: SignInRules,
): Promise<string> {
  const today = dayOfInstant(attempt.now.getTime());
  // A deputy enters with the rights of the absent, and so under what is asked for them.
  const roles = await rolesOn(tx, account.personId, today);
  return openSession(tx, { personId: account.personId, ...how }, attempt, rules, roles);
}
