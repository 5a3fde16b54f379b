import type { NoticeKind } from '../../core/notices.ts';
import { addDays, type Day } from '../../law/day.ts';

/** The numbers of reminding, all in working days. */
export interface ReminderRules {
  /** So many before the due day; 0 = on the due day. */
  before: readonly number[];
  /** With so many left, or fewer, a reminder is urgent. */
  urgentWithin: number;
  /** A task without due day: told again each time so many have passed. */
  waitingAfter: number;
  /** The chain: with so many left the heads, so many past the due day the leaders and the offices. */
  headsBefore: number;
  leadersAfter: number;
  officesAfter: number;
}

/** To whom a reminder goes: those who hold the task, or a link of the chain above them. */
export type Audience = 'owners' | 'heads' | 'leaders' | 'offices';

/** One reminder that should have been made by now. */
export interface Reminder {
  audience: Audience;
  kind: NoticeKind;
  /** With case and act this makes it one of its kind. */
  key: string;
  /** Working days left; negative: past the due day. Of a task without due day: how many it has waited. */
  days: number;
}

/** Number of working days after `from` up to and with `to`; 0 when `to` is not later. */
export function workingDaysBetween(from: Day, to: Day, isWorkingDay: (day: Day) => boolean): number {
  let count = 0;
  for (let day = from; day < to; ) {
    day = addDays(day, 1);
    if (isWorkingDay(day)) count++;
  }
  return count;
}

/**
 * The reminders that a task calls for on a day, computed from its dates alone: of the steps before the due day the
 * latest that has been reached, after it one each working day, and each link of the chain once. A step whose day passed
 * while nothing ran is made up for; one that a later step has overtaken is not. On days off only what is due that very day.
 */
export function remindersOn(
  today: Day,
  task: { since: Day; due: Day | null },
  rules: ReminderRules,
  isWorkingDay: (day: Day) => boolean,
): Reminder[] {
  const { due, since } = task;
  if (!isWorkingDay(today) && due !== today) return [];
  if (due === null) {
    const waited = workingDaysBetween(since, today, isWorkingDay);
    const times = Math.floor(waited / rules.waitingAfter);
    if (times < 1) return [];
    return [{ audience: 'owners', kind: 'waiting', key: `waiting-${times} ${since}`, days: waited }];
  }
  const left = workingDaysBetween(today, due, isWorkingDay);
  const over = workingDaysBetween(due, today, isWorkingDay);
  const days = over > 0 ? -over : left;
  const found: Reminder[] = [];
  if (over > 0)
    found.push({ audience: 'owners', kind: 'due-reminder', key: `overdue ${due} ${today}`, days });
  else {
    const step = Math.min(...rules.before.filter((n) => n >= left));
    const kind = left <= rules.urgentWithin ? 'due-reminder' : 'due-soon';
    // On the due day itself always, however the steps are set.
    if (today === due) found.push({ audience: 'owners', kind, key: `on-day ${due}`, days });
    else if (Number.isFinite(step))
      found.push({ audience: 'owners', kind, key: `before-${step} ${due}`, days });
  }
  const chain: [audience: Audience, reached: boolean][] = [
    ['heads', over > 0 || left <= rules.headsBefore],
    ['leaders', over >= rules.leadersAfter],
    ['offices', over >= rules.officesAfter],
  ];
  for (const [audience, reached] of chain)
    if (reached && isWorkingDay(today))
      found.push({ audience, kind: 'escalation', key: `${audience} ${due}`, days });
  return found;
}
