import { organisationById } from '../src/core/index.ts';
import { day } from '../src/law/day.ts';
import { addColumn, addSite, type EditionContent } from '../src/mechanisms/publication/index.ts';
import * as acts from '../src/modules/documents/index.ts';
import type { ChangeContext } from '../src/platform/change.ts';
import { newToken } from '../src/platform/crypto.ts';
import type { Database } from '../src/platform/db/pool.ts';

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

/** A paper that passes every check. */
export function paper(column: number, title = '关于代理和移交的通知'): EditionContent {
  return {
    title,
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
    attachments: [],
  } as EditionContent;
}

/** What the page of a case would send along: version and hash as they stand. */
export async function seen(db: Database, casePid: string) {
  const row = await db
    .selectFrom('procedure_case')
    .leftJoin('document_passage', 'document_passage.case_id', 'procedure_case.id')
    .leftJoin('edition', 'edition.id', 'document_passage.edition_id')
    .select([
      'procedure_case.id',
      'procedure_case.version',
      'procedure_case.state',
      'edition.content_hash as hash',
    ])
    .where('procedure_case.pid', '=', casePid)
    .executeTakeFirstOrThrow();
  return {
    casePid,
    caseId: row.id,
    state: row.state,
    seenVersion: row.version,
    seenHash: row.hash ?? '',
    verdict: 'pass' as const,
    comment: '同意。',
    once: newToken(),
  };
}

/** Starts a draft. @returns the public id of its case */
export async function drafted(
  by: ChangeContext,
  organisationId: number,
  column: number,
  title?: string,
): Promise<string> {
  const { casePid } = await acts.draftDocument(by, {
    organisation: await organisationById(by.db, organisationId),
    content: paper(column, title),
    act: 'document.draft',
    once: newToken(),
  });
  return casePid;
}
