import type { CaseEvent, CaseHead } from '../../mechanisms/procedure/index.ts';
import { ACT_LABELS, sentBack } from './lifecycle.ts';

/** Why a paper lies with its drafters again. */
export interface Returned {
  /** Step in which it came back, in Chinese. */
  step: string;
  who: string;
  at: Date;
  reason: string;
}

/** Whether an event sent the paper back to its drafters; taking it back oneself does not count. */
export function isReturn(e: CaseEvent): boolean {
  return sentBack({ act: e.act, from: e.fromState, to: e.toState }) !== undefined;
}

/** How a paper came back that is being drafted now; undefined for one that never left, or was taken back. */
export function lastReturn(head: CaseHead, events: readonly CaseEvent[]): Returned | undefined {
  if (head.state !== 'drafting') return undefined;
  const last = events.findLast((e) => e.toState === 'drafting' && e.fromState !== 'drafting');
  if (!last || !isReturn(last)) return undefined;
  return {
    step: ACT_LABELS[last.act] ?? last.act,
    who: last.actorName,
    at: last.at,
    reason: last.comment,
  };
}
