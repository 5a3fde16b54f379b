import { intakeReceipt, organisationByCode, putPersonal, takeInWaiting } from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import { openCase, setClock } from '../../../mechanisms/procedure/index.ts';
import { type Change, type ChangeContext, change } from '../../../platform/change.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Keyring } from '../../../platform/keyring.ts';
import { SealBroken } from '../../../platform/sealing.ts';
import { privacyRequest } from '../lifecycle.ts';
import { type RequestContent, requestBody } from '../request-form.ts';
import { type Channel, DOCUMENT_KINDS, INTAKE, RIGHTS } from '../words.ts';

/** What a change of requests needs besides the context of every change. */
export type PrivacyContext = ChangeContext & { keys: Keyring };

/** Opens the case of a request: typed row, deadline, values sealed with the key of the case. The subject names nobody. */
async function enrol(
  c: Change,
  keys: Keyring,
  it: { organisationId: number; channel: Channel; content: RequestContent; receivedOn: Day; act: string },
): Promise<{ id: number; pid: string }> {
  const { content } = it;
  const head = await openCase(c, privacyRequest, {
    organisationId: it.organisationId,
    subject: `个人信息${RIGHTS[content.right].label}请求`,
    state: 'received',
    act: it.act,
    facts: { right: content.right, channel: it.channel, receivedOn: it.receivedOn },
  });
  await c.tx
    .insertInto('privacy_request')
    .values({
      case_id: head.id,
      right_kind: content.right,
      channel: it.channel,
      document_kind: content.documentKind,
      about: content.about,
    })
    .execute();
  await putPersonal(c, keys, { caseId: head.id, matter: privacyRequest.procedure }, [
    { kind: 'name', value: content.name },
    { kind: DOCUMENT_KINDS[content.documentKind].value, value: content.documentNumber },
    { kind: 'phone', value: content.phone },
    { kind: 'email', value: content.email },
    { kind: 'statement', value: content.statement },
  ]);
  await setClock(
    c,
    { id: head.id, organisationId: it.organisationId },
    { name: 'reply', parameter: 'privacy.reply', start: it.receivedOn, unit: 'working-day' },
  );
  c.created({ kind: 'case', id: head.id });
  return head;
}

/**
 * Registers a request at the window. The person gets a query code made from the secret of the form.
 * @param nonce secret of the form
 */
export async function registerRequest(
  ctx: PrivacyContext,
  it: { organisationId: number; content: RequestContent; nonce: string; once: string },
): Promise<{ casePid: string }> {
  return change(
    ctx,
    {
      act: 'privacy.register',
      once: it.once,
      lock: async () => ({ kind: 'organisation', id: it.organisationId, organisationId: it.organisationId }),
    },
    async (c) => {
      const head = await enrol(c, ctx.keys, {
        organisationId: it.organisationId,
        channel: 'window',
        content: it.content,
        receivedOn: c.today,
        act: 'privacy.register',
      });
      await intakeReceipt(c, {
        kind: INTAKE,
        nonce: it.nonce,
        caseId: head.id,
        told: { state: 'received', closedOn: null },
      });
      return { casePid: head.pid };
    },
  );
}

/** The organisation that a submission names, or the city government when there is no such organisation any more. */
async function receiver(db: Reader, code: string): Promise<number> {
  try {
    return (await organisationByCode(db, code)).id;
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
  }
  const top = await db
    .selectFrom('organisation')
    .select('id')
    .where('kind', '=', 'city-government')
    .orderBy('id')
    .limit(1)
    .executeTakeFirstOrThrow();
  return top.id;
}

/**
 * Enrols what the portal has received.
 * @param onFailed told the number of each submission that could not be opened
 * @returns how many were enrolled
 */
export async function takeInRequests(ctx: PrivacyContext, onFailed: (id: number) => void): Promise<number> {
  return takeInWaiting<{ organisationId: number; content: RequestContent }>(
    ctx,
    {
      kind: INTAKE,
      act: 'privacy.take-in',
      told: { state: 'received', closedOn: null },
      async read(tx, opened) {
        const content = requestBody.safeParse(opened);
        if (!content.success) throw new SealBroken();
        return { organisationId: await receiver(tx, content.data.organisation), content: content.data };
      },
      enrol: (c, it) => enrol(c, ctx.keys, { ...it, channel: 'portal', act: 'privacy.take-in' }),
    },
    onFailed,
  );
}
