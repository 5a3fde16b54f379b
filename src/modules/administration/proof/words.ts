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
};

const SUBJECT_KINDS: Readonly<Record<string, string>> = {
  account: '账号',
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
