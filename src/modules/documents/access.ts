import type { AccessTable, Role } from '../../core/index.ts';

const WRITERS = ['drafter', 'editor', 'public-enterprise-editor'] as const satisfies readonly Role[];
const SIGNERS = ['approver', 'principal-leader'] as const satisfies readonly Role[];

const READERS = [
  ...WRITERS,
  'attribute-reviewer',
  'secrecy-reviewer',
  ...SIGNERS,
  'deputy-leader',
  'disclosure-office',
  'government-office',
  'legal-officer',
  'supervisor',
] as const satisfies readonly Role[];

/** Who may do what with documents. Separation of duties is checked besides, per case, on the natural person (`policy.ts`). */
export const access = {
  'document.read': READERS,
  'document.export': READERS,
  'document.oversee': [...SIGNERS, 'deputy-leader', 'disclosure-office', 'supervisor'],
  'document.draft': WRITERS,
  'document.save': WRITERS,
  'document.submit': WRITERS,
  'document.recall': WRITERS,
  'document.abandon': WRITERS,
  'document.attribute-review': ['attribute-reviewer'],
  'document.secrecy-review': ['secrecy-reviewer'],
  'document.sign-off': SIGNERS,
  'document.return-to-sender': ['government-office'],
  'document.unschedule': SIGNERS,
  'document.publish-due': [],
  'document.correct': WRITERS,
  'document.propose-withdrawal': WRITERS,
  'document.cancel-withdrawal': WRITERS,
  'document.decide-withdrawal': SIGNERS,
  'document.register-offline': WRITERS,
  'document.invite': [...SIGNERS, 'disclosure-office'],
  'document.end-invitation': [...SIGNERS, 'disclosure-office'],
} as const satisfies AccessTable;

/** Names of the acts of this module. */
export type DocumentAct = keyof typeof access;

/** What the acts are called on the page of roles, apart from those that the lifecycles name. */
export const READING_LABELS: Readonly<Partial<Record<DocumentAct, string>>> = {
  'document.read': '查看公文',
  'document.export': '导出公文列表',
  'document.oversee': '查看各单位公开情况',
  'document.publish-due': '定时发布',
  'document.register-offline': '线下登记',
  'document.invite': '为一件公文邀请审查人',
  'document.end-invitation': '终止审查邀请',
};
