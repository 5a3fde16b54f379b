import { type RawBuilder, sql } from 'kysely';
import type { RequestContext } from '../platform/http/route.ts';
import type { Person } from './people.ts';

/** One thing that a search of the console has found. */
export interface SearchHit {
  title: string;
  /** Path below the base of the console. */
  path: string;
  /** Number, organisation, state: what tells it from others of the same name. */
  facts: readonly string[];
}

/** What a group has found. */
export interface SearchFound {
  /** At most as many as were asked for. */
  hits: readonly SearchHit[];
  total: number;
  /** Path of the list of all of them, where there is one. */
  all?: string;
}

/**
 * Things of one kind that the search of the console looks through, declared by a module. It looks at nothing that the
 * person may not read, and never at personal data of citizens.
 */
export interface SearchGroup {
  label: string;
  /** Place among the groups, from 0 on top. */
  order: number;
  /** Asked only for people who hold this act somewhere. */
  act?: string;
  /** @param words see `searchWords`; at least one; @param limit how many hits to return */
  find(ctx: RequestContext, person: Person, words: readonly string[], limit: number): Promise<SearchFound>;
}

const MOST_WORDS = 6;

/** The words of a query: at most six, of at most 60 characters each; full-width signs as half-width ones. */
export function searchWords(query: string): string[] {
  return [
    ...new Set(
      query
        .normalize('NFC')
        .split(/[\s\u3000]+/)
        .map((w) => [...w].slice(0, 60).join(''))
        .filter(Boolean),
    ),
  ].slice(0, MOST_WORDS);
}

/**
 * SQL condition: every word stands in one of the columns. What has no Latin letter is compared as it is: folding the
 * case of a long Chinese text costs more than reading it.
 */
export function holdsWords(columns: readonly RawBuilder<unknown>[], words: readonly string[]) {
  const all = words.map((word) => {
    const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
    const like = /[a-z]/i.test(word) ? sql`ilike` : sql`like`;
    return sql<boolean>`(${sql.join(
      columns.map((column) => sql`${column} ${like} ${pattern}`),
      sql` or `,
    )})`;
  });
  return all.length === 0 ? sql<boolean>`true` : sql.join<boolean>(all, sql` and `);
}

/** Whether every word stands in one of the texts; for lists that are not in the database. */
export function textHolds(texts: readonly string[], words: readonly string[]): boolean {
  const all = texts.join('\n').toLowerCase();
  return words.every((w) => all.includes(w.toLowerCase()));
}
