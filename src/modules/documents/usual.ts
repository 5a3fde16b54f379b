import { instantAt, parameters } from '../../core/index.ts';
import { addDays, type Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';

/** Instants before which a paper must have come to its step to have been there longer than is usual. */
export interface UsualTimes {
  drafting: Date;
  review: Date;
}

/**
 * The usual times of drafting and of a step of review, counted back from today in calendar days. They are the house's own
 * and no term of law: what is over them is worth a question, not late.
 */
export async function usualTimes(db: Reader, today: Day): Promise<UsualTimes> {
  const days = await parameters(
    db,
    { drafting: 'drafts.usual-days', review: 'reviews.usual-days' },
    { day: today },
  );
  const since = (n: number) => instantAt(addDays(today, -n), 0);
  return { drafting: since(days.drafting), review: since(days.review) };
}
