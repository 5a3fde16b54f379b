export {
  advance,
  CASE_ACT_LABELS,
  type CaseEvent,
  type CaseHead,
  type CaseReaders,
  caseEvents,
  casesByIds,
  deputyName,
  type Facts,
  findCase,
  lockCase,
  noteEvent,
  openCase,
  procedureOf,
  readableCases,
  SEEN_BEFORE,
} from './cases.ts';
export {
  type ClockMove,
  caseClocks,
  clearClock,
  countClocks,
  type ExplainedClock,
  freezeClocks,
  plannedMoves,
  recomputeClocks,
  setClock,
  soonDay,
} from './clocks.ts';
export { caseActs, type SeenCase } from './console/case-acts.ts';
export { ClockPanel, DueTag } from './console/clock-panel.tsx';
export { DATE_MOVES_PATH, dateMovesPages } from './console/date-moves.tsx';
export { handOnPages } from './console/hand-on.tsx';
export { type HomeWidget, myWorkPages, type ProcedureWords } from './console/my-work.tsx';
export { casePath } from './console/paths.ts';
export { findOfProcedure, personalCasePage, readPersonalCase } from './console/personal-case.tsx';
export { MaskedValues, maskedOf, maskOf } from './console/personal-values.tsx';
export { unmaskPages } from './console/unmask.tsx';
export { ERASE_ACT, ERASE_DUE_ACT, eraseDue, eraseOfCase } from './erasure.ts';
export { CASE_EVENTS, caseIsSealed } from './evidence.ts';
export { type HeldTask, handOverTask, lockCases, tasksHeldBy } from './handover.ts';
export { defineLifecycle, stepFor, stepsFrom } from './lifecycle.ts';
export { remind } from './reminders.ts';
export { affectedPeople, countTasks, orphanedCases } from './tasks.ts';
export { type OrphanedTask, orphanedWork } from './unattended.ts';
export { countWork, listWork } from './work-list.ts';
