import { chineseDay } from '../../day.ts';
import { endOfMonth, endOfQuarter, endOfWeek, workingDaysIn } from '../clock.ts';
import { fixedDate, workingDaysBetween } from '../count.ts';
import { choiceField, dayField, inOrder, integerField } from './fields.ts';
import { instantField, writeInstant } from './instant.ts';
import { type Kind, kindOf } from './kind.ts';

const BASIS = '期间开始之日不计算在期间内（参照《民事诉讼法》第八十五条）';
const MOST = 400;
const ROLL = { 不变: 'none', 提前: 'back', 顺延: 'forward' } as const;
const ROLLS = Object.keys(ROLL) as (keyof typeof ROLL)[];

/** Counting as such, for terms that no other kind knows: other laws, contracts, duties of a week, month or quarter. */
export const generalKinds: readonly Kind[] = [
  kindOf({
    kind: 'working_days',
    title: '若干个工作日之后',
    group: 'general',
    basis: BASIS,
    fields: { start: dayField('起算事件之日'), count: integerField('工作日数', 1, MOST) },
    compute(g, t) {
      const result = t.working(g.start, g.count);
      return { answer: { due: result.due }, terms: [{ field: 'due', result, startedBy: '为起算事件之日' }] };
    },
  }),
  kindOf({
    kind: 'calendar_days',
    title: '若干日（自然日）之后',
    group: 'general',
    basis: BASIS,
    fields: {
      start: dayField('起算事件之日'),
      count: integerField('日数', 1, MOST),
      roll: choiceField('末日不是工作日的', ROLLS, {
        hint: '法律规定顺延的选“顺延”；没有规定、从严掌握的选“提前”。',
      }),
    },
    compute(g, t) {
      const result = t.natural(g.start, g.count, ROLL[g.roll]);
      return {
        answer: { raw_end: result.rawEnd, due: result.due },
        terms: [{ field: 'due', result, startedBy: '为起算事件之日' }],
      };
    },
  }),
  kindOf({
    kind: 'clock_hours',
    title: '若干小时之后',
    group: 'general',
    basis: '按小时计算的期限，夜间和节假日不扣除',
    fields: { start_at: instantField('起算时间'), hours: integerField('小时数', 1, 2000) },
    compute(g, t) {
      const result = t.hours(g.start_at.ms, g.hours);
      return {
        answer: { due: writeInstant(result.dueAt ?? g.start_at.ms, g.start_at) },
        terms: [{ field: 'due', result, startedBy: '为起算时间' }],
      };
    },
  }),
  kindOf({
    kind: 'working_days_between',
    title: '两个日期之间的工作日',
    group: 'general',
    basis: BASIS,
    fields: { start: dayField('起算事件之日'), end: dayField('截至') },
    compute(g, t) {
      inOrder(this.fields, [
        ['start', g.start],
        ['end', g.end],
      ]);
      const used = workingDaysBetween(t.calendar, g.start, g.end);
      return {
        answer: { working_days: used, days: workingDaysIn(t.calendar, g.start, g.end) },
        terms: [],
        notes: [
          `${chineseDay(g.start)}当日不计入，次日起至${chineseDay(g.end)}（含）共 ${used} 个工作日。清单列出含首尾两日在内的每个工作日。`,
        ],
      };
    },
  }),
  kindOf({
    kind: 'period_end',
    title: '周末、月末、季末',
    group: 'general',
    basis: '按周、月、季办理的事项；末日不是工作日的，从严提前',
    fields: { day: dayField('期间中的一天'), period: choiceField('期间', ['周', '月', '季']) },
    compute(g, t) {
      const end = { 周: endOfWeek, 月: endOfMonth, 季: endOfQuarter }[g.period](g.day);
      const result = fixedDate(t.calendar, end);
      return {
        answer: { raw_end: end, system_due: result.due },
        terms: [{ field: 'system_due', result, startedBy: `是这一${g.period}的最后一日` }],
      };
    },
  }),
];
