import { z } from 'zod';
import { type Day, parseDay } from '../../../law/day.ts';

/** Parameters of the pages of an organ. */
export const organParams = z.object({ code: z.string().regex(/^[a-z0-9-]{2,40}$/) });
/** The same with the public id of one of its texts or leaders, or 'new'. */
export const partParams = organParams.extend({ pid: z.string().regex(/^([0-9a-z]{10}|new)$/) });
/** What may follow after an act. */
export const doneQuery = z.object({ done: z.string().max(20).optional().catch(undefined) });

/** A day that must be given, as `YYYY-MM-DD`. */
export function dayField(label: string) {
  return z
    .string()
    .default('')
    .transform((s, ctx): Day => {
      const parsed = parseDay(s.trim());
      if (parsed) return parsed;
      ctx.addIssue({ code: 'custom', message: `${label}应写成 2026-05-20 的样式，请改正。` });
      return z.NEVER;
    });
}

/** Number of the version that a form showed; 0 for something new. */
export const seenField = z.coerce.number().int().min(0).max(1_000_000).catch(-1);

/** An address on the web; empty means none. Only http and https lead anywhere. */
export function webField(label: string) {
  return z
    .string()
    .default('')
    .transform((s, ctx) => {
      const text = s.trim();
      if (text === '') return '';
      const url = URL.canParse(text) ? new URL(text) : undefined;
      if (url && ['http:', 'https:'].includes(url.protocol) && text.length <= 500) return url.href;
      ctx.addIssue({
        code: 'custom',
        message: `${label}应是以 https:// 开头的完整网址，请从浏览器地址栏复制。`,
      });
      return z.NEVER;
    });
}
