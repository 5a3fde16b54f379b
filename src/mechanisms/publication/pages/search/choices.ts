import { sql } from 'kysely';
import type { Reader } from '../../../../platform/db/pool.ts';
import { WHOLE_CITY } from '../../search/rows.ts';
import { DOCUMENT_TYPES, EFFECT_LEVELS, VALIDITY } from '../../words.ts';

/** Names of what narrows a search, as the page shows them; in the order of its filter tags. */
export const FILTER_LABELS = {
  owner: '发布机构',
  column: '栏目',
  type: '类型',
  genre: '体裁',
  theme: '主题',
  year: '发布年份',
  validity: '有效性',
  level: '效力级别',
  region: '地区',
  tag: '标签',
  number: '文号',
  index: '索引号',
  from: '发布日期自',
  to: '发布日期至',
  efrom: '施行日期自',
  eto: '施行日期至',
  attribute: '公开属性',
} as const;
export type FilterName = keyof typeof FILTER_LABELS;
/** Chosen filters, as written in the address; no empty list. */
export type Chosen = Partial<Record<FilterName, readonly string[]>>;

/** Values of the filter 公开属性. */
export const ATTRIBUTES = { proactive: '主动公开', 'on-request': '依申请公开' } as const;

/** Filters whose values are codes of things that have names of their own. */
const CODED = ['owner', 'region', 'column'] as const satisfies readonly FilterName[];
type Coded = (typeof CODED)[number];

/** Names of the bodies and columns that an address chooses. */
export class ChosenNames {
  readonly #names: ReadonlyMap<string, string>;

  /** @param names by kind and code, as `owner mcjyj` */
  constructor(names: ReadonlyMap<string, string>) {
    this.#names = names;
  }

  /** Whether there is nothing of this code. */
  unknown(kind: Coded, code: string): boolean {
    return !this.#names.has(`${kind} ${code}`);
  }

  /** A chosen value as the page shows it. */
  label(name: FilterName, value: string): string {
    switch (name) {
      case 'owner':
      case 'region':
      case 'column':
        return this.#names.get(`${name} ${value}`) ?? value;
      case 'year':
        return `${value} 年`;
      case 'validity':
        return wordOf(VALIDITY, value);
      case 'level':
        return wordOf(EFFECT_LEVELS, value);
      case 'type':
        return wordOf(DOCUMENT_TYPES, value);
      case 'attribute':
        return wordOf(ATTRIBUTES, value);
      default:
        return value;
    }
  }

  /** The conditions in words, as the page names them above the hits; '' without any. */
  said(chosen: Chosen): string {
    return (Object.keys(chosen) as FilterName[])
      .flatMap((name) =>
        (chosen[name] ?? []).map((value) => `${FILTER_LABELS[name]}：${this.label(name, value)}`),
      )
      .join('，');
  }
}

function wordOf(words: Readonly<Record<string, string>>, value: string): string {
  return (Object.hasOwn(words, value) ? words[value] : undefined) ?? value;
}

/** Finds the names of what an address chooses by code. @param site whose columns are meant */
export async function chosenNames(
  db: Reader,
  asked: Readonly<Record<Coded, readonly string[]>>,
  site: string,
): Promise<ChosenNames> {
  const names = new Map([[`region ${WHOLE_CITY}`, '全市']]);
  if (CODED.every((kind) => asked[kind].length === 0)) return new ChosenNames(names);
  // A paper may name a body or a region that the directory does not know: then it is told by the paper.
  const { rows } = await sql<{ kind: Coded; code: string; name: string }>`
    select 'owner' as kind, c.code, coalesce(o.short_name, d.name) as name
    from unnest(${[...asked.owner]}::text[]) c(code) left join portal.live_organisation o on o.code = c.code
      left join lateral (select p.owner_name as name from portal.live_document p where o.code is null and p.owner_code = c.code limit 1) d on true
    where o.code is not null or d.name is not null
    union all
    select 'region', c.code, coalesce(o.short_name, d.region)
    from unnest(${[...asked.region]}::text[]) c(code) left join portal.live_organisation o on o.code = c.code
      left join lateral (select p.region from portal.live_document p where o.code is null and p.region = c.code limit 1) d on true
    where o.code is not null or d.region is not null
    union all
    select 'column', path, name from portal.live_column where site_code = ${site} and path = any(${[...asked.column]}::text[])`.execute(
    db,
  );
  for (const { kind, code, name } of rows) names.set(`${kind} ${code}`, name);
  return new ChosenNames(names);
}
