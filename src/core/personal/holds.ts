import type { Day } from '../../law/day.ts';
import type { Change } from '../../platform/change.ts';
import { newPublicId } from '../../platform/crypto.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { NotFound, Refusal } from '../../platform/errors.ts';

/** A legal hold (法律保全): while it lasts, nothing of the case is erased. */
export interface LegalHold {
  id: number;
  pid: string;
  caseId: number;
  organisationId: number;
  reason: string;
  document: string;
  untilOn: Day | null;
  placedBy: string;
  placedAt: Date;
  liftedBy: string | null;
  liftedAt: Date | null;
  liftedReason: string | null;
}

function holds(db: Reader) {
  return db
    .selectFrom('legal_hold')
    .innerJoin('person as placer', 'placer.id', 'legal_hold.placed_by_id')
    .leftJoin('person as lifter', 'lifter.id', 'legal_hold.lifted_by_id')
    .select([
      'legal_hold.id',
      'legal_hold.pid',
      'legal_hold.case_id as caseId',
      'legal_hold.organisation_id as organisationId',
      'legal_hold.reason',
      'legal_hold.document',
      'legal_hold.until_on as untilOn',
      'placer.name as placedBy',
      'legal_hold.placed_at as placedAt',
      'lifter.name as liftedBy',
      'legal_hold.lifted_at as liftedAt',
      'legal_hold.lifted_reason as liftedReason',
    ]);
}

/** The holds that last on a day, of these cases. */
export async function holdsOn(db: Reader, caseIds: readonly number[], today: Day): Promise<LegalHold[]> {
  if (caseIds.length === 0) return [];
  const rows = await holds(db)
    .where('legal_hold.case_id', 'in', caseIds)
    .where('legal_hold.lifted_at', 'is', null)
    .where((e) => e.or([e('until_on', 'is', null), e('until_on', '>=', today)]))
    .orderBy('legal_hold.id')
    .execute();
  return rows as LegalHold[];
}

/** All holds of organisations, the latest first. */
export async function listHolds(db: Reader, scope: readonly number[]): Promise<LegalHold[]> {
  if (scope.length === 0) return [];
  const rows = await holds(db)
    .where('legal_hold.organisation_id', 'in', scope)
    .orderBy('legal_hold.id', 'desc')
    .limit(200)
    .execute();
  return rows as LegalHold[];
}

/**
 * Places a hold on the personal data of a case.
 * @throws Refusal when the case holds no personal data, or they are erased already
 */
export async function placeHold(
  c: Change,
  it: { caseId: number; organisationId: number; reason: string; document: string; untilOn: Day | null },
): Promise<{ pid: string }> {
  const person = c.actor.personId;
  if (person === undefined) throw new Refusal('法律保全只能由本人登录办理。');
  const key = await c.tx
    .selectFrom('case_key')
    .select('destroyed_at')
    .where('case_id', '=', it.caseId)
    .forUpdate()
    .executeTakeFirst();
  if (!key) throw new Refusal([{ field: 'case', message: '本件没有个人信息，不需要保全。' }], 422);
  if (key.destroyed_at)
    throw new Refusal([{ field: 'case', message: '本件的个人信息已经清除，无法保全。' }], 422);
  const pid = newPublicId();
  await c.tx
    .insertInto('legal_hold')
    .values({
      pid,
      case_id: it.caseId,
      organisation_id: it.organisationId,
      reason: it.reason,
      document: it.document,
      until_on: it.untilOn,
      placed_by_id: person,
      placed_at: c.now,
    })
    .execute();
  return { pid };
}

/** Locks a hold for lifting it. @throws NotFound */
export async function lockHold(
  tx: Change['tx'],
  pid: string,
): Promise<{ kind: string; id: number; organisationId: number; caseId: number; lifted: boolean }> {
  const row = await tx
    .selectFrom('legal_hold')
    .select(['id', 'organisation_id', 'case_id', 'lifted_at'])
    .where('pid', '=', pid)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new NotFound('没有这项法律保全。');
  return {
    kind: 'legal-hold',
    id: row.id,
    organisationId: row.organisation_id,
    caseId: row.case_id,
    lifted: row.lifted_at !== null,
  };
}

/** Lifts a hold; from then on the retention period holds again. */
export async function liftHold(
  c: Change,
  hold: { id: number; lifted: boolean },
  reason: string,
): Promise<void> {
  const person = c.actor.personId;
  if (person === undefined) throw new Refusal('解除法律保全只能由本人登录办理。');
  if (hold.lifted) throw new Refusal('这项法律保全已经解除。');
  await c.tx
    .updateTable('legal_hold')
    .set({ lifted_by_id: person, lifted_at: c.now, lifted_reason: reason })
    .where('id', '=', hold.id)
    .execute();
}
