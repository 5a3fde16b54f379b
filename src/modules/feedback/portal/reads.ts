import { sql } from 'kysely';
import { codeHash } from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import { maskPersonalNumbers } from '../../../law/personal-data.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import { type Closing, INTAKE, type Use } from '../words.ts';

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
}

/** Numbers of persons are masked once more on the way out: nothing overlooked before may be read here. */
function masked(row: PublicFeedback): PublicFeedback {
  return {
    ...row,
    content: maskPersonalNumbers(row.content),
    reply: maskPersonalNumbers(row.reply),
    useNote: maskPersonalNumbers(row.useNote),
  };
}

/** Published feedback, the newest first; of one paper or of all. @param page from 1 */
export async function publicFeedback(
  db: Reader,
  it: { document?: string; page: number; size: number },
): Promise<PublicFeedback[]> {
  const { rows } = await sql<PublicFeedback>`
    select pid, document_pid as "documentPid", document_title as "documentTitle", content, reply, use_kind as "useKind", use_note as "useNote",
      received_on as "receivedOn", replied_on as "repliedOn", published_on as "publishedOn"
    from portal.live_feedback where (${it.document ?? null}::text is null or document_pid = ${it.document ?? null})
    order by published_at desc, pid limit ${it.size} offset ${(it.page - 1) * it.size}`.execute(db);
  return rows.map(masked);
}

/** How many are published of a paper, or in all. */
export async function countPublicFeedback(db: Reader, document?: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from portal.live_feedback where (${document ?? null}::text is null or document_pid = ${document ?? null})`.execute(
    db,
  );
  return rows[0]?.n ?? 0;
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

/** For how many months after the close name and contact are kept, by the retention table; undefined when it says nothing. */
export async function keptMonths(db: Reader, today: Day): Promise<number | undefined> {
  const { rows } = await sql<{ months: number | null }>`
    select max(months) as months from portal.live_retention
    where matter = ${INTAKE} and valid_from <= ${today} and (valid_to is null or valid_to >= ${today})`.execute(
    db,
  );
  return rows[0]?.months ?? undefined;
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
