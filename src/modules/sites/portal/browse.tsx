import { z } from 'zod';
import {
  documentList,
  EFFECT_LEVELS,
  type Facet,
  GENRES,
  listQuery,
  organisationNames,
  type PortalFrame,
  portalPaths,
  siteColumns,
  THEMES,
  VALIDITY,
  wholeFacets,
} from '../../../mechanisms/publication/index.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { PortalMain, SectionHead } from '../../../ui/index.ts';
import { frequentTags } from '../store/public.ts';
import { plainPage } from './plain-page.tsx';

/** How many tags the page of classes shows. */
const TAGS = 60;

/** A class with its number in brackets, as a link to its papers. */
interface Class {
  label: string;
  href: string;
  documents: number;
}

/** Classes beside each other: 财政、金融、审计（12）. */
export function Classes({ items }: { items: readonly Class[] }) {
  return (
    <ul class="mc-classes">
      {items.map((c) => (
        <li key={c.href}>
          <a href={c.href}>
            {c.label}
            <span class="ct">（{c.documents}）</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Everything by class: theme, genre, region, level of effect, validity, year, tag, with counts. */
function classPage(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/browse',
    access: { kind: 'public' },
    cache: 'revalidate',
    async render(ctx) {
      const paths = portalPaths(ctx.base.portal);
      const [counts, tags] = await Promise.all([wholeFacets(ctx.db, ctx.today), frequentTags(ctx.db, TAGS)]);
      const regions = await organisationNames(ctx.db, [...counts.region.keys()]);
      const owners = await organisationNames(ctx.db, [...counts.owner.keys()]);
      const of = (facet: Facet, labels: Iterable<readonly [string, string]>): Class[] =>
        [...labels].flatMap(([value, label]) => {
          const documents = counts[facet].get(value);
          return documents ? [{ label, href: paths.documents({ [facet]: value }), documents }] : [];
        });
      const plain = (words: readonly string[]) => words.map((w) => [w, w] as const);
      const years = [...counts.year.keys()].sort().reverse();
      const groups: { id: string; title: string; items: Class[] }[] = [
        { id: 'theme', title: '按主题', items: of('theme', plain(THEMES)) },
        { id: 'genre', title: '按体裁', items: of('genre', plain(GENRES)) },
        { id: 'region', title: '按地区', items: of('region', regions) },
        { id: 'effect', title: '按效力级别', items: of('effect', Object.entries(EFFECT_LEVELS)) },
        { id: 'validity', title: '按有效性', items: of('validity', Object.entries(VALIDITY)) },
        {
          id: 'year',
          title: '按年份',
          items: of(
            'year',
            years.map((y) => [y, `${y} 年`]),
          ),
        },
        {
          id: 'tag',
          title: '按标签',
          items: tags.map((t) => ({
            label: t.value,
            href: paths.documents({ tag: t.value }),
            documents: t.documents,
          })),
        },
        { id: 'owner', title: '按机构', items: of('owner', owners) },
      ];
      const filled = groups.filter((g) => g.items.length > 0);
      return plainPage(ctx, frame, {
        title: '分类浏览',
        section: '/documents',
        lead: '括号内是现在公开的件数。选一类，再用条件缩小范围。',
        description: '按主题、体裁、地区、效力级别、有效性、年份、标签和机构浏览公开文件',
        keywords: '主题,体裁,地区,标签,分类',
        type: '政策文件',
        aside: <a href={paths.documents()}>全部文件</a>,
        children: (
          <div class="mc-stack">
            <nav class="mc-hot" aria-label="分类方式">
              {filled.map((g) => (
                <a key={g.id} href={`#h-${g.id}`}>
                  {g.title}
                </a>
              ))}
            </nav>
            {filled.map((g) => (
              <section key={g.id} aria-labelledby={`h-${g.id}`}>
                <SectionHead title={g.title} id={`h-${g.id}`} />
                <Classes items={g.items} />
              </section>
            ))}
          </div>
        ),
      });
    },
  });
}

/** A column of the site with what lies below it, its documents and their filters. */
function columnPage(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/columns/*',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: z.object({ '*': z.string().regex(/^[a-z0-9-]+(\/[a-z0-9-]+)*$/) }),
    query: listQuery,
    async render(ctx, { params, query }) {
      const paths = portalPaths(ctx.base.portal);
      const site = await frame.site(ctx);
      const columns = await siteColumns(ctx.db, site.code, ctx.today);
      const column = columns.find((c) => c.path === params['*']);
      if (!column) throw new NotFound('没有找到这个栏目，可能已经调整。');
      const children = columns.filter((c) => c.parentPath === column.path && c.documents > 0);
      const above = columns.filter((c) => column.path.startsWith(`${c.path}/`));
      const list = await documentList(ctx, {
        path: paths.column(column.path),
        label: column.name,
        within: { site: site.code, column: column.path },
        query,
        empty: '这个栏目还没有文件。',
      });
      return frame.page(ctx, {
        title: `${column.name}栏目`,
        feed: { path: `/feeds/columns/${column.path}`, query: list.feed },
        crumbs: [
          ...above
            .sort((a, b) => a.path.length - b.path.length)
            .map((c) => ({ label: c.name, href: paths.column(c.path) })),
          { label: column.name },
        ],
        column: {
          name: column.name,
          description: column.description || column.name,
          keywords: [column.name, ...children.map((c) => c.name)].join(','),
          type: above[0]?.name ?? column.name,
        },
        children: (
          <PortalMain title={column.name}>
            {column.description && <p class="muted">{column.description}</p>}
            {children.length > 0 && (
              <nav aria-label="下级栏目" class="mc-below">
                <Classes
                  items={children.map((c) => ({
                    label: c.name,
                    href: paths.column(c.path),
                    documents: c.documents,
                  }))}
                />
              </nav>
            )}
            {list.content}
          </PortalMain>
        ),
      });
    },
  });
}

/** Browsing by class and by column. */
export function browsePages(face: Face, frame: PortalFrame): void {
  classPage(face, frame);
  columnPage(face, frame);
}
