import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import type { NoticeKind } from '../notices.ts';
import type { Person } from '../people.ts';

/** One line of 我的消息. */
export interface InboxRow {
  id: number;
  kind: NoticeKind;
  urgent: boolean;
  text: string;
  path: string;
  createdAt: Date;
  readAt: Date | null;
  /** Whose inbox it is in. */
  ownerId: number;
  ownerName: string;
}

/**
 * Whose notices a person sees: the own ones first, then those of the people for whom the person stands in today.
 */
export async function inboxOwners(person: Person): Promise<readonly number[]> {
  return [person.personId, ...person.absent.map((a) => a.personId)];
}

/** Numbers of unread notices by kind. Badge and list use this one condition, so they agree. */
export async function countUnread(db: Reader, owners: readonly number[]): Promise<Map<NoticeKind, number>> {
  const { rows } = await sql<{ kind: NoticeKind; n: number }>`
    select n.kind, count(*) as n from notice n where ${seenBy(owners)} and n.read_at is null group by n.kind`.execute(
    db,
  );
  return new Map(rows.map((r) => [r.kind, r.n]));
}

/** How many notices there are, read ones included. */
export async function countInbox(
  db: Reader,
  owners: readonly number[],
  filter: { kind?: NoticeKind; unread: boolean },
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from notice n where ${seenBy(owners)} and ${conditions(filter)}`.execute(db);
  return rows[0]?.n ?? 0;
}

/** 我的消息: unread first, urgent before others, newest first. @param page from 1, @param size rows per page */
export async function listInbox(
  db: Reader,
  owners: readonly number[],
  filter: { kind?: NoticeKind; unread: boolean; page: number; size: number },
): Promise<InboxRow[]> {
  const { rows } = await sql<InboxRow>`
    select n.id, n.kind, n.urgent, n.text, n.path, n.created_at as "createdAt", n.read_at as "readAt",
      p.id as "ownerId", p.name as "ownerName"
    from notice n join person p on p.id = n.person_id
    where ${seenBy(owners)} and ${conditions(filter)}
    order by (n.read_at is not null), (n.urgent and n.read_at is null) desc, n.id desc
    limit ${filter.size} offset ${(filter.page - 1) * filter.size}`.execute(db);
  return rows;
}

/**
 * Notices of these people, the reader first. What concerns the account of somebody absent, or what they remind themselves
 * of, is no business of the deputy, and what both were told in the same change the deputy reads once, as the own notice.
 */
function seenBy(owners: readonly number[]) {
  const reader = owners[0] ?? null;
  return sql<boolean>`(n.person_id = any(${[...owners]}) and (n.person_id = ${reader} or (n.kind not in ('security', 'own-reminder') and not exists (
    select from notice own where own.person_id = ${reader} and own.created_at = n.created_at and own.path = n.path and own.text = n.text))))`;
}

function conditions(filter: { kind?: NoticeKind; unread: boolean }) {
  return sql<boolean>`(${filter.kind ?? null}::text is null or n.kind = ${filter.kind ?? null})
    and (not ${filter.unread} or n.read_at is null)`;
}

/** Locks a notice of a person. @returns undefined when the person has none with this id */
export async function lockNotice(
  tx: Tx,
  id: number,
  personId: number,
): Promise<{ id: number; path: string } | undefined> {
  return tx
    .selectFrom('notice')
    .select(['id', 'path'])
    .where('id', '=', id)
    .where('person_id', '=', personId)
    .forUpdate()
    .executeTakeFirst();
}

/** Marks notices of a person as read; those read before keep their time. @returns how many it were */
export async function markRead(
  tx: Tx,
  personId: number,
  at: Date,
  which: { ids?: readonly number[]; kind?: NoticeKind },
): Promise<number> {
  let query = tx
    .updateTable('notice')
    .set({ read_at: at })
    .where('person_id', '=', personId)
    .where('read_at', 'is', null);
  if (which.ids !== undefined) query = query.where('id', '=', (e) => e.fn.any(e.val([...(which.ids ?? [])])));
  if (which.kind !== undefined) query = query.where('kind', '=', which.kind);
  return (await query.returning('id').execute()).length;
}
