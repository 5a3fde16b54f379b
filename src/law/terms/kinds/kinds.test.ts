import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stateCouncilCalendar } from '../calendar.ts';
import { type Rules, STATUTORY, statutoryRules } from '../rules.ts';
import { answerDeadline, KINDS } from './index.ts';

const calendar = stateCouncilCalendar();
const context = (instead: Partial<Rules> = {}) => ({
  calendars: (name: string | undefined) => (name === undefined ? calendar : undefined),
  rules: statutoryRules(instead),
});
const ask = (kind: string, given: unknown, instead: Partial<Rules> = {}) =>
  answerDeadline({ id: 'x', kind, given }, context(instead)) as unknown as Record<string, unknown>;

interface Vector {
  id: string;
  title: string;
  kind: string;
  given: unknown;
  expected: Record<string, unknown>;
}
const VECTORS = new URL('../../../../../shared/rules/deadline-vectors.json', import.meta.url);
const vectors = fs.existsSync(VECTORS)
  ? (JSON.parse(fs.readFileSync(VECTORS, 'utf8')) as { vectors: Vector[] }).vectors
  : [];

describe('[R-PLT-01] the vectors of the rules', () => {
  test.skipIf(vectors.length === 0)('are there, thirty of them (skipped where they are not at hand)', () =>
    expect(vectors).toHaveLength(30),
  );
  for (const v of vectors)
    test(`${v.id} ${v.title}`, () => expect(ask(v.kind, v.given)).toMatchObject(v.expected));
});

/*
 * Counted by hand along the printed calendars of the years; no line is the output of the program. Words, kind with what is
 * given, answer; by the files of the kinds. Values are texts, or JSON where they are none.
 */
const TABLE = String.raw`
# reply.ts
平常信函：联系不上，自恢复联络之日起算，跨清明
  reply_20wd channel=平常信函 arrived=2026-03-20 contact_restored=2026-03-27
  → received_date=2026-03-27 first_counted_day=2026-03-30 reply_due=2026-04-27
平常信函：当日确认
  reply_20wd channel=平常信函 arrived=2026-03-20 confirmed=2026-03-20
  → received_date=2026-03-20 first_counted_day=2026-03-23 reply_due=2026-04-20
互联网：周六提交，周一确认，最坏情形自提交起算
  reply_20wd channel=互联网 submitted=2026-03-14 confirmed=2026-03-17
  → received_date=2026-03-17 reply_due=2026-04-15 worst_case_reply_due=2026-04-13
传真：确认之日为收到之日
  reply_20wd channel=传真 arrived=2026-03-16 confirmed=2026-03-18
  → received_date=2026-03-18 reply_due=2026-04-16
邮寄：全角括号也认
  reply_20wd channel=邮寄（需签收） signed=2026-03-18
  → reply_due=2026-04-16
窗口
  reply_20wd channel=窗口 received=2026-03-18
  → reply_due=2026-04-16
口头
  reply_20wd channel=口头 received=2026-03-18
  → reply_due=2026-04-16
跨年：答复期限确定，延期后的最迟日期要等下一年的安排
  reply_20wd channel=当面 received=2026-11-20
  → reply_due=2026-12-18 latest_possible_due_if_extended_20wd=null provisional=false
# steps.ts
补正告知：七个工作日，跨清明；不需补正的照常答复
  correction_notice_7wd received=2026-03-27
  → correction_notice_due=2026-04-08 reply_due_if_no_correction_needed=2026-04-27
补正告知迟了一天，原答复期限不变
  correction_restart received=2025-06-16 correction_notice_sent=2025-06-26 corrected_received=2025-07-01
  → correction_notice_in_time=false reply_due=2025-07-14 reply_due_if_restart_accepted=2025-07-29
逾期不补正：送达次日起 10 个工作日，届满次日（周六）起
  correction_overdue received=2025-03-10 correction_notice_served=2025-03-14 agency_correction_period_wd=10
  → correction_deadline=2025-03-28 deemed_abandoned_from=2025-03-29 annual_report_row=三(六)1
补正告知在第 7 个工作日发出，按期
  correction_notice_late received=2025-06-16 correction_notice_sent=2025-06-25
  → working_days_used_at_notice=7 correction_notice_in_time=true violation=false
延期在期内批准，次日才寄出：无效
  extension received=2025-11-03 extension_wd=20 extension_approved=2025-12-01 extension_notified=2025-12-02
  → original_due=2025-12-01 extension_valid=false reply_due=2025-12-01
延期在最后一日批准并寄出：有效
  extension received=2025-11-03 extension_wd=1 extension_approved=2025-12-01 extension_notified=2025-12-01
  → extension_valid=true reply_due=2025-12-02
延期没有告知：无效
  extension received=2025-11-03 extension_wd=5 extension_approved=2025-11-28 extension_notified=null
  → extension_valid=false reply_due=2025-12-01
收费通知迟了
  fee_unpaid received=2025-06-12 fee_notice_sent=2025-07-11 fee_notice_received=2025-07-14 paid=null
  → fee_notice_in_time=false fee_due=2025-08-11 deemed_abandoned_from=2025-08-12
按期缴费，自缴费次日重新计算
  fee_paid_restart received=2025-06-12 fee_notice_received=2025-07-01 paid=2025-07-29
  → fee_due=2025-07-29 paid_in_time=true reply_due=2025-08-26
迟一天缴费：没有答复期限，除非恢复
  fee_paid_restart received=2025-06-12 fee_notice_received=2025-07-01 paid=2025-07-30
  → paid_in_time=false reply_due=null deemed_abandoned_from=2025-07-30 reply_due_if_restored=2025-08-27
# consult.ts
第三方没有答复：不计入的时间到 15 个工作日届满
  third_party received=2025-06-03 consult_sent=2025-06-10 third_party_received=2025-06-12 opinion_received=null
  → third_party_due=2025-07-03 opinion_in_time=false agency_decides_by_itself=true wd_used_before_pause=5
    wd_not_counted=17 reply_due=2025-07-24
第三方迟到的答复不延长不计入的时间
  third_party received=2025-06-03 consult_sent=2025-06-10 third_party_received=2025-06-12
    opinion_received=2025-07-10
  → opinion_in_time=false agency_decides_by_itself=true wd_not_counted=17 reply_due=2025-07-24
两个第三方，重叠的时间只算一次
  third_party received=2025-06-03
    consults=[{"sent":"2025-06-10","third_party_received":"2025-06-12","opinion_received":"2025-06-20"},{"sent":"2025-06-16","third_party_received":"2025-06-17","opinion_received":"2025-06-24"}]
  → third_party_dues=["2025-07-03","2025-07-08"] opinion_in_time=true opinions_in_time=[true,true]
    wd_used_before_pause=5 wd_not_counted=10 reply_due=2025-07-15
退件之日不计入终止，重寄是第二段
  third_party received=2025-06-03
    consults=[{"sent":"2025-06-10","returned":"2025-06-13"},{"sent":"2025-06-17","third_party_received":"2025-06-18","opinion_received":"2025-06-20"}]
  → third_party_dues=[null,"2025-07-09"] wd_not_counted=6 reply_due=2025-07-09
答复期限过后才征求意见，什么也不扣除
  third_party received=2025-06-03 consult_sent=2025-07-02 third_party_received=2025-07-03
    opinion_received=2025-07-08
  → wd_not_counted=0 reply_due=2025-07-01 due_without_pause=2025-07-01
共同制作机关按期答复，没有视为同意
  joint_agency received=2025-06-03 consult_sent=2025-06-10 other_agency_received=2025-06-12
    opinion_received=2025-06-20
  → other_agency_due=2025-07-03 deemed=null wd_not_counted=8 reply_due=2025-07-11
征求第三方意见又延期：先扣除，再加 20
  third_party_plus_extension received=2025-06-03 consult_sent=2025-06-10 third_party_received=2025-06-12
    opinion_received=2025-06-20 extension_wd=20 extension_approved=2025-07-10 extension_notified=2025-07-11
  → due_after_pause=2025-07-11 extension_valid=true reply_due=2025-08-08
征求第三方意见又延期：过了扣除后的原截止日
  third_party_plus_extension received=2025-06-03
    consults=[{"sent":"2025-06-10","third_party_received":"2025-06-12","opinion_received":"2025-06-20"}]
    extension_wd=20 extension_approved=2025-07-14 extension_notified=2025-07-14
  → due_after_pause=2025-07-11 extension_valid=false reply_due=2025-07-11
# fees.ts
按件：边界
  fee_by_item counts=[0,1,10,60,61,70,71]
  → total_yuan={"0":0,"1":0,"10":0,"60":11000,"61":11500,"70":16000,"71":16600}
按量：边界
  fee_by_page pages=[0,1,99,1000]
  → total_yuan={"0":0,"1":0,"99":690,"1000":34700}
# publication.ts
合法性审查：不少于七个工作日，跨清明
  legality_review_7wd submitted=2026-03-27
  → earliest_finish=2026-04-08
公开征求意见：不少于三十日，按自然日
  consultation_30d published=2026-03-01
  → earliest_close=2026-03-31 min_days=30
撤回处罚公开，跨周末
  penalty_withdraw_3wd revoked=2026-05-21
  → withdraw_due=2026-05-26
采购合同公告，跨国庆
  procurement_2wd signed=2026-09-30
  → publish_due=2026-10-09
预算：末日在春节假期，从严提前
  budget_20d approved=2026-01-28
  → statutory_end=2026-02-17 falls_on_workday=false system_due=2026-02-14
听证材料
  hearing_material_7d hearing=2026-05-12
  → material_deadline=2026-05-05 system_due=2026-04-30
年度报告：1月31日是周六
  annual_report report_year=2025
  → dept_due=2026-01-31 dept_due_is_workday=false gov_due=2026-03-31 gov_due_is_workday=true
    system_due=2026-01-30
年度报告：下一年的放假安排没有公布，暂定
  annual_report report_year=2026
  → dept_due=2027-01-31 dept_due_is_workday=false system_due=2027-01-29 provisional=true
# remedies.ts
热线：周五收到，跨清明
  hotline received=2026-04-03
  → consult_due=2026-04-09 help_due=2026-04-15 complaint_due=2026-04-27
复议 60 日：末日在国庆假期，顺延
  review_60d served=2026-08-05
  → raw_end=2026-10-04 review_due=2026-10-08 must_review_first=true
复议 60 日：末日是工作日
  review_60d served=2026-03-10
  → raw_end=2026-05-09 review_due=2026-05-09
复议答复：普通程序
  review_answer received=2026-04-28 procedure=普通
  → answer_due=2026-05-14
复议答复：简易程序
  review_answer received=2026-04-28 procedure=简易
  → answer_due=2026-05-08
诉讼答辩 15 日：末日是调休上班的周六，不顺延
  litigation_answer received=2026-04-24
  → raw_end=2026-05-09 answer_due=2026-05-09
诉讼答辩 15 日：末日是周日，顺延
  litigation_answer received=2026-04-25
  → raw_end=2026-05-10 answer_due=2026-05-11
信访 15 日：末日是工作日
  petition_15d received=2026-05-04
  → raw_end=2026-05-19 system_due=2026-05-19
直接送达按签收之日，迟了一天
  delivery_on_time received=2025-08-18 posted=null applicant_signed=2025-09-16
  → reply_due=2025-09-15 reply_date_counted=2025-09-16 on_time=false
交邮次日（迟了）
  delivery_on_time received=2025-08-18 posted=2025-09-16 applicant_signed=null
  → reply_date_counted=2025-09-16 on_time=false
转载 24 小时在节假日照走
  reprint published_at=2026-09-30T17:30:00+08:00 rule=24h
  → due=2026-10-01T17:30:00+08:00
转载 24 小时：世界时写法，答案同样写法
  reprint published_at=2026-12-31T20:00:00Z rule=24h
  → due=2027-01-01T20:00:00Z
转载 24 小时：不写时区是北京时间
  reprint published_at="2026-05-20\u002009:12" rule=24h
  → due="2026-05-21\u002009:12"
转载 1 个工作日：世界时的傍晚在北京已是次日
  reprint published_at=2026-09-29T16:30:00Z rule=1wd
  → due=2026-10-08
# general.ts
工作日
  working_days start=2026-09-30 count=1
  → due=2026-10-08
自然日顺延
  calendar_days start=2026-09-28 count=5 roll=顺延
  → raw_end=2026-10-03 due=2026-10-08
自然日提前
  calendar_days start=2026-09-28 count=5 roll=提前
  → due=2026-09-30
小时
  clock_hours start_at=2026-02-28T23:00:00+08:00 hours=5
  → due=2026-03-01T04:00:00+08:00
两日之间的工作日
  working_days_between start=2026-05-08 end=2026-05-12
  → working_days=3 days=["2026-05-08","2026-05-09","2026-05-11","2026-05-12"]
季末是周末以外
  period_end day=2026-08-11 period=季
  → raw_end=2026-09-30 system_due=2026-09-30
月末是周日
  period_end day=2026-05-11 period=月
  → raw_end=2026-05-31 system_due=2026-05-29
整周放假时，周末提前到上一周
  period_end day=2026-02-18 period=周
  → raw_end=2026-02-22 system_due=2026-02-14
`;

type Facts = Record<string, unknown>;

function facts(text: string): Facts {
  const json = /^(?:["[{]|-?\d+$|(?:true|false|null)$)/;
  return Object.fromEntries(
    [...text.matchAll(/(\S+?)=(\S+)/g)].map(([, name = '', value = '']) => [
      name,
      json.test(value) ? JSON.parse(value) : value,
    ]),
  );
}

const CASES = TABLE.replace(/\n {4}/g, ' ')
  .replace(/^# .*\n/gm, '')
  .trim()
  .split(/\n(?! )/)
  .map((lines): [what: string, kind: string, given: Facts, expected: Facts] => {
    const [what = '', question = '', answer = ''] = lines.split('\n').map((line) => line.trim());
    const [kind = ''] = question.split(' ', 1);
    return [what, kind, facts(question), facts(answer)];
  });

describe('[R-PLT-01] cases of our own', () => {
  test.each(CASES)('%s', (_what, kind, given, expected) => {
    const answer = ask(kind, given);
    expect(answer).toMatchObject(expected);
    expect(answer.id).toBe('x');
    expect(answer.explanation).toMatchObject({ calendar: calendar.version, title: expect.any(String) });
  });

  test('every kind is tried, by a vector or here', () => {
    const tried = new Set([...CASES.map(([, kind]) => kind), ...vectors.map((v) => v.kind)]);
    // A line that is misread would lose what it expects.
    expect(CASES).toHaveLength(58);
    expect(
      CASES.filter(([, , given, expected]) => !(Object.keys(given).length * Object.keys(expected).length)),
    ).toEqual([]);
    const missing = KINDS.map((k) => k.kind).filter((k) => !tried.has(k));
    if (vectors.length > 0) expect(missing).toEqual([]);
    expect(KINDS.map((k) => k.kind)).toHaveLength(new Set(KINDS.map((k) => k.kind)).size);
  });

  test('every term tells its days, from day 0 to the due day, and sentences', () => {
    for (const [, kind, given] of CASES) {
      const { terms } = ask(kind, given).explanation as {
        terms: { field: string; due: string; sentences: string[]; days: { day: string }[] }[];
      };
      for (const t of terms) {
        expect(t.days.map((d) => d.day)).toContain(t.due);
        expect(t.sentences.length).toBeGreaterThan(0);
        for (const s of t.sentences) expect(s).toMatch(/。$/);
      }
    }
  });

  test('another number of law gives another date', () => {
    expect(ask('reply_20wd', { channel: '当面', received: '2026-05-08' }, { reply: 1 }).reply_due).toBe(
      '2026-05-09',
    );
    expect(ask('fee_by_item', { counts: [11] }, { 'fee-item-yuan': 50 }).total_yuan).toEqual({ '11': 50 });
    for (const n of Object.values(STATUTORY)) expect(n.value >= n.min && n.value <= n.max).toBe(true);
  });
});
