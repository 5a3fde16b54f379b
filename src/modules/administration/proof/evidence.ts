import { AUDIT_ROWS, type EvidenceTable } from '../../../core/index.ts';
import { CASE_EVENTS } from '../../../mechanisms/procedure/index.ts';

/** Every table whose rows are sealed, in the order in which one look takes them. */
export const EVIDENCE: readonly EvidenceTable[] = [AUDIT_ROWS, CASE_EVENTS];
