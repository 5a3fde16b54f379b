import type { AccessTable } from '../../../core/access.ts';

/** Who may change calendars. Everybody who is signed in may read them: the dates of all depend on them. */
export const access = {
  'calendar.load': ['administrator'],
  'calendar.set-regional-day': ['administrator'],
} as const satisfies AccessTable;
