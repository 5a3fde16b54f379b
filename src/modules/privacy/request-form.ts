import { z } from 'zod';
import { halfWidth } from '../../law/masks.ts';
import { isIdentityNumber } from '../../law/personal-data.ts';
import { carriesSecrecyMark } from '../../law/secrecy-mark.ts';
import { keyOf } from '../../platform/http/fields.ts';
import { textField } from '../../platform/http/messages.ts';
import { DOCUMENT_KINDS, RIGHTS } from './words.ts';

/** Chinese names of the fields, in their order on the page. */
export const REQUEST_LABELS = {
  organisation: '受理单位',
  right: '请求事项',
  statement: '具体要求',
  about: '涉及的办件编号',
  name: '姓名',
  documentKind: '证件种类',
  documentNumber: '证件号码',
  phone: '联系电话',
  email: '电子邮箱',
};

const PHONE = /^(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(?:-\d{1,6})?)$/;

const compact = (s: string) => halfWidth(s).replace(/[\s　]/g, '');

/** What a request consists of; the same for the window, the portal and what comes out of an envelope. */
export const requestBody = z
  .object({
    organisation: z
      .string()
      .default('')
      .refine((s) => /^[a-z0-9-]{1,40}$/.test(s), { message: '请选择受理单位。' }),
    right: keyOf(RIGHTS),
    statement: textField(1000, { required: true }).refine((s) => !carriesSecrecyMark([s]), {
      message: '内容带有密级标志。涉密内容不得在网上提交，也不得录入本系统，请到窗口线下办理。',
    }),
    about: z
      .string()
      .max(40)
      .default('')
      .transform((s) => compact(s))
      .refine((s) => /^[0-9A-Za-z〔〕()（）第号-]*$/.test(s), {
        message: '办件编号只由字母、数字、短横线、〔〕和“第”“号”组成，没有可以不填。',
      }),
    name: textField(50, { required: true }).refine((s) => s === '' || /^[\p{L}\p{M}·•.\s'’-]+$/u.test(s), {
      message: '姓名只填文字，请按证件上的写法填写，不要加称呼和号码。',
    }),
    documentKind: keyOf(DOCUMENT_KINDS),
    documentNumber: textField(30, { required: true }).transform((s) => compact(s).toUpperCase()),
    phone: textField(30, { required: true })
      .transform((s) => compact(s).replace(/^\+?86(?=1\d{10}$)/, ''))
      .refine((s) => s === '' || PHONE.test(s), {
        message: '电话应为 11 位手机号，或者带区号的固定电话，例如 0000-12345678。',
      }),
    email: z.union([z.literal(''), z.email().max(100)]).default(''),
  })
  .superRefine((v, ctx) => {
    const problem =
      v.documentKind === 'identity-card'
        ? isIdentityNumber(v.documentNumber)
          ? undefined
          : '身份证号码不对：应为 18 位，最后一位是校验码。请对照证件核对。'
        : /^[A-Z0-9]{5,20}$/.test(v.documentNumber)
          ? undefined
          : '证件号码应为 5 至 20 位字母和数字，请对照证件核对。';
    if (problem && v.documentNumber !== '')
      ctx.addIssue({ code: 'custom', message: problem, path: ['documentNumber'] });
  });

/** A checked request. */
export type RequestContent = z.output<typeof requestBody>;
