export {
  countWaiting,
  ensureIntakeKey,
  INTAKE_KEY_COLUMN,
  type IntakeState,
  intakeReceipt,
  setIntakeState,
} from './office.ts';
export { TAKEN_IN, takeInForm, WaitingNotes } from './office-view.tsx';
export {
  codeHash,
  codeOf,
  countTry,
  lookUp,
  newNonce,
  nonceFits,
  submitIntake,
} from './portal.ts';
export { type CodeQuery, codeQueryPages, type FoundIntake } from './query.tsx';
export { type TakeIn, takeInWaiting } from './take-in.ts';
export { CodeReceipt, NonceField } from './view.tsx';
