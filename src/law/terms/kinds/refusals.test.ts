import { describe, expect, test } from 'vitest';
import { stateCouncilCalendar } from '../calendar.ts';
import { statutoryRules } from '../rules.ts';
import { answerDeadline } from './index.ts';

const calendar = stateCouncilCalendar();
const context = {
  calendars: (name: string | undefined) => (name === undefined ? calendar : undefined),
  rules: statutoryRules(),
};

describe('[R-PLT-01] what cannot be answered is said, never guessed', () => {
  const online = { channel: '互联网', submitted: '2026-05-20', confirmed: '2026-05-21' };
  const consult = { sent: '2026-05-21', third_party_received: '2026-05-22', opinion_received: null };
  test.each<[what: string, question: unknown, says: string, field?: string]>([
    ['unknown kind', { kind: 'reply_30wd', given: {} }, '没有“reply_30wd”这种期限', 'kind'],
    ['kind of a prototype', { kind: 'constructor', given: {} }, '没有“constructor”这种期限', 'kind'],
    ['no kind', { given: {} }, '缺少期限种类', 'kind'],
    ['no given', { kind: 'proactive_20wd' }, '缺少已知事项', 'given'],
    ['given is a list', { kind: 'proactive_20wd', given: [] }, '缺少已知事项', 'given'],
    ['text', 'proactive_20wd', '应为 {id, kind, given}'],
    ['null', null, '应为 {id, kind, given}'],
    [
      'unknown part',
      { kind: 'proactive_20wd', given: { formed: '2026-05-20' }, calender: 'x' },
      '“calender”',
      'calender',
    ],
    [
      'unknown calendar',
      { kind: 'proactive_20wd', given: { formed: '2026-05-20' }, calendar: '外地' },
      '没有名为“外地”的日历',
      'calendar',
    ],
    [
      'missing field',
      { kind: 'proactive_20wd', given: {} },
      '缺少“信息形成或者变更之日”（formed）',
      'formed',
    ],
    [
      'unknown field',
      { kind: 'proactive_20wd', given: { formed: '2026-05-20', created: '2026-05-20' } },
      '“created”',
      'created',
    ],
    [
      'field of the prototype',
      { kind: 'proactive_20wd', given: JSON.parse('{"formed":"2026-05-20","__proto__":{}}') },
      '“__proto__”',
      '__proto__',
    ],
    [
      'impossible day',
      { kind: 'proactive_20wd', given: { formed: '2026-02-30' } },
      '应为 2026-05-20 这样的日期',
      'formed',
    ],
    [
      'number for a day',
      { kind: 'proactive_20wd', given: { formed: 20260520 } },
      '应为 2026-05-20 这样的日期',
      'formed',
    ],
    [
      'day of the year 9999',
      { kind: 'proactive_20wd', given: { formed: '9999-12-31' } },
      '1990 至 2200',
      'formed',
    ],
    [
      'unknown channel',
      { kind: 'reply_20wd', given: { channel: '短信', received: '2026-05-20' } },
      '应为：当面、邮寄(需签收)',
      'channel',
    ],
    ['no channel', { kind: 'reply_20wd', given: { received: '2026-05-20' } }, '缺少“申请渠道”', 'channel'],
    [
      'not yet confirmed',
      { kind: 'reply_20wd', given: { channel: '互联网', submitted: '2026-05-20' } },
      '缺少“双方确认之日”',
      'confirmed',
    ],
    [
      'confirmed before submitted',
      { kind: 'reply_20wd', given: { ...online, confirmed: '2026-05-19' } },
      '早于“网上提交之日”',
      'confirmed',
    ],
    [
      'received beside confirmed',
      { kind: 'reply_20wd', given: { ...online, received: '2026-05-20' } },
      '“received”',
      'received',
    ],
    [
      'signed and received differ',
      {
        kind: 'reply_20wd',
        given: { channel: '邮寄(需签收)', signed: '2026-05-20', received: '2026-05-21' },
      },
      '以签收之日为收到之日',
      'received',
    ],
    [
      'letter without contact',
      { kind: 'reply_20wd', given: { channel: '平常信函', arrived: '2026-05-20' } },
      '都没有的',
      'confirmed',
    ],
    [
      'letter with both',
      {
        kind: 'reply_20wd',
        given: {
          channel: '平常信函',
          arrived: '2026-05-20',
          confirmed: '2026-05-20',
          contact_restored: '2026-05-22',
        },
      },
      '只能有一个',
      'confirmed',
    ],
    [
      'told before approved',
      {
        kind: 'extension',
        given: {
          received: '2026-03-02',
          extension_wd: 5,
          extension_approved: '2026-03-20',
          extension_notified: '2026-03-19',
        },
      },
      '早于“负责人同意之日”',
      'extension_notified',
    ],
    [
      'extension of no days',
      {
        kind: 'extension',
        given: {
          received: '2026-03-02',
          extension_wd: 0,
          extension_approved: '2026-03-20',
          extension_notified: '2026-03-20',
        },
      },
      '整数',
      'extension_wd',
    ],
    [
      'extension of half a day',
      {
        kind: 'extension',
        given: {
          received: '2026-03-02',
          extension_wd: 1.5,
          extension_approved: '2026-03-20',
          extension_notified: '2026-03-20',
        },
      },
      '整数',
      'extension_wd',
    ],
    [
      'consulted before received',
      { kind: 'third_party', given: { received: '2026-05-22', consults: [consult] } },
      '早于“收到申请之日”',
      'sent',
    ],
    [
      'no consults',
      { kind: 'third_party', given: { received: '2026-05-20', consults: [] } },
      '1 至 20 项',
      'consults',
    ],
    [
      'both ways to ask',
      {
        kind: 'third_party',
        given: { received: '2026-05-20', consults: [consult], consult_sent: '2026-05-21' },
      },
      '“consult_sent”',
      'consult_sent',
    ],
    [
      'consult without delivery',
      {
        kind: 'third_party',
        given: { received: '2026-05-20', consults: [{ sent: '2026-05-21', opinion_received: null }] },
      },
      '第 1 次征求意见缺少“第三方收到之日”',
      'consults',
    ],
    [
      'consult without a word on the opinion',
      {
        kind: 'third_party',
        given: {
          received: '2026-05-20',
          consults: [{ sent: '2026-05-21', third_party_received: '2026-05-22' }],
        },
      },
      '没有答复的写 null',
      'consults',
    ],
    [
      'returned and received',
      {
        kind: 'third_party',
        given: { received: '2026-05-20', consults: [{ ...consult, returned: '2026-05-25' }] },
      },
      '已经退件',
      'consults',
    ],
    [
      'a return years later',
      {
        kind: 'third_party',
        given: { received: '2026-05-20', consults: [{ sent: '2026-05-21', returned: '2099-05-25' }] },
      },
      '相隔超过',
      'returned',
    ],
    [
      'opinion left out',
      {
        kind: 'third_party',
        given: { received: '2026-05-20', consult_sent: '2026-05-21', third_party_received: '2026-05-22' },
      },
      '缺少“收到第三方意见之日”',
      'opinion_received',
    ],
    [
      'paid although unpaid',
      {
        kind: 'fee_unpaid',
        given: {
          received: '2026-05-20',
          fee_notice_sent: '2026-05-21',
          fee_notice_received: '2026-05-22',
          paid: '2026-05-23',
        },
      },
      'fee_paid_restart',
      'paid',
    ],
    [
      'paid left out',
      {
        kind: 'fee_unpaid',
        given: { received: '2026-05-20', fee_notice_sent: '2026-05-21', fee_notice_received: '2026-05-22' },
      },
      '缺少“完成缴费之日”',
      'paid',
    ],
    ['no numbers', { kind: 'fee_by_item', given: { counts: [] } }, '整数的清单', 'counts'],
    ['a negative number', { kind: 'fee_by_page', given: { pages: [-1] } }, '整数的清单', 'pages'],
    [
      'neither posted nor signed',
      { kind: 'delivery_on_time', given: { received: '2026-05-20', posted: null, applicant_signed: null } },
      '至少要有一个',
      'posted',
    ],
    [
      'unknown procedure',
      { kind: 'review_answer', given: { received: '2026-05-20', procedure: '快速' } },
      '应为：普通、简易',
      'procedure',
    ],
    [
      'unknown rule',
      { kind: 'reprint', given: { published_at: '2026-05-20T09:00:00+08:00', rule: '48h' } },
      '应为：24h、1wd',
      'rule',
    ],
    [
      'no instant',
      { kind: 'reprint', given: { published_at: '2026-05-20', rule: '24h' } },
      '这样的时间',
      'published_at',
    ],
    [
      'hour 24',
      { kind: 'reprint', given: { published_at: '2026-05-20T24:00:00+08:00', rule: '24h' } },
      '这样的时间',
      'published_at',
    ],
  ])('%s', (_what, question, says, field) => {
    const answer = answerDeadline(
      typeof question === 'object' && question !== null ? { id: 7, ...question } : question,
      context,
    );
    expect(answer).toEqual({
      id: typeof question === 'object' && question !== null ? 7 : null,
      error: expect.stringContaining(says),
      ...(field === undefined ? {} : { field }),
    });
    expect((answer as { error: string }).error).toMatch(/\p{Script=Han}.*。$/u);
  });
});
