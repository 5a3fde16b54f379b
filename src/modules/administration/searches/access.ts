import type { AccessTable } from '../../../core/access.ts';

/** Who may see what the public looked for in vain: those who extend the catalogue. */
export const access = {
  'search.read-misses': ['disclosure-office', 'government-office'],
} as const satisfies AccessTable;

/** Chinese names of these acts. */
export const SEARCH_ACT_LABELS: Readonly<Record<keyof typeof access, string>> = {
  'search.read-misses': '查看没有结果的检索词',
};
