import type { AccessTable } from '../../../core/access.ts';

/** Who may see what the public looked for in vain, or often: those who extend the catalogue. */
export const access = {
  'search.read-misses': ['disclosure-office', 'government-office'],
  'search.export-words': ['disclosure-office', 'government-office'],
  'search.take-off-word': ['disclosure-office', 'government-office'],
} as const satisfies AccessTable;

/** Chinese names of these acts. */
export const SEARCH_ACT_LABELS: Readonly<Record<keyof typeof access, string>> = {
  'search.read-misses': '查看公众的检索词',
  'search.export-words': '导出公众的检索词',
  'search.take-off-word': '从“大家在查”撤下、恢复检索词',
};
