import { sql } from 'kysely';
import { holdsWords } from '../../core/index.ts';
import type { Reader } from '../../platform/db/pool.ts';

/**
 * SQL of the ids of documents whose present title and number, or whose index number or public id, hold all words. The
 * titles are read from an index of their own, in its order: the texts beside them would take ten times as long.
 */
export function documentsHolding(words: readonly string[]) {
  return sql`select x.document_id as id from (
      select distinct on (document_id) document_id, title, document_number from edition order by document_id, number desc) x
    where ${holdsWords([sql`x.title`, sql`x.document_number`], words)}
    union select y.id from gov_document y where ${holdsWords([sql`y.index_number`, sql`y.pid`], words)}`;
}

/** A document that a search of the console has found. */
export interface FoundDocument {
  pid: string;
  title: string;
  documentNumber: string;
  indexNumber: string | null;
  organisationName: string;
  live: boolean;
  total: number;
}

/**
 * Documents of organisations in the scope whose present title and number, or whose index number or public id, hold all
 * words; the newest first.
 */
export async function searchDocuments(
  db: Reader,
  scope: readonly number[],
  words: readonly string[],
  limit: number,
): Promise<FoundDocument[]> {
  const { rows } = await sql<FoundDocument>`
    with hit as (${documentsHolding(words)}),
    seen as (select g.*, count(*) over () as total from hit join gov_document g on g.id = hit.id
      where g.organisation_id = any(${[...scope]}::bigint[]) order by g.id desc limit ${limit})
    select g.pid, d.title, d.document_number as "documentNumber", g.index_number as "indexNumber", o.short_name as "organisationName",
      exists (select from release r where r.document_id = g.id and r.ended_at is null) as live, g.total
    from seen g join organisation o on o.id = g.organisation_id
    join lateral (select e.title, e.document_number from edition e where e.document_id = g.id order by e.number desc limit 1) d on true
    order by g.id desc`.execute(db);
  return rows;
}

/** A case under way that a search of the console has found. */
export interface FoundCase {
  pid: string;
  procedure: string;
  state: string;
  subject: string;
  organisationName: string;
  total: number;
}

/** Open cases about documents of organisations in the scope whose subject or code holds all words; the newest first. */
export async function searchCases(
  db: Reader,
  scope: readonly number[],
  words: readonly string[],
  limit: number,
): Promise<FoundCase[]> {
  const { rows } = await sql<FoundCase>`
    select c.pid, c."procedure", c.state, c.subject, o.short_name as "organisationName", count(*) over () as total
    from procedure_case c join organisation o on o.id = c.organisation_id
    where c.organisation_id = any(${[...scope]}::bigint[]) and c."procedure" in ('document-passage', 'document-withdrawal')
      and (c.closed_on is null or c.pid = any(${[...words]})) and ${holdsWords([sql`c.subject`, sql`c.pid`], words)}
    order by c.id desc limit ${limit}`.execute(db);
  return rows;
}
