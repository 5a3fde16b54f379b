import {
  type PortalFrame,
  portalPaths,
  type SiteColumn,
  siteColumns,
} from '../../../mechanisms/publication/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { SectionHead } from '../../../ui/index.ts';
import { organisationTree } from '../store/public.ts';
import { plainPage } from './plain-page.tsx';

interface Place {
  key: string;
  parent: string | null;
  label: string;
  href: string;
  documents: number;
}

/** Places by the key of what they stand under; '' on top, where also those stand whose parent is not among them. */
function byParent(places: readonly Place[]): ReadonlyMap<string, Place[]> {
  const known = new Set(places.map((p) => p.key));
  return Map.groupBy(places, (p) => (p.parent !== null && known.has(p.parent) ? p.parent : ''));
}

function Places({ tree, under = '' }: { tree: ReadonlyMap<string, Place[]>; under?: string }) {
  const here = tree.get(under);
  if (!here) return null;
  return (
    <ul>
      {here.map((p) => (
        <li key={p.key}>
          <a href={p.href}>
            {p.label} {p.documents > 0 && <span class="ct">（{p.documents}）</span>}
          </a>
          <Places tree={tree} under={p.key} />
        </li>
      ))}
    </ul>
  );
}

function columnPlaces(columns: readonly SiteColumn[], href: (path: string) => string): Place[] {
  return columns.map((c) => ({
    key: c.path,
    parent: c.parentPath,
    label: c.name,
    href: href(c.path),
    documents: c.documents,
  }));
}

/** 站点地图: every column, every organ, every page that stands alone. */
export function siteMapPage(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/sitemap',
    access: { kind: 'public' },
    cache: 'revalidate',
    async render(ctx) {
      const paths = portalPaths(ctx.base.portal);
      const site = await frame.site(ctx);
      const [columns, organs] = await Promise.all([
        siteColumns(ctx.db, site.code, ctx.today),
        organisationTree(ctx.db, ctx.today),
      ]);
      const pages = [
        ...frame.navigation(ctx),
        { label: '分类浏览', href: paths.browse() },
        { label: '搜索', href: paths.search() },
        { label: '我的收藏', href: paths.favourites() },
        { label: '关于本站', href: paths.about() },
        ...frame.entries(ctx),
      ];
      // Two ways to one thing, by address or by name, are one entry.
      const byHref = [...new Map(pages.map((p) => [p.href, p])).values()];
      const once = byHref.filter((p, i) => byHref.findIndex((other) => other.label === p.label) === i);
      return plainPage(ctx, frame, {
        title: '站点地图',
        lead: '本站的全部页面入口、栏目和机构专栏。括号内是公开文件数。',
        description: '全部栏目、机构专栏和页面入口',
        keywords: '站点地图,网站地图,栏目,机构',
        type: '概况信息',
        children: (
          <div class="mc-stack mc-map">
            <section aria-labelledby="h-pages">
              <SectionHead title="页面" id="h-pages" />
              <ul class="flat">
                {once.map((p) => (
                  <li key={p.href}>
                    <a href={p.href}>{p.label}</a>
                  </li>
                ))}
              </ul>
            </section>
            {columns.length > 0 && (
              <section aria-labelledby="h-columns">
                <SectionHead title="栏目" id="h-columns" />
                <Places tree={byParent(columnPlaces(columns, paths.column))} />
              </section>
            )}
            <section aria-labelledby="h-organs">
              <SectionHead title="机构专栏" id="h-organs" aside={`${organs.length} 个`} />
              <Places
                tree={byParent(
                  organs.map((o) => ({
                    key: o.code,
                    parent: o.parent,
                    label: o.name,
                    href: paths.organ(o.code),
                    documents: o.documents,
                  })),
                )}
              />
            </section>
          </div>
        ),
      });
    },
  });
}
