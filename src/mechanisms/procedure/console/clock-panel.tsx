import type { Day } from '../../../law/day.ts';
import { chineseDay } from '../../../law/day.ts';
import { explainTerm } from '../../../law/terms/explain.ts';
import { CalendarStrip, KeyValue, Panel, Tag } from '../../../ui/index.ts';
import { listDay } from '../../../ui/times.ts';
import { type DueState, dueState, type ExplainedClock } from '../clocks.ts';

const STATES: Readonly<Record<DueState, { kind: 'bad' | 'warn' | 'ok'; word: string }>> = {
  overdue: { kind: 'bad', word: '逾期' },
  today: { kind: 'warn', word: '今天到期' },
  soon: { kind: 'warn', word: '临期' },
  running: { kind: 'ok', word: '正常' },
};

function StateTag({ due, today, soon }: { due: Day; today: Day; soon: Day }) {
  const state = STATES[dueState(due, today, soon)];
  return <Tag kind={state.kind}>{state.word}</Tag>;
}

/** A due day with its state in a word, for lists: in one line; a dash for a case without one. @param soon see `soonDay` */
export function DueTag({ due, today, soon }: { due: Day | null; today: Day; soon: Day }) {
  if (due === null) return <>—</>;
  return (
    <span class="nowrap">
      {listDay(due, today)} <StateTag due={due} today={today} soon={soon} />
    </span>
  );
}

/** What happened on day 0 of a clock, for its explanation. */
export type ClockStart = Readonly<Record<string, string>>;

/** The terms of a case, each with how its date was computed. @param startedBy by the name of the clock */
export function ClockPanel({
  clocks,
  startedBy,
  today,
  soon,
}: {
  clocks: readonly ExplainedClock[];
  startedBy: ClockStart;
  today: Day;
  soon: Day;
}) {
  return (
    <>
      {clocks.map((clock) => (
        <Panel key={clock.name} title={clock.label}>
          <KeyValue
            rows={[
              [
                '截止日',
                <>
                  <b>{chineseDay(clock.due)}</b>{' '}
                  {clock.frozen ? (
                    <Tag kind="mute">已办结，不再变动</Tag>
                  ) : (
                    <StateTag due={clock.due} today={today} soon={soon} />
                  )}
                  {clock.provisional && <Tag kind="warn">暂定</Tag>}
                </>,
              ],
              ['起算', `${chineseDay(clock.start)}（当日不计入）`],
              ['依据', clock.source],
            ]}
          />
          <details>
            <summary>这个日期是怎么算出来的</summary>
            <CalendarStrip
              days={clock.result.days}
              due={clock.due}
              today={today}
              marks={{ [clock.start]: startedBy[clock.name] ?? '起算' }}
              unit={clock.unit === 'working-day' ? '个工作日' : '日'}
              sentences={explainTerm(clock.result, startedBy[clock.name] ?? '起算')}
            />
            {clock.calendarVersion > 0 && (
              <p class="muted xs mb-0">计算所用的工作日历：第 {clock.calendarVersion} 次装载</p>
            )}
          </details>
        </Panel>
      ))}
    </>
  );
}
