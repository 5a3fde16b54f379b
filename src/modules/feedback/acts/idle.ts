import { sql } from 'kysely';
import { parameter } from '../../../core/index.ts';
import { addDays } from '../../../law/day.ts';
import { instant } from '../../../platform/clock.ts';
import { IDLE } from '../lifecycle.ts';
import { INTAKE } from '../words.ts';
import type { FeedbackContext } from './enrol.ts';
import { moveFeedback } from './run.ts';

/**
 * Closes what was answered and has lain since then for longer than is laid down: the days for which name and contact may be
 * kept count from the closing, and nobody's forgetting may lengthen them (个人信息保护法第十九条).
 * @param onFailed told of each case that could not be closed, with its public id; it is tried again
 * @returns how many were closed
 */
export async function closeIdleFeedback(
  ctx: FeedbackContext,
  onFailed: (casePid: string, error: unknown) => void,
): Promise<number> {
  const day = ctx.clock.today();
  const days = await parameter(ctx.db, 'feedback.idle-days', { day });
  const before = instant(`${addDays(day, -days)}T00:00:00+08:00`);
  const { rows } = await sql<{ casePid: string; seenVersion: number }>`
    select c.pid as "casePid", c.version as "seenVersion" from procedure_case c
    where c.procedure = ${INTAKE} and c.closed_on is null and c.state = any(${[...IDLE]}::text[])
      and not exists (select from case_event e where e.case_id = c.id and e.at >= ${before})
    order by c.id`.execute(ctx.db);
  let closed = 0;
  for (const row of rows)
    try {
      await moveFeedback(ctx, row, {
        act: 'feedback.close-idle',
        async work(c, { head }) {
          // What somebody proposed and nobody approved is not told to the sender (`portal.feedback_answer`).
          if (head.state === 'replied')
            await c.tx
              .updateTable('policy_feedback')
              .set({ use_kind: null, use_note: '' })
              .where('case_id', '=', head.id)
              .execute();
          return { facts: { days }, comment: `答复后 ${days} 日没有进一步办理，系统自动办结。` };
        },
      });
      closed += 1;
    } catch (error) {
      onFailed(row.casePid, error);
    }
  return closed;
}
