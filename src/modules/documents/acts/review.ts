import { counterparts, organisationById } from '../../../core/index.ts';
import { advance, type CaseHead } from '../../../mechanisms/procedure/index.ts';
import {
  addEdition,
  contentHash,
  type Edition,
  readEdition,
  release,
} from '../../../mechanisms/publication/index.ts';
import { type Change, type ChangeContext, change } from '../../../platform/change.ts';
import { Refusal } from '../../../platform/errors.ts';
import { dropBuffersOf } from '../buffer.ts';
import { checkEdition } from '../edition-checks.ts';
import { passage } from '../lifecycle.ts';
import { reviewPolicy, separationIssue } from '../policy.ts';
import { needReason } from '../reasons.ts';
import { lockPassage, type Passage, readHands } from '../store.ts';
import { tellDrafters } from '../telling.ts';
import { REVIEW_KINDS, type ReviewKind } from '../words.ts';

/** A reviewer's verdict: pass, or back to the drafter with the reason. */
export interface ReviewInput {
  casePid: string;
  verdict: 'pass' | 'return';
  comment: string;
  /** Hash of the text that the reviewer's page showed. */
  seenHash: string;
  seenVersion: number;
  once: string;
}

type Head = CaseHead & { passage: Passage };

/**
 * The text under review as it stands in the database, proven to be what the reviewer saw and what was submitted.
 * @throws Refusal when anything differs: a review of another text is worth nothing
 */
async function textUnderReview(c: Change, head: Head, seenHash: string | undefined): Promise<Edition> {
  const edition = await readEdition(c.tx, head.passage.editionId);
  if (edition.contentHash === null || contentHash(edition) !== edition.contentHash)
    throw new Refusal('稿件内容与送审时的文本校验码不一致，审查不能继续。请立即联系系统管理员核查。');
  if (seenHash !== undefined && seenHash !== edition.contentHash)
    throw new Refusal('您看到的文本已不是现在的送审稿，请刷新页面，按最新文本审查。');
  return edition;
}

async function giveReview(
  c: Change,
  head: Head,
  edition: Edition,
  kind: ReviewKind,
  comment: string,
): Promise<void> {
  const person = c.actor.personId;
  if (person === undefined) throw new Refusal('审查、签发只能由本人登录办理。');
  const organisation = await organisationById(c.tx, head.organisationId);
  const issue = separationIssue(
    await reviewPolicy(c.tx, organisation.kind, c.today),
    await readHands(c.tx, head.passage),
    kind,
    { personId: person, counterparts: await counterparts(c.tx, person, c.today) },
  );
  if (issue) throw new Refusal([issue]);
  await c.tx
    .insertInto('passage_review')
    .values({
      case_id: head.id,
      edition_id: edition.id,
      kind,
      person_id: person,
      for_person_id: c.forPersonId,
      content_hash: edition.contentHash ?? '',
      comment,
      at: c.now,
    })
    .execute();
}

/**
 * Back to the drafter: the submitted edition stays as evidence, its copy is open for changes; all reviews are void with it.
 * @param why how it came back, for the drafters; none when they took it back themselves
 */
export async function reopen(c: Change, head: Head, why?: string): Promise<void> {
  const { id: _id, ...content } = await readEdition(c.tx, head.passage.editionId);
  const next = await addEdition(c.tx, head.passage.documentId, content, c.now);
  await c.tx
    .updateTable('document_passage')
    .set({ edition_id: next.id, publish_at: null })
    .where('case_id', '=', head.id)
    .execute();
  if (why !== undefined)
    await tellDrafters(c, {
      documentId: head.passage.documentId,
      casePid: head.pid,
      text: `“${head.subject}”${why}，请打开本件查看原因并修改。`,
    });
}

function needComment(it: { verdict: string; comment: string }): void {
  if (it.verdict === 'return') needReason(it.comment, '退回');
}

async function review(
  ctx: ChangeContext,
  kind: 'attribute' | 'secrecy',
  it: ReviewInput,
): Promise<{ casePid: string }> {
  needComment(it);
  const act = REVIEW_KINDS[kind].act;
  return change(ctx, { act, once: it.once, lock: (tx) => lockPassage(tx, it.casePid) }, async (c, head) => {
    const next = kind === 'attribute' ? 'secrecy-review' : 'sign-off';
    // The table decides first: a review out of its turn must not even look at the text.
    await advance(c, passage, head, {
      act,
      to: it.verdict === 'pass' ? next : 'drafting',
      facts: { hash: it.seenHash, verdict: it.verdict },
      comment: it.comment,
      seenVersion: it.seenVersion,
    });
    const edition = await textUnderReview(c, head, it.seenHash);
    if (it.verdict === 'pass') await giveReview(c, head, edition, kind, it.comment);
    else await reopen(c, head, `在${REVIEW_KINDS[kind].label}中被退回`);
    return { casePid: head.pid };
  });
}

/** Attribute review (公开属性审查): an act of its own reviewer, bound to the hash of the text. */
export const reviewAttribute = (ctx: ChangeContext, it: ReviewInput) => review(ctx, 'attribute', it);

/** Secrecy review (保密审查): a recorded act of its own; nothing is released without it. */
export const reviewSecrecy = (ctx: ChangeContext, it: ReviewInput) => review(ctx, 'secrecy', it);

/**
 * Sign-off (签发): runs every check again, then publishes at once, or at the set time, or files a paper that the public
 * does not see.
 * @param publishAt instant of publication; undefined = now. Must lie in the future, at most a year ahead.
 */
export async function signOff(
  ctx: ChangeContext,
  it: ReviewInput & { publishAt?: Date },
): Promise<{ casePid: string; state: string }> {
  needComment(it);
  return change(
    ctx,
    { act: 'document.sign-off', once: it.once, lock: (tx) => lockPassage(tx, it.casePid) },
    async (c, head) => {
      const draft = await readEdition(c.tx, head.passage.editionId);
      const to =
        it.verdict === 'return'
          ? 'drafting'
          : draft.attribute !== 'proactive'
            ? 'filed'
            : it.publishAt
              ? 'scheduled'
              : 'published';
      await advance(c, passage, head, {
        act: 'document.sign-off',
        to,
        facts: { hash: it.seenHash, verdict: it.verdict, publishAt: it.publishAt?.toISOString() ?? null },
        comment: it.comment,
        seenVersion: it.seenVersion,
      });
      const edition = await textUnderReview(c, head, it.seenHash);
      if (to === 'drafting') {
        await reopen(c, head, '在签发时被退回');
        return { casePid: head.pid, state: to };
      }
      const found = await checkEdition(c.tx, head.organisationId, edition, head.passage.kind);
      const blocking = found.filter((f) => f.level === 'must');
      if (blocking.length > 0) throw new Refusal(blocking);
      if (to === 'scheduled' && it.publishAt) {
        const ahead = it.publishAt.getTime() - c.now.getTime();
        if (ahead <= 0)
          throw new Refusal(
            [
              {
                field: 'publishAt',
                message: '定时发布的时间已经过去，请选择以后的时间，或者选择“立即公开”。',
              },
            ],
            422,
          );
        if (ahead > 366 * 86_400_000)
          throw new Refusal(
            [{ field: 'publishAt', message: '定时发布最多可设在一年以内，请核对日期。' }],
            422,
          );
      }
      await giveReview(c, head, edition, 'sign-off', it.comment);
      if (to === 'scheduled')
        await c.tx
          .updateTable('document_passage')
          .set({ publish_at: it.publishAt ?? null })
          .where('case_id', '=', head.id)
          .execute();
      else await finish(c, head, edition, to);
      return { casePid: head.pid, state: to };
    },
  );
}

/** Ends a passage; a published one only if attribute review, secrecy review and sign-off all hold for this very text. */
export async function finish(
  c: Change,
  head: Head,
  edition: Edition,
  to: 'published' | 'filed',
): Promise<void> {
  const reviews = await c.tx
    .selectFrom('passage_review')
    .select('kind')
    .where('edition_id', '=', edition.id)
    .where('content_hash', '=', edition.contentHash ?? '')
    .execute();
  for (const [kind, { label }] of Object.entries(REVIEW_KINDS))
    if (!reviews.some((r) => r.kind === kind)) throw new Refusal(`这份文本没有通过${label}，不能办结。`);
  await c.tx.updateTable('document_passage').set({ ended: true }).where('case_id', '=', head.id).execute();
  await dropBuffersOf(c.tx, head.id);
  await tellDrafters(c, {
    documentId: head.passage.documentId,
    casePid: head.pid,
    text: `“${edition.title}”${to === 'published' ? '已经签发并向社会公开' : '已经审签，按公开属性不向社会公开'}。`,
  });
  if (to !== 'published') return;
  const document = await c.tx
    .selectFrom('gov_document')
    .select([
      'id',
      'pid',
      'organisation_id as organisationId',
      'index_number as indexNumber',
      'first_published_at as firstPublishedAt',
    ])
    .where('id', '=', head.passage.documentId)
    .executeTakeFirstOrThrow();
  await release(c, { document, edition, owner: await organisationById(c.tx, document.organisationId) });
}

/**
 * Returns a paper under review to its drafter (退文): a right of the government office, apart from the verdict of a
 * reviewer. The reason is told and kept; reviews given so far are void.
 */
export async function returnToSender(
  ctx: ChangeContext,
  it: { casePid: string; comment: string; seenVersion: number; once: string },
): Promise<{ casePid: string }> {
  needComment({ verdict: 'return', comment: it.comment });
  return change(
    ctx,
    { act: 'document.return-to-sender', once: it.once, lock: (tx) => lockPassage(tx, it.casePid) },
    async (c, head) => {
      await advance(c, passage, head, {
        act: 'document.return-to-sender',
        facts: {},
        comment: it.comment,
        seenVersion: it.seenVersion,
      });
      await reopen(c, head, '被退文');
      return { casePid: head.pid };
    },
  );
}

/** Takes a submitted draft back before anybody has reviewed it. */
export async function recallDraft(
  ctx: ChangeContext,
  it: { casePid: string; seenVersion: number; once: string },
): Promise<{ casePid: string }> {
  return change(
    ctx,
    { act: 'document.recall', once: it.once, lock: (tx) => lockPassage(tx, it.casePid) },
    async (c, head) => {
      await advance(c, passage, head, { act: 'document.recall', facts: {}, seenVersion: it.seenVersion });
      await reopen(c, head);
      return { casePid: head.pid };
    },
  );
}

/** Stops a timed publication: the text goes back to its drafter and needs every review anew. */
export async function unschedule(
  ctx: ChangeContext,
  it: { casePid: string; comment: string; seenVersion: number; once: string },
): Promise<{ casePid: string }> {
  needReason(it.comment, '取消定时发布');
  return change(
    ctx,
    { act: 'document.unschedule', once: it.once, lock: (tx) => lockPassage(tx, it.casePid) },
    async (c, head) => {
      await advance(c, passage, head, {
        act: 'document.unschedule',
        facts: {},
        comment: it.comment,
        seenVersion: it.seenVersion,
      });
      await reopen(c, head, '的定时发布已取消，退回起草');
      return { casePid: head.pid };
    },
  );
}

/**
 * Publishes what was signed for a time that has come. Run by the minute tick as the service "system"; each document in a
 * change of its own, so that one that cannot be published does not hold up the others.
 * @returns number published; errors are given to `failed`
 */
export async function publishDue(
  ctx: ChangeContext,
  failed: (casePid: string, error: unknown) => void,
): Promise<number> {
  const due = await ctx.db
    .selectFrom('document_passage')
    .innerJoin('procedure_case', 'procedure_case.id', 'document_passage.case_id')
    .select('procedure_case.pid')
    .where('document_passage.publish_at', '<=', ctx.clock.now())
    .where('document_passage.ended', '=', false)
    .where('procedure_case.state', '=', 'scheduled')
    .orderBy('document_passage.publish_at')
    .execute();
  let published = 0;
  for (const { pid } of due)
    try {
      await change(
        ctx,
        { act: 'document.publish-due', lock: (tx) => lockPassage(tx, pid) },
        async (c, head) => {
          await advance(c, passage, head, { act: 'document.publish-due', facts: {} });
          await finish(c, head, await textUnderReview(c, head, undefined), 'published');
          return { casePid: pid };
        },
      );
      published++;
    } catch (error) {
      failed(pid, error);
    }
  return published;
}
