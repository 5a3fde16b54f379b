/** Paths of the pages about feedback, below the base path of the portal. */
export function feedbackPortalPaths(base: string) {
  return {
    home: () => `${base}/feedback`,
    query: () => `${base}/feedback/query`,
    /** The feedback on one paper: list, form, and where the form goes. */
    document: (pid: string, page = 1) =>
      `${base}/documents/${pid}/feedback${page > 1 ? `?page=${page}` : ''}`,
  };
}
