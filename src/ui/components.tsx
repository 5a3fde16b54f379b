import { type ComponentChildren, Fragment } from 'preact';
import { classes } from './html.ts';
import { Icon, type IconName } from './icons.tsx';
import type { Tone } from './shell-common.tsx';

/** A state as a word with a shape; without a kind it is neutral. */
export function Tag({ kind, icon, children }: { kind?: Tone; icon?: IconName; children: ComponentChildren }) {
  return (
    <span class={classes('mc-tag', kind)}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </span>
  );
}

export interface PanelProps {
  title: ComponentChildren;
  aside?: ComponentChildren;
  footer?: ComponentChildren;
  /** Id of the panel, to link to it. */
  id?: string;
  /** The children fill the panel to its edge: tables and lists of checks. */
  flush?: boolean;
  children: ComponentChildren;
}

/** A card of the console with a heading. */
export function Panel({ title, aside, footer, id, flush, children }: PanelProps) {
  return (
    <section class="mc-panel" id={id}>
      <header>
        <h2>{title}</h2>
        {aside !== undefined && <span class="aside">{aside}</span>}
      </header>
      {flush ? children : <div class="bd">{children}</div>}
      {footer !== undefined && <footer>{footer}</footer>}
    </section>
  );
}

/** A heading with a rule under it; the portal's sections. */
export function SectionHead(props: {
  title: ComponentChildren;
  id?: string;
  aside?: ComponentChildren;
  level?: 2 | 3;
}) {
  const Heading = props.level === 3 ? 'h3' : 'h2';
  return (
    <div class="mc-h">
      <Heading id={props.id}>{props.title}</Heading>
      {props.aside !== undefined && <span class="aside">{props.aside}</span>}
    </div>
  );
}

/** Names and values; rows whose value is undefined, null, false or '' are left out. */
export function KeyValue({
  rows,
  columns = 1,
}: {
  rows: readonly [string, ComponentChildren][];
  columns?: 1 | 2;
}) {
  return (
    <dl class={classes('mc-kv', columns === 2 && 'c2')}>
      {rows
        .filter(([, value]) => value !== undefined && value !== null && value !== false && value !== '')
        .map(([label, value]) => (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
    </dl>
  );
}

export interface Step {
  label: string;
  note?: ComponentChildren;
  state: 'done' | 'now' | 'todo';
}

/**
 * Where a matter stands. The steps stand upright on phones, and everywhere with `vertical`.
 * @param flat they lie on phones too: at most five with short labels
 */
export function Steps({
  steps,
  vertical,
  flat,
}: {
  steps: readonly Step[];
  vertical?: boolean;
  flat?: boolean;
}) {
  return (
    <ol class={classes('mc-steps', vertical && 'v', flat && 'flat')}>
      {steps.map((step) => (
        <li
          key={step.label}
          class={step.state === 'todo' ? undefined : step.state}
          aria-current={step.state === 'now' ? 'step' : undefined}
        >
          {step.label}
          {step.state === 'done' && <span class="visually-hidden">（已完成）</span>}
          {step.note !== undefined && <small>{step.note}</small>}
        </li>
      ))}
    </ol>
  );
}

export interface TimelineItem {
  /** As it is shown, for example 05-20 09:12. */
  time: string;
  who?: string;
  text: ComponentChildren;
  /** Shortened hash of the record. */
  hash?: string;
  state?: 'now' | 'todo' | 'pause';
}

/** What happened, in order. */
export function Timeline({ items }: { items: readonly TimelineItem[] }) {
  return (
    <ol class="mc-tl">
      {items.map((item) => (
        <li key={item.hash ?? `${item.time} ${item.who}`} class={item.state}>
          <time>{item.time}</time>
          <span>
            {item.who !== undefined && <b>{item.who} </b>}
            {item.text}
          </span>
          {item.hash !== undefined && <span class="hash">{item.hash}</span>}
        </li>
      ))}
    </ol>
  );
}

/** A message in the page. With `live` it is announced, for what an act has just done. */
export function Note(props: {
  kind?: Tone;
  title?: ComponentChildren;
  live?: boolean;
  children?: ComponentChildren;
}) {
  const { kind, title, live, children } = props;
  return (
    <div class={classes('mc-note', kind)} role={live ? 'status' : undefined}>
      {title !== undefined && <b class="ti">{title}</b>}
      {children}
    </div>
  );
}

/** Where the reader is; the last item is the page itself and no link. */
export function Breadcrumbs({ items }: { items: readonly { label: string; href?: string }[] }) {
  return (
    <nav class="mc-crumb" aria-label="当前位置">
      <div class="mc-wrap">
        <ol>
          {items.map((item) => (
            <li key={item.label}>
              {item.href === undefined ? item.label : <a href={item.href}>{item.label}</a>}
            </li>
          ))}
        </ol>
      </div>
    </nav>
  );
}

/**
 * A mail address that programs which gather addresses do not take for one; people, and those who listen to the page, are
 * told what to write.
 */
export function MailAddress({ address }: { address: string }) {
  const at = address.lastIndexOf('@');
  if (at < 1) return <>{address}</>;
  return (
    <span class="mc-mail">
      {address.slice(0, at)}（at）{address.slice(at + 1)} <small>发邮件时请把“（at）”换成“@”</small>
    </span>
  );
}

/** Says that a list holds nothing, and what to do about it. */
export function Empty({ title, hint }: { title: ComponentChildren; hint?: ComponentChildren }) {
  return (
    <div class="mc-empty">
      <p class="ti">{title}</p>
      {hint !== undefined && <div class="muted">{hint}</div>}
    </div>
  );
}

/** A link that looks like a button. */
export function ButtonLink(props: {
  href: string;
  kind?: 'primary' | 'danger' | 'plain';
  icon?: IconName;
  children: ComponentChildren;
}) {
  const { href, kind = 'plain', icon, children } = props;
  return (
    <a class={classes('btn', kind !== 'plain' && `btn-${kind}`)} href={href}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </a>
  );
}
