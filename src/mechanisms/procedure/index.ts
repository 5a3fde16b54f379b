export {
  advance,
  type CaseEvent,
  type CaseHead,
  caseEvents,
  casesByIds,
  type Facts,
  findCase,
  lockCase,
  noteEvent,
  openCase,
} from './cases.ts';
export { myWorkPages, type ProcedureWords } from './console/my-work.tsx';
export { ERASE_ACT, ERASE_DUE_ACT, eraseDue, eraseOfCase } from './erasure.ts';
export {
  defineLifecycle,
  type Lifecycle,
  type StateSpec,
  type Step,
  stepFor,
  stepsFrom,
} from './lifecycle.ts';
export { countTasks, listTasks, orphanedCases, type TaskRow } from './tasks.ts';
