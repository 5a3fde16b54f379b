import {
  ANCHOR_QUEUE,
  ERASE_FILE_QUEUE,
  joinAccess,
  PLAN_QUEUE,
  type Role,
  SEND_QUEUE,
  SWEEP_QUEUE,
} from './core/index.ts';
import type { ProcedureWords } from './mechanisms/procedure/index.ts';
import { INDEX_QUEUE } from './mechanisms/publication/index.ts';
import { administration } from './modules/administration/index.ts';
import {
  ACT_LABELS,
  documentPaths,
  documents,
  passage,
  sentBack,
  stateLabel,
} from './modules/documents/index.ts';
import {
  FEEDBACK_ACT_LABELS,
  feedback,
  feedbackSentBack,
  feedbackStateLabel,
  policyFeedback,
} from './modules/feedback/index.ts';
import { importing } from './modules/importing/index.ts';
import type { House, Module } from './modules/module.ts';
import { PRIVACY_ACT_LABELS, privacy, privacyRequest, privacyStateLabel } from './modules/privacy/index.ts';
import { CASE_READERS, reminders } from './modules/reminders/index.ts';
import { sites } from './modules/sites/index.ts';
import { supervision } from './modules/supervision/index.ts';
import { terms } from './modules/terms/index.ts';

/** Every module, in the order of their imports. */
export const MODULES: readonly Module[] = [
  administration,
  sites,
  terms,
  reminders,
  documents,
  importing,
  privacy,
  feedback,
  supervision,
];

/** The acts of each role, as the modules declare them. */
export const ACTS: ReadonlyMap<Role, ReadonlySet<string>> = joinAccess(
  MODULES.flatMap((m) => (m.access ? [m.access] : [])),
);

/** Names of the acts of all procedures. */
const CASE_WORDS: Readonly<Record<string, string>> = {
  ...FEEDBACK_ACT_LABELS,
  ...PRIVACY_ACT_LABELS,
  ...ACT_LABELS,
};

/** A move of a case, as a list of work shows it. */
type Moved = Parameters<ProcedureWords['sentBack']>[1];

/** Words of the procedures beside those of documents. */
const OTHER_PROCEDURES: Readonly<
  Record<string, { label: string; state(state: string): string; sentBack?(moved: Moved): string | undefined }>
> = {
  [privacyRequest.procedure]: { label: privacyRequest.label, state: privacyStateLabel },
  [policyFeedback.procedure]: {
    label: policyFeedback.label,
    state: feedbackStateLabel,
    sentBack: feedbackSentBack,
  },
};

/** What pages that speak of every module need to know: roles with their acts, words of the procedures, objections. */
export const HOUSE: House = {
  acts: ACTS,
  actLabels: Object.assign({}, ...MODULES.map((m) => m.actLabels ?? {})),
  words: {
    actLabel: (act) => CASE_WORDS[act] ?? '办理',
    procedureLabel: (procedure) =>
      OTHER_PROCEDURES[procedure]?.label ?? (procedure === 'document-withdrawal' ? '撤回' : '公文'),
    stateLabel: (procedure, state) =>
      OTHER_PROCEDURES[procedure]?.state(state) ?? stateLabel(procedure, state),
    casePath: documentPaths('').case,
    sentBack: (procedure, moved) =>
      procedure === passage.procedure ? sentBack(moved) : OTHER_PROCEDURES[procedure]?.sentBack?.(moved),
  },
  readers: CASE_READERS,
  leftovers: MODULES.flatMap((m) => m.leftover ?? []),
  casesOf: async (db, ids) => (await Promise.all(MODULES.map((m) => m.casesOf?.(db, ids) ?? []))).flat(),
  async objection(db, it) {
    for (const m of MODULES) {
      const issue = await m.objection?.(db, it);
      if (issue) return issue;
    }
    return undefined;
  },
};

/** Names of the job queues, created by the migration. */
export const QUEUES: readonly string[] = [
  INDEX_QUEUE,
  ANCHOR_QUEUE,
  PLAN_QUEUE,
  SEND_QUEUE,
  SWEEP_QUEUE,
  ERASE_FILE_QUEUE,
];
