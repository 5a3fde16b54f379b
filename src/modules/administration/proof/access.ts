import type { AccessTable } from '../../../core/access.ts';

/** The audit trail is read by auditors alone, within their organisations; taking it along is an act of its own. */
export const access = {
  'audit.read': ['auditor'],
  'audit.export': ['auditor'],
} as const satisfies AccessTable;
