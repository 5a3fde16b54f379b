import { type Organisation, organisationById } from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import {
  type CaseEvent,
  type CaseHead,
  caseClocks,
  caseEvents,
  type ExplainedClock,
  soonDay,
} from '../../../mechanisms/procedure/index.ts';
import {
  currentRelease,
  documentById,
  type Edition,
  ownerNameOf,
  readEdition,
} from '../../../mechanisms/publication/index.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { lastSubmitted, type Passage, type ReviewRow, readPassage, readReviews } from '../store.ts';

/** Everything the case page of a passage shows. */
export interface PassageView {
  head: CaseHead;
  passage: Passage;
  edition: Edition;
  documentPid: string;
  organisation: Organisation;
  /** The name under which the public reads the paper. */
  ownerName: string;
  reviews: ReviewRow[];
  events: CaseEvent[];
  clocks: ExplainedClock[];
  /** Last day that counts as near. */
  soon: Day;
  /** What the public sees now, for a correction. */
  current: Edition | undefined;
  /** What was submitted last before this edition. */
  previous: Edition | undefined;
  /** Name of the region it concerns; empty for the whole city. */
  regionName: string;
}

/** Reads everything of a passage that the person may see. */
export async function readPassageView(ctx: RequestContext, head: CaseHead): Promise<PassageView> {
  const passage = await readPassage(ctx.db, head.id);
  const [edition, document, organisation, reviews, events, clocks, soon] = await Promise.all([
    readEdition(ctx.db, passage.editionId),
    documentById(ctx.db, passage.documentId),
    organisationById(ctx.db, head.organisationId),
    readReviews(ctx.db, head.id),
    caseEvents(ctx.db, head.id),
    caseClocks(ctx.db, head.id),
    soonDay(ctx.db, ctx.today, head.organisationId),
  ]);
  const previous = await lastSubmitted(ctx.db, edition);
  const region = await ctx.db
    .selectFrom('organisation')
    .select('short_name as name')
    .where('code', '=', edition.region)
    .executeTakeFirst();
  const live = passage.kind === 'correct' ? await currentRelease(ctx.db, passage.documentId) : undefined;
  const current = live ? await readEdition(ctx.db, live.editionId) : undefined;
  return {
    current,
    previous,
    regionName: region?.name ?? edition.region,
    head,
    passage,
    edition,
    documentPid: document.pid,
    organisation,
    ownerName: await ownerNameOf(ctx.db, document, ctx.now),
    reviews,
    events,
    clocks,
    soon,
  };
}
