import { sql } from 'kysely';
import { addDays, type Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { type PublicListItem, publicListColumns } from './portal-reads.ts';
import { hasValidity, isInterpretation, type PaperKind } from './validity.ts';
import type { Ground, PaperGroup } from './words.ts';

/** Items of article 20 under which policy is made public; the others are facts, figures, notices and cases. */
const POLICY_GROUNDS: readonly Ground[] = ['article-20-1', 'article-20-3', 'article-20-11'];

/**
 * The place of a paper on the home page. Policy: rules, normative documents and what else lays down or plans. Every paper
 * has exactly one.
 */
export function paperGroup(paper: PaperKind & { ground: Ground | '' }): PaperGroup {
  if (isInterpretation(paper)) return 'interpretation';
  if (paper.effectLevel !== 'other-document') return 'policy';
  return hasValidity(paper) && POLICY_GROUNDS.some((g) => g === paper.ground) ? 'policy' : 'other';
}

/** What is older is no news. */
const NEWS_DAYS = 730;

/** The newest public papers of a group that were published within two years. @param it.most length of the list */
export async function newestPapers(
  db: Reader,
  group: PaperGroup,
  it: { today: Day; most: number },
): Promise<PublicListItem[]> {
  const { rows } = await sql<PublicListItem>`
    select ${publicListColumns(it.today)} from portal.live_document d
    where d.paper_group = ${group} and d.published_on >= ${addDays(it.today, -NEWS_DAYS)}
    order by d.published_on desc, d.id desc limit ${it.most}`.execute(db);
  return rows;
}
