import type { Day } from '../../law/day.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import { NotFound, Refusal } from '../../platform/errors.ts';
import type { MeetingKind } from './kinds.ts';
import { lateReason } from './late.ts';

/** A meeting of a leading group. */
export interface Meeting {
  id: number;
  heldOn: Day;
  kind: MeetingKind;
  chair: string;
  /** Names as they were typed; not for the public. */
  attendees: string;
  subjects: string;
  /** What was decided; not for the public. */
  decisions: string;
  minutesNumber: string;
  /** Public id of the minutes, where they are a paper of the platform. */
  minutesPid: string | null;
  /** For the public. */
  note: string;
  /** Why it was entered late; '' for one that was entered in time. */
  lateReason: string;
  recordedAt: Date;
  cancelledOn: Day | null;
  cancelReason: string;
}

/** Meetings of a group, the latest first; cancelled ones too. */
export async function meetingsOf(db: Reader, groupId: number): Promise<Meeting[]> {
  const rows = await db
    .selectFrom('group_meeting')
    .select([
      'id',
      'held_on as heldOn',
      'kind',
      'chair',
      'attendees',
      'subjects',
      'decisions',
      'minutes_number as minutesNumber',
      'minutes_pid as minutesPid',
      'note',
      'late_reason as lateReason',
      'recorded_at as recordedAt',
      'cancelled_on as cancelledOn',
      'cancel_reason as cancelReason',
    ])
    .where('group_id', '=', groupId)
    .orderBy('held_on', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
  return rows as Meeting[];
}

/**
 * Records a meeting, with the day on which it was held.
 * @throws Refusal for a day to come, a late entry without its reason, or one that is recorded already under the same number
 */
export async function recordMeeting(
  tx: Tx,
  m: Omit<Meeting, 'id' | 'recordedAt' | 'cancelledOn' | 'cancelReason'> & {
    organisationId: number;
    groupId: number;
    by: number | null;
    now: Date;
    today: Day;
  },
): Promise<{ late: boolean }> {
  const late = await lateReason(tx, {
    organisationId: m.organisationId,
    field: 'heldOn',
    day: m.heldOn,
    today: m.today,
    reason: m.lateReason,
    what: '召开日期',
  });
  const same = await tx
    .selectFrom('group_meeting')
    .select('id')
    .where('group_id', '=', m.groupId)
    .where('held_on', '=', m.heldOn)
    .where('minutes_number', '=', m.minutesNumber)
    .where('cancelled_on', 'is', null)
    .executeTakeFirst();
  if (same) throw new Refusal([{ field: 'minutesNumber', message: '这一天、这个编号的会议已经登记。' }], 422);
  await tx
    .insertInto('group_meeting')
    .values({
      group_id: m.groupId,
      held_on: m.heldOn,
      kind: m.kind,
      chair: m.chair,
      attendees: m.attendees,
      subjects: m.subjects,
      decisions: m.decisions,
      minutes_number: m.minutesNumber,
      minutes_pid: m.minutesPid,
      note: m.note,
      late_reason: late,
      recorded_by_id: m.by,
      recorded_at: m.now,
    })
    .execute();
  return { late: late !== '' };
}

/** Cancels a meeting that was recorded by mistake; the row stays with the reason. @throws NotFound */
export async function cancelMeeting(
  tx: Tx,
  m: { groupId: number; id: number; reason: string; today: Day },
): Promise<void> {
  const result = await tx
    .updateTable('group_meeting')
    .set({ cancelled_on: m.today, cancel_reason: m.reason })
    .where('id', '=', m.id)
    .where('group_id', '=', m.groupId)
    .where('cancelled_on', 'is', null)
    .executeTakeFirst();
  if (Number(result.numUpdatedRows) === 0) throw new NotFound('没有找到这次会议的记录，可能已经作废。');
}
