import type { DemoFeedback } from './types.ts';

const TWELVE_WEEKS =
  '文件说高血压一次可以开12周的药，可是我妈上周去镇卫生院，医生说电脑里最多只能选4周，让她下个月再跑一趟。到底按哪个执行？';

/** Under papers on health, schools and housing. */
export const LIVING_FEEDBACK: readonly DemoFeedback[] = [
  {
    paper: 'grassroots-health-measures',
    daysAgo: 1,
    hour: 15.2,
    content:
      '我们村到白塔乡要走一个多小时，药送到村卫生室以后必须本人去取吗？我父亲腿脚不便，想请隔壁邻居带回来，取药点的通知里只写了“患者或者其委托的家属”，邻居算不算？',
    name: '罗小满',
    contact: 'lxm@mailbox.example',
    reach: 'received',
  },
  {
    paper: 'grassroots-health-measures',
    daysAgo: 24,
    hour: 10.4,
    content: TWELVE_WEEKS,
    name: '蒋一诺',
    contact: '13000000000',
    class: 'consultation',
    reach: 'published-closed',
    reply:
      '按文件执行。自文件印发之日起，病情稳定的高血压、糖尿病患者一次可以开不超过12周的用药。您反映的情况经核实，是该院处方系统的参数没有及时更新，市卫生健康委已督促全市乡镇卫生院在3日内改完，并请该院医生电话回访了您的母亲。今后再遇到类似情况，可以直接拨打该院门诊大厅公布的投诉电话。',
    use: { kind: 'used', note: '已在全市排查处方系统参数，11家卫生院完成更新。' },
  },
  {
    paper: 'grassroots-health-measures',
    daysAgo: 22,
    hour: 20.1,
    content: TWELVE_WEEKS.replace('？', '！'),
    class: 'consultation',
    reach: 'dismissed',
    closing: 'duplicate',
  },
  {
    paper: 'chronic-medicine-points',
    daysAgo: 9,
    hour: 9.3,
    content:
      '名单上白塔乡有5个取药点，我按地址找到其中一个，门上贴着“已并入乡卫生院”，白跑一趟。请把已经关门的取药点去掉，或者写清楚换到哪里去了。',
    name: '邓春来',
    contact: 'dcl@mailbox.example',
    class: 'correction',
    reach: 'received',
  },
  {
    paper: 'school-admission',
    daysAgo: 2,
    hour: 13.6,
    content:
      '孩子是9月3日出生，只差三天，幼儿园老师说有的县可以放宽到9月底。请问我们市有没有类似的规定，还是只能等到明年？',
    reach: 'received',
  },
  {
    paper: 'school-admission',
    daysAgo: 46,
    hour: 11.1,
    content:
      '建议把“安和路以南、清源渠以东”画成一张图。我家正好在两条路的夹角里，打了三个电话，两所学校都说不归自己。',
    name: '江林',
    contact: 'jl@mailbox.example',
    class: 'suggestion',
    reach: 'published-closed',
    answeredAfter: 4,
    reply:
      '感谢您的建议。市教育局已按照公布的服务范围绘制6所市直学校的示意图，标出了街巷和门牌号的分界，在各校门口张贴，并将随明年的招生工作方案一并公布。您所说的夹角地段属于第二小学服务范围。',
    use: { kind: 'used', note: '示意图已绘制，下一年度起随服务范围同时公布。' },
  },
  {
    paper: 'rent-withdrawal-limit',
    daysAgo: 1,
    hour: 16.4,
    content:
      '我和爱人租房住，我在本市缴存公积金，她在外省缴存。按新规定每人每月1800元，她那一份能不能由我在本市一起提取？',
    name: '许知行',
    contact: 'xzx@mailbox.example',
    reach: 'received',
  },
  {
    paper: 'rent-withdrawal-limit',
    daysAgo: 7,
    hour: 19.8,
    content:
      '通知说已经按月提取的“不需要重新申请”，但是手机上还是显示1200元。是要等到施行那天自动变，还是我这里出了问题？希望写明从哪个月开始按新额度到账。',
    class: 'consultation',
    reach: 'received',
  },
  {
    paper: 'rent-withdrawal-procedure',
    daysAgo: 38,
    hour: 14.5,
    content: '书面授权能不能在网上签？单位在外县，为了签一张授权书要专门请半天假到窗口。',
    class: 'suggestion',
    reach: 'published-closed',
    answeredAfter: 3,
    reply:
      '您的建议很有道理。授权书已经可以由所在单位经办人代收后集中报送，不必本人到窗口；网上签署涉及身份核验，中心正在与政务服务平台对接，开通后会在服务大厅和本网站公告。',
    use: { kind: 'partly-used', note: '单位集中报送已实行，网上签署列入年度改进事项。' },
  },
  {
    paper: 'old-estates-rules',
    daysAgo: 12,
    hour: 10.7,
    content:
      '我们楼想趁着改造加装电梯，八户里只有一楼两户不肯签字。办法写的是“法定比例业主书面同意”，这样算不算够？老人上下楼实在困难。',
    name: '宋婉清',
    contact: '13000000001',
    class: 'consultation',
    reach: 'published',
    reply:
      '加装电梯由业主依法共同决定，达到法定人数和面积比例即可申请，不要求全体一致。对采光、通风受影响的低层住户，建议先由社区组织协商，可以在费用分担、补偿方面作出约定。街道设有协商议事员，您可以到所在街道申请介入调解。',
    use: { kind: 'partly-used', note: '协商议事员名单已在各街道公布。' },
  },
  {
    paper: 'old-estates-rules',
    daysAgo: 10,
    hour: 21.3,
    content:
      '施工队把我家阳台的遮阳棚拆了没有装回去，说是“统一外立面”。办法写了施工造成损失要修复或者赔偿，可是没写找谁。我家是3号楼2单元。',
    name: '潘秋平',
    contact: 'pqp@mailbox.example',
    class: 'complaint',
    reach: 'unpublished',
    reply:
      '经与项目部核实，施工单位在拆除前未与您书面确认，做法不当。项目部已安排人员与您约定时间恢复或者折价补偿，费用由施工单位承担。如三日内没有人联系您，请到改造工程现场办公室反映。',
    use: { kind: 'not-used', note: '' },
    reason: '涉及一户的具体门牌和财物纠纷，公开对他人没有参考意义，容易识别出当事人。',
  },
  {
    paper: 'house-renovation-list',
    daysAgo: 4,
    hour: 17.2,
    content:
      '石门村8户里修缮加固有5户，比别的村多，是不是鉴定标准不一样？希望把鉴定单位和鉴定等级也公布出来。',
    class: 'suggestion',
    reach: 'approval',
    answeredAfter: 1,
    reply:
      '全镇使用同一鉴定标准，由同一家专业机构逐户鉴定。石门村房屋以砖木结构为主，鉴定为C级的较多，按政策采取修缮加固。鉴定机构名称和各户等级已在村务公开栏张贴，涉及个人身份的内容不在网上公布。',
    use: { kind: 'partly-used', note: '今后的公示注明鉴定机构和等级户数。' },
  },
  {
    paper: 'house-renovation-list',
    daysAgo: 3,
    hour: 8.9,
    content:
      '竹园村有一户名下在县城有商品房，也在这次名单里，村民议论很大。请镇里再核一遍，核完给大家一个说法。',
    class: 'complaint',
    reach: 'received',
  },
];
