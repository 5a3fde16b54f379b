import { sql } from 'kysely';
import type { Day } from '../law/day.ts';
import type { Change } from '../platform/change.ts';
import { newPublicId } from '../platform/crypto.ts';
import type { Reader } from '../platform/db/pool.ts';
import { Refusal } from '../platform/errors.ts';
import { lockPeople, refuseExclusion } from './exclusion.ts';
import { intersection, overlaps, type Period, periodWords } from './periods.ts';
import { ROLES, type Role } from './words.ts';

/** A deputation to be given. */
export interface NewDeputation {
  /** The absent person. */
  personId: number;
  deputyId: number;
  /** The roles it covers; undefined = all of the absent person's roles. */
  roles?: readonly Role[];
  validFrom: Day;
  /** Last day. */
  validTo: Day;
  reason: string;
}

const wrong = (field: string, message: string) => new Refusal([{ field, message }], 422);

/**
 * Lets a deputy act for an absent person for a period, in the deputy's own name. Both are locked.
 * @returns id and public id of the deputation
 * @throws Refusal when one of them does not serve throughout, a chain of deputies would arise, the roles are covered
 * already, the absent person holds none of them, or they do not go with the deputy's own rights
 */
export async function addDeputation(c: Change, d: NewDeputation): Promise<{ id: number; pid: string }> {
  if (d.personId === d.deputyId) throw wrong('deputy', '代理人不能是本人，请选择其他同事。');
  if (d.validTo < d.validFrom) throw wrong('to', '截止日早于开始日，请核对。');
  if (d.validFrom < c.today) throw wrong('from', '代理不能从今天以前开始，请把开始日改为今天或以后。');
  const people = await lockPeople(c.tx, [d.personId, d.deputyId]);
  const [absent, deputy] = [people.get(d.personId)!, people.get(d.deputyId)!];
  const period: Period = { from: d.validFrom, to: d.validTo };
  for (const [field, one] of [
    ['deputy', deputy],
    ['to', absent],
  ] as const)
    if (one.period.from > d.validFrom || (one.period.to !== null && one.period.to < d.validTo))
      throw wrong(
        field,
        `${one.name}的任职期间是 ${periodWords(one.period)}，不能覆盖整个代理期间，请调整起止日或人选。`,
      );
  await refuseChains(c, d, period, absent.name, deputy.name);
  const grants = await c.tx
    .selectFrom('role_grant')
    .select(['role', 'valid_from', 'valid_to'])
    .where('person_id', '=', d.personId)
    .execute();
  const conveyed = grants.flatMap((g) => {
    const role = g.role as Role;
    const shared = intersection(period, { from: g.valid_from as Day, to: g.valid_to as Day | null });
    return shared && (d.roles === undefined || d.roles.includes(role)) ? [{ ...shared, role }] : [];
  });
  if (conveyed.length === 0)
    throw wrong('roles', `${absent.name}在这段时间没有可以代理的角色，请核对起止日和所选角色。`);
  for (const right of conveyed)
    await refuseExclusion(c.tx, d.deputyId, deputy.name, {
      ...right,
      field: 'deputy',
      what: `${absent.name}的代理人（“${ROLES[right.role].label}”）`,
    });
  return c.tx
    .insertInto('deputation')
    .values({
      pid: newPublicId(),
      person_id: d.personId,
      deputy_id: d.deputyId,
      roles: d.roles === undefined ? null : [...d.roles],
      valid_from: d.validFrom,
      valid_to: d.validTo,
      reason: d.reason,
      given_by_id: c.actor.personId ?? null,
      given_at: c.now,
    })
    .returning(['id', 'pid'])
    .executeTakeFirstOrThrow();
}

async function refuseChains(
  c: Change,
  d: NewDeputation,
  period: Period,
  absent: string,
  deputy: string,
): Promise<void> {
  const others = await c.tx
    .selectFrom('deputation')
    .innerJoin('person as p', 'p.id', 'deputation.person_id')
    .innerJoin('person as q', 'q.id', 'deputation.deputy_id')
    .select([
      'deputation.person_id',
      'deputation.deputy_id',
      'deputation.roles',
      'deputation.valid_from',
      'deputation.valid_to',
      'p.name as absent',
      'q.name as deputy',
    ])
    .where((e) =>
      e.or([
        e('deputation.person_id', 'in', [d.personId, d.deputyId]),
        e('deputation.deputy_id', '=', d.personId),
      ]),
    )
    .execute();
  for (const other of others) {
    const its = { from: other.valid_from as Day, to: other.valid_to as Day };
    if (!overlaps(its, period)) continue;
    if (other.person_id === d.deputyId)
      throw wrong(
        'deputy',
        `${deputy}在 ${periodWords(its)} 自己由${other.deputy}代理，不能再代理别人，请另选代理人。`,
      );
    if (other.deputy_id === d.personId)
      throw wrong(
        'to',
        `${absent}在 ${periodWords(its)} 正代理${other.absent}，不能再由别人代理。请先为${other.absent}另定代理人并终止这项代理。`,
      );
    const [mine, theirs] = [d.roles, other.roles];
    if (!mine || !theirs || mine.some((role) => theirs.includes(role)))
      throw wrong(
        'from',
        `${absent}在 ${periodWords(its)} 已由${other.deputy}代理，同一角色不能有两个代理人。请先终止原代理，或错开时间。`,
      );
  }
}

/** Somebody who counts as one with a person on a day, because one deputises for the other. */
export interface Counterpart {
  personId: number;
  name: string;
  /** Whether the other is absent (the person is the deputy), or is the deputy of the absent person. */
  relation: 'absent' | 'deputy';
}

/** With whom a person counts as one on the day: whom they deputise for, and who deputises for them. */
export async function counterparts(db: Reader, personId: number, day: Day): Promise<Counterpart[]> {
  const { rows } = await sql<Counterpart>`
    select distinct p.id as "personId", p.name, case when d.deputy_id = ${personId} then 'absent' else 'deputy' end as relation
    from deputation d join person p on p.id = case when d.deputy_id = ${personId} then d.person_id else d.deputy_id end
    where ${personId} in (d.person_id, d.deputy_id) and d.valid_from <= ${day} and d.valid_to >= ${day}
    order by p.id`.execute(db);
  return rows;
}
