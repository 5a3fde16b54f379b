import type { RequestContext } from '../../../../platform/http/route.ts';
import { feedOf, type PublicFeedItem } from '../../portal-exports.ts';
import { asksForSomething, searchPids } from '../../search/query.ts';
import { askedFor, SEARCH_QUERY, searchAddress } from './address.ts';

/** The address of a feed of a search: that of the search without order and page. */
export const SEARCH_FEED_QUERY = SEARCH_QUERY.omit({ order: true, page: true });

/**
 * The newest hits of a search, for a feed: of the same address as the page. Where the page asks for words, the feed is empty.
 * @param o.site whose columns are meant
 * @param o.size how many papers
 * @returns undefined when a condition cannot be used: without it the feed would be another one; otherwise the papers, the query of the search's address, and in words what is looked for and by what it is narrowed ('' for nothing)
 */
export async function searchFeed(
  ctx: RequestContext,
  asked: (typeof SEARCH_FEED_QUERY)['_output'],
  o: { site: string; size: number },
): Promise<{ items: PublicFeedItem[]; query: string; said: string } | undefined> {
  const { q, address, names } = await askedFor(ctx.db, asked, o.site);
  if (address.problems.length > 0) return undefined;
  const conditions = names.said(address.chosen);
  const said = q && conditions ? `${q}（${conditions}）` : q || conditions;
  const query = searchAddress('', { q, ...address.chosen }).slice(1);
  if (address.notPublished || !asksForSomething({ query: q, ...address.filter }))
    return { items: [], query, said };
  const pids = await searchPids(ctx.db, {
    query: q,
    ...address.filter,
    order: 'date',
    page: 1,
    size: o.size,
    today: ctx.today,
  });
  return { items: await feedOf(ctx.db, pids, ctx.today), query, said };
}
