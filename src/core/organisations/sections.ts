import type { Day } from '../../law/day.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import { NotFound, Refusal } from '../../platform/errors.ts';

/** An internal section (内设机构) of an organisation. */
export interface Section {
  id: number;
  name: string;
  duties: string;
  phone: string;
  sortOrder: number;
  validFrom: Day;
  validTo: Day | null;
  endReason: string;
}

/** Sections of an organisation, present ones first. */
export async function sectionsOf(db: Reader, organisationId: number): Promise<Section[]> {
  const rows = (await db
    .selectFrom('section')
    .select([
      'id',
      'name',
      'duties',
      'phone',
      'sort_order as sortOrder',
      'valid_from as validFrom',
      'valid_to as validTo',
      'end_reason as endReason',
    ])
    .where('organisation_id', '=', organisationId)
    .orderBy('sort_order')
    .orderBy('id')
    .execute()) as Section[];
  return rows.sort((a, b) => Number(a.validTo !== null) - Number(b.validTo !== null));
}

/** Adds a section, or changes one. @param s.id undefined for a new one @throws Refusal when the name is taken; NotFound */
export async function saveSection(
  tx: Tx,
  s: {
    organisationId: number;
    id: number | undefined;
    name: string;
    duties: string;
    phone: string;
    sortOrder: number;
    from: Day;
  },
): Promise<void> {
  const twin = await tx
    .selectFrom('section')
    .select('id')
    .where('organisation_id', '=', s.organisationId)
    .where('name', '=', s.name)
    .where('valid_to', 'is', null)
    .executeTakeFirst();
  if (twin && twin.id !== s.id)
    throw new Refusal([{ field: 'name', message: `本机构已有内设机构“${s.name}”。` }], 422);
  const values = { name: s.name, duties: s.duties, phone: s.phone, sort_order: s.sortOrder };
  if (s.id === undefined) {
    await tx
      .insertInto('section')
      .values({ organisation_id: s.organisationId, valid_from: s.from, ...values })
      .execute();
    return;
  }
  const result = await tx
    .updateTable('section')
    .set(values)
    .where('id', '=', s.id)
    .where('organisation_id', '=', s.organisationId)
    .where('valid_to', 'is', null)
    .executeTakeFirst();
  if (Number(result.numUpdatedRows) === 0) throw new NotFound('没有找到这个内设机构，可能已经撤销。');
}

/** Ends a section. @throws NotFound when it is none of this organisation, or has ended */
export async function endSection(
  tx: Tx,
  s: { organisationId: number; id: number; lastDay: Day; reason: string },
): Promise<void> {
  const result = await tx
    .updateTable('section')
    .set((e) => ({
      valid_to: e.fn<Day>('greatest', [e.ref('valid_from'), e.val(s.lastDay)]),
      end_reason: s.reason,
    }))
    .where('id', '=', s.id)
    .where('organisation_id', '=', s.organisationId)
    .where('valid_to', 'is', null)
    .executeTakeFirst();
  if (Number(result.numUpdatedRows) === 0) throw new NotFound('没有找到这个内设机构，可能已经撤销。');
}
