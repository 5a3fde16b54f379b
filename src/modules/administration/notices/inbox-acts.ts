import { lockNotice, markRead, type NoticeKind, type Person } from '../../../core/index.ts';
import { type Change, type ChangeContext, change } from '../../../platform/change.ts';
import { NotFound } from '../../../platform/errors.ts';

/* Reading what one has been told: everybody changes only their own inbox. */

type Reader = ChangeContext & { actor: Person };

/** Marks notices of the own inbox as read, those with these ids. @returns how many it were */
export function readNotices(
  ctx: Reader,
  it: { ids: readonly number[]; once: string },
): Promise<{ read: number }> {
  return changeOwn(ctx, it.once, async (c) => ({
    read: await markRead(c.tx, ctx.actor.personId, c.now, { ids: it.ids }),
  }));
}

/** Marks the whole own inbox as read, or what is of one kind. @returns how many it were */
export function readAll(
  ctx: Reader,
  it: { kind: NoticeKind | undefined; once: string },
): Promise<{ read: number }> {
  return changeOwn(ctx, it.once, async (c) => {
    c.note({ kind: it.kind ?? null });
    return { read: await markRead(c.tx, ctx.actor.personId, c.now, it.kind ? { kind: it.kind } : {}) };
  });
}

async function changeOwn(
  ctx: Reader,
  once: string,
  work: (c: Change) => Promise<{ read: number }>,
): Promise<{ read: number }> {
  const { personId, organisation } = ctx.actor;
  return change(
    ctx,
    {
      act: 'notice.read',
      once,
      lock: async () => ({ kind: 'inbox', id: personId, organisationId: organisation.id }),
    },
    async (c) => {
      const answer = await work(c);
      c.note(answer);
      return answer;
    },
  );
}

/** Marks one of the own notices as read. @returns where it leads @throws NotFound for any other */
export function readOne(ctx: Reader, it: { id: number; once: string }): Promise<{ path: string }> {
  const { personId, organisation } = ctx.actor;
  return change(
    ctx,
    {
      act: 'notice.read',
      once: it.once,
      lock: async (tx) => {
        const found = await lockNotice(tx, it.id, personId);
        if (!found) throw new NotFound('没有找到这条消息。');
        return { kind: 'notice', organisationId: organisation.id, ...found };
      },
    },
    async (c, notice) => {
      await markRead(c.tx, personId, c.now, { ids: [notice.id] });
      return { path: notice.path };
    },
  );
}
