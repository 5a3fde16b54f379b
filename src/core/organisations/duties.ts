import type { Day } from '../../law/day.ts';
import { addDays } from '../../law/day.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import { NotFound, Refusal } from '../../platform/errors.ts';
import type { LeaderDuty } from './kinds.ts';

/** The office that handles disclosure for an organisation (政府信息公开工作机构), with what its guide must say. */
export interface DisclosureOffice {
  name: string;
  address: string;
  postcode: string;
  officeHours: string;
  phone: string;
  fax: string;
  email: string;
  /** Who approves extensions of the term of reply (条例第三十三条). */
  headId: number | null;
  headName: string | null;
}

/** @returns undefined while none is registered */
export async function disclosureOfficeOf(
  db: Reader,
  organisationId: number,
): Promise<DisclosureOffice | undefined> {
  return db
    .selectFrom('disclosure_office as d')
    .leftJoin('person as p', 'p.id', 'd.head_id')
    .select([
      'd.name',
      'd.address',
      'd.postcode',
      'd.office_hours as officeHours',
      'd.phone',
      'd.fax',
      'd.email',
      'd.head_id as headId',
      'p.name as headName',
    ])
    .where('d.organisation_id', '=', organisationId)
    .executeTakeFirst();
}

/** Registers the disclosure office of an organisation, or changes it. @throws Refusal when the head does not serve there */
export async function saveDisclosureOffice(
  tx: Tx,
  organisationId: number,
  d: Omit<DisclosureOffice, 'headName'>,
  at: { now: Date; today: Day },
): Promise<void> {
  if (d.headId !== null) await serving(tx, organisationId, d.headId, at.today, 'head', '公开工作机构负责人');
  const values = {
    name: d.name,
    address: d.address,
    postcode: d.postcode,
    office_hours: d.officeHours,
    phone: d.phone,
    fax: d.fax,
    email: d.email,
    head_id: d.headId,
    updated_at: at.now,
  };
  await tx
    .insertInto('disclosure_office')
    .values({ organisation_id: organisationId, ...values })
    .onConflict((c) => c.column('organisation_id').doUpdateSet(values))
    .execute();
}

/** The people who serve in an organisation on a day, by name. */
export async function peopleOf(
  db: Reader,
  organisationId: number,
  today: Day,
): Promise<{ id: number; pid: string; name: string; post: string }[]> {
  return db
    .selectFrom('person')
    .select(['id', 'pid', 'name', 'post'])
    .where('organisation_id', '=', organisationId)
    .where('valid_from', '<=', today)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', today)]))
    .orderBy('name')
    .orderBy('id')
    .execute();
}

async function serving(
  tx: Tx,
  organisationId: number,
  personId: number,
  today: Day,
  field: string,
  what: string,
): Promise<void> {
  const people = await peopleOf(tx, organisationId, today);
  if (!people.some((p) => p.id === personId))
    throw new Refusal([{ field, message: `${what}须是本机构的在职人员，请重新选择。` }], 422);
}

/** A responsible leader of an organisation. */
export interface Leader {
  id: number;
  duty: LeaderDuty;
  name: string;
  post: string;
  division: string;
  validFrom: Day;
  validTo: Day | null;
}

/** Leaders of an organisation, present ones first. */
export async function leadersOf(db: Reader, organisationId: number): Promise<Leader[]> {
  const rows = await db
    .selectFrom('responsible_leader')
    .select(['id', 'duty', 'name', 'post', 'division', 'valid_from as validFrom', 'valid_to as validTo'])
    .where('organisation_id', '=', organisationId)
    .orderBy('valid_from', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return (rows as Leader[]).sort(
    (a, b) => Number(a.validTo !== null) - Number(b.validTo !== null) || (a.duty > b.duty ? -1 : 1),
  );
}

/**
 * Names the leader who bears a duty from a day on; whoever bore it before ends on the day before.
 * @throws Refusal when the day is not after the beginning of the present one
 */
export async function nameLeader(
  tx: Tx,
  l: {
    organisationId: number;
    duty: LeaderDuty;
    name: string;
    post: string;
    division: string;
    personId: number | null;
    from: Day;
  },
): Promise<void> {
  const present = await tx
    .selectFrom('responsible_leader')
    .select(['id', 'name', 'valid_from as validFrom'])
    .where('organisation_id', '=', l.organisationId)
    .where('duty', '=', l.duty)
    .where('valid_to', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (present && l.from <= present.validFrom)
    throw new Refusal(
      [
        {
          field: 'from',
          message: `现任“${present.name}”自 ${present.validFrom} 起任职，新的起始日期须在其后。`,
        },
      ],
      422,
    );
  if (present)
    await tx
      .updateTable('responsible_leader')
      .set({ valid_to: addDays(l.from, -1) })
      .where('id', '=', present.id)
      .execute();
  await tx
    .insertInto('responsible_leader')
    .values({
      organisation_id: l.organisationId,
      duty: l.duty,
      name: l.name,
      post: l.post,
      division: l.division,
      person_id: l.personId,
      valid_from: l.from,
    })
    .execute();
}

/** A person who does disclosure work in an organisation. */
export interface DisclosureStaff {
  id: number;
  personId: number;
  name: string;
  post: string;
  fullTime: boolean;
  validFrom: Day;
}

/** Those who do disclosure work on a day and still serve there. */
export async function disclosureStaffOf(
  db: Reader,
  organisationId: number,
  today: Day,
): Promise<DisclosureStaff[]> {
  const rows = await db
    .selectFrom('disclosure_staff as s')
    .innerJoin('person as p', 'p.id', 's.person_id')
    .select([
      's.id',
      's.person_id as personId',
      'p.name',
      'p.post',
      's.full_time as fullTime',
      's.valid_from as validFrom',
    ])
    .where('s.organisation_id', '=', organisationId)
    .whereRef('p.organisation_id', '=', 's.organisation_id')
    .where('s.valid_from', '<=', today)
    .where((e) => e.or([e('s.valid_to', 'is', null), e('s.valid_to', '>=', today)]))
    .where((e) => e.or([e('p.valid_to', 'is', null), e('p.valid_to', '>=', today)]))
    .orderBy('s.full_time', 'desc')
    .orderBy('p.name')
    .execute();
  return rows as DisclosureStaff[];
}

/** Appoints a person of the organisation to disclosure work. @throws Refusal when not serving there, or appointed already */
export async function appointStaff(
  tx: Tx,
  s: { organisationId: number; personId: number; fullTime: boolean; from: Day; today: Day },
): Promise<void> {
  await serving(tx, s.organisationId, s.personId, s.today, 'person', '政务公开工作人员');
  const elsewhere = s.fullTime
    ? await tx
        .selectFrom('disclosure_staff')
        .innerJoin('organisation', 'organisation.id', 'disclosure_staff.organisation_id')
        .select('organisation.name')
        .where('person_id', '=', s.personId)
        .where('full_time', '=', true)
        .where('disclosure_staff.valid_to', 'is', null)
        .where('disclosure_staff.organisation_id', '<>', s.organisationId)
        .executeTakeFirst()
    : undefined;
  if (elsewhere)
    throw new Refusal(
      [{ field: 'person', message: `此人已是“${elsewhere.name}”的专职人员，一人不能两处专职。` }],
      422,
    );
  const present = await tx
    .selectFrom('disclosure_staff')
    .select(['id', 'full_time as fullTime', 'valid_from as validFrom'])
    .where('organisation_id', '=', s.organisationId)
    .where('person_id', '=', s.personId)
    .where('valid_to', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (present?.fullTime === s.fullTime)
    throw new Refusal(
      [{ field: 'person', message: `此人已经登记为${s.fullTime ? '专职' : '兼职'}人员。` }],
      422,
    );
  if (present && s.from <= present.validFrom)
    throw new Refusal([{ field: 'from', message: `起始日期须在 ${present.validFrom} 之后。` }], 422);
  if (present)
    await tx
      .updateTable('disclosure_staff')
      .set({ valid_to: addDays(s.from, -1) })
      .where('id', '=', present.id)
      .execute();
  await tx
    .insertInto('disclosure_staff')
    .values({
      organisation_id: s.organisationId,
      person_id: s.personId,
      full_time: s.fullTime,
      valid_from: s.from,
    })
    .execute();
}

/** Ends an appointment to disclosure work. @throws NotFound when it is none of this organisation, or has ended */
export async function dismissStaff(
  tx: Tx,
  s: { organisationId: number; id: number; lastDay: Day },
): Promise<void> {
  const result = await tx
    .updateTable('disclosure_staff')
    .set((e) => ({ valid_to: e.fn<Day>('greatest', [e.ref('valid_from'), e.val(s.lastDay)]) }))
    .where('id', '=', s.id)
    .where('organisation_id', '=', s.organisationId)
    .where('valid_to', 'is', null)
    .executeTakeFirst();
  if (Number(result.numUpdatedRows) === 0) throw new NotFound('没有找到这条任职记录，可能已经结束。');
}
