import { sql } from 'kysely';
import { namesPaper, statedRepeals } from '../../law/named-papers.ts';
import { titled } from '../../law/titles.ts';
import {
  type Edition,
  type Ending,
  endings,
  findRelationTargets,
  type RelationTarget,
  wordsOfAttachments,
} from '../../mechanisms/publication/index.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { checkContent, type Finding } from './checks.ts';
import { relationLines } from './relations-field.ts';
import type { PassageKind } from './words.ts';

/** Papers that a text says to repeal and that are looked up. */
const MOST_LOOKED_UP = 20;

/**
 * Everything that speaks against letting a draft move on, with what its relations would do to other papers.
 * @param organisationId whose paper it is
 */
export async function checkEdition(
  db: Reader,
  organisationId: number,
  edition: Edition,
  kind: PassageKind,
): Promise<Finding[]> {
  return [
    ...checkContent(edition, kind),
    ...(await checkNumber(db, organisationId, edition)),
    ...(await checkRelations(db, organisationId, edition)),
  ];
}

/**
 * Other papers that bear the same number and are public, or will be at their time: asked about, not refused, for a paper may
 * be published by two bodies, or again after many years.
 */
async function checkNumber(db: Reader, organisationId: number, edition: Edition): Promise<Finding[]> {
  if (edition.attribute !== 'proactive' || edition.documentNumber === '') return [];
  const { rows } = await sql<{ title: string; own: boolean; scheduled: boolean }>`
    select l.title, g.organisation_id = ${organisationId} as own, false as scheduled
    from portal.live_document l join gov_document g on g.id = l.id
    where l.document_number = ${edition.documentNumber} and l.id <> ${edition.documentId}
    union all
    select e.title, g.organisation_id = ${organisationId}, true
    from document_passage p join edition e on e.id = p.edition_id join gov_document g on g.id = p.document_id
    where p.publish_at is not null and not p.ended and e.document_number = ${edition.documentNumber} and p.document_id <> ${edition.documentId}
    order by 2 desc, 1 limit 3`.execute(db);
  return rows.map(({ title, own, scheduled }) => ({
    level: 'advice',
    field: 'documentNumber',
    message: `文号“${edition.documentNumber}”已经用在${own ? '本机关' : '其他机关'}${scheduled ? '已签发、待定时公开' : '公开'}的${titled(title)}上。一个文号只用于一件公文，请核对；要改那一件的，请在“文件档案”中对它发起更正。`,
    article: 'GB/T 9704—2012',
  }));
}

/**
 * What the relations of a paper would do to others once it is public, for its writers and reviewers to read; where a 废止
 * would do nothing; and the 废止 of a relation that the text does not state, which blocks: it would end a paper by a slip of
 * the clerk. The reverse, a 废止 of the text without a relation, is asked about.
 */
async function checkRelations(db: Reader, organisationId: number, edition: Edition): Promise<Finding[]> {
  const named = edition.relations.filter((r) => r.kind === 'repeals').map((r) => r.pid);
  const ended = await endings(db, organisationId, named);
  const found = ended.map(
    ({ title, ends }): Finding => ({
      level: 'advice',
      field: 'relations',
      message: ends
        ? `公开后，${titled(title)}自${edition.effectiveOn ? `施行之日（${edition.effectiveOn}）` : '公开之日'}起在门户标为“已废止”；它自己写明了废止日期的，以写明的为准。`
        : `${titled(title)}不是本机关、下级机关或者由本机关承继的机关制发的，公开后只显示“废止”关系，不会标为“已废止”，请核对。`,
      article: '谁制定、谁清理',
    }),
  );
  return [...found, ...(await unstated(db, edition, ended)), ...(await unrelated(db, edition))];
}

/** Papers that are to be repealed and that neither the text nor an attachment names. */
async function unstated(db: Reader, edition: Edition, ended: readonly Ending[]): Promise<Finding[]> {
  const missing = ended.filter((p) => !namesPaper(edition.body, p, edition.title));
  if (missing.length === 0) return [];
  const files = edition.attachments;
  const words = [...files.map((a) => a.title), ...(await wordsOfAttachments(db, edition.id))].join('\n');
  return missing
    .filter((p) => !namesPaper(words, p, edition.title))
    .map(
      ({ title, documentNumber }): Finding => ({
        level: 'must',
        field: 'relations',
        message: `正文没有写明废止${titled(title)}${documentNumber ? `（${documentNumber}）` : ''}${files.length > 0 ? '，附件中系统读到的文字也没有' : ''}。请在正文写出它的标题全文或文号；指错了文件的，请在“与其他文件的关系”中取消勾选，另行查找。`,
      }),
    );
}

/** Public papers that the text says to repeal and that no relation names, each with those it may be. */
async function unrelatedPapers(
  db: Reader,
  edition: Edition,
): Promise<{ name: string; targets: RelationTarget[] }[]> {
  const named = edition.relations.filter((r) => r.kind === 'repeals').map((r) => r.pid);
  const found: { name: string; targets: RelationTarget[] }[] = [];
  for (const { title, documentNumber } of statedRepeals(edition.body).slice(0, MOST_LOOKED_UP)) {
    const name = `${titled(title)}${documentNumber ? `（${documentNumber}）` : ''}`;
    const targets = await findRelationTargets(db, name);
    if (targets.length > 0 && !targets.some((t) => named.includes(t.pid))) found.push({ name, targets });
  }
  return found;
}

/** What the text says of other papers and no relation does yet, as lines of the editor's field. */
export async function statedLines(db: Reader, edition: Edition): Promise<string[]> {
  const papers = await unrelatedPapers(db, edition);
  const sure = papers.flatMap(({ targets: [one, ...others] }) =>
    one && others.length === 0 ? [one.pid] : [],
  );
  return relationLines(
    db,
    sure.map((pid) => ({ kind: 'repeals' as const, pid })),
  );
}

async function unrelated(db: Reader, edition: Edition): Promise<Finding[]> {
  return (await unrelatedPapers(db, edition)).map(({ name }) => ({
    level: 'advice',
    field: 'relations',
    message: `正文写明废止${name}，“与其他文件的关系”中没有。请在那里加入“废止 ${name}”，公开后它才会在门户标为“已废止”。`,
  }));
}
