import { sql } from 'kysely';
import { maskPersonalNumbers } from '../../../law/personal-data.ts';
import { titled } from '../../../law/titles.ts';
import {
  type DirectEntry,
  type DirectQuestion,
  type PublicListItem,
  paperEntry,
  publicListColumns,
} from '../../../mechanisms/publication/index.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { feedbackPortalPaths } from './paths.ts';

/** Only what was answered of late is looked through: an answer of years ago is found by its paper. */
const NEWEST = 2000;
const SHOWN = 2;
const LENGTH = 40;

/**
 * Published answers whose question or reply holds the words of a search, each with the paper it is about: the answer explains,
 * the paper is what holds.
 */
export async function directAnswers(
  ctx: RequestContext,
  { pieces }: DirectQuestion,
): Promise<readonly DirectEntry[]> {
  const { rows } = await sql<PublicListItem & { content: string }>`
    select ${publicListColumns(ctx.today)}, f.content
    from (select n.* from portal.live_feedback n order by n.published_at desc limit ${NEWEST}) f
    join portal.live_document d on d.id = f.document_id
    where (select bool_and(strpos(f.content, p) > 0 or strpos(f.reply, p) > 0) from unnest(${[...pieces]}::text[]) p)
    order by f.published_at desc, f.pid limit ${SHOWN}`.execute(ctx.db);
  return rows.flatMap((paper) => {
    const line = [...maskPersonalNumbers(paper.content).replace(/\s+/gu, ' ')];
    const answer: DirectEntry = {
      kind: '公众反馈',
      label: line.slice(0, LENGTH).join('') + (line.length > LENGTH ? '……' : ''),
      href: feedbackPortalPaths(ctx.base.portal).document(paper.pid),
      note: `对${titled(paper.title)}的反馈和答复`,
      rank: 2,
    };
    return [paperEntry(ctx, paper, 2), answer];
  });
}
