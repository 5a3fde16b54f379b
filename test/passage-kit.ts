import { organisationById } from '../src/core/index.ts';
import { day } from '../src/law/day.ts';
import { addColumn, addSite, type EditionContent } from '../src/mechanisms/publication/index.ts';
import * as acts from '../src/modules/documents/index.ts';
import type { ChangeContext } from '../src/platform/change.ts';
import { newToken } from '../src/platform/crypto.ts';
import type { Database } from '../src/platform/db/pool.ts';

/* Papers for tests: a place to show them, their content, and the way of a draft through the acts. */

/** A site with one column. @returns id of the column */
export async function oneColumn(db: Database, organisationId: number): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const siteId = await addSite(tx, {
      code: 'main',
      organisationId,
      name: '测试站点',
      tagline: '',
      facts: {},
    });
    return addColumn(tx, { siteId, path: 'policy', name: '政策文件', description: '', sortOrder: 0 });
  });
}

/** A paper that passes every check. @param more what is otherwise */
export function paper(column: number, more: Partial<EditionContent> = {}): EditionContent {
  return {
    title: '关于代理和移交的通知',
    documentNumber: '',
    addressees: '',
    summary: '',
    body: '各科室：\n外出须有代理，离任须有移交，一件事任何一天都有人办。',
    theme: '综合政务',
    genre: '通知',
    writtenOn: day('2026-05-20'),
    effectiveOn: null,
    expiresOn: null,
    repealedOn: null,
    attribute: 'proactive',
    ground: 'article-20-1',
    reason: '',
    changeNote: '',
    tags: [],
    region: '',
    effectLevel: 'other-document',
    relations: [],
    sourceName: '',
    sourceUrl: '',
    excerpts: 0,
    columns: [column],
    ...more,
  };
}

/** A paper of a township with everything that a public page shows. */
export function harbourPaper(column: number, more: Partial<EditionContent> = {}): EditionContent {
  return paper(column, {
    title: '关于临港渡口开航时间的通知',
    documentNumber: '临政发〔2026〕3号',
    addressees: '各村民委员会',
    summary: '渡口夏季开航时间。',
    body: '各村民委员会：\n自六月起，渡口每日六时开航，二十时停航，遇大风停航另行通知。',
    theme: '工业、交通',
    writtenOn: day('2026-05-19'),
    ground: 'article-20-5',
    ...more,
  });
}

/** What the page of a case would send along with an act that passes: version and hash as they stand. */
export async function seen(db: Database, casePid: string) {
  const row = await db
    .selectFrom('procedure_case')
    .leftJoin('document_passage', 'document_passage.case_id', 'procedure_case.id')
    .leftJoin('edition', 'edition.id', 'document_passage.edition_id')
    .select([
      'procedure_case.id',
      'procedure_case.version',
      'procedure_case.state',
      'edition.id as edition',
      'edition.content_hash as hash',
    ])
    .where('procedure_case.pid', '=', casePid)
    .executeTakeFirstOrThrow();
  return {
    casePid,
    caseId: row.id,
    state: row.state,
    edition: row.edition ?? 0,
    seenVersion: row.version,
    seenHash: row.hash ?? '',
    verdict: 'pass' as const,
    comment: '同意。',
    once: newToken(),
  };
}

/** Starts a draft. @returns public ids of its case and its document */
export async function startDraft(
  by: ChangeContext,
  organisationId: number,
  content: EditionContent,
): Promise<{ casePid: string; documentPid: string }> {
  return acts.draftDocument(by, {
    organisation: await organisationById(by.db, organisationId),
    content,
    act: 'document.draft',
    once: newToken(),
  });
}

/** Starts a draft that passes every check. @returns the public id of its case */
export async function drafted(
  by: ChangeContext,
  organisationId: number,
  column: number,
  title?: string,
): Promise<string> {
  return (await startDraft(by, organisationId, paper(column, title ? { title } : {}))).casePid;
}
