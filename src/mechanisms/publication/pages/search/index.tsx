import { z } from 'zod';
import type { Face } from '../../../platform/http/face.ts';
import { Empty, Facet, Pagination, SearchForm } from '../../../ui/index.ts';
import { PublicList } from '../list-view.tsx';
import type { PortalFrame } from '../portal-frame.tsx';
import { publicChoices } from '../portal-reads.ts';
import { COUNT_CAP, search } from '../search/query.ts';
import { QUERY_LIMITS } from '../search/tokens.ts';
import { portalPaths } from '../urls.ts';

const SIZE = 20;

/** The search page of the portal: one box, three ways to narrow down, two orders; every choice is part of the address. */
export function searchPages(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/search',
    access: { kind: 'public' },
    cache: 'revalidate',
    query: z.object({
      q: z.string().trim().catch(''),
      order: z.enum(['relevance', 'date']).catch('relevance'),
      owner: z.string().max(40).optional().catch(undefined),
      year: z.coerce.number().int().min(1949).max(2200).optional().catch(undefined),
      page: z.coerce.number().int().min(1).max(500).catch(1),
    }),
    async render(ctx, { query }) {
      const paths = portalPaths(ctx.base.portal);
      const q = query.q.slice(0, QUERY_LIMITS.characters);
      const link = (change: Partial<typeof query>) => {
        const next = { ...query, q, page: 1, ...change };
        const params = new URLSearchParams({ q: next.q });
        if (next.order !== 'relevance') params.set('order', next.order);
        if (next.owner) params.set('owner', next.owner);
        if (next.year) params.set('year', String(next.year));
        if (next.page > 1) params.set('page', String(next.page));
        return `${paths.search()}?${params}`;
      };
      const [result, choices] = await Promise.all([
        search(ctx.db, {
          query: q,
          order: query.order,
          page: query.page,
          size: SIZE,
          today: ctx.today,
          ...(query.owner ? { owner: query.owner } : {}),
          ...(query.year ? { year: query.year } : {}),
        }),
        publicChoices(ctx.db),
      ]);
      const total = result.total > COUNT_CAP ? `${COUNT_CAP}+` : String(result.total);
      return frame.page(ctx, {
        title: q ? `搜索：${q}` : '搜索',
        crumbs: [{ label: '搜索' }],
        search: false,
        children: (
          <main id="main" class="mc-main" tabindex={-1}>
            <div class="mc-wrap">
              <h1 class="visually-hidden">搜索</h1>
              <SearchForm
                action={paths.search()}
                query={q}
                id="q"
                label="搜索政府信息"
                placeholder="标题、文号、关键词"
              />
              <p class="muted small">多个词用空格隔开；加引号按整句查；文号可用任何括号。</p>
              {!q ? (
                <Empty
                  title="请输入要查的内容。"
                  hint={<a href={paths.documents()}>也可以浏览全部政策文件</a>}
                />
              ) : (
                <div class="mc-side">
                  <aside aria-label="缩小范围">
                    <Facet
                      title="发布机构"
                      options={choices.owners.map((o) => ({
                        label: o.name,
                        href: link({ owner: query.owner === o.code ? undefined : o.code }),
                        selected: query.owner === o.code,
                      }))}
                    />
                    <Facet
                      title="发布年份"
                      options={choices.years.map((year) => ({
                        label: `${year} 年`,
                        href: link({ year: query.year === year ? undefined : year }),
                        selected: query.year === year,
                      }))}
                    />
                  </aside>
                  <section aria-label="搜索结果">
                    <div class="mc-h">
                      <h2>找到 {total} 条</h2>
                      <span class="aside mc-seg">
                        <a
                          href={link({ order: 'relevance' })}
                          aria-current={query.order === 'relevance' ? 'true' : undefined}
                        >
                          按相关
                        </a>
                        <a
                          href={link({ order: 'date' })}
                          aria-current={query.order === 'date' ? 'true' : undefined}
                        >
                          按时间
                        </a>
                      </span>
                    </div>
                    {result.hits.length === 0 ? (
                      <Empty
                        title={`没有找到含“${q}”的文件。`}
                        hint="请换一个说法、减少词语或去掉限制条件再试；没有公开的信息可以依法申请公开。"
                      />
                    ) : (
                      <PublicList items={result.hits} paths={paths} terms={result.terms} />
                    )}
                    <Pagination
                      page={query.page}
                      pages={Math.min(Math.ceil(result.total / SIZE), 50)}
                      href={(page) => link({ page })}
                      total={`共 ${total} 条`}
                    />
                  </section>
                </div>
              )}
            </div>
          </main>
        ),
      });
    },
  });
}
