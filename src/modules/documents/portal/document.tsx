import {
  goneAt,
  gonePath,
  type PlacedDocument,
  type PortalFrame,
  portalPaths,
  publicDocument,
  publicFiles,
  publicRelations,
  readingTools,
  viewsOf,
} from '../../../mechanisms/publication/index.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams } from '../../../platform/http/fields.ts';
import { minute } from '../../../ui/times.ts';
import { gonePage } from './gone.tsx';
import { PublicPaper } from './paper.tsx';

/** Meta elements of a content page (网站发展指引附件: ten that must be there, and those that may), without those of its column. */
function metas(d: PlacedDocument, link: string): Record<string, string> {
  return {
    ArticleTitle: d.title,
    PubDate: minute(d.publishedAt),
    ContentSource: d.sourceName || d.ownerName,
    Keywords: [...d.tags, d.documentNumber].filter(Boolean).join(','),
    Author: d.ownerName,
    Url: link,
    Description: d.summary,
    description: d.summary,
  };
}

/** A document as the public sees it; 410 with the reason where it was withdrawn. */
export function publicDocumentPages(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/documents/:pid',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: pidParams,
    async render(ctx, { params }) {
      const paths = portalPaths(ctx.base.portal);
      const site = await frame.site(ctx);
      const d = await publicDocument(ctx.db, params.pid, site.code, ctx.today);
      if (!d) {
        const gone = await goneAt(ctx.db, gonePath(params.pid));
        if (!gone) throw new NotFound('没有找到这份文件，网址可能有误。可以搜索标题或文号。');
        return gonePage(ctx, frame, { heading: '这份文件已撤回', verb: '撤回', gone });
      }
      ctx.viewed(d.pid);
      const [files, relations, views, sections] = await Promise.all([
        publicFiles(ctx.db, d.pid),
        publicRelations(ctx.db, d.pid, ctx.today),
        viewsOf(ctx.db, d.pid),
        frame.underDocument(ctx, { pid: d.pid, title: d.title, ownerCode: d.ownerCode }),
      ]);
      const canonical = portalPaths('').document(d.pid);
      const link = ctx.portalUrl + canonical;
      return frame.page(ctx, {
        title: d.title,
        section: '/documents',
        canonical,
        feed: { path: `/feeds/organs/${d.ownerCode}` },
        crumbs: [
          ...(d.trail.length > 0
            ? d.trail.map((c) => ({ label: c.name, href: paths.column(c.path) }))
            : [{ label: '政策文件', href: paths.documents() }]),
          { label: d.ownerName, href: paths.organ(d.ownerCode) },
          { label: '正文' },
        ],
        column: {
          name: d.trail.at(-1)?.name ?? '政策文件',
          description: `${d.ownerName}主动公开的${d.genre}`,
          keywords: [d.theme, d.genre, ...d.tags].filter(Boolean).join(','),
          type: '政策文件',
        },
        metas: metas(d, link),
        children: (
          <main id="main" class="mc-main" tabindex={-1}>
            <div class="mc-wrap">
              <PublicPaper
                d={d}
                relations={relations}
                files={files}
                base={ctx.base.portal}
                today={ctx.today}
                link={link}
                sections={sections}
                views={views}
                tools={readingTools(ctx, {
                  title: d.title,
                  link,
                  close: paths.documents(),
                  favourite: d.pid,
                })}
              />
            </div>
          </main>
        ),
      });
    },
  });
}
