import { XMLBuilder } from 'fast-xml-parser';
import { startOfDayMs } from '../../law/day.ts';
import { instant } from '../../platform/clock.ts';
import type { Answered, RequestContext } from '../../platform/http/route.ts';
import type { PortalFrame } from './portal-frame.tsx';

/** What the address of a feed ends in. */
export const FEED_ENDINGS = ['atom', 'json'] as const;

/** What XML 1.0 cannot hold at all, however it is written. */
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

/** An entry of a feed. */
export interface FeedEntry {
  /** Path below the portal, with a fragment where several entries stand on one page. */
  path: string;
  title: string;
  publishedAt: Date;
  /** Of the last change of what it says. */
  updatedAt: Date;
  author: string;
  category: string;
  /** '' where there is none */
  summary: string;
  /** What else readers of JSON get. */
  facts?: Readonly<Record<string, unknown>>;
}

interface Feed {
  title: string;
  /** Path below the portal of the list as a page. */
  page: string;
  /** Path below the portal of this feed, without its ending. */
  path: string;
  /** Query of both, or empty. */
  query: string;
  entries: readonly FeedEntry[];
}

/** The list as Atom (RFC 4287). */
function atom(ctx: RequestContext, feed: Feed): string {
  const url = (path: string) => ctx.portalUrl + path;
  const text = (value: string) => value.replace(UNWRITABLE, '');
  const newest = feed.entries
    .map((e) => e.updatedAt.toISOString())
    .sort()
    .at(-1);
  return new XMLBuilder({ ignoreAttributes: false, format: true }).build({
    '?xml': { '@_version': '1.0', '@_encoding': 'utf-8' },
    feed: {
      '@_xmlns': 'http://www.w3.org/2005/Atom',
      '@_xml:lang': 'zh-CN',
      id: url(feed.page + feed.query),
      title: text(feed.title),
      // Without entries something that stays the same for the day, or nobody's copy would ever hold.
      updated: newest ?? instant(startOfDayMs(ctx.today)).toISOString(),
      link: [
        {
          '@_rel': 'self',
          '@_type': 'application/atom+xml',
          '@_href': url(`${feed.path}.atom${feed.query}`),
        },
        { '@_rel': 'alternate', '@_type': 'text/html', '@_href': url(feed.page + feed.query) },
      ],
      entry: feed.entries.map((e) => ({
        id: url(e.path),
        title: text(e.title),
        updated: e.updatedAt.toISOString(),
        published: e.publishedAt.toISOString(),
        link: { '@_rel': 'alternate', '@_href': url(e.path) },
        author: { name: text(e.author) },
        category: { '@_term': text(e.category) },
        ...(e.summary ? { summary: text(e.summary) } : {}),
      })),
    },
  });
}

/** The list as JSON Feed 1.1. */
function json(ctx: RequestContext, feed: Feed): string {
  const url = (path: string) => ctx.portalUrl + path;
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    language: 'zh-CN',
    home_page_url: url(feed.page + feed.query),
    feed_url: url(`${feed.path}.json${feed.query}`),
    items: feed.entries.map((e) => ({
      id: url(e.path),
      url: url(e.path),
      title: e.title,
      content_text: e.summary || e.title,
      date_published: e.publishedAt.toISOString(),
      date_modified: e.updatedAt.toISOString(),
      authors: [{ name: e.author }],
      tags: [e.category],
      ...(e.facts ? { _document: e.facts } : {}),
    })),
  });
}

/**
 * A list of the portal as a feed; readers and other sites take it up (R-POR-03).
 * @param it.query of the list's address without question mark; the feed takes the same
 */
export async function answerFeed(
  ctx: RequestContext,
  frame: PortalFrame,
  as: (typeof FEED_ENDINGS)[number],
  it: Feed,
): Promise<Answered> {
  const site = await frame.site(ctx);
  const feed = { ...it, title: `${it.title} - ${site.name}`, query: it.query && `?${it.query}` };
  return as === 'atom'
    ? { kind: 'file', type: 'application/atom+xml; charset=utf-8', body: atom(ctx, feed) }
    : { kind: 'file', type: 'application/feed+json; charset=utf-8', body: json(ctx, feed) };
}
