import { z } from 'zod';
import { halfWidth } from '../../law/masks.ts';
import { findPersonalData } from '../../law/personal-data.ts';
import { carriesSecrecyMark } from '../../law/secrecy-mark.ts';
import { textField } from '../../platform/http/messages.ts';

/** Chinese names of the fields, in their order on the page. */
export const FEEDBACK_LABELS = { content: '内容', name: '姓名', contact: '联系方式', consent: '告知和同意' };

/** The technical bound of a content; the limits that people are told are parameters. */
export const LONGEST = 5000;

const MOBILE = /^1[3-9]\d{9}$/;
const compact = (s: string) => halfWidth(s).replace(/[\s　-]/g, '');

/** The kind of a contact as typed; undefined when it is neither a mobile number nor an e-mail address. */
export function contactKind(contact: string): 'phone' | 'email' | undefined {
  if (MOBILE.test(contact)) return 'phone';
  return z.email().max(100).safeParse(contact).success ? 'email' : undefined;
}

/** What a feedback consists of; the same for the form and for what comes out of an envelope. */
export const feedbackBody = z.object({
  content: textField(LONGEST, { required: true })
    .refine((s) => !carriesSecrecyMark([s]), {
      message: '内容带有密级标志。涉密内容不得在网上提交，请到承办单位窗口线下反映。',
    })
    .refine((s) => findPersonalData(s).length === 0, {
      message:
        '内容里有身份证号、手机号或者银行卡号。反馈可能公开，请删去这些号码；需要联系您的，请填在“联系方式”一栏。',
    }),
  name: textField(50).refine((s) => s === '' || /^[\p{L}\p{M}·•.\s'’-]+$/u.test(s), {
    message: '姓名只填文字，不要加号码；不愿留的可以不填。',
  }),
  contact: textField(100)
    .transform((s) => (s.includes('@') ? halfWidth(s).trim() : compact(s).replace(/^\+?86(?=1\d{10}$)/, '')))
    .refine((s) => s === '' || contactKind(s) !== undefined, {
      message: '联系方式应为 11 位手机号或者电子邮箱，例如 name@example.cn；不愿留的可以不填。',
    }),
});

/** A checked feedback. */
export type FeedbackContent = z.output<typeof feedbackBody>;
