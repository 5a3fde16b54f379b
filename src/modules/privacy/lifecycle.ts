import { defineLifecycle } from '../../mechanisms/procedure/index.ts';

/** States of a request about personal data. */
export type RequestState = 'received' | 'handling' | 'replied' | 'closed';

/** The way of a request: received, accepted after the identity is proved, replied; or ended without a decision. */
export const privacyRequest = defineLifecycle<RequestState>({
  procedure: 'privacy-request',
  label: '个人信息权利请求',
  states: {
    received: { label: '待受理', tasks: [{ act: 'privacy.accept', role: 'disclosure-office' }] },
    handling: { label: '办理中', tasks: [{ act: 'privacy.reply', role: 'disclosure-office' }] },
    replied: { label: '已答复', closed: true },
    closed: { label: '已终止', closed: true },
  },
  steps: [
    {
      act: 'privacy.accept',
      label: '受理',
      from: ['received'],
      to: ['handling'],
      article: '个人信息保护法第五十条',
    },
    {
      act: 'privacy.reply',
      label: '答复',
      from: ['handling'],
      to: ['replied'],
      article: '个人信息保护法第五十条：拒绝的，应当说明理由',
    },
    { act: 'privacy.close', label: '终止办理', from: ['received', 'handling'], to: ['closed'] },
  ],
});

/** Chinese names of acts in the evidence of these cases. */
export const ACT_LABELS: Readonly<Record<string, string>> = {
  'privacy.register': '窗口登记',
  'privacy.take-in': '接收网上提交',
  'privacy.erase': '清除本人其他办件的个人信息',
  'privacy.find': '按号码查找',
  ...Object.fromEntries(privacyRequest.steps.map((s) => [s.act, s.label])),
};

/** Chinese name of a state. */
export function stateLabel(state: string): string {
  return privacyRequest.states[state as RequestState]?.label ?? state;
}
