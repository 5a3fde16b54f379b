import type { Day } from '../law/day.ts';
import type { Change } from '../platform/change.ts';
import { newPublicId } from '../platform/crypto.ts';
import type { Reader } from '../platform/db/pool.ts';
import { Refusal } from '../platform/errors.ts';
import { lockPeople, refuseExclusion } from './exclusion.ts';
import { overlaps } from './periods.ts';

/** An invitation of a reviewer to one case, as the case page shows it. */
export interface InvitationRow {
  id: number;
  pid: string;
  personId: number;
  name: string;
  organisationName: string;
  act: string;
  validFrom: Day;
  validTo: Day;
  source: string;
  givenBy: string;
  endedAt: Date | null;
}

/**
 * Invites a person from outside to do one act in one case, and nothing else. The person is locked.
 * @throws Refusal when the person does not serve throughout, is invited already, or administers, secures or audits
 */
export async function addInvitation(
  c: Change,
  it: { caseId: number; personId: number; act: string; validFrom: Day; validTo: Day; source: string },
): Promise<{ id: number; pid: string }> {
  const wrong = (field: string, message: string) => new Refusal([{ field, message }], 422);
  if (c.actor.personId === undefined) throw new Refusal('邀请审查人只能由本人登录办理。');
  if (it.personId === c.actor.personId) throw wrong('username', '不能邀请自己，请选择其他人。');
  if (it.validTo < it.validFrom || it.validTo < c.today)
    throw wrong('to', '截止日早于开始日或今天，请核对。');
  const person = (await lockPeople(c.tx, [it.personId])).get(it.personId)!;
  if (person.period.from > it.validFrom || (person.period.to !== null && person.period.to < it.validTo))
    throw wrong('to', `${person.name}的任职期间不能覆盖整个邀请期间，请调整截止日或人选。`);
  const period = { from: it.validFrom, to: it.validTo };
  const same = await c.tx
    .selectFrom('case_invitation')
    .select(['valid_from', 'valid_to'])
    .where('case_id', '=', it.caseId)
    .where('person_id', '=', it.personId)
    .where('act', '=', it.act)
    .execute();
  if (same.some((s) => overlaps({ from: s.valid_from as Day, to: s.valid_to as Day }, period)))
    throw wrong('username', `${person.name}已经受邀办理这一环节，不需要重复邀请。`);
  await refuseExclusion(c.tx, it.personId, person.name, {
    ...period,
    field: 'username',
    role: 'attribute-reviewer',
    what: '一件公文的受邀审查人',
  });
  return c.tx
    .insertInto('case_invitation')
    .values({
      pid: newPublicId(),
      case_id: it.caseId,
      person_id: it.personId,
      act: it.act,
      valid_from: it.validFrom,
      valid_to: it.validTo,
      source: it.source,
      given_by_id: c.actor.personId,
      given_at: c.now,
    })
    .returning(['id', 'pid'])
    .executeTakeFirstOrThrow();
}

/** The invitations of a case, newest first. */
export async function caseInvitations(db: Reader, caseId: number): Promise<InvitationRow[]> {
  const rows = await db
    .selectFrom('case_invitation as i')
    .innerJoin('person as p', 'p.id', 'i.person_id')
    .innerJoin('organisation as o', 'o.id', 'p.organisation_id')
    .innerJoin('person as by', 'by.id', 'i.given_by_id')
    .select([
      'i.id',
      'i.pid',
      'i.person_id as personId',
      'p.name',
      'o.short_name as organisationName',
      'i.act',
      'i.valid_from as validFrom',
      'i.valid_to as validTo',
      'i.source',
      'by.name as givenBy',
      'i.ended_at as endedAt',
    ])
    .where('i.case_id', '=', caseId)
    .orderBy('i.id', 'desc')
    .execute();
  return rows as InvitationRow[];
}
