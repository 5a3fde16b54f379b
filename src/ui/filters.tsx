import type { ComponentChildren } from 'preact';
import { enteredDay } from '../law/day.ts';
import { NotUsed, useTyped } from './asked.tsx';
import { classes } from './html.ts';
import { Icon } from './icons.tsx';
import type { Tone } from './shell-common.tsx';

export interface FilterField {
  name: string;
  label: string;
  value?: string;
  /** With options a choice, without a line of text. */
  options?: readonly { value: string; label: string }[];
  placeholder?: string;
  /** A line of text that takes a day. */
  type?: 'date';
}

export interface FilterFormProps {
  action: string;
  /** Accessible name. */
  label: string;
  fields: readonly FilterField[];
  /** Other parameters to keep. */
  keep?: Record<string, string | undefined>;
  /** Address without any filter; shown when given. */
  clear?: string;
  /** Fields that are needed less often; folded away while none of them is filled in. */
  more?: readonly FilterField[];
}

function FilterInput({ id, field }: { id: string; field: FilterField }) {
  const { name, placeholder } = field;
  const typed = useTyped();
  const value = field.value || typed(field);
  // A browser shows nothing of a day that does not exist: as a line of text it can be seen and mended.
  if (field.type === 'date' && (!value || enteredDay(value)))
    return <input id={id} name={name} type="date" class="form-control" value={value} />;
  return (
    <input id={id} name={name} type="text" class="form-control" value={value} placeholder={placeholder} />
  );
}

/** One of the options; a value that is none of them stays chosen, since the list goes by it. */
function FilterChoice({ id, field }: { id: string; field: FilterField }) {
  const { name, value = '', options = [] } = field;
  return (
    <select id={id} name={name} class="form-select">
      {options.map((option) => (
        <option key={option.value} value={option.value} selected={option.value === value}>
          {option.label}
        </option>
      ))}
      {!options.some((option) => option.value === value) && (
        <option value={value} selected>
          {value}
        </option>
      )}
    </select>
  );
}

function Field({ field }: { field: FilterField }) {
  const id = `filter-${field.name}`;
  return (
    <div class={field.options === undefined && field.type === undefined ? 'w' : undefined}>
      <label for={id}>{field.label}</label>
      {field.options === undefined ? (
        <FilterInput id={id} field={field} />
      ) : (
        <FilterChoice id={id} field={field} />
      )}
    </div>
  );
}

/**
 * Narrows a list down; GET, so that the result can be linked to. Says which conditions of the address the list does not
 * use.
 */
export function FilterForm({ action, label, fields, keep, clear, more }: FilterFormProps) {
  const typed = useTyped();
  return (
    <form method="get" action={action} class="mc-filter" aria-label={label}>
      {Object.entries(keep ?? {}).map(
        ([name, value]) =>
          value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
      )}
      <NotUsed fields={[...fields, ...(more ?? [])]} {...(keep ? { keep } : {})} />
      {fields.map((field) => (
        <Field key={field.name} field={field} />
      ))}
      {more !== undefined && more.length > 0 && (
        <details class="more" open={more.some((field) => field.value || typed(field))}>
          <summary>更多条件</summary>
          <div>
            {more.map((field) => (
              <Field key={field.name} field={field} />
            ))}
          </div>
        </details>
      )}
      <button type="submit" class="btn btn-primary">
        <Icon name="filter" /> 筛选
      </button>
      {clear !== undefined && <a href={clear}>清除条件</a>}
    </form>
  );
}

/** Conditions in force, each with a way to give it up. */
export function FilterTags({ tags }: { tags: readonly { label: string; value: string; remove: string }[] }) {
  if (tags.length === 0) return null;
  return (
    <ul class="mc-chosen" aria-label="已选条件">
      {tags.map((tag) => (
        <li key={tag.label}>
          <a class="mc-tag info" href={tag.remove}>
            {tag.label}：{tag.value} <Icon name="x" />
            <span class="visually-hidden">（取消这个条件）</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

export interface FacetOption {
  label: string;
  /** Chooses the option, or gives it up when it is chosen. */
  href: string;
  /** A number, or what is known of it, such as 120+. */
  count?: number | string;
  selected?: boolean;
}

/** One way to narrow a search; links, so that it works without JavaScript. */
export function Facet({
  title,
  options,
  rest = [],
  open = true,
}: {
  title: string;
  options: readonly FacetOption[];
  /** Less frequent ones, folded. */
  rest?: readonly FacetOption[];
  open?: boolean;
}) {
  return (
    <details class="mc-facet" open={open}>
      <summary>{title}</summary>
      <FacetOptions options={options} />
      {rest.length > 0 && (
        <details class="rest">
          <summary>
            另外 {rest.length} 个<span class="visually-hidden">{title}</span>
          </summary>
          <FacetOptions options={rest} />
        </details>
      )}
    </details>
  );
}

function FacetOptions({ options }: { options: readonly FacetOption[] }) {
  return (
    <ul>
      {options.map((option) => (
        <li key={option.label}>
          <a href={option.href} aria-current={option.selected ? 'true' : undefined}>
            <span class="bx">{option.selected && <Icon name="check" />}</span>
            {option.label}
            {option.selected && <span class="visually-hidden">（已选，再点取消）</span>}
            {option.count !== undefined && <span class="ct">{option.count}</span>}
          </a>
        </li>
      ))}
    </ul>
  );
}

export interface CounterItem {
  value: number;
  label: ComponentChildren;
  href: string;
  current?: boolean;
  tone?: Extract<Tone, 'ok' | 'warn' | 'bad'>;
}

const counterColours = { ok: 't-green', warn: 't-amber', bad: 't-red' } as const;

/** Big numbers; each leads to the records behind it. */
export function Counters({ items }: { items: readonly CounterItem[] }) {
  return (
    <div class={classes('mc-counts', items.length > 9 && 'many')}>
      {items.map((item) => (
        <a key={item.href} class="mc-count" href={item.href} aria-current={item.current ? 'page' : undefined}>
          <b class={item.tone ? counterColours[item.tone] : item.value === 0 ? 'nil' : undefined}>
            {item.value}
          </b>
          <span class="xs">
            {item.tone === undefined ? (
              item.label
            ) : (
              <span class={classes('mc-lt', item.tone)}>{item.label}</span>
            )}
          </span>
        </a>
      ))}
    </div>
  );
}
