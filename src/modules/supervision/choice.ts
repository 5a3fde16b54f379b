import { z } from 'zod';
import { LEVELS, ORGANISATION_KINDS, searchWords, textHolds, YEAR_OR_MONTH } from '../../core/index.ts';
import { keyOf } from '../../platform/http/fields.ts';
import type { MakingOrganisation, OversightFigure } from '../documents/index.ts';
import type { FeedbackNumbers } from '../feedback/index.ts';

/** How it stands with one organisation. */
export interface Line extends MakingOrganisation {
  papers: Readonly<Record<OversightFigure, number>>;
  /** Feedback that came in in the period. */
  feedback: FeedbackNumbers;
  /** Feedback past its day without an answer, whenever it came in. */
  late: number;
}

/** What of an organisation can be asked for: how much of it there is, its label. */
export const CALLS = {
  any: { label: '有逾期或者缺岗', count: (l) => l.papers.overdue + l.late + l.vacant.length },
  overdue: { label: '公文逾期', count: (l) => l.papers.overdue },
  late: { label: '反馈逾期未答复', count: (l) => l.late },
  vacant: { label: '岗位无人担任', count: (l) => l.vacant.length },
  slow: { label: '超过通常用时', count: (l) => l.papers.slow },
  correcting: { label: '更正办理中', count: (l) => l.papers.correcting },
  open: { label: '有办理中的公文', count: (l) => l.papers.open },
} as const satisfies Readonly<Record<string, { label: string; count: (l: Line) => number }>>;

/** The ways in which the organisations can stand; the first is the usual one. */
export const ORDERS = {
  worst: '逾期多的在前，其次是缺岗的',
  official: '按机构顺序排列',
} as const;

/** What the address may carry; what it cannot be is left out. */
export const choiceSchema = z.object({
  period: z.string().regex(YEAR_OR_MONTH).optional().catch(undefined),
  calls: keyOf(CALLS).optional().catch(undefined),
  kind: keyOf(ORGANISATION_KINDS).optional().catch(undefined),
  level: keyOf(LEVELS).optional().catch(undefined),
  q: z.string().trim().max(100).optional().catch(undefined),
  order: keyOf(ORDERS).optional().catch(undefined),
});
/** The choice as entered. */
export type Choice = z.output<typeof choiceSchema>;

/** What is past its day counts before posts that nobody holds, and those before what only takes longer than is usual. */
function worseFirst(a: Line, b: Line): number {
  return (
    b.papers.overdue + b.late - (a.papers.overdue + a.late) ||
    b.vacant.length - a.vacant.length ||
    b.papers.slow - a.papers.slow
  );
}

/** The lines of a choice in its order, those that are equal in the order in which they came. */
export function chosenLines(lines: readonly Line[], it: Omit<Choice, 'period'>): Line[] {
  const words = searchWords(it.q ?? '');
  const chosen = lines.filter(
    (l) =>
      (!it.calls || CALLS[it.calls].count(l) > 0) &&
      (!it.kind || l.kind === it.kind) &&
      (!it.level || l.level === it.level) &&
      textHolds([l.name, l.fullName, l.code], words),
  );
  return it.order === 'official' ? chosen : chosen.sort(worseFirst);
}
