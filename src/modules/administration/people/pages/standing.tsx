import type { VNode } from 'preact';
import { type Day, dayOfInstant } from '../../../../law/day.ts';
import { Tag } from '../../../../ui/index.ts';
import { minute } from '../../../../ui/times.ts';

/** A grant or a deputation with its period and, where it was ended before its time, the instant of that. */
interface Right {
  validFrom: Day;
  validTo: Day | null;
  endedAt: Date | null;
}

/**
 * How a right stands on a day. One that is ended at once keeps no day of its own (the day before counts as its last), so
 * that the instant of the end says how long it was in force.
 */
function standing(right: Right, today: Day): 'never' | 'over' | 'planned' | 'holds' {
  const { validFrom, validTo, endedAt } = right;
  const ended = endedAt === null ? undefined : dayOfInstant(endedAt.getTime());
  if (validTo !== null && validTo < validFrom)
    return ended !== undefined && ended >= validFrom ? 'over' : 'never';
  if (validTo !== null && validTo < today) return 'over';
  return validFrom > today ? 'planned' : 'holds';
}

/** Whether the right holds, will hold, has ended, or was ended before it began. */
export function Standing({ right, today }: { right: Right; today: Day }): VNode {
  switch (standing(right, today)) {
    case 'never':
      return <Tag kind="mute">未生效即终止</Tag>;
    case 'over':
      return <Tag kind="mute">已结束</Tag>;
    case 'planned':
      return <Tag kind="info">{right.validFrom} 起</Tag>;
    case 'holds':
      return <Tag kind="ok">有效</Tag>;
  }
}

/** From when to when, in words: the instant where it was ended at once, for example 2026-05-20 至 2026-05-20 15:04（提前终止）. */
export function periodOf(right: Right, today: Day): string {
  const { validFrom, validTo, endedAt } = right;
  const how = standing(right, today);
  if (how === 'never') return `原定 ${validFrom} 起`;
  if (how === 'over' && endedAt !== null && validTo !== null && validTo < dayOfInstant(endedAt.getTime()))
    return `${validFrom} 至 ${minute(endedAt)}（提前终止）`;
  return `${validFrom} 至 ${validTo ?? '长期'}`;
}
