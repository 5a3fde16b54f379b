import { sql } from 'kysely';
import type { EvidenceTable } from '../../core/index.ts';
import type { Reader } from '../../platform/db/pool.ts';

/** What happened to cases, as it is sealed in the chain. */
export const CASE_EVENTS: EvidenceTable = {
  kind: 'event',
  label: '办理记录',
  table: 'case_event',
  form: 1,
  columns: {
    id: 'number',
    case_id: 'number',
    act: 'text',
    from_state: 'text',
    to_state: 'text',
    person_id: 'number',
    service: 'text',
    at: 'instant',
    legal_day: 'day',
    facts: 'json',
    comment: 'text',
    for_person_id: 'number',
  },
  at: 'at',
};

/** Whether everything that happened to a case stands in the chain. */
export async function caseIsSealed(db: Reader, caseId: number): Promise<boolean> {
  const { rows } = await sql<{ bare: boolean }>`
    select exists (select from case_event e where e.case_id = ${caseId}
      and not exists (select from audit_seal s where s.kind = 'event' and s.row_id = e.id)) as bare`.execute(
    db,
  );
  return !rows[0]?.bare;
}
