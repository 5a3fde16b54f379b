import type { CaseReaders } from '../../mechanisms/procedure/index.ts';

/** Where a reminder stands. */
export const REMINDER_STATES = { open: '未完成', done: '已完成', ended: '已终止（离任、调动）' } as const;
export type ReminderState = keyof typeof REMINDER_STATES;

/** What a reminder can be about, as addresses name it. */
export const THINGS = { documents: '文件', cases: '事项' } as const;
export type ThingKind = keyof typeof THINGS;

/** Who reads the cases of each procedure; reminders of one that is missing here show no title. */
export const CASE_READERS: CaseReaders = {
  'document-passage': 'document.read',
  'document-withdrawal': 'document.read',
  'privacy-request': 'privacy.read',
  'policy-feedback': 'feedback.read',
};

/** The act by which people read documents. */
export const DOCUMENT_READER = 'document.read';

/** Longest text of a reminder, characters. */
export const WORDS_LENGTH = 200;
