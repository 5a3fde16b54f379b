import type { Reader } from '../../platform/db/pool.ts';
import {
  SECOND_FACTORS,
  type SecondFactor,
  SIGN_IN_EVENTS,
  SIGN_IN_WAYS,
  type SignInEventKind,
  type SignInWay,
} from './words.ts';

/** An open session as its owner and the security officer see it. */
export interface SessionRow {
  pid: string;
  tokenHash: string;
  how: string;
  address: string | null;
  createdAt: Date;
  seenAt: Date;
}

/** The open sessions of a person, the newest first. Those past a limit that no tick has ended yet are left out. */
export async function sessionsOf(db: Reader, personId: number, now: Date): Promise<SessionRow[]> {
  const rows = await db
    .selectFrom('session')
    .selectAll()
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .execute();
  return rows
    .filter((r) => now.getTime() - r.seen_at.getTime() <= r.idle_minutes * 60_000)
    .map((r) => ({
      pid: r.pid,
      tokenHash: r.token_hash,
      how: howOf(r.way, r.second_factor),
      address: r.address,
      createdAt: r.created_at,
      seenAt: r.seen_at,
    }));
}

/** How somebody came in, in words. */
export function howOf(way: string, second: string | null): string {
  const first = SIGN_IN_WAYS[way as SignInWay];
  return second ? `${first}＋${SECOND_FACTORS[second as SecondFactor]}` : first;
}

/** A line of the log of sign-ins. */
export interface EventRow {
  at: Date;
  label: string;
  kind: SignInEventKind;
  address: string | null;
  by: string | null;
}

/** The last lines of a person's log of sign-ins, the newest first. */
export async function eventsOf(db: Reader, personId: number, count: number): Promise<EventRow[]> {
  const rows = await db
    .selectFrom('sign_in_event')
    .leftJoin('person', 'person.id', 'sign_in_event.by_person_id')
    .select(['sign_in_event.at', 'sign_in_event.kind', 'sign_in_event.address', 'person.name as by'])
    .where('sign_in_event.person_id', '=', personId)
    .orderBy('sign_in_event.at', 'desc')
    .orderBy('sign_in_event.id', 'desc')
    .limit(count)
    .execute();
  return rows.map((r) => ({
    ...r,
    kind: r.kind as SignInEventKind,
    label: SIGN_IN_EVENTS[r.kind as SignInEventKind],
  }));
}

/** What concerns signing in with an account. */
export interface AccountState {
  username: string;
  passwordChangedAt: Date;
  lockedUntil: Date | null;
  mustChangePassword: boolean;
  mustEnrolTotp: boolean;
  oidcSubject: string | null;
  /** Proposed by an administrator and not confirmed yet. */
  oidcProposed: string | null;
  /** When the second factor was set up; null without one. */
  totpSince: Date | null;
  /** Recovery codes that have not been used. */
  codesLeft: number;
}

/** The state of a person's account; undefined for a person without one. */
export async function accountState(db: Reader, personId: number): Promise<AccountState | undefined> {
  return db
    .selectFrom('account')
    .leftJoin('totp_credential', 'totp_credential.person_id', 'account.person_id')
    .select((e) => [
      'account.username',
      'account.password_changed_at as passwordChangedAt',
      'account.locked_until as lockedUntil',
      'account.must_change_password as mustChangePassword',
      'account.must_enrol_totp as mustEnrolTotp',
      'account.oidc_subject as oidcSubject',
      'account.oidc_proposed as oidcProposed',
      'totp_credential.confirmed_at as totpSince',
      e
        .selectFrom('recovery_code')
        .select((r) => r.fn.countAll<number>().as('n'))
        .whereRef('recovery_code.person_id', '=', 'account.person_id')
        .where('used_at', 'is', null)
        .as('codesLeft'),
    ])
    .where('account.person_id', '=', personId)
    .executeTakeFirst() as Promise<AccountState | undefined>;
}
