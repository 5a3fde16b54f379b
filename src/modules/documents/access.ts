import type { AccessTable } from '../../core/access.ts';

/** Who may do what with documents. Separation of duties is checked besides, per case, on the natural person (`policy.ts`). */
export const access = {
  'document.read': [
    'drafter',
    'attribute-reviewer',
    'secrecy-reviewer',
    'approver',
    'disclosure-office',
    'supervisor',
  ],
  'document.draft': ['drafter'],
  'document.save': ['drafter'],
  'document.submit': ['drafter'],
  'document.recall': ['drafter'],
  'document.abandon': ['drafter'],
  'document.attribute-review': ['attribute-reviewer'],
  'document.secrecy-review': ['secrecy-reviewer'],
  'document.sign-off': ['approver'],
  'document.unschedule': ['approver'],
  'document.publish-due': [],
  'document.correct': ['drafter'],
  'document.propose-withdrawal': ['drafter'],
  'document.cancel-withdrawal': ['drafter'],
  'document.decide-withdrawal': ['approver'],
  'document.register-offline': ['drafter'],
} as const satisfies AccessTable;

/** Names of the acts of this module. */
export type DocumentAct = keyof typeof access;
