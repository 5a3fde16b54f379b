export {
  countWaiting,
  ensureIntakeKey,
  INTAKE_KEY_COLUMN,
  type IntakeState,
  intakeReceipt,
  markFailed,
  openWaiting,
  setIntakeState,
  setTaken,
  type WaitingIntake,
  waitingIntakes,
} from './office.ts';
export { codeOf, countPortalAttempt, lookUp, newNonce, nonceFits, readCode, submitIntake } from './portal.ts';
