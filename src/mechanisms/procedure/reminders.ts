import { sql } from 'kysely';
import { type CalendarBook, readCalendars } from '../../core/calendar/index.ts';
import {
  type Holder,
  holdersOf,
  instantAt,
  leaveNotice,
  minutesOfDay,
  nearestHolders,
  parameter,
  type Role,
} from '../../core/index.ts';
import { chineseDay, type Day, dayOfInstant } from '../../law/day.ts';
import { titled } from '../../law/titles.ts';
import { serviceActor } from '../../platform/actor.ts';
import { change } from '../../platform/change.ts';
import type { Reader } from '../../platform/db/pool.ts';
import type { AppContext } from '../../platform/http/route.ts';
import { type Audience, type Reminder, type ReminderRules, remindersOn } from './reminder-rule.ts';

/** What reminders need to know of the procedures. */
export interface ReminderWords {
  actLabel(act: string): string;
  /** Path in the console. */
  casePath(pid: string): string;
}

/** The links of the chain: who is told when those who hold the task let it come near, or past, its day. */
const CHAIN: Readonly<Record<Exclude<Audience, 'owners'>, readonly Role[]>> = {
  heads: ['approver'],
  leaders: ['principal-leader', 'deputy-leader'],
  offices: ['disclosure-office', 'supervisor'],
};

/** What reminding needs of the program. */
type Reminding = Pick<AppContext, 'db' | 'clock' | 'jobs'>;

const system = serviceActor('system', '系统', ['notice.remind']);

interface OpenTask {
  casePid: string;
  subject: string;
  act: string;
  post: Role;
  personId: number | null;
  since: Date;
  due: Day | null;
}

/**
 * Reminds of tasks and escalates (提醒、预警、督办), by the dates of the tasks and the working days of their organisation.
 * May run as often as one likes: what a person has been told once for a key is not told again. Run by the minute tick.
 */
export async function remind(app: Reminding, words: ReminderWords): Promise<void> {
  const { rows } = await sql<{
    id: number;
  }>`select distinct organisation_id as id from task order by 1`.execute(app.db);
  if (rows.length === 0) return;
  const book = await readCalendars(app.db);
  for (const { id } of rows) await remindOrganisation(app, id, book, words);
}

async function remindOrganisation(
  app: Reminding,
  organisationId: number,
  book: CalendarBook,
  words: ReminderWords,
): Promise<void> {
  const today = app.clock.today();
  const at = { day: today, organisationId };
  const from = minutesOfDay(await parameter(app.db, 'notices.remind-at', at), '08:00');
  if (app.clock.now() < instantAt(today, from)) return;
  const rules = await readRules(app.db, at);
  const calendar = book.for(organisationId);
  const isWorkingDay = (day: Day) => calendar.kind(day).working;
  const wanted = (await openTasks(app.db, organisationId)).flatMap((task) =>
    remindersOn(today, { since: dayOfInstant(task.since.getTime()), due: task.due }, rules, isWorkingDay).map(
      (reminder) => ({ task, reminder, key: `${task.casePid} ${task.act} ${reminder.key}` }),
    ),
  );
  const missing = await notYetMade(
    app.db,
    wanted.map((w) => w.key),
  );
  const open = wanted.filter((w) => missing.has(w.key));
  if (open.length === 0) return;
  const holders = await holdersOf(app.db, [organisationId], today);
  const told = open
    .map((w) => ({ ...w, to: audience(w.reminder.audience, w.task, holders) }))
    .filter((w) => w.to.length > 0);
  if (told.length === 0) return;
  await change(
    { ...app, actor: system, requestId: 'tick' },
    {
      act: 'notice.remind',
      lock: async () => ({ kind: 'organisation', id: organisationId, organisationId }),
    },
    async (c) => {
      let made = 0;
      for (const { task, reminder, key, to } of told)
        made += await leaveNotice(c, {
          to,
          kind: reminder.kind,
          text: textOf(task, reminder, words),
          path: words.casePath(task.casePid),
          about: task.casePid,
          key,
          ...(task.due === null ? {} : { aboutDay: task.due }),
        });
      c.note({ made });
      return { made };
    },
  );
}

async function readRules(db: Reader, at: { day: Day; organisationId: number }): Promise<ReminderRules> {
  const steps = (await parameter(db, 'notices.remind-before', at))
    .split(/[,，、\s]+/)
    .filter((s) => /^\d{1,2}$/.test(s))
    .map(Number);
  return {
    before: steps,
    urgentWithin: await parameter(db, 'notices.urgent-within', at),
    waitingAfter: await parameter(db, 'notices.waiting-after', at),
    headsBefore: await parameter(db, 'notices.escalate-before', at),
    leadersAfter: await parameter(db, 'notices.escalate-leaders-after', at),
    officesAfter: await parameter(db, 'notices.escalate-office-after', at),
  };
}

async function openTasks(db: Reader, organisationId: number): Promise<OpenTask[]> {
  const { rows } = await sql<OpenTask>`
    select c.pid as "casePid", c.subject, t.act, t.post, t.person_id as "personId", t.since, t.due
    from task t join procedure_case c on c.id = t.case_id where t.organisation_id = ${organisationId} order by t.id`.execute(
    db,
  );
  return rows;
}

async function notYetMade(db: Reader, keys: readonly string[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const { rows } = await sql<{ key: string }>`
    select k.key from unnest(${[...keys]}::text[]) k(key) where not exists (select from notice n where n.key = k.key)`.execute(
    db,
  );
  return new Set(rows.map((r) => r.key));
}

/** Ids of the people, deputies included; whoever holds the task is reminded of it and not told about themselves. */
function audience(who: Audience, task: OpenTask, holders: readonly Holder[]): number[] {
  const ofPost = holders.filter((h) => h.role === task.post);
  const owners =
    task.personId === null
      ? ofPost.map((h) => h.personId)
      : [task.personId, ...ofPost.filter((h) => h.ownerId === task.personId).map((h) => h.personId)];
  if (who === 'owners') return owners;
  return CHAIN[who].flatMap((role) => nearestHolders(holders, role)).filter((id) => !owners.includes(id));
}

/** The text of the inbox, in the house: it names the paper. */
function textOf(task: OpenTask, { audience: who, days }: Reminder, words: ReminderWords): string {
  const [...subject] = task.subject;
  const paper = titled(subject.length > 120 ? `${subject.slice(0, 120).join('')}…` : task.subject);
  const act = words.actLabel(task.act);
  if (task.due === null) return `${paper}等待${act}已 ${days} 个工作日。`;
  const due = chineseDay(task.due);
  const lead = who === 'owners' ? '' : '请督促：';
  if (days < 0) return `${lead}${paper}的${act}应于${due}前完成，已逾期 ${-days} 个工作日。`;
  if (days === 0) return `${lead}${paper}的${act}须于${due}前完成，没有剩余的工作日。`;
  return `${lead}${paper}的${act}将于${due}到期，还有 ${days} 个工作日。`;
}
