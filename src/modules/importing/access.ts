import type { AccessTable } from '../../core/access.ts';

/** Importing is done at the server by the service "import"; people read its reports and take the drafts up. */
export const access = {
  'document.import': [],
  'import.read': ['drafter', 'editor', 'public-enterprise-editor', 'disclosure-office'],
} as const satisfies AccessTable;

/** Chinese names of the acts. */
export const LABELS: Readonly<Record<keyof typeof access, string>> = {
  'document.import': '导入历史文件',
  'import.read': '查看导入记录',
};
