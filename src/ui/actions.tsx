import type { ComponentChildren } from 'preact';
import { Tag } from './components.tsx';
import { classes } from './html.ts';
import { Icon, type IconName } from './icons.tsx';

export interface CheckItem {
  /** must: blocks the act; advice: does not; pass: in order. */
  level: 'must' | 'advice' | 'pass';
  title: ComponentChildren;
  detail?: ComponentChildren;
  /** How to mend it: a link or a small form. */
  action?: ComponentChildren;
}

const checkLevels = {
  must: { kind: 'bad', icon: 'alert-circle', word: '须处理' },
  advice: { kind: 'warn', icon: 'alert-triangle', word: '建议' },
  pass: { kind: 'ok', icon: 'check', word: '通过' },
} as const;

/** Findings before an act, the blocking ones first as given. */
export function Checks({ items }: { items: readonly CheckItem[] }) {
  return (
    <ul class="mc-ck">
      {items.map((item, index) => {
        const level = checkLevels[item.level];
        return (
          <li key={index}>
            <div class="hd">
              <Tag kind={level.kind} icon={level.icon}>
                {level.word}
              </Tag>
              <span>{item.title}</span>
            </div>
            {item.detail !== undefined && <div class="de">{item.detail}</div>}
            {item.action !== undefined && <div class="ac">{item.action}</div>}
          </li>
        );
      })}
    </ul>
  );
}

/** One thing that a person may do now, or may not and why. Exactly one of the four ways is given. */
export interface ActionItem {
  label: string;
  icon?: IconName;
  /** What follows, in small letters. */
  note?: ComponentChildren;
  kind?: 'primary' | 'danger' | 'plain';
  /** Goes to a page. */
  href?: string;
  /** Sends a small form of its own. */
  post?: { action: string; once?: string; fields?: Record<string, string> };
  /** Sends a form that stands elsewhere on the page. */
  submit?: { form: string; name?: string; value?: string };
  /** Ctrl+S presses it. */
  save?: boolean;
  /** Key that presses it together with the browser's own (Alt in most). */
  accessKey?: string;
  /** Why it cannot be done now; takes precedence over the other ways. */
  unavailable?: string;
}

function Action({ item }: { item: ActionItem }) {
  const kind = item.kind ?? 'plain';
  const look = classes('btn', kind !== 'plain' && `btn-${kind}`);
  const note = item.unavailable === undefined ? item.note : `不可用：${item.unavailable}`;
  const inside = (
    <>
      {item.icon !== undefined && <Icon name={item.icon} />}
      {item.label}
      {note !== undefined && <small>{note}</small>}
    </>
  );
  if (item.unavailable !== undefined) {
    return (
      <button type="button" class="btn" aria-disabled="true">
        {inside}
      </button>
    );
  }
  if (item.href !== undefined) {
    return (
      <a class={look} href={item.href} accesskey={item.accessKey}>
        {inside}
      </a>
    );
  }
  if (item.submit !== undefined) {
    const { form, name, value } = item.submit;
    return (
      <button
        type="submit"
        class={look}
        form={form}
        name={name}
        value={value}
        accesskey={item.accessKey}
        data-save={item.save ? '' : undefined}
      >
        {inside}
      </button>
    );
  }
  return (
    <form method="post" action={item.post?.action}>
      {item.post?.once !== undefined && <input type="hidden" name="_once" value={item.post.once} />}
      {Object.entries(item.post?.fields ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={look}>
        {inside}
      </button>
    </form>
  );
}

/** What can be done now. What cannot is shown only with its reason. */
export function Actions({ items }: { items: readonly ActionItem[] }) {
  return (
    <div class="mc-acts">
      {items.map((item) => (
        <Action key={item.label} item={item} />
      ))}
    </div>
  );
}
