export { countWaiting, ensureIntakeKey, INTAKE_KEY_COLUMN, intakeReceipt, setIntakeState } from './office.ts';
export { TAKEN_IN, takeInForm, WaitingNotes } from './office-view.tsx';
export {
  codeHash,
  codeOf,
  countTry,
  keptMonths,
  lookUp,
  newNonce,
  nonceFits,
  submitIntake,
} from './portal.ts';
export { codeQueryPages, type FoundIntake } from './query.tsx';
export { takeInWaiting } from './take-in.ts';
export { CodeReceipt, NonceField } from './view.tsx';
