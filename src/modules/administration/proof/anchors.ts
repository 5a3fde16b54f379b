import { setTimeout } from 'node:timers/promises';
import { ANCHOR_QUEUE, type AnchorPlace, dailyAnchor, exportAnchor } from '../../../core/index.ts';
import { caseIsSealed } from '../../../mechanisms/procedure/index.ts';
import { newPublicId } from '../../../platform/crypto.ts';
import type { AppContext } from '../../../platform/http/route.ts';
import type { JobKind } from '../../../platform/jobs.ts';
import type { Tick } from '../../../platform/tick.ts';

/** Where the anchors of a running program go. */
function place(app: AppContext): AnchorPlace {
  const { db, clock, log, anchorsFolder: folder, mail } = app;
  return {
    ...{ db, clock, log, folder },
    mail: mail && {
      async send({ to, subject, text }) {
        for (const address of to)
          await mail({ id: newPublicId(), at: clock.now(), to: address, subject, text });
      },
    },
  };
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
