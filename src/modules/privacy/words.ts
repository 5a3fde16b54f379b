import type { PersonalKind } from '../../core/index.ts';

/** Rights that a person may ask for (个人信息保护法). */
export const RIGHTS = {
  access: {
    label: '查阅、复制',
    article: '个人信息保护法第四十五条',
    does: '想知道掌握了我的哪些信息，或者要一份副本',
  },
  rectify: { label: '更正、补充', article: '个人信息保护法第四十六条', does: '信息不准确或者不完整' },
  erase: { label: '删除', article: '个人信息保护法第四十七条', does: '处理目的已经实现，或者不应再保存' },
  transfer: { label: '转移', article: '个人信息保护法第四十五条第三款', does: '转移到我指定的其他单位' },
  'withdraw-consent': { label: '撤回同意', article: '个人信息保护法第十五条', does: '收回以前给过的同意' },
  explain: { label: '解释说明', article: '个人信息保护法第四十八条', does: '想了解处理的规则' },
} as const;
export type Right = keyof typeof RIGHTS;

/** Rights on whose ground data may be erased. */
export const ERASING_RIGHTS = { erase: 'request', 'withdraw-consent': 'consent-withdrawn' } as const;

/** How a request came in. */
export const CHANNELS = { window: '窗口登记', portal: '网上提交' } as const;
export type Channel = keyof typeof CHANNELS;

/** Identity documents, with the kind of personal value that their number is. */
export const DOCUMENT_KINDS = {
  'identity-card': { label: '居民身份证', value: 'identity-number' },
  passport: { label: '护照', value: 'other-document' },
  'home-return-permit': { label: '港澳居民来往内地通行证', value: 'other-document' },
  'taiwan-permit': { label: '台湾居民来往大陆通行证', value: 'other-document' },
  'foreigner-permit': { label: '外国人永久居留身份证', value: 'other-document' },
} as const satisfies Record<string, { label: string; value: PersonalKind }>;
export type DocumentKind = keyof typeof DOCUMENT_KINDS;

/** How the identity of the person was proved before anything was handed out. */
export const IDENTITY_CHECKS = {
  'original-seen': '当面核对证件原件',
  'copy-compared': '核对证件复印件并与已存信息比对',
  'called-back': '按已存电话回访核实',
} as const;
export type IdentityCheck = keyof typeof IDENTITY_CHECKS;

/** What was decided. */
export const OUTCOMES = { granted: '同意', 'partly-granted': '部分同意', refused: '不同意' } as const;
export type Outcome = keyof typeof OUTCOMES;

/** Why a request ends without a decision. */
export const CLOSINGS = {
  withdrawn: '申请人撤回',
  'identity-unproved': '身份无法核实',
  repeated: '与办理中的请求重复',
} as const;
export type Closing = keyof typeof CLOSINGS;

/** What the person is told who asks with the query code. */
export const TOLD: Readonly<Record<string, string>> = {
  waiting: '已收到，等待登记',
  received: '已登记，等待受理',
  handling: '正在办理',
  replied: '已答复，请按您留下的联系方式查收',
  closed: '已终止办理，请按您留下的联系方式查收说明',
};

/** Kind of these submissions in the intake. */
export const INTAKE = 'privacy-request';
