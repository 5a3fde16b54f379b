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

/** The marks of a list of papers that holds only those of a column (with everything below it) or of an organisation; none for other lists. */
export function listMarks(f: { site: string; column?: string; owner?: string }): string[] {
  if (f.column) return [`column:${f.site}/${f.column}`];
  return f.owner ? [`organ:${f.owner}`] : [];
}
