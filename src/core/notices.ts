import type { Change } from '../platform/change.ts';

/** Kinds of notices. `urgent` ones are told at once, the others may wait for a digest. */
export const NOTICE_KINDS = {
  'date-moved': { label: '期限变动', urgent: false },
  'due-reminder': { label: '到期提醒', urgent: true },
  escalation: { label: '督办', urgent: true },
  handover: { label: '工作移交', urgent: false },
  security: { label: '账号安全', urgent: true },
  system: { label: '系统', urgent: false },
} as const;
export type NoticeKind = keyof typeof NOTICE_KINDS;

/** Something that people must learn. The text holds no personal data of the public. */
export interface NewNotice {
  /** Ids of the persons to tell. */
  to: readonly number[];
  kind: NoticeKind;
  text: string;
  /** Path in the console, from '/'. */
  path: string;
  /** Public id of the case or thing it is about. */
  about?: string;
}

/** Puts a notice into the inbox of each person, in the running change. */
export async function notify(c: Change, n: NewNotice): Promise<void> {
  const people = [...new Set(n.to)];
  if (people.length === 0) return;
  await c.tx
    .insertInto('notice')
    .values(
      people.map((person_id) => ({
        person_id,
        kind: n.kind,
        text: n.text,
        path: n.path,
        about: n.about ?? '',
        created_at: c.now,
      })),
    )
    .execute();
}
