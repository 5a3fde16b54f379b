import { XMLBuilder } from 'fast-xml-parser';
import { z } from 'zod';
import {
  type PortalFrame,
  portalPaths,
  publicMonths,
  publicPidsOfMonth,
} from '../../../mechanisms/publication/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import type { Answered } from '../../../platform/http/route.ts';

/** What crawlers stay out of: what is made anew for each visitor, and forms for personal data. */
const CLOSED = ['/search', '/feeds/search', '/favourites', '/mode', '/privacy'];

const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9';

function xml(root: Record<string, unknown>): Answered {
  const head = { '?xml': { '@_version': '1.0', '@_encoding': 'utf-8' } };
  const body = new XMLBuilder({ ignoreAttributes: false }).build({ ...head, ...root });
  return { kind: 'file', type: 'application/xml; charset=utf-8', body };
}

/**
 * What crawlers ask for: robots.txt, and the sitemap in pieces of one month of publication, so that a new paper changes
 * one small piece and no piece comes near the 50,000 addresses that sitemaps.org allows.
 */
export function sitemapPages(face: Face, frame: PortalFrame): void {
  const paths = portalPaths('');

  face.page({
    path: '/robots.txt',
    access: { kind: 'public' },
    cache: 'revalidate',
    async render(ctx) {
      const closed = CLOSED.map((path) => `Disallow: ${ctx.base.portal}${path}`);
      const lines = ['User-agent: *', ...closed, 'Crawl-delay: 2', `Sitemap: ${ctx.portalUrl}/sitemap.xml`];
      return { kind: 'file', type: 'text/plain; charset=utf-8', body: `${lines.join('\n')}\n` };
    },
  });

  face.page({
    path: '/sitemap.xml',
    access: { kind: 'public' },
    cache: 'revalidate',
    async render(ctx) {
      const months = await publicMonths(ctx.db);
      const pieces = ['pages', ...months].map((name) => ({ loc: `${ctx.portalUrl}/sitemaps/${name}.xml` }));
      return xml({ sitemapindex: { '@_xmlns': NAMESPACE, sitemap: pieces } });
    },
  });

  face.page({
    path: '/sitemaps/pages.xml',
    access: { kind: 'public' },
    cache: 'revalidate',
    async render(ctx) {
      const closed = (path: string) => CLOSED.some((c) => path === c || path.startsWith(`${c}/`));
      const urls = (await frame.addresses(ctx)).filter((path) => !closed(path));
      return xml({ urlset: { '@_xmlns': NAMESPACE, url: urls.map((u) => ({ loc: ctx.portalUrl + u })) } });
    },
  });

  face.page({
    path: '/sitemaps/:month.xml',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: z.object({ month: z.string().regex(/^(19|20|21)\d\d-(0[1-9]|1[0-2])$/) }),
    async render(ctx, { params }) {
      const papers = await publicPidsOfMonth(ctx.db, params.month);
      const url = papers.map((d) => ({
        loc: ctx.portalUrl + paths.document(d.pid),
        lastmod: d.editionOn,
      }));
      return xml({ urlset: { '@_xmlns': NAMESPACE, url } });
    },
  });
}
