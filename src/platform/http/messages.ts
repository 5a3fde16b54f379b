import { z } from 'zod';
import { findPersonalData } from '../../law/personal-data.ts';
import type { Issue } from '../errors.ts';

// The library's own Chinese messages are no sentences a clerk can act on. An empty message marks "write one below".
z.config({ customError: () => '' });

type ZodIssue = z.core.$ZodIssue;

const FORMATS: Record<string, string> = {
  email: '电子邮箱地址，例如 name@example.cn',
  url: '以 http:// 或 https:// 开头的网址',
  date: '日期，例如 2026-05-20',
};

/**
 * One Chinese sentence for one finding of a schema: what is wrong and what to do.
 * @param issue the finding; a message written in the schema itself is kept
 * @param label Chinese name of the field
 * @param value what was entered
 */
export function sentence(issue: ZodIssue, label: string, value: unknown): string {
  if (issue.message) return issue.message;
  const empty =
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
  switch (issue.code) {
    case 'invalid_type':
      return empty ? `请填写${label}。` : `${label}的内容无法识别，请重新填写。`;
    case 'too_small':
      if (empty || (issue.origin === 'string' && Number(issue.minimum) <= 1)) return `请填写${label}。`;
      if (issue.origin === 'string')
        return `${label}至少 ${issue.minimum} 个字，现在是 ${String(value).length} 个字。`;
      if (issue.origin === 'array') return `${label}至少选 ${issue.minimum} 项。`;
      return `${label}不能小于 ${issue.minimum}。`;
    case 'too_big':
      if (issue.origin === 'string')
        return `${label}最多 ${issue.maximum} 个字，现在是 ${String(value).length} 个字，请删减。`;
      if (issue.origin === 'array') return `${label}最多选 ${issue.maximum} 项。`;
      return `${label}不能大于 ${issue.maximum}。`;
    case 'invalid_value':
    case 'invalid_union':
      return empty ? `请选择${label}。` : `${label}不在可选的范围内，请重新选择。`;
    case 'invalid_format':
      return empty ? `请填写${label}。` : `${label}应为${FORMATS[issue.format] ?? '规定的格式'}，请改正。`;
    case 'custom': {
      const { length, most } = (issue.params ?? {}) as { length?: number; most?: number };
      if (most === undefined) return `${label}填写有误，请检查。`;
      return length === 0 ? `请填写${label}。` : `${label}最多 ${most} 个字，现在是 ${length} 个字，请删减。`;
    }
    default:
      return `${label}填写有误，请检查。`;
  }
}

/**
 * All findings of a schema as issues of a form, in the order of the fields.
 * @param labels Chinese names of the fields
 * @param values the form as entered
 */
export function formIssues(
  error: z.ZodError,
  labels: Readonly<Record<string, string>>,
  values: Record<string, unknown>,
): Issue[] {
  const order = Object.keys(labels);
  const place = (field: string) => (order.includes(field) ? order.indexOf(field) : order.length);
  return error.issues
    .map((issue) => {
      const field = String(issue.path[0] ?? '');
      return { field, message: sentence(issue, labels[field] ?? '此项', values[field]) };
    })
    .sort((a, b) => place(a.field) - place(b.field));
}

// Signs that show nothing or turn the line around: names and titles that only look alike, reasons that only look filled.
const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** A typed text without signs that nobody sees, line ends levelled, blanks around it removed. */
function visible(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(INVISIBLE, '').trim();
}

/**
 * A text of a form: line ends levelled, invisible signs and blanks around it removed, counted in characters as people
 * count them.
 * @param most longest length in characters
 */
export function textField(most: number, options: { required?: boolean } = {}) {
  return z
    .string()
    .default('')
    .transform((s, ctx) => {
      const text = visible(s);
      const { length } = [...text];
      if (length > most || (options.required && length === 0))
        ctx.addIssue({ code: 'custom', params: { length, most } });
      return text;
    });
}

const NUMBERS_OF_PERSONS = {
  'identity-number': '公民身份号码',
  'bank-card': '银行卡号',
  mobile: '手机号码',
} as const;

/**
 * A text that the public sees as soon as it is saved, with nobody reviewing it: numbers of persons are refused in it.
 * @param most longest length in characters
 * @param options.contact a telephone number may stand in it, a mobile one too: it belongs to an office
 */
export function publicTextField(most: number, options: { required?: boolean; contact?: boolean } = {}) {
  return textField(most, options).superRefine((text, ctx) => {
    for (const { kind, masked } of findPersonalData(text))
      if (kind !== 'mobile' || !options.contact)
        ctx.addIssue({
          code: 'custom',
          message: `这里有${NUMBERS_OF_PERSONS[kind]} ${masked}。本栏保存后即向社会公开，请删去${kind === 'mobile' ? '，或者改为单位值班电话' : ''}。`,
        });
  });
}

/** Least number of letters and Han in a reason: fewer say nothing. */
const LEAST_OF_A_REASON = 2;

/**
 * A reason that must be given: a text in which letters, digits and Han count and dots and blanks do not.
 * @param most longest length in characters; @param least fewest letters and Han that count as a reason
 */
export function reasonField(most: number, least: number = LEAST_OF_A_REASON) {
  return textField(most).refine(
    (text) => (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= least,
    `请写明理由，至少 ${least} 个字（标点和空格不算）。`,
  );
}
