import { sql } from 'kysely';
import type { Tx } from '../../platform/db/pool.ts';
import { cleanAddress } from '../../platform/http/network.ts';
import type { SignInEventKind } from './words.ts';

/** Where and when somebody tries to get in. */
export interface Attempt {
  /** Network address as the request brought it. */
  address: string;
  now: Date;
  requestId: string;
}

/** Kinds that happen beside `change()` and therefore write their audit row here; the service that did what no person did. */
const AUDITED: Partial<Record<SignInEventKind, { act: string; service?: string }>> = {
  'signed-in': { act: 'sign-in' },
  'wrong-password': { act: 'sign-in-failed' },
  'account-locked': { act: 'account-locked', service: 'sign-in' },
  'network-limited': { act: 'network-limited', service: 'sign-in' },
  'signed-out': { act: 'sign-out' },
  'session-expired': { act: 'session-expired', service: 'system' },
  'session-replaced': { act: 'session-replaced' },
  'wrong-code': { act: 'sign-in-code-failed' },
  'code-replayed': { act: 'sign-in-code-failed' },
  'recovery-code-used': { act: 'recovery-code-used' },
  'oidc-refused': { act: 'sign-in-oidc-refused', service: 'sign-in' },
  'oidc-unknown': { act: 'sign-in-oidc-refused', service: 'sign-in' },
};

/**
 * Writes the log of sign-ins. The network address stands here and not in the audit row, which nobody can erase: the row
 * names the event. A name that nobody has is counted, not written down: people type passwords into that field.
 * @returns id of the event
 */
export async function recordEvent(
  tx: Tx,
  e: {
    kind: SignInEventKind;
    at: Date;
    requestId: string;
    personId?: number;
    byPersonId?: number;
    address?: string;
    sessionPid?: string;
    /** A word of ours for the audit row. */
    reason?: string;
  },
): Promise<number> {
  const { id } = await tx
    .insertInto('sign_in_event')
    .values({
      at: e.at,
      kind: e.kind,
      person_id: e.personId ?? null,
      by_person_id: e.byPersonId ?? null,
      address: (e.address && cleanAddress(e.address)) ?? null,
      session_pid: e.sessionPid ?? null,
      request_id: e.requestId,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const audited = AUDITED[e.kind];
  if (audited)
    await tx
      .insertInto('audit_row')
      .values({
        at: e.at,
        person_id: audited.service ? null : (e.personId ?? null),
        service: audited.service ?? null,
        act: audited.act,
        subject_kind: e.personId === undefined ? 'sign-in-event' : 'account',
        subject_id: String(e.personId ?? id),
        organisation_id: sql<number>`(select organisation_id from person where id = ${e.personId ?? null})`,
        request_id: e.requestId,
        details: JSON.stringify({ event: id, ...(e.reason === undefined ? {} : { reason: e.reason }) }),
      })
      .execute();
  return id;
}
