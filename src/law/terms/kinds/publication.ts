import { addDays, chineseDay, civilDay, type Day } from '../../day.ts';
import { endOfMonth } from '../clock.ts';
import { fixedDate } from '../count.ts';
import type { RuleName } from '../rules.ts';
import { dayField, integerField } from './fields.ts';
import { type Kind, type KindGroup, kindOf } from './kind.ts';

/** So many working days after an event, and nothing else. */
function workingDaysAfter(o: {
  kind: string;
  title: string;
  group: KindGroup;
  basis: string;
  field: string;
  label: string;
  startedBy: string;
  rule: RuleName;
  answer: string;
  note?: string;
}): Kind {
  return kindOf({
    kind: o.kind,
    title: o.title,
    group: o.group,
    basis: o.basis,
    fields: { [o.field]: dayField(o.label) },
    compute(g, t) {
      const result = t.working(g[o.field]!, t.rules[o.rule]);
      return {
        answer: { [o.answer]: result.due },
        terms: [{ field: o.answer, result, startedBy: o.startedBy }],
        ...(o.note ? { notes: [o.note] } : {}),
      };
    },
  });
}

const PUBLICITY = '国办发〔2018〕118号';
const DECISION = '《重大行政决策程序暂行条例》';

/** A day of the year that the law names; a month that is too short ends on its last day. */
function yearly(year: number, month: number, dayOfMonth: number): Day {
  return civilDay(year, month, dayOfMonth) ?? endOfMonth(civilDay(year, month, 1)!);
}

/** 主动公开, 公示, 年度报告 and 重大行政决策. */
export const publicationKinds: readonly Kind[] = [
  workingDaysAfter({
    kind: 'proactive_20wd',
    title: '主动公开期限',
    group: 'publication',
    basis: '《政府信息公开条例》第二十六条',
    field: 'formed',
    label: '信息形成或者变更之日',
    startedBy: '信息形成或者变更',
    rule: 'proactive-publication',
    answer: 'publish_due',
    note: '法律、法规对期限另有规定的，从其规定。',
  }),
  workingDaysAfter({
    kind: 'double_publicity_7wd',
    title: '行政许可、行政处罚决定公开期限',
    group: 'publication',
    basis: PUBLICITY,
    field: 'decided',
    label: '作出决定之日',
    startedBy: '作出决定',
    rule: 'double-publicity',
    answer: 'publish_due',
  }),
  workingDaysAfter({
    kind: 'enforcement_20wd',
    title: '其他行政执法决定公开期限',
    group: 'publication',
    basis: PUBLICITY,
    field: 'decided',
    label: '作出决定之日',
    startedBy: '作出决定',
    rule: 'enforcement-publicity',
    answer: 'publish_due',
  }),
  workingDaysAfter({
    kind: 'penalty_withdraw_3wd',
    title: '行政处罚决定撤回公开期限',
    group: 'publication',
    basis: '《行政处罚法》第四十八条第二款、第八十五条',
    field: 'revoked',
    label: '被变更、撤销、确认违法或者无效之日',
    startedBy: '决定被变更、撤销、确认违法或者无效',
    rule: 'penalty-withdrawal',
    answer: 'withdraw_due',
  }),
  workingDaysAfter({
    kind: 'procurement_2wd',
    title: '政府采购合同公告期限',
    group: 'publication',
    basis: '《政府采购法实施条例》第五十条',
    field: 'signed',
    label: '合同签订之日',
    startedBy: '签订合同',
    rule: 'procurement-contract',
    answer: 'publish_due',
  }),
  kindOf({
    kind: 'budget_20d',
    title: '预算、决算公开期限',
    group: 'publication',
    basis: '《预算法》第十四条',
    fields: { approved: dayField('批准（批复）之日') },
    compute(g, t) {
      const result = t.natural(g.approved, t.rules['budget-publication'], 'back');
      const working = result.due === result.rawEnd;
      return {
        answer: {
          statutory_end: result.rawEnd,
          falls_on_workday: working,
          system_due: result.due,
          ...(working ? { publish_due: result.rawEnd } : {}),
        },
        terms: [{ field: 'system_due', result, startedBy: '批准' }],
      };
    },
  }),
  kindOf({
    kind: 'annual_report',
    title: '政府信息公开工作年度报告',
    group: 'publication',
    basis: '《政府信息公开条例》第四十九条',
    fields: {
      report_year: integerField('报告年度', 2007, 2199, '例如 2025 年度的报告在 2026 年公布，填 2025。'),
    },
    compute(g, t) {
      const r = t.rules;
      const on = (month: number, d: number) => fixedDate(t.calendar, yearly(g.report_year + 1, month, d));
      const department = on(r['annual-report-department-month'], r['annual-report-department-day']);
      const government = on(r['annual-report-government-month'], r['annual-report-government-day']);
      return {
        answer: {
          dept_due: department.rawEnd,
          dept_due_is_workday: department.due === department.rawEnd,
          gov_due: government.rawEnd,
          gov_due_is_workday: government.due === government.rawEnd,
          system_due: department.due,
          gov_system_due: government.due,
        },
        terms: [
          { field: 'system_due', result: department, startedBy: '是部门年度报告法定期限的最后一日' },
          { field: 'gov_system_due', result: government, startedBy: '是政府年度报告法定期限的最后一日' },
        ],
      };
    },
  }),
  kindOf({
    kind: 'consultation_30d',
    title: '公开征求意见期限',
    group: 'decision',
    basis: `${DECISION}第十五条`,
    fields: { published: dayField('公布草案之日') },
    compute(g, t) {
      const least = t.rules['consultation-least'];
      const result = t.natural(g.published, least);
      return {
        answer: { earliest_close: result.due, min_days: least },
        terms: [{ field: 'earliest_close', result, startedBy: '公布草案' }],
        notes: [`一般不少于 ${least} 日；因情况紧急等原因缩短的，公布时应当予以说明。`],
      };
    },
  }),
  workingDaysAfter({
    kind: 'legality_review_7wd',
    title: '合法性审查时间',
    group: 'decision',
    basis: `${DECISION}第二十六条`,
    field: 'submitted',
    label: '送请审查之日',
    startedBy: '送请合法性审查',
    rule: 'legality-review-least',
    answer: 'earliest_finish',
    note: '合法性审查时间一般不少于这一期限，这一天是最早的完成日。',
  }),
  kindOf({
    kind: 'hearing_material_7d',
    title: '听证会材料送达期限',
    group: 'decision',
    basis: `${DECISION}第十六条第三款`,
    fields: { hearing: dayField('听证会召开之日') },
    compute(g, t) {
      const count = t.rules['hearing-material'];
      const result = fixedDate(t.calendar, addDays(g.hearing, -count));
      return {
        answer: { material_deadline: result.rawEnd, system_due: result.due },
        terms: [
          {
            field: 'system_due',
            result,
            startedBy: `是听证会召开之日（${chineseDay(g.hearing)}）的前 ${count} 日`,
          },
        ],
        notes: [`材料至迟应当在听证会召开 ${count} 日前送达听证会参加人。`],
      };
    },
  }),
];
