import { addDays, type Day } from '../law/day.ts';
import type { Change } from '../platform/change.ts';
import type { Tx } from '../platform/db/pool.ts';
import { NotFound, Refusal } from '../platform/errors.ts';
import { lockPeople, refuseExclusion } from './exclusion.ts';
import { intersection, isOver, overlaps, type Period, periodWords } from './periods.ts';
import { GRANTABLE, ROLES, type Role, SCOPES, type ScopeKind } from './words.ts';

/** Roles in which a reviewer may be lent to another organisation (借用). */
export const LENDABLE: readonly Role[] = ['attribute-reviewer', 'secrecy-reviewer', 'legal-officer'];

/** A grant to be given. */
export interface NewGrant {
  personId: number;
  role: Role;
  scope: ScopeKind;
  organisationId: number;
  validFrom: Day;
  /** Last day; without it the grant has no end. */
  validTo?: Day;
  /** Lent to an organisation that is not the person's own: needs an end and a source. */
  lent?: boolean;
  /** Paper on which the grant rests. */
  source?: string;
  grantedById?: number;
  at: Date;
}

const wrong = (field: string, message: string) => new Refusal([{ field, message }], 422);

/** @throws Refusal when the organisation does not exist on the first day, or not for the whole period */
async function checkPlace(tx: Tx, g: NewGrant, period: Period): Promise<void> {
  const organisation = await tx
    .selectFrom('organisation')
    .select(['name', 'valid_from', 'valid_to'])
    .where('id', '=', g.organisationId)
    .executeTakeFirst();
  if (!organisation) throw new NotFound('没有找到这个机构。');
  if (organisation.valid_from > period.from)
    throw wrong('organisation', `${organisation.name}自 ${organisation.valid_from} 起才成立，请调整生效日。`);
  if (organisation.valid_to !== null && organisation.valid_to < period.from)
    throw wrong('organisation', `${organisation.name}已于 ${organisation.valid_to} 撤销，不能再授权。`);
}

function checkLending(g: NewGrant, ownOrganisationId: number): void {
  if (!g.lent) return;
  if (!LENDABLE.includes(g.role))
    throw wrong('role', `只有${LENDABLE.map((r) => ROLES[r].label).join('、')}可以借用。`);
  if (g.organisationId === ownOrganisationId)
    throw wrong('organisation', '借用是借给其他机构。在本人所在机构任职请直接授权，不选“借用”。');
  if (g.scope !== 'organisation') throw wrong('scope', '借用只能针对一个机构，范围请选“本机构”。');
  if (!g.validTo) throw wrong('to', '借用须有截止日。');
  if (!g.source) throw wrong('source', '借用须写明依据，例如借用函的文号。');
}

/**
 * Grants a role for a period. Locks the person and their deputies, so that two grants at once are looked at one after the
 * other.
 * @returns id of the grant
 * @throws Refusal when the person does not serve, the organisation has ended, the same grant stands already, or the role
 * does not go with another right in an overlapping period: the person's own or, by a deputation, a deputy's
 */
export async function grantRole(tx: Tx, g: NewGrant): Promise<number> {
  if (!GRANTABLE.includes(g.role)) throw wrong('role', `“${ROLES[g.role].label}”不是可以授予的角色。`);
  const period: Period = { from: g.validFrom, to: g.validTo ?? null };
  if (period.to !== null && period.to < period.from) throw wrong('to', '截止日早于生效日，请核对。');
  const person = (await lockPeople(tx, [g.personId])).get(g.personId)!;
  if (person.period.to !== null && (period.to === null || period.to > person.period.to))
    throw wrong(
      'to',
      `${person.name}任职至 ${person.period.to}，授权不能超过这一天，请填写不晚于该日的截止日。`,
    );
  if (person.period.from > period.from)
    throw wrong('from', `${person.name}自 ${person.period.from} 起任职，生效日不能早于该日。`);
  await checkPlace(tx, g, period);
  checkLending(g, person.organisationId);
  const same = await tx
    .selectFrom('role_grant')
    .select(['valid_from', 'valid_to'])
    .where('person_id', '=', g.personId)
    .where('role', '=', g.role)
    .where('scope', '=', g.scope)
    .where('organisation_id', '=', g.organisationId)
    .execute();
  for (const other of same) {
    const held = { from: other.valid_from as Day, to: other.valid_to as Day | null };
    if (overlaps(held, period))
      throw wrong(
        'role',
        `${person.name}已有同样的授权：${ROLES[g.role].label}，${SCOPES[g.scope]}（${periodWords(held)}）。`,
      );
  }
  const what = `“${ROLES[g.role].label}”`;
  await refuseExclusion(tx, g.personId, person.name, { ...period, role: g.role, what });
  // Whoever deputises for the person gets the role with it.
  const deputations = await tx
    .selectFrom('deputation')
    .select(['deputy_id', 'valid_from', 'valid_to', 'roles'])
    .where('person_id', '=', g.personId)
    .where('valid_to', '>=', period.from)
    .execute();
  const touched = deputations.filter((d) => d.roles === null || d.roles.includes(g.role));
  const deputies =
    touched.length > 0
      ? await lockPeople(
          tx,
          touched.map((d) => d.deputy_id),
        )
      : new Map();
  for (const d of touched) {
    const shared = intersection(period, { from: d.valid_from as Day, to: d.valid_to as Day });
    const name = deputies.get(d.deputy_id)?.name ?? '';
    if (shared)
      await refuseExclusion(tx, d.deputy_id, name, {
        ...shared,
        role: g.role,
        what: `${person.name}的代理人（${what}）`,
      });
  }
  const { id } = await tx
    .insertInto('role_grant')
    .values({
      person_id: g.personId,
      role: g.role,
      scope: g.scope,
      organisation_id: g.organisationId,
      valid_from: g.validFrom,
      valid_to: g.validTo ?? null,
      lent: g.lent ?? false,
      source: g.source ?? '',
      granted_by_id: g.grantedById ?? null,
      granted_at: g.at,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** A right with a period, by the table that keeps it. */
type Ending = 'role_grant' | 'deputation' | 'case_invitation';

/**
 * Ends rights: with a last day, or at once (the day before today is then the last). One that has not begun yet never will:
 * its period becomes empty. Rights that have ended already stay as they are.
 * @param lastDay undefined = at once
 */
export async function endRights(
  c: Change,
  table: Ending,
  ids: readonly number[],
  lastDay?: Day,
): Promise<void> {
  const last = lastDay ?? addDays(c.today, -1);
  const rows =
    ids.length === 0
      ? []
      : await c.tx
          .selectFrom(table)
          .select(['id', 'valid_from', 'valid_to'])
          .where('id', 'in', [...ids])
          .orderBy('id')
          .forUpdate()
          .execute();
  for (const row of rows) {
    const from = row.valid_from as Day;
    const to = row.valid_to as Day | null;
    if (isOver({ from, to }, last) || to === last) continue;
    await c.tx
      .updateTable(table)
      .set({
        valid_to: last < from ? addDays(from, -1) : last,
        ended_at: c.now,
        ended_by_id: c.actor.personId ?? null,
      })
      .where('id', '=', row.id)
      .execute();
  }
}
