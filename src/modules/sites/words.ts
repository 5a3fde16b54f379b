/** Texts of an organ on its 政府信息公开专栏 (条例第十二条: 指南; 第四条、第四十六条: 制度). */
export const ORGAN_PAGE_KINDS = { guide: '公开指南', rule: '公开制度' } as const;
export type OrganPageKind = keyof typeof ORGAN_PAGE_KINDS;
