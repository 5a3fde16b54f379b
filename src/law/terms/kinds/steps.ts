import { lapsesOn, runClock } from '../clock.ts';
import { workingDaysBetween } from '../count.ts';
import { dayField, dayOrNullField, inOrder, integerField, nullField } from './fields.ts';
import { type Kind, kindOf, type Outcome } from './kind.ts';

const CORRECTION = '《政府信息公开条例》第三十条';
const FEES = '国办函〔2020〕109号';
/** Rows of table 3 of the annual report (国办公开办函〔2021〕30号). */
const ROW_NOT_CORRECTED = '三(六)1';
const ROW_NOT_PAID = '三(六)2';
const NO_HASTE = '期限不包括在途时间，期满前交邮的不算过期；是否视为放弃由机关核实后决定。';

const received = dayField('收到申请之日');

/** Fields of an extension (条例 第三十三条第二款). */
export const extensionFields = {
  extension_wd: integerField('延长的工作日数', 1, 250),
  extension_approved: dayField('负责人同意之日'),
  extension_notified: dayOrNullField(
    '告知申请人之日',
    '邮寄的按交邮之日，直接送达的按签收之日；没有告知的不填。',
  ),
};

/** 补正 and 收费: what stops or restarts the term of a reply. */
export const stepKinds: readonly Kind[] = [
  kindOf({
    kind: 'correction_notice_7wd',
    title: '补正告知期限',
    group: 'request-steps',
    basis: CORRECTION,
    fields: { received },
    compute({ received: r }, t) {
      const notice = t.working(r, t.rules['correction-notice']);
      const reply = t.working(r, t.rules.reply);
      return {
        answer: { correction_notice_due: notice.due, reply_due_if_no_correction_needed: reply.due },
        terms: [
          { field: 'correction_notice_due', result: notice, startedBy: '收到申请' },
          { field: 'reply_due_if_no_correction_needed', result: reply, startedBy: '收到申请' },
        ],
      };
    },
  }),
  kindOf({
    kind: 'correction_restart',
    title: '补正后的答复期限',
    group: 'request-steps',
    basis: CORRECTION,
    fields: {
      received,
      correction_notice_sent: dayField('发出补正告知之日'),
      corrected_received: dayField('收到补正之日'),
    },
    compute(g, t) {
      inOrder(this.fields, [
        ['received', g.received],
        ['correction_notice_sent', g.correction_notice_sent],
        ['corrected_received', g.corrected_received],
      ]);
      const notice = t.working(g.received, t.rules['correction-notice']);
      const inTime = g.correction_notice_sent <= notice.due;
      const restarted = t.working(g.corrected_received, t.rules.reply);
      const original = t.working(g.received, t.rules.reply);
      return {
        answer: {
          correction_notice_due: notice.due,
          correction_notice_in_time: inTime,
          reply_due: inTime ? restarted.due : original.due,
          ...(inTime ? {} : { reply_due_if_restart_accepted: restarted.due }),
        },
        terms: [
          inTime
            ? { field: 'reply_due', result: restarted, startedBy: '收到补正' }
            : { field: 'reply_due', result: original, startedBy: '收到申请' },
          { field: 'correction_notice_due', result: notice, startedBy: '收到申请' },
          ...(inTime
            ? []
            : [{ field: 'reply_due_if_restart_accepted', result: restarted, startedBy: '收到补正' }]),
        ],
        notes: inTime
          ? ['补正告知按期，答复期限自收到补正之日起重新计算。']
          : ['补正告知超过规定期限，原答复期限不变；是否认可重新起算由机关决定并承担风险。'],
      };
    },
  }),
  kindOf({
    kind: 'correction_overdue',
    title: '逾期不补正',
    group: 'request-steps',
    basis: CORRECTION,
    fields: {
      received,
      correction_notice_served: dayField('补正告知书送达之日'),
      agency_correction_period_wd: integerField('机关指定的补正期限（工作日）', 1, 250),
    },
    compute(g, t) {
      inOrder(this.fields, [
        ['received', g.received],
        ['correction_notice_served', g.correction_notice_served],
      ]);
      const deadline = t.working(g.correction_notice_served, g.agency_correction_period_wd);
      return {
        answer: {
          correction_deadline: deadline.due,
          deemed_abandoned_from: lapsesOn(deadline.due),
          annual_report_row: ROW_NOT_CORRECTED,
        },
        terms: [{ field: 'correction_deadline', result: deadline, startedBy: '补正告知书送达' }],
        notes: [`无正当理由逾期不补正的，视为放弃申请。${NO_HASTE}`],
      };
    },
  }),
  kindOf({
    kind: 'correction_notice_late',
    title: '补正告知是否超期',
    group: 'request-steps',
    basis: CORRECTION,
    fields: { received, correction_notice_sent: dayField('发出补正告知之日') },
    compute(g, t) {
      inOrder(this.fields, [
        ['received', g.received],
        ['correction_notice_sent', g.correction_notice_sent],
      ]);
      const notice = t.working(g.received, t.rules['correction-notice']);
      const reply = t.working(g.received, t.rules.reply);
      const inTime = g.correction_notice_sent <= notice.due;
      return {
        answer: {
          correction_notice_due: notice.due,
          working_days_used_at_notice: workingDaysBetween(t.calendar, g.received, g.correction_notice_sent),
          correction_notice_in_time: inTime,
          violation: !inTime,
          original_reply_due: reply.due,
        },
        terms: [
          { field: 'correction_notice_due', result: notice, startedBy: '收到申请' },
          { field: 'original_reply_due', result: reply, startedBy: '收到申请' },
        ],
        notes: inTime ? [] : ['补正告知超过规定期限，应当记录；原答复期限不变。'],
      };
    },
  }),
  kindOf({
    kind: 'extension',
    title: '延期答复',
    group: 'request-steps',
    basis: '《政府信息公开条例》第三十三条第二款',
    fields: {
      received,
      ...extensionFields,
    },
    compute(g, t) {
      inOrder(this.fields, [
        ['received', g.received],
        ['extension_approved', g.extension_approved],
        ['extension_notified', g.extension_notified],
      ]);
      const clock = runClock({
        start: g.received,
        term: { unit: 'working-day', count: t.rules.reply },
        calendar: t.calendar,
        extension: {
          count: g.extension_wd,
          most: t.rules['reply-extension'],
          approved: g.extension_approved,
          notified: g.extension_notified,
        },
      });
      return {
        answer: {
          original_due: clock.original.due,
          extension_valid: clock.invalid === undefined,
          reply_due: clock.current.due,
        },
        terms: [
          { field: 'reply_due', result: clock.current, startedBy: '收到申请' },
          { field: 'original_due', result: clock.original, startedBy: '收到申请' },
        ],
        notes: [clock.invalid ?? `在原截止日前批准并告知，延长 ${g.extension_wd} 个工作日。`],
      };
    },
  }),
  kindOf({
    kind: 'fee_unpaid',
    title: '逾期不缴信息处理费',
    group: 'request-steps',
    basis: FEES,
    fields: {
      received,
      fee_notice_sent: dayField('发出收费通知之日'),
      fee_notice_received: dayField('申请人收到收费通知之日'),
      paid: nullField(
        '完成缴费之日',
        '已经缴费的请用 fee_paid_restart 计算；这里“完成缴费之日”（paid）只能为 null。',
      ),
    },
    compute(g, t) {
      inOrder(this.fields, [
        ['received', g.received],
        ['fee_notice_sent', g.fee_notice_sent],
        ['fee_notice_received', g.fee_notice_received],
      ]);
      const reply = t.working(g.received, t.rules.reply);
      const due = t.working(g.fee_notice_received, t.rules['fee-payment']);
      const inTime = g.fee_notice_sent <= reply.due;
      return {
        answer: {
          fee_notice_in_time: inTime,
          fee_due: due.due,
          deemed_abandoned_from: lapsesOn(due.due),
          annual_report_row: ROW_NOT_PAID,
        },
        terms: [{ field: 'fee_due', result: due, startedBy: '申请人收到收费通知' }],
        notes: [
          inTime ? '收费通知在答复期限内发出。' : `收费通知在答复期限（${reply.due}）之后才发出，应当记录。`,
          `逾期未缴费的，视为放弃申请。${NO_HASTE}`,
        ],
      };
    },
  }),
  kindOf({
    kind: 'fee_paid_restart',
    title: '缴费后的答复期限',
    group: 'request-steps',
    basis: FEES,
    fields: {
      received,
      fee_notice_received: dayField('申请人收到收费通知之日'),
      paid: dayField('完成缴费之日'),
    },
    compute(g, t): Outcome {
      inOrder(this.fields, [
        ['received', g.received],
        ['fee_notice_received', g.fee_notice_received],
        ['paid', g.paid],
      ]);
      const due = t.working(g.fee_notice_received, t.rules['fee-payment']);
      const reply = t.working(g.paid, t.rules.reply);
      const inTime = g.paid <= due.due;
      const fee = { field: 'fee_due', result: due, startedBy: '申请人收到收费通知' };
      return inTime
        ? {
            answer: { fee_due: due.due, paid_in_time: true, reply_due: reply.due },
            terms: [{ field: 'reply_due', result: reply, startedBy: '完成缴费' }, fee],
            notes: ['按期缴费，答复期限自缴费完成次日起重新计算。'],
          }
        : {
            answer: {
              fee_due: due.due,
              paid_in_time: false,
              reply_due: null,
              deemed_abandoned_from: lapsesOn(due.due),
              reply_due_if_restored: reply.due,
            },
            terms: [fee, { field: 'reply_due_if_restored', result: reply, startedBy: '完成缴费' }],
            notes: [
              '超过缴费期限，视为放弃申请；有正当理由、机关同意恢复办理的，才自缴费完成次日起重新计算。',
            ],
          };
    },
  }),
];
