import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
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
