import {
  endSessions,
  forgetAttempts,
  notify,
  type Person,
  recordEvent,
  removeTotp,
  sourceKeys,
  unlockAccount,
} from '../../../core/index.ts';
import { type Change, type ChangeContext, change } from '../../../platform/change.ts';
import { NotFound, Refusal } from '../../../platform/errors.ts';
import { lockHolder } from './store.ts';

/** A change context whose actor is a person. */
export type PersonContext = ChangeContext & { actor: Person };

interface Order {
  pid: string;
  once: string;
}

/** Nobody decides about the own account: a lock that its owner lifts is none. */
function refuseOwn(ctx: PersonContext, personId: number): void {
  if (ctx.actor.personId === personId)
    throw new Refusal('不能对自己的账号作此操作，请由另一位安全管理员办理。');
}

async function tell(c: Change, personId: number, text: string): Promise<void> {
  await notify(c, { to: [personId], kind: 'security', text, path: '/account' });
}

/** Lifts the lock of an account; its password stays. @throws Refusal when it is not locked */
export function unlock(ctx: PersonContext, o: Order): Promise<object> {
  return change(
    ctx,
    { act: 'sign-in.unlock', once: o.once, lock: (tx) => lockHolder(tx, o.pid) },
    async (c, it) => {
      refuseOwn(ctx, it.id);
      const was = await unlockAccount(c.tx, {
        personId: it.id,
        at: c.now,
        byPersonId: ctx.actor.personId,
        requestId: ctx.requestId,
      });
      if (!was) throw new Refusal(`${it.name}的账号没有锁定，不需要解锁。`);
      await tell(
        c,
        it.id,
        '您的账号因连续输错被锁定，安全管理员已解除锁定。如果输错的不是您本人，请修改口令。',
      );
      return {};
    },
  );
}

/** Ends all sessions of a person. */
export function endAllSessions(ctx: PersonContext, o: Order): Promise<object> {
  return change(
    ctx,
    { act: 'sign-in.end-sessions', once: o.once, lock: (tx) => lockHolder(tx, o.pid) },
    async (c, it) => {
      refuseOwn(ctx, it.id);
      const sessions = await endSessions(c.tx, {
        personId: it.id,
        reason: 'ended-by-officer',
        at: c.now,
        requestId: ctx.requestId,
        byPersonId: ctx.actor.personId,
      });
      await c.tx.deleteFrom('sign_in_step').where('person_id', '=', it.id).execute();
      c.note({ sessions });
      return {};
    },
  );
}

/** Takes the second factor of a person away, for a lost telephone: they enrol anew at the next sign-in. */
export function renewTotp(ctx: PersonContext, o: Order): Promise<object> {
  return change(
    ctx,
    { act: 'sign-in.renew-totp', once: o.once, lock: (tx) => lockHolder(tx, o.pid) },
    async (c, it) => {
      refuseOwn(ctx, it.id);
      await removeTotp(c.tx, it.id);
      await recordEvent(c.tx, {
        kind: 'totp-removed',
        at: c.now,
        requestId: ctx.requestId,
        personId: it.id,
        byPersonId: ctx.actor.personId,
      });
      await tell(
        c,
        it.id,
        '安全管理员已解除您的动态口令，请重新绑定。如果不是您本人要求的，请立即告知安全管理员。',
      );
      return {};
    },
  );
}

/**
 * Binds the subject of single sign-on to an account, or with an empty one takes it away.
 * @throws Refusal when another account has it
 */
export function bindOidc(ctx: PersonContext, o: Order & { subject: string }): Promise<object> {
  return change(
    ctx,
    { act: 'account.bind-oidc', once: o.once, lock: (tx) => lockHolder(tx, o.pid) },
    async (c, it) => {
      refuseOwn(ctx, it.id);
      const other = await c.tx
        .selectFrom('account')
        .select('person_id')
        .where('oidc_subject', '=', o.subject)
        .where('person_id', '!=', it.id)
        .executeTakeFirst();
      if (other)
        throw new Refusal([{ field: 'subject', message: '这个身份标识已绑定在另一个账号上，请核对。' }], 422);
      await c.tx
        .updateTable('account')
        .set({ oidc_subject: o.subject || null })
        .where('person_id', '=', it.id)
        .execute();
      await recordEvent(c.tx, {
        kind: 'oidc-bound',
        at: c.now,
        requestId: ctx.requestId,
        personId: it.id,
        byPersonId: ctx.actor.personId,
      });
      c.note({ bound: o.subject !== '' });
      return {};
    },
  );
}

/** Gives an address and its network their tries back before the window ends. */
export function releaseNetwork(ctx: PersonContext, o: { event: number; once: string }): Promise<object> {
  const organisationId = ctx.actor.scope('sign-in.release-network')[0] ?? null;
  return change(
    ctx,
    {
      act: 'sign-in.release-network',
      once: o.once,
      lock: async () => ({ kind: 'sign-in-event', id: o.event, organisationId }),
    },
    async (c) => {
      const row = await c.tx
        .selectFrom('sign_in_event')
        .select('address')
        .where('id', '=', o.event)
        .where('kind', '=', 'network-limited')
        .executeTakeFirst();
      if (!row?.address) throw new NotFound();
      await forgetAttempts(c.tx, sourceKeys(row.address));
      await recordEvent(c.tx, {
        kind: 'network-released',
        at: c.now,
        requestId: ctx.requestId,
        byPersonId: ctx.actor.personId,
        address: row.address,
      });
      return {};
    },
  );
}
