import { choiceField, DeadlineProblem, dayField, dayOrNullField, inOrder } from './fields.ts';
import { instantField, writeInstant } from './instant.ts';
import { type Kind, kindOf } from './kind.ts';

/** 复议, 诉讼, 信访, 热线, delivery of a reply, 转载. */
export const remedyKinds: readonly Kind[] = [
  kindOf({
    kind: 'delivery_on_time',
    title: '答复是否按期',
    group: 'request',
    basis: '国办公开办函〔2016〕235号',
    fields: {
      received: dayField('收到申请之日'),
      posted: dayOrNullField('交邮之日', '邮寄须经邮政企业；直接送达的不填。'),
      applicant_signed: dayOrNullField('申请人签收之日', '还没有签收的不填。'),
    },
    compute(g, t) {
      inOrder(this.fields, [
        ['received', g.received],
        ['posted', g.posted],
        ['applicant_signed', g.applicant_signed],
      ]);
      const counted = g.posted ?? g.applicant_signed;
      if (counted === null)
        throw new DeadlineProblem(
          '“交邮之日”（posted）和“申请人签收之日”（applicant_signed）至少要有一个。',
          'posted',
        );
      const result = t.working(g.received, t.rules.reply);
      return {
        answer: { reply_due: result.due, reply_date_counted: counted, on_time: counted <= result.due },
        terms: [{ field: 'reply_due', result, startedBy: '收到申请' }],
        notes: ['邮寄送达的以交邮之日、直接送达的以申请人签收之日为答复时点。延期或者扣除的时间未计入。'],
      };
    },
  }),
  kindOf({
    kind: 'review_60d',
    title: '申请行政复议期限（对不予公开决定）',
    group: 'remedy',
    basis: '《行政复议法》第二十条、第二十三条',
    fields: { served: dayField('收到答复（知道行政行为）之日') },
    compute(g, t) {
      const result = t.natural(g.served, t.rules.reconsideration, 'forward');
      return {
        answer: { raw_end: result.rawEnd, review_due: result.due, must_review_first: true },
        terms: [{ field: 'review_due', result, startedBy: '收到答复' }],
        notes: [
          '对不予公开的决定（部分公开的，其中不予公开的部分）不服，应当先申请行政复议；对其他答复可以申请行政复议，也可以直接提起行政诉讼。',
        ],
      };
    },
  }),
  kindOf({
    kind: 'review_answer',
    title: '行政复议答复期限（被申请人）',
    group: 'remedy',
    basis: '《行政复议法》第四十八条、第五十四条、第八十八条',
    fields: {
      received: dayField('收到复议申请书副本之日'),
      procedure: choiceField('审理程序', ['普通', '简易']),
    },
    compute(g, t) {
      const simple = g.procedure === '简易';
      const result = t.working(
        g.received,
        t.rules[simple ? 'reconsideration-answer-simple' : 'reconsideration-answer'],
      );
      return {
        answer: { answer_due: result.due },
        terms: [{ field: 'answer_due', result, startedBy: '收到复议申请书副本' }],
      };
    },
  }),
  kindOf({
    kind: 'litigation_answer',
    title: '行政诉讼答辩和举证期限（被告）',
    group: 'remedy',
    basis: '《行政诉讼法》第六十七条、第一百零一条；《民事诉讼法》第八十五条',
    fields: { received: dayField('收到起诉状副本之日') },
    compute(g, t) {
      const result = t.natural(g.received, t.rules['litigation-answer'], 'forward');
      return {
        answer: { raw_end: result.rawEnd, answer_due: result.due },
        terms: [{ field: 'answer_due', result, startedBy: '收到起诉状副本' }],
      };
    },
  }),
  kindOf({
    kind: 'petition_15d',
    title: '信访事项书面告知期限',
    group: 'remedy',
    basis: '《信访工作条例》第二十三条',
    fields: { received: dayField('收到信访事项之日') },
    compute(g, t) {
      const result = t.natural(g.received, t.rules['petition-notice'], 'back');
      return {
        answer: { raw_end: result.rawEnd, system_due: result.due },
        terms: [{ field: 'system_due', result, startedBy: '收到信访事项' }],
      };
    },
  }),
  kindOf({
    kind: 'hotline',
    title: '12345 热线办理期限',
    group: 'remedy',
    basis: '省级规定（各省不同，由使用单位确认）',
    fields: { received: dayField('收到工单之日') },
    compute(g, t) {
      const consult = t.working(g.received, t.rules['hotline-consultation']);
      const help = t.working(g.received, t.rules['hotline-help']);
      const complaint = t.working(g.received, t.rules['hotline-complaint']);
      return {
        answer: { consult_due: consult.due, help_due: help.due, complaint_due: complaint.due },
        terms: [
          { field: 'complaint_due', result: complaint, startedBy: '收到工单' },
          { field: 'help_due', result: help, startedBy: '收到工单' },
          { field: 'consult_due', result: consult, startedBy: '收到工单' },
        ],
      };
    },
  }),
  kindOf({
    kind: 'reprint',
    title: '转载期限',
    group: 'publication',
    basis: '国办发〔2017〕47号（通行值，由使用单位确认）',
    fields: {
      published_at: instantField('原文发布时间'),
      rule: choiceField('转载时限', ['24h', '1wd'], {
        names: { '24h': '24 小时（夜间和节假日不扣除）', '1wd': '1 个工作日' },
      }),
    },
    compute(g, t) {
      const { published_at: at } = g;
      if (g.rule === '1wd') {
        const result = t.working(at.day, t.rules['reprint-working-days']);
        return {
          answer: { due: result.due },
          terms: [{ field: 'due', result, startedBy: '原文发布' }],
        };
      }
      const result = t.hours(at.ms, t.rules['reprint-hours']);
      return {
        answer: { due: writeInstant(result.dueAt ?? at.ms, at) },
        terms: [{ field: 'due', result, startedBy: '原文发布' }],
      };
    },
  }),
];
