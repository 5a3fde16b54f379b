import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { NotFound } from '../../platform/errors.ts';
import type { Channel, Closing, DocumentKind, IdentityCheck, Outcome, Right } from './words.ts';
import { INTAKE } from './words.ts';

/** The typed row of a request. */
export interface PrivacyRequest {
  caseId: number;
  right: Right;
  channel: Channel;
  documentKind: DocumentKind;
  about: string;
  identityCheck: IdentityCheck | null;
  outcome: Outcome | null;
  closing: Closing | null;
}

/** Reads the typed row of a case. @throws NotFound when the case is of another kind */
export async function readRequest(db: Reader, caseId: number): Promise<PrivacyRequest> {
  const row = await db
    .selectFrom('privacy_request')
    .select([
      'case_id as caseId',
      'right_kind as right',
      'channel',
      'document_kind as documentKind',
      'about',
      'identity_check as identityCheck',
      'outcome',
      'closing',
    ])
    .where('case_id', '=', caseId)
    .executeTakeFirst();
  if (!row) throw new NotFound();
  return row as PrivacyRequest;
}

/** A line of the list. */
export interface RequestRow {
  caseId: number;
  pid: string;
  right: Right;
  channel: Channel;
  state: string;
  organisationName: string;
  openedOn: Day;
  closedOn: Day | null;
  due: Day | null;
}

const where = (f: { scope: readonly number[]; state?: string; right?: string }) => sql<boolean>`
  c."procedure" = ${INTAKE} and c.organisation_id = any(${[...f.scope]})
  and (${f.state ?? null}::text is null or c.state = ${f.state ?? null})
  and (${f.right ?? null}::text is null or r.right_kind = ${f.right ?? null})`;

/** Requests of organisations, open ones with the earliest due day first. @param page from 1 */
export async function listRequests(
  db: Reader,
  f: { scope: readonly number[]; state?: string; right?: string; page: number; size: number },
): Promise<RequestRow[]> {
  const { rows } = await sql<RequestRow>`
    select c.id as "caseId", c.pid, r.right_kind as "right", r.channel, c.state, o.short_name as "organisationName",
      c.opened_on as "openedOn", c.closed_on as "closedOn", k.due
    from privacy_request r join procedure_case c on c.id = r.case_id join organisation o on o.id = c.organisation_id
      left join case_clock k on k.case_id = c.id and k.name = 'reply'
    where ${where(f)}
    order by c.closed_on is not null, case when c.closed_on is null then k.due end, c.id desc
    limit ${f.size} offset ${(f.page - 1) * f.size}`.execute(db);
  return rows;
}

/** How many requests there are. */
export async function countRequests(
  db: Reader,
  f: { scope: readonly number[]; state?: string; right?: string },
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from privacy_request r join procedure_case c on c.id = r.case_id where ${where(f)}`.execute(
    db,
  );
  return rows[0]?.n ?? 0;
}
