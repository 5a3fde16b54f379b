import type { AccessTable } from '../../core/index.ts';
import { HANDLERS, SIGNERS } from './lifecycle.ts';

const READERS = [...HANDLERS, ...SIGNERS, 'deputy-leader', 'disclosure-office', 'supervisor'] as const;

/** Who may do what with feedback. Readers see masks of name and contact; `personal.unmask` shows whole values to handlers. */
export const access = {
  'feedback.read': READERS,
  'feedback.export': READERS,
  'feedback.take-in': HANDLERS,
  'feedback.reply': HANDLERS,
  'feedback.forward': HANDLERS,
  'feedback.dismiss': HANDLERS,
  'feedback.classify': HANDLERS,
  'feedback.assign': [...HANDLERS, ...SIGNERS],
  'feedback.propose': HANDLERS,
  'feedback.keep-private': HANDLERS,
  'feedback.approve': SIGNERS,
  'feedback.return': SIGNERS,
  'feedback.unpublish': [...HANDLERS, ...SIGNERS],
  'feedback.close': HANDLERS,
} as const satisfies AccessTable;

/** Chinese names of the acts, apart from those that the lifecycle names. */
export const LABELS: Readonly<Record<string, string>> = {
  'feedback.read': '查看政策反馈',
  'feedback.export': '导出政策反馈列表',
  'feedback.take-in': '收下网上提交的政策反馈',
};
