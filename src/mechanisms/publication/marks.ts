import { narrowed } from '../../platform/cache/reads.ts';

/*
 * Marks of papers, finer than the names of the tables they lie in. The database writes them whenever a row they stand
 * for changes: function `portal_document_moved` of the migration of the page cache.
 */

/** The relations of the schema `portal` for whose rows the marks stand. */
export const OF_PAPERS: readonly string[] = ['live_document', 'live_placement', 'live_file', 'live_relation'];

/** The mark of one paper: its rows, and those of papers that it names or that name it. */
export function paperMark(pid: string): string {
  return `doc:${pid}`;
}

/** Reads a list of papers; one that holds only those of a column (with everything below it) or of an organisation depends on no others. */
export function listed<T>(
  f: { site: string; column?: string; owner?: string },
  run: () => Promise<T>,
): Promise<T> {
  const mark = f.column ? `column:${f.site}/${f.column}` : f.owner ? `organ:${f.owner}` : undefined;
  return mark === undefined ? run() : narrowed([mark], OF_PAPERS, run);
}
