import type { AccessTable } from '../../../core/access.ts';

/** Who may change calendars. Everybody who is signed in may read them: the dates of all depend on them. */
export const access = {
  'calendar.load': ['administrator'],
  'calendar.set-regional-day': ['administrator'],
} as const satisfies AccessTable;

/** Chinese names of the acts. */
export const LABELS: Readonly<Record<keyof typeof access, string>> = {
  'calendar.load': '装入年度放假安排',
  'calendar.set-regional-day': '设定地区放假日',
};
