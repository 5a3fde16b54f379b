import { sql } from 'kysely';
import type { Change } from '../../platform/change.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import type { Channel } from './words.ts';

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
