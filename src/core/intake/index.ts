export {
  countWaiting,
  ensureIntakeKey,
  INTAKE_KEY_COLUMN,
  type IntakeState,
  intakeReceipt,
  setIntakeState,
} from './office.ts';
export {
  codeHash,
  codeOf,
  countTry,
  lookUp,
  newNonce,
  nonceFits,
  readCode,
  submitIntake,
} from './portal.ts';
export { type TakeIn, takeInWaiting } from './take-in.ts';
export { CODE_LABELS, CodeForm, CodeReceipt, NO_SUCH_CODE } from './view.tsx';
