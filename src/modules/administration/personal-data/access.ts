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
