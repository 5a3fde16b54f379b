import { ROLES, SCOPES } from '../../../core/words.ts';

/** Chinese names of the acts of core, as the audit trail shows them. */
export const CORE_ACT_LABELS: Readonly<Record<string, string>> = {
  'sign-in': '登录',
  'sign-in-failed': '登录失败',
  'sign-out': '退出',
  'account.change-password': '修改口令',
  'user.add': '新建人员',
  'user.grant': '授予角色',
  'user.reset': '重置口令',
  'audit.export': '导出操作留痕',
  'audit.read': '查看操作留痕',
  'file.refuse-infected': '拒收带毒文件',
  'organisation.remind-duty': '提醒听取汇报和领导小组会议',
};

const SUBJECT_KINDS: Readonly<Record<string, string>> = {
  account: '账号',
  answer: '答复',
  calendar: '工作日历',
  contact: '联系方式',
  delivery: '消息投递',
  inbox: '我的消息',
  list: '列表导出',
  notice: '站内消息',
  outgoing: '外发消息',
  parameter: '参数',
  'regional-day': '地区安排',
  'search-word': '大家在查的词',
  site: '站点',
  reminder: '本人提醒',
  section: '内设机构',
  audit: '操作留痕',
  case: '办理事项',
  document: '公文',
  'erasure-list': '清除记录',
  'import-item': '导入文件',
  'installation-key': '安装密钥',
  intake: '网上提交',
  'legal-hold': '法律保全',
  'table-import': '表格导入',
  'offline-document': '线下登记',
  organisation: '机构',
  person: '人员',
  'personal-search': '个人信息查找',
  'retention-rule': '保留期限',
  'sign-in-event': '登录记录',
};

/** Chinese name of a kind of thing; the identifier itself where it has none. */
export function subjectLabel(kind: string): string {
  return SUBJECT_KINDS[kind] ?? kind;
}

const SERVICES: Readonly<Record<string, string>> = {
  system: '系统',
  import: '历史文件导入',
  operator: '服务器操作员',
  'sign-in': '登录程序',
};

/** Shown name of a service. */
export function serviceLabel(service: string): string {
  return SERVICES[service] ?? service;
}

const DETAILS: Readonly<Record<string, string>> = {
  role: '角色',
  scope: '范围',
  organisation: '机构',
  successor: '承接机构',
  from: '起',
  to: '止',
  lastDay: '最后一天',
  lent: '借调',
  grant: '授权记录号',
  deputation: '代理记录号',
  deputy: '代理人',
  person: '人员',
  verdict: '结论',
  outcome: '答复结论',
  closing: '终止原因',
  identityCheck: '身份核实方式',
  value: '数值',
  validFrom: '生效日',
  cancelled: '取消',
  replaced: '取代的计划设定（项）',
  moved: '变动（件）',
  told: '通知（人）',
  sessions: '结束的登录（处）',
  bound: '绑定单点登录',
  rows: '行数',
  refused: '未通过（行）',
  filter: '筛选条件',
  cut: '只导出了前一部分',
  task: '事项',
  section: '内设机构',
  fullTime: '专职',
  page: '文字编号',
  leader: '领导编号',
  number: '版次',
  portrait: '有照片',
  retried: '重新投递（条）',
  proposed: '提出绑定单点登录',
  channel: '渠道',
  kind: '类别',
  level: '层级',
  duty: '职责',
  reason: '原因类别',
  kinds: '信息种类',
  unmasking: '查看记录号',
  hits: '查到（件）',
  made: '发出（条）',
  about: '关于（编号）',
  thing: '关于哪类',
  reminders: '提醒（条）',
  deleted: '删除（条）',
  emptied: '清空内容（条）',
  remindersHanded: '移交的提醒（条）',
  remindersEnded: '终止的提醒（条）',
  months: '保留月数',
  starts: '起算',
  rule: '规则编号',
  edition: '版次',
  attached: '添加附件（个）',
  removed: '移除',
  confirmed: '已确认重名',
  people: '人员（人）',
  below: '下级机构（个）',
  openCases: '在办（件）',
};

const CHOICES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  role: Object.fromEntries(Object.entries(ROLES).map(([role, { label }]) => [role, label])),
  scope: SCOPES,
  verdict: {
    pass: '通过',
    return: '退回',
    approve: '批准',
    refuse: '不批准',
    confirmed: '验证通过',
    wrong: '验证码不对',
  },
  thing: { documents: '文件', cases: '事项' },
  outcome: { granted: '同意', 'partly-granted': '部分同意', refused: '不同意' },
  closing: {
    withdrawn: '申请人撤回',
    'identity-unproved': '身份无法核实',
    repeated: '与办理中的请求重复',
  },
  identityCheck: {
    'original-seen': '当面核对证件原件',
    'copy-compared': '核对证件复印件并与已存信息比对',
    'called-back': '按已存电话回访核实',
  },
};

/** Details that hold the internal id of a thing that people know by a name. */
export const DETAIL_IDS = {
  organisation: ['organisation', 'successor'],
  person: ['person', 'deputy'],
  section: ['section'],
} as const;

/** What a detail names, in words: `organisation 8`, `person 8`, `act document.save`; undefined where it has no name. */
export type DetailNames = (named: string) => string | undefined;

/** The name of an act that a detail names as `act document.save`; undefined for everything else. */
export function actOf(named: string, labels: Readonly<Record<string, string>>): string | undefined {
  return named.startsWith('act ') ? labels[named.slice(4)] : undefined;
}

/** One detail of an audit row in words. What has none keeps what stands in the row: evidence is never left out. */
export function detailWords(name: string, value: unknown, names: DetailNames): [string, string] {
  const label = DETAILS[name] ?? name;
  if (value === null || value === '') return [label, '（无）'];
  if (typeof value === 'boolean') return [label, value ? '是' : '否'];
  for (const [kind, fields] of Object.entries(DETAIL_IDS))
    if ((fields as readonly string[]).includes(name))
      return [label, names(`${kind} ${String(value)}`) ?? String(value)];
  if (name === 'task') return [label, names(`act ${String(value)}`) ?? String(value)];
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return [label, CHOICES[name]?.[text] ?? text];
}
