import type { AccessTable } from '../../../core/index.ts';

/**
 * People and accounts are the administrator's, rights the security officer's: neither alone can make somebody who
 * touches content. Deputies for the own absence are everybody's (`OWN_ACTS`).
 */
export const access = {
  'person.read': ['administrator', 'security-officer'],
  'person.add': ['administrator'],
  'person.change': ['administrator'],
  'person.import': ['administrator'],
  'person.leave': ['administrator'],
  'person.return': ['administrator'],
  'account.give': ['administrator'],
  'account.reset': ['administrator'],
  'role.read': ['administrator', 'security-officer', 'auditor'],
  'grant.give': ['security-officer'],
  'grant.end': ['security-officer'],
  'deputation.give': ['security-officer'],
  'deputation.end': ['security-officer'],
} as const satisfies AccessTable;

/** Chinese names of the acts. */
export const LABELS: Readonly<Record<keyof typeof access, string>> & Readonly<Record<string, string>> = {
  'person.read': '查看人员、账号和授权',
  'person.add': '新增人员',
  'person.change': '修改人员信息',
  'person.import': '批量导入人员',
  'person.leave': '办理离任、调动和工作移交',
  'person.return': '办理复职',
  'account.give': '开立账号',
  'account.reset': '重置口令',
  'role.read': '查看角色与权限',
  'grant.give': '授予角色',
  'grant.end': '终止授权',
  'deputation.give': '指定代理人',
  'deputation.end': '终止代理',
  'deputation.give-own': '为自己指定代理人',
  'deputation.end-own': '终止自己的代理',
};
