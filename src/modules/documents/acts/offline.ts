import type { Organisation } from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import { type ChangeContext, change } from '../../../platform/change.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import { Refusal } from '../../../platform/errors.ts';
import type { OfflineGround } from '../words.ts';

/**
 * Registers that a paper exists which may never enter this system: organ, day, ground and its offline serial; no title,
 * no text, no file (保密法第三十一条).
 * @throws Refusal when the serial is taken
 */
export async function registerOffline(
  ctx: ChangeContext,
  it: { organisation: Organisation; serial: string; ground: OfflineGround; once: string },
): Promise<{ serial: string }> {
  return change(
    ctx,
    {
      act: 'document.register-offline',
      once: it.once,
      lock: async () => ({
        kind: 'organisation',
        id: it.organisation.id,
        organisationId: it.organisation.id,
      }),
    },
    async (c) => {
      const person = c.actor.personId;
      if (person === undefined) throw new Refusal('线下登记只能由本人登录办理。');
      const row = await c.tx
        .insertInto('offline_document')
        .values({
          organisation_id: it.organisation.id,
          serial: it.serial,
          ground: it.ground,
          registered_on: c.today,
          registered_by_id: person,
        })
        .onConflict((o) => o.columns(['organisation_id', 'serial']).doNothing())
        .returning('id')
        .executeTakeFirst();
      if (!row)
        throw new Refusal(
          [{ field: 'serial', message: `编号“${it.serial}”已经登记过，请核对后重新填写。` }],
          422,
        );
      c.created({ kind: 'offline-document', id: row.id });
      return { serial: it.serial };
    },
  );
}

/** The offline register of the organisations in the scope, newest first, at most 200 rows. */
export async function listOffline(
  db: Reader,
  scope: readonly number[],
): Promise<
  { serial: string; ground: string; registeredOn: Day; organisationName: string; personName: string }[]
> {
  if (scope.length === 0) return [];
  const rows = await db
    .selectFrom('offline_document')
    .innerJoin('organisation', 'organisation.id', 'offline_document.organisation_id')
    .innerJoin('person', 'person.id', 'offline_document.registered_by_id')
    .select([
      'offline_document.serial',
      'offline_document.ground',
      'offline_document.registered_on as registeredOn',
      'organisation.short_name as organisationName',
      'person.name as personName',
    ])
    .where('offline_document.organisation_id', 'in', scope)
    .orderBy('offline_document.id', 'desc')
    .limit(200)
    .execute();
  return rows as {
    serial: string;
    ground: string;
    registeredOn: Day;
    organisationName: string;
    personName: string;
  }[];
}
