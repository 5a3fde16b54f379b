import type { AccessTable } from '../../../core/index.ts';

/** Reminding is done by the service "system"; reading and choosing are everybody's own acts. */
export const noticeAccess = {
  'notice.remind': [],
  'contact.set': ['administrator'],
  'delivery.manage': ['administrator'],
  'delivery.export': ['administrator'],
} as const satisfies AccessTable;

/** Chinese names of the acts, as the audit trail shows them. */
export const NOTICE_ACT_LABELS: Readonly<Record<string, string>> = {
  'notice.remind': '产生提醒',
  'notice.read': '阅读消息',
  'notice.choose': '选择消息频次',
  'contact.set-own': '填写接收地址',
  'contact.confirm': '确认接收地址',
  'contact.remove-own': '删除接收地址',
  'contact.set': '代填接收地址',
  'delivery.manage': '管理消息投递',
  'delivery.export': '导出消息投递列表',
};
