import type { Day } from '../../../../law/day.ts';
import type { Paper } from '../paper.ts';

/** Papers that belong to no matter. */
export function specialPapers(_today: Day): Paper[] {
  return [];
}
