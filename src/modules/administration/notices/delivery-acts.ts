import {
  dropFailed,
  lockFailed,
  type Person,
  pauseOutgoing,
  resumeOutgoing,
  retryFailed,
  wakeSender,
} from '../../../core/index.ts';
import { type Change, type ChangeContext, change } from '../../../platform/change.ts';
import type { Tx } from '../../../platform/db/pool.ts';
import { NotFound } from '../../../platform/errors.ts';

/* What can be done with messages that wait or could not be delivered. */

/** The one act that all of it needs. */
export const ACT = 'delivery.manage';
type Manager = ChangeContext & { actor: Person };

/** The first organisation of the installation: who administers it may hold everything back. */
export async function rootOf(tx: Tx): Promise<number | null> {
  const root = await tx
    .selectFrom('organisation')
    .select('id')
    .where('parent_id', 'is', null)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return root?.id ?? null;
}

/** Tries a failed message again, or all of the own organisations. @throws NotFound where it is not among the failed */
export function retry(ctx: Manager, it: { id: number | undefined; once: string }): Promise<unknown> {
  if (it.id !== undefined)
    return onOne(ctx, it.id, it.once, async (c, m) => {
      await retryFailed(c.tx, c.now, { id: m.id });
      await wakeSender(c.enqueue, m.channel, c.now);
    });
  const organisations = ctx.actor.scope(ACT);
  return manage(ctx, it.once, async (c) => {
    c.note({ retried: await retryFailed(c.tx, c.now, { organisations }) });
  });
}

/** Gives a failed message up. @throws NotFound where it is not among the failed */
export function drop(ctx: Manager, it: { id: number; once: string }): Promise<unknown> {
  return onOne(ctx, it.id, it.once, (c, m) => dropFailed(c.tx, m.id, c.now));
}

/** Holds everything back. It concerns the whole installation, as resuming does: see `rootOf`. */
export function pause(ctx: Manager, it: { reason: string; once: string }): Promise<unknown> {
  const reason = it.reason.padEnd(2, '。');
  return manage(ctx, it.once, (c) => pauseOutgoing(c.tx, { reason, at: c.now }), rootOf);
}

/** Lets go what was held back. */
export function resume(ctx: Manager, it: { once: string }): Promise<unknown> {
  return manage(
    ctx,
    it.once,
    async (c) => {
      await resumeOutgoing(c.tx);
    },
    rootOf,
  );
}

/** A change to the delivery as a whole; by default within the own organisations. */
function manage(
  ctx: Manager,
  once: string,
  work: (c: Change) => Promise<void>,
  at?: (tx: Tx) => Promise<number | null>,
): Promise<unknown> {
  return change(
    ctx,
    {
      act: ACT,
      once,
      lock: async (tx) => ({
        kind: 'delivery',
        id: 'all',
        organisationId: at ? await at(tx) : (ctx.actor.scope(ACT)[0] ?? null),
      }),
    },
    async (c) => {
      await work(c);
      return {};
    },
  );
}

function onOne(
  ctx: Manager,
  id: number,
  once: string,
  work: (c: Change, m: NonNullable<Awaited<ReturnType<typeof lockFailed>>>) => Promise<void>,
): Promise<unknown> {
  return change(
    ctx,
    {
      act: ACT,
      once,
      lock: async (tx) => {
        const found = await lockFailed(tx, id);
        if (!found) throw new NotFound('这条消息已不在失败之列，可能刚刚重新投递过。');
        return { kind: 'delivery', ...found };
      },
    },
    async (c, message) => {
      await work(c, message);
      return {};
    },
  );
}
