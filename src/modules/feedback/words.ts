/** What a feedback is about (分类). */
export const CLASSES = {
  consultation: '咨询',
  suggestion: '意见建议',
  correction: '纠错',
  complaint: '投诉',
  other: '其他',
} as const;
export type FeedbackClass = keyof typeof CLASSES;

/** What has become of an opinion (意见采用情况). */
export const USES = { used: '采用', 'partly-used': '部分采用', 'not-used': '未采用' } as const;
export type Use = keyof typeof USES;

/** Why a feedback ends without an answer. */
export const CLOSINGS = {
  duplicate: '与先前的反馈内容相同，已并案办理',
  'no-substance': '没有可以办理的内容',
  abusive: '内容辱骂他人或者违法',
} as const;
export type Closing = keyof typeof CLOSINGS;

/** What the sender is told who asks with the query code. */
export const TOLD: Readonly<Record<string, string>> = {
  waiting: '已收到，等待登记',
  received: '已转承办单位，等待答复',
  replied: '已答复',
  approval: '已答复',
  published: '已答复',
  unpublished: '已答复',
  closed: '已办结',
};

/** Kind of these submissions in the intake, and of their cases. */
export const INTAKE = 'policy-feedback';
