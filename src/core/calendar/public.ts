import type { Day } from '../../law/day.ts';
import { type Calendar, layeredCalendar } from '../../law/terms/calendar.ts';
import { type Rules, statutoryRules } from '../../law/terms/rules.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { rulesFrom } from '../parameters/statutory.ts';
import { arrangements, mergeYears } from './store.ts';

/** The State Council's calendar as the public face may read it: shipped years, and loaded ones before them. */
export async function readPublicCalendar(db: Reader): Promise<Calendar> {
  const rows = await db
    .selectFrom('portal.live_calendar_day')
    .select(['year', 'source', 'on_day', 'working', 'name'])
    .execute();
  const loaded = arrangements(rows as unknown as Parameters<typeof arrangements>[0]);
  const version =
    loaded.length > 0 ? `国务院，含本平台装载的 ${loaded.map((y) => y.year).join('、')} 年` : '国务院';
  return layeredCalendar({ version, years: mergeYears(loaded) });
}

/** The numbers of law that hold for everybody on a day. */
export async function readPublicRules(db: Reader, day: Day): Promise<Rules> {
  const rows = await db
    .selectFrom('portal.live_parameter')
    .select(['name', 'value'])
    .where('name', 'like', 'law.%')
    .where('valid_from', '<=', day)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', day)]))
    .orderBy('valid_from')
    .execute();
  return statutoryRules(rulesFrom(new Map(rows.map((r) => [r.name ?? '', Number(r.value)]))));
}
