import { type Day, enteredDay } from '../../../../law/day.ts';
import { Refusal } from '../../../../platform/errors.ts';

/**
 * A day as a form sends it.
 * @returns undefined when it is empty
 * @throws Refusal at the field when it is no day
 */
export function readDay(text: string, field: string, label: string): Day | undefined {
  if (text.trim() === '') return undefined;
  const day = enteredDay(text.trim());
  if (!day) throw new Refusal([{ field, message: `${label}不是有效日期，请写成 2026-05-20 的形式。` }], 422);
  return day;
}

/** Like {@link readDay}; an empty one is refused. */
export function needDay(text: string, field: string, label: string): Day {
  const day = readDay(text, field, label);
  if (!day) throw new Refusal([{ field, message: `请填写${label}。` }], 422);
  return day;
}
