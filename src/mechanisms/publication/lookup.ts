import { sql } from 'kysely';
import { normaliseDocumentNumbers } from '../../law/document-number.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { closeRelationTargets, findRelationTargets, type RelationTarget, readName } from './relations.ts';
import { QUERY_LIMITS, queryTokens } from './search/tokens.ts';

/** A public paper that may be the one that somebody looks for. */
export interface PaperFound extends RelationTarget {
  ownerName: string;
  publishedOn: string;
  /** Title and number name this paper and no other public one. */
  alone: boolean;
}

/** What a lookup has found. */
export interface PapersFound {
  papers: PaperFound[];
  /** There are more of them than were asked for. */
  more: boolean;
  /** None holds the words: these come closest. */
  close: boolean;
}

/** What a lookup is limited to. */
interface Limits {
  most: number;
  /** Public id of the paper that asks: none is related to itself. */
  except?: string;
  /** Ids of the organisations whose papers are looked for; all where left out. */
  scope?: readonly number[];
}

/**
 * Public papers by what people know them by: an address or public id, a document number in any brackets or its beginning,
 * a title or words out of it. The newest first; found by the index of the search, not by reading all titles.
 * @param o.guess where no paper holds the words, those whose title comes closest; reads all titles
 */
export async function lookUpPapers(
  db: Reader,
  words: string,
  o: Limits & { guess?: boolean },
): Promise<PapersFound> {
  const text = words.trim().slice(0, QUERY_LIMITS.characters);
  if (text === '') return { papers: [], more: false, close: false };
  const exact = await findRelationTargets(db, text);
  const found = await shown(db, exact.length > 0 ? pidsOf(exact) : await holdingPids(db, text, o), o);
  if (found.papers.length > 0 || !o.guess) return { ...found, close: false };
  const order = pidsOf(await closeRelationTargets(db, text, o.most));
  const { papers } = await shown(db, order, o);
  const closest = papers.toSorted((a, b) => order.indexOf(a.pid) - order.indexOf(b.pid));
  return { papers: closest, more: false, close: true };
}

const pidsOf = (targets: readonly RelationTarget[]) => targets.map((t) => t.pid);

/** The papers of the limits, by the alias `d`. */
function within(o: Limits) {
  return sql`d.pid is distinct from ${o.except ?? null}::text and (${o.scope === undefined} or d.id in (
    select id from gov_document where organisation_id = any(${[...(o.scope ?? [])]}::bigint[])))`;
}

/** Public ids of the newest papers whose title holds every word, or whose number begins so: one more than is shown. */
async function holdingPids(db: Reader, text: string, o: Limits): Promise<string[]> {
  const { terms, inTitle } = queryTokens(text);
  const number = normaliseDocumentNumbers(text);
  const prefix = /^\p{Script=Han}{2,}〔/u.test(number) ? `${number.replace(/[\\%_]/g, '\\$&')}%` : null;
  const { rows } = await sql<{ pid: string }>`
    select d.pid from portal.live_document d where d.id in (
        select s.document_id from portal.live_search s where cardinality(${inTitle}::int4[]) > 0 and s.toks @> ${inTitle}::int4[]
          and not exists (select from unnest(${terms}::text[]) t where strpos(
            (select l.title_n from portal.live_document l where l.id = s.document_id), t) = 0)
        union all select l.id from portal.live_document l where l.document_number like ${prefix}::text)
      and ${within(o)}
    order by d.published_on desc, d.id desc limit ${o.most + 1}`.execute(db);
  return rows.map((r) => r.pid);
}

async function shown(
  db: Reader,
  pids: readonly string[],
  o: Limits,
): Promise<{ papers: PaperFound[]; more: boolean }> {
  const { rows } = await sql<PaperFound>`
    select d.pid, d.title, d.document_number as "documentNumber", d.owner_name as "ownerName", d.published_on as "publishedOn",
      not exists (select from portal.live_document o where o.title = d.title and o.id <> d.id
        and (d.document_number = '' or o.document_number = d.document_number)) as alone
    from portal.live_document d where d.pid = any(${[...pids]}::text[]) and ${within(o)}
    order by d.published_on desc, d.id desc limit ${o.most + 1}`.execute(db);
  return { papers: rows.slice(0, o.most), more: rows.length > o.most };
}

/** A paper that the audit trail may speak of, public or not. */
export interface PaperNamed {
  id: number;
  pid: string;
  organisationName: string;
  /** What the public sees it under; undefined for one that is not public: its title is not everybody's. */
  publicTitle: string | undefined;
}

/**
 * Papers of these organisations, public or not, by their whole title in any edition, document number, index number, public
 * id or address; a part of a title finds public papers alone. Whoever asks may learn that a paper of this very name
 * exists, never a title that they did not know.
 */
export async function papersNamed(
  db: Reader,
  scope: readonly number[],
  words: string,
  most: number,
): Promise<{ papers: PaperNamed[]; more: boolean }> {
  const text = words.trim().slice(0, QUERY_LIMITS.characters);
  const { titles, numbers } = readName(text);
  const pid = /(?:^|[\s/#])([0-9a-z]{10})\/?$/u.exec(text)?.[1] ?? null;
  const publicOnes = (await lookUpPapers(db, text, { most: most + 1, scope })).papers.map((p) => p.pid);
  const { rows } = await sql<PaperNamed & { publicTitle: string | null }>`
    select g.id, g.pid, o.short_name as "organisationName", d.title as "publicTitle"
    from gov_document g join organisation o on o.id = g.organisation_id left join portal.live_document d on d.id = g.id
    where g.organisation_id = any(${[...scope]}::bigint[]) and g.id in (
      select id from gov_document where pid = ${pid} or index_number = ${text.toUpperCase()} or pid = any(${publicOnes}::text[])
      union select document_id from edition where title = any(${titles}::text[])
      union select document_id from edition where document_number <> '' and document_number = any(${numbers}::text[]))
    order by g.id desc limit ${most + 1}`.execute(db);
  return {
    papers: rows.slice(0, most).map((r) => ({ ...r, publicTitle: r.publicTitle ?? undefined })),
    more: rows.length > most,
  };
}
