import { type RawBuilder, sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import type { StatedRelation } from './relations.ts';

/**
 * SQL: whether the organisation `by` may end papers of the organisation `of`: the maker itself, who stands above it, who
 * took over its work, or the office that writes for one of them. Anybody else's 废止 stays a relation without effect: it is
 * shown, and ends nothing (谁制定、谁清理；上级机关有权撤销下级机关不适当的文件：地方组织法第七十三条、国发〔2010〕33号).
 * @param by, of: SQL expressions of organisation ids
 */
function mayEnd(by: RawBuilder<unknown>, of: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`exists (
    with recursive line as (
      select n.id, n.parent_id, n.successor_id from organisation n where n.id = ${of}
      union select n.id, n.parent_id, n.successor_id from line join organisation n on n.id in (line.parent_id, line.successor_id))
    select from organisation b where b.id = ${by}
      and (b.id in (select id from line) or b.kind = 'government-office' and b.parent_id in (select id from line)))`;
}

/**
 * Public ids of the papers whose end a release may move: those that the public text of the document ends now and those that
 * the coming one will. Their rows are locked in order, so that a release of one of them at the same moment waits.
 * @param coming relations of the text that is about to become public; none when it is withdrawn
 */
export async function lockEnded(
  tx: Tx,
  documentId: number,
  coming: readonly StatedRelation[],
): Promise<string[]> {
  const named = coming.filter((r) => r.kind === 'repeals').map((r) => r.pid);
  const { rows } = await sql<{ pid: string }>`
    select pid from gov_document where pid = any(${named}::text[]) or pid in (
      select target_pid from portal.live_relation where document_id = ${documentId} and kind = 'repeals')
    order by id for update`.execute(tx);
  return rows.map((r) => r.pid);
}

/**
 * Sets the day on which public papers end: the day that their own text states, else the first day on which a public paper
 * that repeals them takes effect (its day of publication where it names none). With the repealing paper withdrawn the day
 * goes again.
 * @param pids public ids of papers; those the public does not see are left out
 */
export async function settleEnds(tx: Tx, pids: readonly string[]): Promise<void> {
  if (pids.length === 0) return;
  await sql`
    with due as (
      select d.id, coalesce(e.repealed_on, (
        select min(coalesce(s.effective_on, s.published_on)) from portal.live_relation l
        join portal.live_document s on s.id = l.document_id join gov_document g on g.id = s.id
        where l.kind = 'repeals' and l.target_pid = d.pid and s.id <> d.id
          and ${mayEnd(sql`g.organisation_id`, sql`o.organisation_id`)})) as day
      from portal.live_document d join gov_document o on o.id = d.id
      join release r on r.document_id = d.id and r.ended_at is null join edition e on e.id = r.edition_id
      where d.pid = any(${pids}::text[])),
    moved as (
      update portal.live_document d set repealed_on = due.day from due
      where d.id = due.id and d.repealed_on is distinct from due.day returning d.id, d.repealed_on)
    update portal.live_search s set repealed_on = moved.repealed_on from moved where s.document_id = moved.id`.execute(
    tx,
  );
}

/** What a paper of the organisation would do to a public paper that it repeals. */
export interface Ending {
  title: string;
  documentNumber: string;
  /** Whether it ends it; otherwise the relation is shown and has no effect. */
  ends: boolean;
}

/** What a paper of the organisation would do to these public papers if it repealed them, for its writers and reviewers. */
export async function endings(
  db: Reader,
  organisationId: number,
  pids: readonly string[],
): Promise<Ending[]> {
  if (pids.length === 0) return [];
  const { rows } = await sql<Ending>`
    select d.title, d.document_number as "documentNumber", ${mayEnd(sql`${organisationId}::bigint`, sql`o.organisation_id`)} as ends
    from portal.live_document d join gov_document o on o.id = d.id
    where d.pid = any(${pids}::text[]) order by d.id`.execute(db);
  return rows;
}
