import { readFigure } from '../../../mechanisms/figure/index.ts';
import {
  type PortalFrame,
  PublicList,
  portalPaths,
  publicDocuments,
  publishedDocuments,
  siteColumns,
} from '../../../mechanisms/publication/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { Empty, SearchForm, SectionHead } from '../../../ui/index.ts';

/** The home page: search first, then the latest papers and the columns that hold something. */
export function homePages(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/',
    access: { kind: 'public' },
    cache: 'revalidate',
    async render(ctx) {
      const site = await frame.site(ctx);
      const paths = portalPaths(ctx.base.portal);
      const [latest, total, columns] = await Promise.all([
        publicDocuments(ctx.db, { site: site.code, page: 1, size: 8 }, ctx.today),
        readFigure(ctx.db, publishedDocuments, { site: site.code, today: ctx.today }, ctx.base.portal),
        siteColumns(ctx.db, site.code, ctx.today),
      ]);
      const boards = await frame.boards(ctx);
      const filled = columns.filter((c) => c.documents > 0);
      return frame.page(ctx, {
        title: '首页',
        section: '/',
        search: false,
        children: (
          <main id="main" class="mc-main" tabindex={-1}>
            <section class="mc-hero">
              <div class="mc-wrap g">
                <div>
                  <h1>想了解政府的哪件事？</h1>
                  <SearchForm
                    action={paths.search()}
                    id="q"
                    label="搜索政府信息"
                    placeholder="输入事项、文号或关键词，如“租房提取公积金”"
                  />
                </div>
                <section class="mc-feed" aria-labelledby="h-open">
                  <h2 id="h-open">
                    <a href={total.href}>
                      {total.label} {total.value} {total.unit}
                    </a>
                  </h2>
                  <ul>
                    {latest.slice(0, 4).map((d) => (
                      <li key={d.pid}>
                        <time>{d.publishedOn.slice(5)}</time>
                        <a href={paths.document(d.pid)}>{d.title}</a>
                      </li>
                    ))}
                  </ul>
                </section>
              </div>
            </section>
            <div class="mc-wrap mc-2 mc-sec">
              <section aria-labelledby="h-latest">
                <SectionHead
                  title="最新政策"
                  id="h-latest"
                  aside={<a href={paths.documents()}>全部文件 ›</a>}
                />
                {latest.length === 0 ? (
                  <Empty title="还没有公开的文件。" />
                ) : (
                  <PublicList items={latest} paths={paths} />
                )}
              </section>
              <aside aria-labelledby="h-columns">
                <SectionHead title="分类浏览" id="h-columns" aside={<a href={paths.organs()}>按机构 ›</a>} />
                {filled.length === 0 ? (
                  <Empty title="栏目中还没有文件。" />
                ) : (
                  <ul class="mc-plainlist">
                    {filled.map((c) => (
                      <li key={c.path}>
                        <a href={paths.column(c.path)}>{c.name}</a> <span class="muted">{c.documents}</span>
                      </li>
                    ))}
                  </ul>
                )}
              </aside>
            </div>
            {boards.length > 0 && <div class="mc-wrap mc-sec">{boards}</div>}
          </main>
        ),
      });
    },
  });
}
