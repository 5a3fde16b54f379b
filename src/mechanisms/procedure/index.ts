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
export {
  defineLifecycle,
  type Lifecycle,
  type StateSpec,
  type Step,
  stepFor,
  stepsFrom,
} from './lifecycle.ts';
export { type ReminderWords, remind } from './reminders.ts';
export { countTasks, listTasks, orphanedCases, type TaskRow } from './tasks.ts';
