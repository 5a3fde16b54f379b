import type { ComponentChildren } from 'preact';
import { chineseDayWithWeekday } from '../law/day.ts';
import type { RequestContext } from '../platform/http/route.ts';
import {
  Asked,
  ConsoleShell,
  type IconName,
  Note,
  PlainShell,
  renderPage,
  type ShellAssets,
  type Tone,
} from '../ui/index.ts';
import { queryOf } from './lists.ts';
import { type Person, personOf } from './people.ts';
import { firstPage } from './session.ts';

/** An entry of the console's side bar, declared by a module. */
export interface ConsoleNavEntry {
  heading: string;
  label: string;
  path: string;
  icon: IconName;
  /** Shown only to people who hold this act somewhere. */
  act?: string;
  /** The number behind the entry. */
  count?: (ctx: RequestContext, person: Person) => Promise<number>;
  /** Stands in the top bar too. */
  top?: true;
}

/** What a page of the console gives to its frame. */
export interface ConsolePageSpec {
  title: string;
  /** Path of the side bar entry it belongs to. */
  section?: string;
  heading?: {
    h1: ComponentChildren;
    tag?: ComponentChildren;
    note?: ComponentChildren;
    actions?: ComponentChildren;
  };
  notice?: { kind: Tone; text: ComponentChildren } | undefined;
  query?: string;
  children: ComponentChildren;
}

/**
 * The notices that a page of the console shows after an act, by the `done` key of its address. The address can be
 * anybody's: a key that is not in the words says nothing.
 */
export function doneNotices(words: Readonly<Record<string, string>>) {
  return (key: string | undefined): { kind: 'ok'; text: string } | undefined => {
    const text = key !== undefined && Object.hasOwn(words, key) ? words[key] : undefined;
    return text === undefined ? undefined : { kind: 'ok', text };
  };
}

/** Paths of the console that every page needs. */
export function consolePaths(base: string) {
  return {
    home: () => `${base}/`,
    signIn: (back?: string) =>
      back && back !== '/' ? `${base}/signin?back=${encodeURIComponent(back)}` : `${base}/signin`,
    signOut: () => `${base}/signout`,
    password: () => `${base}/password`,
    account: () => `${base}/account`,
    totp: () => `${base}/account/totp`,
    secondFactor: () => `${base}/account/second-factor`,
    search: () => `${base}/search`,
    help: () => `${base}/help`,
  };
}

/** The order of the side bar: what is done all day first. Other headings follow. */
const HEADINGS = ['办理', '公开', '监督', '机构人员', '设置', '安全'];

function place(heading: string): number {
  const at = HEADINGS.indexOf(heading);
  return at < 0 ? HEADINGS.length : at;
}

function shellAssets(ctx: RequestContext): ShellAssets {
  return {
    css: ctx.asset('console.css'),
    js: ctx.asset('console.js'),
    icon: ctx.asset('favicon.svg'),
  };
}

/** Wraps pages in the console's frame: side bar from what the modules declare, person, search, sign-out. */
export class ConsoleFrame {
  readonly #nav: readonly ConsoleNavEntry[];
  /** Chinese names of the acts of all modules. */
  readonly actLabels: Readonly<Record<string, string>>;

  constructor(nav: readonly ConsoleNavEntry[], actLabels: Readonly<Record<string, string>> = {}) {
    this.#nav = nav;
    this.actLabels = actLabels;
  }

  /** The entries that a person sees, in their order. */
  places(person: Person): readonly ConsoleNavEntry[] {
    return this.#nav
      .filter((e) => !e.act || person.mayAnywhere(e.act))
      .sort((a, b) => place(a.heading) - place(b.heading));
  }

  /** A page for a signed-in person. */
  async page(ctx: RequestContext, spec: ConsolePageSpec): Promise<string> {
    const person = personOf(ctx);
    const paths = consolePaths(ctx.base.console);
    const entries = await Promise.all(
      this.places(person).map(async (e) => {
        const count = await e.count?.(ctx, person);
        return {
          heading: e.heading,
          top: e.top ?? false,
          item: {
            label: e.label,
            href: ctx.base.console + e.path,
            icon: e.icon,
            current: e.path === spec.section,
            ...(count ? { count } : {}),
          },
        };
      }),
    );
    const told = ctx.session?.greeting;
    const greeting =
      told && ctx.session && (await firstPage(ctx.db, ctx.session.tokenHash, ctx.now)) ? told : undefined;
    const headings = [...new Set(entries.map((e) => e.heading))];
    return renderPage(
      <ConsoleShell
        title={spec.title}
        path={ctx.path}
        organisation={person.organisation.shortName}
        person={{ name: person.name, post: person.post }}
        today={chineseDayWithWeekday(ctx.today)}
        nav={headings.map((heading) => ({
          heading,
          items: entries.filter((e) => e.heading === heading).map((e) => e.item),
        }))}
        shortcuts={entries.filter((e) => e.top).map((e) => e.item)}
        links={{
          home: paths.home(),
          search: paths.search(),
          help: paths.help(),
          signOut: paths.signOut(),
          account: paths.account(),
        }}
        signOutToken={ctx.session?.once() ?? ''}
        assets={shellAssets(ctx)}
        {...(spec.heading ? { heading: spec.heading } : {})}
        {...(spec.notice ? { notice: spec.notice } : {})}
        {...(spec.query ? { query: spec.query } : {})}
        {...(ctx.banner ? { banner: ctx.banner } : {})}
      >
        {greeting && (
          <div class="mb">
            <Note kind={greeting.alarming ? 'warn' : 'info'} live={greeting.alarming}>
              {greeting.text} <a href={paths.account()}>查看登录记录</a>
            </Note>
          </div>
        )}
        <Asked.Provider value={queryOf(ctx)}>{spec.children}</Asked.Provider>
      </ConsoleShell>,
    );
  }

  /** A page without side bar: sign-in, errors. */
  plain(ctx: RequestContext, spec: { title: string; children: ComponentChildren }): string {
    return renderPage(
      <PlainShell
        title={spec.title}
        product="公开工作台"
        home={consolePaths(ctx.base.console).home()}
        assets={shellAssets(ctx)}
        {...(ctx.banner ? { banner: ctx.banner } : {})}
      >
        {spec.children}
      </PlainShell>,
    );
  }
}
