import type { Day } from '../law/day.ts';
import type { Reader } from '../platform/db/pool.ts';
import type { LiveSettings } from '../platform/db/watch.ts';
import { PARAMETERS, type ParameterName, storedValue } from './parameters/index.ts';

/** The parameters that are followed, by the name of the setting. */
const FOLLOWED = {
  slowQueryMs: 'database.slow-query',
  pageTime: 'portal.page-time',
  cacheMegabytes: 'portal.cache-megabytes',
  cacheSeconds: 'portal.cache-seconds',
  sharedSeconds: 'portal.shared-cache-seconds',
  readRate: 'portal.read-rate',
  readBurst: 'portal.read-burst',
  viewSeconds: 'portal.view-seconds',
} as const satisfies { [K in keyof LiveSettings]: ParameterName };

function settings(value: (name: ParameterName) => unknown): LiveSettings {
  return Object.fromEntries(
    Object.entries(FOLLOWED).map(([key, name]) => [key, value(name)]),
  ) as unknown as LiveSettings;
}

/** What holds until the settings have been read. */
export const BUILT_IN_SETTINGS: LiveSettings = settings((name) => PARAMETERS[name].value);

/** The settings that a running process follows, as set for the whole installation. Both database roles may read them. */
export async function readLiveSettings(db: Reader, today: Day): Promise<LiveSettings> {
  const rows = await db
    .selectFrom('portal.live_parameter')
    .select(['name', 'value'])
    .where('name', 'in', Object.values(FOLLOWED))
    .where('valid_from', '<=', today)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', today)]))
    .orderBy('valid_from')
    .execute();
  const set = new Map(rows.map((r) => [r.name, r.value]));
  return settings((name) => storedValue(name, set.get(name)));
}
