import type { Day } from '../law/day.ts';
import type { Reader } from '../platform/db/pool.ts';
import type { LiveSettings } from '../platform/db/watch.ts';
import { PARAMETERS, readParameterValue } from './parameters/index.ts';

/** What holds until the settings have been read. */
export const BUILT_IN_SETTINGS: LiveSettings = {
  slowQueryMs: PARAMETERS['database.slow-query'].value,
  pageTime: PARAMETERS['portal.page-time'].value,
};

/** The settings that a running process follows, as set for the whole installation. Both database roles may read them. */
export async function readLiveSettings(db: Reader, today: Day): Promise<LiveSettings> {
  const rows = await db
    .selectFrom('portal.live_setting')
    .select(['name', 'value'])
    .where('valid_from', '<=', today)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', today)]))
    .orderBy('valid_from')
    .execute();
  const set = new Map(rows.map((r) => [r.name, r.value ?? '']));
  const value = (name: 'database.slow-query' | 'portal.page-time') =>
    readParameterValue(PARAMETERS[name], set.get(name) ?? '') ?? PARAMETERS[name].value;
  return { slowQueryMs: Number(value('database.slow-query')), pageTime: value('portal.page-time') === true };
}
