import { addDays, type Day } from '../../law/day.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import { NotFound, Refusal } from '../../platform/errors.ts';
import { GROUP_ROLES, type GroupRole } from './kinds.ts';

/** A leading group (政务公开领导小组) of an organisation. */
export interface LeadingGroup {
  id: number;
  name: string;
  duties: string;
  officeName: string;
  officeOrganisation: string | null;
  officeCode: string | null;
  documentNumber: string;
  validFrom: Day;
  /** Since when what is said here holds: the day of its last paper. */
  inForceFrom: Day;
}

/** What a paper said about a leading group, from a day on. */
export interface GroupVersion {
  id: number;
  inForceFrom: Day;
  name: string;
  duties: string;
  officeName: string;
  officeOrganisation: string | null;
  documentNumber: string;
  savedBy: string | null;
  savedAt: Date | null;
  /** Whether a later entry for the same day has taken its place (a slip was corrected). */
  corrected: boolean;
}

/** A member of a leading group. */
export interface GroupMember {
  id: number;
  role: GroupRole;
  unitName: string;
  unitId: number | null;
  personName: string;
  post: string;
  validFrom: Day;
  validTo: Day | null;
}

/** The present leading group of an organisation. */
export async function leadingGroupOf(db: Reader, organisationId: number): Promise<LeadingGroup | undefined> {
  const row = await db
    .selectFrom('leading_group as g')
    .innerJoin('leading_group_version as v', 'v.group_id', 'g.id')
    .leftJoin('organisation as o', 'o.id', 'v.office_organisation_id')
    .select([
      'g.id',
      'v.name',
      'v.duties',
      'v.office_name as officeName',
      'o.name as officeOrganisation',
      'o.code as officeCode',
      'v.document_number as documentNumber',
      'g.valid_from as validFrom',
      'v.in_force_from as inForceFrom',
    ])
    .where('g.organisation_id', '=', organisationId)
    .where('g.valid_to', 'is', null)
    .orderBy('v.in_force_from', 'desc')
    .orderBy('v.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row as LeadingGroup | undefined;
}

/** Everything that was ever entered about a group, the latest day first. */
export async function groupVersions(db: Reader, groupId: number): Promise<GroupVersion[]> {
  const rows = await db
    .selectFrom('leading_group_version as v')
    .leftJoin('organisation as o', 'o.id', 'v.office_organisation_id')
    .leftJoin('person as p', 'p.id', 'v.saved_by_id')
    .select([
      'v.id',
      'v.in_force_from as inForceFrom',
      'v.name',
      'v.duties',
      'v.office_name as officeName',
      'o.name as officeOrganisation',
      'v.document_number as documentNumber',
      'p.name as savedBy',
      'v.saved_at as savedAt',
    ])
    .where('v.group_id', '=', groupId)
    .orderBy('v.in_force_from', 'desc')
    .orderBy('v.id', 'desc')
    .execute();
  return (rows as Omit<GroupVersion, 'corrected'>[]).map((v, i) => ({
    ...v,
    corrected: rows[i - 1]?.inForceFrom === v.inForceFrom,
  }));
}

/** All members of a group, present ones in the order of their roles, then former ones. */
export async function groupMembers(db: Reader, groupId: number): Promise<GroupMember[]> {
  const rows = (await db
    .selectFrom('leading_group_member')
    .select([
      'id',
      'role',
      'unit_name as unitName',
      'unit_id as unitId',
      'person_name as personName',
      'post',
      'valid_from as validFrom',
      'valid_to as validTo',
    ])
    .where('group_id', '=', groupId)
    .orderBy('sort_order')
    .orderBy('id')
    .execute()) as GroupMember[];
  const order = Object.keys(GROUP_ROLES);
  return rows.sort(
    (a, b) =>
      Number(a.validTo !== null) - Number(b.validTo !== null) ||
      order.indexOf(a.role) - order.indexOf(b.role),
  );
}

/** How many units have a present member: each counts once, however many people it sends. */
export function memberUnits(members: readonly GroupMember[]): number {
  return new Set(members.filter((m) => m.validTo === null && m.role !== 'office-head').map((m) => m.unitName))
    .size;
}

/**
 * Sets up the leading group of an organisation, or enters what a later paper says of it. Nothing is overwritten: a new
 * day is a new version, the same day again corrects a slip.
 * @param g from: the day on which it was set up, or from which the paper holds
 * @returns its id
 * @throws Refusal for a day to come, or before the group was set up
 */
export async function saveLeadingGroup(
  tx: Tx,
  g: {
    organisationId: number;
    name: string;
    duties: string;
    officeName: string;
    officeOrganisationId: number | null;
    documentNumber: string;
    from: Day;
  },
  at: { now: Date; today: Day; by?: number | null },
): Promise<number> {
  const wrongDay = (message: string) => new Refusal([{ field: 'since', message }], 422);
  if (g.from > at.today) throw wrongDay('日期不能晚于今天，请在生效之日登记。');
  const present = await tx
    .selectFrom('leading_group')
    .select(['id', 'valid_from as validFrom'])
    .where('organisation_id', '=', g.organisationId)
    .where('valid_to', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (present && g.from < present.validFrom)
    throw wrongDay(`领导小组 ${present.validFrom} 成立，调整的日期不能更早。`);
  const { id } =
    present ??
    (await tx
      .insertInto('leading_group')
      .values({ organisation_id: g.organisationId, valid_from: g.from })
      .returning('id')
      .executeTakeFirstOrThrow());
  await tx
    .insertInto('leading_group_version')
    .values({
      group_id: id,
      in_force_from: g.from,
      name: g.name,
      duties: g.duties,
      office_name: g.officeName,
      office_organisation_id: g.officeOrganisationId,
      document_number: g.documentNumber,
      saved_by_id: at.by ?? null,
      saved_at: at.now,
    })
    .execute();
  return id;
}

/**
 * Takes a member into a group from a day on. A new head or office head follows the one before, whose time ends the day before.
 * @throws Refusal when the same person is a member for the same unit already, or the day is not after the predecessor's first
 */
export async function admitMember(
  tx: Tx,
  m: {
    groupId: number;
    role: GroupRole;
    unitName: string;
    unitId: number | null;
    personName: string;
    post: string;
    sortOrder: number;
    from: Day;
  },
): Promise<void> {
  const present = (await groupMembers(tx, m.groupId)).filter((x) => x.validTo === null);
  const same = present.find(
    (x) => x.role === m.role && x.unitName === m.unitName && x.personName === m.personName,
  );
  if (same)
    throw new Refusal(
      [{ field: 'personName', message: `“${m.personName}”已经是${GROUP_ROLES[m.role]}。` }],
      422,
    );
  const before =
    m.role === 'head' || m.role === 'office-head' ? present.find((x) => x.role === m.role) : undefined;
  if (before) {
    if (m.from <= before.validFrom)
      throw new Refusal(
        [
          {
            field: 'from',
            message: `现任${GROUP_ROLES[m.role]}“${before.personName}”自 ${before.validFrom} 起，新的起始日期须在其后。`,
          },
        ],
        422,
      );
    await tx
      .updateTable('leading_group_member')
      .set({ valid_to: addDays(m.from, -1) })
      .where('id', '=', before.id)
      .execute();
  }
  await tx
    .insertInto('leading_group_member')
    .values({
      group_id: m.groupId,
      role: m.role,
      unit_name: m.unitName,
      unit_id: m.unitId,
      person_name: m.personName,
      post: m.post,
      sort_order: m.sortOrder,
      valid_from: m.from,
    })
    .execute();
}

/** Ends a membership. @throws NotFound when it is none of this group, or has ended */
export async function dismissMember(tx: Tx, m: { groupId: number; id: number; lastDay: Day }): Promise<void> {
  const result = await tx
    .updateTable('leading_group_member')
    .set((e) => ({ valid_to: e.fn<Day>('greatest', [e.ref('valid_from'), e.val(m.lastDay)]) }))
    .where('id', '=', m.id)
    .where('group_id', '=', m.groupId)
    .where('valid_to', 'is', null)
    .executeTakeFirst();
  if (Number(result.numUpdatedRows) === 0) throw new NotFound('没有找到这名成员，可能已经调出。');
}
