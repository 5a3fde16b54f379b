import type { AccessTable } from '../../core/access.ts';

/** Importing is done at the server by the service "import"; people read its reports and take the drafts up. */
export const access = {
  'document.import': [],
  'import.read': ['drafter', 'disclosure-office'],
} as const satisfies AccessTable;
