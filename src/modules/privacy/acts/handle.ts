import {
  casesOfSamePerson,
  casesWith,
  type PersonalQuery,
  putPersonal,
  setIntakeState,
} from '../../../core/index.ts';
import {
  advance,
  type CaseHead,
  ERASE_ACT,
  eraseOfCase,
  lockCase,
  noteEvent,
  type SeenCase,
} from '../../../mechanisms/procedure/index.ts';
import { type Change, change } from '../../../platform/change.ts';
import { NotFound, Refusal } from '../../../platform/errors.ts';
import { privacyRequest } from '../lifecycle.ts';
import { readRequest } from '../store.ts';
import { type Closing, ERASING_RIGHTS, type IdentityCheck, type Outcome } from '../words.ts';
import type { PrivacyContext } from './enrol.ts';

/** What the person may learn with the query code, after every step. */
async function tell(c: Change, head: CaseHead, state: string): Promise<void> {
  await setIntakeState(c, head.id, {
    state,
    closedOn: privacyRequest.states[state as keyof typeof privacyRequest.states].closed ? c.today : null,
  });
}

/** Accepts a request after the identity of the person is proved. */
export async function acceptRequest(
  ctx: PrivacyContext,
  it: SeenCase & { identityCheck: IdentityCheck },
): Promise<{ casePid: string }> {
  return change(
    ctx,
    { act: 'privacy.accept', once: it.once, lock: (tx) => lockCase(tx, it.casePid) },
    async (c, head) => {
      const state = await advance(c, privacyRequest, head, {
        act: 'privacy.accept',
        facts: { identityCheck: it.identityCheck },
        seenVersion: it.seenVersion,
      });
      await c.tx
        .updateTable('privacy_request')
        .set({ identity_check: it.identityCheck })
        .where('case_id', '=', head.id)
        .execute();
      await tell(c, head, state);
      return { casePid: head.pid };
    },
  );
}

/** Replies to a request. The text is personal data like the request itself: it is sealed with the key of the case. */
export async function replyToRequest(
  ctx: PrivacyContext,
  it: SeenCase & { outcome: Outcome; text: string },
): Promise<{ casePid: string }> {
  return change(
    ctx,
    { act: 'privacy.reply', once: it.once, lock: (tx) => lockCase(tx, it.casePid) },
    async (c, head) => {
      await putPersonal(c, ctx.keys, { caseId: head.id, matter: head.procedure }, [
        { kind: 'reply', value: it.text },
      ]);
      const state = await advance(c, privacyRequest, head, {
        act: 'privacy.reply',
        facts: { outcome: it.outcome },
        seenVersion: it.seenVersion,
      });
      await c.tx
        .updateTable('privacy_request')
        .set({ outcome: it.outcome })
        .where('case_id', '=', head.id)
        .execute();
      await tell(c, head, state);
      return { casePid: head.pid };
    },
  );
}

/** Ends a request without a decision. */
export async function closeRequest(
  ctx: PrivacyContext,
  it: SeenCase & { closing: Closing },
): Promise<{ casePid: string }> {
  return change(
    ctx,
    { act: 'privacy.close', once: it.once, lock: (tx) => lockCase(tx, it.casePid) },
    async (c, head) => {
      const state = await advance(c, privacyRequest, head, {
        act: 'privacy.close',
        facts: { closing: it.closing },
        seenVersion: it.seenVersion,
      });
      await c.tx
        .updateTable('privacy_request')
        .set({ closing: it.closing })
        .where('case_id', '=', head.id)
        .execute();
      await tell(c, head, state);
      return { casePid: head.pid };
    },
  );
}

/**
 * Searches for cases by one whole number. The search itself is an act and leaves a trace without the number.
 * @returns ids of the cases, of all organisations: the page shows those in its scope
 */
export async function findCases(
  ctx: PrivacyContext,
  it: { query: PersonalQuery; organisationId: number },
): Promise<number[]> {
  let found: number[] = [];
  await change(
    ctx,
    {
      act: 'privacy.find',
      lock: async () => ({ kind: 'personal-search', id: it.query.kind, organisationId: it.organisationId }),
    },
    async (c) => {
      found = await casesWith(c.tx, ctx.keys, it.query);
      c.note({ hits: found.length });
      return {};
    },
  );
  return found;
}

/**
 * Erases the personal data of another, closed case of the same person, because this request asks for it.
 * @param requestPid the request: accepted, for erasure or withdrawal of consent
 * @param targetPid the case whose data go
 * @throws Refusal when the request does not carry it, the other case is open, of another person, or under a legal hold
 */
export async function eraseForRequest(
  ctx: PrivacyContext,
  it: { requestPid: string; targetPid: string; once: string },
): Promise<{ values: number; keyDestroyed: boolean }> {
  return change(
    ctx,
    {
      act: 'privacy.erase',
      once: it.once,
      lock: async (tx) => {
        // Both in the order of their ids, as everywhere.
        const rows = await tx
          .selectFrom('procedure_case')
          .select('pid')
          .where('pid', 'in', [it.requestPid, it.targetPid])
          .orderBy('id')
          .execute();
        const heads = new Map<string, CaseHead & { kind: 'case' }>();
        for (const { pid } of rows) heads.set(pid, await lockCase(tx, pid));
        const target = heads.get(it.targetPid);
        const request = heads.get(it.requestPid);
        if (!target || !request) throw new NotFound();
        return { ...target, request };
      },
    },
    async (c, { request, ...target }) => {
      if (!c.actor.may('privacy.erase', request.organisationId)) throw new NotFound();
      const row = await readRequest(c.tx, request.id);
      if (request.state !== 'handling')
        throw new Refusal('清除须依据办理中的请求：请先受理本件并核实申请人身份。');
      if (!Object.hasOwn(ERASING_RIGHTS, row.right))
        throw new Refusal([
          { message: '本件不是删除或者撤回同意的请求，不能据此清除。', article: '个人信息保护法第四十七条' },
        ]);
      if (target.closedOn === null)
        throw new Refusal('该办件还没有办结，办理目的尚未实现，暂不能清除其个人信息。请办结后再清除。');
      const parties = (await casesOfSamePerson(c.tx, request.id))
        .filter((p) => p.caseId === target.id)
        .map((p) => p.party);
      if (parties.length === 0) throw new Refusal('该办件中没有这位申请人的个人信息，可能已经清除。');
      const basis = ERASING_RIGHTS[row.right as keyof typeof ERASING_RIGHTS];
      const done = await eraseOfCase(c, target, {
        act: ERASE_ACT,
        parties,
        basis,
        basisRef: request.pid,
      });
      await noteEvent(c, request, {
        act: 'privacy.erase',
        facts: { target: target.pid, values: done.values, keyDestroyed: done.keyDestroyed },
      });
      return done;
    },
  );
}
