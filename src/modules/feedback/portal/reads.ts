import { sql } from 'kysely';
import { codeHash } from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import { maskPersonalNumbers } from '../../../law/personal-data.ts';
import { paperMark } from '../../../mechanisms/publication/index.ts';
import { narrowed } from '../../../platform/cache/reads.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import type { Closing, Use } from '../words.ts';

/** A feedback as the public sees it. */
export interface PublicFeedback {
  pid: string;
  documentPid: string;
  documentTitle: string;
  content: string;
  reply: string;
  useKind: Use | null;
  useNote: string;
  receivedOn: Day;
  repliedOn: Day;
  publishedOn: Day;
  publishedAt: Date;
}

/** With who answered: the organ whose paper it is. */
export type AnsweredFeedback = PublicFeedback & { ownerName: string };

/** Numbers of persons are masked once more on the way out: nothing overlooked before may be read here. */
function masked<T extends PublicFeedback>(row: T): T {
  return {
    ...row,
    content: maskPersonalNumbers(row.content),
    reply: maskPersonalNumbers(row.reply),
    useNote: maskPersonalNumbers(row.useNote),
  };
}

/** A page of published feedback with how many there are in all. */
export interface FeedbackPage<T extends PublicFeedback = PublicFeedback> {
  items: T[];
  total: number;
}

const COLUMNS = sql`f.pid, f.document_pid as "documentPid", f.content, f.reply, f.use_kind as "useKind", f.use_note as "useNote",
  f.received_on as "receivedOn", f.replied_on as "repliedOn", f.published_on as "publishedOn", f.published_at as "publishedAt", (count(*) over ())::int as total`;

/** Beyond the last page, where no row tells how many there are, the first one does. */
async function paged<T extends PublicFeedback>(
  page: number,
  read: (page: number) => Promise<(T & { total: number })[]>,
): Promise<FeedbackPage<T>> {
  const rows = await read(page);
  const [told] = rows.length > 0 || page === 1 ? rows : await read(1);
  return { items: rows.map(masked), total: told?.total ?? 0 };
}

/** Published feedback on one paper that is public, the newest first. A kept page falls with the mark of its paper. @param page from 1 */
export async function feedbackOn(
  db: Reader,
  it: { document: string; title: string; page: number; size: number },
): Promise<FeedbackPage> {
  return paged(it.page, async (page) => {
    const { rows } = await narrowed([paperMark(it.document)], ['live_feedback'], () =>
      sql<PublicFeedback & { total: number }>`
      select ${COLUMNS}, ${it.title}::text as "documentTitle" from portal.live_feedback f where f.document_pid = ${it.document}
      order by f.published_at desc, f.pid limit ${it.size} offset ${(page - 1) * it.size}`.execute(db),
    );
    return rows;
  });
}

/** Published feedback on all papers, the newest first. @param page from 1 */
export async function newestFeedback(
  db: Reader,
  it: { page: number; size: number },
): Promise<FeedbackPage<AnsweredFeedback>> {
  return paged(it.page, async (page) => {
    const { rows } = await sql<AnsweredFeedback & { total: number }>`
    select ${COLUMNS}, d.title as "documentTitle", d.owner_name as "ownerName" from portal.live_feedback f join portal.live_document d on d.id = f.document_id
    order by f.published_at desc, f.pid limit ${it.size} offset ${(page - 1) * it.size}`.execute(db);
    return rows;
  });
}

/** A paper that the public can see now. */
export async function livePaper(
  db: Reader,
  pid: string,
): Promise<{ pid: string; title: string; ownerName: string } | undefined> {
  const { rows } = await sql<{ pid: string; title: string; ownerName: string }>`
    select pid, title, owner_name as "ownerName" from portal.live_document where pid = ${pid}`.execute(db);
  return rows[0];
}

/** What the sender of a feedback learns with the query code. */
export interface Answer {
  documentPid: string | null;
  documentTitle: string | null;
  reply: string;
  repliedOn: Day | null;
  useKind: Use | null;
  useNote: string;
  closing: Closing | null;
  published: boolean;
}

/** The answer to a feedback by its query code; undefined while it waits to be enrolled, or for an unknown code. */
export async function answerOf(db: Reader, code: string): Promise<Answer | undefined> {
  const { rows } = await sql<Answer>`
    select document_pid as "documentPid", document_title as "documentTitle", reply, replied_on as "repliedOn", use_kind as "useKind",
      use_note as "useNote", closing, published
    from portal.feedback_answer(${codeHash(code)})`.execute(db);
  return rows[0];
}
