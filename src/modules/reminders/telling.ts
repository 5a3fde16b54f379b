import { sql } from 'kysely';
import { instantAt, minutesOfDay, notify, parameter } from '../../core/index.ts';
import { addDays, startOfDayMs } from '../../law/day.ts';
import { serviceActor } from '../../platform/actor.ts';
import { change } from '../../platform/change.ts';
import { instant } from '../../platform/clock.ts';
import type { AppContext } from '../../platform/http/route.ts';

const system = serviceActor('system', '系统', ['reminder.tell', 'reminder.forget']);

/** Condition on `r` and its person `p`: a day that has come and of which the person, who serves, has not been told. */
const untold = (today: string) =>
  sql<boolean>`r.state = 'open' and r.remind_on <= ${today} and r.told_on is distinct from r.remind_on
    and p.valid_from <= ${today} and (p.valid_to is null or p.valid_to >= ${today})`;

/**
 * Tells people of their reminders whose day has come, from the time on at which reminders are made: one notice a person,
 * without words and titles, since what may be read is asked when it is looked at. May run as often as one likes, and a day
 * that passed while nothing ran is told afterwards. Run by the minute tick.
 */
export async function tellDue(app: AppContext): Promise<void> {
  const today = app.clock.today();
  const { rows } = await sql<{ id: number }>`
    select distinct p.organisation_id as id from reminder r join person p on p.id = r.person_id
    where ${untold(today)} order by 1`.execute(app.db);
  for (const { id } of rows) {
    const from = await parameter(app.db, 'notices.remind-at', { day: today, organisationId: id });
    if (app.clock.now() < instantAt(today, minutesOfDay(from, '08:00'))) continue;
    await change(
      { ...app, actor: system, requestId: 'tick' },
      { act: 'reminder.tell', lock: async () => ({ kind: 'organisation', id, organisationId: id }) },
      async (c) => {
        const told = await sql<{ personId: number }>`
          update reminder r set told_on = r.remind_on from person p
          where p.id = r.person_id and p.organisation_id = ${id} and ${untold(today)}
          returning r.person_id as "personId"`.execute(c.tx);
        const people = Map.groupBy(told.rows, (r) => r.personId);
        for (const [personId, due] of people)
          await notify(c, {
            to: [personId],
            kind: 'own-reminder',
            text: `您设定的 ${due.length} 条提醒已到日期，请在“我的提醒”中查看。`,
            path: '/reminders',
          });
        c.note({ people: people.size, reminders: told.rows.length });
        return {};
      },
    );
  }
}

/**
 * Deletes what has been over for long, and takes the words away that stand at a case whose personal data have been erased
 * since: they may speak of the person. Run by the minute tick.
 */
export async function forgetReminders(app: AppContext): Promise<void> {
  const today = app.clock.today();
  const keep = await parameter(app.db, 'notices.own-reminders-keep', { day: today });
  const before = instant(startOfDayMs(addDays(today, -keep)));
  const over = sql<boolean>`closed_at < ${before}`;
  const spoken = sql<boolean>`words <> '' and exists (select from erasure e where e.case_id = reminder.case_id and e.at >= reminder.created_at)`;
  const { rows } = await sql<{ any: boolean }>`
    select exists (select from reminder where ${over} or ${spoken}) as any`.execute(app.db);
  if (!rows[0]?.any) return;
  await change(
    { ...app, actor: system, requestId: 'tick' },
    { act: 'reminder.forget', lock: async () => ({ kind: 'reminder', id: 'over', organisationId: null }) },
    async (c) => {
      const deleted = await sql`delete from reminder where ${over} returning id`.execute(c.tx);
      const emptied = await sql`update reminder set words = '' where ${spoken} returning id`.execute(c.tx);
      c.note({ deleted: deleted.rows.length, emptied: emptied.rows.length });
      return {};
    },
  );
}
