import { addDays, type Day } from '../../../../law/day.ts';
import { MATTERS } from '../../matters/index.ts';
import { SAFEGUARDS } from '../frames.ts';
import {
  bodyOf,
  bracketed,
  drafterOf,
  filled,
  letter,
  type Paper,
  scopeOf,
  sections,
  tableLines,
} from '../paper.ts';
import { turned } from '../random.ts';
import { occurrence, workdayBefore } from '../workdays.ts';

const FIELDS: readonly (readonly [string, readonly string[]])[] = [
  ['住房、城建和城市管理', ['old-estates', 'public-rental', 'waste', 'parking', 'bus']],
  ['教育、卫生和文化体育', ['kindergarten', 'family-doctor', 'medical-insurance', 'culture', 'fitness']],
  ['就业和社会保障', ['employment', 'wages', 'elder-care', 'assistance']],
  ['农业农村和水利', ['farmland', 'grain', 'rural-water', 'flood', 'forest-fire', 'farm-roads']],
  ['产业、投资和营商环境', ['business', 'projects', 'sme', 'science', 'consumption']],
  ['安全和生态环境', ['work-safety', 'slopes', 'air', 'food-safety', 'traffic-safety']],
  ['法治政府和数字政府', ['legal-aid', 'openness', 'digital']],
];

/** The report on the plan of economy and society: what was done and what is to come, field by field. */
export function developmentReport(today: Day, k: number): Paper {
  const on = occurrence(today, 1, 20, k);
  const by = bodyOf('mcsfgw');
  const s = scopeOf(`development-${k}`, on, by);
  const year = Number(on.slice(0, 4));
  const matters = new Map(MATTERS.map((m) => [m.key, m]));
  const done = FIELDS.map(
    ([field, keys]) =>
      `${field}。${filled(
        keys.flatMap((key) => turned(matters.get(key)!.results, k + 1, 4)),
        s,
      ).join('')}`,
  );
  const problems = filled(
    FIELDS.flatMap(([, keys], i) => turned(matters.get(keys[i % keys.length]!)!.problems, k, 1)),
    s,
  );
  const tasks = FIELDS.flatMap(([field, keys]): [string, string[]][] => [
    [
      `${field}方面的任务`,
      keys.flatMap((key, i) => {
        const m = matters.get(key)!;
        return [
          `（${'一二三四五六七八'[i]}）${m.name}`,
          ...filled(
            [
              m.goals.join(''),
              ...m.tasks.map(([head, ...lines]) => `${head}。${turned(lines, k + 1, 2).join('')}`),
            ],
            s,
          ),
        ];
      }),
    ],
  ]);
  const figures = filled(
    [
      '地区生产总值（亿元）|{1180~1260}|{5.6~6.4}',
      '第一产业增加值（亿元）|{162~178}|{3.4~4.2}',
      '第二产业增加值（亿元）|{430~468}|{6.2~7.6}',
      '第三产业增加值（亿元）|{588~614}|{5.4~6.2}',
      '固定资产投资（亿元）|{620~710}|{4.2~7.8}',
      '社会消费品零售总额（亿元）|{520~560}|{5.1~6.9}',
      '城镇居民人均可支配收入（元）|{41200~43600}|{4.6~5.8}',
      '农村居民人均可支配收入（元）|{22100~23900}|{6.4~7.6}',
      '居民消费价格涨幅（%）|{0.2~1.1}|—',
      '城镇调查失业率（%）|{4.9~5.4}|—',
    ].map((row) => row.replaceAll('|', '\u0004')),
    s,
  ).map((row) => row.split('\u0004'));
  return {
    key: `development-${k}`,
    organisation: by.code,
    drafter: drafterOf(by.code),
    title: `明川市${year - 1}年国民经济和社会发展计划执行情况与${year}年计划草案的报告`,
    theme: '国民经济管理、国有资产监管',
    genre: '报告',
    on,
    attribute: 'proactive',
    ground: 'article-20-3',
    tags: ['规划', '重大项目', '统计'],
    columns: ['policy/plan'],
    summary: `报告${year - 1}年计划执行情况和存在的问题，提出${year}年各领域主要目标和任务。`,
    reach: 'published',
    attachments: [
      { name: `${year - 1}年主要指标完成情况.xlsx`, lines: [['指标', '完成数', '增长（%）'], ...figures] },
    ],
    body: letter({
      text: [
        `现将${year - 1}年国民经济和社会发展计划执行情况与${year}年计划草案公开如下。`,
        ...sections([
          [
            `${year - 1}年计划执行情况`,
            [
              '主要指标完成情况如下，统计数据为初步核算数。',
              ...tableLines([['指标', '完成数', '增长（%）'], ...figures]),
              ...bracketed(done),
            ],
          ],
          [
            '存在的困难和问题',
            [
              '在看到成绩的同时，我们清醒认识到，经济回升的基础还不稳固，一些群众关心的问题没有解决好。',
              ...bracketed(problems),
            ],
          ],
          ...tasks,
          [
            '保障措施',
            bracketed(
              filled(
                [
                  '年度任务分解到单位、到季度，{short}每季度通报进度。',
                  '项目资金来源不落实的不安排开工，防止形成新的拖欠。',
                  '统计数据实事求是，不下达虚高指标，不以数字代替群众感受。',
                  '计划执行中确需调整的，依法报请批准并向社会说明原因。',
                ],
                s,
              ),
            ),
          ],
        ]),
      ],
      attachments: [`${year - 1}年主要指标完成情况.xlsx`],
      by,
    }),
  };
}

const PLANS = [
  ['城市品质提升', 0, 880],
  ['基本公共服务补短板', 1, 700],
  ['乡村建设和防灾减灾', 3, 540],
] as const;

/** A plan of three years for a whole field, sent out by the office of the government. */
export function fieldPlan(today: Day, i: number): Paper {
  const [name, field, ago] = PLANS[i]!;
  const on = workdayBefore(addDays(today, -ago));
  const by = bodyOf('mcszfb');
  const s = scopeOf(`field-${i}`, on, by);
  const year = Number(on.slice(0, 4));
  const title = `明川市${name}三年行动计划（${year}—${year + 2}年）`;
  const matters = FIELDS[field]![1].map((key) => MATTERS.find((m) => m.key === key)!);
  const to = '各县（区）人民政府，市政府各部门、各直属机构';
  return {
    key: `field-${i}`,
    organisation: by.code,
    drafter: drafterOf(by.code),
    title: `${by.name}关于印发《${title}》的通知`,
    series: '发',
    addressees: to,
    theme: matters[0]!.theme,
    genre: '规划',
    on,
    attribute: 'proactive',
    ground: 'article-20-3',
    tags: [...new Set(matters.flatMap((m) => m.tags.slice(0, 1)))].slice(0, 5),
    columns: ['policy/plan', 'livelihood'],
    summary: `提出${year}年至${year + 2}年${name}的目标、${matters.length}个方面的任务和保障措施。`,
    reach: 'published',
    body: letter({
      to,
      text: [`《${title}》已经市政府同意，现印发给你们，请认真组织实施。`],
      by,
      behind: [
        title,
        `为加快${name}，回应群众期盼，结合本市实际，制定本行动计划。实施期为${year}年至${year + 2}年。`,
        ...sections([
          [
            '现状和问题',
            filled(
              matters.map(
                (m, n) =>
                  `${m.name}方面。${turned(m.results, n, 2).join('')}但是，${turned(m.problems, n + 1, 1)[0]}`,
              ),
              s,
            ),
          ],
          [
            '总体目标',
            [
              `到${year + 2}年底，基本完成本计划确定的任务，群众满意度逐年提高。分领域年度目标如下，后两年根据完成情况动态调整。`,
              ...bracketed(
                filled(
                  matters.map((m) => `${m.name}。${m.goals.join('')}`),
                  s,
                ),
              ),
            ],
          ],
          ...matters.map((m, n): [string, string[]] => [
            `推进${m.name}`,
            bracketed(
              filled(
                m.tasks.map(
                  ([head, ...lines]) =>
                    `${head}。${turned(lines, n + i, 2).join('')}（责任单位：${[bodyOf(m.organisation).shortName, ...m.partners.slice(0, 2)].join('、')}）`,
                ),
                s,
              ),
            ),
          ]),
          [
            '组织保障',
            bracketed(
              filled(
                s.choice
                  .some(SAFEGUARDS, 6)
                  .map(([head, line]) => `${head}${line.replace('{partners}', '有关部门')}`),
                s,
              ),
            ),
          ],
        ]),
      ],
    }),
  };
}
