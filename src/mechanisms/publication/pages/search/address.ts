import { z } from 'zod';
import { type Day, parseDay } from '../../../../law/day.ts';
import { parseDocumentNumber } from '../../../../law/document-number.ts';
import type { SearchFilter } from '../../search/query.ts';
import { QUERY_LIMITS, queryTokens } from '../../search/tokens.ts';
import { EFFECT_LEVELS, VALIDITY } from '../../words.ts';

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
const NAMES = Object.keys(FILTER_LABELS) as FilterName[];

/** What may be chosen several times at once: any of the values will do. */
export const SEVERAL = [
  'owner',
  'column',
  'type',
  'genre',
  'theme',
  'year',
  'validity',
  'level',
  'region',
  'tag',
] as const satisfies readonly FilterName[];
/** Values of all kinds together: every link of the page repeats them all. */
const MOST_CHOSEN = 20;
/** No tag, theme or code is longer; numbers of papers are. */
const LONGEST = 60;

const text = z.string().trim().max(LONGEST).catch('');
/** One value or several, as they stand in the address; none that is empty or stands twice. */
const TOO_MANY = `选的条件太多，只用了前 ${MOST_CHOSEN} 个。`;
const values = z
  .union([z.array(text), text.transform((one) => [one])])
  .catch([])
  .default([])
  .transform((all) => [...new Set(all.filter(Boolean))].slice(0, MOST_CHOSEN));

/** The parameters of the search page. Whatever is broken is taken as text here and judged by `readAddress`. */
export const SEARCH_QUERY = z.object({
  q: z.string().trim().catch(''),
  order: z.enum(['relevance', 'date']).catch('relevance'),
  page: z.coerce.number().int().min(1).max(500).catch(1),
  ...(Object.fromEntries(NAMES.map((name) => [name, values])) as Record<FilterName, typeof values>),
});
export type SearchQuery = z.output<typeof SEARCH_QUERY>;

/** Every text with the wanted words may have to be read, if nearly all of them hold the unwanted one. */
const EXCLUDING = 10;

/** For how many reads a search counts. @param query as it came */
export function searchWeight(query: unknown): number {
  return queryTokens(SEARCH_QUERY.parse(query).q).without.length > 0 ? EXCLUDING : 1;
}

/** Chosen filters, as written in the address; no empty list. */
export type Chosen = Partial<Record<FilterName, readonly string[]>>;

/** A search as its address says it: what to look for, and what could not be understood, as sentences. */
interface ReadAddress {
  filter: SearchFilter;
  /** The filters that count, as written in the address. */
  chosen: Chosen;
  /** Whether papers are asked for that nobody publishes: those open on request only. */
  notPublished: boolean;
  problems: string[];
}

/** What an address asks for: its words, cut to their bound, and its filters. @param site whose columns are meant */
export function askedFor(
  query: Omit<SearchQuery, 'order' | 'page'>,
  site: string,
): { q: string; address: ReadAddress } {
  const q = [...query.q].slice(0, QUERY_LIMITS.characters).join('').toWellFormed();
  return { q, address: readAddress(query, site) };
}

/** Reads the filters of an address. @param site whose columns are meant */
function readAddress(query: Omit<SearchQuery, 'order' | 'page'>, site: string): ReadAddress {
  const read: ReadAddress = { filter: {}, chosen: {}, notPublished: false, problems: [] };
  let taken = 0;
  for (const name of NAMES) {
    // Of what can be only one thing the first counts.
    const asked = (SEVERAL as readonly string[]).includes(name) ? query[name] : query[name].slice(0, 1);
    for (const value of asked) {
      if (taken === MOST_CHOSEN) {
        if (!read.problems.includes(TOO_MANY)) read.problems.push(TOO_MANY);
        continue;
      }
      taken++;
      const wrong = take(read, name, value, site);
      if (wrong)
        read.problems.push(`${FILTER_LABELS[name]}“${value.slice(0, 30)}”${wrong}，这个条件没有使用。`);
      else read.chosen[name] = [...(read.chosen[name] ?? []), value];
    }
  }
  const { filter } = read;
  for (const [from, to, label] of [
    [filter.publishedFrom, filter.publishedTo, '发布日期'],
    [filter.effectiveFrom, filter.effectiveTo, '施行日期'],
  ] as const)
    if (from && to && from > to)
      read.problems.push(`${label}的起始日晚于截止日，所以没有结果。请调换两个日期。`);
  return read;
}

/** Puts one filter in; @returns what is wrong with it */
function take(read: ReadAddress, name: FilterName, value: string, site: string): string | undefined {
  const { filter } = read;
  switch (name) {
    case 'owner':
    case 'genre':
    case 'theme':
    case 'region':
    case 'tag':
    case 'type':
      filter[name] = [...(filter[name] ?? []), value];
      return undefined;
    case 'column':
      filter.column = [...(filter.column ?? []), `${site}/${value}`];
      return undefined;
    case 'level':
      return choose(EFFECT_LEVELS, value, (level) => (filter.level = [...(filter.level ?? []), level]));
    case 'validity':
      return choose(
        VALIDITY,
        value,
        (validity) => (filter.validity = [...(filter.validity ?? []), validity]),
      );
    case 'year': {
      const year = Number(value);
      if (!Number.isInteger(year) || year < 1949 || year > 2200) return '不是年份';
      filter.year = [...(filter.year ?? []), year];
      return undefined;
    }
    case 'number': {
      const number = parseDocumentNumber(/号\s*$/.test(value) ? value : `${value}号`);
      if (!number) return '不是完整的文号（如“明政发〔2026〕3号”；只记得一部分时请直接输入到搜索框）';
      filter.number = number.text;
      return undefined;
    }
    case 'index':
      filter.indexNumber = value;
      return undefined;
    case 'attribute':
      if (value !== 'proactive' && value !== 'on-request') return '不是可选的公开属性';
      if (value === 'on-request') read.notPublished = true;
      return undefined;
    default: {
      const day = parseDay(value);
      if (!day) return '不是日期（如 2026-05-20）';
      const places = {
        from: 'publishedFrom',
        to: 'publishedTo',
        efrom: 'effectiveFrom',
        eto: 'effectiveTo',
      } as const;
      filter[places[name]] = day as Day;
      return undefined;
    }
  }
}

function choose<K extends string>(
  words: Readonly<Record<K, unknown>>,
  value: string,
  use: (key: K) => void,
): string | undefined {
  if (!Object.hasOwn(words, value)) return '不是可选的条件';
  use(value as K);
  return undefined;
}

/** The address of a search. Empty filters are left out; a changed search begins on its first page. */
export function searchAddress(
  base: string,
  s: { q: string; order?: string; page?: number } & Chosen,
): string {
  const params = new URLSearchParams();
  if (s.q) params.set('q', s.q);
  for (const name of NAMES) for (const value of s[name] ?? []) params.append(name, value);
  if (s.order && s.order !== 'relevance') params.set('order', s.order);
  if (s.page && s.page > 1) params.set('page', String(s.page));
  return params.size > 0 ? `${base}?${params}` : base;
}
