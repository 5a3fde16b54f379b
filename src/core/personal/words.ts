import {
  halfWidth,
  type MaskOptions,
  maskAddress,
  maskBankCard,
  maskDocument,
  maskEmail,
  maskIdentityNumber,
  maskName,
  maskPhone,
  maskText,
} from '../../law/masks.ts';

/** Whose value it is. */
export const PARTIES = { person: '本人', agent: '代理人', 'third-party': '第三方' } as const;
export type Party = keyof typeof PARTIES;

/** A blind index: what exact searches may ask for. Names alone are never searched: too many people share one. */
export const INDEX_KINDS = {
  'identity-number': '身份证号码',
  'other-document': '其他证件号码',
  phone: '电话',
  email: '电子邮箱',
  'bank-card': '银行卡号',
  'name-phone': '姓名加电话',
} as const;
export type IndexKind = keyof typeof INDEX_KINDS;

interface PersonalKindSpec {
  label: string;
  mask(value: string, o: MaskOptions & { minor: boolean }): string;
  /** The form under which equal values are found; undefined = not searched. */
  normal?: (value: string) => string;
}

const number = (value: string) =>
  halfWidth(value)
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '');

/** Kinds of personal values, each with its mask and, if it may be searched, its normal form. */
export const PERSONAL_KINDS = {
  name: { label: '姓名', mask: (v, o) => maskName(v, o) },
  'identity-number': { label: '身份证号码', mask: (v, o) => maskIdentityNumber(v, o), normal: number },
  'other-document': { label: '证件号码', mask: (v) => maskDocument(v), normal: number },
  phone: {
    label: '电话',
    mask: (v) => maskPhone(v),
    normal: (v) =>
      number(v)
        .replace(/\D/g, '')
        .replace(/^(?:00)?86(?=1\d{10}$)/, ''),
  },
  email: { label: '电子邮箱', mask: (v) => maskEmail(v), normal: (v) => halfWidth(v).trim().toLowerCase() },
  address: { label: '地址', mask: (v) => maskAddress(v) },
  'bank-card': { label: '银行卡号', mask: (v) => maskBankCard(v), normal: number },
  statement: { label: '陈述内容', mask: (v) => maskText(v) },
  reply: { label: '答复内容', mask: (v) => maskText(v) },
} as const satisfies Record<string, PersonalKindSpec>;
export type PersonalKind = keyof typeof PERSONAL_KINDS;

/** The description of a kind, with its optional parts. */
export function personalKind(kind: PersonalKind): PersonalKindSpec {
  return PERSONAL_KINDS[kind];
}

/** What erasures and retention count besides values: the files of a case. */
export type ErasableKind = PersonalKind | 'file';

/** The label of what is erased. */
export function erasableLabel(kind: ErasableKind): string {
  return kind === 'file' ? '材料（文件）' : PERSONAL_KINDS[kind].label;
}

/** A name as it is compared: blanks and the different dots between its parts do not count. */
export function normalName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\s·•・‧．.]/g, '')
    .toLowerCase();
}

/** Why somebody needs the whole value. */
export const UNMASK_REASONS = {
  contact: '联系当事人',
  'verify-identity': '核验身份',
  reply: '制作、送达答复',
  'lawful-request': '依法向有权机关提供',
  complaint: '处理投诉、复议、诉讼',
  other: '其他',
} as const;
export type UnmaskReason = keyof typeof UNMASK_REASONS;

/** From which event a retention period runs. */
export const RETENTION_STARTS = { 'case-closed': '办结之日', stored: '存入之日' } as const;
export type RetentionStart = keyof typeof RETENTION_STARTS;

/** Why values were erased (个人信息保护法第四十七条). */
export const ERASURE_BASES = {
  'retention-ended': '保留期限届满',
  request: '个人请求删除',
  'consent-withdrawn': '个人撤回同意',
  replaced: '更正后旧值清除',
} as const;
export type ErasureBasis = keyof typeof ERASURE_BASES;
