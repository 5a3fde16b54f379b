import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import {
  findDocumentNumbers,
  normaliseDocumentNumbers,
  parseDocumentNumber,
} from '../../law/document-number.ts';
import { titlesMeant } from '../../law/titles.ts';
import { narrowed } from '../../platform/cache/reads.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import { OF_PAPERS, paperMark } from './marks.ts';
import { validitySql } from './validity.ts';
import type { RelationKind, Validity } from './words.ts';

/** What an edition says of another paper. */
export interface StatedRelation {
  kind: RelationKind;
  /** Public id of the other paper. */
  pid: string;
}

/** The relations of an edition, by kind and public id. */
export async function readRelations(db: Reader, editionId: number): Promise<StatedRelation[]> {
  const rows = await db
    .selectFrom('edition_relation')
    .innerJoin('gov_document', 'gov_document.id', 'edition_relation.target_id')
    .select(['edition_relation.kind', 'gov_document.pid'])
    .where('edition_relation.edition_id', '=', editionId)
    .orderBy('edition_relation.kind')
    .orderBy('gov_document.pid')
    .execute();
  return rows.map((r) => ({ kind: r.kind as RelationKind, pid: r.pid }));
}

/** Replaces the relations of an open edition; public ids that belong to no paper are left out. */
export async function writeRelations(
  tx: Tx,
  editionId: number,
  relations: readonly StatedRelation[],
): Promise<void> {
  await tx.deleteFrom('edition_relation').where('edition_id', '=', editionId).execute();
  for (const r of relations)
    await sql`insert into edition_relation (edition_id, kind, target_id)
      select ${editionId}, ${r.kind}, id from gov_document where pid = ${r.pid} on conflict do nothing`.execute(
      tx,
    );
}

/** A paper that a person may name in a relation. */
export interface RelationTarget {
  pid: string;
  title: string;
  documentNumber: string;
}

/** Which of these public ids belong to papers the public can see; only such may be named. */
export async function readableTargets(db: Reader, pids: readonly string[]): Promise<RelationTarget[]> {
  if (pids.length === 0) return [];
  return db
    .selectFrom('portal.live_document')
    .select(['pid', 'title', 'document_number as documentNumber'])
    .where('pid', 'in', pids)
    .orderBy('pid')
    .execute();
}

/**
 * The public papers that a person means by an address, a document number in any brackets, a title, or 《title》（number）.
 * @returns several when the words fit several papers, none when they fit none
 */
export async function findRelationTargets(db: Reader, words: string): Promise<RelationTarget[]> {
  const pid = /(?:^|[\s/#])([0-9a-z]{10})\/?$/u.exec(words)?.[1];
  const byPid = pid === undefined ? [] : await readableTargets(db, [pid]);
  if (byPid.length > 0) return byPid;
  const { titles, numbers } = readName(words);
  const rows = await db
    .selectFrom('portal.live_document')
    .select(['pid', 'title', 'document_number as documentNumber'])
    .where((e) =>
      e.or([
        ...(numbers.length > 0 ? [e('document_number', 'in', numbers)] : []),
        ...(titles.length === 0 ? [] : [e('title', 'in', titles)]),
      ]),
    )
    .orderBy('published_on', 'desc')
    .orderBy('id', 'desc')
    .limit(20)
    .execute();
  // Where both are given, both must fit: two papers may bear one title, and orders of two organs one number.
  const both = rows.filter((r) => titles.includes(r.title) && numbers.includes(r.documentNumber));
  return both.length > 0 ? both : rows;
}

/** A paper as people write it down: 《title》（number）, the title or the number alone. */
export function readName(words: string): { titles: string[]; numbers: string[] } {
  const bare = words.trim();
  const [, quoted, behind] = /^《(.+)》\s*(?:[（(](.+)[）)])?$/u.exec(bare) ?? [];
  const number = behind ?? (quoted === undefined ? bare : '');
  const read = parseDocumentNumber(number)?.text ?? findDocumentNumbers(number)[0]?.text;
  return {
    titles: quoted === undefined ? [bare].filter(Boolean) : titlesMeant(quoted),
    numbers: [...new Set([read ?? '', normaliseDocumentNumbers(number)])].filter(Boolean),
  };
}

/** How many pairs of characters of a name are looked for, at most. */
const PAIRS = 12;

/** Public papers whose title or number shares most with these words, the closest first, for a question back. */
export async function closeRelationTargets(
  db: Reader,
  words: string,
  most: number,
): Promise<RelationTarget[]> {
  const characters = [...words.replace(/[《》〈〉（）()〔〕[\]\s]/gu, '')];
  const all = [...new Set(characters.slice(1).map((ch, i) => `${characters[i]}${ch}`))];
  const step = Math.max(1, Math.ceil(all.length / PAIRS));
  const pairs = all.filter((_, i) => i % step === 0);
  if (pairs.length === 0) return [];
  const { rows } = await sql<RelationTarget>`
    select pid, title, "documentNumber" from (
      select d.pid, d.title, d.document_number as "documentNumber", d.published_on, d.id,
        (select count(*) from unnest(${pairs}::text[]) p where position(p in d.title || ' ' || d.document_number) > 0) as shared
      from portal.live_document d) x
    where shared * 3 >= ${pairs.length} order by shared desc, published_on desc, id desc limit ${most}`.execute(
    db,
  );
  return rows;
}

/** A relation as the public sees it, from the one end or the other. */
export interface PublicRelation {
  kind: RelationKind;
  /** Said by the other paper of this one. */
  reverse: boolean;
  pid: string;
  title: string;
  documentNumber: string;
  publishedOn: Day;
  validity: Validity;
}

/** Papers related to a public one, in both directions, newest first; none that the public cannot see. */
export async function publicRelations(db: Reader, pid: string, today: Day): Promise<PublicRelation[]> {
  // A change of a paper on either end is a move of this one too.
  const { rows } = await narrowed([paperMark(pid)], OF_PAPERS, () =>
    sql<PublicRelation>`
    select r.kind, r.reverse, d.pid, d.title, d.document_number as "documentNumber", d.published_on as "publishedOn", ${validitySql(today)} as validity
    from (select l.kind, false as reverse, l.target_pid as pid from portal.live_relation l join portal.live_document s on s.id = l.document_id where s.pid = ${pid}
          union all
          select l.kind, true, s.pid from portal.live_relation l join portal.live_document s on s.id = l.document_id where l.target_pid = ${pid}) r
    join portal.live_document d on d.pid = r.pid
    order by r.kind, r.reverse, d.published_on desc, d.id desc`.execute(db),
  );
  return rows;
}
