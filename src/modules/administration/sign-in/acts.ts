import {
  endSessions,
  forgetAttempts,
  holdersOf,
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
 * Proposes the subject of single sign-on for an account, which the security officer has to confirm; an empty one takes
 * the binding and any proposal away at once. The owner and the security officers are told.
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
      const proposed = o.subject !== '';
      await c.tx
        .updateTable('account')
        .set({
          oidc_proposed: o.subject || null,
          oidc_proposed_by_id: proposed ? ctx.actor.personId : null,
          oidc_proposed_at: proposed ? c.now : null,
          ...(proposed ? {} : { oidc_subject: null }),
        })
        .where('person_id', '=', it.id)
        .execute();
      if (!proposed) await recordBinding(c, ctx, it.id);
      await tell(
        c,
        it.id,
        proposed
          ? '系统管理员为您的账号提出绑定统一身份认证，待安全管理员确认。如果不是您本人要求的，请立即告知安全管理员。'
          : '系统管理员已解除您账号的统一身份认证绑定。如果不是您本人要求的，请立即告知安全管理员。',
      );
      if (proposed) {
        const officers = (await holdersOf(c.tx, [it.organisationId], c.today)).filter(
          (h) => h.role === 'security-officer' && h.personId !== it.id,
        );
        await notify(c, {
          to: officers.map((h) => h.personId),
          kind: 'security',
          text: `系统管理员为${it.name}的账号提出绑定统一身份认证，请向本人核实后确认或退回。`,
          path: `/sign-in-security/people/${o.pid}`,
        });
      }
      c.note({ proposed });
      return {};
    },
  );
}

async function recordBinding(c: Change, ctx: PersonContext, personId: number): Promise<void> {
  await recordEvent(c.tx, {
    kind: 'oidc-bound',
    at: c.now,
    requestId: ctx.requestId,
    personId,
    byPersonId: ctx.actor.personId,
  });
}

/**
 * Confirms or rejects the proposed subject of single sign-on: from then on it opens the account, or is forgotten.
 * @throws Refusal without a proposal, for the own account or the own proposal, or when another account has it by now
 */
export function confirmOidc(ctx: PersonContext, o: Order & { confirmed: boolean }): Promise<object> {
  return change(
    ctx,
    { act: 'account.confirm-oidc', once: o.once, lock: (tx) => lockHolder(tx, o.pid) },
    async (c, it) => {
      refuseOwn(ctx, it.id);
      const account = await c.tx
        .selectFrom('account')
        .select(['oidc_proposed as subject', 'oidc_proposed_by_id as by'])
        .where('person_id', '=', it.id)
        .forUpdate()
        .executeTakeFirstOrThrow();
      if (account.subject === null) throw new Refusal('没有等待确认的绑定，可能已经处理过。');
      if (account.by === ctx.actor.personId || account.by === c.forPersonId)
        throw new Refusal('不能确认自己提出的绑定，请由另一位安全管理员办理。');
      const taken = await c.tx
        .selectFrom('account')
        .select('person_id')
        .where('oidc_subject', '=', account.subject)
        .where('person_id', '!=', it.id)
        .executeTakeFirst();
      if (taken && o.confirmed) throw new Refusal('这个身份标识已绑定在另一个账号上，请退回核对。');
      await c.tx
        .updateTable('account')
        .set({
          oidc_proposed: null,
          oidc_proposed_by_id: null,
          oidc_proposed_at: null,
          ...(o.confirmed ? { oidc_subject: account.subject } : {}),
        })
        .where('person_id', '=', it.id)
        .execute();
      if (o.confirmed) await recordBinding(c, ctx, it.id);
      await tell(
        c,
        it.id,
        o.confirmed
          ? '您的账号已绑定统一身份认证。如果不是您本人要求的，请立即告知安全管理员。'
          : '为您的账号提出的统一身份认证绑定已退回，没有生效。',
      );
      c.note({ bound: o.confirmed });
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
