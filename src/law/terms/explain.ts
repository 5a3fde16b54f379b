import { chineseDay, type Day, weekday } from '../day.ts';
import { beforeNewYear, type DayKind } from './calendar.ts';
import type { ExplainedDay, TermResult } from './count.ts';

const WEEKDAYS = '一二三四五六日';
const UNIT = { 'working-day': '个工作日', 'calendar-day': '日', 'clock-hour': '小时' } as const;

/** '星期六'. */
export function weekdayName(d: Day): string {
  return `星期${WEEKDAYS[weekday(d) - 1]}`;
}

/** '4月23日', with the year where it is not that of `near`. */
export function shortDay(d: Day, near: Day): string {
  const whole = chineseDay(d);
  return d.slice(0, 4) === near.slice(0, 4) ? whole.slice(whole.indexOf('年') + 1) : whole;
}

/** Why a day is not worked, in a word or two: 周末, 劳动节放假, 元旦法定假日. */
function dayOffName(kind: DayKind): string {
  switch (kind.why) {
    case 'holiday':
      return `${kind.name ?? '节日'}放假`;
    case 'statutory':
      return `${kind.name ?? '节日'}法定假日`;
    case 'regional-holiday':
      return `地方安排的${kind.name ?? ''}放假`;
    default:
      return '周末';
  }
}

/** Whether somebody works on this day although it is a Saturday or Sunday. */
export function isMakeUp(kind: DayKind): boolean {
  return kind.why === 'make-up' || kind.why === 'regional-make-up';
}

/**
 * How a due day came about, as Chinese sentences that a reader can follow with a calendar in hand.
 * @param result what was counted
 * @param startedBy what happened on day 0: 收到申请
 */
export function explainTerm(result: TermResult, startedBy: string): string[] {
  const { start, term, days, due, rawEnd } = result;
  const said = (d: Day) => `${shortDay(d, start)}（${weekdayName(d)}）`;
  const first = `${chineseDay(start)}（${weekdayName(start)}）${startedBy}`;
  if (term.unit === 'clock-hour')
    return [
      `${first}，从这一时刻起连续计算 ${term.count} 小时，夜间和节假日不扣除，到${said(due)}同一时刻届满。`,
    ];
  const one = days.find((d) => d.counted === 1);
  const sentences = one
    ? [
        `${first}，当日不计入，从次日起数；${
          term.unit === 'working-day' ? '第 1 个工作日' : '第 1 日'
        }是${said(one.day)}。`,
      ]
    : [`${first}。`];
  const span = days.filter((d) => d.day > start && d.day <= rawEnd);
  if (term.unit === 'working-day') sentences.push(...passedOver(span, start));
  else if (term.count > 0) sentences.push('按自然日计算，周末和节假日都计入。');
  for (const run of excludedRuns(span)) {
    const [a, b] = [run[0]!, run.at(-1)!];
    const where = a === b ? shortDay(a.day, start) : `${shortDay(a.day, start)}至${shortDay(b.day, start)}`;
    sentences.push(`${a.excluded}（${where}），其间 ${run.length} ${UNIT[term.unit]}不计入期限。`);
  }
  if (term.count > 0) sentences.push(`数到第 ${term.count} ${UNIT[term.unit]}，是${said(rawEnd)}。`);
  const end = days.find((d) => d.day === rawEnd);
  if (due < rawEnd && end)
    sentences.push(
      `这一天不是工作日（${dayOffName(end.kind)}）；没有规定可以顺延，从严提前到此前最近的工作日${said(due)}。`,
    );
  if (due > rawEnd && end)
    sentences.push(`这一天不是工作日（${dayOffName(end.kind)}），顺延到其后第一个工作日${said(due)}。`);
  if (result.provisional) sentences.push(whyProvisional(days));
  return sentences;
}

function passedOver(span: readonly ExplainedDay[], start: Day): string[] {
  const names: string[] = [];
  if (span.some((d) => d.skipped === 'weekend')) names.push('周末');
  for (const run of runs(span.filter((d) => d.skipped && d.skipped !== 'weekend'))) {
    const [a, b] = [run[0]!, run.at(-1)!];
    const where = a === b ? shortDay(a.day, start) : `${shortDay(a.day, start)}至${shortDay(b.day, start)}`;
    names.push(`${dayOffName(a.kind)}（${where}）`);
  }
  const made = span.filter((d) => d.counted !== undefined && isMakeUp(d.kind));
  return [
    ...(names.length > 0 ? [`${names.join('、')}不计入。`] : []),
    ...(made.length > 0
      ? [
          `${made
            .map((d) => `${shortDay(d.day, start)}（${weekdayName(d.day)}）`)
            .join('、')}调休上班，计入。`,
        ]
      : []),
  ];
}

/** Days of one holiday together. */
function runs(days: readonly ExplainedDay[]): ExplainedDay[][] {
  const found: ExplainedDay[][] = [];
  for (const d of days) {
    const last = found.at(-1);
    if (last && dayOffName(last[0]!.kind) === dayOffName(d.kind)) last.push(d);
    else found.push([d]);
  }
  return found;
}

/** Excluded days of one stretch together; days off between them do not part them, counted days do. */
function excludedRuns(span: readonly ExplainedDay[]): ExplainedDay[][] {
  const found: ExplainedDay[][] = [];
  let open = false;
  for (const d of span) {
    if (d.excluded !== undefined) {
      const last = found.at(-1);
      if (open && last?.[0]?.excluded === d.excluded) last.push(d);
      else found.push([d]);
      open = true;
    } else if (d.counted !== undefined) open = false;
  }
  return found;
}

function whyProvisional(days: readonly ExplainedDay[]): string {
  const years = new Set(
    days
      .filter((d) => d.kind.provisional)
      .map((d) => Number(d.day.slice(0, 4)) + (beforeNewYear(d.day) ? 1 : 0)),
  );
  return `${[...years].join('、')} 年的放假安排还没有装入，这个日期是暂定的，安排公布后可能变动。`;
}
