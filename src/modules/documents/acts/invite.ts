import { addInvitation, endRights, notify } from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import { noteEvent } from '../../../mechanisms/procedure/index.ts';
import { type Change, type ChangeContext, change } from '../../../platform/change.ts';
import { NotFound, Refusal } from '../../../platform/errors.ts';
import { lockPassage } from '../store.ts';

/** Acts for which a reviewer from outside can be invited; signing is never one of them. */
export const INVITABLE = ['document.attribute-review', 'document.secrecy-review'] as const;
export type InvitableAct = (typeof INVITABLE)[number];

type Head = Awaited<ReturnType<typeof lockPassage>>;

const evidence = (c: Change, head: Head, act: string, facts: Record<string, string | number>) =>
  noteEvent(c, head, { act, facts });

/**
 * Invites a reviewer from outside (外聘、上级审查人) to one review of one paper: they see this case and nothing else.
 * @param username of the account of the person invited
 * @param validTo last day of the invitation
 * @param source paper or reason on which it rests
 */
export async function inviteReviewer(
  ctx: ChangeContext,
  it: {
    casePid: string;
    username: string;
    act: InvitableAct;
    validTo: Day;
    source: string;
    once: string;
  },
): Promise<{ casePid: string }> {
  return change(
    ctx,
    { act: 'document.invite', once: it.once, lock: (tx) => lockPassage(tx, it.casePid) },
    async (c, head) => {
      if (head.closedOn) throw new Refusal('本件已经办结，不再需要邀请审查人。');
      const person = await c.tx
        .selectFrom('account')
        .select('person_id')
        .where('username', '=', it.username.toLowerCase())
        .executeTakeFirst();
      if (!person)
        throw new Refusal(
          [
            {
              field: 'username',
              message: `没有用户名为“${it.username}”的账号。请向对方核对；没有账号的先由系统管理员建立。`,
            },
          ],
          422,
        );
      const invitation = await addInvitation(c, {
        caseId: head.id,
        personId: person.person_id,
        act: it.act,
        validFrom: c.today,
        validTo: it.validTo,
        source: it.source,
      });
      const facts = { invitation: invitation.id, person: person.person_id, act: it.act, to: it.validTo };
      await evidence(c, head, 'case.invite', facts);
      await notify(c, {
        to: [person.person_id],
        kind: 'system',
        text: `您受邀审查一件公文，期限至 ${it.validTo}。请在“我的待办”中查看。`,
        path: `/cases/${head.pid}`,
        about: head.pid,
      });
      c.note(facts);
      return { casePid: head.pid };
    },
  );
}

/** Ends an invitation at once. @throws NotFound when the case has none with this public id */
export async function endInvitation(
  ctx: ChangeContext,
  it: { casePid: string; invitationPid: string; once: string },
): Promise<{ casePid: string }> {
  return change(
    ctx,
    { act: 'document.end-invitation', once: it.once, lock: (tx) => lockPassage(tx, it.casePid) },
    async (c, head) => {
      const row = await c.tx
        .selectFrom('case_invitation')
        .select(['id', 'person_id'])
        .where('pid', '=', it.invitationPid)
        .where('case_id', '=', head.id)
        .executeTakeFirst();
      if (!row) throw new NotFound('没有找到这项邀请。');
      await endRights(c, 'case_invitation', [row.id]);
      await evidence(c, head, 'case.end-invitation', { invitation: row.id, person: row.person_id });
      return { casePid: head.pid };
    },
  );
}
