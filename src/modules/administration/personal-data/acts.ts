import {
  holdersOf,
  liftHold,
  lockHold,
  notify,
  type PersonalKind,
  parameter,
  placeHold,
  type RetentionStart,
  setRetentionRule,
} from '../../../core/index.ts';
import { addDays, type Day } from '../../../law/day.ts';
import { findPersonalData } from '../../../law/personal-data.ts';
import { lockCase, noteEvent } from '../../../mechanisms/procedure/index.ts';
import { type Change, type ChangeContext, change } from '../../../platform/change.ts';
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
      await refuseHasty(c, it);
      const { id } = await setRetentionRule(c, rule);
      const top = await topOrganisation(c.tx);
      const watching = (await holdersOf(c.tx, [top.id], c.today)).filter(
        (h) => (WATCHING as readonly string[]).includes(h.role) && h.personId !== c.actor.personId,
      );
      await notify(c, {
        to: watching.map((h) => h.personId),
        kind: 'system',
        text: `个人信息保留期限自 ${it.validFrom} 起有新的设定：${it.months} 个月。如有不当，请在生效前要求系统管理员改正。`,
        path: '/personal-data/retention',
      });
      c.note({ rule: id, months: it.months, starts: it.starts, validFrom: it.validFrom });
      return { id };
    },
  );
}

/** Who is told of a new period and can object before it holds. */
const WATCHING = ['security-officer', 'disclosure-office', 'legal-officer'] as const;

/**
 * What is erased does not come back: nobody alone may shorten a period from one day to the next, or below what remedies
 * of law need.
 */
async function refuseHasty(c: Change, it: { months: number; validFrom: Day }): Promise<void> {
  const [days, floor] = await Promise.all([
    parameter(c.tx, 'personal.retention-notice-days', { day: c.today }),
    parameter(c.tx, 'personal.retention-floor-months', { day: c.today }),
  ]);
  if (it.months < floor)
    throw new Refusal(
      [{ field: 'months', message: `保留期限不得短于 ${floor} 个月：复议、诉讼期间须有据可查。` }],
      422,
    );
  const first = addDays(c.today, days);
  if (it.validFrom < first)
    throw new Refusal(
      [
        {
          field: 'validFrom',
          message: `清除不能恢复，新的保留期限须提前 ${days} 日设定，最早 ${first} 起；期间已通知安全管理员、政务公开办和法制机构核对。`,
        },
      ],
      422,
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
