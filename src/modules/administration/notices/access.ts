import type { AccessTable } from '../../../core/index.ts';

/** Reminding is done by the service "system"; reading and choosing are everybody's own acts. */
export const noticeAccess = {
  'notice.remind': [],
  'contact.set': ['administrator'],
  'delivery.manage': ['administrator'],
} as const satisfies AccessTable;

/** Chinese names of the acts. */
export const NOTICE_LABELS: Readonly<Record<string, string>> = {
  'notice.remind': '提醒、督办',
  'contact.set': '填写人员的联系方式',
  'delivery.manage': '管理消息投递',
};
