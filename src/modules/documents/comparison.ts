import {
  ATTRIBUTES,
  EFFECT_LEVELS,
  GROUNDS,
  type NamedColumn,
  namedColumns,
} from '../../mechanisms/publication/index.ts';
import type { Reader } from '../../platform/db/pool.ts';
import type { FormState } from '../../platform/http/route.ts';
import { CONTENT_LABELS } from './content-form.ts';

type Values = FormState['values'];

/** A fact that differs between two states of a paper, in words. */
export interface FactChange {
  field: string;
  label: string;
  before: string;
  after: string;
}

/** What the codes in the values of an editor mean. */
export interface Words {
  columns: readonly NamedColumn[];
  /** Names of regions by code. */
  regions: ReadonlyMap<string, string>;
}

/** Reads the words for the codes in these values of editors. */
export async function readWords(db: Reader, ...all: readonly Values[]): Promise<Words> {
  const codes = all.flatMap((v) => [v.region ?? []].flat());
  const rows = await db
    .selectFrom('organisation')
    .select(['code', 'short_name as name'])
    .where('code', '=', (e) => e.fn.any(e.val(codes)))
    .execute();
  return { columns: await namedColumns(db), regions: new Map(rows.map((r) => [r.code, r.name])) };
}

const CODES: Readonly<Record<string, (code: string) => string | undefined>> = {
  attribute: (code) => (Object.hasOwn(ATTRIBUTES, code) ? ATTRIBUTES[code as 'proactive'].label : undefined),
  ground: (code) => (Object.hasOwn(GROUNDS, code) ? GROUNDS[code as 'article-20-1'].label : undefined),
  effectLevel: (code) =>
    Object.hasOwn(EFFECT_LEVELS, code) ? EFFECT_LEVELS[code as 'government-rule'] : undefined,
};

function say(field: string, value: Values[string], words: Words): string {
  const all = [value ?? []].flat().map((v) => v.replace(/\r\n?/g, '\n').trim());
  const one = all[0] ?? '';
  if (field === 'columns')
    return words.columns
      .filter((c) => all.includes(String(c.id)))
      .map((c) => c.trail)
      .join('；');
  if (field === 'relations') return all.filter(Boolean).join('\n');
  if (field === 'region') return one === '' ? '全市' : (words.regions.get(one) ?? one);
  if (field === 'effectLevel' && one === '') return EFFECT_LEVELS['other-document'];
  return CODES[field]?.(one) ?? one;
}

/**
 * Every field of the editor in which two states of a paper differ, the body left out, in the order of the page.
 * @param before values of a form, see `contentForm`; a state that lacks a field says nothing of it
 */
export function changedFacts(before: Values, after: Values, words: Words): FactChange[] {
  return Object.entries(CONTENT_LABELS).flatMap(([field, label]) => {
    if (field === 'body') return [];
    const [was, is] = [say(field, before[field], words), say(field, after[field], words)];
    return was === is ? [] : [{ field, label, before: was, after: is }];
  });
}

/** The body in the values of an editor, to compare it: no blank lines, no blanks around a line. */
export function bodyOf(values: Values): string {
  return String(values.body ?? '')
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n');
}
