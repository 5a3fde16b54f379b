import { isInterpretation } from '../validity.ts';
import { normaliseForSearch } from './tokens.ts';

/** What is needed of a hit to tell papers from what interprets them. */
interface Placed {
  pid: string;
  title: string;
  interpretation: boolean;
  /** Public ids of the papers that it says to interpret. */
  interprets: readonly string[];
}

/**
 * The hits of a page with each interpretation directly behind the paper that it interprets, where both hold all the words
 * in their titles and the interpretation stood before it: who asks for a rule gets the rule first.
 */
export function behindTheirPapers<T extends Placed>(rows: readonly T[], terms: readonly string[]): T[] {
  const named = (row: T) => terms.every((term) => normaliseForSearch(row.title).includes(term));
  const paperOf = (row: T, at: number) =>
    rows.find(
      (paper, i) =>
        i > at && paper.pid !== row.pid && interprets(row, paper) && !isInterpretation(paper) && named(paper),
    );
  const moved = new Map<T, T[]>();
  const left = rows.filter((row, at) => {
    const paper = isInterpretation(row) && named(row) ? paperOf(row, at) : undefined;
    if (paper) moved.set(paper, [...(moved.get(paper) ?? []), row]);
    return !paper;
  });
  return left.flatMap((row) => [row, ...(moved.get(row) ?? [])]);
}

/** By its relation, or because its title names the other. */
function interprets(row: Placed, paper: Placed): boolean {
  return row.interprets.includes(paper.pid) || row.title.includes(`《${paper.title}》`);
}
