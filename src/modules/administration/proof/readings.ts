import { chainHead, recentAnchors } from '../../../core/index.ts';
import type { AppContext } from '../../../platform/http/route.ts';
import type { Reading } from '../../../platform/metrics.ts';
import { sealingBacklog } from './store.ts';

/** How far the chain is, how far behind, and how old the last anchor is. */
export async function proofReadings(app: AppContext): Promise<Reading[]> {
  const [head, anchors] = await Promise.all([chainHead(app.db), recentAnchors(app.db, 1)]);
  const backlog = await sealingBacklog(app.db, head.sealedAt);
  const now = app.clock.now().getTime();
  const age = (at: Date | null | undefined) => (at ? Math.max(0, (now - at.getTime()) / 1000) : 0);
  return [
    { name: 'mingtang_seal_position', help: 'Links in the chain of evidence', value: head.position },
    {
      name: 'mingtang_seal_lag_seconds',
      help: 'Age of the oldest audit row that is not sealed',
      value: age(backlog.oldest),
    },
    {
      name: 'mingtang_anchor_age_seconds',
      help: 'Age of the last anchor outside the database; 0 while there is none',
      value: age(anchors[0]?.at),
    },
  ];
}
