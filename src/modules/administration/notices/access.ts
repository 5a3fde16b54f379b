import type { AccessTable } from '../../../core/index.ts';

/** Reminding is done by the service "system"; reading and choosing are everybody's own acts. */
export const noticeAccess = {
  'notice.remind': [],
  'contact.set': ['administrator'],
  'delivery.manage': ['administrator'],
} as const satisfies AccessTable;
