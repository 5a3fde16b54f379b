import {
  documentList,
  listQuery,
  type PortalFrame,
  portalPaths,
} from '../../../mechanisms/publication/index.ts';
import type { Face } from '../../../platform/http/face.ts';

/** 政策文件: the list of everything published, narrowed by a plain GET form. */
export function publicListPages(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/documents',
    access: { kind: 'public' },
    cache: 'revalidate',
    query: listQuery,
    async render(ctx, { query }) {
      const paths = portalPaths(ctx.base.portal);
      const site = await frame.site(ctx);
      const list = await documentList(ctx, {
        path: paths.documents(),
        label: '政策文件',
        within: { site: site.code },
        query,
        empty: '还没有公开的文件。',
      });
      return frame.page(ctx, {
        title: list.only ?? '政策文件',
        section: '/documents',
        feed: { path: '/feeds/documents', query: list.feed },
        crumbs: list.only
          ? [{ label: '政策文件', href: paths.documents() }, { label: list.only }]
          : [{ label: '政策文件' }],
        column: {
          name: list.only ?? '政策文件',
          description: '各机关主动公开的政策文件',
          keywords: '政策,文件',
          type: '政策文件',
        },
        children: (
          <main id="main" class="mc-main" tabindex={-1}>
            <div class="mc-wrap">
              <div class="mc-title">
                <h1>{list.only ?? '政策文件'}</h1>
                <a href={paths.browse()}>分类浏览</a>
              </div>
              {list.content}
            </div>
          </main>
        ),
      });
    },
  });
}
