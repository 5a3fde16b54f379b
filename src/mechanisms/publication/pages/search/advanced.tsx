import type { VNode } from 'preact';
import { parseDay } from '../../../../law/day.ts';
import { LONGEST_QUERY } from '../../../../ui/index.ts';
import { EFFECT_LEVELS, VALIDITY } from '../../words.ts';
import { SEVERAL, type SearchQuery } from './address.ts';
import { ATTRIBUTES, type Chosen, FILTER_LABELS, type FilterName } from './choices.ts';

const SHOWN: readonly FilterName[] = [
  'number',
  'index',
  'from',
  'to',
  'efrom',
  'eto',
  'validity',
  'level',
  'attribute',
];
/** What the lists beside the hits choose: kept when this form is sent. */
const KEPT: readonly FilterName[] = SEVERAL.filter((name) => !SHOWN.includes(name));

/** Chosen beside the hits as well, and named above them: no reason to unfold this form before the hits. */
const BESIDE: readonly FilterName[] = ['validity', 'level'];

const CHOICES: Partial<Record<FilterName, Readonly<Record<string, string>>>> = {
  validity: VALIDITY,
  level: EFFECT_LEVELS,
  attribute: ATTRIBUTES,
};
const HINTS: Partial<Record<FilterName, string>> = {
  number: '如 明政发〔2026〕3号',
  index: '如 11320100MB/2026-00012',
};

/**
 * 高级检索: everything that narrows a search, as one form. What was entered stays; the form is unfolded where that can only be
 * seen, or must be mended, in it.
 */
export function AdvancedForm({
  action,
  query,
  used,
}: {
  action: string;
  query: SearchQuery;
  /** What of it could be used. */
  used: Chosen;
}): VNode {
  return (
    <details
      class="mc-advanced"
      open={SHOWN.some(
        (name) => query[name].length > (BESIDE.includes(name) ? (used[name]?.length ?? 0) : 0),
      )}
    >
      <summary>高级检索</summary>
      <form method="get" action={action} aria-label="高级检索">
        {KEPT.flatMap((name) =>
          query[name].map((value) => (
            <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
          )),
        )}
        {query.order !== 'relevance' && <input type="hidden" name="order" value={query.order} />}
        <div class="w">
          <label for="adv-q">关键词</label>
          <input
            id="adv-q"
            name="q"
            type="text"
            class="form-control"
            maxlength={LONGEST_QUERY}
            value={query.q}
          />
        </div>
        {SHOWN.map((name) => (
          <div key={name}>
            <label for={`adv-${name}`}>{FILTER_LABELS[name]}</label>
            <Field name={name} values={query[name]} />
          </div>
        ))}
        <div class="act">
          <button type="submit" class="btn btn-primary">
            查询
          </button>
          <a href={action}>清空</a>
        </div>
      </form>
    </details>
  );
}

function Field({ name, values }: { name: FilterName; values: readonly string[] }) {
  const id = `adv-${name}`;
  const choices = CHOICES[name];
  const [value = ''] = values;
  if (choices)
    return (
      <>
        <select id={id} name={name} class="form-select">
          <option value="">不限</option>
          {Object.entries(choices).map(([key, label]) => (
            <option key={key} value={key} selected={key === value}>
              {label}
            </option>
          ))}
        </select>
        {values.slice(1).map((more) => (
          <input key={more} type="hidden" name={name} value={more} />
        ))}
      </>
    );
  const isDay = ['from', 'to', 'efrom', 'eto'].includes(name);
  // A browser shows nothing of a day that does not exist: as a line of text it can be seen and mended.
  if (isDay && (value === '' || parseDay(value)))
    return <input id={id} name={name} type="date" class="form-control" value={value} />;
  return (
    <input id={id} name={name} type="text" class="form-control" value={value} placeholder={HINTS[name]} />
  );
}
