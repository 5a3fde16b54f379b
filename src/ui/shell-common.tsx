import type { ComponentChildren } from 'preact';
import { classes } from './html.ts';
import { Icon, type IconName } from './icons.tsx';

/** Addresses of the built files of a face, as the manifest of the assets names them. */
export interface ShellAssets {
  css: string;
  js: string;
  icon: string;
}

/** Sizes of the text of a paper, by their Chinese names. */
export const TEXT_SIZES = { small: '小', medium: '中', large: '大', larger: '特大' } as const;
export type TextSize = keyof typeof TEXT_SIZES;

/** Grounds of a paper (背景色), by their Chinese names; each leaves the ink a contrast of at least 12 to 1. */
export const GROUNDS_OF_PAPER = { white: '白色', cream: '米色', green: '浅绿', grey: '浅灰' } as const;
export type PaperGround = keyof typeof GROUNDS_OF_PAPER;

/** The reading aids a visitor has chosen; the server keeps them in one cookie. */
export interface ReadingMode {
  elder: boolean;
  hc: boolean;
  size: TextSize;
  ground: PaperGround;
}

/** Kind of a message or state; the colour only repeats what the words say. */
export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'mute';

/** What stands in a document's head and what wraps its body. */
export interface DocumentFrame {
  title: string;
  /** Name to content of `<meta>` elements; empty ones are left out. */
  metas?: Record<string, string>;
  assets: ShellAssets;
  mode?: ReadingMode;
  /** Addresses of the same list as feeds. */
  feeds?: { atom: string; json: string };
  /** The one lasting address of what the page shows. */
  canonical?: string;
  bodyClass?: string;
  children: ComponentChildren;
}

/**
 * The outermost frame of every page: language, head, skip link. Nothing inline, because the
 * content-security policy allows only files of our own origin.
 */
export function Frame(props: DocumentFrame) {
  const { title, metas, assets, mode, feeds, canonical, bodyClass, children } = props;
  return (
    <html
      lang="zh-CN"
      class={classes(
        mode?.elder && 'elder',
        mode?.hc && 'hc',
        mode && mode.size !== 'medium' && `size-${mode.size}`,
        mode && mode.ground !== 'white' && `ground-${mode.ground}`,
      )}
    >
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        {Object.entries(metas ?? {}).map(
          ([name, content]) => content !== '' && <meta key={name} name={name} content={content} />,
        )}
        <link rel="icon" type="image/svg+xml" href={assets.icon} />
        <link rel="stylesheet" href={assets.css} />
        {canonical !== undefined && <link rel="canonical" href={canonical} />}
        {feeds && <link rel="alternate" type="application/atom+xml" href={feeds.atom} title={title} />}
        {feeds && <link rel="alternate" type="application/feed+json" href={feeds.json} title={title} />}
        <script src={assets.js} defer />
      </head>
      <body class={bodyClass}>
        <a class="mc-skip" href="#main">
          跳到主要内容
        </a>
        {children}
      </body>
    </html>
  );
}

/**
 * The switches of the reading aids: a small form, so that they work without JavaScript.
 * The server reads `back` (path to return to) and one of `elder` or `hc` with the value `on` or `off`.
 */
export function ModeSwitches({ action, back, mode }: { action: string; back: string; mode: ReadingMode }) {
  const switches: { name: 'elder' | 'hc'; icon: IconName; label: string }[] = [
    { name: 'elder', icon: 'text-size', label: '长辈模式' },
    { name: 'hc', icon: 'contrast', label: '高对比' },
  ];
  return (
    <form method="post" action={action} class="mc-modes">
      <input type="hidden" name="back" value={back} />
      {switches.map(({ name, icon, label }) => (
        <button
          key={name}
          type="submit"
          name={name}
          value={mode[name] ? 'off' : 'on'}
          aria-pressed={mode[name] ? 'true' : 'false'}
        >
          <Icon name={icon} /> {label}
        </button>
      ))}
    </form>
  );
}

export interface SearchFormProps {
  /** Address of the result page; the words go there as `q` by GET. */
  action: string;
  query?: string;
  /** Accessible name of the box. */
  label: string;
  placeholder?: string;
  /** Id of the box; `gq` is the one that the `/` key focuses. */
  id?: string;
  size?: 'large' | 'small';
  /** Other parameters to keep, such as chosen facets. */
  keep?: Record<string, string | undefined>;
}

/**
 * Most characters of a search: each takes up to nine bytes in an address, and servers take no address beyond some 16,000.
 * What a browser cuts off here is far beyond what a search reads, and the page of results says how much it has read.
 */
export const LONGEST_QUERY = 1000;

/** A search box with a real label; GET, so that a result page can be linked to. */
export function SearchForm(props: SearchFormProps) {
  const { action, query, label, placeholder, id = 'q', size = 'large', keep } = props;
  return (
    <form method="get" action={action} class={classes('mc-search', size === 'small' && 'sm')}>
      <search>
        <label class="visually-hidden" for={id}>
          {label}
        </label>
        <input
          id={id}
          name="q"
          type="search"
          class="form-control"
          maxlength={LONGEST_QUERY}
          value={query}
          placeholder={placeholder}
        />
        {Object.entries(keep ?? {}).map(
          ([name, value]) =>
            value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
        )}
        <button type="submit" class="btn btn-primary">
          <Icon name="search" /> 搜索
        </button>
      </search>
    </form>
  );
}

/** A strip across the page that says what kind of data this is, for example 演示数据. */
export function Banner({ text }: { text: string | undefined }) {
  if (!text) return null;
  return (
    <aside class="mc-banner" aria-label="数据说明">
      <Icon name="info-circle" /> {text}
    </aside>
  );
}
