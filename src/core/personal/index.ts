export { ERASE_FILE_QUEUE } from './case-files.ts';
export { CASE_KEY_COLUMN, openCaseKeys } from './case-keys.ts';
export {
  type Erased,
  type ErasureEntry,
  erasePersonal,
  erasuresOf,
  listErasures,
  replayErasures,
} from './erasure.ts';
export { erasureFile, exportErasures, latestErasure, readErasureList } from './erasure-list.ts';
export { casesOfSamePerson, casesWith, type PersonalQuery } from './find.ts';
export { holdsOn, type LegalHold, liftHold, listHolds, lockHold, placeHold } from './holds.ts';
export { valuesMentioned } from './mention.ts';
export {
  dueCases,
  enterRetentionRun,
  type RetentionRule,
  retentionDone,
  retentionRules,
  retentionRuns,
  setEraseAfter,
  setRetentionRule,
} from './retention.ts';
export {
  type MaskedValue,
  maskedPersonal,
  type PersonalInput,
  putPersonal,
  type WholeValue,
} from './store.ts';
export {
  countUnmaskings,
  listUnmaskings,
  readPersonal,
  UNMASK_ACT,
  type Unmasking,
  unmaskingsOf,
} from './unmask.ts';
export {
  ERASURE_BASES,
  type ErasableKind,
  type ErasureBasis,
  erasableLabel,
  INDEX_KINDS,
  PARTIES,
  type Party,
  PERSONAL_KINDS,
  type PersonalKind,
  RETENTION_STARTS,
  type RetentionStart,
  UNMASK_REASONS,
  type UnmaskReason,
} from './words.ts';
