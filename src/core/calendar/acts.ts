import type { Day } from '../../law/day.ts';
import type { YearArrangement } from '../../law/terms/calendar.ts';
import type { Change } from '../../platform/change.ts';
import { Refusal } from '../../platform/errors.ts';
import { lockCalendars } from './store.ts';

/** Makes a new version of the calendars. Waits until no date is being computed. */
async function newVersion(c: Change, what: string): Promise<number> {
  await lockCalendars(c.tx);
  if (c.actor.personId === undefined) throw new Refusal('日历只能由本人登录后更改。');
  const { id } = await c.tx
    .insertInto('calendar_version')
    .values({ made_at: c.now, made_by_id: c.actor.personId, what })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Puts a checked arrangement of a year in force, in place of an earlier one. @returns the new version */
export async function putYear(c: Change, year: YearArrangement): Promise<number> {
  const version = await newVersion(c, `装载 ${year.year} 年放假安排`);
  await c.tx
    .updateTable('calendar_year')
    .set({ replaced_by_id: version })
    .where('year', '=', year.year)
    .where('replaced_by_id', 'is', null)
    .execute();
  const { id } = await c.tx
    .insertInto('calendar_year')
    .values({ year: year.year, source: year.source, version_id: version })
    .returning('id')
    .executeTakeFirstOrThrow();
  const days = [
    ...Object.entries(year.off).map(([on_day, name]) => ({ year_id: id, on_day, working: false, name })),
    ...Object.entries(year.work).map(([on_day, name]) => ({ year_id: id, on_day, working: true, name })),
  ];
  await c.tx.insertInto('calendar_day').values(days).execute();
  return version;
}

/** Lays down a regional day. @returns the new version. @throws Refusal when the organisation has that day already */
export async function putRegionalDay(
  c: Change,
  r: { organisationId: number; day: Day; working: boolean; name: string; source: string },
): Promise<number> {
  const version = await newVersion(c, `地区安排 ${r.day} ${r.working ? '上班' : '放假'}`);
  const there = await c.tx
    .selectFrom('regional_day')
    .select('id')
    .where('organisation_id', '=', r.organisationId)
    .where('on_day', '=', r.day)
    .where('ended_by_id', 'is', null)
    .executeTakeFirst();
  if (there)
    throw new Refusal(
      [{ field: 'day', message: `${r.day} 已有地区安排。如要更改，请先取消原来的安排。` }],
      422,
    );
  await c.tx
    .insertInto('regional_day')
    .values({
      organisation_id: r.organisationId,
      on_day: r.day,
      working: r.working,
      name: r.name,
      source: r.source,
      version_id: version,
    })
    .execute();
  return version;
}

/** Takes a regional day back. @returns the new version */
export async function endRegionalDay(c: Change, r: { id: number; day: Day }): Promise<number> {
  const version = await newVersion(c, `取消地区安排 ${r.day}`);
  await c.tx.updateTable('regional_day').set({ ended_by_id: version }).where('id', '=', r.id).execute();
  return version;
}
