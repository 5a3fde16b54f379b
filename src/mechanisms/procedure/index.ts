export {
  advance,
  type CaseEvent,
  type CaseHead,
  caseEvents,
  type Facts,
  findCase,
  lockCase,
  openCase,
} from './cases.ts';
export { myWorkPages, type ProcedureWords } from './console/my-work.tsx';
export { CASE_EVENTS, caseIsSealed } from './evidence.ts';
export {
  defineLifecycle,
  type Lifecycle,
  type StateSpec,
  type Step,
  stepFor,
  stepsFrom,
} from './lifecycle.ts';
export { countTasks, listTasks, orphanedCases, type TaskRow } from './tasks.ts';
