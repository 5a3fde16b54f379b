/**
 * Roles: fixed sets of act names; which acts a role holds is declared by the modules (`access.ts`). `who`: the public and
 * the system hold their acts without a grant; security roles exclude each other and everything that touches content.
 */
export const ROLES = {
  citizen: {
    label: '公众、群众',
    does: '查阅、检索、评价、举报和申请',
    doesNot: '查看他人的个人信息',
    who: 'public',
    code: 'CIT',
  },
  'registered-netizen': {
    label: '注册网民',
    does: '在互动栏目发言、查看本人事项',
    doesNot: '查看他人事项',
    who: 'public',
    code: 'NET',
  },
  applicant: {
    label: '申请人',
    does: '提出申请、查看和补充本人的申请、撤回',
    doesNot: '查看他人的申请',
    who: 'public',
    code: 'APP',
  },
  enterprise: {
    label: '市场主体、企业',
    does: '网上办事、参与意见征集、公开本企业信息',
    doesNot: '查看他人事项',
    who: 'public',
    code: 'ENT',
  },
  drafter: {
    label: '起草人',
    does: '起草文件、提出公开属性、送审、提出更正和撤回',
    doesNot: '审签本人起草的文件',
    who: 'staff',
    code: 'DRA',
  },
  'attribute-reviewer': {
    label: '公开属性审查人',
    does: '审查公开属性及其依据、理由',
    doesNot: '修改文件内容',
    who: 'staff',
    code: 'ATR',
  },
  'secrecy-reviewer': {
    label: '保密审查员',
    does: '逐项进行保密审查',
    doesNot: '发布文件',
    who: 'staff',
    code: 'SCR',
  },
  approver: {
    label: '审核、签发人',
    does: '签发文件、批准撤回',
    doesNot: '签发本人起草的文件',
    who: 'staff',
    code: 'APR',
  },
  'principal-leader': {
    label: '主要负责人',
    does: '签发重要文件和解读、听取公开工作汇报',
    doesNot: '签发本人起草的文件',
    who: 'staff',
    code: 'LEA',
  },
  'deputy-leader': {
    label: '分管负责人',
    does: '督促本机关的公开工作',
    doesNot: '代替经办人办理',
    who: 'staff',
    code: 'DEP',
  },
  editor: {
    label: '信息员（专职人员）',
    does: '维护目录、条目和定期数据，起草答复',
    doesNot: '单独作最终审签',
    who: 'staff',
    code: 'EDI',
  },
  'public-enterprise-editor': {
    label: '公共企事业单位维护专人',
    does: '维护本单位的公开目录',
    doesNot: '办理其他单位的事项',
    who: 'staff',
    code: 'PEE',
  },
  'disclosure-office': {
    label: '政务公开办',
    does: '统筹本地区计划、任务、统计、考核和提醒，查看文件和办理进度',
    doesNot: '不留痕地修改各单位内容',
    who: 'staff',
    code: 'OFF',
  },
  'government-office': {
    label: '政府办公室',
    does: '接收公文、退文、管理会议计划、监管网站',
    doesNot: '代替起草部门确定属性',
    who: 'staff',
    code: 'GOF',
  },
  'statistics-officer': {
    label: '统计员',
    does: '填报、审核、报送、汇总统计数据',
    doesNot: '不留痕地改动下级数据',
    who: 'staff',
    code: 'STAT',
  },
  assessor: {
    label: '考评人员',
    does: '评分、公布结果',
    doesNot: '修改被考评的数据',
    who: 'staff',
    code: 'ASR',
  },
  'third-party-evaluator': {
    label: '第三方评估机构',
    does: '抽样、评分、报告',
    doesNot: '查看未公开的文件',
    who: 'staff',
    code: 'TPE',
  },
  supervisor: {
    label: '监督检查人员',
    does: '检查、督办、查看办理情况',
    doesNot: '自己办理被监督的事项',
    who: 'staff',
    code: 'SUPV',
  },
  'social-supervisor': {
    label: '社会监督员',
    does: '提交监督报告、评议',
    doesNot: '查看未公开的内容',
    who: 'staff',
    code: 'SMO',
  },
  representative: {
    label: '代表、委员、行风监督员、媒体',
    does: '视察、填写评议表',
    doesNot: '查看未公开的内容',
    who: 'staff',
    code: 'REP',
  },
  'window-clerk': {
    label: '窗口人员',
    does: '登记受理、送达、告知进度',
    doesNot: '超出授权作出决定',
    who: 'staff',
    code: 'WIN',
  },
  'query-point-keeper': {
    label: '查阅点工作人员',
    does: '协助查阅、代收申请、填报调查',
    doesNot: '处理申请',
    who: 'staff',
    code: 'QPK',
  },
  'mailbox-operator': {
    label: '信箱、热线受理员',
    does: '登记、转办、办结来信来电',
    doesNot: '代替承办单位答复',
    who: 'staff',
    code: 'OPR',
  },
  spokesperson: {
    label: '新闻发言人',
    does: '主持新闻发布',
    doesNot: '发布未经审签的内容',
    who: 'staff',
    code: 'SPK',
  },
  'press-office': {
    label: '新闻办',
    does: '组织新闻发布和媒体工作',
    doesNot: '修改各单位内容',
    who: 'staff',
    code: 'INS',
  },
  'gazette-editor': {
    label: '公报编辑',
    does: '编排公报期次、刊头、赠阅点',
    doesNot: '改动法定文本',
    who: 'staff',
    code: 'GZE',
  },
  'legal-officer': {
    label: '法制机构人员',
    does: '合法性审查、复议诉讼事项',
    doesNot: '代替经办机关作决定',
    who: 'staff',
    code: 'LGL',
  },
  expert: {
    label: '专家',
    does: '出具论证意见、参与解读',
    doesNot: '查看与论证无关的内容',
    who: 'staff',
    code: 'EXP',
  },
  'training-manager': {
    label: '培训管理员',
    does: '培训计划、班次、课程',
    doesNot: '办理公开事项',
    who: 'staff',
    code: 'TRA',
  },
  'data-steward': {
    label: '数据管理员',
    does: '数据集、共享交换、标准',
    doesNot: '改动各单位的业务数据',
    who: 'staff',
    code: 'DST',
  },
  'site-operator': {
    label: '网站运维',
    does: '维护站点和栏目、监测、迁移',
    doesNot: '审签内容',
    who: 'staff',
    code: 'WEB',
  },
  administrator: {
    label: '系统管理员',
    does: '管理机构、人员、账号、参数和日历',
    doesNot: '授权、接触或发布内容',
    who: 'security',
    code: 'ADM',
  },
  'security-officer': {
    label: '安全管理员',
    does: '授权、解锁、管理登录安全',
    doesNot: '建立人员、接触或发布内容',
    who: 'security',
    code: '—',
  },
  auditor: {
    label: '审计员',
    does: '查看操作留痕',
    doesNot: '接触内容、改变任何设置',
    who: 'security',
    code: '—',
  },
  system: {
    label: '系统',
    does: '定时、计算、推送',
    doesNot: '代替任何人作决定',
    who: 'system',
    code: 'SYS',
  },
} as const;

/** Identifier of a role. */
export type Role = keyof typeof ROLES;

/** Scope of a grant: the organisation alone, with everything below it, or with everything it guides. */
export const SCOPES = { organisation: '本机构', subtree: '本机构及下级', line: '本机构及条线' } as const;
export type ScopeKind = keyof typeof SCOPES;

/** Kinds of organisations (公开主体及其上级). A county department is a department of level county. */
export const ORGANISATION_KINDS = {
  'city-government': '市人民政府',
  'government-office': '政府办公室',
  department: '工作部门',
  county: '县（市、区）人民政府',
  'special-zone': '功能区管委会',
  township: '乡镇人民政府（街道办事处）',
  village: '村（社区）',
  'affiliated-institution': '直属事业单位',
  'city-enterprise': '市管企业',
  'authorised-body': '法律法规授权组织',
  'public-enterprise': '公共企事业单位',
  'service-centre': '政务服务中心',
  external: '外部上级机关',
} as const;
export type OrganisationKind = keyof typeof ORGANISATION_KINDS;

/** Administrative levels, from above to below. */
export const LEVELS = {
  superior: '省级以上',
  city: '市级',
  county: '县级',
  township: '乡级',
  village: '村级',
} as const;
export type Level = keyof typeof LEVELS;

/** Roles that can be given to people. */
export const GRANTABLE: readonly Role[] = (Object.keys(ROLES) as Role[]).filter((role) =>
  ['staff', 'security'].includes(ROLES[role].who),
);

/**
 * The family of a role: roles of different families may not meet in one person (三权分立: administration, security and
 * audit exclude each other and everything that touches content).
 */
export function roleFamily(role: Role): string {
  return ROLES[role].who === 'security' ? role : 'content';
}

/** Whether somebody with some roles may have the others too: all of one family. */
export function goesWith(some: readonly Role[], others: readonly Role[]): boolean {
  return new Set([...some, ...others].map(roleFamily)).size <= 1;
}
