import type { AccessTable } from '../../../core/access.ts';
import { UNMASK_ACT } from '../../../core/index.ts';
import { ERASE_ACT, ERASE_DUE_ACT } from '../../../mechanisms/procedure/index.ts';

/** Who may see and set how long personal data are kept, who may stop their erasure, who watches who has seen them. */
export const access = {
  'retention.read': ['administrator', 'security-officer', 'auditor', 'disclosure-office', 'legal-officer'],
  'retention.set': ['administrator'],
  'hold.read': ['disclosure-office', 'legal-officer', 'auditor'],
  'hold.place': ['disclosure-office', 'legal-officer'],
  'hold.lift': ['legal-officer'],
  'unmasking.read': ['auditor', 'disclosure-office'],
  [ERASE_DUE_ACT]: [],
} as const satisfies AccessTable;

/** Chinese names of these acts. */
export const ACT_LABELS: Readonly<Record<string, string>> = {
  'retention.read': '查看保留期限',
  'hold.read': '查看法律保全',
  'unmasking.read': '查看个人信息的查看留痕',
  'retention.set': '设定保留期限',
  'hold.place': '设定法律保全',
  'hold.lift': '解除法律保全',
  [ERASE_ACT]: '清除个人信息',
  [ERASE_DUE_ACT]: '保留期满，清除个人信息',
  [UNMASK_ACT]: '查看完整个人信息',
  'key.rotate': '更换安装密钥',
  'erasure.replay': '恢复备份后重放清除',
};
