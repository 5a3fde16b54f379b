import type { ComponentChildren } from 'preact';
import { chineseDayWithWeekday } from '../../law/day.ts';
import { requestCost } from '../../platform/db/watch.ts';
import type { RequestContext } from '../../platform/http/route.ts';
import {
  Breadcrumbs,
  GROUNDS_OF_PAPER,
  type NavigationEntry,
  PortalShell,
  type ReadingMode,
  renderPage,
  TEXT_SIZES,
} from '../../ui/index.ts';
import { type Site, siteFor } from './sites.ts';
import { portalPaths } from './urls.ts';

/** An entry of the portal's main navigation, declared by a module. */
export interface PortalNavEntry {
  label: string;
  path: string;
  /** Place in the navigation, from 0 on the left. */
  order: number;
}

/** A section that a module puts under the text of every public document. */
export interface DocumentSection {
  /** Place among the sections, from 0 on top. */
  order: number;
  /** @returns undefined where there is nothing to show */
  render(
    ctx: RequestContext,
    document: { pid: string; title: string; ownerCode: string },
  ): Promise<ComponentChildren | undefined>;
}

/** A board of the home page. */
export interface HomeBoard {
  /** Place among the boards, from 0 on top. */
  order: number;
  /** @returns undefined where there are no data: then there is no board */
  render(ctx: RequestContext, site: Site): Promise<ComponentChildren | undefined>;
}

/** Branches of an organ's 政府信息公开专栏. */
export const TREE_BRANCHES = {
  guide: '政府信息公开指南',
  rules: '政府信息公开制度',
  statutory: '法定主动公开内容',
  annual: '政府信息公开年报',
  'on-request': '依申请公开',
} as const;
export type TreeBranch = keyof typeof TREE_BRANCHES;

/** An entry that a module puts into the tree of an organ's 专栏. */
export interface TreeEntry {
  branch: TreeBranch;
  label: string;
  order: number;
  /** Where it leads for an organ; undefined where the organ has nothing of the kind. */
  href(ctx: RequestContext, organCode: string): Promise<string | undefined>;
}

/** What modules bring to the pages of the portal. */
export interface PortalParts {
  nav?: readonly PortalNavEntry[];
  documentSections?: readonly DocumentSection[];
  boards?: readonly HomeBoard[];
  treeEntries?: readonly TreeEntry[];
}

/** What a page of the portal gives to its frame. */
export interface PortalPageSpec {
  title: string;
  /** Path of the navigation entry it belongs to. */
  section?: string;
  crumbs?: { label: string; href?: string }[];
  metas?: Record<string, string>;
  /** Path below the portal of the same list as a feed, without its ending, and its query. */
  feed?: { path: string; query?: string };
  /** Path below the portal of the one lasting address of what the page shows. */
  canonical?: string;
  search?: boolean;
  query?: string;
  children: ComponentChildren;
}

/** Cookie of the reading aids: 'elder', 'hc', 'size-large', 'ground-green' and the like, joined by dots. */
export const MODE_COOKIE = 'mode';

/** The reading aids of a request; what the cookie says that is none is left out. */
export function modeOf(ctx: RequestContext): ReadingMode {
  const parts = (ctx.cookies[MODE_COOKIE] ?? '').split('.');
  const chosen = <T extends string>(prefix: string, words: Readonly<Record<T, unknown>>): T | undefined =>
    (Object.keys(words) as T[]).find((word) => parts.includes(`${prefix}-${word}`));
  return {
    elder: parts.includes('elder'),
    hc: parts.includes('hc'),
    size: chosen('size', TEXT_SIZES) ?? 'medium',
    ground: chosen('ground', GROUNDS_OF_PAPER) ?? 'white',
  };
}

/** The value of the cookie for these reading aids; empty for none. */
export function modeValue(mode: ReadingMode): string {
  return [
    mode.elder && 'elder',
    mode.hc && 'hc',
    mode.size !== 'medium' && `size-${mode.size}`,
    mode.ground !== 'white' && `ground-${mode.ground}`,
  ]
    .filter(Boolean)
    .join('.');
}

/** 本页用时, as far as it has come; what follows is the rendering of the text alone. */
function pageTime(): string {
  const cost = requestCost.getStore();
  return cost ? `本页用时 ${Math.round(performance.now() - cost.began)} 毫秒，查询 ${cost.queries} 次` : '';
}

function feedAddresses(ctx: RequestContext, feed: { path: string; query?: string }) {
  const tail = feed.query ? `?${feed.query}` : '';
  const at = (ending: string) => `${ctx.base.portal}${feed.path}.${ending}${tail}`;
  return { atom: at('atom'), json: at('json') };
}

function inOrder<T extends { order: number }>(entries: readonly T[]): T[] {
  return [...entries].sort((a, b) => a.order - b.order);
}

function given(parts: readonly (ComponentChildren | undefined)[]): ComponentChildren[] {
  return parts.filter((part) => part !== undefined);
}

const UNSET: Site = { code: '', name: '政府信息公开', tagline: '', organisationName: '', facts: {} };

/** Wraps pages in the portal's frame: masthead, navigation, footer with the facts that law asks of a government site. */
export class PortalFrame {
  readonly #nav: readonly PortalNavEntry[];
  readonly #sections: readonly DocumentSection[];
  readonly #boards: readonly HomeBoard[];
  readonly #tree: readonly TreeEntry[];
  readonly #sites = new WeakMap<RequestContext, Promise<Site>>();

  constructor(modules: readonly PortalParts[]) {
    this.#nav = inOrder(modules.flatMap((m) => m.nav ?? []));
    this.#sections = inOrder(modules.flatMap((m) => m.documentSections ?? []));
    this.#boards = inOrder(modules.flatMap((m) => m.boards ?? []));
    this.#tree = inOrder(modules.flatMap((m) => m.treeEntries ?? []));
  }

  /** What the modules show under the text of a public document, in order. */
  async underDocument(
    ctx: RequestContext,
    document: { pid: string; title: string; ownerCode: string },
  ): Promise<ComponentChildren[]> {
    return given(await Promise.all(this.#sections.map((s) => s.render(ctx, document))));
  }

  /** The boards of the home page that have something to show, in order. */
  async boards(ctx: RequestContext): Promise<ComponentChildren[]> {
    const site = await this.site(ctx);
    return given(await Promise.all(this.#boards.map((b) => b.render(ctx, site))));
  }

  /** What the modules put into the tree of an organ's 专栏, in order. */
  async tree(
    ctx: RequestContext,
    organCode: string,
  ): Promise<{ branch: TreeBranch; label: string; href: string }[]> {
    const entries = await Promise.all(
      this.#tree.map(async ({ branch, label, href }) => ({
        branch,
        label,
        href: await href(ctx, organCode),
      })),
    );
    return entries.flatMap(({ href, ...entry }) => (href === undefined ? [] : [{ ...entry, href }]));
  }

  /** The site of this request; read once, however often a page asks. */
  site(ctx: RequestContext): Promise<Site> {
    const known = this.#sites.get(ctx);
    if (known) return known;
    const host = new URL(ctx.portalUrl).hostname;
    const site = siteFor(ctx.db, host, ctx.path.slice(ctx.base.portal.length)).then((s) => s ?? UNSET);
    this.#sites.set(ctx, site);
    return site;
  }

  /** A whole page. */
  async page(ctx: RequestContext, spec: PortalPageSpec): Promise<string> {
    const site = await this.site(ctx);
    const paths = portalPaths(ctx.base.portal);
    const f = site.facts;
    const nav: NavigationEntry[] = this.#nav.map((e) => ({
      label: e.label,
      href: ctx.base.portal + e.path,
      current: e.path === spec.section,
    }));
    return renderPage(
      <PortalShell
        site={{
          name: site.name,
          tagline: site.tagline,
          footer: {
            organiser: site.organisationName,
            ...(f.operator ? { operator: f.operator } : {}),
            ...(f.siteCode ? { siteCode: { text: f.siteCode } } : {}),
            ...(f.icp ? { icp: { text: f.icp } } : {}),
            ...(f.police ? { policeRecord: { text: f.police } } : {}),
            ...(f.phone ? { contact: f.phone } : {}),
            ...(f.address ? { address: f.address } : {}),
            links: nav.map(({ label, href }) => ({ label, href })),
            ...(ctx.live.pageTime ? { remark: pageTime() } : {}),
          },
        }}
        page={{
          title: spec.title,
          path: ctx.url,
          metas: {
            SiteName: site.name,
            SiteDomain: new URL(ctx.portalUrl).host,
            SiteIDCode: f.siteCode ?? '',
            ...spec.metas,
          },
        }}
        today={chineseDayWithWeekday(ctx.today)}
        mode={modeOf(ctx)}
        nav={nav}
        {...(spec.feed ? { feeds: feedAddresses(ctx, spec.feed) } : {})}
        {...(spec.canonical ? { canonical: ctx.portalUrl + spec.canonical } : {})}
        links={{ home: paths.home(), search: paths.search(), modeAction: paths.mode() }}
        assets={{
          css: ctx.asset('portal.css'),
          js: ctx.asset('portal.js'),
          icon: ctx.asset('favicon.svg'),
        }}
        search={spec.search ?? true}
        {...(spec.query ? { query: spec.query } : {})}
        {...(ctx.banner ? { banner: ctx.banner } : {})}
      >
        {spec.crumbs && <Breadcrumbs items={[{ label: '首页', href: paths.home() }, ...spec.crumbs]} />}
        {spec.children}
      </PortalShell>,
    );
  }
}
