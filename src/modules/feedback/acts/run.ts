import { PERSONAL_KINDS, setIntakeState, valuesMentioned } from '../../../core/index.ts';
import { findPersonalData } from '../../../law/personal-data.ts';
import { carriesSecrecyMark } from '../../../law/secrecy-mark.ts';
import {
  advance,
  type CaseHead,
  type Facts,
  lockCase,
  type SeenCase,
  stepFor,
} from '../../../mechanisms/procedure/index.ts';
import { type Change, change } from '../../../platform/change.ts';
import { type Issue, Refusal } from '../../../platform/errors.ts';
import { type FeedbackState, policyFeedback } from '../lifecycle.ts';
import { giveTasks } from '../routing.ts';
import { type Feedback, readFeedback } from '../store.ts';
import type { FeedbackContext } from './enrol.ts';

/** What follows from a move. */
interface Moved {
  to?: FeedbackState;
  facts: Facts;
  /** Words for the evidence of the case. */
  comment?: string;
  /** The organisation to which the case goes. */
  organisationId?: number;
}

/** One move of a feedback: the act, its evidence, and what it changes in the typed row. */
interface Move {
  act: string;
  /** Checks and writes before the state moves. */
  work(c: Change, it: { head: CaseHead; feedback: Feedback }): Promise<Moved>;
}

/**
 * Moves a feedback by one act, keeps its tasks with the person to whom it is given, and tells the sender.
 * @param seen without a token where a service acts and no page
 */
export async function moveFeedback(
  ctx: FeedbackContext,
  seen: Omit<SeenCase, 'once'> & Partial<Pick<SeenCase, 'once'>>,
  move: Move,
): Promise<{ casePid: string }> {
  return change(
    ctx,
    { act: move.act, ...(seen.once ? { once: seen.once } : {}), lock: (tx) => lockCase(tx, seen.casePid) },
    async (c, head) => {
      const feedback = await readFeedback(c.tx, head.id);
      // Before anything is written: what the state does not allow would break rules of the row.
      stepFor(policyFeedback, head.state, move.act);
      const { to, facts, comment, organisationId } = await move.work(c, { head, feedback });
      const moved = { ...head, organisationId: organisationId ?? head.organisationId };
      const state = await advance(c, policyFeedback, moved, {
        act: move.act,
        facts,
        seenVersion: seen.seenVersion,
        ...(to ? { to } : {}),
        ...(comment ? { comment } : {}),
      });
      const { assigned_to_id: owner } = await c.tx
        .selectFrom('policy_feedback')
        .select('assigned_to_id')
        .where('case_id', '=', head.id)
        .executeTakeFirstOrThrow();
      await giveTasks(c, head.id, owner);
      const closed = policyFeedback.states[state].closed === true;
      await setIntakeState(c, head.id, { state, closedOn: closed ? c.today : null });
      return { casePid: head.pid };
    },
  );
}

/**
 * Refuses texts that stay for ever or become public when they carry a number of a person, what the sender left as name
 * or contact, or a secrecy mark.
 * @param texts by field: its Chinese name and the text
 * @throws Refusal with every finding at its field
 */
export async function refuseNaming(
  c: Change,
  keys: FeedbackContext['keys'],
  caseId: number,
  texts: Readonly<Record<string, readonly [label: string, text: string]>>,
): Promise<void> {
  const issues: Issue[] = [];
  for (const [field, [label, text]] of Object.entries(texts)) {
    if (text === '') continue;
    if (carriesSecrecyMark([text]))
      issues.push({ field, message: `${label}带有密级标志，不得录入本系统。`, article: '保守国家秘密法' });
    if (findPersonalData(text).length > 0)
      issues.push({
        field,
        message: `${label}含有身份证号、手机号或者银行卡号，请删去或者改为“该网友”等说法。`,
        article: '个人信息保护法第二十五条',
      });
    const kinds = await valuesMentioned(c.tx, keys, caseId, text);
    if (kinds.length > 0)
      issues.push({
        field,
        message: `${label}含有提交人留下的${kinds.map((k) => PERSONAL_KINDS[k].label).join('、')}，请删去：姓名和联系方式到期清除，文字长期保存。`,
        article: '个人信息保护法第二十五条',
      });
  }
  if (issues.length > 0) throw new Refusal(issues, 422);
}
