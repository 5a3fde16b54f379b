import { addInvitation, counterparts, endRights, notify, organisationById } from '../../../core/index.ts';
import { addDays, type Day } from '../../../law/day.ts';
import { noteEvent } from '../../../mechanisms/procedure/index.ts';
import { type Change, type ChangeContext, change } from '../../../platform/change.ts';
import { NotFound, Refusal } from '../../../platform/errors.ts';
import { reviewPolicy, separationIssue } from '../policy.ts';
import { lockPassage, readHands, readPassage } from '../store.ts';

/** Acts for which a reviewer from outside can be invited; signing is never one of them. */
export const INVITABLE = ['document.attribute-review', 'document.secrecy-review'] as const;
export type InvitableAct = (typeof INVITABLE)[number];

type Head = Awaited<ReturnType<typeof lockPassage>>;

/** States of a passage in which a review is still to come. */
const BEFORE: Readonly<Record<InvitableAct, readonly string[]>> = {
  'document.attribute-review': ['drafting', 'attribute-review'],
  'document.secrecy-review': ['drafting', 'attribute-review', 'secrecy-review'],
};
const KIND = { 'document.attribute-review': 'attribute', 'document.secrecy-review': 'secrecy' } as const;
/** A review takes days; an invitation that lasts for years is forgotten, and the case stays open to a stranger. */
const LONGEST_DAYS = 180;

/** Refuses to invite somebody who could not review: as a drafter, or by the rules for several reviews in one hand. */
async function refuseUnable(c: Change, head: Head, personId: number, act: InvitableAct): Promise<void> {
  const { kind } = await organisationById(c.tx, head.organisationId);
  const [policy, hands, others] = await Promise.all([
    reviewPolicy(c.tx, kind, c.today),
    readHands(c.tx, await readPassage(c.tx, head.id)),
    counterparts(c.tx, personId, c.today),
  ]);
  const issue = separationIssue(policy, hands, KIND[act], { personId, counterparts: others });
  if (issue)
    throw new Refusal(
      [
        {
          field: 'username',
          message:
            '受邀人不能办理这一环节：本人（或者其代理人、被代理人）参与了本件的起草，或者已经办理了其他审查环节。请另邀一位。',
        },
      ],
      422,
    );
}

const evidence = (c: Change, head: Head, act: string, facts: Record<string, string | number>) =>
  noteEvent(c, head, { act, facts });

/**
 * Invites a reviewer from outside (外聘、上级审查人) to one review of one paper: they see this case and nothing else.
 * @param username of the account of the person invited
 * @param validTo last day of the invitation, at most 180 days from today
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
      if (!BEFORE[it.act].includes(head.state))
        throw new Refusal('本件的这一环节已经办过，不需要再邀请审查人。');
      if (it.validTo > addDays(c.today, LONGEST_DAYS))
        throw new Refusal(
          [
            {
              field: 'to',
              message: `邀请最长 ${LONGEST_DAYS} 天，请把截止日改到 ${addDays(c.today, LONGEST_DAYS)} 或者更早；不够时可以再邀请。`,
            },
          ],
          422,
        );
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
      await refuseUnable(c, head, person.person_id, it.act);
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
