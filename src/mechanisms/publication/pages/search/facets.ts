import { sql } from 'kysely';
import type { Reader } from '../../../../platform/db/pool.ts';
import type { SearchCounts } from '../../search/query.ts';
import { WHOLE_CITY } from '../../search/rows.ts';
import { type ClassName, classOf, classToken } from '../../search/tokens.ts';
import { DOCUMENT_TYPES, EFFECT_LEVELS, type EffectLevel, VALIDITY, type Validity } from '../../words.ts';
import { type Chosen, type ChosenNames, FILTER_LABELS, type FilterName } from './choices.ts';

/** One value by which hits can be narrowed. `value` is what stands in the address. */
export interface FacetValue {
  value: string;
  label: string;
  n: number;
}

/** Values of one kind with the number of hits behind each. */
export interface SearchFacet {
  name: FilterName;
  title: string;
  values: FacetValue[];
  /** The less frequent ones, offered below the fold. */
  rest: FacetValue[];
}

/** So many values of a kind are offered at first sight; the index counts thirty of a kind. */
const MOST = 8;
const ORDER: readonly FilterName[] = [
  'type',
  'validity',
  'owner',
  'column',
  'year',
  'theme',
  'genre',
  'level',
  'region',
  'tag',
];

/**
 * Counts for the lists beside the hits: of a kind that is chosen already, those without that choice, so that another of
 * its values can be added to it.
 * @param own counts of the search without the choice of one kind
 */
export function besideChosen(counts: SearchCounts, own: ReadonlyMap<FilterName, SearchCounts>): SearchCounts {
  const classes = [...own].flatMap(([kind, c]) => c.classes.filter(([token]) => classOf(token) === kind));
  return {
    ...counts,
    classes: [...counts.classes.filter(([token]) => !own.has(classOf(token))), ...classes],
    years: (own.get('year') ?? counts).years,
    validity: (own.get('validity') ?? counts).validity,
  };
}

/** Where a paper of a hit set belongs, with names: the numbers of the index are told apart by these. */
interface Sample {
  owner: string;
  ownerName: string;
  genre: string;
  theme: string;
  region: string;
  regionName: string;
  level: EffectLevel;
  type: string;
  tags: string[];
}

/**
 * Names for the classes of a search. The index knows numbers only: each is told by a paper that bears it, so that nothing
 * is ever named that is not public.
 * @param o.chosen values that are shown even without a hit, with their names
 */
export async function searchFacets(
  db: Reader,
  counts: SearchCounts,
  { site, chosen, names }: { site: string; chosen: Chosen; names: ChosenNames },
): Promise<SearchFacet[]> {
  const ids = [...new Set(counts.classes.map(([, , id]) => id))];
  const [{ rows: samples }, { rows: columns }] = await Promise.all([
    sql<Sample>`
      select d.owner_code as owner, coalesce(o.short_name, d.owner_name) as "ownerName", d.genre, d.theme, d.region,
        coalesce(r.short_name, d.region) as "regionName", d.effect_level as level, d.document_type as type, d.tags
      from unnest(${ids}::bigint[]) i(id) join portal.live_document d on d.id = i.id
      left join portal.live_organisation o on o.code = d.owner_code left join portal.live_organisation r on r.code = d.region`.execute(
      db,
    ),
    sql<{
      path: string;
      name: string;
    }>`select path, name from portal.live_column where site_code = ${site}`.execute(db),
  ]);
  const named = new Map<number, { value: string; label: string }>();
  const name = (kind: ClassName, key: string, value: string, label: string) =>
    named.set(classToken(kind, key), { value, label });
  for (const c of columns) name('column', `${site}/${c.path}`, c.path, c.name);
  for (const s of samples) {
    name('owner', s.owner, s.owner, s.ownerName);
    name('genre', s.genre, s.genre, s.genre);
    name('theme', s.theme, s.theme, s.theme);
    name('region', s.region || WHOLE_CITY, s.region || WHOLE_CITY, s.region ? s.regionName : '全市');
    name('level', s.level, s.level, EFFECT_LEVELS[s.level]);
    name('type', s.type, s.type, DOCUMENT_TYPES[s.type as keyof typeof DOCUMENT_TYPES] ?? s.type);
    for (const tag of s.tags) name('tag', tag, tag, tag);
  }
  const of = new Map<FilterName, FacetValue[]>();
  const add = (kind: FilterName, value: FacetValue) => of.set(kind, [...(of.get(kind) ?? []), value]);
  for (const [token, n] of counts.classes) {
    const known = named.get(token);
    if (known) add(classOf(token), { ...known, n });
  }
  for (const [year, n] of counts.years) add('year', { value: String(year), label: `${year} 年`, n });
  for (const validity of Object.keys(VALIDITY) as Validity[]) {
    const n = counts.validity.find(([v]) => v === validity)?.[1];
    if (n) add('validity', { value: validity, label: VALIDITY[validity], n });
  }
  return ORDER.flatMap((kind) => {
    const all = of.get(kind) ?? [];
    const mine = chosen[kind] ?? [];
    const values = [
      ...all.filter((v, i) => i < MOST || mine.includes(v.value)),
      // What was chosen can be given up, also where nothing is left of it.
      ...mine
        .filter((value) => !all.some((v) => v.value === value))
        .map((value) => ({ value, label: names.label(kind, value), n: 0 })),
    ];
    const rest = all.slice(MOST).filter((v) => !mine.includes(v.value));
    // A single value narrows nothing down.
    return values.length > 1 || mine.length > 0
      ? [{ name: kind, title: FILTER_LABELS[kind], values, rest }]
      : [];
  });
}
