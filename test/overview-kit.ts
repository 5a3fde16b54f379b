import { newPublicId } from '../src/platform/crypto.ts';
import type { Database } from '../src/platform/db/pool.ts';
import type { Page } from './harness.ts';

/* Rows behind 各单位公开情况, and its lines as they are read. */

/** What the days of a feedback say of it, each YYYY-MM-DD. */
export interface FeedbackDays {
  received: string;
  due: string;
  replied?: string;
  closed?: string;
}

/** A feedback as the portal and the clerks leave it. */
export async function addFeedback(
  db: Database,
  it: FeedbackDays & { organisationId: number; documentPid: string; at: Date },
): Promise<void> {
  const document = await db
    .selectFrom('gov_document')
    .select('id')
    .where('pid', '=', it.documentPid)
    .executeTakeFirstOrThrow();
  const head = await db
    .insertInto('procedure_case')
    .values({
      pid: newPublicId(),
      procedure: 'policy-feedback',
      organisation_id: it.organisationId,
      subject: '反馈',
      state: it.closed ? 'closed' : it.replied ? 'replied' : 'received',
      opened_on: it.received as never,
      closed_on: (it.closed ?? null) as never,
      created_at: it.at,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('policy_feedback')
    .values({
      case_id: head.id,
      document_id: document.id,
      content: '建议早一点开航。',
      content_hash: '0'.repeat(64),
      received_on: it.received as never,
      replied_on: (it.replied ?? null) as never,
      reply: it.replied ? '已经采纳。' : '',
    })
    .execute();
  await db
    .insertInto('case_clock')
    .values({
      case_id: head.id,
      name: 'reply',
      parameter: 'feedback.reply',
      start_on: it.received as never,
      count: 5,
      unit: 'working-day',
      due: it.due as never,
      provisional: false,
      calendar_version: 0,
      frozen: it.replied !== undefined,
      computed_at: it.at,
    })
    .execute();
}

/** The names of the organisations that have a line, from top to bottom. */
export function linesOf(page: Page): string[] {
  return [...page.html.matchAll(/<th scope="row"[^>]*><a [^>]*>([^<]+)<\/a><\/th>/g)].map((m) => m[1]!);
}

/** The cells of an organisation's line by the headings of their columns, with where they lead. */
export function lineOf(
  page: Page,
  organ: string,
): Record<string, { text: string; href: string | undefined }> {
  const row = page.html.split('<tr').find((r) => r.includes(`>${organ}</a></th>`)) ?? '';
  return Object.fromEntries(
    [...row.matchAll(/<td[^>]*data-l="([^"]*)"[^>]*>([\s\S]*?)<\/td>/g)].map((m) => [
      m[1]!,
      {
        text: m[2]!.replace(/<[^>]+>/g, '').trim(),
        href: /href="([^"]+)"/.exec(m[2]!)?.[1]?.replaceAll('&amp;', '&'),
      },
    ]),
  );
}
