/** Roles: fixed sets of act names. Which acts a role holds is declared by the modules (`access.ts`). */
export const ROLES = {
  drafter: { label: '起草人', does: '起草文件、提出公开属性、送审、提出更正和撤回' },
  'attribute-reviewer': { label: '公开属性审查人', does: '审查公开属性及其依据、理由' },
  'secrecy-reviewer': { label: '保密审查员', does: '逐项进行保密审查' },
  approver: { label: '签发人', does: '签发文件、批准撤回' },
  'disclosure-office': { label: '政务公开办', does: '查看本地区全部文件和办理进度、导入历史文件' },
  supervisor: { label: '监督检查人员', does: '只读查看办理情况' },
  'site-operator': { label: '网站运维', does: '维护站点和栏目' },
  administrator: { label: '系统管理员', does: '管理机构、人员和授权，不接触内容' },
  auditor: { label: '审计员', does: '查看操作留痕，不接触内容' },
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

/** Roles that touch content and those that run or watch the system may not meet in one person. */
export const EXCLUSIVE: readonly (readonly Role[])[] = [
  ['administrator'],
  ['auditor'],
  [
    'drafter',
    'attribute-reviewer',
    'secrecy-reviewer',
    'approver',
    'disclosure-office',
    'supervisor',
    'site-operator',
  ],
];
