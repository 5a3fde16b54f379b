import {
  dueCases,
  type Erased,
  type ErasureBasis,
  enterRetentionRun,
  erasePersonal,
  type Party,
  parameter,
  retentionDone,
} from '../../core/index.ts';
import type { Day } from '../../law/day.ts';
import { type Change, type ChangeContext, change } from '../../platform/change.ts';
import { NotFound } from '../../platform/errors.ts';
import { type CaseHead, lockCase, noteEvent } from './cases.ts';

/** Evidence of an erasure on a person's request. */
export const ERASE_ACT = 'personal.erase';
/** Evidence of an erasure because the retention period has ended. */
export const ERASE_DUE_ACT = 'personal.erase-due';

/**
 * Erases personal values and files of a case and leaves the evidence: act, basis, kinds, numbers; never a value.
 * @throws Refusal while a legal hold lasts, or when nothing is left
 */
export async function eraseOfCase(
  c: Change,
  head: CaseHead,
  it: {
    act: string;
    ids?: readonly number[];
    fileIds?: readonly number[];
    parties?: readonly Party[];
    basis: ErasureBasis;
    basisRef: string;
  },
): Promise<Erased> {
  const done = await erasePersonal(c, { ...it, caseId: head.id });
  const facts = { basis: it.basis, basisRef: it.basisRef, ...done };
  await noteEvent(c, head, { act: it.act, facts });
  c.note(facts);
  return done;
}

/** Cases handled in one look; more wait for the next minute. */
const AT_ONCE = 500;

/**
 * The daily look: erases what has passed its last day of retention, case by case; what is under a legal hold stays.
 * Does nothing before the hour set, and nothing more once the day is done.
 * @param hour of the day in Asia/Shanghai, 0 to 23
 * @param onFailed told of each case that could not be erased, also because of a hold placed since we looked; the others go on, the day stays open
 *   and the next minute looks again
 * @returns how many cases were erased; undefined when there was nothing to look for
 */
export async function eraseDue(
  ctx: ChangeContext,
  onFailed: (casePid: string, error: unknown) => void,
): Promise<number | undefined> {
  const today: Day = ctx.clock.today();
  const hour = (ctx.clock.now().getUTCHours() + 8) % 24;
  if (hour < (await parameter(ctx.db, 'personal.erase-hour', { day: today }))) return undefined;
  if (await retentionDone(ctx.db, today)) return undefined;
  const due = await dueCases(ctx.db, { before: today, today, limit: AT_ONCE, held: false });
  let erased = 0;
  let failed = 0;
  for (const it of due) {
    const row = await ctx.db
      .selectFrom('procedure_case')
      .select('pid')
      .where('id', '=', it.caseId)
      .executeTakeFirst();
    try {
      if (!row) throw new NotFound();
      await change(ctx, { act: ERASE_DUE_ACT, lock: (tx) => lockCase(tx, row.pid) }, async (c, head) => {
        const { values } = await eraseOfCase(c, head, {
          act: ERASE_DUE_ACT,
          ids: it.ids,
          fileIds: it.fileIds,
          basis: 'retention-ended',
          basisRef: it.eraseAfter,
        });
        return { values };
      });
      erased++;
    } catch (error) {
      failed++;
      onFailed(row?.pid ?? String(it.caseId), error);
    }
  }
  if (failed === 0 && due.length < AT_ONCE) {
    const held = await dueCases(ctx.db, { before: today, today, limit: AT_ONCE, held: true });
    await ctx.db
      .transaction()
      .execute((tx) =>
        enterRetentionRun(tx, { day: today, cases: erased, held: held.length, at: ctx.clock.now() }),
      );
  }
  return erased;
}
