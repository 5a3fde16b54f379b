import { KINDS, type Organisation, regionsOn } from '../../../core/index.ts';
import { carriesSecrecyMark } from '../../../law/secrecy-mark.ts';
import { advance, caseEvents, openCase } from '../../../mechanisms/procedure/index.ts';
import {
  addDocument,
  addEdition,
  currentRelease,
  type EditionContent,
  lockDocument,
  placeableColumns,
  readableTargets,
  readEdition,
  saveEdition,
  submitEdition,
} from '../../../mechanisms/publication/index.ts';
import { type Change, type ChangeContext, change } from '../../../platform/change.ts';
import { NotFound, Refusal } from '../../../platform/errors.ts';
import { dropBuffer, dropBuffersOf } from '../buffer.ts';
import { SECRECY_MARK_ISSUE } from '../checks.ts';
import { timePublication } from '../clock.ts';
import { checkEdition } from '../edition-checks.ts';
import { passage } from '../lifecycle.ts';
import { needReason } from '../reasons.ts';
import { lastReturn, needAnswer } from '../returned.ts';
import { addDrafter, editionNumbered, lockPassage, openCaseOf, wasImported } from '../store.ts';

/** What an act answers to a form: the case and the document it was about. */
export type CaseAnswer = { casePid: string; documentPid: string };

function refuseSecrets(content: EditionContent): void {
  if (carriesSecrecyMark([...Object.values(content).filter((v) => typeof v === 'string'), ...content.tags]))
    throw new Refusal([SECRECY_MARK_ISSUE], 422);
}

/** A column that has ended, or never was, cannot be chosen: the reader would find the paper nowhere. */
async function refuseUnknownColumns(c: Change, content: EditionContent): Promise<void> {
  const known = new Set((await placeableColumns(c.tx, c.today)).map((column) => column.id));
  if (content.columns.some((id) => !known.has(id)))
    throw new Refusal(
      [{ field: 'columns', message: '所选的栏目中有的已经停用或不存在，请重新选择发布栏目。' }],
      422,
    );
}

/** A region must be one that has an own government today; a relation may only name what the public can read. */
async function refuseUnknownFacts(c: Change, content: EditionContent): Promise<void> {
  if (content.region !== '' && !(await regionsOn(c.tx, c.today)).some((r) => r.code === content.region))
    throw new Refusal([{ field: 'region', message: '所选的适用地区已经停用或不存在，请重新选择。' }], 422);
  const pids = content.relations.map((r) => r.pid);
  const known = new Set((await readableTargets(c.tx, pids)).map((t) => t.pid));
  const unknown = pids.find((pid) => !known.has(pid));
  if (unknown !== undefined)
    throw new Refusal(
      [
        {
          field: 'relations',
          message: `没有找到公开编号为“${unknown}”的文件。只能指已经公开的文件，请改写对方的文号、标题或者门户网址。`,
        },
      ],
      422,
    );
}

/**
 * Starts a document: identity, first edition, its passage. Also the way of imports, under another name of the act and
 * with a service as actor; then nobody counts as drafter until a person takes the draft up.
 * @param comment goes into the evidence of the case
 * @param record writes more rows about the new case in the same transaction
 */
export async function draftDocument(
  ctx: ChangeContext,
  it: {
    organisation: Organisation;
    content: EditionContent;
    act: 'document.draft' | 'document.import';
    once?: string;
    /** Name of the unsaved new paper that is thereby saved, and removed. */
    buffer?: string;
    comment?: string;
    record?: (c: Change, created: { caseId: number; documentId: number }) => Promise<void>;
  },
): Promise<CaseAnswer> {
  refuseSecrets(it.content);
  if (!KINDS[it.organisation.kind].ownWorkflow)
    throw new Refusal(
      [
        {
          field: 'organisation',
          message: `“${it.organisation.name}”不单独办理公文：村（社区）由乡镇、街道代为办理，外部机关只作来源。请改选起草单位。`,
        },
      ],
      422,
    );
  return change(
    ctx,
    {
      act: it.act,
      ...(it.once === undefined ? {} : { once: it.once }),
      lock: async () => ({
        kind: 'organisation',
        id: it.organisation.id,
        organisationId: it.organisation.id,
      }),
    },
    async (c) => {
      await refuseUnknownColumns(c, it.content);
      await refuseUnknownFacts(c, it.content);
      const document = await addDocument(c.tx, { organisationId: it.organisation.id, at: c.now });
      const edition = await addEdition(c.tx, document.id, it.content, c.now);
      const head = await openCase(c, passage, {
        organisationId: it.organisation.id,
        subject: it.content.title,
        state: 'drafting',
        act: it.act,
        facts: { edition: edition.number },
        comment: it.comment ?? '',
      });
      await c.tx
        .insertInto('document_passage')
        .values({ case_id: head.id, document_id: document.id, edition_id: edition.id, kind: 'publish' })
        .execute();
      if (c.actor.personId !== undefined) {
        await addDrafter(c.tx, head.id, c.actor.personId, c.now);
        if (it.buffer !== undefined) await dropBuffer(c.tx, c.actor.personId, null, it.buffer);
      }
      if (it.act === 'document.draft')
        await timePublication(c, { ...head, organisationId: it.organisation.id }, it.content, 'publish');
      await it.record?.(c, { caseId: head.id, documentId: document.id });
      c.created({ kind: 'document', id: document.pid });
      return { casePid: head.pid, documentPid: document.pid };
    },
  );
}

/**
 * Saves the draft of a passage.
 * @param it.buffer name of the unsaved content that is thereby saved, and removed
 */
export async function saveDraft(
  ctx: ChangeContext,
  it: { casePid: string; content: EditionContent; seenVersion: number; once: string; buffer?: string },
): Promise<{ casePid: string }> {
  refuseSecrets(it.content);
  return change(
    ctx,
    { act: 'document.save', once: it.once, lock: (tx) => lockPassage(tx, it.casePid) },
    async (c, head) => {
      await advance(c, passage, head, {
        act: 'document.save',
        facts: {},
        seenVersion: it.seenVersion,
        subject: it.content.title,
      });
      await refuseUnknownColumns(c, it.content);
      await refuseUnknownFacts(c, it.content);
      await saveEdition(c.tx, head.passage.editionId, it.content);
      if (!(await wasImported(c.tx, head.id))) await timePublication(c, head, it.content, head.passage.kind);
      if (c.actor.personId !== undefined) {
        await addDrafter(c.tx, head.passage.caseId, c.actor.personId, c.now);
        if (it.buffer !== undefined) await dropBuffer(c.tx, c.actor.personId, head.id, it.buffer);
      }
      return { casePid: head.pid };
    },
  );
}

/**
 * Sends a draft into review: every check must pass (no attribute, no flow), then the edition is frozen under its hash.
 * @param it.answer what the drafters say to the reason of a return; demanded of a paper that comes back unchanged
 * @throws Refusal with every blocking finding
 */
export async function submitDraft(
  ctx: ChangeContext,
  it: { casePid: string; seenVersion: number; once: string; answer?: string },
): Promise<{ casePid: string }> {
  return change(
    ctx,
    { act: 'document.submit', once: it.once, lock: (tx) => lockPassage(tx, it.casePid) },
    async (c, head) => {
      const edition = await readEdition(c.tx, head.passage.editionId);
      const blocking =
        head.state === 'drafting'
          ? (await checkEdition(c.tx, head.organisationId, edition, head.passage.kind)).filter(
              (f) => f.level === 'must',
            )
          : [];
      if (blocking.length > 0) throw new Refusal(blocking);
      const answer = it.answer ?? '';
      const returned = lastReturn(head, await caseEvents(c.tx, head.id));
      const before =
        returned?.edition === undefined
          ? undefined
          : await editionNumbered(c.tx, edition.documentId, returned.edition);
      needAnswer(returned, before, edition, answer);
      const hash = head.state === 'drafting' ? await submitEdition(c.tx, edition, c.now) : '';
      await advance(c, passage, head, {
        act: 'document.submit',
        facts: { edition: edition.number, hash, attribute: edition.attribute },
        comment: returned ? answer : '',
        seenVersion: it.seenVersion,
      });
      if (c.actor.personId !== undefined) {
        await addDrafter(c.tx, head.passage.caseId, c.actor.personId, c.now);
        await dropBuffer(c.tx, c.actor.personId, head.id);
      }
      return { casePid: head.pid };
    },
  );
}

/** Gives up a draft for a reason that is kept. The case stays on record. */
export async function abandonDraft(
  ctx: ChangeContext,
  it: { casePid: string; comment: string; seenVersion: number; once: string },
): Promise<{ casePid: string }> {
  needReason(it.comment, '作废');
  return change(
    ctx,
    { act: 'document.abandon', once: it.once, lock: (tx) => lockPassage(tx, it.casePid) },
    async (c, head) => {
      await advance(c, passage, head, {
        act: 'document.abandon',
        facts: {},
        comment: it.comment,
        seenVersion: it.seenVersion,
      });
      await c.tx
        .updateTable('document_passage')
        .set({ ended: true })
        .where('case_id', '=', head.id)
        .execute();
      await dropBuffersOf(c.tx, head.id);
      return { casePid: head.pid };
    },
  );
}

/**
 * Opens a passage for a published document (correction) or one that was withdrawn (republication): the public keeps
 * seeing the present edition until the new one has passed every review.
 * @throws Refusal while another case of the document is open
 */
export async function startCorrection(
  ctx: ChangeContext,
  it: { documentPid: string; once: string },
): Promise<CaseAnswer & { kind: 'correct' | 'republish' }> {
  return change(
    ctx,
    {
      act: 'document.correct',
      once: it.once,
      lock: async (tx) => {
        const document = await lockDocument(tx, it.documentPid);
        if (!document) throw new NotFound();
        return { kind: 'document', ...document };
      },
    },
    async (c, document) => {
      const open = await openCaseOf(c.tx, document.id);
      if (open) throw new Refusal('这份文件已有一件正在办理，请先办结那一件，再发起更正。');
      if (!document.firstPublishedAt) throw new Refusal('这份文件还没有发布过，不需要更正。');
      const current = await currentRelease(c.tx, document.id);
      const last =
        current ??
        (await c.tx
          .selectFrom('release')
          .select('edition_id as editionId')
          .where('document_id', '=', document.id)
          .orderBy('id', 'desc')
          .executeTakeFirstOrThrow());
      const kind = current ? 'correct' : 'republish';
      const base = await readEdition(c.tx, last.editionId);
      const edition = await addEdition(c.tx, document.id, { ...base, changeNote: '' }, c.now);
      const head = await openCase(c, passage, {
        organisationId: document.organisationId,
        subject: base.title,
        state: 'drafting',
        act: 'document.correct',
        facts: { edition: edition.number, kind },
      });
      await c.tx
        .insertInto('document_passage')
        .values({ case_id: head.id, document_id: document.id, edition_id: edition.id, kind })
        .execute();
      if (c.actor.personId !== undefined) await addDrafter(c.tx, head.id, c.actor.personId, c.now);
      return { casePid: head.pid, documentPid: document.pid, kind };
    },
  );
}
