import { XMLBuilder } from 'fast-xml-parser';
import { z } from 'zod';
import { dayOfInstant, startOfDayMs } from '../../../law/day.ts';
import {
  listFeed,
  listFeedQuery,
  type PortalFrame,
  type PublicFeedItem,
  type PublicFilter,
  portalPaths,
  publicFeed,
  publicOrganisation,
  SEARCH_FEED_QUERY,
  searchFeed,
  searchWeight,
  siteColumns,
} from '../../../mechanisms/publication/index.ts';
import { instant } from '../../../platform/clock.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import type { Answered, RequestContext } from '../../../platform/http/route.ts';

const ENTRIES = 50;
const ENDINGS = ['atom', 'json'] as const;
const ending = z.enum(ENDINGS);
/** What XML 1.0 cannot hold at all, however it is written. */
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

type Asked = z.output<typeof listFeedQuery>;

interface Feed {
  title: string;
  /** Path below the portal of the list as a page. */
  page: string;
  /** Path below the portal of this feed, without its ending. */
  path: string;
  /** Query of both with its question mark, or ''. */
  query: string;
  items: readonly PublicFeedItem[];
}

/** A correction is news, but only its day is known to the portal: its first instant. */
const updated = (d: PublicFeedItem) =>
  d.editionOn > dayOfInstant(d.publishedAt.getTime())
    ? instant(startOfDayMs(d.editionOn)).toISOString()
    : d.publishedAt.toISOString();

/** The list as Atom (RFC 4287). */
function atom(ctx: RequestContext, feed: Feed): string {
  const url = (path: string) => ctx.portalUrl + path;
  const paths = portalPaths('');
  const text = (value: string) => value.replace(UNWRITABLE, '');
  return new XMLBuilder({ ignoreAttributes: false, format: true }).build({
    '?xml': { '@_version': '1.0', '@_encoding': 'utf-8' },
    feed: {
      '@_xmlns': 'http://www.w3.org/2005/Atom',
      '@_xml:lang': 'zh-CN',
      id: url(feed.page + feed.query),
      title: text(feed.title),
      // Without papers something that stays the same for the day, or nobody's copy would ever hold.
      updated: feed.items.map(updated).sort().at(-1) ?? instant(startOfDayMs(ctx.today)).toISOString(),
      link: [
        {
          '@_rel': 'self',
          '@_type': 'application/atom+xml',
          '@_href': url(`${feed.path}.atom${feed.query}`),
        },
        { '@_rel': 'alternate', '@_type': 'text/html', '@_href': url(feed.page + feed.query) },
      ],
      entry: feed.items.map((d) => ({
        id: url(paths.document(d.pid)),
        title: text(d.title),
        updated: updated(d),
        published: d.publishedAt.toISOString(),
        link: { '@_rel': 'alternate', '@_href': url(paths.document(d.pid)) },
        author: { name: text(d.ownerName) },
        category: { '@_term': text(d.genre) },
        ...(d.summary ? { summary: text(d.summary) } : {}),
      })),
    },
  });
}

/** The list as JSON Feed 1.1. */
function json(ctx: RequestContext, feed: Feed): string {
  const url = (path: string) => ctx.portalUrl + path;
  const paths = portalPaths('');
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    language: 'zh-CN',
    home_page_url: url(feed.page + feed.query),
    feed_url: url(`${feed.path}.json${feed.query}`),
    items: feed.items.map((d) => ({
      id: url(paths.document(d.pid)),
      url: url(paths.document(d.pid)),
      title: d.title,
      content_text: d.summary || d.title,
      date_published: d.publishedAt.toISOString(),
      date_modified: updated(d),
      authors: [{ name: d.ownerName }],
      tags: [d.genre],
      _document: { number: d.documentNumber, validity: d.validity },
    })),
  });
}

/** Every list of papers as a feed: all, of a column, of an organ, of a search. Readers and other sites take them up (R-POR-03). */
export function feedPages(face: Face, frame: PortalFrame): void {
  /** @param it.query of the list's address; the feed takes the same */
  const answer = async (
    ctx: RequestContext,
    as: (typeof ENDINGS)[number],
    it: { title: string; page: string; path: string; query: string; items: readonly PublicFeedItem[] },
  ): Promise<Answered> => {
    const site = await frame.site(ctx);
    const feed = { ...it, title: `${it.title} - ${site.name}`, query: it.query && `?${it.query}` };
    return as === 'atom'
      ? { kind: 'file', type: 'application/atom+xml; charset=utf-8', body: atom(ctx, feed) }
      : { kind: 'file', type: 'application/feed+json; charset=utf-8', body: json(ctx, feed) };
  };
  const ofList = async (
    ctx: RequestContext,
    as: (typeof ENDINGS)[number],
    it: { title: string; page: string; path: string; within: PublicFilter; asked: Asked },
  ): Promise<Answered> => {
    const { filter, query, said } = await listFeed(ctx.db, it.asked, it.within);
    const items = await publicFeed(ctx.db, { ...filter, size: ENTRIES }, ctx.today);
    return answer(ctx, as, { ...it, title: said ? `${it.title}（${said}）` : it.title, query, items });
  };
  const paths = portalPaths('');

  face.page({
    path: '/feeds/documents.:ending',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: z.object({ ending }),
    query: listFeedQuery,
    render: async (ctx, { params, query }) =>
      ofList(ctx, params.ending, {
        title: '政策文件',
        page: paths.documents(),
        path: '/feeds/documents',
        within: { site: (await frame.site(ctx)).code },
        asked: query,
      }),
  });

  face.page({
    path: '/feeds/organs/:file',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: fileParams(/^[a-z0-9-]{2,40}$/),
    query: listFeedQuery,
    async render(ctx, { params, query }) {
      const organ = await publicOrganisation(ctx.db, params.file.name);
      if (!organ) throw new NotFound();
      const narrowed = Object.values({ ...query, owner: undefined }).some((v) => v !== undefined);
      return ofList(ctx, params.file.ending, {
        title: organ.name,
        page: narrowed ? paths.organDocuments(organ.code) : paths.organ(organ.code),
        path: `/feeds/organs/${organ.code}`,
        within: { site: (await frame.site(ctx)).code, owner: organ.code },
        asked: query,
      });
    },
  });

  face.page({
    path: '/feeds/columns/*',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: z
      .object({ '*': z.string() })
      .transform((p, c) => split(p['*'], /^[a-z0-9/-]{1,200}$/) ?? none(c)),
    query: listFeedQuery,
    async render(ctx, { params, query }) {
      const site = await frame.site(ctx);
      const column = (await siteColumns(ctx.db, site.code, ctx.today)).find((c) => c.path === params.name);
      if (!column) throw new NotFound();
      return ofList(ctx, params.ending, {
        title: column.name,
        page: paths.column(column.path),
        path: `/feeds/columns/${column.path}`,
        within: { site: site.code, column: column.path },
        asked: query,
      });
    },
  });

  face.page({
    path: '/feeds/search.:ending',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: z.object({ ending }),
    weight: searchWeight,
    query: SEARCH_FEED_QUERY,
    async render(ctx, { params, query: asked }) {
      const { code: site } = await frame.site(ctx);
      const { items, query, said } = await searchFeed(ctx, asked, { site, size: ENTRIES });
      return answer(ctx, params.ending, {
        title: said ? `搜索：${said}` : '搜索',
        page: paths.search(),
        path: '/feeds/search',
        query,
        items,
      });
    },
  });
}

function none(c: z.RefinementCtx): never {
  c.addIssue({ code: 'custom', message: 'no feed' });
  return z.NEVER;
}

function split(file: string, name: RegExp): { name: string; ending: (typeof ENDINGS)[number] } | undefined {
  const [, stem = '', found] = /^(.*)\.(atom|json)$/.exec(file) ?? [];
  return found && name.test(stem) ? { name: stem, ending: found as (typeof ENDINGS)[number] } : undefined;
}

function fileParams(name: RegExp) {
  return z.object({ file: z.string().transform((f, c) => split(f, name) ?? none(c)) });
}
