import type { Day } from '../../../../law/day.ts';
import { MATTERS } from '../../matters/index.ts';
import { WIDER_ORGANISATIONS } from '../../wider-organisations.ts';
import { fill } from '../fill.ts';
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
import { occurrence } from '../workdays.ts';

const INCOME = [
  ['增值税', 24.6, '制造业、批发零售业税收保持增长，留抵退税同比减少'],
  ['企业所得税', 9.8, '装备制造、食品加工企业利润回升'],
  ['个人所得税', 3.6, '工资薪金申报人数增加，专项附加扣除标准提高'],
  ['城市维护建设税', 4.1, '随增值税增长'],
  ['契税和土地增值税', 11.2, '商品房销售面积下降，土地出让宗数减少'],
  ['其他税收', 8.7, '房产税、车船税征管加强'],
  ['专项收入', 6.4, '教育费附加等按照规定计提'],
  ['行政事业性收费和罚没收入', 7.3, '落实减免政策，罚没收入下降'],
  ['国有资源（资产）有偿使用收入', 12.9, '处置闲置房产、停车泊位经营权一次性入库'],
] as const;

const SPENDING = [
  ['一般公共服务', 28.4, '压减会议、差旅和公务接待支出，保障基层运转'],
  ['公共安全', 17.6, '支持道路交通隐患治理和视频监控联网'],
  ['教育', 62.8, '落实生均公用经费，改善乡村学校和幼儿园办学条件'],
  ['科学技术', 7.9, '支持企业研发和中试平台'],
  ['文化旅游体育与传媒', 6.2, '保障公共文化场馆免费开放'],
  ['社会保障和就业', 58.3, '提高城乡低保、养老金标准，发放就业补助'],
  ['卫生健康', 41.5, '居民医保财政补助标准提高，支持县级医院建设'],
  ['节能环保', 9.4, '用于大气、水污染防治和污水处理'],
  ['城乡社区', 33.7, '老旧小区、排水管网和市政设施维护'],
  ['农林水', 46.1, '高标准农田、农村供水和水库除险加固'],
  ['交通运输', 18.8, '农村公路、公交运营补助'],
  ['住房保障', 14.2, '公共租赁住房、农村危房改造'],
  ['灾害防治及应急管理', 5.1, '物资储备和隐患治理'],
] as const;

const DETAILS = [
  '安排{name}事业发展经费，主要用于业务设备更新、专项检查和基层单位补助，项目支出全部编制绩效目标。',
  '按照零基预算要求，取消到期项目{1~4}个、合并性质相近项目{2~5}个，新增项目均经过事前绩效评估。',
  '“三公”经费预算比上年下降{2.1~6.8}%，会议、培训优先使用内部场所和视频形式。',
  '政府采购预算{120~860}万元，其中面向中小企业预留份额{32~46}%。',
  '上年结转{26~180}万元，按照原用途继续使用，超过两年未用完的收回统筹。',
  '对{2~6}个重点项目实施绩效监控，发现进度偏慢的调整预算并约谈项目负责人。',
  '编外聘用人员经费严格控制，不得从项目经费中列支工资福利。',
  '信息化运维费用与使用率挂钩，使用率不高的系统停止安排运维资金。',
] as const;

/** The report on the budget of a year: long, in figures, department by department. */
export function budgetReport(today: Day, k: number): Paper {
  const on = occurrence(today, 1, 16, k);
  const by = bodyOf('mcsczj');
  const s = scopeOf(`budget-${k}`, on, by);
  const year = Number(on.slice(0, 4));
  const grown = (n: number, i: number) => n * (1 + (i % 3) / 100 + (2 - k) * 0.03);
  const income = INCOME.map(([name, n, why], i) => ({ name, n: grown(n, i), why }));
  const spending = SPENDING.map(([name, n, why], i) => ({ name, n: grown(n, i), why }));
  const sum = (list: readonly { n: number }[]) => list.reduce((t, { n }) => t + Number(n.toFixed(2)), 0);
  const table = (list: readonly { name: string; n: number }[]) =>
    tableLines([
      ['项目', '上年执行数（亿元）', '本年预算数（亿元）'],
      ...list.map(({ name, n }) => [name, n.toFixed(2), (n * 1.03).toFixed(2)]),
    ]);
  const line = ({ name, n, why }: { name: string; n: number; why: string }) =>
    `${name}${n.toFixed(2)}亿元，${s.choice.one(['增长', '增长', '下降'])}${fill('{0.6~6.8}', s)}%，${s.choice.one(['主要是', '主要原因是'])}${why}。`;
  const departments = WIDER_ORGANISATIONS.filter((o) => o.kind === 'department').flatMap((o, i) => {
    s.known.set('name', o.name.replace('明川市', '').replace(/局$|委员会$/, ''));
    s.known.set('duties', o.duties.replace(/。$/, ''));
    const head = fill(
      `${o.name}。{duties}。本年部门预算收入{all=1860~9860}万元，其中财政拨款{a=1260~1800}万元、其他收入{=all-a}万元；基本支出{b=820~1500}万元，项目支出{=all-b}万元，收支平衡。`,
      s,
    );
    return [`（${'一二三四五六七八九十'[i % 10]}）${head}`, ...filled(turned(DETAILS, i * 3 + k, 7), s)].join(
      '',
    );
  });
  const projects = MATTERS.map((m, i) =>
    fill(
      `${i + 1}.${m.name}。安排资金{860~6800}万元，由${bodyOf(m.organisation).shortName}负责。绩效目标：${m.goals[0]}资金主要用于${m.tasks
        .slice(0, 3)
        .map(([head = '']) => head)
        .join('、')}等方面。`,
      s,
    ),
  );
  const transfers = ['安和区', '青陵区', '云溪县', '芦泽县', '槐岭县', '高新区', '经开区'].map((county) =>
    fill(
      `${county}。下达一般性转移支付{1.6~8.2}亿元、专项转移支付{0.8~3.6}亿元，其中均衡性转移支付{0.6~2.8}亿元，重点用于{教育和基层卫生|农田水利和农村公路|困难群众救助和养老服务|园区公共设施和污水处理}。该地一般公共预算收入{6.2~18.6}亿元，“三保”支出占可用财力的{58~76}%，{县级|区级}工资专户按月足额保障。`,
      s,
    ),
  );
  return {
    key: `budget-${k}`,
    organisation: by.code,
    drafter: drafterOf(by.code),
    title: `关于明川市${year - 1}年财政预算执行情况和${year}年财政预算草案的报告`,
    theme: '财政、金融、审计',
    genre: '报告',
    on,
    attribute: 'proactive',
    ground: 'article-20-7',
    tags: ['财政预算', '审计', '政府采购'],
    columns: ['policy/plan', 'notice'],
    summary: `报告${year - 1}年预算执行情况、${year}年预算安排和各部门预算主要内容。`,
    reach: 'published',
    attachments: [
      {
        name: `${year}年财政预算表.xlsx`,
        lines: [
          ['科目', '上年执行数（亿元）', '本年预算数（亿元）'],
          ...[...income, ...spending].map(({ name, n }) => [name, n.toFixed(2), (n * 1.03).toFixed(2)]),
        ],
      },
      {
        name: `${year}年预算说明.pdf`,
        lines: [
          [`明川市${year}年财政预算说明`],
          ...spending.map(({ name, n, why }) => [`${name}支出安排${(n * 1.03).toFixed(2)}亿元，${why}。`]),
        ],
      },
    ],
    body: letter({
      text: [
        `受市人民政府委托，现将${year - 1}年财政预算执行情况和${year}年财政预算草案向社会公开，请予监督。`,
        ...sections([
          [
            `${year - 1}年一般公共预算收入执行情况`,
            [
              `全市一般公共预算收入${sum(income).toFixed(2)}亿元，为预算的${fill('{98.2~101.6}', s)}%。各项收入情况如下。`,
              ...table(income),
              ...bracketed(income.map(line)),
            ],
          ],
          [
            `${year - 1}年一般公共预算支出执行情况`,
            [
              `全市一般公共预算支出${sum(spending).toFixed(2)}亿元，民生支出占${fill('{76.2~79.8}', s)}%。分科目执行情况如下。`,
              ...table(spending),
              ...bracketed(spending.map(line)),
            ],
          ],
          [
            '政府性基金、国有资本经营和社会保险基金预算',
            bracketed(
              filled(
                [
                  '政府性基金收入{62.8~88.6}亿元，其中国有土地使用权出让收入占{82~90}%；支出{58.2~84.6}亿元，用于征地补偿、基础设施和偿还债券本息。',
                  '国有资本经营收入{1.2~2.8}亿元，按照不低于30%的比例调入一般公共预算，其余用于解决国有企业历史遗留问题。',
                  '社会保险基金收入{86.2~112.6}亿元、支出{80.4~104.8}亿元，年末滚存结余可支付{9.6~14.2}个月。',
                  '政府债务余额{182.6~236.8}亿元，控制在上级核定限额以内，全年偿还本息{21.6~33.2}亿元，没有发生逾期。',
                ],
                s,
              ),
            ),
          ],
          [
            `${year}年预算编制原则`,
            bracketed(
              filled(
                [
                  '坚持量入为出，收入预算与经济增长相适应，不收过头税费、不虚增收入。',
                  '坚持有保有压，基本民生、工资、运转支出优先安排，一般性支出压减{5~8}%。',
                  '坚持绩效导向，项目没有绩效目标不安排，绩效评价结果差的核减预算。',
                  '坚持公开透明，除涉及国家秘密外，部门预决算全部向社会公开。',
                ],
                s,
              ),
            ),
          ],
          ['重点项目安排', projects],
          ['对县（区）转移支付', bracketed(transfers)],
          ['市级部门预算', departments],
          [
            `完成${year}年预算的措施`,
            bracketed(
              filled(
                [
                  '加强收入征管，开展税源分析，依法清缴欠税，落实税费优惠政策，让纳税人应享尽享。',
                  '加快支出进度，上级补助资金收到后{20|30}日内分解下达，直达资金每周调度。',
                  '加强国库管理，库款保障水平不低于{0.3~0.5}，保证县（区）工资按月发放。',
                  '严格债务管理，专项债券项目收益与融资自求平衡，不得以政府购买服务名义变相举债。',
                  '自觉接受人民代表大会和审计监督，对审计指出的问题建立台账，{60|90}日内整改并公开结果。',
                ],
                s,
              ),
            ),
          ],
        ]),
      ],
      attachments: [`${year}年财政预算表.xlsx`, `${year}年预算说明.pdf`],
      by,
    }),
  };
}
