import { z } from 'zod';
import {
  countPublicDocuments,
  type PortalFrame,
  PublicList,
  portalPaths,
  publicDocuments,
  siteColumns,
} from '../../../mechanisms/publication/index.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { Empty, Pagination } from '../../../ui/index.ts';

const SIZE = 20;
const page = z.object({ page: z.coerce.number().int().min(1).max(10_000).catch(1) });

/** Browsing by column. */
export function browsePages(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/columns/*',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: z.object({ '*': z.string().regex(/^[a-z0-9-]+(\/[a-z0-9-]+)*$/) }),
    query: page,
    async render(ctx, { params, query }) {
      const paths = portalPaths(ctx.base.portal);
      const site = await frame.site(ctx);
      const columns = await siteColumns(ctx.db, site.code, ctx.today);
      const column = columns.find((c) => c.path === params['*']);
      if (!column) throw new NotFound('没有找到这个栏目，可能已经调整。');
      const children = columns.filter((c) => c.parentPath === column.path);
      const parent = columns.find((c) => c.path === column.parentPath);
      const filter = { site: site.code, column: column.path, page: query.page, size: SIZE };
      const [items, total] = await Promise.all([
        publicDocuments(ctx.db, filter, ctx.today),
        countPublicDocuments(ctx.db, filter, ctx.today),
      ]);
      return frame.page(ctx, {
        title: `${column.name}栏目`,
        crumbs: [
          ...(parent ? [{ label: parent.name, href: paths.column(parent.path) }] : []),
          { label: column.name },
        ],
        metas: {
          ColumnName: column.name,
          ColumnDescription: column.description,
          ColumnKeywords: column.name,
          ColumnType: '政策文件',
        },
        children: (
          <main id="main" class="mc-main" tabindex={-1}>
            <div class="mc-wrap">
              <h1>{column.name}</h1>
              {column.description && <p class="muted">{column.description}</p>}
              {children.length > 0 && (
                <nav aria-label="下级栏目">
                  <ul class="mc-plainlist">
                    {children.map((c) => (
                      <li key={c.path}>
                        <a href={paths.column(c.path)}>{c.name}</a> <span class="muted">{c.documents}</span>
                      </li>
                    ))}
                  </ul>
                </nav>
              )}
              {items.length === 0 ? (
                <Empty title="这个栏目还没有文件。" />
              ) : (
                <PublicList items={items} paths={paths} />
              )}
              <Pagination
                page={query.page}
                pages={Math.ceil(total / SIZE)}
                href={(n) => `${paths.column(column.path)}${n > 1 ? `?page=${n}` : ''}`}
                total={`共 ${total} 件`}
              />
            </div>
          </main>
        ),
      });
    },
  });
}
