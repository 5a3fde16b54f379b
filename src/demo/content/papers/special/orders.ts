import { addDays, type Day, day } from '../../../../law/day.ts';
import { bodyOf, daysAgo, drafterOf, letter, numeral, type Paper } from '../paper.ts';
import { effectiveAfter } from '../rules.ts';
import { workdayBefore, written } from '../workdays.ts';

const DOGS: readonly (readonly [string, ...string[]])[] = [
  [
    '总则',
    '为规范养犬行为，保障公民人身安全，维护市容环境和公共秩序，根据有关法律法规，结合本市实际，制定本办法。',
    '本市行政区域内犬只的饲养、经营、收容和监督管理，适用本办法。军用、警用、导盲犬等特种犬只的管理按照国家有关规定执行。',
    '养犬管理坚持养犬人自律、基层组织参与、政府监管、社会监督相结合。',
    '公安机关是养犬管理的主管部门；城市管理、农业农村、市场监督管理、卫生健康等部门按照职责做好相关工作；居民委员会、村民委员会可以就养犬事项制定公约。',
  ],
  [
    '免疫和登记',
    '犬只出生满三个月应当接种狂犬病疫苗，免疫间隔期届满前再次接种。',
    '城区实行养犬登记。养犬人应当自取得犬只之日起三十日内，凭免疫证明到公安派出所或者通过政务服务平台登记。',
    '登记机关应当自收到申请之日起五个工作日内办结，免费发放犬牌；不予登记的书面说明理由。',
    '城区每户限养两只，禁止饲养的烈性犬、大型犬名录由公安机关会同农业农村部门制定并公布。',
    '犬只转让、死亡、遗失的，养犬人应当在三十日内办理变更或者注销。',
  ],
  [
    '养犬行为',
    '携犬出户应当束犬绳，由成年人牵领，绳长不超过一米五；在电梯、楼道等狭窄空间收紧犬绳或者怀抱。',
    '不得携犬进入学校、幼儿园、医院、食品市场和设有犬只禁入标志的场所，导盲犬除外。',
    '犬只在户外排泄的，携犬人应当立即清除。',
    '养犬不得干扰他人正常生活，犬只在夜间持续吠叫的，养犬人应当采取措施制止。',
    '禁止遗弃、虐待犬只。',
  ],
  [
    '伤人处置',
    '犬只伤害他人的，养犬人应当立即将受伤者送医并先行支付医疗费用。',
    '公安机关接到犬只伤人报告，应当及时到场处置，对涉嫌狂犬病的犬只由农业农村部门依法处理。',
    '流浪犬由城市管理部门组织收容，收容场所信息向社会公布，允许领养。',
  ],
  [
    '法律责任',
    '违反本办法规定，法律、法规已有处罚规定的，从其规定。',
    '未登记养犬的，由公安机关责令限期改正；逾期不改正的，处二百元以上五百元以下罚款。',
    '携犬出户未束犬绳的，由公安机关给予警告；拒不改正的，处五十元以上二百元以下罚款。',
    '未清除犬只排泄物的，由城市管理部门责令改正，拒不改正的，处五十元罚款。',
    '工作人员在养犬管理中滥用职权、玩忽职守的，依法给予处分。',
  ],
];

/** An order of the city government, and a decision that amends rules. */
export function lawPapers(today: Day): Paper[] {
  const government = bodyOf('mcszf');
  const on = workdayBefore(addDays(today, -470));
  const effective = effectiveAfter(on);
  let n = 0;
  const text = [
    ...DOGS.flatMap(([name, ...articles], i) => [
      `第${numeral(i + 1)}章　${name}`,
      ...articles.map((line) => `第${numeral(++n)}条　${line}`),
    ]),
    `第${numeral(DOGS.length + 1)}章　附则`,
    `第${numeral(n + 1)}条　本办法自${written(effective)}起施行。`,
  ];
  const order: Paper = {
    key: 'order-dogs',
    organisation: 'mcszf',
    drafter: drafterOf('mcszf'),
    title: '明川市养犬管理办法',
    order: '明川市人民政府令第12号',
    theme: '公安、安全、司法',
    genre: '命令（令）',
    on,
    attribute: 'proactive',
    ground: 'article-20-1',
    tags: ['城市管理', '法治政府'],
    columns: ['policy/normative'],
    summary: `规定犬只免疫登记、养犬行为、伤人处置和法律责任，自${written(effective)}起施行。`,
    effectLevel: 'government-rule',
    effectiveDaysAgo: daysAgo(today, effective),
    reach: 'published',
    body: letter({
      text: [
        `《明川市养犬管理办法》已经市人民政府第${numeral(38)}次常务会议通过，现予公布，自${written(effective)}起施行。`,
      ],
      by: government,
      behind: ['明川市养犬管理办法', ...text],
    }),
  };
  const changedOn = workdayBefore(addDays(today, -48));
  const from = day(`${addDays(changedOn, 31).slice(0, 8)}01`);
  const amendment: Paper = {
    key: 'amend-meals',
    organisation: 'mcsmzj',
    drafter: drafterOf('mcsmzj'),
    title: '明川市民政局关于修改《明川市社区老年助餐服务管理办法》的决定',
    series: '规',
    theme: '民政、扶贫、救灾',
    genre: '决定',
    on: changedOn,
    attribute: 'proactive',
    ground: 'article-20-1',
    tags: ['养老服务', '法治政府'],
    columns: ['policy/normative', 'livelihood'],
    summary: '提高农村助餐点补助比例，允许餐饮门店先试运营后备案，明确送餐费上限。',
    effectLevel: 'normative-document',
    effectiveDaysAgo: daysAgo(today, from),
    relations: [{ kind: 'amends', key: 'elder-care-rules' }],
    reach: 'published',
    body: letter({
      text: [
        '为解决农村助餐点运营困难、老年人送餐需求增加等问题，决定对{cite:elder-care-rules}作如下修改。',
        '一、第六条增加一款，作为第二款：“餐饮门店可以先行试运营，试运营期不超过三十日，试运营期满前完成备案。试运营期间符合条件的服务人次计入运营补助。”',
        '二、第九条修改为：“为行动不便的老年人提供送餐，城区送餐费每次不超过2元，农村地区每次不超过3元；一次送餐五人以上的，送餐费减半。”',
        '三、第十一条中的“百分之五十”修改为“百分之五十，其中农村助餐点为百分之七十”，“最高不超过十万元”修改为“最高不超过十二万元”。',
        '四、第十四条修改为：“连续两个季度满意度低于百分之七十的，街道办事处、乡镇人民政府应当在三十日内更换运营单位；没有其他单位愿意承接的，由社区组织临时供餐，不得中断。”',
        `本决定自${written(from)}起施行。已经签订的运营协议与本决定不一致的，按照本决定执行；对运营单位更有利的，按照原协议执行至期满。《明川市社区老年助餐服务管理办法》根据本决定作相应修改，重新公布。`,
      ],
      by: bodyOf('mcsmzj'),
    }),
  };
  return [order, amendment];
}
