import type { ComponentChildren } from 'preact';
import { addDays, chineseDay, type Day, weekday } from '../law/day.ts';
import type { ExplainedDay } from '../law/terms/count.ts';
import { isMakeUp, shortDay, weekdayName } from '../law/terms/explain.ts';
import { classes } from './html.ts';

export interface CalendarStripProps {
  /** Every day of the computation, as it was counted. */
  days: readonly ExplainedDay[];
  due: Day;
  today: Day;
  /** What happened on a day, in a word or two: 收到申请. Takes the place of any other word in its cell. */
  marks?: Readonly<Record<string, string>>;
  /** What the due day is: 答复期限. */
  dueLabel?: string;
  /** The word for what is counted. */
  unit?: '个工作日' | '日';
  /** How the date came about, in sentences: the same for those who do not see the strip. */
  sentences: readonly string[];
}

interface Cell {
  day: Day;
  /** Begins a month, or the strip: where there is no room, only these show their month. */
  newMonth: boolean;
  look: string | undefined;
  number?: number;
  word: string;
}

const WEEK = ['一', '二', '三', '四', '五', '六', '日'] as const;

/**
 * How a due day was computed: the sentences, then the days as weeks from Monday to Sunday, then what the looks mean.
 * Each look has a word or a number with it; none says anything by colour alone.
 */
export function CalendarStrip(props: CalendarStripProps) {
  const { days, due, today, sentences, dueLabel = '截止日', unit = '个工作日' } = props;
  const first = days[0]?.day ?? due;
  const last = days.at(-1)?.day ?? due;
  const cells = weeksOf(props);
  const counted = days.filter((d) => d.counted !== undefined && d.day <= due).length;
  const label = `${chineseDay(first)}至${shortDay(last, first)}的日历，共 ${counted} ${unit}，${dueLabel} ${chineseDay(due)}（${weekdayName(due)}）`;
  return (
    <div class="mc-calbox">
      <ol class="small">
        {sentences.map((s) => (
          <li key={s}>{s}</li>
        ))}
      </ol>
      <div class="mc-cal" role="img" aria-label={label}>
        {WEEK.map((name) => (
          <span key={name}>{name}</span>
        ))}
        {cells.map((c) => (
          <div key={c.day} class={c.look}>
            <b>
              <span class={classes('m', !c.newMonth && 'same')}>{Number(c.day.slice(5, 7))}/</span>
              {Number(c.day.slice(8))}
            </b>
            {c.number !== undefined && <span class="n">{c.number}</span>}
            <i>{c.word}</i>
          </div>
        ))}
      </div>
      <Legend cells={cells} today={today} />
    </div>
  );
}

function weeksOf(props: CalendarStripProps): Cell[] {
  const { days, due, today, marks = {}, dueLabel = '截止日', unit = '个工作日' } = props;
  const known = new Map(days.map((d) => [d.day, d]));
  const first = days[0]?.day ?? due;
  const last = days.at(-1)?.day ?? due;
  const cells: Cell[] = [];
  const end = addDays(last, 7 - weekday(last));
  for (let d = addDays(first, 1 - weekday(first)); d <= end; d = addDays(d, 1)) {
    const e = known.get(d);
    const now = d === today && 'td';
    const newMonth = cells.length === 0 || d.endsWith('-01');
    if (!e) cells.push({ day: d, newMonth, look: classes('out', now), word: d === today ? '今天' : '' });
    else {
      const word = marks[d] ?? (d === due ? inCell(dueLabel) : d === today ? '今天' : wordOf(e));
      cells.push({
        day: d,
        newMonth,
        look: classes(lookOf(e, due, unit), e.kind.provisional && 'pv', now),
        ...(e.counted === undefined ? {} : { number: e.counted }),
        word,
      });
    }
  }
  return cells;
}

/** A cell holds four characters on a phone. */
function inCell(label: string): string {
  return label.length <= 4 ? label : '截止日';
}

function lookOf(e: ExplainedDay, due: Day, unit: string): string {
  if (e.day === due) return 'due';
  // The end of a count in calendar days that was moved back: counted, but too late.
  if (e.day > due)
    return e.kind.working ? 'wk' : e.skipped === 'weekend' || e.kind.why === 'weekend' ? 'off' : 'hol';
  if (e.excluded !== undefined) return 'pz';
  if (e.skipped === 'weekend') return 'off';
  if (e.skipped !== undefined) return 'hol';
  if (e.counted === undefined) return 'ev';
  return isMakeUp(e.kind) && unit === '个工作日' ? 'wk mk' : 'wk';
}

function wordOf(e: ExplainedDay): string {
  if (e.excluded !== undefined) return '不计入';
  if (!e.kind.working) return e.kind.why === 'weekend' ? '休' : (e.kind.name ?? '放假');
  return isMakeUp(e.kind) ? '调休班' : '';
}

function Legend({ cells, today }: { cells: readonly Cell[]; today: Day }) {
  const has = (name: string) => cells.some((c) => c.look?.split(' ').includes(name));
  const last = Math.max(0, ...cells.map((c) => c.number ?? 0));
  const entries: [shown: boolean, look: string, text: ComponentChildren][] = [
    [has('wk'), 'wk', `1–${last} 计入的日子`],
    [has('pz'), 'pz', '斜纹 不计入期限'],
    [has('hol'), 'hol', '写有节名 放假'],
    [has('off'), 'off', '“休” 周末'],
    [has('mk'), 'wk mk', '“调休班” 周末上班，计入'],
    [has('due'), 'due', '深色 截止日'],
    [has('pv'), 'pv', '虚线 放假安排未公布，暂定'],
    [cells.some((c) => c.day === today), 'td', '粗框 今天'],
  ];
  return (
    <ul class="mc-key">
      {entries
        .filter(([shown]) => shown)
        .map(([, look, text]) => (
          <li key={look}>
            <span class={classes('sw', look)} aria-hidden="true" />
            {text}
          </li>
        ))}
    </ul>
  );
}
