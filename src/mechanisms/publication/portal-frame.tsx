import type { ComponentChildren } from 'preact';
import { chineseDayWithWeekday } from '../../law/day.ts';
import { requestCost } from '../../platform/db/watch.ts';
import type { KeptPages } from '../../platform/http/behaviour.ts';
import type { AppContext, RequestContext } from '../../platform/http/route.ts';
import {
  Breadcrumbs,
  GROUNDS_OF_PAPER,
  type NavigationEntry,
  PortalNotice,
  PortalShell,
  type ReadingMode,
  renderPage,
  TEXT_SIZES,
} from '../../ui/index.ts';
import { footerFacts } from './footer-facts.ts';
import { columnEntries, numberEntries, organEntries, pageEntries } from './pages/search/direct-entries.ts';
import { bestEntries, type DirectEntry, type DirectQuestion, directQuestion } from './search/direct.ts';
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

/** The four rights of the public, as the home page shows them. */
export const RIGHTS = {
  know: '知情',
  participate: '参与',
  express: '表达',
  supervise: '监督',
} as const;
export type Right = keyof typeof RIGHTS;

/** What can be done online, as the page 办事互动 sorts it. */
export const SERVICES = {
  query: '信息查询',
  consult: '在线咨询',
  apply: '在线申请',
  handle: '在线办事',
  feedback: '意见反馈',
} as const;
export type Service = keyof typeof SERVICES;

/** Something that people can do on the portal: stands on the home page under its right and on the page 办事互动. */
export interface PortalEntry {
  label: string;
  /** One sentence: what one gets or does there. */
  note: string;
  path: string;
  order: number;
  right?: Right;
  service?: Service;
}

/** What a module knows by name: offered as 直达 above the hits of a search. Finds nothing that the public may not see. */
export type DirectSource = (ctx: RequestContext, asked: DirectQuestion) => Promise<readonly DirectEntry[]>;

/** What modules bring to the pages of the portal. */
export interface PortalParts {
  nav?: readonly PortalNavEntry[];
  entries?: readonly PortalEntry[];
  documentSections?: readonly DocumentSection[];
  boards?: readonly HomeBoard[];
  treeEntries?: readonly TreeEntry[];
  direct?: readonly DirectSource[];
  /** Paths below the portal of lasting pages beside `nav` and `entries`, for the sitemap. */
  addresses?: (ctx: RequestContext, site: Site) => Promise<readonly string[]>;
}

/** What a page says of the column it stands in: four elements that every page must carry (网站发展指引附件). */
export interface PageColumn {
  /** Without it the title of the page. */
  name?: string;
  /** One sentence: what is found here. */
  description: string;
  /** Words parted by commas. */
  keywords: string;
  type: string;
}

/** What a page of the portal gives to its frame. */
export interface PortalPageSpec {
  title: string;
  /** Path of the navigation entry it belongs to. */
  section?: string;
  crumbs?: { label: string; href?: string }[];
  column: PageColumn;
  /** Meta elements beside those of site and column. */
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
export function modeOf(ctx: Pick<RequestContext, 'cookies'>): ReadingMode {
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

/** The cookies that change how every page looks. A kept page sees these, in one way of writing, and no others. */
export const PORTAL_LOOK: KeptPages['look'] = {
  cookies: [MODE_COOKIE],
  of(cookies) {
    const mode = modeValue(modeOf({ cookies }));
    const look: Record<string, string> = {};
    if (mode) look[MODE_COOKIE] = mode;
    return look;
  },
};

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

const shellAssets = (app: Pick<AppContext, 'asset'>) => ({
  css: app.asset('portal.css'),
  js: app.asset('portal.js'),
  icon: app.asset('favicon.svg'),
});

/** Wraps pages in the portal's frame: masthead, navigation, footer with the facts that law asks of a government site. */
export class PortalFrame {
  readonly #nav: readonly PortalNavEntry[];
  readonly #sections: readonly DocumentSection[];
  readonly #boards: readonly HomeBoard[];
  readonly #tree: readonly TreeEntry[];
  readonly #entries: readonly PortalEntry[];
  readonly #direct: readonly DirectSource[];
  readonly #addresses: readonly NonNullable<PortalParts['addresses']>[];
  readonly #sites = new WeakMap<RequestContext, Promise<Site>>();
  #remembered = UNSET;

  constructor(modules: readonly PortalParts[]) {
    this.#nav = inOrder(modules.flatMap((m) => m.nav ?? []));
    this.#sections = inOrder(modules.flatMap((m) => m.documentSections ?? []));
    this.#boards = inOrder(modules.flatMap((m) => m.boards ?? []));
    this.#tree = inOrder(modules.flatMap((m) => m.treeEntries ?? []));
    this.#entries = inOrder(modules.flatMap((m) => m.entries ?? []));
    this.#direct = modules.flatMap((m) => m.direct ?? []);
    this.#addresses = modules.flatMap((m) => m.addresses ?? []);
  }

  /** What people can do on the portal, as the modules say, in order. */
  entries(ctx: RequestContext): readonly (PortalEntry & { href: string })[] {
    return this.#entries.map((e) => ({ ...e, href: ctx.base.portal + e.path }));
  }

  /** The main navigation. */
  navigation(ctx: RequestContext): readonly { label: string; href: string }[] {
    return this.#nav.map((e) => ({ label: e.label, href: ctx.base.portal + e.path }));
  }

  /** Paths below the portal of every lasting page but those of papers, each once. */
  async addresses(ctx: RequestContext): Promise<string[]> {
    const site = await this.site(ctx);
    const of = await Promise.all(this.#addresses.map((list) => list(ctx, site)));
    const standing = [...this.#nav, ...this.#entries].map((e) => e.path.split('#')[0]!);
    return [...new Set([...standing, ...of.flat()])];
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

  /** What the words of a search name, beside papers: organs, columns, what can be done here, what the modules know; the surest first. */
  async direct(ctx: RequestContext, query: string): Promise<DirectEntry[]> {
    const [asked, numbered] = await Promise.all([
      directQuestion(ctx.db, query, ctx.today),
      numberEntries(ctx, query),
    ]);
    if (!asked) return bestEntries(numbered, query);
    const site = await this.site(ctx);
    const found = await Promise.all([
      organEntries(ctx, asked),
      columnEntries(ctx, asked, site.code),
      pageEntries(asked, this.entries(ctx)),
      ...this.#direct.map((find) => find(ctx, asked)),
    ]);
    return bestEntries([...numbered, ...found.flat()], query);
  }

  /** The site of this request; read once, however often a page asks. */
  site(ctx: RequestContext): Promise<Site> {
    const known = this.#sites.get(ctx);
    if (known) return known;
    const host = new URL(ctx.portalUrl).hostname;
    const site = siteFor(ctx.db, host, ctx.path.slice(ctx.base.portal.length)).then((s) => {
      this.#remembered = s ?? UNSET;
      return this.#remembered;
    });
    this.#sites.set(ctx, site);
    return site;
  }

  /** The site as the last page that was made has read it; nothing is read for it. */
  get remembered(): Site {
    return this.#remembered;
  }

  /** A page that reads nothing at all: what is remembered of the site, and the children below the heading. */
  notice(
    app: Pick<AppContext, 'base' | 'asset' | 'banner'>,
    spec: { title: string; mode: ReadingMode; children: ComponentChildren },
  ): string {
    const site = this.#remembered;
    return renderPage(
      <PortalNotice
        site={{ name: site.name, tagline: site.tagline, footer: footerFacts(site) }}
        home={portalPaths(app.base.portal).home()}
        assets={shellAssets(app)}
        {...(app.banner ? { banner: app.banner } : {})}
        {...spec}
      />,
    );
  }

  /** A whole page. */
  async page(ctx: RequestContext, spec: PortalPageSpec): Promise<string> {
    const site = await this.site(ctx);
    const paths = portalPaths(ctx.base.portal);
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
            ...footerFacts(site),
            links: [
              { label: '关于本站', href: paths.about() },
              { label: '网站声明', href: `${paths.about()}#statement` },
              { label: '版权与转载', href: `${paths.about()}#copyright` },
              { label: '联系我们', href: `${paths.about()}#contact` },
              { label: '法定渠道', href: paths.channels() },
              { label: '站点地图', href: paths.siteMap() },
            ],
            ...(ctx.live.pageTime ? { remark: pageTime() } : {}),
          },
        }}
        page={{
          title: spec.title,
          path: ctx.url,
          metas: {
            SiteName: site.name,
            SiteDomain: new URL(ctx.portalUrl).host,
            SiteIDCode: site.facts.siteCode ?? '',
            ColumnName: spec.column.name ?? spec.title,
            ColumnDescription: spec.column.description,
            ColumnKeywords: spec.column.keywords,
            ColumnType: spec.column.type,
            ...spec.metas,
          },
        }}
        today={chineseDayWithWeekday(ctx.today)}
        mode={modeOf(ctx)}
        nav={nav}
        {...(spec.feed ? { feeds: feedAddresses(ctx, spec.feed) } : {})}
        {...(spec.canonical ? { canonical: ctx.portalUrl + spec.canonical } : {})}
        links={{ home: paths.home(), search: paths.search(), modeAction: paths.mode() }}
        assets={shellAssets(ctx)}
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
