import { addDays, type Day } from '../../../../law/day.ts';
import { bodyOf, drafterOf, filled, letter, type Paper, scopeOf, sections } from '../paper.ts';
import type { Tag } from '../tags.ts';
import { workdayBefore } from '../workdays.ts';

interface Interpretation {
  /** Key of the hand-written paper. */
  of: string;
  code: string;
  name: string;
  daysAgo: number;
  theme: string;
  tags: Tag[];
  questions: readonly (readonly [string, string])[];
}

/** Questions and answers about papers that were written by hand. */
const INTERPRETATIONS: readonly Interpretation[] = [
  {
    of: 'grassroots-health-measures',
    code: 'mcswjw',
    name: '明川市优化基层医疗卫生服务若干措施',
    daysAgo: 54,
    theme: '卫生、体育',
    tags: ['基层医疗', '药品'],
    questions: [
      [
        '为什么要出台这些措施？',
        '以前执行的药品配备办法是五年前制定的，处方用量最长8周，偏远村庄取药要跑一二十里路。新措施把“少跑路、取得到药、看得上病”作为三件事来解决，原办法同时废止。',
      ],
      [
        '哪些人可以一次开12周的药？',
        '高血压、糖尿病等病情稳定的慢性病患者。第一次开长期处方要由有经验的医师当面评估，以后复诊可以由家庭医生续开。病情有变化的，医师可以缩短用量，并向患者说明原因。',
      ],
      [
        '药怎么取？要不要配送费？',
        '在乡镇卫生院开具处方后，可以选择在本村卫生室取药，药品两个工作日内送到，不收配送费。行动不便的失能老年人、重度残疾人由家庭医生团队每月至少上门一次。',
      ],
      [
        '夜间门诊在哪里看？',
        '乡镇卫生院和社区卫生服务中心每周至少开设两天夜间门诊，开放到20时。具体是哪两天，由各机构在门诊大厅和村（社区）公告栏公布。',
      ],
      [
        '遇到拒绝开药、收取费用的情况怎么办？',
        '可以先向所在机构反映，也可以向县级卫生健康部门投诉，收到投诉之日起7个工作日内答复。经查实的，责令改正并追究责任。',
      ],
    ],
  },
  {
    of: 'school-admission',
    code: 'mcsjyj',
    name: '明川市教育局关于规范义务教育阶段学校招生入学工作的实施意见',
    daysAgo: 183,
    theme: '科技、教育',
    tags: ['义务教育'],
    questions: [
      [
        '9月1日以后出生的孩子能不能当年入学？',
        '不能。当年8月31日前年满6周岁的儿童才可以登记入学，所有学校执行同一条件，不得提前或者放宽。',
      ],
      [
        '租房居住的家庭怎样登记？',
        '凭租赁备案信息在居住地登记，由居住地教育局按照学位情况统筹安排。进城务工人员随迁子女凭居住证登记，与本地学生同等对待，不收取任何与入学挂钩的费用。',
      ],
      [
        '报名人数超过计划的民办学校怎么录取？',
        '由审批地教育局组织电脑随机录取，全程邀请家长代表监督，当场公布结果，学校不得组织笔试、面试。',
      ],
      [
        '错过登记时间还能补报吗？',
        '可以。7月20日前安排一次补录，由居住地教育局在有空余学位的学校中统筹安排。因暴雨红色预警等原因顺延的，学校会提前告知。',
      ],
    ],
  },
  {
    of: 'rent-withdrawal-limit',
    code: 'mcszjj',
    name: '明川市住房和城乡建设局关于调整住房公积金租房提取额度的通知',
    daysAgo: 7,
    theme: '城乡建设、环境保护',
    tags: ['住房公积金', '保障性住房'],
    questions: [
      [
        '额度提高了多少？',
        '无房职工每人每月由1200元提高到1800元，夫妻双方都缴存的可以分别提取；生育二孩及以上的家庭每人每月2500元，至最小子女年满18周岁当月止。',
      ],
      [
        '已经办理按月提取的要不要重新申请？',
        '不需要。自施行之日起，由市住房公积金管理中心按照新额度转入。施行前已经提取的月份不补差额。',
      ],
      [
        '租住公共租赁住房的怎么提取？',
        '按照实际租金提取，不受上述额度限制，办理时提供租赁合同和租金缴纳凭证。',
      ],
      [
        '会不会影响以后贷款买房？',
        '租房提取不影响贷款资格；贷款额度与账户余额挂钩的部分按照申请贷款时的余额计算。中心会在每次提取前显示提取后的余额，由职工自己决定。',
      ],
    ],
  },
];

/** The interpretations of hand-written papers, some days after them. */
export function interpretations(today: Day): Paper[] {
  return INTERPRETATIONS.map((it) => {
    const by = bodyOf(it.code);
    const key = `interpretation-of-${it.of}`;
    const on = workdayBefore(addDays(today, -it.daysAgo));
    const s = scopeOf(key, on, by);
    return {
      key,
      organisation: by.code,
      drafter: drafterOf(by.code),
      title: `《${it.name}》政策解读`,
      theme: it.theme,
      genre: '其他',
      on,
      attribute: 'proactive',
      ground: 'article-20-1',
      tags: it.tags,
      columns: ['policy/other', 'livelihood'],
      summary: `用问答方式解读《${it.name}》的${it.questions.length}个主要问题。`,
      relations: [{ kind: 'interprets', key: it.of }],
      reach: 'published',
      body: letter({
        text: [
          `{cite:${it.of}}公布后，群众提出了一些问题。现集中解读如下。`,
          ...sections(it.questions.map(([question, answer]) => [question, [answer]])),
          ...filled(['解读单位：{organ}办公室。咨询电话：{tel}。'], s),
        ],
        by,
      }),
    };
  });
}
