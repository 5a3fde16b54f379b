import { counterparts, organisationById } from '../../core/index.ts';
import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import type { Issue } from '../../platform/errors.ts';
import { reviewPolicy, separationIssue, withdrawalIssue } from './policy.ts';
import { readHands, readPassage, readWithdrawal } from './store.ts';
import { REVIEW_KINDS, type ReviewKind } from './words.ts';

/**
 * Why a person who holds the role may still not do the task of a case: separation of duties.
 * @returns undefined when nothing speaks against it, or the case is none of this module
 */
export async function objection(
  db: Reader,
  it: {
    caseId: number;
    procedure: string;
    organisationId: number;
    act: string;
    personId: number;
    today: Day;
  },
): Promise<Issue | undefined> {
  const reviewer = { personId: it.personId, counterparts: await counterparts(db, it.personId, it.today) };
  if (it.procedure === 'document-withdrawal' && it.act === 'document.decide-withdrawal')
    return withdrawalIssue(await readWithdrawal(db, it.caseId), reviewer);
  const kind = (Object.keys(REVIEW_KINDS) as ReviewKind[]).find((k) => REVIEW_KINDS[k].act === it.act);
  if (it.procedure !== 'document-passage' || !kind) return undefined;
  const organisation = await organisationById(db, it.organisationId);
  return separationIssue(
    await reviewPolicy(db, organisation.kind, it.today),
    await readHands(db, await readPassage(db, it.caseId)),
    kind,
    reviewer,
  );
}
