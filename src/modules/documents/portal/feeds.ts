import { z } from 'zod';
import { dayOfInstant, startOfDayMs } from '../../../law/day.ts';
import {
  answerFeed,
  FEED_ENDINGS,
  type FeedEntry,
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
  siteColumns,
} from '../../../mechanisms/publication/index.ts';
import { instant } from '../../../platform/clock.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import type { Answered, RequestContext } from '../../../platform/http/route.ts';

const ENTRIES = 50;
const ending = z.enum(FEED_ENDINGS);
type Asked = z.output<typeof listFeedQuery>;

/** A correction is news, but only its day is known to the portal: its first instant. */
function entryOf(d: PublicFeedItem): FeedEntry {
  const corrected = d.editionOn > dayOfInstant(d.publishedAt.getTime());
  return {
    path: portalPaths('').document(d.pid),
    title: d.title,
    publishedAt: d.publishedAt,
    updatedAt: corrected ? instant(startOfDayMs(d.editionOn)) : d.publishedAt,
    author: d.ownerName,
    category: d.genre,
    summary: d.summary,
    facts: { number: d.documentNumber, validity: d.validity },
  };
}

/** Every list of papers as a feed: all, of a column, of an organ, of a search. Readers and other sites take them up (R-POR-03). */
export function feedPages(face: Face, frame: PortalFrame): void {
  const answer = (
    ctx: RequestContext,
    as: (typeof FEED_ENDINGS)[number],
    {
      items,
      ...it
    }: { title: string; page: string; path: string; query: string; items: readonly PublicFeedItem[] },
  ) => answerFeed(ctx, frame, as, { ...it, entries: items.map(entryOf) });
  const ofList = async (
    ctx: RequestContext,
    as: (typeof FEED_ENDINGS)[number],
    it: { title: string; page: string; path: string; within: PublicFilter; asked: Asked },
  ): Promise<Answered> => {
    if (it.asked.unread.length > 0) throw new NotFound();
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
      const narrowed = Object.values({ ...query, owner: undefined, unread: undefined }).some(
        (v) => v !== undefined,
      );
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
    query: SEARCH_FEED_QUERY,
    async render(ctx, { params, query: asked }) {
      const { code: site } = await frame.site(ctx);
      const found = await searchFeed(ctx, asked, { site, size: ENTRIES });
      if (!found) throw new NotFound();
      const { items, query, said } = found;
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

function split(
  file: string,
  name: RegExp,
): { name: string; ending: (typeof FEED_ENDINGS)[number] } | undefined {
  const [, stem = '', found] = /^(.*)\.(atom|json)$/.exec(file) ?? [];
  return found && name.test(stem)
    ? { name: stem, ending: found as (typeof FEED_ENDINGS)[number] }
    : undefined;
}

function fileParams(name: RegExp) {
  return z.object({ file: z.string().transform((f, c) => split(f, name) ?? none(c)) });
}
