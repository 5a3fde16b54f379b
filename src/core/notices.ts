import type { Day } from '../law/day.ts';
import type { Change } from '../platform/change.ts';

/** Kinds of notices. `urgent` ones are told at once, day and night; the others may wait for a digest. */
export const NOTICE_KINDS = {
  'due-reminder': { label: '到期提醒', urgent: true },
  escalation: { label: '督办', urgent: true },
  security: { label: '账号安全', urgent: true },
  'due-soon': { label: '将到期提醒', urgent: false },
  waiting: { label: '待办滞留', urgent: false },
  'date-moved': { label: '期限变动', urgent: false },
  paper: { label: '公文办理', urgent: false },
  handover: { label: '工作移交', urgent: false },
  feedback: { label: '政策反馈', urgent: false },
  duty: { label: '公开职责', urgent: false },
  'own-reminder': { label: '本人提醒', urgent: false },
  system: { label: '系统', urgent: false },
} as const;
export type NoticeKind = keyof typeof NOTICE_KINDS;

/** Something that people must learn. The text stays in the house; it holds no personal data of the public. */
export interface NewNotice {
  /** Ids of the persons to tell. */
  to: readonly number[];
  kind: NoticeKind;
  text: string;
  /** Path in the console, from '/'. */
  path: string;
  /** Public id of the case or thing it is about. */
  about?: string;
  /** A day that may be named outside the house, such as the day a term ends. */
  aboutDay?: Day;
  /** A person gets one notice for a key, ever: makes repeated runs harmless. */
  key?: string;
}

/** Queue of the jobs that decide which channels a new notice takes. */
export const PLAN_QUEUE = 'notice-plan';

/**
 * Puts a notice into the inbox of each person, in the running change, without waking the delivery: for the tick, which
 * plans everything it has found in one go.
 * @returns how many people have it now and had it not before
 */
export async function leaveNotice(c: Change, n: NewNotice): Promise<number> {
  const people = [...new Set(n.to)];
  if (people.length === 0) return 0;
  const rows = await c.tx
    .insertInto('notice')
    .values(
      people.map((person_id) => ({
        person_id,
        kind: n.kind,
        text: n.text,
        path: n.path,
        about: n.about ?? '',
        about_day: n.aboutDay ?? null,
        urgent: NOTICE_KINDS[n.kind].urgent,
        key: n.key ?? null,
        created_at: c.now,
      })),
    )
    .onConflict((conflict) => conflict.columns(['key', 'person_id']).where('key', 'is not', null).doNothing())
    .returning('id')
    .execute();
  return rows.length;
}

/** Changes that have woken the delivery: once is enough for all their notices. */
const woken = new WeakSet<Change['tx']>();

/** Puts a notice into the inbox of each person, in the running change; mail and hook follow when it is committed. */
export async function notify(c: Change, n: NewNotice): Promise<void> {
  if ((await leaveNotice(c, n)) === 0 || woken.has(c.tx)) return;
  woken.add(c.tx);
  await c.enqueue(PLAN_QUEUE, {}, `plan ${c.now.toISOString()}`);
}
