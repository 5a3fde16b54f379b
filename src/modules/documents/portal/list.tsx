import { z } from 'zod';
import {
  countPublicDocuments,
  type PortalFrame,
  PublicList,
  portalPaths,
  publicDocuments,
  publicFacets,
  VALIDITY,
  type Validity,
} from '../../../mechanisms/publication/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { Empty, FilterForm, Pagination } from '../../../ui/index.ts';

const SIZE = 20;

/** 政策文件: the list of everything published, narrowed by a plain GET form. */
export function publicListPages(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/documents',
    access: { kind: 'public' },
    cache: 'revalidate',
    query: z.object({
      owner: z.string().max(40).optional().catch(undefined),
      year: z.coerce.number().int().min(1949).max(2200).optional().catch(undefined),
      validity: z
        .enum(Object.keys(VALIDITY) as [Validity, ...Validity[]])
        .optional()
        .catch(undefined),
      page: z.coerce.number().int().min(1).max(10_000).catch(1),
    }),
    async render(ctx, { query }) {
      const paths = portalPaths(ctx.base.portal);
      const site = await frame.site(ctx);
      const filter = {
        site: site.code,
        page: query.page,
        size: SIZE,
        ...(query.owner ? { owner: query.owner } : {}),
        ...(query.year ? { year: query.year } : {}),
        ...(query.validity ? { validity: query.validity } : {}),
      };
      const [items, total, facets] = await Promise.all([
        publicDocuments(ctx.db, filter, ctx.today),
        countPublicDocuments(ctx.db, filter, ctx.today),
        publicFacets(ctx.db, ctx.today),
      ]);
      const page = (n: number) => {
        const params = new URLSearchParams();
        for (const key of ['owner', 'year', 'validity'] as const)
          if (query[key]) params.set(key, String(query[key]));
        if (n > 1) params.set('page', String(n));
        return `${paths.documents()}${params.size ? `?${params}` : ''}`;
      };
      const filtered = query.owner || query.year || query.validity;
      return frame.page(ctx, {
        title: '政策文件',
        section: '/documents',
        crumbs: [{ label: '政策文件' }],
        metas: {
          ColumnName: '政策文件',
          ColumnDescription: '各机关主动公开的政策文件',
          ColumnKeywords: '政策,文件',
          ColumnType: '政策文件',
        },
        children: (
          <main id="main" class="mc-main" tabindex={-1}>
            <div class="mc-wrap">
              <h1>政策文件</h1>
              <FilterForm
                action={paths.documents()}
                label="筛选政策文件"
                {...(filtered ? { clear: paths.documents() } : {})}
                fields={[
                  {
                    name: 'owner',
                    label: '发布机构',
                    value: query.owner ?? '',
                    options: [
                      { value: '', label: '全部机构' },
                      ...facets.owners.map((o) => ({ value: o.code, label: `${o.name}（${o.n}）` })),
                    ],
                  },
                  {
                    name: 'year',
                    label: '发布年份',
                    value: query.year ? String(query.year) : '',
                    options: [
                      { value: '', label: '全部年份' },
                      ...facets.years.map((y) => ({
                        value: String(y.year),
                        label: `${y.year} 年（${y.n}）`,
                      })),
                    ],
                  },
                  {
                    name: 'validity',
                    label: '有效性',
                    value: query.validity ?? '',
                    options: [
                      { value: '', label: '全部' },
                      ...facets.validity.map((v) => ({
                        value: v.validity,
                        label: `${VALIDITY[v.validity]}（${v.n}）`,
                      })),
                    ],
                  },
                ]}
              />
              {items.length === 0 ? (
                <Empty title="没有符合条件的文件。" hint="可以减少条件再试。" />
              ) : (
                <PublicList items={items} paths={paths} />
              )}
              <Pagination
                page={query.page}
                pages={Math.ceil(total / SIZE)}
                href={page}
                total={`共 ${total} 件`}
              />
            </div>
          </main>
        ),
      });
    },
  });
}
