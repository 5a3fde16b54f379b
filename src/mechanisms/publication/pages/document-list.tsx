import type { ComponentChildren } from 'preact';
import { z } from 'zod';
import { type Day, parseDay } from '../../../law/day.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import { pageNumber } from '../../../platform/http/fields.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import {
  BeyondEnd,
  Empty,
  FilterForm,
  type FilterFormProps,
  FilterTags,
  Pagination,
  Unused,
} from '../../../ui/index.ts';
import { PublicList } from '../list-view.tsx';
import { organisationNames } from '../organisation-reads.ts';
import { type PublicFilter, publicDocuments } from '../portal-reads.ts';
import { type Facet, type ListCounts, listCounts, MATCH_CAP } from '../tallies.ts';
import { portalPaths } from '../urls.ts';
import { EFFECT_LEVELS, GENRES, GROUNDS, THEMES, VALIDITY } from '../words.ts';

const SIZE = 20;
/** Characters of a condition that are repeated when it cannot be read. */
const QUOTED = 30;
/** So many values of one condition, and what stands between them within quotation marks. */
const MOST_QUOTED = 3;
const APART = '”“';

function word<T extends string>(words: readonly T[]) {
  return z
    .enum(words as [T, ...T[]])
    .optional()
    .catch(undefined);
}
const keys = <T extends string>(words: Readonly<Record<T, unknown>>) => Object.keys(words) as T[];
const code = z
  .string()
  .regex(/^[a-z0-9-]{2,40}$/)
  .optional()
  .catch(undefined);
const day = z
  .string()
  .transform((text): Day | undefined => parseDay(text.trim()))
  .optional()
  .catch(undefined);

const listFields = z.object({
  owner: code,
  theme: word(THEMES),
  genre: word(GENRES),
  year: z.coerce.number().int().min(1949).max(2200).optional().catch(undefined),
  validity: word(keys(VALIDITY)),
  region: code,
  effect: word(keys(EFFECT_LEVELS)),
  tag: z.string().trim().min(1).max(20).optional().catch(undefined),
  ground: word(keys(GROUNDS)),
  from: day,
  to: day,
  order: z.enum(['oldest']).optional().catch(undefined),
  page: pageNumber,
});

/**
 * The address of a list: what it is narrowed by, its order, its page. Conditions that cannot be read do not count; `unread`
 * names them, as `name=value`, for the page to say so: it is another page than the one without them.
 */
export const listQuery = z.record(z.string(), z.unknown()).transform((asked) => {
  const read = listFields.parse(asked);
  return { ...read, unread: unreadOf(asked, read) };
});
type ListQuery = z.output<typeof listFields>;

const feedFields = listFields.omit({ order: true, page: true });
type ListFeedQuery = z.output<typeof feedFields>;
type Condition = keyof typeof feedFields.shape;

/**
 * The address of a feed of a list: what the list is narrowed by; a feed has one order and no pages. Nobody reads notes in a
 * feed: with conditions in `unread` it must not be answered, or a slip of the pen brings every paper of the city.
 */
export const listFeedQuery = z.record(z.string(), z.unknown()).transform((asked) => {
  const read = feedFields.parse(asked);
  return { ...read, unread: unreadOf(asked, read) };
});

/** Conditions that were given and cannot be read, as `name=value`: also one of several values, for each can be only one. */
function unreadOf(asked: Readonly<Record<string, unknown>>, read: ListFeedQuery): string[] {
  return CONDITIONS.filter((name) => read[name] === undefined).flatMap((name) => {
    const given = [asked[name]].flat().filter((value) => typeof value === 'string' && value.trim() !== '');
    const texts = given.map((value) => [...String(value).trim()].slice(0, QUOTED).join(''));
    return texts.length === 0 ? [] : [`${name}=${texts.slice(0, MOST_QUOTED).join(APART)}`];
  });
}

const LABELS: Readonly<Record<Condition, string>> = {
  owner: '发布机构',
  theme: '主题',
  genre: '体裁',
  year: '发布年份',
  validity: '有效性',
  region: '地区',
  effect: '效力级别',
  tag: '标签',
  ground: '公开内容',
  from: '发布日期从',
  to: '发布日期到',
};
const CONDITIONS = keys(LABELS);

/** Conditions that are given. */
type Given = { [Name in Condition]?: NonNullable<ListFeedQuery[Name]> };

/** The conditions of a list, without what the list is about. */
function given(query: ListFeedQuery, within: PublicFilter): Given {
  const names = CONDITIONS.filter((name) => query[name] !== undefined && !(name in within));
  return Object.fromEntries(names.map((name) => [name, query[name]]));
}

/**
 * What a feed of a list holds: the papers that the list itself shows for the same address.
 * @param within what the list is about
 * @returns the filter, the query of the list's address ('' without one), and its conditions in words
 */
export async function listFeed(
  db: Reader,
  query: ListFeedQuery,
  within: PublicFilter,
): Promise<{ filter: PublicFilter; query: string; said: string }> {
  const conditions = given(query, within);
  const codes = [conditions.owner, conditions.region].flatMap((c) => (c === undefined ? [] : [String(c)]));
  const names = await organisationNames(db, codes);
  const entries = Object.entries(conditions) as [Condition, string | number][];
  return {
    filter: { ...conditions, ...within },
    query: new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString(),
    said: entries.map(([name, value]) => `${LABELS[name]}：${shown(name, String(value), names)}`).join('，'),
  };
}

/** Address of a list with some of its query changed; a change of condition goes back to the first page. */
function listAddress(
  path: string,
  query: Readonly<Record<string, unknown>>,
  change: Partial<Record<keyof ListQuery, unknown>>,
): string {
  const merged: Record<string, unknown> = { ...query, page: 1, ...change };
  const given = Object.entries(merged).filter(
    ([name, value]) => value !== undefined && !(name === 'page' && value === 1),
  );
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return search.size > 0 ? `${path}?${search}` : path;
}

/** Names of what the conditions hold as codes. */
async function namesFor(
  db: Reader,
  query: ListQuery,
  counts: ListCounts,
): Promise<ReadonlyMap<string, string>> {
  const codes = new Set<string>();
  for (const facet of ['owner', 'region'] as const) {
    for (const value of counts.facets[facet]?.keys() ?? []) codes.add(value);
    const chosen = query[facet];
    if (chosen) codes.add(chosen);
  }
  return organisationNames(db, [...codes]);
}

function shown(name: Condition, value: string, names: ReadonlyMap<string, string>): string {
  switch (name) {
    case 'owner':
    case 'region':
      return names.get(value) ?? value;
    case 'validity':
      return VALIDITY[value as keyof typeof VALIDITY];
    case 'effect':
      return EFFECT_LEVELS[value as keyof typeof EFFECT_LEVELS];
    case 'ground':
      return GROUNDS[value as keyof typeof GROUNDS].label;
    case 'year':
      return `${value} 年`;
    default:
      return value;
  }
}

/** @param unread a condition that could not be read, as `name=value` */
function unreadSentence(unread: string): string {
  const at = unread.indexOf('=');
  return `${LABELS[unread.slice(0, at) as Condition]}“${unread.slice(at + 1)}”${unread.includes(APART) ? '只能选一个' : '无法识别'}，这个条件没有使用。`;
}

/** Order of the choices of a filter: that of its words, organs as in the directory, years from the newest. */
const ORDERS: Partial<Record<Facet, readonly string[]>> = {
  theme: THEMES,
  genre: GENRES,
  validity: keys(VALIDITY),
  effect: keys(EFFECT_LEVELS),
};

function choices(
  facet: Exclude<Facet, 'tag'>,
  query: ListQuery,
  counts: ListCounts,
  names: ReadonlyMap<string, string>,
): { value: string; label: string }[] {
  const counted = counts.facets[facet];
  const chosen = query[facet] === undefined ? [] : [String(query[facet])];
  const all: readonly string[] = ORDERS[facet] ?? [...new Set([...(counted?.keys() ?? []), ...chosen])];
  const values = all.filter((v) => !counted || counted.has(v) || chosen.includes(v));
  if (facet === 'year') values.sort().reverse();
  if (facet === 'owner' || facet === 'region') {
    const order = [...names.keys()];
    values.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  }
  const label = (v: string) => `${shown(facet, v, names)}${counted ? `（${counted.get(v) ?? 0}）` : ''}`;
  return [{ value: '', label: '全部' }, ...values.map((v) => ({ value: v, label: label(v) }))];
}

const FIRST = ['owner', 'theme', 'year', 'validity'] as const;
const MORE = ['genre', 'region', 'effect'] as const;

/**
 * A list of public documents with its filters, the conditions in force, its order and its pages.
 * @param o.path address of the list without query
 * @param o.within what the list is about, such as an organ or a column; not offered as a filter
 * @param o.keep the part of that which stands in the query of the address
 * @returns the content below the heading, the chosen condition that could be the heading when it is the only one, and the
 *   query of a feed of the same papers
 */
export async function documentList(
  ctx: RequestContext,
  o: {
    path: string;
    label: string;
    within: PublicFilter;
    query: z.output<typeof listQuery>;
    keep?: Readonly<Record<string, string>>;
    empty: string;
  },
): Promise<{
  content: ComponentChildren;
  total: number | undefined;
  only: string | undefined;
  feed: string;
}> {
  const paths = portalPaths(ctx.base.portal);
  const { unread, ...query } = o.query;
  for (const name of CONDITIONS) if (name in o.within) query[name] = undefined;
  const filter: PublicFilter = { ...given(query, o.within), ...o.within };
  const [items, counts] = await Promise.all([
    publicDocuments(
      ctx.db,
      { ...filter, page: query.page, size: SIZE, oldestFirst: query.order === 'oldest' },
      ctx.today,
    ),
    listCounts(ctx.db, filter, ctx.today),
  ]);
  const names = await namesFor(ctx.db, query, counts);
  const offered = (facets: readonly Exclude<Facet, 'tag'>[]) =>
    facets
      .filter((facet) => !(facet in o.within))
      .map((facet) => ({
        name: facet,
        label: LABELS[facet],
        value: query[facet] === undefined ? '' : String(query[facet]),
        options: choices(facet, query, counts, names),
      }))
      // A choice of one thing narrows nothing down.
      .filter((field) => field.options.length > 2 || field.value !== '');
  const chosen = CONDITIONS.filter((name) => query[name] !== undefined);
  const at = (change: Partial<Record<keyof ListQuery, unknown>>) =>
    listAddress(o.path, { ...query, ...o.keep }, change);
  const pages = Math.ceil((counts.total ?? MATCH_CAP) / SIZE);
  const total = counts.total === undefined ? `超过 ${MATCH_CAP} 件` : `共 ${counts.total} 件`;
  const form: FilterFormProps = {
    action: o.path,
    label: `筛选${o.label}`,
    fields: offered(FIRST),
    more: [
      ...offered(MORE),
      { name: 'from', label: LABELS.from, type: 'date', value: query.from ?? '' },
      { name: 'to', label: LABELS.to, type: 'date', value: query.to ?? '' },
    ],
    keep: { tag: query.tag, ground: query.ground, order: query.order, ...o.keep },
    ...(chosen.length > 0 ? { clear: listAddress(o.path, { ...o.keep }, {}) } : {}),
  };
  const turned =
    query.from && query.to && query.from > query.to
      ? ['发布日期的起始日晚于截止日，所以没有结果。请调换两个日期。']
      : [];
  const only =
    chosen.length === 1 && chosen[0] ? shown(chosen[0], String(query[chosen[0]]), names) : undefined;
  return {
    total: counts.total,
    feed: listAddress('', { ...given(query, o.within), ...o.keep }, {}).slice(1),
    only: only && `${LABELS[chosen[0] as Condition]}：${only}`,
    content: (
      <>
        <Unused problems={[...unread.map(unreadSentence), ...turned]} />
        <FilterForm {...form} />
        <FilterTags
          tags={chosen.map((name) => ({
            label: LABELS[name],
            value: shown(name, String(query[name]), names),
            remove: at({ [name]: undefined }),
          }))}
        />
        <div class="mc-listhead">
          <span>
            {total}
            {counts.total === undefined && '，请增加条件'}
          </span>
          <span class="mc-seg">
            <a href={at({ order: undefined })} aria-current={query.order ? undefined : 'true'}>
              最新在前
            </a>
            <a href={at({ order: 'oldest' })} aria-current={query.order ? 'true' : undefined}>
              最早在前
            </a>
          </span>
        </div>
        {items.length > 0 ? (
          <PublicList items={items} paths={paths} ofOne={o.within.owner !== undefined} />
        ) : query.page > 1 && pages > 0 ? (
          <BeyondEnd page={query.page} pages={pages} href={(page) => at({ page })} />
        ) : (
          <Empty
            title={chosen.length > 0 ? '没有符合条件的文件。' : o.empty}
            {...(chosen.length > 0 ? { hint: '可以减少条件再试。' } : {})}
          />
        )}
        <Pagination page={query.page} pages={pages} href={(page) => at({ page })} />
      </>
    ),
  };
}
