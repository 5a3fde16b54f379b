import { type Person, parameter } from '../../core/index.ts';
import { addDays, type Day } from '../../law/day.ts';
import { findPersonalData } from '../../law/personal-data.ts';
import { type Change, type ChangeContext, change } from '../../platform/change.ts';
import { newPublicId } from '../../platform/crypto.ts';
import { Refusal } from '../../platform/errors.ts';
import { countOpen, lockReminder, type Thing } from './store.ts';
import { THINGS } from './words.ts';

/** What is entered in a reminder. */
export interface Entered {
  day: Day;
  words: string;
}

type OwnContext = ChangeContext & { actor: Person };

/**
 * Sets a reminder for oneself (提醒我).
 * @param thing found for this person just before; its page asks for the right to read it
 * @throws Refusal at the field for a day in the past or too far ahead, personal numbers in the words, too many open ones
 */
export async function setReminder(
  ctx: OwnContext,
  it: Entered & { thing: Thing; once: string },
): Promise<{ pid: string }> {
  return change(
    ctx,
    {
      act: 'reminder.set',
      once: it.once,
      async lock(tx) {
        // One at a time for a person: what is open is counted under it.
        await tx
          .selectFrom('person')
          .select('id')
          .where('id', '=', ctx.actor.personId)
          .forNoKeyUpdate()
          .execute();
        return ownSubject(ctx.actor, String(ctx.actor.personId));
      },
    },
    async (c) => {
      await check(c, ctx.actor, it);
      const most = await parameter(c.tx, 'notices.own-reminders', at(c, ctx.actor));
      if ((await countOpen(c.tx, ctx.actor.personId)) >= most)
        throw new Refusal(`您已有 ${most} 条未完成的提醒，请先在“我的提醒”中完成一些。`);
      const pid = newPublicId();
      await c.tx
        .insertInto('reminder')
        .values({
          pid,
          person_id: ctx.actor.personId,
          ...(it.thing.kind === 'documents' ? { document_id: it.thing.id } : { case_id: it.thing.id }),
          remind_on: it.day,
          words: it.words,
          created_at: c.now,
        })
        .execute();
      c.created({ kind: 'reminder', id: pid });
      c.note({ about: it.thing.pid, thing: it.thing.kind });
      return { pid };
    },
  );
}

/** Gives an open reminder another day or other words (改期). @throws Refusal as for setting, or when it is over */
export async function moveReminder(
  ctx: OwnContext,
  it: Entered & { pid: string; once: string },
): Promise<{ pid: string }> {
  return ofOwn(ctx, 'reminder.move', it, async (c, id) => {
    await check(c, ctx.actor, it);
    await c.tx
      .updateTable('reminder')
      .set({ remind_on: it.day, words: it.words })
      .where('id', '=', id)
      .execute();
  });
}

/** Ends an open reminder as done (完成). @throws Refusal when it is over already */
export async function finishReminder(
  ctx: OwnContext,
  it: { pid: string; once: string },
): Promise<{ pid: string }> {
  return ofOwn(ctx, 'reminder.finish', it, async (c, id) => {
    await c.tx
      .updateTable('reminder')
      .set({ state: 'done', closed_at: c.now })
      .where('id', '=', id)
      .execute();
  });
}

async function ofOwn(
  ctx: OwnContext,
  act: string,
  it: { pid: string; once: string },
  work: (c: Change, id: number) => Promise<void>,
): Promise<{ pid: string }> {
  let id = 0;
  return change(
    ctx,
    {
      act,
      once: it.once,
      async lock(tx) {
        const row = await lockReminder(tx, ctx.actor.personId, it.pid);
        if (row.state !== 'open') throw new Refusal('这条提醒已经完成或者终止，不用再办。');
        id = row.id;
        return ownSubject(ctx.actor, row.pid);
      },
    },
    async (c) => {
      await work(c, id);
      return { pid: it.pid };
    },
  );
}

const ownSubject = (person: Person, id: string) => ({
  kind: 'reminder',
  id,
  organisationId: person.organisation.id,
});

const at = (c: Change, person: Person) => ({ day: c.today, organisationId: person.organisation.id });

async function check(c: Change, person: Person, { day, words }: Entered): Promise<void> {
  const ahead = await parameter(c.tx, 'notices.own-reminders-ahead', at(c, person));
  const issues = [
    ...(day < c.today ? [{ field: 'day', message: '提醒日期已经过去，请选择今天或以后的一天。' }] : []),
    ...(day > addDays(c.today, ahead)
      ? [
          {
            field: 'day',
            message: `提醒日期太远，最晚可以选 ${addDays(c.today, ahead)}，请核对年份。`,
          },
        ]
      : []),
    ...(findPersonalData(words).length > 0
      ? [
          {
            field: 'words',
            message: `提醒内容不要写身份证号、手机号、银行卡号，打开${THINGS.cases}就能看到，请改用“该申请人”等说法。`,
          },
        ]
      : []),
  ];
  if (issues.length > 0) throw new Refusal(issues, 422);
}
