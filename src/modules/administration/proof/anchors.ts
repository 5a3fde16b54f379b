import { setTimeout } from 'node:timers/promises';
import { ANCHOR_QUEUE, type AnchorPlace, dailyAnchor, exportAnchor } from '../../../core/index.ts';
import { caseIsSealed } from '../../../mechanisms/procedure/index.ts';
import type { AppContext } from '../../../platform/http/route.ts';
import type { JobKind } from '../../../platform/jobs.ts';
import type { Tick } from '../../../platform/tick.ts';

/** Where the anchors of a running program go. */
function place(app: AppContext): AnchorPlace {
  return { db: app.db, clock: app.clock, log: app.log, folder: app.anchorsFolder, mail: app.mail };
}

/** The anchor of the day: the first look of the minute tick after midnight, or after a start. */
export const anchorTicks = (app: AppContext): Tick[] => [
  { name: 'daily-anchor', run: () => dailyAnchor(place(app)) },
];

/** The anchor of a closed case, as soon as the sealer has come to its last event. */
export const anchorJobs = (app: AppContext): JobKind[] => [
  {
    queue: ANCHOR_QUEUE,
    async run(data) {
      for (let tries = 0; !(await caseIsSealed(app.db, Number(data.case))); tries++) {
        // The queue tries again later: nothing is lost while the sealer stands still.
        if (tries === 40) throw new Error('the sealer has not come to this case');
        await setTimeout(250);
      }
      await exportAnchor(place(app), 'case-closed');
    },
  },
];
