import type { ComponentChildren } from 'preact';
import { MailAddress } from './components.tsx';
import { classes } from './html.ts';
import { Icon } from './icons.tsx';
import { Phone } from './phone.tsx';
import {
  Banner,
  Frame,
  ModeSwitches,
  type ReadingMode,
  SearchForm,
  type ShellAssets,
} from './shell-common.tsx';

/** A fact of the footer; without an address it is plain text, never a dead link. */
export interface FooterFact {
  text: string;
  href?: string;
}

/** What a government site must show at its foot. Only what is given and not empty is shown. */
export interface FooterFacts {
  /** 主办 */
  organiser?: string;
  /** 承办 */
  operator?: string;
  /** 网站标识码 */
  siteCode?: FooterFact;
  /** ICP 备案号 */
  icp?: FooterFact;
  /** 公安备案号 */
  policeRecord?: FooterFact;
  /** 党政机关网站标识 */
  partyOrganMark?: FooterFact;
  /** 我为政府网站找错 */
  findError?: FooterFact;
  /** 联系方式 */
  contact?: string;
  email?: string;
  /** 办公地址 */
  address?: string;
  /** 站点地图 and other pages about the site */
  links?: { label: string; href: string }[];
  /** A last line, for example that the data are invented */
  remark?: string;
}

export interface NavigationEntry {
  label: string;
  href: string;
  current?: boolean;
}

export interface PortalShellProps {
  site: { name: string; tagline?: string; footer: FooterFacts };
  page: {
    title: string;
    /** Name to content of `<meta>` elements, such as ArticleTitle or PubDate. */
    metas?: Record<string, string>;
    /** Path and query of this page; the mode switches come back to it. */
    path: string;
    /** Name of the column, placed in the title between page and site. */
    section?: string;
  };
  /** For example 2026年5月20日 星期三 */
  today: string;
  mode: ReadingMode;
  nav: NavigationEntry[];
  links: { home: string; search: string; modeAction: string };
  feeds?: { atom: string; json: string };
  canonical?: string;
  assets: ShellAssets;
  banner?: string;
  /** Shows the search box in the masthead. */
  search?: boolean;
  query?: string;
  children: ComponentChildren;
}

function NavigationList({ nav }: { nav: NavigationEntry[] }) {
  return (
    <ul>
      {nav.map((entry) => (
        <li key={entry.href}>
          <a href={entry.href} aria-current={entry.current ? 'page' : undefined}>
            {entry.label}
          </a>
        </li>
      ))}
    </ul>
  );
}

function Fact({ name, fact }: { name?: string; fact: FooterFact | undefined }) {
  if (fact === undefined || fact.text === '') return null;
  return (
    <span>
      {name !== undefined && `${name}：`}
      {fact.href === undefined ? fact.text : <a href={fact.href}>{fact.text}</a>}
    </span>
  );
}

function Footer({ facts }: { facts: FooterFacts }) {
  const plain = (text: string | undefined) => (text ? { text } : undefined);
  const links = facts.links ?? [];
  return (
    <footer class="mc-foot">
      <div class="mc-wrap">
        {links.length > 0 && (
          <ul>
            {links.map((link) => (
              <li key={link.href}>
                <a href={link.href}>{link.label}</a>
              </li>
            ))}
          </ul>
        )}
        <p class="facts">
          <Fact name="主办" fact={plain(facts.organiser)} />
          <Fact name="承办" fact={plain(facts.operator)} />
          <Fact name="网站标识码" fact={facts.siteCode} />
          <Fact fact={facts.icp} />
          <Fact fact={facts.policeRecord} />
        </p>
        <p class="facts">
          <Fact fact={facts.partyOrganMark} />
          <Fact fact={facts.findError} />
        </p>
        <p class="facts">
          {facts.contact && (
            <span>
              联系方式：
              <Phone text={facts.contact} />
            </span>
          )}
          <Fact name="地址" fact={plain(facts.address)} />
          {facts.email && (
            <span>
              邮箱：
              <MailAddress address={facts.email} />
            </span>
          )}
        </p>
        {facts.remark && <p>{facts.remark}</p>}
      </div>
    </footer>
  );
}

function Logo({ site, home }: { site: { name: string; tagline?: string }; home: string }) {
  return (
    <a class="mc-logo" href={home}>
      <span class="mk" aria-hidden="true">
        公<br />开
      </span>
      <span>
        <strong>{site.name}</strong>
        {site.tagline && <small>{site.tagline}</small>}
      </span>
    </a>
  );
}

/** The content of a page of the portal under its one heading. @param narrow for texts and forms */
export function PortalMain({
  title,
  narrow,
  children,
}: {
  title: ComponentChildren;
  narrow?: boolean;
  children: ComponentChildren;
}) {
  return (
    <main id="main" class="mc-main" tabindex={-1}>
      <div class={classes('mc-wrap', narrow && 'mc-narrow')}>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

/**
 * A page of the public portal. The children are breadcrumbs, if any, and then
 * `PortalMain`, or a `<main id="main" class="mc-main" tabindex={-1}>` with exactly one `<h1>` in it.
 */
export function PortalShell(props: PortalShellProps) {
  const { site, page, today, mode, nav, links, assets, banner, search, query, children } = props;
  const title = [page.title, page.section, site.name]
    .filter((part, index, all) => part !== undefined && part !== '' && all.indexOf(part) === index)
    .join(' - ');
  return (
    <Frame
      title={title}
      {...(page.metas ? { metas: page.metas } : {})}
      assets={assets}
      mode={mode}
      {...(props.feeds ? { feeds: props.feeds } : {})}
      {...(props.canonical ? { canonical: props.canonical } : {})}
    >
      <Banner text={banner} />
      <header>
        <div class="mc-util">
          <div class="mc-wrap">
            <span class="hint">今天是 {today}</span>
            <section class="r" aria-label="阅读辅助">
              <ModeSwitches action={links.modeAction} back={page.path} mode={mode} />
              {props.feeds !== undefined && (
                <span class="mc-feeds mc-elder-hide">
                  <a href={props.feeds.atom}>
                    <Icon name="rss" /> 订阅<span class="visually-hidden">（Atom）</span>
                  </a>
                  <a href={props.feeds.json}>
                    <span class="visually-hidden">订阅（</span>JSON<span class="visually-hidden">）</span>
                  </a>
                </span>
              )}
            </section>
          </div>
        </div>
        <div class="mc-mast">
          <div class="mc-wrap">
            <Logo site={site} home={links.home} />
            {search === true && (
              <SearchForm
                action={links.search}
                query={query}
                id="gq"
                size="small"
                label="站内搜索"
                placeholder="搜文件、文号、事项"
              />
            )}
          </div>
        </div>
      </header>
      <nav class="mc-nav" aria-label="主导航">
        <div class="mc-wrap">
          <NavigationList nav={nav} />
          <details class="mc-menu">
            <summary>
              <Icon name="menu-2" /> 栏目导航
            </summary>
            <NavigationList nav={nav} />
          </details>
        </div>
      </nav>
      {children}
      <Footer facts={site.footer} />
    </Frame>
  );
}

/**
 * A page of the portal that is the same for everybody who gets it: without navigation, search and switches, which would lead
 * to what cannot be had now. The children are what stands below the heading.
 */
export function PortalNotice(
  props: Pick<PortalShellProps, 'site' | 'mode' | 'assets' | 'banner' | 'children'> & {
    title: string;
    home: string;
  },
) {
  const { site, title, home, mode, assets, banner, children } = props;
  return (
    <Frame title={site.name ? `${title} - ${site.name}` : title} assets={assets} mode={mode}>
      <Banner text={banner} />
      <header>
        <div class="mc-mast">
          <div class="mc-wrap">
            <Logo site={site} home={home} />
          </div>
        </div>
      </header>
      <PortalMain title={title} narrow>
        {children}
      </PortalMain>
      {Object.keys(site.footer).length > 0 && <Footer facts={site.footer} />}
    </Frame>
  );
}
