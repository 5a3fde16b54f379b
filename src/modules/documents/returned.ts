import type { CaseEvent, CaseHead } from '../../mechanisms/procedure/index.ts';
import { ACT_LABELS } from './lifecycle.ts';

/** Why a paper lies with its drafters again. */
export interface Returned {
  /** Step in which it came back, in Chinese. */
  step: string;
  who: string;
  at: Date;
  reason: string;
}

/** Whether an event sent the paper back to its drafters; taking it back oneself does not count. */
export function sentBack(e: CaseEvent): boolean {
  return (
    e.toState === 'drafting' &&
    e.fromState !== null &&
    e.fromState !== 'drafting' &&
    e.act !== 'document.recall'
  );
}

/** How a paper came back that is being drafted now; undefined for one that never left, or was taken back. */
export function lastReturn(head: CaseHead, events: readonly CaseEvent[]): Returned | undefined {
  if (head.state !== 'drafting') return undefined;
  const last = events.findLast((e) => e.toState === 'drafting' && e.fromState !== 'drafting');
  if (!last || !sentBack(last)) return undefined;
  return {
    step: ACT_LABELS[last.act] ?? last.act,
    who: last.actorName,
    at: last.at,
    reason: last.comment,
  };
}
