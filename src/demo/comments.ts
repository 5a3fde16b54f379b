/** What reviewers of the demo city write when a paper passes. */
const COMMENTS = {
  attribute: [
    '属性和依据准确。',
    '同意主管单位意见，属性准确。',
    '已核对依据条款，同意。',
    '内容与所选依据相符，栏目准确。',
    '经核对，属于法定公开内容范围的判断正确。',
  ],
  secrecy: [
    '经逐项审查，不涉密。',
    '正文及附件均已审查，未发现涉密和敏感内容。',
    '已核对附件，不含个人信息，不涉密。',
    '不涉及国家秘密、工作秘密和商业秘密。',
  ],
  sign: ['同意。', '同意印发。', '同意，请及时公开。', '同意。请注意做好解释说明。'],
} as const;

/** A comment for one step of one paper; the same paper always gets the same. */
export function commentFor(step: keyof typeof COMMENTS, key: string): string {
  const sum = [...key].reduce((n, c) => n + c.codePointAt(0)!, 0);
  return COMMENTS[step][sum % COMMENTS[step].length]!;
}
