import { putPersonal, takeInWaiting } from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import { titled } from '../../../law/titles.ts';
import { openCase, setClock } from '../../../mechanisms/procedure/index.ts';
import type { Change, ChangeContext } from '../../../platform/change.ts';
import { sha256 } from '../../../platform/crypto.ts';
import type { Keyring } from '../../../platform/keyring.ts';
import { SealBroken } from '../../../platform/sealing.ts';
import { contactKind, type FeedbackContent, feedbackBody } from '../feedback-form.ts';
import { policyFeedback } from '../lifecycle.ts';
import { giveTasks, route, tellHandlers } from '../routing.ts';
import { paperOf, sameBefore } from '../store.ts';
import { INTAKE } from '../words.ts';

/** What a change of feedback needs besides the context of every change. */
export type FeedbackContext = ChangeContext & { keys: Keyring };

interface Received {
  organisationId: number;
  documentId: number;
  documentPid: string;
  title: string;
  content: FeedbackContent;
}

/** Equal opinions differ in blanks and marks only. */
function contentHash(content: string): string {
  return sha256(content.normalize('NFKC').replace(/[\s\p{P}\p{S}]/gu, ''));
}

/** The clock of the answer: an internal term from the day on which the feedback came in. */
export function startReplyClock(
  c: Change,
  head: { id: number; organisationId: number },
  receivedOn: Day,
): Promise<Day> {
  return setClock(c, head, {
    name: 'reply',
    parameter: 'feedback.reply',
    start: receivedOn,
    unit: 'working-day',
  });
}

/** Opens the case of a feedback: typed row, term, contact sealed with the key of the case, its owner told. */
async function enrol(
  c: Change,
  keys: Keyring,
  it: Received & { receivedOn: Day },
): Promise<{ id: number; pid: string }> {
  const { content, name, contact } = it.content;
  const hash = contentHash(content);
  const earlier = await sameBefore(c.tx, it.documentId, hash);
  const { owner, told } = await route(c.tx, { ...it, today: c.today });
  const head = await openCase(c, policyFeedback, {
    organisationId: it.organisationId,
    subject: `对${titled(it.title)}的反馈`,
    state: 'received',
    act: 'feedback.take-in',
    facts: { document: it.documentPid, receivedOn: it.receivedOn, contact: contact !== '' },
  });
  await c.tx
    .insertInto('policy_feedback')
    .values({
      case_id: head.id,
      document_id: it.documentId,
      content,
      content_hash: hash,
      duplicate_of_id: earlier ?? null,
      received_on: it.receivedOn,
      assigned_to_id: owner ?? null,
    })
    .execute();
  await putPersonal(c, keys, { caseId: head.id, matter: policyFeedback.procedure }, [
    { kind: 'name', value: name },
    { kind: contactKind(contact) ?? 'phone', value: contact },
  ]);
  const due = await startReplyClock(c, { id: head.id, organisationId: it.organisationId }, it.receivedOn);
  await giveTasks(c, head.id, owner ?? null);
  await tellHandlers(c, { pid: head.pid, title: it.title, due, to: told, what: '收到政策反馈' });
  c.created({ kind: 'case', id: head.id });
  return head;
}

/**
 * Enrols the feedback that the portal has received, each with the organisation whose paper it is about.
 * @param onFailed told the number of each submission that could not be opened
 * @returns how many were enrolled
 */
export async function takeInFeedback(ctx: FeedbackContext, onFailed: (id: number) => void): Promise<number> {
  return takeInWaiting<Received>(
    ctx,
    {
      kind: INTAKE,
      act: 'feedback.take-in',
      told: { state: 'received', closedOn: null },
      async read(tx, opened) {
        const content = feedbackBody.safeParse(opened);
        const pid = (opened as { document?: unknown } | null)?.document;
        if (!content.success || typeof pid !== 'string') throw new SealBroken();
        const paper = await paperOf(tx, pid);
        if (!paper) throw new SealBroken();
        const { organisationId, title } = paper;
        return { organisationId, documentId: paper.id, documentPid: pid, title, content: content.data };
      },
      enrol: (c, it) => enrol(c, ctx.keys, it),
    },
    onFailed,
  );
}
