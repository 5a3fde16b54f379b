import {
  addDeputation,
  endRights,
  grantRole,
  holdersOf,
  isOver,
  notify,
  organisationsInScope,
  ROLES,
  type Role,
  type ScopeKind,
} from '../../../../core/index.ts';
import type { Day } from '../../../../law/day.ts';
import { type Change, type ChangeContext, change } from '../../../../platform/change.ts';
import { Forbidden, NotFound, Refusal } from '../../../../platform/errors.ts';
import { lockStaff } from '../store.ts';

const wrong = (field: string, message: string) => new Refusal([{ field, message }], 422);

/**
 * Nobody gives rights to themselves, or takes them from themselves: somebody else must have wanted it. A deputy uses the
 * rights of the absent person and so gives none to them either.
 */
function refuseOwn(c: Change, personId: number): void {
  if (c.actor.personId === personId || c.forPersonId === personId)
    throw new Forbidden('不能给自己授权，也不能终止自己的授权，请由另一位安全管理员办理。');
}

/** The person, too, must serve within the granter's scope. */
function refuseOutside(c: Change, act: string, organisationId: number): void {
  if (!c.actor.may(act, organisationId)) throw new Forbidden();
}

/** Every organisation that a grant would cover must lie in the granter's own scope. */
async function refuseBeyondScope(
  c: Change,
  act: string,
  scope: ScopeKind,
  organisationId: number,
): Promise<void> {
  const covered = await organisationsInScope(c.tx, scope, organisationId);
  if (covered.some((id) => !c.actor.may(act, id)))
    throw wrong('organisation', '授权范围超出您自己的管理范围。请缩小范围，或由上级机构的安全管理员授权。');
}

/** A grant as the form gives it. */
export interface GrantInput {
  pid: string;
  role: Role;
  scope: ScopeKind;
  organisationId: number;
  validFrom: Day;
  validTo?: Day;
  lent: boolean;
  source: string;
  once: string;
}

/**
 * Grants a role. Locks the person.
 * @throws Forbidden for the granter's own person; Refusal beyond the granter's scope, for a day in the past, and as
 * `grantRole` says
 */
export async function giveGrant(ctx: ChangeContext, it: GrantInput): Promise<{ pid: string }> {
  return change(
    ctx,
    {
      act: 'grant.give',
      once: it.once,
      // The record belongs to the organisation where the right is given, wherever the person serves.
      lock: async (tx) => {
        const { organisationId: home, ...person } = await lockStaff(tx, it.pid);
        return { ...person, home, organisationId: it.organisationId };
      },
    },
    async (c, person) => {
      refuseOutside(c, 'grant.give', person.home);
      refuseOwn(c, person.id);
      if (it.validFrom < c.today) throw wrong('from', '生效日不能早于今天：授权不能追溯。');
      await refuseBeyondScope(c, 'grant.give', it.scope, it.organisationId);
      const id = await grantRole(c.tx, {
        personId: person.id,
        role: it.role,
        scope: it.scope,
        organisationId: it.organisationId,
        validFrom: it.validFrom,
        ...(it.validTo ? { validTo: it.validTo } : {}),
        lent: it.lent,
        source: it.source,
        ...(c.actor.personId === undefined ? {} : { grantedById: c.actor.personId }),
        at: c.now,
      });
      c.note({
        grant: id,
        role: it.role,
        scope: it.scope,
        organisation: it.organisationId,
        from: it.validFrom,
        to: it.validTo ?? null,
        lent: it.lent,
      });
      return { pid: it.pid };
    },
  );
}

/**
 * Ends a grant: with a last day, or at once. One that has not begun never will.
 * @throws NotFound when the person has none with this number; Refusal when it has ended already
 */
export async function endGrant(
  ctx: ChangeContext,
  it: { pid: string; grantId: number; lastDay?: Day; once: string },
): Promise<{ pid: string }> {
  return change(
    ctx,
    {
      act: 'grant.end',
      once: it.once,
      lock: async (tx) => {
        const { organisationId: home, ...person } = await lockStaff(tx, it.pid);
        const grant = await tx
          .selectFrom('role_grant')
          .select(['id', 'organisation_id', 'scope', 'valid_from', 'valid_to', 'role'])
          .where('id', '=', it.grantId)
          .where('person_id', '=', person.id)
          .executeTakeFirst();
        if (!grant) throw new NotFound('没有找到这项授权。');
        return { ...person, home, grant, organisationId: grant.organisation_id };
      },
    },
    async (c, { grant, ...person }) => {
      refuseOutside(c, 'grant.end', person.home);
      refuseOwn(c, person.id);
      await refuseBeyondScope(c, 'grant.end', grant.scope as ScopeKind, grant.organisation_id);
      if (isOver({ from: grant.valid_from as Day, to: grant.valid_to as Day | null }, c.today))
        throw new Refusal('这项授权已经终止。');
      if (it.lastDay !== undefined && it.lastDay < c.today)
        throw wrong('lastDay', '最后一天不能早于今天。要立即终止，请选“立即终止”。');
      if (it.lastDay !== undefined && grant.valid_to !== null && it.lastDay >= grant.valid_to)
        throw wrong('lastDay', `这项授权本来就到 ${grant.valid_to} 为止，请填更早的日期。`);
      await endRights(c, 'role_grant', [grant.id], it.lastDay);
      c.note({ grant: grant.id, role: grant.role, lastDay: it.lastDay ?? null });
      return { pid: it.pid };
    },
  );
}

/** A deputation as the forms give it. */
export interface DeputationInput {
  /** Public id of the absent person. */
  pid: string;
  deputyPid: string;
  /** undefined = all roles */
  roles?: readonly Role[];
  validFrom: Day;
  validTo: Day;
  reason: string;
  /** Knows that papers of the two may then find no signer. */
  confirmed?: boolean;
  once: string;
}

/**
 * Names a deputy for an absent person: by the security officer, or by the person for the own absence.
 * @param own the person does it for themselves; the deputy then is of the same organisation
 */
export async function giveDeputation(
  ctx: ChangeContext,
  it: DeputationInput,
  own = false,
): Promise<{ pid: string }> {
  return change(
    ctx,
    {
      act: own ? 'deputation.give-own' : 'deputation.give',
      once: it.once,
      lock: (tx) => lockStaff(tx, it.pid),
    },
    async (c, absent) => {
      if (own !== (c.actor.personId === absent.id))
        throw new Forbidden('本人外出请在“外出代理”中指定代理人；为他人指定由安全管理员办理。');
      const deputy = await c.tx
        .selectFrom('person')
        .select(['id', 'name', 'organisation_id as organisationId'])
        .where('pid', '=', it.deputyPid)
        .executeTakeFirst();
      if (!deputy) throw wrong('deputy', '没有找到所选的代理人，请重新选择。');
      if (own && deputy.organisationId !== absent.organisationId)
        throw wrong('deputy', '自己只能指定本机构的同事代理；跨机构代理请安全管理员办理。');
      if (!own) {
        refuseOwn(c, deputy.id);
        if (!c.actor.may('deputation.give', deputy.organisationId))
          throw wrong('deputy', '所选的代理人不在您的管理范围内，请重新选择。');
        await refuseConveyingBeyondScope(c, absent.id, it);
      }
      const deputation = await addDeputation(c, {
        personId: absent.id,
        deputyId: deputy.id,
        ...(it.roles ? { roles: it.roles } : {}),
        validFrom: it.validFrom,
        validTo: it.validTo,
        reason: it.reason,
      });
      if (!it.confirmed) await warnOfBlockedReview(c, { ...absent, validFrom: it.validFrom }, deputy);
      await notify(c, {
        to: [deputy.id, absent.id],
        kind: 'handover',
        text: `${it.validFrom} 至 ${it.validTo}，${absent.name}的工作由${deputy.name}代理。`,
        path: '/absence',
        about: deputation.pid,
      });
      c.note({ deputation: deputation.id, deputy: deputy.id, from: it.validFrom, to: it.validTo });
      return { pid: it.pid };
    },
  );
}

/** Roles that look at what somebody else has drafted. */
const REVIEWING: readonly Role[] = ['attribute-reviewer', 'secrecy-reviewer', 'approver'];

/**
 * While one deputises for the other, the two count as one: what either drafts neither may review. Where nobody else could,
 * the drafts of both would wait, and whoever names the deputy must know.
 */
async function warnOfBlockedReview(
  c: Change,
  absent: { id: number; name: string; organisationId: number; validFrom: Day },
  deputy: { id: number; name: string },
): Promise<void> {
  const pair = [absent.id, deputy.id];
  const holders = (await holdersOf(c.tx, [absent.organisationId], absent.validFrom)).filter(
    (h) => h.personId === h.ownerId,
  );
  if (!holders.some((h) => h.role === 'drafter' && pair.includes(h.personId))) return;
  const blocked = REVIEWING.filter((role) => {
    const those = holders.filter((h) => h.role === role);
    return those.length > 0 && those.every((h) => pair.includes(h.personId));
  });
  if (blocked.length === 0) return;
  const roles = blocked.map((role) => `“${ROLES[role].label}”`).join('、');
  throw wrong(
    'confirmed',
    `除${absent.name}和${deputy.name}外，本机关没有别人是${roles}。代理期间两人在审签分离上视为同一人，其中一人起草的文件将无人可以审签。请另选代理人；仍要指定的，请勾选“仍然指定”。`,
  );
}

/** A deputation hands on the absent person's grants: they too must lie in the scope of whoever gives it. */
async function refuseConveyingBeyondScope(c: Change, absentId: number, it: DeputationInput): Promise<void> {
  const grants = await c.tx
    .selectFrom('role_grant')
    .select(['role', 'scope', 'organisation_id'])
    .where('person_id', '=', absentId)
    .where('valid_from', '<=', it.validTo)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', it.validFrom)]))
    .execute();
  for (const g of grants) {
    if (it.roles && !it.roles.includes(g.role as Role)) continue;
    const covered = await organisationsInScope(c.tx, g.scope as ScopeKind, g.organisation_id);
    if (covered.some((id) => !c.actor.may('deputation.give', id)))
      throw wrong(
        'roles',
        `“${ROLES[g.role as Role].label}”的授权范围超出您的管理范围，请由上级机构的安全管理员指定代理人。`,
      );
  }
}

/** Ends a deputation at once, or before it begins. */
export async function endDeputation(
  ctx: ChangeContext,
  it: { pid: string; deputationPid: string; once: string },
  own = false,
): Promise<{ pid: string }> {
  return change(
    ctx,
    {
      act: own ? 'deputation.end-own' : 'deputation.end',
      once: it.once,
      lock: (tx) => lockStaff(tx, it.pid),
    },
    async (c, absent) => {
      const row = await c.tx
        .selectFrom('deputation')
        .innerJoin('person', 'person.id', 'deputation.deputy_id')
        .select([
          'deputation.id',
          'deputation.deputy_id',
          'deputation.valid_from',
          'deputation.valid_to',
          'person.name',
        ])
        .where('deputation.pid', '=', it.deputationPid)
        .where('deputation.person_id', '=', absent.id)
        .executeTakeFirst();
      if (!row) throw new NotFound('没有找到这项代理。');
      if (isOver({ from: row.valid_from as Day, to: row.valid_to as Day }, c.today))
        throw new Refusal('这项代理已经结束。');
      await endRights(c, 'deputation', [row.id]);
      await notify(c, {
        to: [row.deputy_id, absent.id],
        kind: 'handover',
        text: `${row.name}对${absent.name}的代理已经终止。`,
        path: '/absence',
        about: it.deputationPid,
      });
      c.note({ deputation: row.id });
      return { pid: it.pid };
    },
  );
}
