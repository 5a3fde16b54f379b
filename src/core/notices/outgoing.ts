import { sql } from 'kysely';
import type { Change } from '../../platform/change.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import type { NotDeliveredReason } from '../../platform/not-delivered.ts';
import type { NoticeKind } from '../notices.ts';
import type { Channel, MessagePurpose } from './words.ts';

/** Queue of the jobs that empty a channel. */
export const SEND_QUEUE = 'notice-send';

/** Wakes the sender of a channel when the change is committed. */
export async function wakeSender(enqueue: Change['enqueue'], channel: Channel, now: Date): Promise<void> {
  await enqueue(SEND_QUEUE, { channel }, `send ${channel} ${now.toISOString()}`);
}

/**
 * Holds back everything that would leave the house by mail or hook: after a restore, or during a drill. Notices are
 * still made and gathered; they wait.
 * @param reason shown to the administrator, 2 to 200 characters
 */
export async function pauseOutgoing(tx: Tx, o: { reason: string; at: Date }): Promise<void> {
  await tx
    .insertInto('outgoing_pause')
    .values({ only_row: true, reason: o.reason, since: o.at })
    .onConflict((c) => c.doNothing())
    .execute();
}

/** Lets go again; what has waited is sent from the next minute on. @returns whether it was paused */
export async function resumeOutgoing(tx: Tx): Promise<boolean> {
  const rows = await tx.deleteFrom('outgoing_pause').returning('reason').execute();
  return rows.length > 0;
}

/** Why and since when nothing leaves the house; undefined when it does. */
export async function outgoingPause(db: Reader): Promise<{ reason: string; since: Date } | undefined> {
  return db.selectFrom('outgoing_pause').select(['reason', 'since']).executeTakeFirst();
}

/** Condition for statements that take messages up: none while paused. */
export const NOT_PAUSED = sql<boolean>`not exists (select from outgoing_pause)`;

/** One message as the administrator sees it: to whom and what kind, not its words and not the address. */
export interface OutgoingRow {
  id: number;
  personName: string;
  organisationName: string;
  channel: Channel;
  purpose: MessagePurpose;
  kinds: NoticeKind[];
  attempts: number;
  nextAttemptAt: Date;
  createdAt: Date;
  reason: NotDeliveredReason | null;
  status: number | null;
}

/** How many messages of people of these organisations wait or have failed. */
export async function countOutgoing(
  db: Reader,
  organisations: readonly number[],
): Promise<{ queued: number; failed: number }> {
  const { rows } = await sql<{ queued: number; failed: number }>`
    select count(*) filter (where m.state = 'queued') as queued, count(*) filter (where m.state = 'failed') as failed
    from outgoing_message m join person p on p.id = m.person_id
    where m.state in ('queued', 'failed') and p.organisation_id = any(${[...organisations]})`.execute(db);
  return rows[0] ?? { queued: 0, failed: 0 };
}

/** Messages in a state to people of these organisations, newest first. @param page from 1, @param size rows per page */
export async function listOutgoing(
  db: Reader,
  organisations: readonly number[],
  filter: { state: 'queued' | 'failed'; page: number; size: number },
): Promise<OutgoingRow[]> {
  const { rows } = await sql<OutgoingRow>`
    select m.id, p.name as "personName", o.short_name as "organisationName", m.channel, m.purpose, m.attempts,
      m.next_attempt_at as "nextAttemptAt", m.created_at as "createdAt", m.last_error as reason, m.last_status as status,
      array(select distinct n.kind from notice_delivery d join notice n on n.id = d.notice_id
        where d.message_id = m.id order by n.kind) as kinds
    from outgoing_message m join person p on p.id = m.person_id join organisation o on o.id = p.organisation_id
    where m.state = ${filter.state} and p.organisation_id = any(${[...organisations]})
    order by m.id desc limit ${filter.size} offset ${(filter.page - 1) * filter.size}`.execute(db);
  return rows;
}

/** Locks a failed message. @returns whose it is; undefined when there is none with this id that has failed */
export async function lockFailed(
  tx: Tx,
  id: number,
): Promise<{ id: number; channel: Channel; organisationId: number } | undefined> {
  const { rows } = await sql<{ id: number; channel: Channel; organisationId: number }>`
    select m.id, m.channel, p.organisation_id as "organisationId" from outgoing_message m join person p on p.id = m.person_id
    where m.id = ${id} and m.state = 'failed' for update of m`.execute(tx);
  return rows[0];
}

/** Gives failed messages all their attempts again, from now on. @returns how many it were */
export async function retryFailed(
  tx: Tx,
  at: Date,
  which: { id: number } | { organisations: readonly number[] },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    update outgoing_message m set state = 'queued', attempts = 0, settled_at = null, next_attempt_at = ${at}
    from person p where p.id = m.person_id and m.state = 'failed'
      and ${'id' in which ? sql`m.id = ${which.id}` : sql`p.organisation_id = any(${[...which.organisations]})`}
    returning m.id`.execute(tx);
  return rows.length;
}

/** Gives a failed message up for good; its notices stay in the inbox. */
export async function dropFailed(tx: Tx, id: number, at: Date): Promise<void> {
  await tx
    .updateTable('outgoing_message')
    .set({ state: 'dropped', settled_at: at })
    .where('id', '=', id)
    .where('state', '=', 'failed')
    .execute();
}
