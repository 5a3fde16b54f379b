/**
 * How far a local value may depart from the number of law. `ceiling`: what an organ owes or may charge at most, it may
 * only do sooner or cheaper; `floor`: what protects the public at least; `fixed`: law itself ends a right or presumes a
 * consent by it, so neither more nor less is anybody's here to give; `open`: no verified text of national law sets it.
 */
export type Bound = 'ceiling' | 'floor' | 'fixed' | 'open';

/** A number of law: how long, how many, how much. */
export interface StatutoryNumber {
  /** Chinese name, as the page of parameters shows it. */
  label: string;
  value: number;
  unit: 'working-day' | 'calendar-day' | 'hour' | 'item' | 'page' | 'yuan' | 'month' | 'day-of-month';
  /** Smallest and largest value that makes sense: what can be counted with, wider than what may be set. */
  min: number;
  max: number;
  bound: Bound;
  /** The article it comes from. */
  source: string;
  /** Compared with the text of the source; false where only known from practice. */
  verified: boolean;
}

function wd(label: string, value: number, source: string, bound: Bound, verified = true): StatutoryNumber {
  return { label, value, unit: 'working-day', min: 1, max: 400, bound, source, verified };
}
function cd(label: string, value: number, source: string, bound: Bound): StatutoryNumber {
  return { label, value, unit: 'calendar-day', min: 1, max: 400, bound, source, verified: true };
}
/** The tariff: an applicant never gets less free of charge, and never pays more, than it says. */
function fee(label: string, value: number, unit: 'item' | 'page' | 'yuan'): StatutoryNumber {
  const bound = unit === 'yuan' ? 'ceiling' : 'floor';
  return { label, value, unit, min: 1, max: 10_000, bound, source: '国办函〔2020〕109号', verified: true };
}

const DECISIONS = '重大行政决策程序暂行条例';
const PUBLICITY = '国办发〔2018〕118号';
const LABOUR = '劳动争议调解仲裁法';
const HOTLINE = '省级规定（各省不同，由使用单位确认）';

/** The numbers that deadlines and the page of statutory channels use, as law states them. */
export const STATUTORY = {
  reply: wd('依申请公开答复期限', 20, '政府信息公开条例第三十三条第二款', 'ceiling'),
  'reply-extension': wd('延长答复期限最长', 20, '政府信息公开条例第三十三条第二款', 'ceiling'),
  'correction-notice': wd('一次性告知补正期限', 7, '政府信息公开条例第三十条', 'ceiling'),
  'third-party-opinion': wd('第三方提出意见期限', 15, '政府信息公开条例第三十二条', 'fixed'),
  'agency-opinion': wd('共同制作机关提出意见期限', 15, '政府信息公开条例第三十四条', 'fixed'),
  'fee-payment': wd('缴纳信息处理费期限', 20, '国办函〔2020〕109号', 'fixed'),
  'fee-item-free': fee('按件计收：每月免费件数', 10, 'item'),
  'fee-item-first-tier': fee('按件计收：第一档截至件数', 30, 'item'),
  'fee-item-tier': fee('按件计收：以后每档件数', 10, 'item'),
  'fee-item-yuan': fee('按件计收：第一档每件金额', 100, 'yuan'),
  'fee-item-step': fee('按件计收：每增一档每件增加金额', 100, 'yuan'),
  'fee-page-free': fee('按量计收：免费页数', 30, 'page'),
  'fee-page-first-tier': fee('按量计收：第一档截至页数', 100, 'page'),
  'fee-page-second-tier': fee('按量计收：第二档截至页数', 200, 'page'),
  'fee-page-first-yuan': fee('按量计收：第一档每页金额', 10, 'yuan'),
  'fee-page-second-yuan': fee('按量计收：第二档每页金额', 20, 'yuan'),
  'fee-page-third-yuan': fee('按量计收：第三档每页金额', 40, 'yuan'),
  'proactive-publication': wd('主动公开期限', 20, '政府信息公开条例第二十六条', 'ceiling'),
  'double-publicity': wd('行政许可、行政处罚决定公开期限', 7, PUBLICITY, 'ceiling'),
  'enforcement-publicity': wd('其他行政执法决定公开期限', 20, PUBLICITY, 'ceiling'),
  'penalty-withdrawal': wd('行政处罚决定撤回公开期限', 3, '行政处罚法第四十八条、第八十五条', 'ceiling'),
  'procurement-contract': wd('政府采购合同公告期限', 2, '政府采购法实施条例第五十条', 'ceiling'),
  'budget-publication': cd('预算、决算公开期限', 20, '预算法第十四条', 'ceiling'),
  'consultation-least': cd('公开征求意见不少于', 30, `${DECISIONS}第十五条`, 'floor'),
  'legality-review-least': wd('合法性审查不少于', 7, `${DECISIONS}第二十六条`, 'floor'),
  'hearing-material': cd('听证会材料会前送达', 7, `${DECISIONS}第十六条第三款`, 'floor'),
  'annual-report-department-month': monthOrDay('部门年度报告公布：月', 1, 'month'),
  'annual-report-department-day': monthOrDay('部门年度报告公布：日', 31, 'day-of-month'),
  'annual-report-government-month': monthOrDay('政府年度报告公布：月', 3, 'month'),
  'annual-report-government-day': monthOrDay('政府年度报告公布：日', 31, 'day-of-month'),
  reconsideration: cd('申请行政复议期限', 60, '行政复议法第二十条', 'fixed'),
  'reconsideration-decision': cd('行政复议审理期限（普通程序）', 60, '行政复议法第六十二条', 'ceiling'),
  'reconsideration-decision-extension': cd('行政复议审理延长最长', 30, '行政复议法第六十二条', 'ceiling'),
  'litigation-after-reconsideration': cd('复议后提起行政诉讼期限', 15, '行政诉讼法第四十五条', 'fixed'),
  'litigation-months': {
    label: '直接提起行政诉讼期限（月）',
    value: 6,
    unit: 'month',
    min: 1,
    max: 24,
    bound: 'fixed',
    source: '行政诉讼法第四十六条',
    verified: true,
  },
  'petition-notice': cd('信访事项书面告知期限', 15, '信访工作条例第二十三条', 'ceiling'),
  'petition-finish': cd('信访事项办结期限', 60, '信访工作条例第三十四条', 'ceiling'),
  'petition-finish-extension': cd('信访事项延长办理最长', 30, '信访工作条例第三十四条', 'ceiling'),
  'petition-review': cd('申请信访复查、复核期限', 30, '信访工作条例第三十五条、第三十六条', 'fixed'),
  'labour-arbitration-months': {
    label: '劳动争议申请仲裁时效（月）',
    value: 12,
    unit: 'month',
    min: 1,
    max: 24,
    bound: 'fixed',
    source: `${LABOUR}第二十七条`,
    verified: true,
  },
  'labour-award': cd('劳动争议仲裁裁决期限', 45, `${LABOUR}第四十三条`, 'ceiling'),
  'labour-award-extension': cd('劳动争议仲裁裁决延长最长', 15, `${LABOUR}第四十三条`, 'ceiling'),
  'labour-litigation': cd('对劳动争议裁决提起诉讼期限', 15, `${LABOUR}第四十八条、第五十条`, 'fixed'),
  'hotline-consultation': wd('热线咨询类办理期限', 3, HOTLINE, 'open'),
  'hotline-help': wd('热线求助、建议类办理期限', 7, HOTLINE, 'open'),
  'hotline-complaint': wd('热线投诉举报类办理期限', 15, HOTLINE, 'open'),
  'reconsideration-answer': wd(
    '行政复议答复期限（普通程序）',
    10,
    '行政复议法第四十八条、第八十八条',
    'ceiling',
  ),
  'reconsideration-answer-simple': wd(
    '行政复议答复期限（简易程序）',
    5,
    '行政复议法第五十四条、第八十八条',
    'ceiling',
  ),
  'litigation-answer': cd('行政诉讼答辩和举证期限', 15, '行政诉讼法第六十七条', 'ceiling'),
  'reprint-hours': {
    label: '转载上级重要政策期限（小时）',
    value: 24,
    unit: 'hour',
    min: 1,
    max: 240,
    bound: 'open',
    source: '国办发〔2017〕47号（通行值，由使用单位确认）',
    verified: false,
  },
  'reprint-working-days': wd('转载期限（工作日）', 1, '平台约定，由使用单位确认', 'open', false),
} as const satisfies Record<string, StatutoryNumber>;

function monthOrDay(label: string, value: number, unit: 'month' | 'day-of-month'): StatutoryNumber {
  const max = unit === 'month' ? 12 : 31;
  const source = '政府信息公开条例第四十九条';
  return { label, value, unit, min: 1, max, bound: 'ceiling', source, verified: true };
}

/** Name of a number of law. */
export type RuleName = keyof typeof STATUTORY;

/** The numbers in force for a computation: those of law, or what a parameter puts in their place. */
export type Rules = Readonly<Record<RuleName, number>>;

/** The numbers as law states them, with some put in their place. */
export function statutoryRules(instead: Partial<Rules> = {}): Rules {
  const values = Object.entries(STATUTORY).map(([name, n]) => [name, n.value]);
  return { ...(Object.fromEntries(values) as Rules), ...instead };
}
