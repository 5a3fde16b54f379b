import type { AccessTable } from '../../core/access.ts';
import { UNMASK_ACT } from '../../core/index.ts';

/** Who may do what with requests about personal data. Whoever only watches sees masks and never whole values. */
export const access = {
  'privacy.read': ['window-clerk', 'mailbox-operator', 'disclosure-office', 'legal-officer', 'supervisor'],
  'privacy.export': ['disclosure-office', 'supervisor'],
  'privacy.register': ['window-clerk', 'mailbox-operator'],
  'privacy.take-in': ['window-clerk', 'mailbox-operator', 'disclosure-office'],
  'privacy.accept': ['disclosure-office'],
  'privacy.reply': ['disclosure-office'],
  'privacy.close': ['disclosure-office'],
  'privacy.find': ['window-clerk', 'mailbox-operator', 'disclosure-office'],
  'privacy.erase': ['disclosure-office'],
  // Also of those who handle the cases of other modules: their pages ask for the right to read the case besides.
  [UNMASK_ACT]: [
    'window-clerk',
    'mailbox-operator',
    'disclosure-office',
    'legal-officer',
    'drafter',
    'editor',
    'public-enterprise-editor',
  ],
} as const satisfies AccessTable;

/** Chinese names of the acts. */
export const LABELS: Readonly<Record<string, string>> = {
  'privacy.read': '查看个人信息请求',
  'privacy.export': '导出个人信息请求列表',
  'privacy.register': '登记个人信息请求',
  'privacy.take-in': '收下网上提交的个人信息请求',
  'privacy.accept': '受理个人信息请求',
  'privacy.reply': '答复个人信息请求',
  'privacy.close': '办结个人信息请求',
  'privacy.find': '按个人信息精确查找',
  'privacy.erase': '清除个人信息',
  [UNMASK_ACT]: '查看完整的个人信息',
};
