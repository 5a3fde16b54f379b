import type { Role } from '../../core/index.ts';
import { defineLifecycle } from '../../mechanisms/procedure/index.ts';
import { INTAKE } from './words.ts';

/** States of a feedback. */
export type FeedbackState = 'received' | 'replied' | 'approval' | 'published' | 'unpublished' | 'closed';

/** Who handles feedback: those who write the papers of an organisation. */
export const HANDLERS = ['drafter', 'editor', 'public-enterprise-editor'] as const satisfies readonly Role[];
/** Who approves what becomes public. */
export const SIGNERS = ['approver', 'principal-leader'] as const satisfies readonly Role[];

const tasks = (act: string, roles: readonly Role[]) => roles.map((role) => ({ act, role }));
const OPEN = ['received', 'replied', 'approval', 'published', 'unpublished'] as const;
/** Answered; what follows has no term. What waits for an approval lies on somebody's desk and stays there. */
export const IDLE = ['replied', 'published', 'unpublished'] as const satisfies readonly FeedbackState[];
const FOUR_EYES = '平台底线：对外发布至少两人，经办人不得批准本人的公开版';

/** The way of a feedback: answered, then published by a second person or kept between the two, then closed. */
export const policyFeedback = defineLifecycle<FeedbackState>({
  procedure: INTAKE,
  label: '政策反馈',
  states: {
    received: { label: '待处理', tasks: tasks('feedback.reply', HANDLERS) },
    replied: { label: '已答复', tasks: tasks('feedback.propose', HANDLERS) },
    approval: { label: '待批准公开', tasks: tasks('feedback.approve', SIGNERS) },
    published: { label: '已公开', tasks: tasks('feedback.close', HANDLERS) },
    unpublished: { label: '不公开', tasks: tasks('feedback.close', HANDLERS) },
    closed: { label: '已办结', closed: true },
  },
  steps: [
    { act: 'feedback.reply', label: '答复', from: ['received'], to: ['replied'] },
    { act: 'feedback.reply', label: '修改答复', from: ['replied'], to: ['replied'] },
    { act: 'feedback.forward', label: '转其他单位', from: ['received'], to: ['received'] },
    { act: 'feedback.dismiss', label: '不予办理', from: ['received'], to: ['closed'] },
    {
      act: 'feedback.propose',
      label: '提出公开版',
      from: ['replied', 'published', 'unpublished'],
      to: ['approval'],
    },
    { act: 'feedback.approve', label: '批准公开', from: ['approval'], to: ['published'], article: FOUR_EYES },
    {
      act: 'feedback.return',
      label: '退回修改',
      from: ['approval'],
      to: ['replied', 'published'],
      article: FOUR_EYES,
    },
    { act: 'feedback.keep-private', label: '不公开', from: ['replied'], to: ['unpublished'] },
    { act: 'feedback.unpublish', label: '撤下', from: ['published', 'approval'], to: ['unpublished'] },
    { act: 'feedback.close', label: '办结', from: ['published', 'unpublished'], to: ['closed'] },
    { act: 'feedback.close-idle', label: '自动办结', from: [...IDLE], to: ['closed'] },
    ...OPEN.flatMap((state) => [
      { act: 'feedback.classify', label: '分类', from: [state], to: [state] },
      { act: 'feedback.assign', label: '指定经办人', from: [state], to: [state] },
    ]),
  ],
});

/** Chinese names of acts in the evidence of these cases. */
export const ACT_LABELS: Readonly<Record<string, string>> = {
  'feedback.take-in': '接收网上提交',
  ...Object.fromEntries(policyFeedback.steps.toReversed().map((s) => [s.act, s.label])),
};

/** How a feedback has come back to its handlers, in words; undefined for a move forward. */
export function sentBack(moved: { act: string }): string | undefined {
  return moved.act === 'feedback.return' ? ACT_LABELS[moved.act] : undefined;
}

/** Chinese name of a state. */
export function stateLabel(state: string): string {
  return policyFeedback.states[state as FeedbackState]?.label ?? state;
}
