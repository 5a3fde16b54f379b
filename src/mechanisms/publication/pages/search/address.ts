import { z } from 'zod';
import { type Day, parseDay } from '../../../../law/day.ts';
import { parseDocumentNumber } from '../../../../law/document-number.ts';
import type { Reader } from '../../../../platform/db/pool.ts';
import { pageNumber } from '../../../../platform/http/fields.ts';
import type { SearchFilter } from '../../search/query.ts';
import { QUERY_LIMITS } from '../../search/tokens.ts';
import { EFFECT_LEVELS, VALIDITY } from '../../words.ts';
import {
  ATTRIBUTES,
  type Chosen,
  type ChosenNames,
  chosenNames,
  FILTER_LABELS,
  type FilterName,
} from './choices.ts';

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
const TOO_MANY = `选的条件太多，只用了前 ${MOST_CHOSEN} 个。`;

/** Cut, not left out: what is too long to be anything is named above the hits as what found nothing. */
const text = z
  .string()
  .transform((written) => [...written.trim()].slice(0, LONGEST).join(''))
  .catch('');
/** One value or several, as they stand in the address; none that is empty or stands twice. */
const values = z
  .union([z.array(text), text.transform((one) => [one])])
  .catch([])
  .default([])
  .transform((all) => [...new Set(all.filter(Boolean))].slice(0, MOST_CHOSEN));

/** The parameters of the search page. Whatever is broken is taken as text here and judged by `readAddress`. */
export const SEARCH_QUERY = z.object({
  // An address that says it twice asks for both.
  q: z
    .union([z.string(), z.array(z.string()).transform((all) => all.join(' '))])
    .transform((typed) => typed.trim())
    .catch(''),
  order: z.enum(['relevance', 'date']).catch('relevance'),
  page: pageNumber,
  ...(Object.fromEntries(NAMES.map((name) => [name, values])) as Record<FilterName, typeof values>),
});
export type SearchQuery = z.output<typeof SEARCH_QUERY>;

/** A search as its address says it: what to look for, and what could not be understood, as sentences. */
interface ReadAddress {
  filter: SearchFilter;
  /** The filters that count, as written in the address. */
  chosen: Chosen;
  /** Whether papers are asked for that nobody publishes: those open on request only. */
  notPublished: boolean;
  problems: string[];
}

/**
 * What an address asks for: its words, cut to their bound, and its filters with the names of what they choose.
 * @param site whose columns are meant
 */
export async function askedFor(
  db: Reader,
  query: Omit<SearchQuery, 'order' | 'page'>,
  site: string,
): Promise<{ q: string; address: ReadAddress; names: ChosenNames }> {
  const q = [...query.q].slice(0, QUERY_LIMITS.characters).join('').toWellFormed();
  const names = await chosenNames(db, query, site);
  return { q, address: readAddress(query, site, names), names };
}

/** Reads the filters of an address. @param site whose columns are meant */
function readAddress(
  query: Omit<SearchQuery, 'order' | 'page'>,
  site: string,
  names: ChosenNames,
): ReadAddress {
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
      const wrong = take(read, name, value, { site, names });
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

const UNKNOWN = '在本站查不到';

/** Puts one filter in; @returns what is wrong with it */
function take(
  read: ReadAddress,
  name: FilterName,
  value: string,
  { site, names }: { site: string; names: ChosenNames },
): string | undefined {
  const { filter } = read;
  switch (name) {
    case 'genre':
    case 'theme':
    case 'tag':
    case 'type':
      filter[name] = [...(filter[name] ?? []), value];
      return undefined;
    case 'owner':
    case 'region':
      if (names.unknown(name, value)) return UNKNOWN;
      filter[name] = [...(filter[name] ?? []), value];
      return undefined;
    case 'column':
      if (names.unknown(name, value)) return UNKNOWN;
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
      if (!Object.hasOwn(ATTRIBUTES, value)) return '不是可选的公开属性';
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
