import { notify } from '../../core/index.ts';
import type { Leftover } from '../module.ts';

/**
 * What becomes of the open reminders of somebody who leaves or moves: one at a case goes to whoever takes over its task,
 * the others end and stay in the list of the person. Only numbers are told: an administrator sees no content.
 */
export const leftover: Leftover = {
  label: '本人提醒',
  async describe(db, personId, handed) {
    const rows = await db
      .selectFrom('reminder')
      .select('case_id as caseId')
      .where('person_id', '=', personId)
      .where('state', '=', 'open')
      .execute();
    if (rows.length === 0) return undefined;
    const goes = rows.filter((r) => r.caseId !== null && handed.includes(r.caseId)).length;
    return `未完成 ${rows.length} 条：${goes} 条随事项移交给接手人，${rows.length - goes} 条终止`;
  },
  async settle(c, { personId, name, heirs }) {
    const rows = await c.tx
      .selectFrom('reminder')
      .select(['id', 'case_id as caseId'])
      .where('person_id', '=', personId)
      .where('state', '=', 'open')
      .orderBy('id')
      .forUpdate()
      .execute();
    const heirOf = (caseId: number | null) => (caseId === null ? undefined : heirs.get(caseId));
    for (const [heir, of] of Map.groupBy(rows, (r) => heirOf(r.caseId))) {
      const ids = of.map((r) => r.id);
      await c.tx
        .updateTable('reminder')
        .set(
          heir === undefined
            ? { state: 'ended', closed_at: c.now }
            : { person_id: heir, from_person_id: personId, told_on: null },
        )
        .where('id', 'in', ids)
        .execute();
      await notify(c, {
        to: [heir ?? personId],
        kind: 'handover',
        text:
          heir === undefined
            ? `因办理离任或调动，您的 ${ids.length} 条提醒已经终止，可在“我的提醒”中查看。`
            : `${name}的 ${ids.length} 条提醒已随事项移交给您，请在“我的提醒”中查看。`,
        path: '/reminders',
      });
    }
    const ended = rows.filter((r) => heirOf(r.caseId) === undefined).length;
    c.note({ remindersHanded: rows.length - ended, remindersEnded: ended });
  },
};
