import type { AccessTable } from '../../core/index.ts';

/** Setting, moving and finishing are everybody's own acts; telling and forgetting are done by the service "system". */
export const access = {
  'reminder.tell': [],
  'reminder.forget': [],
} as const satisfies AccessTable;

/** Chinese names of the acts, as the audit trail shows them. */
export const ACT_LABELS: Readonly<Record<string, string>> = {
  'reminder.set': '设定提醒',
  'reminder.move': '提醒改期',
  'reminder.finish': '完成提醒',
  'reminder.tell': '提醒到期',
  'reminder.forget': '清除过期的提醒',
};
