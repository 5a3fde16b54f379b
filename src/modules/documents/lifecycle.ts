import { CASE_ACT_LABELS, defineLifecycle } from '../../mechanisms/procedure/index.ts';

/** States of a passage: the way of one edition from draft to publication. */
export type PassageState =
  | 'drafting'
  | 'attribute-review'
  | 'secrecy-review'
  | 'sign-off'
  | 'scheduled'
  | 'published'
  | 'filed'
  | 'abandoned';

/** The way of an edition: no attribute, no flow; secrecy review is its own act; publication only after sign-off. */
export const passage = defineLifecycle<PassageState>({
  procedure: 'document-passage',
  label: '文件发布',
  states: {
    drafting: {
      label: '起草',
      tasks: [
        { act: 'document.submit', role: 'drafter' },
        { act: 'document.submit', role: 'editor' },
        { act: 'document.submit', role: 'public-enterprise-editor' },
      ],
    },
    'attribute-review': {
      label: '公开属性审查',
      tasks: [{ act: 'document.attribute-review', role: 'attribute-reviewer' }],
    },
    'secrecy-review': {
      label: '保密审查',
      tasks: [{ act: 'document.secrecy-review', role: 'secrecy-reviewer' }],
    },
    'sign-off': {
      label: '签发',
      tasks: [
        { act: 'document.sign-off', role: 'approver' },
        { act: 'document.sign-off', role: 'principal-leader' },
      ],
    },
    scheduled: { label: '待定时发布', waits: true },
    published: { label: '已发布', closed: true },
    filed: { label: '已审签，不向社会公开', closed: true },
    abandoned: { label: '已作废', closed: true },
  },
  steps: [
    { act: 'document.save', label: '保存', from: ['drafting'], to: ['drafting'] },
    {
      act: 'document.submit',
      label: '送审',
      from: ['drafting'],
      to: ['attribute-review'],
      article: '国办发〔2016〕80号：未明确公开属性的公文不得流转',
    },
    { act: 'document.recall', label: '撤回送审', from: ['attribute-review'], to: ['drafting'] },
    { act: 'document.abandon', label: '作废', from: ['drafting'], to: ['abandoned'] },
    {
      act: 'document.attribute-review',
      label: '公开属性审查',
      from: ['attribute-review'],
      to: ['secrecy-review', 'drafting'],
      article: '条例第十七条',
    },
    {
      act: 'document.secrecy-review',
      label: '保密审查',
      from: ['secrecy-review'],
      to: ['sign-off', 'drafting'],
      article: '条例第十七条；保密法实施条例第四十二条',
    },
    {
      act: 'document.sign-off',
      label: '签发',
      from: ['sign-off'],
      to: ['published', 'scheduled', 'filed', 'drafting'],
    },
    {
      act: 'document.return-to-sender',
      label: '退文',
      from: ['attribute-review', 'secrecy-review', 'sign-off'],
      to: ['drafting'],
      article: '国办发〔2016〕80号：代拟稿没有公开属性建议或者理由的，办公厅（室）可以退文',
    },
    // A correction under review was reviewed as one of a public paper; when that is withdrawn, it begins anew.
    {
      act: 'document.decide-withdrawal',
      label: '所更正的文件撤回',
      from: ['attribute-review', 'secrecy-review', 'sign-off'],
      to: ['drafting'],
    },
    { act: 'document.unschedule', label: '取消定时发布', from: ['scheduled'], to: ['drafting'] },
    { act: 'document.publish-due', label: '定时发布', from: ['scheduled'], to: ['published'] },
  ],
});

/** States of a withdrawal: a short case of a published document. */
export type WithdrawalState = 'requested' | 'withdrawn' | 'kept' | 'cancelled';

export const withdrawal = defineLifecycle<WithdrawalState>({
  procedure: 'document-withdrawal',
  label: '文件撤回',
  states: {
    requested: {
      label: '待批准撤回',
      tasks: [
        { act: 'document.decide-withdrawal', role: 'approver' },
        { act: 'document.decide-withdrawal', role: 'principal-leader' },
      ],
    },
    withdrawn: { label: '已撤回', closed: true },
    kept: { label: '未批准，继续公开', closed: true },
    cancelled: { label: '申请已取消', closed: true },
  },
  steps: [
    {
      act: 'document.decide-withdrawal',
      label: '决定是否撤回',
      from: ['requested'],
      to: ['withdrawn', 'kept'],
    },
    { act: 'document.cancel-withdrawal', label: '取消撤回申请', from: ['requested'], to: ['cancelled'] },
  ],
});

/** Chinese names of acts in the evidence of a case. */
export const ACT_LABELS: Readonly<Record<string, string>> = {
  'document.draft': '新建',
  'document.import': '导入',
  'document.correct': '发起更正',
  'document.propose-withdrawal': '提出撤回',
  ...CASE_ACT_LABELS,
  ...Object.fromEntries([...passage.steps, ...withdrawal.steps].map((s) => [s.act, s.label])),
};

/** Chinese name of a state of either kind of case. */
export function stateLabel(procedure: string, state: string): string {
  const states: Readonly<Record<string, { label: string }>> =
    procedure === 'document-withdrawal' ? withdrawal.states : passage.states;
  return states[state]?.label ?? state;
}

/** How a draft has come back to be worked on again, in words; undefined for a move forward or by the drafter. */
export function sentBack(moved: { act: string; from: string | null; to: string }): string | undefined {
  if (moved.to !== 'drafting' || moved.from === null || moved.from === 'drafting') return undefined;
  if (moved.act === 'document.recall') return undefined;
  if (moved.act === 'document.return-to-sender') return '退文';
  if (moved.act === 'document.decide-withdrawal') return '文件已撤回';
  return moved.act === 'document.unschedule' ? '取消定时发布' : '退回修改';
}
