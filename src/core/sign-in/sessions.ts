import { sql } from 'kysely';
import { instant } from '../../platform/clock.ts';
import { newPublicId, newToken, sha256 } from '../../platform/crypto.ts';
import type { Database, Reader, Tx } from '../../platform/db/pool.ts';
import { cleanAddress } from '../../platform/http/network.ts';
import { type Attempt, recordEvent } from './events.ts';
import { type SignInRules, totpRequired } from './rules.ts';
import type { EndReason, SecondFactor, SignInEventKind, SignInWay } from './words.ts';

/** A live session as its cookie finds it. */
export interface LiveSession {
  personId: number;
  tokenHash: string;
  way: SignInWay;
  createdAt: Date;
  mustChangePassword: boolean;
  mustEnrolTotp: boolean;
  /** What proved the person a second time in this session; null when nothing has yet. */
  second: SecondFactor | null;
  /** Whether the person has a second factor at all. */
  hasTotp: boolean;
  /** The sign-in before this one, and failures between the two. */
  previous: { at: Date; address: string | null } | undefined;
  failures: number;
}

/**
 * Opens a session for a person who has proved everything that is asked for; ends the oldest ones beyond the number that
 * the rules admit. Its limits are those of the sign-in: a later change of the rules holds from the next one on.
 * @returns the token for the cookie; only its hash is stored
 */
export async function openSession(
  tx: Tx,
  who: { personId: number; way: SignInWay; second?: SecondFactor },
  attempt: Attempt,
  rules: SignInRules,
  roles: readonly string[],
): Promise<string> {
  const token = newToken();
  const pid = newPublicId();
  const { now } = attempt;
  const account = await tx
    .selectFrom('account')
    .select(['last_sign_in_at', 'password_changed_at', 'must_change_password', 'must_enrol_totp'])
    .where('person_id', '=', who.personId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const previous = await previousSignIn(tx, who.personId);
  const aged =
    rules.passwordDays > 0 &&
    now.getTime() - account.password_changed_at.getTime() > rules.passwordDays * 86_400_000;
  const asked = totpRequired(rules, roles, who.way) && who.second === undefined;
  await tx
    .updateTable('account')
    .set({
      failed_attempts: 0,
      last_sign_in_at: now,
      must_change_password: account.must_change_password || aged,
      must_enrol_totp: account.must_enrol_totp || asked,
    })
    .where('person_id', '=', who.personId)
    .execute();
  await endSurplus(tx, who.personId, rules.sessionsPerPerson - 1, attempt);
  await tx
    .insertInto('session')
    .values({
      token_hash: sha256(token),
      pid,
      person_id: who.personId,
      way: who.way,
      second_factor: who.second ?? null,
      address: cleanAddress(attempt.address) ?? null,
      idle_minutes: rules.idleMinutes,
      created_at: now,
      seen_at: now,
      expires_at: instant(now.getTime() + rules.absoluteHours * 3_600_000),
      previous_at: previous?.at ?? null,
      previous_address: previous?.address ?? null,
      failures_before: previous?.failures ?? 0,
    })
    .execute();
  await recordEvent(tx, {
    kind: 'signed-in',
    at: now,
    requestId: attempt.requestId,
    personId: who.personId,
    address: attempt.address,
    sessionPid: pid,
  });
  return token;
}

async function previousSignIn(
  tx: Tx,
  personId: number,
): Promise<{ at: Date | null; address: string | null; failures: number }> {
  const last = await tx
    .selectFrom('sign_in_event')
    .select(['id', 'at', 'address'])
    .where('person_id', '=', personId)
    .where('kind', '=', 'signed-in')
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  const { n } = await tx
    .selectFrom('sign_in_event')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('person_id', '=', personId)
    .where('kind', 'in', ['wrong-password', 'wrong-code', 'code-replayed'] satisfies SignInEventKind[])
    .where('id', '>', last?.id ?? 0)
    .executeTakeFirstOrThrow();
  return { at: last?.at ?? null, address: last?.address ?? null, failures: n };
}

async function endSurplus(tx: Tx, personId: number, keep: number, attempt: Attempt): Promise<void> {
  const open = await tx
    .selectFrom('session')
    .select('token_hash')
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .orderBy('created_at', 'desc')
    .offset(keep)
    .execute();
  if (open.length > 0)
    await endSessions(tx, {
      personId,
      reason: 'replaced',
      only: open.map((s) => s.token_hash),
      at: attempt.now,
      requestId: attempt.requestId,
    });
}

const EVENT_OF: Record<EndReason, SignInEventKind> = {
  'signed-out': 'signed-out',
  idle: 'session-expired',
  absolute: 'session-expired',
  replaced: 'session-replaced',
  'ended-by-self': 'session-ended',
  'ended-by-officer': 'session-ended',
  'password-changed': 'session-ended',
};

/**
 * Ends sessions of a person. They stay for a day, so that their holders can be told why.
 * @param o only: hashes of the sessions meant; except: hash of one that stays; pid: public id of the one meant
 * @returns how many there were
 */
export async function endSessions(
  tx: Tx,
  o: {
    personId: number;
    reason: EndReason;
    at: Date;
    requestId: string;
    only?: readonly string[];
    except?: string;
    pid?: string;
    byPersonId?: number;
    address?: string;
  },
): Promise<number> {
  const ended = await tx
    .updateTable('session')
    .set({ ended_at: o.at, end_reason: o.reason })
    .where('person_id', '=', o.personId)
    .where('ended_at', 'is', null)
    .where('token_hash', '!=', o.except ?? '')
    .$if(o.only !== undefined, (q) => q.where('token_hash', 'in', o.only ?? []))
    .$if(o.pid !== undefined, (q) => q.where('pid', '=', o.pid ?? ''))
    .returning('pid')
    .execute();
  for (const { pid } of ended)
    await recordEvent(tx, {
      kind: EVENT_OF[o.reason],
      at: o.at,
      requestId: o.requestId,
      personId: o.personId,
      sessionPid: pid,
      ...(o.byPersonId === undefined ? {} : { byPersonId: o.byPersonId }),
      ...(o.address === undefined ? {} : { address: o.address }),
    });
  return ended.length;
}

/** Who a session token belongs to; undefined when it is unknown, ended, idle for too long or past its end. Touches it once a minute. */
export async function readSession(db: Database, token: string, now: Date): Promise<LiveSession | undefined> {
  const row = await db
    .selectFrom('session')
    .innerJoin('account', 'account.person_id', 'session.person_id')
    .selectAll('session')
    .leftJoin('totp_credential', 'totp_credential.person_id', 'session.person_id')
    .select([
      'account.must_change_password',
      'account.must_enrol_totp',
      'totp_credential.confirmed_at as totp_since',
    ])
    .where('session.token_hash', '=', sha256(token))
    .executeTakeFirst();
  if (!row || endedBy(row, now)) return undefined;
  if (now.getTime() - row.seen_at.getTime() > 60_000)
    await db
      .updateTable('session')
      .set({ seen_at: now })
      .where('token_hash', '=', row.token_hash)
      .where('ended_at', 'is', null)
      .execute();
  const way = row.way as SignInWay;
  return {
    personId: row.person_id,
    tokenHash: row.token_hash,
    way,
    createdAt: row.created_at,
    // Who comes by single sign-on may never have had a password of ours.
    mustChangePassword: row.must_change_password && way === 'password',
    mustEnrolTotp: row.must_enrol_totp,
    second: row.second_factor as SecondFactor | null,
    hasTotp: row.totp_since !== null,
    previous: row.previous_at ? { at: row.previous_at, address: row.previous_address } : undefined,
    failures: row.failures_before,
  };
}

/**
 * A session that is still open, with what proved its person a second time; undefined when it has ended.
 * @param hash its token's hash
 */
export async function liveSession(
  db: Reader,
  hash: string,
  now: Date,
): Promise<{ second: SecondFactor | null } | undefined> {
  const row = await db.selectFrom('session').selectAll().where('token_hash', '=', hash).executeTakeFirst();
  if (!row || endedBy(row, now) !== undefined) return undefined;
  return { second: row.second_factor as SecondFactor | null };
}

/** Notes in a session that its person has been proved a second time. @param hash its token's hash */
export async function noteSecondFactor(tx: Tx, hash: string, second: SecondFactor): Promise<void> {
  await tx.updateTable('session').set({ second_factor: second }).where('token_hash', '=', hash).execute();
}

function endedBy(
  row: {
    seen_at: Date;
    expires_at: Date;
    idle_minutes: number;
    ended_at: Date | null;
    end_reason: string | null;
  },
  now: Date,
): EndReason | undefined {
  if (row.end_reason !== null) return row.end_reason as EndReason;
  if (row.expires_at <= now) return 'absolute';
  return now.getTime() - row.seen_at.getTime() > row.idle_minutes * 60_000 ? 'idle' : undefined;
}

/** Whose session this was and why it has ended; undefined for a live one, or one that is forgotten. */
export async function endedSession(
  db: Reader,
  token: string,
  now: Date,
): Promise<{ personId: number; reason: EndReason } | undefined> {
  const row = await db
    .selectFrom('session')
    .select(['person_id', 'seen_at', 'expires_at', 'idle_minutes', 'ended_at', 'end_reason'])
    .where('token_hash', '=', sha256(token))
    .executeTakeFirst();
  const reason = row && endedBy(row, now);
  return row && reason ? { personId: row.person_id, reason } : undefined;
}

/** Ends a session by its owner's wish. */
export async function signOut(
  db: Database,
  s: { personId: number; tokenHash: string; address?: string; now: Date; requestId: string },
): Promise<void> {
  await db.transaction().execute((tx) =>
    endSessions(tx, {
      personId: s.personId,
      reason: 'signed-out',
      only: [s.tokenHash],
      at: s.now,
      requestId: s.requestId,
      ...(s.address === undefined ? {} : { address: s.address }),
    }),
  );
}

/**
 * Ends sessions past their limits and clears away what has no further use: ended sessions, half sign-ins, counters and
 * once-tokens after a day or two, the log of sign-ins after its time. Run by the minute tick.
 */
export async function sweepSessions(db: Database, now: Date, logMonths: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ pid: string; person_id: number }>`
      update session set ended_at = ${now}, end_reason = case when expires_at <= ${now} then 'absolute' else 'idle' end
      where ended_at is null and (expires_at <= ${now} or seen_at + make_interval(mins => idle_minutes) < ${now})
      returning pid, person_id`.execute(tx);
    for (const { pid, person_id } of rows)
      await recordEvent(tx, {
        kind: 'session-expired',
        at: now,
        requestId: 'tick',
        personId: person_id,
        sessionPid: pid,
      });
  });
  await sql`delete from session where ended_at < ${now}::timestamptz - interval '1 day'`.execute(db);
  await sql`delete from sign_in_step where expires_at < ${now}`.execute(db);
  await sql`delete from oidc_attempt where expires_at < ${now}`.execute(db);
  await sql`delete from totp_enrolment where started_at < ${now}::timestamptz - interval '1 day'`.execute(db);
  await sql`delete from attempt_limit where window_started_at < ${now}::timestamptz - interval '2 days'`.execute(
    db,
  );
  await sql`delete from once_token where used_at < ${now}::timestamptz - interval '2 days'`.execute(db);
  // Never younger than six months before the last event: a trigger holds the floor of the law.
  await sql`delete from sign_in_event where at < least(${now}::timestamptz - make_interval(months => ${logMonths}),
    (select max(at) from sign_in_event) - interval '6 months')`.execute(db);
}
