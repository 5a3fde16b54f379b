/** Kinds of a passage. */
export const PASSAGE_KINDS = { publish: '首次发布', correct: '更正', republish: '重新发布' } as const;
export type PassageKind = keyof typeof PASSAGE_KINDS;

/** Kinds of review, in their order, with the act that gives each. */
export const REVIEW_KINDS = {
  attribute: { label: '公开属性审查', act: 'document.attribute-review' },
  secrecy: { label: '保密审查', act: 'document.secrecy-review' },
  'sign-off': { label: '签发', act: 'document.sign-off' },
} as const;
export type ReviewKind = keyof typeof REVIEW_KINDS;

/** Grounds on which a paper never enters the system: only its offline serial is kept. */
export const OFFLINE_GROUNDS = { 'state-secret': '国家秘密', 'work-secret': '工作秘密' } as const;
export type OfflineGround = keyof typeof OFFLINE_GROUNDS;
