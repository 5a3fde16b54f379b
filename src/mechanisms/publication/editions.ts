import type { Day } from '../../law/day.ts';
import { structureOfficialText } from '../../law/official-text.ts';
import { newPublicId, sm3 } from '../../platform/crypto.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import { type Attachment, attachmentFacts, readAttachments, writeAttachments } from './attachments.ts';
import { readRelations, type StatedRelation, writeRelations } from './relations.ts';
import type { Attribute, EffectLevel, Ground } from './words.ts';

/** What a person writes: the content of an edition. Empty text means "not given". */
export interface EditionContent {
  title: string;
  documentNumber: string;
  addressees: string;
  summary: string;
  /** Plain text, one paragraph per line. */
  body: string;
  theme: string;
  genre: string;
  writtenOn: Day | null;
  effectiveOn: Day | null;
  expiresOn: Day | null;
  repealedOn: Day | null;
  attribute: Attribute | null;
  ground: Ground | '';
  reason: string;
  changeNote: string;
  sourceName: string;
  sourceUrl: string;
  /** Number of documents this text holds; more than one cannot be published as it is. */
  excerpts: number;
  /** At most 10 of at most 20 characters. */
  tags: string[];
  /** Organisation code of the county or township it concerns; empty for the whole city. */
  region: string;
  effectLevel: EffectLevel;
  /** What this paper says of others. */
  relations: StatedRelation[];
  /** Ids of the columns it is to appear in. */
  columns: number[];
}

/** An edition as stored. */
export interface Edition extends EditionContent {
  id: number;
  documentId: number;
  number: number;
  bodyHtml: string;
  contentHash: string | null;
  submittedAt: Date | null;
  attachments: Attachment[];
}

/** A document's stable identity. */
export interface DocumentIdentity {
  id: number;
  pid: string;
  organisationId: number;
  indexNumber: string | null;
  firstPublishedAt: Date | null;
}

/** Creates a document without any edition. */
export async function addDocument(
  tx: Tx,
  d: { organisationId: number; at: Date },
): Promise<{ id: number; pid: string }> {
  return tx
    .insertInto('gov_document')
    .values({
      pid: newPublicId(),
      document_type: 'policy',
      organisation_id: d.organisationId,
      created_at: d.at,
    })
    .returning(['id', 'pid'])
    .executeTakeFirstOrThrow();
}

function identities(db: Reader) {
  return db
    .selectFrom('gov_document')
    .select([
      'id',
      'pid',
      'organisation_id as organisationId',
      'index_number as indexNumber',
      'first_published_at as firstPublishedAt',
    ]);
}

/** A document by public id, if its organisation is in the scope. */
export async function findDocument(
  db: Reader,
  pid: string,
  scope: readonly number[],
): Promise<DocumentIdentity | undefined> {
  if (scope.length === 0) return undefined;
  return identities(db).where('pid', '=', pid).where('organisation_id', 'in', scope).executeTakeFirst();
}

/** A document by its id inside. */
export async function documentById(db: Reader, id: number): Promise<DocumentIdentity> {
  return identities(db).where('id', '=', id).executeTakeFirstOrThrow();
}

/** Locks a document for a change; undefined when there is none. */
export async function lockDocument(tx: Tx, pid: string): Promise<DocumentIdentity | undefined> {
  return identities(tx).where('pid', '=', pid).forUpdate().executeTakeFirst();
}

function columnsOf(content: EditionContent) {
  const structured = structureOfficialText(content.body);
  return {
    title: content.title,
    document_number: content.documentNumber,
    addressees: content.addressees,
    summary: content.summary,
    body_text: structured.text,
    body_html: structured.html,
    theme: content.theme,
    genre: content.genre,
    written_on: content.writtenOn,
    effective_on: content.effectiveOn,
    expires_on: content.expiresOn,
    repealed_on: content.repealedOn,
    attribute: content.attribute,
    ground: content.ground,
    reason: content.reason,
    change_note: content.changeNote,
    source_name: content.sourceName,
    source_url: content.sourceUrl,
    excerpts: content.excerpts,
    tags: [...new Set(content.tags)],
    region: content.region,
    effect_level: content.effectLevel,
  };
}

/** Adds the next edition of a document, open for editing; with the attachments of the one it is copied from. */
export async function addEdition(
  tx: Tx,
  documentId: number,
  content: EditionContent & { attachments?: readonly Attachment[] },
  at: Date,
): Promise<{ id: number; number: number }> {
  const last = await tx
    .selectFrom('edition')
    .select((e) => e.fn.max('number').as('n'))
    .where('document_id', '=', documentId)
    .executeTakeFirst();
  const row = await tx
    .insertInto('edition')
    .values({ document_id: documentId, number: (last?.n ?? 0) + 1, ...columnsOf(content), created_at: at })
    .returning(['id', 'number'])
    .executeTakeFirstOrThrow();
  await writeColumns(tx, row.id, content.columns);
  await writeRelations(tx, row.id, content.relations);
  await writeAttachments(tx, row.id, content.attachments ?? []);
  return row;
}

/** Replaces the content of an edition that is still open. The database refuses it for a submitted one. */
export async function saveEdition(tx: Tx, editionId: number, content: EditionContent): Promise<void> {
  await tx.updateTable('edition').set(columnsOf(content)).where('id', '=', editionId).execute();
  await tx.deleteFrom('edition_placement').where('edition_id', '=', editionId).execute();
  await writeColumns(tx, editionId, content.columns);
  await writeRelations(tx, editionId, content.relations);
}

async function writeColumns(tx: Tx, editionId: number, columns: readonly number[]): Promise<void> {
  const ids = [...new Set(columns)];
  if (ids.length === 0) return;
  await tx
    .insertInto('edition_placement')
    .values(ids.map((id) => ({ edition_id: editionId, column_id: id })))
    .execute();
}

/** Reads an edition with its columns and attachments. */
export async function readEdition(db: Reader, editionId: number): Promise<Edition> {
  const row = await db
    .selectFrom('edition')
    .selectAll()
    .where('id', '=', editionId)
    .executeTakeFirstOrThrow();
  const columns = await db
    .selectFrom('edition_placement')
    .select('column_id')
    .where('edition_id', '=', editionId)
    .orderBy('column_id')
    .execute();
  return {
    id: row.id,
    documentId: row.document_id,
    number: row.number,
    title: row.title,
    documentNumber: row.document_number,
    addressees: row.addressees,
    summary: row.summary,
    body: row.body_text,
    bodyHtml: row.body_html,
    theme: row.theme,
    genre: row.genre,
    writtenOn: row.written_on as Day | null,
    effectiveOn: row.effective_on as Day | null,
    expiresOn: row.expires_on as Day | null,
    repealedOn: row.repealed_on as Day | null,
    attribute: row.attribute as Attribute | null,
    ground: row.ground as Ground | '',
    reason: row.reason,
    changeNote: row.change_note,
    sourceName: row.source_name,
    sourceUrl: row.source_url,
    excerpts: row.excerpts,
    tags: row.tags,
    region: row.region,
    effectLevel: row.effect_level as EffectLevel,
    relations: await readRelations(db, editionId),
    columns: columns.map((c) => c.column_id),
    contentHash: row.content_hash,
    submittedAt: row.submitted_at,
    attachments: await readAttachments(db, editionId),
  };
}

/**
 * The hash that reviews and sign-off are bound to (SM3, hex): everything of an edition that the public or a reviewer
 * would see. Any change of any of it gives another hash.
 */
export function contentHash(e: Edition): string {
  const { id: _id, contentHash: _hash, submittedAt: _at, attachments, ...facts } = e;
  const { tags, region, effectLevel, relations, ...text } = facts;
  // What a paper does not have adds nothing: its hash is that of the text alone, as it was before there were such facts.
  const content = {
    ...text,
    ...(tags.length > 0 ? { tags } : {}),
    ...(region !== '' ? { region } : {}),
    ...(effectLevel !== 'other-document' ? { effectLevel } : {}),
    ...(relations.length > 0 ? { relations } : {}),
    ...(attachments.length > 0 ? { attachments: attachments.map(attachmentFacts) } : {}),
  };
  return sm3(JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** Freezes an edition for review. @returns its hash */
export async function submitEdition(tx: Tx, edition: Edition, at: Date): Promise<string> {
  const hash = contentHash(edition);
  await tx
    .updateTable('edition')
    .set({ content_hash: hash, submitted_at: at })
    .where('id', '=', edition.id)
    .execute();
  return hash;
}
