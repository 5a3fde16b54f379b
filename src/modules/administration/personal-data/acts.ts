import {
  liftHold,
  lockHold,
  type PersonalKind,
  placeHold,
  type RetentionStart,
  setRetentionRule,
} from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import { findPersonalData } from '../../../law/personal-data.ts';
import { lockCase, noteEvent } from '../../../mechanisms/procedure/index.ts';
import { type ChangeContext, change } from '../../../platform/change.ts';
import { NotFound, Refusal } from '../../../platform/errors.ts';
import { topOrganisation } from '../calendar/acts.ts';

/** Sets a retention period for the whole installation. */
export async function changeRetention(
  ctx: ChangeContext,
  it: {
    matter: string;
    kind: PersonalKind | '';
    starts: RetentionStart;
    months: number;
    basis: string;
    validFrom: Day;
    once: string;
  },
): Promise<{ id: number }> {
  const { once, ...rule } = it;
  return change(
    ctx,
    {
      act: 'retention.set',
      once,
      lock: async (tx) => ({
        kind: 'retention-rule',
        id: `${it.matter || '*'}/${it.kind || '*'}`,
        organisationId: (await topOrganisation(tx)).id,
      }),
    },
    async (c) => {
      const { id } = await setRetentionRule(c, rule);
      c.note({ rule: id, months: it.months, starts: it.starts, validFrom: it.validFrom });
      return { id };
    },
  );
}

/** Stays for ever beside the case: it must not name a number of a person. */
function refuseNumbers(field: string, text: string): void {
  if (findPersonalData(text).length > 0)
    throw new Refusal([{ field, message: '这里的内容长期保存，不要写入身份证号、手机号、银行卡号。' }], 422);
}

/** Places a legal hold on a case, with its document. The case carries it in its evidence. */
export async function holdCase(
  ctx: ChangeContext,
  it: { casePid: string; reason: string; document: string; untilOn: Day | null; once: string },
): Promise<{ hold: string }> {
  refuseNumbers('reason', it.reason);
  refuseNumbers('document', it.document);
  return change(
    ctx,
    {
      act: 'hold.place',
      once: it.once,
      lock: async (tx) => {
        try {
          return await lockCase(tx, it.casePid);
        } catch (error) {
          if (!(error instanceof NotFound)) throw error;
          throw new Refusal([{ field: 'case', message: '没有这个编号的办件，请核对。' }], 422);
        }
      },
    },
    async (c, head) => {
      if (it.untilOn !== null && it.untilOn < c.today)
        throw new Refusal([{ field: 'untilOn', message: '保全期限不能早于今天；没有期限的可以不填。' }], 422);
      const { pid } = await placeHold(c, {
        caseId: head.id,
        organisationId: head.organisationId,
        reason: it.reason,
        document: it.document,
        untilOn: it.untilOn,
      });
      await noteEvent(c, head, { act: 'hold.place', facts: { hold: pid, until: it.untilOn } });
      return { hold: pid };
    },
  );
}

/** Lifts a legal hold; what is past its retention goes with the next daily look. */
export async function releaseHold(
  ctx: ChangeContext,
  it: { pid: string; reason: string; once: string },
): Promise<{ hold: string }> {
  refuseNumbers('reason', it.reason);
  return change(
    ctx,
    { act: 'hold.lift', once: it.once, lock: (tx) => lockHold(tx, it.pid) },
    async (c, hold) => {
      const head = await c.tx
        .selectFrom('procedure_case')
        .select(['id', 'state'])
        .where('id', '=', hold.caseId)
        .executeTakeFirstOrThrow();
      await liftHold(c, hold, it.reason);
      await noteEvent(c, head, { act: 'hold.lift', facts: { hold: it.pid } });
      return { hold: it.pid };
    },
  );
}
