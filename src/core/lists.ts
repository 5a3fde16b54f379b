import type { Answered, RequestContext } from '../platform/http/route.ts';

/** The query of the page's address, as it was sent. */
export function queryOf({ url }: Pick<RequestContext, 'url'>): URLSearchParams {
  const at = url.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
}

/** The number of the last page of a list, at least 1. */
export function lastPage(it: { total: number; size: number }): number {
  return Math.max(1, Math.ceil(it.total / it.size));
}

/**
 * Leads from a page beyond the end of a list to its last page: rows have gone since the address was noted, and an empty
 * page would say that there are none.
 * @returns undefined for a page that there is
 */
export function beyondEnd(
  ctx: RequestContext,
  it: { page: number; total: number; size: number },
): Answered | undefined {
  const last = lastPage(it);
  if (it.page <= last) return undefined;
  const query = queryOf(ctx);
  if (last === 1) query.delete('page');
  else query.set('page', String(last));
  return { kind: 'redirect', to: `${ctx.path}${query.size > 0 ? `?${query}` : ''}` };
}
