import { z } from 'zod';
import { type Day, enteredDay } from '../../../law/day.ts';

/** A day that must be given, as `YYYY-MM-DD`. */
export function dayField(label: string) {
  return z
    .string()
    .default('')
    .transform((s, ctx): Day => {
      const parsed = enteredDay(s.trim());
      if (parsed) return parsed;
      ctx.addIssue({
        code: 'custom',
        message: s.trim()
          ? `“${s.trim().slice(0, 20)}”不是有效的日期，请按“2026-05-20”的样式填写。`
          : `请填写${label}。`,
      });
      return z.NEVER;
    });
}

/** A box that is ticked or not. */
export const tick = z.preprocess((v) => v === 'yes', z.boolean());

/** A whole number from 0 on; empty counts as 0. */
export const orderField = z.preprocess(
  (v) => (v === undefined || v === '' ? 0 : v),
  z.coerce.number().int().min(0).max(1_000_000),
);

/** An id of a row, from a hidden field or a select. */
export const rowId = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);

/** Name of the field that says why something is entered late (补录). */
export const LATE_LABEL = { lateReason: '补录原因' };
