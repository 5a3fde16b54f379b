import type { Rules } from '../../law/terms/rules.ts';

/** A statutory way to be heard about a subject (群众诉求法定渠道). */
export interface Channel {
  /** Anchor on the page. */
  id: string;
  title: string;
  /** What it is for, in the words of the people who need it. */
  about: string;
  /** What can be done, in order. */
  ways: readonly string[];
  basis: string;
  /** Terms that law lays down, with the numbers in force; undefined where the receiving body tells them. */
  terms?: (rules: Rules) => string;
  /** Question of the calculator that answers how long. */
  deadline?: string;
  /** Names of the offices of the city that take it, as a pattern on the name of the organisation. */
  offices?: RegExp;
}

/** A number of months, in years where it is whole ones. */
const months = (n: number) => (n % 12 === 0 ? `${n / 12} 年` : `${n} 个月`);

/** The terms of whoever does not accept what an organ has decided. @param what the decision, as the sentence names it */
const against = (what: string) => (r: Rules) =>
  `对${what}不服的，自知道或者应当知道之日起 ${r.reconsideration} 日内申请行政复议，或者 ${months(r['litigation-months'])}内直接起诉；经过复议的，自收到复议决定书之日起 ${r['litigation-after-reconsideration']} 日内起诉。其他期限以受理机关告知为准。`;
const REMEDIES = '行政复议法第二十条，行政诉讼法第四十五条、第四十六条';

/**
 * Channels by subject. A term without `terms` is not stated here because its source has not been compared with the text
 * of the law: the page says that the receiving body tells it.
 */
export const CHANNELS: readonly Channel[] = [
  {
    id: 'labour',
    title: '劳动社保',
    about: '拖欠工资、没有签合同、没有缴社会保险、工伤待遇等。',
    ways: [
      '向用人单位所在地的劳动保障监察机构投诉。',
      '协商、调解不成的，向劳动人事争议仲裁委员会申请仲裁；对裁决不服，可以依法向人民法院起诉。',
      '对社会保险费征缴、待遇核定等行政行为不服的，申请行政复议或者提起行政诉讼。',
    ],
    basis:
      '劳动法、劳动保障监察条例、社会保险法，劳动争议调解仲裁法第二十七条、第四十三条、第四十八条、第五十条、第五十三条',
    terms: (r) =>
      `申请仲裁不收费，自知道或者应当知道权利被侵害之日起 ${months(r['labour-arbitration-months'])}内提出；在职期间被拖欠工资的不受此限，离职的自离职之日起 ${months(r['labour-arbitration-months'])}内提出。仲裁委员会自受理之日起 ${r['labour-award']} 日内裁决，案情复杂的最多延长 ${r['labour-award-extension']} 日；对裁决不服的，自收到裁决书之日起 ${r['labour-litigation']} 日内起诉。投诉的办理期限以受理机关告知为准。`,
    offices: /人力资源|人社/,
  },
  {
    id: 'housing-demolition',
    title: '房屋拆迁（国有土地上房屋征收）',
    about: '对房屋征收决定、评估价格、补偿决定有不同意见。',
    ways: [
      '对评估结果有异议的，向评估机构申请复核，再向评估专家委员会申请鉴定。',
      '对征收决定或者补偿决定不服的，申请行政复议，也可以提起行政诉讼。',
    ],
    basis: `国有土地上房屋征收与补偿条例，${REMEDIES}`,
    terms: against('征收决定、补偿决定'),
    deadline: 'review_60d',
    offices: /住房和城乡建设/,
  },
  {
    id: 'land',
    title: '土地征收',
    about: '对农村集体土地的征收公告、补偿标准、安置方案有不同意见。',
    ways: [
      '补偿安置方案公告期内，多数成员认为不符合规定的，可以要求听证。',
      '对征地补偿安置决定不服的，申请行政复议或者提起行政诉讼。',
      '土地承包经营纠纷，可以向农村土地承包仲裁委员会申请仲裁，也可以直接起诉。',
    ],
    basis: `土地管理法及其实施条例、农村土地承包经营纠纷调解仲裁法，${REMEDIES}`,
    terms: against('征地补偿安置决定'),
    deadline: 'review_60d',
    offices: /自然资源|国土/,
  },
  {
    id: 'resettlement',
    title: '移民安置',
    about: '水利水电工程移民的补偿、安置、后期扶持。',
    ways: [
      '向签订移民安置协议的县级人民政府或者移民管理机构反映。',
      '对具体行政行为不服的，申请行政复议或者提起行政诉讼。',
    ],
    basis: `大中型水利水电工程建设征地补偿和移民安置条例，${REMEDIES}`,
    terms: against('具体行政行为'),
    deadline: 'review_60d',
    offices: /水利|水务|移民/,
  },
  {
    id: 'reconsideration',
    title: '行政复议',
    about: '认为行政机关的行为侵犯了自己的合法权益。不收费。',
    ways: [
      '向作出行为的部门的本级人民政府提出；对人民政府不服的，向上一级人民政府提出。',
      '当面、邮寄或者在复议机关指定的互联网渠道提交，书面有困难的可以口头申请。',
    ],
    basis: '行政复议法第十一条、第二十条、第二十四条、第六十二条',
    terms: (r) =>
      `自知道或者应当知道该行为之日起 ${r.reconsideration} 日内申请；复议机关自受理之日起 ${r['reconsideration-decision']} 日内决定，情况复杂的最多延长 ${r['reconsideration-decision-extension']} 日。`,
    deadline: 'review_60d',
    offices: /司法/,
  },
  {
    id: 'litigation',
    title: '行政诉讼',
    about: '请人民法院审查行政行为。',
    ways: [
      '向有管辖权的人民法院起诉；管辖法院在各机关专栏的“救济渠道”中公布。',
      '法律规定应当先申请行政复议的，先复议，对复议决定不服再起诉。',
    ],
    basis: '行政诉讼法第四十五条、第四十六条',
    terms: (r) =>
      `直接起诉的，自知道或者应当知道该行为之日起 ${r['litigation-months']} 个月内；经过复议的，自收到复议决定书之日起 ${r['litigation-after-reconsideration']} 日内。`,
  },
  {
    id: 'petition',
    title: '信访',
    about: '建议、意见、检举控告，以及不能通过诉讼、仲裁、行政复议等途径解决的诉求。',
    ways: [
      '网上、来信、来电或者到指定场所当面提出；多人走访的，代表不超过 5 人。',
      '依法应当通过诉讼、仲裁、行政复议等途径解决的，接待机关会告知相应途径。',
      '对处理意见不服的，可以依次申请复查、复核。',
    ],
    basis: '信访工作条例第二十三条、第三十四条至第三十六条',
    terms: (r) =>
      `收到之日起 ${r['petition-notice']} 日内书面告知是否受理；受理之日起 ${r['petition-finish']} 日内办结，情况复杂的最多延长 ${r['petition-finish-extension']} 日；收到意见之日起 ${r['petition-review']} 日内可以申请复查、复核。`,
    deadline: 'petition_15d',
    offices: /信访/,
  },
  {
    id: 'arbitration',
    title: '仲裁',
    about: '平等主体之间的合同纠纷和其他财产权益纠纷，双方约定了仲裁的。',
    ways: ['向约定的仲裁委员会申请；一裁终局，不再向法院起诉同一纠纷。'],
    basis: '仲裁法',
    offices: /仲裁/,
  },
  {
    id: 'hotline',
    title: '12345 政务服务便民热线',
    about: '咨询、求助、投诉、举报、意见建议。不清楚找哪个部门时，先打这个电话。',
    ways: ['拨打 12345。依法应当通过诉讼、仲裁、行政复议等途径解决的，热线会告知相应途径。'],
    basis: '四川省12345政务服务便民热线运行管理办法',
    terms: (r) =>
      `咨询类 ${r['hotline-consultation']} 个工作日，求助、意见建议类 ${r['hotline-help']} 个工作日，投诉举报类 ${r['hotline-complaint']} 个工作日，复杂事项按规定延期。`,
    deadline: 'hotline',
    offices: /热线|12345/,
  },
  {
    id: 'disclosure',
    title: '政府信息公开的救济',
    about: '没有按时答复、不予公开、应当主动公开而没有公开。',
    ways: [
      '认为机关没有依法履行公开义务的，向上一级机关或者政府信息公开工作主管部门投诉、举报。',
      '申请公开被决定“不予公开”的，先申请行政复议，对复议决定不服再起诉。',
      '认为应当主动公开而没有公开的，先申请获取该信息。',
    ],
    basis: '政府信息公开条例第四十七条、第五十一条，行政复议法第二十三条',
    terms: (r) =>
      `机关应当自收到申请之日起 ${r.reply} 个工作日内答复，最多延长 ${r['reply-extension']} 个工作日；对答复不服，${r.reconsideration} 日内可以申请复议。`,
    deadline: 'reply_20wd',
    offices: /政府办公室/,
  },
];
