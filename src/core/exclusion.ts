import { sql } from 'kysely';
import type { Day } from '../law/day.ts';
import type { Tx } from '../platform/db/pool.ts';
import { NotFound, Refusal } from '../platform/errors.ts';
import { intersection, overlaps, type Period, periodWords } from './periods.ts';
import { ROLES, type Role, roleFamily } from './words.ts';

/** A right that a person has, will have or had, with where it comes from. */
interface Holding extends Period {
  family: string;
  /** In words, for the sentence that refuses another. */
  what: string;
}

/** Locks people in the order of their ids: whoever gives them rights waits for each other. */
export async function lockPeople(
  tx: Tx,
  ids: readonly number[],
): Promise<Map<number, { name: string; organisationId: number; period: Period }>> {
  const rows = await tx
    .selectFrom('person')
    .select(['id', 'name', 'organisation_id', 'valid_from', 'valid_to'])
    .where('id', 'in', [...new Set(ids)])
    .orderBy('id')
    // Not `for update`: rows that name the person as actor may be written meanwhile.
    .forNoKeyUpdate()
    .execute();
  if (rows.length < new Set(ids).size) throw new NotFound('没有找到这个人员。');
  return new Map(
    rows.map((r) => [
      r.id,
      {
        name: r.name,
        organisationId: r.organisation_id,
        period: { from: r.valid_from as Day, to: r.valid_to as Day | null },
      },
    ]),
  );
}

/** Everything a person may do in any period: own grants, what deputations convey, invitations to single cases. */
async function holdings(tx: Tx, personId: number): Promise<Holding[]> {
  const { rows } = await sql<{
    role: Role | null;
    from: Day;
    to: Day | null;
    absentFrom: Day | null;
    absentTo: Day | null;
    absent: string | null;
  }>`
    select g.role, g.valid_from as "from", g.valid_to as "to", null::date as "absentFrom", null::date as "absentTo", null as absent
    from role_grant g where g.person_id = ${personId}
    union all
    select g.role, g.valid_from, g.valid_to, d.valid_from, d.valid_to, p.name
    from deputation d join person p on p.id = d.person_id
    join role_grant g on g.person_id = d.person_id and (d.roles is null or g.role = any(d.roles)) where d.deputy_id = ${personId}
    union all
    select null, i.valid_from, i.valid_to, null, null, null from case_invitation i where i.person_id = ${personId}`.execute(
    tx,
  );
  return rows.flatMap((r): Holding[] => {
    const own = { from: r.from, to: r.to };
    const period = r.absentFrom ? intersection(own, { from: r.absentFrom, to: r.absentTo }) : own;
    if (!period || !overlaps(period, period)) return [];
    const label = r.role ? `“${ROLES[r.role].label}”` : '一件公文的受邀审查人';
    return [
      {
        ...period,
        family: r.role ? roleFamily(r.role) : roleFamily('attribute-reviewer'),
        what: r.absent ? `代理${r.absent}的${label}` : label,
      },
    ];
  });
}

/**
 * Refuses a right that does not go with one the person has in an overlapping period: administration, security, audit and
 * content exclude each other (三权分立). The person must be locked.
 * @param right its role and period, how it is called in the sentence, the field of the form it belongs to
 * @throws Refusal
 */
export async function refuseExclusion(
  tx: Tx,
  personId: number,
  name: string,
  right: Period & { role: Role; what: string; field?: string },
): Promise<void> {
  const clash = (await holdings(tx, personId)).find(
    (h) => h.family !== roleFamily(right.role) && overlaps(h, right),
  );
  if (clash)
    throw new Refusal(
      [
        {
          field: right.field ?? 'role',
          message: `${name}已是${clash.what}（${periodWords(clash)}），不能同时是${right.what}：系统管理、安全管理、审计与内容办理须由不同的人承担。请另选人员，或先终止原授权。`,
          article: '三权分立（GB/T 22239）',
        },
      ],
      409,
    );
}
