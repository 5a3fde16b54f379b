export {
  advance,
  CASE_ACT_LABELS,
  type CaseEvent,
  type CaseHead,
  caseEvents,
  deputyName,
  type Facts,
  findCase,
  lockCase,
  openCase,
  record,
} from './cases.ts';
export { myWorkPages, type ProcedureWords } from './console/my-work.tsx';
export { type HeldTask, handOverTask, lockCases, tasksHeldBy } from './handover.ts';
export {
  defineLifecycle,
  type Lifecycle,
  type StateSpec,
  type Step,
  stepFor,
  stepsFrom,
} from './lifecycle.ts';
export { countTasks, listTasks, orphanedCases, type TaskRow } from './tasks.ts';
export { type OrphanedTask, orphanedWork } from './unattended.ts';
