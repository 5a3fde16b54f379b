import type { AccessTable } from '../../core/access.ts';
import { UNMASK_ACT } from '../../core/index.ts';

/** Who may do what with requests about personal data. Whoever only watches sees masks and never whole values. */
export const access = {
  'privacy.read': ['window-clerk', 'mailbox-operator', 'disclosure-office', 'legal-officer', 'supervisor'],
  'privacy.register': ['window-clerk', 'mailbox-operator'],
  'privacy.take-in': ['window-clerk', 'mailbox-operator', 'disclosure-office'],
  'privacy.accept': ['disclosure-office'],
  'privacy.reply': ['disclosure-office'],
  'privacy.close': ['disclosure-office'],
  'privacy.find': ['window-clerk', 'mailbox-operator', 'disclosure-office'],
  'privacy.erase': ['disclosure-office'],
  [UNMASK_ACT]: ['window-clerk', 'mailbox-operator', 'disclosure-office', 'legal-officer'],
} as const satisfies AccessTable;
