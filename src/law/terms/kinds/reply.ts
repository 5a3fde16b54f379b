import type { Day } from '../../day.ts';
import { nextWorkingDay } from '../count.ts';
import {
  choiceField,
  DeadlineProblem,
  dayField,
  type Fields,
  type Given,
  inOrder,
  optionalDayField,
} from './fields.ts';
import { type Kind, type Outcome, type Shape, shape, type Tools } from './kind.ts';

const BASIS = '《政府信息公开条例》第三十一条、第三十三条第二款';
const CONFIRMED = '双方确认收到申请的日期；尚未确认的，答复期限还没有开始。';

/** The channel of a request and the day on which the request counts as received by it (条例 第三十一条; rules 4). */
function channel<F extends Fields>(
  name: string,
  title: string,
  fields: F,
  received: (given: Given<F>, fields: F) => { day: Day; says: string; submitted?: Day },
): Shape {
  const all: Fields = { channel: choiceField('申请渠道', [name]), ...fields };
  return shape({
    key: name,
    title,
    fields: all,
    fixed: { channel: name },
    compute: (given, tools) => reply(received(given as unknown as Given<F>, fields), tools),
  });
}

/**
 * The latest day with an extension is not told while a notice that it depends on is missing: unlike the due day itself,
 * which somebody must keep and which is shown as provisional, it would only be a wrong date (it may cross an unknown 春节).
 */
function reply(received: { day: Day; says: string; submitted?: Day }, tools: Tools): Outcome {
  const { rules } = tools;
  const due = tools.working(received.day, rules.reply);
  const latest = tools.working(received.day, rules.reply + rules['reply-extension']);
  const worst = received.submitted && tools.working(received.submitted, rules.reply);
  return {
    answer: {
      received_date: received.day,
      first_counted_day: nextWorkingDay(tools.calendar, received.day),
      reply_due: due.due,
      latest_possible_due_if_extended_20wd: latest.provisional ? null : latest.due,
      ...(worst ? { worst_case_reply_due: worst.due } : {}),
    },
    terms: [
      { field: 'reply_due', result: due, startedBy: received.says },
      ...(worst
        ? [
            {
              field: 'worst_case_reply_due',
              result: worst,
              startedBy: '网上提交（按最坏情形自提交之日起算）',
            },
          ]
        : []),
      ...(latest.provisional
        ? []
        : [{ field: 'latest_possible_due_if_extended_20wd', result: latest, startedBy: received.says }]),
    ],
    notes: [
      latest.provisional
        ? '延期后的最迟日期要等有关年份的放假安排公布后才能计算。'
        : '最迟可能日期只在期限届满前经工作机构负责人同意延期并告知申请人时适用；征求第三方或者其他机关意见的时间另行扣除。',
    ],
  };
}

const received = dayField('收到申请之日');

const shapes: readonly Shape[] = [
  channel('当面', '当面提交申请', { received: dayField('提交之日') }, (g) => ({
    day: g.received,
    says: '当面提交申请',
  })),
  channel(
    '邮寄(需签收)',
    '邮寄申请（挂号信、EMS 等需要签收的）',
    {
      signed: dayField('签收之日'),
      received: { ...optionalDayField('收到申请之日'), unlisted: true },
    },
    (g) => {
      if (g.received !== undefined && g.received !== g.signed)
        throw new DeadlineProblem(
          `邮寄申请以签收之日为收到之日，“收到申请之日”（received）${g.received} 与签收之日 ${g.signed} 不一致，请核对。`,
          'received',
        );
      return { day: g.signed, says: '签收申请' };
    },
  ),
  channel(
    '平常信函',
    '平常信函寄送申请',
    {
      arrived: dayField('信函到达之日'),
      confirmed: optionalDayField('与申请人确认之日', '收到当日应与申请人联系确认。'),
      contact_restored: optionalDayField(
        '恢复联络之日',
        '当时联系不上申请人的，填恢复联络之日，不填确认之日。',
      ),
    },
    (g, fields) => {
      const [a, b] = [g.confirmed, g.contact_restored];
      if ((a === undefined) === (b === undefined))
        throw new DeadlineProblem(
          a === undefined
            ? '平常信函要有“与申请人确认之日”（confirmed）或者“恢复联络之日”（contact_restored）；都没有的，答复期限还没有开始。'
            : '“与申请人确认之日”（confirmed）和“恢复联络之日”（contact_restored）只能有一个，请核对。',
          'confirmed',
        );
      const day = (a ?? b) as Day;
      inOrder(fields, [
        ['arrived', g.arrived],
        [a ? 'confirmed' : 'contact_restored', day],
      ]);
      return { day, says: a ? '与申请人确认收到信函' : '与申请人恢复联络' };
    },
  ),
  channel(
    '互联网',
    '互联网提交申请',
    { submitted: dayField('网上提交之日'), confirmed: dayField('双方确认之日', CONFIRMED) },
    (g, fields) => {
      inOrder(fields, [
        ['submitted', g.submitted],
        ['confirmed', g.confirmed],
      ]);
      return { day: g.confirmed, says: '双方确认收到申请', submitted: g.submitted };
    },
  ),
  channel(
    '传真',
    '传真提交申请',
    { arrived: dayField('传真到达之日'), confirmed: dayField('双方确认之日', CONFIRMED) },
    (g, fields) => {
      inOrder(fields, [
        ['arrived', g.arrived],
        ['confirmed', g.confirmed],
      ]);
      return { day: g.confirmed, says: '双方确认收到申请' };
    },
  ),
  channel('窗口', '政务服务窗口提交申请', { received: dayField('窗口收到之日') }, (g) => ({
    day: g.received,
    says: '窗口收到申请',
  })),
  channel('口头', '口头申请（由工作机构代为填写）', { received }, (g) => ({
    day: g.received,
    says: '收到口头申请',
  })),
];

/** 依申请公开答复: by channel. */
export const replyKinds: readonly Kind[] = [
  {
    kind: 'reply_20wd',
    title: '依申请公开答复期限',
    group: 'request',
    basis: BASIS,
    shapes,
    choose(raw) {
      const names = shapes.map((s) => s.key);
      if (!Object.hasOwn(raw, 'channel')) throw new DeadlineProblem('缺少“申请渠道”（channel）。', 'channel');
      const name = choiceField('申请渠道', names).read(raw.channel, 'channel');
      return shapes.find((s) => s.key === name)!;
    },
  },
];
