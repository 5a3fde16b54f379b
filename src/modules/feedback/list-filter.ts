import { z } from 'zod';
import { searchWords, YEAR_OR_MONTH } from '../../core/index.ts';
import type { Day } from '../../law/day.ts';
import { chosenRows, keyOf, publicId } from '../../platform/http/fields.ts';
import { policyFeedback } from './lifecycle.ts';
import { COUNTED, type FeedbackFilter, SORTS } from './store.ts';
import { CLASSES } from './words.ts';

const text = (max: number) => z.string().trim().max(max).optional().catch(undefined);

/** What the address of the list may carry; what it cannot be is left out. */
export const listFields = {
  q: text(200),
  state: keyOf(policyFeedback.states).optional().catch(undefined),
  class: keyOf(CLASSES).optional().catch(undefined),
  document: publicId.optional().catch(undefined),
  counted: keyOf(COUNTED).optional().catch(undefined),
  organisation: text(40),
  received: z.string().trim().regex(YEAR_OR_MONTH).optional().catch(undefined),
  /** Public ids of chosen cases, for an export of them alone. */
  chosen: chosenRows,
  sort: z.enum(SORTS).optional().catch(undefined),
  way: z.enum(['asc']).optional().catch(undefined),
};
/** The same as one schema. */
export const filterSchema = z.object(listFields);
/** The filters as entered. */
type ListFilter = z.output<typeof filterSchema>;

/** What the entered filters mean for somebody who reads feedback of these organisations. */
export function filterOf(
  it: Partial<ListFilter>,
  reader: { scope: readonly number[]; today: Day },
): FeedbackFilter {
  const words = searchWords(it.q ?? '');
  return {
    ...reader,
    ...(words.length > 0 ? { words } : {}),
    ...(it.state ? { state: it.state } : {}),
    ...(it.class ? { class: it.class } : {}),
    ...(it.document ? { document: it.document } : {}),
    ...(it.counted ? { counted: it.counted } : {}),
    ...(it.organisation ? { organisation: it.organisation } : {}),
    ...(it.received ? { received: it.received } : {}),
    ...(it.chosen ? { pids: it.chosen } : {}),
  };
}

/** The order that the address asks for; what waits for an answer first where it asks for none. */
export function orderOf(it: Partial<ListFilter>) {
  return { sort: it.sort ?? ('due' as const), ascending: it.way === 'asc' };
}
