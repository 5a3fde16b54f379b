import { strToU8, zipSync } from 'fflate';
import type { EditionContent } from '../src/mechanisms/publication/index.ts';
import * as acts from '../src/modules/documents/index.ts';
import type { ChangeContext } from '../src/platform/change.ts';
import { newToken } from '../src/platform/crypto.ts';
import {
  actingAs,
  addOrgan,
  addStaff,
  Client,
  deskOf,
  type Page,
  startTestApp,
  type TestDatabase,
} from './harness.ts';
import { harbourPaper, oneColumn, seen as seenAt, startDraft } from './passage-kit.ts';

/* A township with a writer and a signer, and the way of a paper with attachments. */

export type App = Awaited<ReturnType<typeof startTestApp>>;

export interface Office {
  app: App;
  own: number;
  writer: Client;
  signer: Client;
  making: ChangeContext;
  signing: ChangeContext;
  portal: Client;
  draft(more?: Partial<EditionContent>): Promise<{ casePid: string; documentPid: string }>;
  /** Sends files to a draft as its page would. */
  attach(casePid: string, files: { name: string; bytes: Uint8Array | string }[]): Promise<Page>;
  /** What the page of a case would send along. */
  seen(casePid: string): ReturnType<typeof seenAt>;
  /** From draft through every review to publication. */
  publish(casePid: string): Promise<void>;
  withdraw(documentPid: string): Promise<void>;
  /** Public ids of the attachments of a case, in order. */
  files(casePid: string): Promise<string[]>;
}

/** Starts the program on an empty database and settles the township in it. */
export async function openOffice(
  database: TestDatabase,
  o: Parameters<typeof startTestApp>[1] = {},
): Promise<Office> {
  return settleOffice(await startTestApp(database, o));
}

/** Settles the township in the program that runs. */
export async function settleOffice(app: App): Promise<Office> {
  const db = app.office!.db;
  const own = await addOrgan(db, { code: 'harbour', kind: 'township', name: '临港镇人民政府' });
  const column = await oneColumn(db, own);
  const reviews = [
    { role: 'attribute-reviewer' },
    { role: 'secrecy-reviewer' },
    { role: 'approver' },
  ] as const;
  const staff = async (username: string, grants: Parameters<typeof addStaff>[1]['grants']) =>
    addStaff(db, { username, organisationId: own, ...(grants ? { grants } : {}) });
  const making = await actingAs(app, await staff('writer', [{ role: 'drafter' }]));
  const signing = await actingAs(app, await staff('signer', [...reviews]));
  const [writer, signer] = [await deskOf(app, 'writer'), await deskOf(app, 'signer')];
  const seen = (casePid: string) => seenAt(db, casePid);
  return {
    app,
    own,
    writer,
    signer,
    making,
    signing,
    portal: new Client(app.addresses.portal!),
    seen,
    draft: (more = {}) => startDraft(making, own, harbourPaper(column, more)),
    async attach(casePid, files) {
      const action = `/cases/${casePid}/attachments`;
      const page = await writer.get(action);
      return writer.upload(
        action,
        page.hidden(action),
        files.map((f) => ({ field: 'files', ...f })),
      );
    },
    async publish(casePid) {
      await acts.submitDraft(making, await seen(casePid));
      await acts.reviewAttribute(signing, await seen(casePid));
      await acts.reviewSecrecy(signing, await seen(casePid));
      await acts.signOff(signing, await seen(casePid));
    },
    async withdraw(documentPid) {
      const asked = await acts.proposeWithdrawal(making, {
        documentPid,
        reason: '附表有误，撤回重印。',
        once: newToken(),
      });
      const head = await db
        .selectFrom('procedure_case')
        .select('version')
        .where('pid', '=', asked.casePid)
        .executeTakeFirstOrThrow();
      await acts.decideWithdrawal(signing, {
        casePid: asked.casePid,
        verdict: 'approve',
        comment: '同意。',
        seenVersion: head.version,
        once: newToken(),
      });
    },
    async files(casePid) {
      const rows = await db
        .selectFrom('edition_file')
        .innerJoin('document_passage', 'document_passage.edition_id', 'edition_file.edition_id')
        .innerJoin('procedure_case', 'procedure_case.id', 'document_passage.case_id')
        .select('edition_file.pid')
        .where('procedure_case.pid', '=', casePid)
        .orderBy('edition_file.position')
        .execute();
      return rows.map((r) => r.pid);
    },
  };
}

const TYPES =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';

/** A Word file with these paragraphs. */
export function word(...paragraphs: string[]): Uint8Array {
  const body = paragraphs.map((p) => `<w:p><w:r><w:t>${p}</w:t></w:r></w:p>`).join('');
  return zipSync({
    '[Content_Types].xml': strToU8(TYPES),
    'word/document.xml': strToU8(`<w:document><w:body>${body}</w:body></w:document>`),
  });
}
