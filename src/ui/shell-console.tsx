import type { ComponentChildren } from 'preact';
import { classes } from './html.ts';
import { Icon, type IconName } from './icons.tsx';
import {
  Banner,
  Frame,
  ModeSwitches,
  type ReadingMode,
  SearchForm,
  type ShellAssets,
  type Tone,
} from './shell-common.tsx';

export interface ConsoleNavigationItem {
  label: string;
  href: string;
  icon: IconName;
  count?: number;
  /** Marks the count as pressing (something is overdue). */
  urgent?: boolean;
  current?: boolean;
}

export interface ConsoleShellProps {
  title: string;
  /** Path and query of this page. */
  path: string;
  /** Short name of the person's organisation. */
  organisation: string;
  person: { name: string; post: string };
  /** For example 2026年5月20日 星期三 · 工作日 */
  today: string;
  nav: { heading: string; items: ConsoleNavigationItem[] }[];
  /** Entries that stand in the top bar too, with their numbers. */
  shortcuts?: readonly ConsoleNavigationItem[];
  links: {
    home: string;
    search?: string;
    signOut: string;
    account?: string;
    help?: string;
    modeAction?: string;
  };
  /** The once-token of the sign-out form. */
  signOutToken: string;
  query?: string;
  /** What the last act did, shown once. */
  notice?: { kind: Tone; text: ComponentChildren };
  banner?: string;
  assets: ShellAssets;
  /** The head line; without it the title is the `<h1>`. */
  heading?: {
    h1: ComponentChildren;
    tag?: ComponentChildren;
    note?: ComponentChildren;
    actions?: ComponentChildren;
  };
  mode?: ReadingMode;
  /** Name of the console, for the side bar and the title. */
  product?: string;
  children: ComponentChildren;
}

type NavigationGroups = ConsoleShellProps['nav'];

function Groups({ nav }: { nav: NavigationGroups }) {
  return (
    <>
      {nav.map((group) => (
        <div class="grp" key={group.heading}>
          <p>{group.heading}</p>
          <ul aria-label={group.heading}>
            {group.items.map((item) => (
              <li key={item.href}>
                <a href={item.href} aria-current={item.current ? 'page' : undefined}>
                  <Icon name={item.icon} />
                  {item.label}
                  {item.count !== undefined && (
                    <span class={classes('ct', item.urgent && 'r')}>
                      {item.count}
                      <span class="visually-hidden"> 件{item.urgent ? '，有逾期' : ''}</span>
                    </span>
                  )}
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}

/** The side bar; below 992 px its entries fold into one line, with what stands in the top bar left to it. */
function Side({
  nav,
  home,
  product,
  organisation,
}: {
  nav: NavigationGroups;
  home: string;
  product: string;
  organisation: string;
}) {
  return (
    <nav class="mc-cside" aria-label="工作台导航">
      <a class="br" href={home}>
        {product}
        <small>{organisation}</small>
      </a>
      <div class="wide">
        <Groups nav={nav} />
      </div>
      <details class="fold">
        <summary>
          <Icon name="menu-2" /> 菜单
        </summary>
        <Groups nav={nav} />
      </details>
    </nav>
  );
}

/** A page of the staff console: dark side bar, top bar with search, head line, body. */
export function ConsoleShell(props: ConsoleShellProps) {
  const { title, organisation, person, today, nav, links, query, notice, banner, assets, mode, children } =
    props;
  const product = props.product ?? '公开工作台';
  const heading = props.heading ?? { h1: title };
  return (
    <Frame title={`${title} - ${product}`} assets={assets} mode={mode} bodyClass="mc-con">
      <Side nav={nav} home={links.home} product={product} organisation={organisation} />
      <div class="mc-cpage">
        <Banner text={banner} />
        <header class="mc-ctop">
          {links.search !== undefined && (
            <SearchForm
              action={links.search}
              query={query}
              id="gq"
              size="small"
              label="全局检索"
              placeholder="标题、文号、编号、机构"
            />
          )}
          {links.search !== undefined && (
            <span class="muted xs mc-keyhint" data-island hidden>
              按 <kbd>/</kbd> 检索
            </span>
          )}
          <div class="r">
            <span class="muted xs">{today}</span>
            {links.modeAction !== undefined && mode !== undefined && (
              <ModeSwitches action={links.modeAction} back={props.path} mode={mode} />
            )}
            {(props.shortcuts ?? []).map((item) => (
              <a key={item.href} class="sc" href={item.href} aria-current={item.current ? 'page' : undefined}>
                <Icon name={item.icon} /> {item.label}
                {item.count !== undefined && <b class="ct">{item.count}</b>}
              </a>
            ))}
            {links.help !== undefined && (
              <a class="sc" href={links.help}>
                <Icon name="help-circle" /> 帮助
              </a>
            )}
            <span class="who">
              <Icon name="user" />{' '}
              {links.account === undefined ? person.name : <a href={links.account}>{person.name}</a>}{' '}
              <span class="muted">{person.post}</span>
            </span>
            <form method="post" action={links.signOut}>
              <input type="hidden" name="_once" value={props.signOutToken} />
              <button type="submit" class="btn btn-link">
                <Icon name="logout" /> 退出
              </button>
            </form>
          </div>
        </header>
        <main id="main" tabindex={-1}>
          <div class="mc-chead">
            <h1>{heading.h1}</h1>
            {heading.tag}
            {heading.note !== undefined && <span class="muted">{heading.note}</span>}
            {heading.actions !== undefined && <div class="act">{heading.actions}</div>}
          </div>
          <div class="mc-cbody">
            {notice !== undefined && (
              <div class={classes('mc-note mb', notice.kind)} role="status">
                {notice.text}
              </div>
            )}
            {children}
          </div>
        </main>
      </div>
    </Frame>
  );
}

export interface PlainShellProps {
  title: string;
  /** Name shown above the box and in the title. */
  product: string;
  organisation?: string;
  assets: ShellAssets;
  home?: string;
  banner?: string;
  mode?: ReadingMode;
  children: ComponentChildren;
}

/** A page with one box in the middle: sign-in, refusals and faults of the console. The title is its `<h1>`. */
export function PlainShell(props: PlainShellProps) {
  const { title, product, organisation, assets, home, banner, mode, children } = props;
  return (
    <Frame title={`${title} - ${product}`} assets={assets} mode={mode} bodyClass="mc-plain">
      <Banner text={banner} />
      <header>
        {home === undefined ? <strong>{product}</strong> : <a href={home}>{product}</a>}
        {organisation !== undefined && <small>{organisation}</small>}
      </header>
      <main id="main" tabindex={-1}>
        <h1>{title}</h1>
        {children}
      </main>
    </Frame>
  );
}
