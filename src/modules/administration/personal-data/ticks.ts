import { exportErasures, latestErasure } from '../../../core/index.ts';
import { ERASE_DUE_ACT, eraseDue } from '../../../mechanisms/procedure/index.ts';
import { serviceActor } from '../../../platform/actor.ts';
import type { AppContext } from '../../../platform/http/route.ts';
import { logged } from '../../../platform/log.ts';
import type { Tick } from '../../../platform/tick.ts';

/** The service that erases what has passed its retention. */
const system = serviceActor('system', '系统', [ERASE_DUE_ACT]);

/** What is looked at every minute: what is due to be erased (once a day), and what of it the list outside lacks. */
export function personalDataTicks(app: AppContext): readonly Tick[] {
  let listed: number | undefined;
  return [
    {
      name: 'erase-due',
      async run() {
        await eraseDue({ ...app, actor: system, requestId: 'tick' }, (casePid, error) =>
          app.log.error({ case: casePid, ...logged(error) }, 'erasure after retention failed'),
        );
      },
    },
    {
      name: 'erasure-list',
      async run() {
        const latest = await latestErasure(app.db);
        if (latest === listed) return;
        await exportErasures(app.db, app.anchorsFolder);
        listed = latest;
      },
    },
  ];
}
