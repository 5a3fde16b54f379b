import {
  type Channel,
  forgetDeparted,
  gatherDigests,
  PLAN_QUEUE,
  parameter,
  planDeliveries,
  SEND_QUEUE,
  sendDue,
  wakeDue,
} from '../../../core/index.ts';
import { addDays } from '../../../law/day.ts';
import type { AppContext } from '../../../platform/http/route.ts';
import type { JobKind } from '../../../platform/jobs.ts';
import type { Tick } from '../../../platform/tick.ts';

/** New notices are planned, and channels emptied, when a change has woken them. */
export function noticeJobs(app: AppContext): JobKind[] {
  return [
    { queue: PLAN_QUEUE, run: () => planDeliveries(app) },
    {
      queue: SEND_QUEUE,
      run: async (data) => {
        await sendDue(app, data.channel as Channel);
      },
    },
  ];
}

/** What the minute finds: notices not planned yet, digests whose time has come, messages to try again, people who left. */
export function noticeTicks(app: AppContext): Tick[] {
  return [
    { name: 'plan-notices', run: () => planDeliveries(app) },
    { name: 'digests', run: () => gatherDigests(app) },
    { name: 'send-notices', run: () => wakeDue(app) },
    {
      name: 'departed',
      run: async () => {
        const today = app.clock.today();
        const days = await parameter(app.db, 'notices.forget-contact-after', { day: today });
        await forgetDeparted(app.db, addDays(today, -days));
      },
    },
  ];
}
