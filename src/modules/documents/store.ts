import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import { type CaseHead, deputyName, lockCase } from '../../mechanisms/procedure/index.ts';
import { type Edition, readEdition } from '../../mechanisms/publication/index.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import { NotFound } from '../../platform/errors.ts';
import type { Hands } from './policy.ts';
import type { PassageKind, ReviewKind } from './words.ts';

/** The typed part of a passage. */
export interface Passage {
  caseId: number;
  documentId: number;
  editionId: number;
  kind: PassageKind;
  publishAt: Date | null;
}

/** Reads the typed part of a passage. @throws NotFound when the case is of another kind */
export async function readPassage(db: Reader, caseId: number): Promise<Passage> {
  const row = await db
    .selectFrom('document_passage')
    .select([
      'case_id as caseId',
      'document_id as documentId',
      'edition_id as editionId',
      'kind',
      'publish_at as publishAt',
    ])
    .where('case_id', '=', caseId)
    .executeTakeFirst();
  if (!row) throw new NotFound('没有找到这一件。');
  return row as Passage;
}

/** Locks a passage with its document, in that order, as the subject of a change. */
export async function lockPassage(
  tx: Tx,
  casePid: string,
): Promise<CaseHead & { kind: 'case'; passage: Passage }> {
  const head = await lockCase(tx, casePid);
  const passage = await readPassage(tx, head.id);
  await tx.selectFrom('gov_document').select('id').where('id', '=', passage.documentId).forUpdate().execute();
  return { ...head, passage };
}

/** The edition that was submitted last before this one of the same document; undefined for a first draft. */
export async function lastSubmitted(
  db: Reader,
  edition: Pick<Edition, 'documentId' | 'number'>,
): Promise<Edition | undefined> {
  const row = await db
    .selectFrom('edition')
    .select('id')
    .where('document_id', '=', edition.documentId)
    .where('number', '<', edition.number)
    .where('submitted_at', 'is not', null)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && readEdition(db, row.id);
}

/** The edition of a document with this number. */
export async function editionNumbered(db: Reader, documentId: number, number: number): Promise<Edition> {
  const row = await db
    .selectFrom('edition')
    .select('id')
    .where('document_id', '=', documentId)
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
  return readEdition(db, row.id);
}

/** The typed part of a withdrawal. */
export interface Withdrawal {
  caseId: number;
  documentId: number;
  proposedById: number;
  /** The absent person for whom it was proposed by a deputy. */
  proposedForId: number | null;
  reason: string;
}

/** The edition of a document that the public sees now, and since when; undefined when it sees none. */
export async function publicEdition(
  db: Reader,
  documentId: number,
): Promise<{ number: number; publishedAt: Date } | undefined> {
  return db
    .selectFrom('release')
    .innerJoin('edition', 'edition.id', 'release.edition_id')
    .select(['edition.number', 'release.published_at as publishedAt'])
    .where('release.document_id', '=', documentId)
    .where('release.ended_at', 'is', null)
    .executeTakeFirst();
}

/** Reads the typed part of a withdrawal. @throws NotFound when the case is of another kind */
export async function readWithdrawal(db: Reader, caseId: number): Promise<Withdrawal> {
  const row = await db
    .selectFrom('document_withdrawal')
    .select(['case_id as caseId', 'document_id as documentId', 'proposed_by_id as proposedById', 'reason'])
    .where('case_id', '=', caseId)
    .executeTakeFirst();
  if (!row) throw new NotFound('没有找到这一件。');
  const proposal = await db
    .selectFrom('case_event')
    .select('for_person_id')
    .where('case_id', '=', caseId)
    .orderBy('id')
    .executeTakeFirst();
  return { ...row, proposedForId: proposal?.for_person_id ?? null };
}

/** Who has had a hand in the present edition of a passage. */
export async function readHands(db: Reader, p: Passage): Promise<Hands> {
  const drafters = await db
    .selectFrom('passage_drafter')
    .select('person_id')
    .where('case_id', '=', p.caseId)
    .execute();
  const ids = drafters.map((d) => d.person_id);
  const absent = await db
    .selectFrom('case_event')
    .select('for_person_id')
    .distinct()
    .where('case_id', '=', p.caseId)
    .where('person_id', '=', (e) => e.fn.any(e.val(ids)))
    .where('for_person_id', 'is not', null)
    .execute();
  const reviewers = await db
    .selectFrom('passage_review')
    .select(['kind', 'person_id as personId', 'for_person_id as forPersonId'])
    .where('edition_id', '=', p.editionId)
    .execute();
  return {
    drafters: ids,
    draftedFor: absent.flatMap((a) => a.for_person_id ?? []),
    reviewers: reviewers as Hands['reviewers'],
  };
}

/** Notes that a person has drafted or changed this passage. */
export async function addDrafter(tx: Tx, caseId: number, personId: number, at: Date): Promise<void> {
  await tx
    .insertInto('passage_drafter')
    .values({ case_id: caseId, person_id: personId, since: at })
    .onConflict((c) => c.doNothing())
    .execute();
}

/**
 * Who drafted the edition that the public sees of a document, or saw last, in the order in which they joined.
 * @returns ids of persons
 */
export async function draftersOf(db: Reader, documentId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select d.person_id as id from passage_drafter d join document_passage p on p.case_id = d.case_id
    where p.document_id = ${documentId} and p.edition_id = (
      select edition_id from release where document_id = ${documentId} order by id desc limit 1)
    order by d.since, d.person_id`.execute(db);
  return rows.map((r) => r.id);
}

/** A review as shown. */
export interface ReviewRow {
  kind: ReviewKind;
  /** With the absent person when it was given as a deputy. */
  personName: string;
  editionNumber: number;
  contentHash: string;
  comment: string;
  at: Date;
}

/** The reviews given in a passage, oldest first. */
export async function readReviews(db: Reader, caseId: number): Promise<ReviewRow[]> {
  const rows = await db
    .selectFrom('passage_review')
    .innerJoin('person', 'person.id', 'passage_review.person_id')
    .innerJoin('edition', 'edition.id', 'passage_review.edition_id')
    .leftJoin('person as absent', 'absent.id', 'passage_review.for_person_id')
    .select([
      'passage_review.kind',
      'person.name as personName',
      'absent.name as absentName',
      'edition.number as editionNumber',
      'passage_review.content_hash as contentHash',
      'passage_review.comment',
      'passage_review.at',
    ])
    .where('passage_review.case_id', '=', caseId)
    .orderBy('passage_review.id')
    .execute();
  return rows.map(({ absentName, ...row }) => ({
    ...row,
    kind: row.kind as ReviewKind,
    personName: deputyName(row.personName, absentName),
  }));
}

/** The open case of a document, a withdrawal before a passage; undefined when none is open. */
export async function openCaseOf(
  db: Reader,
  documentId: number,
): Promise<{ pid: string; procedure: string; state: string } | undefined> {
  const { rows } = await sql<{ pid: string; procedure: string; state: string }>`
    select c.pid, c."procedure", c.state from procedure_case c
    where c.id in (select case_id from document_passage where document_id = ${documentId} and not ended
      union all select case_id from document_withdrawal where document_id = ${documentId} and not ended)
    order by (c."procedure" = 'document-withdrawal') desc`.execute(db);
  return rows[0];
}

/** The correction or republication of a document that is on its way; undefined when none is. */
export async function openCorrectionOf(
  db: Reader,
  documentId: number,
): Promise<{ pid: string; procedure: string; state: string } | undefined> {
  return db
    .selectFrom('document_passage as p')
    .innerJoin('procedure_case as c', 'c.id', 'p.case_id')
    .select(['c.pid', 'c.procedure', 'c.state'])
    .where('p.document_id', '=', documentId)
    .where('p.ended', '=', false)
    .executeTakeFirst();
}

/** When and why a document that the public does not see now was withdrawn last. */
export async function lastWithdrawal(
  db: Reader,
  documentId: number,
): Promise<{ at: Date; reason: string } | undefined> {
  const row = await db
    .selectFrom('release')
    .select(['ended_at as at', 'end_kind as kind', 'end_reason as reason'])
    .where('document_id', '=', documentId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.at && row.kind === 'withdrawn' ? { at: row.at, reason: row.reason ?? '' } : undefined;
}

/** Ids of the passages and withdrawals of these documents, open and closed. */
export async function casesOfDocuments(db: Reader, documentIds: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select case_id as id from document_passage where document_id = any(${[...documentIds]}::bigint[])
    union all select case_id from document_withdrawal where document_id = any(${[...documentIds]}::bigint[])`.execute(
    db,
  );
  return rows.map((r) => r.id);
}

/** Everything that happened to a document: its cases and what the public saw, newest first. */
export async function documentHistory(
  db: Reader,
  documentId: number,
): Promise<{
  cases: {
    pid: string;
    procedure: string;
    state: string;
    kind: string | null;
    openedOn: Day;
    closedOn: Day | null;
  }[];
  /** Title of the newest edition, public or not. */
  latestTitle: string;
  releases: {
    number: number;
    title: string;
    publishedAt: Date;
    endedAt: Date | null;
    endKind: string | null;
    endReason: string;
    changeNote: string;
  }[];
}> {
  const cases = await sql<{
    pid: string;
    procedure: string;
    state: string;
    kind: string | null;
    openedOn: Day;
    closedOn: Day | null;
  }>`
    select c.pid, c."procedure", c.state, p.kind, c.opened_on as "openedOn", c.closed_on as "closedOn"
    from procedure_case c left join document_passage p on p.case_id = c.id
    where c.id in (select case_id from document_passage where document_id = ${documentId}
      union all select case_id from document_withdrawal where document_id = ${documentId}) order by c.id desc`.execute(
    db,
  );
  const releases = await db
    .selectFrom('release')
    .innerJoin('edition', 'edition.id', 'release.edition_id')
    .select([
      'edition.number',
      'edition.title',
      'release.published_at as publishedAt',
      'release.ended_at as endedAt',
      'release.end_kind as endKind',
      'release.end_reason as endReason',
      'edition.change_note as changeNote',
    ])
    .where('release.document_id', '=', documentId)
    .orderBy('release.id', 'desc')
    .execute();
  const latest = await db
    .selectFrom('edition')
    .select('title')
    .where('document_id', '=', documentId)
    .orderBy('number', 'desc')
    .executeTakeFirstOrThrow();
  return { cases: cases.rows, releases, latestTitle: latest.title };
}

/** One version of a paper that the public has seen. */
export interface ReleasedVersion {
  editionId: number;
  /** Case by which it came out; its attachments are read there. */
  casePid: string;
  publishedAt: Date;
  endedAt: Date | null;
  /** The edition that the public saw before it; null for the first. */
  beforeId: number | null;
}

/** A version by the number of its edition; undefined when the public has never seen such a one. */
export async function releasedVersion(
  db: Reader,
  documentId: number,
  number: number,
): Promise<ReleasedVersion | undefined> {
  const { rows } = await sql<ReleasedVersion>`
    select r.edition_id as "editionId", c.pid as "casePid", r.published_at as "publishedAt", r.ended_at as "endedAt",
      (select p.edition_id from release p where p.document_id = r.document_id and p.id < r.id order by p.id desc limit 1) as "beforeId"
    from release r join edition e on e.id = r.edition_id join document_passage d on d.edition_id = e.id
      join procedure_case c on c.id = d.case_id
    where r.document_id = ${documentId} and e.number = ${number} order by r.id desc limit 1`.execute(db);
  return rows[0];
}

/** Whether a passage began as an import of an older system's paper. */
export async function wasImported(db: Reader, caseId: number): Promise<boolean> {
  const row = await db
    .selectFrom('case_event')
    .select('id')
    .where('case_id', '=', caseId)
    .where('act', '=', 'document.import')
    .executeTakeFirst();
  return row !== undefined;
}
