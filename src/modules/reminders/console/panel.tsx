import type { VNode } from 'preact';
import { readCalendars } from '../../../core/calendar/index.ts';
import { personOf } from '../../../core/index.ts';
import { chineseDayWithWeekday } from '../../../law/day.ts';
import type { HomeWidget } from '../../../mechanisms/procedure/index.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { ButtonLink, Panel } from '../../../ui/index.ts';
import { listReminders } from '../store.ts';
import type { ThingKind } from '../words.ts';
import { reminderPaths } from './paths.ts';
import { ReminderTable } from './table.tsx';

/** How many open reminders of a thing, or under the work of a person, are shown. */
const SHOWN = 10;

/**
 * The small panel beside a document or case (提醒我): the reader's own open reminders of it, and the way to a new one. Its
 * page has found that the reader may see the thing.
 */
export async function reminderPanel(ctx: RequestContext, kind: ThingKind, pid: string): Promise<VNode> {
  const paths = reminderPaths(ctx.base.console);
  const about = { kind, pid };
  const own = await listReminders(ctx.db, personOf(ctx), { state: 'open', about }, SHOWN);
  return (
    <Panel title="提醒" aside="只有您能看到">
      {own.map((r) => (
        <p key={r.pid}>
          <a href={paths.one(r.pid)}>{chineseDayWithWeekday(r.day)}</a>
          {r.words && `：${r.words}`}
        </p>
      ))}
      <ButtonLink href={paths.about(kind, pid)} icon="clock">
        提醒我
      </ButtonLink>
    </Panel>
  );
}

/** Under 我的待办: the reminders whose day has come, until they are done or moved. */
export const reminderWidget: HomeWidget = {
  order: 5,
  async render(ctx, person) {
    const due = await listReminders(ctx.db, person, { state: 'open', until: ctx.today }, SHOWN + 1);
    if (due.length === 0) return undefined;
    const calendar = (await readCalendars(ctx.db)).for(person.organisation.id);
    return (
      <Panel
        title="到日期的提醒"
        flush
        aside={
          <a href={reminderPaths(ctx.base.console).list()}>
            {due.length > SHOWN ? `不止 ${SHOWN} 条，全部提醒` : '全部提醒'}
          </a>
        }
      >
        <ReminderTable
          ctx={ctx}
          caption="到日期的提醒，最早的在最前"
          rows={due.slice(0, SHOWN)}
          calendar={calendar}
          back="home"
        />
      </Panel>
    );
  },
};
