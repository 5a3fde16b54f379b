/** Disclosure attribute (公开属性), decided for every document before it can move (条例 13-16; 国办发〔2016〕80号). */
export const ATTRIBUTES = {
  proactive: { label: '主动公开', mark: '此件公开发布' },
  'on-request': { label: '依申请公开', mark: '此件依申请公开' },
  withheld: { label: '不予公开', mark: '此件不予公开' },
} as const;
export type Attribute = keyof typeof ATTRIBUTES;

/** Grounds of an attribute: identifier, Chinese words, article, and the attribute it can carry. */
export const GROUNDS = {
  'article-20-1': {
    label: '行政法规、规章和规范性文件',
    article: '条例第二十条第（一）项',
    attribute: 'proactive',
  },
  'article-20-2': {
    label: '机关职能、机构设置、联系方式、负责人',
    article: '条例第二十条第（二）项',
    attribute: 'proactive',
  },
  'article-20-3': { label: '规划计划及相关政策', article: '条例第二十条第（三）项', attribute: 'proactive' },
  'article-20-4': {
    label: '国民经济和社会发展统计信息',
    article: '条例第二十条第（四）项',
    attribute: 'proactive',
  },
  'article-20-5': {
    label: '行政许可和其他对外管理服务事项',
    article: '条例第二十条第（五）项',
    attribute: 'proactive',
  },
  'article-20-6': { label: '行政处罚、行政强制', article: '条例第二十条第（六）项', attribute: 'proactive' },
  'article-20-7': { label: '财政预算、决算', article: '条例第二十条第（七）项', attribute: 'proactive' },
  'article-20-8': { label: '行政事业性收费', article: '条例第二十条第（八）项', attribute: 'proactive' },
  'article-20-9': { label: '政府集中采购', article: '条例第二十条第（九）项', attribute: 'proactive' },
  'article-20-10': { label: '重大建设项目', article: '条例第二十条第（十）项', attribute: 'proactive' },
  'article-20-11': {
    label: '扶贫、教育、医疗、社会保障、就业等政策措施',
    article: '条例第二十条第（十一）项',
    attribute: 'proactive',
  },
  'article-20-12': {
    label: '突发公共事件的应急预案、预警和应对',
    article: '条例第二十条第（十二）项',
    attribute: 'proactive',
  },
  'article-20-13': {
    label: '环境保护、公共卫生、安全生产等监督检查',
    article: '条例第二十条第（十三）项',
    attribute: 'proactive',
  },
  'article-20-14': { label: '公务员招考', article: '条例第二十条第（十四）项', attribute: 'proactive' },
  'article-20-15': {
    label: '法律、法规、规章规定应当公开的其他信息',
    article: '条例第二十条第（十五）项',
    attribute: 'proactive',
  },
  'specific-applicants': {
    label: '只涉及特定的公民、法人和其他组织',
    article: '条例第十三条、第二十七条',
    attribute: 'on-request',
  },
  'third-party-privacy': {
    label: '涉及商业秘密、个人隐私，公开会损害第三方合法权益',
    article: '条例第十五条',
    attribute: 'withheld',
  },
  'law-forbids': { label: '法律、行政法规禁止公开', article: '条例第十四条', attribute: 'withheld' },
  'three-securities-one-stability': {
    label: '公开后可能危及国家安全、公共安全、经济安全、社会稳定',
    article: '条例第十四条',
    attribute: 'withheld',
  },
  'internal-affairs': {
    label: '人事管理、后勤管理、内部工作流程等内部事务信息',
    article: '条例第十六条第一款',
    attribute: 'withheld',
  },
  'process-information': {
    label: '讨论记录、过程稿、磋商信函、请示报告等过程性信息',
    article: '条例第十六条第二款',
    attribute: 'withheld',
  },
  'enforcement-file': { label: '行政执法案卷信息', article: '条例第十六条第二款', attribute: 'withheld' },
} as const satisfies Record<string, { label: string; article: string; attribute: Attribute }>;
export type Ground = keyof typeof GROUNDS;

/**
 * Whether a paper holds on a day, and since or until when. Follows from its dates (rules: effective day, not publication
 * day); papers of a kind that binds nobody have no validity (see `hasValidity`).
 */
export const VALIDITY = {
  'not-yet-effective': '尚未施行',
  'in-force': '有效',
  repealed: '已废止',
  lapsed: '已失效',
  'not-applicable': '不适用',
} as const;
export type Validity = keyof typeof VALIDITY;

/** Level of effect of a paper (效力级别). What a people's congress passes is not issued by the government and is not here. */
export const EFFECT_LEVELS = {
  'government-rule': '政府规章',
  'normative-document': '行政规范性文件',
  'other-document': '其他文件',
} as const;
export type EffectLevel = keyof typeof EFFECT_LEVELS;

/** What the home page tells apart: rules and plans; what explains these; all other papers. */
export const PAPER_GROUPS = { policy: '政策', interpretation: '解读', other: '其他' } as const;
export type PaperGroup = keyof typeof PAPER_GROUPS;

/** What one paper is to another, as seen from the one that says so, and as seen from the other end. */
export const RELATION_KINDS = {
  repeals: { label: '废止', reverse: '被废止' },
  amends: { label: '修改', reverse: '被修改' },
  'based-on': { label: '依据', reverse: '被引为依据' },
  interprets: { label: '解读', reverse: '有关解读' },
  related: { label: '相关', reverse: '相关' },
} as const;
export type RelationKind = keyof typeof RELATION_KINDS;

/** Themes of the State Council's policy library (主题分类), 22 classes. */
export const THEMES = [
  '国务院组织机构',
  '综合政务',
  '国民经济管理、国有资产监管',
  '财政、金融、审计',
  '国土资源、能源',
  '农业、林业、水利',
  '工业、交通',
  '商贸、海关、旅游',
  '市场监管、安全生产监管',
  '城乡建设、环境保护',
  '科技、教育',
  '文化、广电、新闻出版',
  '卫生、体育',
  '人口与计划生育、妇女儿童工作',
  '劳动、人事、监察',
  '公安、安全、司法',
  '民政、扶贫、救灾',
  '民族、宗教',
  '对外事务',
  '港澳台侨工作',
  '国防',
  '其他',
] as const;

/** Kinds of official papers (体裁分类). */
export const GENRES = [
  '命令（令）',
  '决定',
  '公告',
  '通告',
  '通知',
  '通报',
  '议案',
  '报告',
  '请示',
  '批复',
  '意见',
  '函',
  '纪要',
  '办法',
  '规定',
  '方案',
  '规划',
  '计划',
  '公示',
  '其他',
] as const;

/**
 * Kinds that announce, commend, report, ask, correspond or record, after their definitions (党政机关公文处理工作条例第八条)
 * and the custom of 公示: nothing in them begins to hold or ceases to. Here alone is declared which kinds these are.
 */
export const GENRES_WITHOUT_VALIDITY: readonly (typeof GENRES)[number][] = [
  '公告',
  '通报',
  '议案',
  '报告',
  '请示',
  '函',
  '纪要',
  '公示',
  '其他',
];

/** Types of what is published. */
export const DOCUMENT_TYPES = { policy: '政策文件' } as const;
