import { z } from 'zod';
import { daysOfPeriod, instantAt, searchWords, YEAR_OR_MONTH } from '../../core/index.ts';
import type { Day } from '../../law/day.ts';
import { THEMES, VALIDITY } from '../../mechanisms/publication/index.ts';
import { chosenRows, keyOf } from '../../platform/http/fields.ts';
import { passage, withdrawal } from './lifecycle.ts';
import { type DocumentFilter, SORTS } from './list-store.ts';
import type { UsualTimes } from './usual.ts';
import { PASSAGE_KINDS } from './words.ts';

/** The states between submitting and publication, as one choice of the filter. */
export const REVIEWING = 'reviewing';
const REVIEW_STATES = ['attribute-review', 'secrecy-review', 'sign-off'];
/** What a person types to mean their own drafts. */
const MYSELF = '我';

const text = (max: number) => z.string().trim().max(max).optional().catch(undefined);

/** What the address of the list may carry; what it cannot be is left out. */
export const listFields = {
  q: text(200),
  state: keyOf({ [REVIEWING]: 1, ...passage.states, ...withdrawal.states })
    .optional()
    .catch(undefined),
  organisation: text(40),
  attribute: z.enum(['proactive', 'on-request', 'withheld', 'none']).optional().catch(undefined),
  theme: z
    .enum(THEMES as readonly [string, ...string[]])
    .optional()
    .catch(undefined),
  year: z.coerce.number().int().min(1949).max(2200).optional().catch(undefined),
  published: z.string().trim().regex(YEAR_OR_MONTH).optional().catch(undefined),
  drafter: text(40),
  live: z.enum(['yes', 'no']).optional().catch(undefined),
  validity: keyOf(VALIDITY).optional().catch(undefined),
  open: z.enum(['yes', 'no']).optional().catch(undefined),
  overdue: z.enum(['yes']).optional().catch(undefined),
  /** Longer in a step than is usual. */
  slow: z.enum(['yes']).optional().catch(undefined),
  /** What the newest case is about. */
  kind: keyOf(PASSAGE_KINDS).optional().catch(undefined),
  /** Public ids of chosen documents, for an export of them alone. */
  chosen: chosenRows,
  sort: z.enum(SORTS).optional().catch(undefined),
  way: z.enum(['asc']).optional().catch(undefined),
};
/** The same as one schema. */
export const filterSchema = z.object(listFields);
/** The filters as entered. */
export type ListFilter = z.output<typeof filterSchema>;

/** From the first instant of a year or month in Asia/Shanghai to the first of the next. @param text 2026 or 2026-05 */
export function periodOf(text: string): { from: Date; to: Date } {
  const { first, next } = daysOfPeriod(text);
  return { from: instantAt(first, 0), to: instantAt(next, 0) };
}

/** The states of a choice. Of an open state all cases are open: that they are is an index. */
function statesOf(state: string | undefined): Pick<DocumentFilter, 'states' | 'open'> {
  if (!state) return {};
  const states = state === REVIEWING ? REVIEW_STATES : [state];
  const all: Readonly<Record<string, { closed?: boolean }>> = { ...passage.states, ...withdrawal.states };
  return { states, ...(states.every((s) => all[s] && !all[s].closed) ? { open: true } : {}) };
}

/** What the entered filters mean for somebody who reads documents of these organisations. */
export function filterOf(
  it: Partial<ListFilter>,
  reader: { scope: readonly number[]; personId: number; today: Day; usual: UsualTimes },
): DocumentFilter {
  const words = searchWords(it.q ?? '');
  return {
    scope: reader.scope,
    today: reader.today,
    ...(words.length > 0 ? { words } : {}),
    ...statesOf(it.state),
    ...(it.organisation ? { organisation: it.organisation } : {}),
    ...(it.attribute ? { attribute: it.attribute } : {}),
    ...(it.theme ? { theme: it.theme } : {}),
    ...(it.year ? { year: it.year } : {}),
    ...(it.published ? { published: periodOf(it.published) } : {}),
    ...(it.drafter
      ? { drafter: it.drafter === MYSELF ? { personId: reader.personId } : { name: it.drafter } }
      : {}),
    ...(it.live ? { live: it.live === 'yes' } : {}),
    ...(it.validity ? { validity: it.validity } : {}),
    ...(it.open ? { open: it.open === 'yes' } : {}),
    ...(it.overdue ? { overdue: true, open: true } : {}),
    ...(it.slow ? { slow: reader.usual, open: true } : {}),
    ...(it.kind ? { kind: it.kind } : {}),
    ...(it.chosen ? { pids: it.chosen } : {}),
  };
}

/** The order that the address asks for; the last changed first where it asks for none. */
export function orderOf(it: Partial<ListFilter>) {
  return { sort: it.sort ?? ('changed' as const), ascending: it.way === 'asc' };
}
