import type { AccessTable } from '../../../core/access.ts';
import { ERASE_DUE_ACT } from '../../../mechanisms/procedure/index.ts';

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

/** Chinese names of the acts. */
export const LABELS: Readonly<Record<string, string>> = {
  'retention.read': '查看个人信息保留期限',
  'retention.set': '设定个人信息保留期限',
  'hold.read': '查看法律保全',
  'hold.place': '设立法律保全',
  'hold.lift': '解除法律保全',
  'unmasking.read': '查看个人信息查看留痕',
  [ERASE_DUE_ACT]: '到期清除个人信息',
};
