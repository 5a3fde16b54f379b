import type { VNode } from 'preact';
import { chineseDayWithWeekday, type Day } from '../../../law/day.ts';
import type { Calendar } from '../../../law/terms/calendar.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { type Column, DataTable, Hidden, PostForm, SubmitButton, Tag } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import type { ReminderRow } from '../store.ts';
import { REMINDER_STATES } from '../words.ts';
import { reminderPaths } from './paths.ts';

/** Where the form 完成 leads back to. */
export type Back = 'home' | 'list';

function When({ r, today, calendar }: { r: ReminderRow; today: Day; calendar: Calendar }) {
  const late = r.state === 'open' && r.day < today;
  const rest = r.state === 'open' && r.day > today && !calendar.kind(r.day).working;
  return (
    <>
      {chineseDayWithWeekday(r.day)}
      {late && (
        <>
          {' '}
          <Tag kind="bad">已过</Tag>
        </>
      )}
      {rest && (
        <>
          {' '}
          <Tag kind="warn">休息日</Tag>
        </>
      )}
    </>
  );
}

/** Reminders as a table: open ones with what can be done, others with how they ended. */
export function ReminderTable(props: {
  ctx: RequestContext;
  caption: string;
  rows: readonly ReminderRow[];
  calendar: Calendar;
  back: Back;
}): VNode {
  const { ctx, caption, rows, calendar, back } = props;
  const paths = reminderPaths(ctx.base.console);
  const columns: Column<ReminderRow>[] = [
    { label: '日期', nowrap: true, cell: (r) => <When r={r} today={ctx.today} calendar={calendar} /> },
    {
      label: '事项',
      header: true,
      cell: (r) =>
        r.thing ? <a href={ctx.base.console + r.thing.path}>{r.thing.title}</a> : '您现在不能查看这一件',
    },
    {
      label: '内容',
      cell: (r) => (
        <>
          {r.words || '—'}
          {r.takenFrom && <span class="muted">（{r.takenFrom}移交）</span>}
        </>
      ),
    },
    {
      label: '办理',
      cell: (r) =>
        r.state === 'open' ? (
          <PostForm action={paths.done(r.pid)} once={ctx.session?.once() ?? ''}>
            {back === 'home' && <Hidden name="back" value={back} />}
            <SubmitButton kind="plain" icon="check">
              完成
            </SubmitButton>{' '}
            <a href={paths.one(r.pid)}>改期</a>
          </PostForm>
        ) : (
          `${REMINDER_STATES[r.state]}${r.closedAt ? ` ${minute(r.closedAt)}` : ''}`
        ),
    },
  ];
  return (
    <DataTable<ReminderRow>
      caption={caption}
      rows={rows}
      tone={(r) => (r.state !== 'open' ? undefined : r.day < ctx.today ? 'bad' : undefined)}
      columns={columns}
    />
  );
}
