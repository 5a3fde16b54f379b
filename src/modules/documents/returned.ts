import type { CaseEvent, CaseHead } from '../../mechanisms/procedure/index.ts';
import { contentHash, type Edition } from '../../mechanisms/publication/index.ts';
import { Refusal } from '../../platform/errors.ts';
import { ACT_LABELS, sentBack } from './lifecycle.ts';

/** Why a paper lies with its drafters again. */
export interface Returned {
  /** Step in which it came back, in Chinese. */
  step: string;
  who: string;
  at: Date;
  reason: string;
  /** Whether a reviewer or the office found fault with it; otherwise only its day of publication was taken back. */
  found: boolean;
  /** Number of the edition that came back. */
  edition: number | undefined;
}

/** Whether an event sent the paper back to its drafters; taking it back oneself does not count. */
export function isReturn(e: CaseEvent): boolean {
  return sentBack({ act: e.act, from: e.fromState, to: e.toState }) !== undefined;
}

/**
 * How a paper came back that is being drafted now; undefined for one that never left, or was only taken back. A return
 * still stands when the drafters have sent the paper once more and taken it back before anybody looked at it.
 */
export function lastReturn(head: CaseHead, events: readonly CaseEvent[]): Returned | undefined {
  if (head.state !== 'drafting') return undefined;
  const at = events.findLastIndex(
    (e) => e.toState === 'drafting' && e.fromState !== 'drafting' && e.act !== 'document.recall',
  );
  const last = events[at];
  if (!last || !isReturn(last)) return undefined;
  const sent = events.slice(0, at).findLast((e) => e.act === 'document.submit');
  return {
    step: last.act === 'document.decide-withdrawal' ? '文件已撤回' : (ACT_LABELS[last.act] ?? last.act),
    who: last.actorName,
    at: last.at,
    reason: last.comment,
    found: last.act !== 'document.unschedule',
    edition: typeof sent?.facts.edition === 'number' ? sent.facts.edition : undefined,
  };
}

/** What the drafters say to the reason for which a paper came back, while it is under review again. */
export function answerToReturn(head: CaseHead, events: readonly CaseEvent[]): string {
  const sent = events.findLast((e) => e.act === 'document.submit');
  return head.state === 'drafting' || head.closedOn !== null ? '' : (sent?.comment ?? '');
}

/** Characters that say something to a reason. */
const LEAST_ANSWER = 10;

/**
 * Demands an answer to a return when the paper goes out again as it was: reviewers would read the same text once more and
 * not know why.
 * @param before the edition that came back
 * @throws Refusal at the field `comment`
 */
export function needAnswer(
  returned: Returned | undefined,
  before: Edition | undefined,
  edition: Edition,
  comment: string,
): void {
  if (!returned?.found || !before || [...comment.trim()].length >= LEAST_ANSWER) return;
  // The number of the edition is part of the hash and always another one.
  if (contentHash({ ...edition, number: before.number }) !== contentHash(before)) return;
  throw new Refusal(
    [
      {
        field: 'comment',
        message: `稿件与退回时完全相同。请按退回意见修改后再送审；认为不需要修改的，请在本件页面填写“对退回意见的说明”（至少 ${LEAST_ANSWER} 个字）后送审，审查人会看到。`,
      },
    ],
    422,
  );
}
