import { type RawBuilder, sql } from 'kysely';
import { addDays, type Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { type PublicListItem, publicListColumns } from './portal-reads.ts';
import type { Ground } from './words.ts';

/** Items of article 20 under which policy is made public; the others are facts, figures, notices and cases. */
const POLICY_GROUNDS: readonly Ground[] = ['article-20-1', 'article-20-3', 'article-20-11'];

/** As `isInterpretation` of a paper, for rows of `portal.live_document d`. */
const INTERPRETS = sql`(btrim(d.title) ~ '解读[）)”"》]?$'
  or exists (select from portal.live_relation l where l.document_id = d.id and l.kind = 'interprets'))`;
const LAYS_DOWN = sql`(d.effect_level <> 'other-document'
  or d.has_validity and d.ground = any(${[...POLICY_GROUNDS]}::text[]))`;

/**
 * What the home page tells apart: rules, normative documents and what else lays down or plans; what explains these; all
 * other papers. Every paper is in exactly one.
 */
const GROUPS = {
  policy: sql`${LAYS_DOWN} and not ${INTERPRETS}`,
  interpretation: INTERPRETS,
  other: sql`not ${LAYS_DOWN} and not ${INTERPRETS}`,
} as const satisfies Record<string, RawBuilder<unknown>>;
export type PaperGroup = keyof typeof GROUPS;

/** What is older is no news; where a group is empty, no more than this is looked through. */
const NEWS_DAYS = 730;

/** The newest public papers of a group that were published within two years. @param it.most length of the list */
export async function newestPapers(
  db: Reader,
  group: PaperGroup,
  it: { today: Day; most: number },
): Promise<PublicListItem[]> {
  const { rows } = await sql<PublicListItem>`
    select ${publicListColumns(it.today)} from portal.live_document d
    where d.published_on >= ${addDays(it.today, -NEWS_DAYS)} and ${GROUPS[group]}
    order by d.published_on desc, d.id desc limit ${it.most}`.execute(db);
  return rows;
}
