import type { ComponentChildren } from 'preact';
import { chineseDayWithWeekday } from '../../law/day.ts';
import { requestCost } from '../../platform/db/watch.ts';
import type { RequestContext } from '../../platform/http/route.ts';
import {
  Breadcrumbs,
  type NavigationEntry,
  PortalShell,
  type ReadingMode,
  renderPage,
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

/** What a page of the portal gives to its frame. */
export interface PortalPageSpec {
  title: string;
  /** Path of the navigation entry it belongs to. */
  section?: string;
  crumbs?: { label: string; href?: string }[];
  metas?: Record<string, string>;
  search?: boolean;
  query?: string;
  children: ComponentChildren;
}

/** Cookie of the display modes: 'elder', 'hc' or both joined by a dot. */
export const MODE_COOKIE = 'mode';

/** The display modes of a request. */
export function modeOf(ctx: RequestContext): ReadingMode {
  const parts = (ctx.cookies[MODE_COOKIE] ?? '').split('.');
  return { elder: parts.includes('elder'), hc: parts.includes('hc') };
}

/** 本页用时, as far as it has come; what follows is the rendering of the text alone. */
function pageTime(): string {
  const cost = requestCost.getStore();
  return cost ? `本页用时 ${Math.round(performance.now() - cost.began)} 毫秒，查询 ${cost.queries} 次` : '';
}

const UNSET: Site = { code: '', name: '政府信息公开', tagline: '', organisationName: '', facts: {} };

/** Wraps pages in the portal's frame: masthead, navigation, footer with the facts that law asks of a government site. */
export class PortalFrame {
  readonly #nav: readonly PortalNavEntry[];
  readonly #sites = new WeakMap<RequestContext, Promise<Site>>();

  constructor(nav: readonly PortalNavEntry[]) {
    this.#nav = [...nav].sort((a, b) => a.order - b.order);
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
