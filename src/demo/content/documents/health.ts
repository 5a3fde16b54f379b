import type { DemoDocument } from '../types.ts';

/** Papers of the health commission: pick-up points for medicine, and an approval under review. */
export const HEALTH_DOCUMENTS: DemoDocument[] = [
  {
    key: 'chronic-medicine-points',
    organisation: 'mcswjw',
    drafter: 'handong',
    title: '明川市卫生健康委员会关于公布第一批慢性病用药定点取药点的通知',
    documentNumber: '明卫发〔{year}〕31号',
    addressees: '各县（区）卫生健康局，市直各医疗卫生单位',
    body: `各县（区）卫生健康局，市直各医疗卫生单位：
为解决慢性病患者取药路途远、往返次数多的问题，经各县（区）申报、现场核查和公示，确定42个村卫生室和社区卫生服务站为第一批慢性病用药定点取药点。现将有关事项通知如下。
一、定点取药点分布
青陵区：社区卫生服务站9个；
望川区：社区卫生服务站7个、村卫生室4个；
云溪县：村卫生室13个，其中石桥镇3个、溪口镇5个、白塔乡5个；
禾丰县：村卫生室9个。
二、服务对象和药品范围
（一）已与家庭医生签约、病情稳定的高血压、糖尿病、冠心病等慢性病患者。
（二）可取药品以全市统一的慢性病用药目录为准，麻醉药品、精神药品以及需要冷链储存的药品不纳入定点取药范围。
三、取药流程
（一）患者在乡镇卫生院或者社区卫生服务中心开具处方，并选定取药点。
（二）药品自处方开具之日起2个工作日内送达取药点，取药点通知患者领取。
（三）患者或者其委托的家属凭医保凭证领取，当面核对品名、数量和有效期后签字。
四、工作要求
各取药点要配备阴凉柜和温湿度记录仪，指定专人管理，取药记录保存不少于3年。各县（区）卫生健康局每季度对取药点进行一次检查，药品差错率高于千分之一的，暂停服务并限期整改。咨询电话：0000-6620412。
明川市卫生健康委员会
{writtenOn}`,
    theme: '卫生、体育',
    genre: '通知',
    writtenDaysAgo: 34,
    effectiveDaysAgo: 34,
    attribute: 'proactive',
    ground: 'article-20-11',
    columns: ['policy/other', 'livelihood'],
    summary: '全市首批42个村卫生室和社区卫生服务站可以领取慢性病用药，处方开具后2个工作日内送达。',
    tags: ['基层医疗', '药品'],
    relations: [{ kind: 'based-on', key: 'grassroots-health-measures' }],
    reach: 'withdrawal-requested',
    withdrawalReason:
      '云溪县白塔乡5个村卫生室中有2个已并入乡卫生院，不再提供取药服务，继续公开容易使群众跑空。拟撤回，待重新核查后发布调整后的取药点。',
  },
  {
    key: 'chronic-medicine-reply',
    organisation: 'mcswjw',
    drafter: 'handong',
    title: '明川市卫生健康委员会关于云溪县增设慢性病用药配送线路有关事项的批复',
    documentNumber: '明卫函〔{year}〕57号',
    addressees: '云溪县卫生健康局',
    body: `云溪县卫生健康局：
你局《关于增设山区乡镇慢性病用药配送线路的请示》收悉。经研究，现批复如下：
一、原则同意在现有配送线路基础上，增设溪口镇至白塔乡、石桥镇至双井村两条慢性病用药配送线路，覆盖11个行政村。
二、两条线路的配送任务由县域医疗卫生共同体牵头医院承担，每周固定配送2次。遇道路中断、暴雨预警等情况不能按时配送的，应当提前告知患者，并安排家庭医生团队采取应急送药措施。
三、配送所需车辆和运行经费由你县按照基层医疗卫生服务补助资金管理的有关规定统筹解决，市级财政按照山区县补助政策给予支持。配送费用不得向患者收取。
四、你局要加强药品运输环节的质量管理，运输车辆应当配备温度自动记录装置，药品交接应当双人签字；发现温度超标的，不得发放，并在24小时内报告我委。
五、线路开通前，应当将配送日期、停靠点、服务电话在村务公开栏和乡镇卫生院门诊大厅张贴公布。线路运行满6个月后，请将患者取药次数、平均取药距离、药品差错情况等书面报告我委。
六、配送线路、频次确需调整的，应当征求沿线村民委员会意见，并提前10日公布。
此复。
明川市卫生健康委员会
{writtenOn}`,
    theme: '卫生、体育',
    genre: '批复',
    writtenDaysAgo: 5,
    attribute: 'proactive',
    ground: 'article-20-11',
    columns: ['policy/other'],
    summary: '同意云溪县增设两条山区慢性病用药配送线路，每周配送2次，不向患者收费。',
    tags: ['基层医疗', '药品'],
    region: 'yxxzf',
    relations: [
      { kind: 'based-on', key: 'grassroots-health-measures' },
      { kind: 'related', key: 'chronic-medicine-points' },
    ],
    reach: 'attribute-review',
  },
];
