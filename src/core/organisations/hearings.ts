import type { Day } from '../../law/day.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import { NotFound, Refusal } from '../../platform/errors.ts';
import { lateReason } from './late.ts';

/** A hearing: the principal leader listened to a report on disclosure. */
export interface Hearing {
  id: number;
  heardOn: Day;
  minutesNumber: string;
  note: string;
  /** Why it was entered late; '' for one that was entered in time. */
  lateReason: string;
  recordedAt: Date;
  cancelledOn: Day | null;
  cancelReason: string;
}

/** Hearings of an organisation, the latest first; cancelled ones too. */
export async function hearingsOf(db: Reader, organisationId: number): Promise<Hearing[]> {
  const rows = await db
    .selectFrom('hearing_record')
    .select([
      'id',
      'heard_on as heardOn',
      'minutes_number as minutesNumber',
      'note',
      'late_reason as lateReason',
      'recorded_at as recordedAt',
      'cancelled_on as cancelledOn',
      'cancel_reason as cancelReason',
    ])
    .where('organisation_id', '=', organisationId)
    .orderBy('heard_on', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
  return rows as Hearing[];
}

/**
 * Records a hearing, with the day on which it took place.
 * @throws Refusal for a day to come, a late entry without its reason, or one that is recorded already under the same number
 */
export async function recordHearing(
  tx: Tx,
  h: {
    organisationId: number;
    heardOn: Day;
    minutesNumber: string;
    note: string;
    lateReason?: string;
    by: number | null;
    now: Date;
    today: Day;
  },
): Promise<{ late: boolean }> {
  const late = await lateReason(tx, {
    organisationId: h.organisationId,
    field: 'heardOn',
    day: h.heardOn,
    today: h.today,
    reason: h.lateReason ?? '',
    what: '听取日期',
  });
  const same = await tx
    .selectFrom('hearing_record')
    .select('id')
    .where('organisation_id', '=', h.organisationId)
    .where('heard_on', '=', h.heardOn)
    .where('minutes_number', '=', h.minutesNumber)
    .where('cancelled_on', 'is', null)
    .executeTakeFirst();
  if (same)
    throw new Refusal([{ field: 'minutesNumber', message: '这一天、这个编号的听取记录已经登记。' }], 422);
  await tx
    .insertInto('hearing_record')
    .values({
      organisation_id: h.organisationId,
      heard_on: h.heardOn,
      minutes_number: h.minutesNumber,
      note: h.note,
      late_reason: late,
      recorded_by_id: h.by,
      recorded_at: h.now,
    })
    .execute();
  return { late: late !== '' };
}

/** Cancels a hearing that was recorded by mistake; the row stays with the reason. @throws NotFound */
export async function cancelHearing(
  tx: Tx,
  h: { organisationId: number; id: number; reason: string; today: Day },
): Promise<void> {
  const result = await tx
    .updateTable('hearing_record')
    .set({ cancelled_on: h.today, cancel_reason: h.reason })
    .where('id', '=', h.id)
    .where('organisation_id', '=', h.organisationId)
    .where('cancelled_on', 'is', null)
    .executeTakeFirst();
  if (Number(result.numUpdatedRows) === 0) throw new NotFound('没有找到这条听取记录，可能已经作废。');
}
