import { sql } from 'kysely';
import { nameOn } from '../../core/organisations/keep.ts';
import { type Organisation, organisationById } from '../../core/organisations.ts';
import { dayOfInstant } from '../../law/day.ts';
import type { Change } from '../../platform/change.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import { Refusal } from '../../platform/errors.ts';
import { pinyinInitials } from '../../platform/pinyin.ts';
import { liveFiles, releaseAttachments, rememberGone } from './attachments.ts';
import type { DocumentIdentity, Edition } from './editions.ts';
import { paperGroup } from './newest.ts';
import { lockEnded, settleEnds } from './repeal.ts';
import { hasWords } from './search/attachments.ts';
import { indexDocument } from './search/rows.ts';
import { normaliseForSearch } from './search/tokens.ts';
import { gonePath } from './urls.ts';
import { hasValidity } from './validity.ts';
import { ATTRIBUTES } from './words.ts';

/** Bodies up to this many characters are indexed in the transaction; the rest of a longer one and attachments by job, within seconds. */
export const INDEXED_AT_ONCE = 100_000;
/** Queue of the job that indexes the rest of a long body and the words of attachments. */
export const INDEX_QUEUE = 'index-long-body';

/**
 * The name under which a document stands before the public: a paper corrected after a renaming stays with the name under
 * which it was published. For one that has not been public yet that of this instant.
 */
export async function ownerNameOf(
  db: Reader,
  document: Pick<DocumentIdentity, 'organisationId' | 'firstPublishedAt'>,
  now: Date,
): Promise<string> {
  const day = dayOfInstant((document.firstPublishedAt ?? now).getTime());
  return (
    (await nameOn(db, document.organisationId, day)) ??
    (await organisationById(db, document.organisationId)).name
  );
}

/**
 * Makes an edition what the public sees of its document, in the running transaction: issues the index number at the
 * first publication, ends the release before it, writes the rows of the schema `portal`. The publish time is the
 * change's instant: nobody can type it (伪造发稿日期 is a veto in the site inspection).
 */
export async function release(
  c: Change,
  it: { document: DocumentIdentity; edition: Edition; owner: Organisation },
): Promise<{ indexNumber: string }> {
  const { tx, now } = c;
  const { document, edition, owner } = it;
  if (edition.attribute !== 'proactive') throw new Error('only proactive documents are released');
  const today = c.today;
  let indexNumber = document.indexNumber;
  // A correction changes the text, not the day on which the paper was published.
  const firstPublishedAt = document.firstPublishedAt ?? now;
  const publishedOn = dayOfInstant(firstPublishedAt.getTime());
  await tx
    .updateTable('release')
    .set({ ended_at: now, end_kind: 'replaced' })
    .where('document_id', '=', document.id)
    .where('ended_at', 'is', null)
    .execute();
  await tx
    .insertInto('release')
    .values({ document_id: document.id, edition_id: edition.id, published_at: now })
    .execute();
  await tx.deleteFrom('portal.gone').where('path', '=', gonePath(document.pid)).execute();
  const ended = await lockEnded(tx, document.id, edition.relations);
  const filesBefore = await liveFiles(tx, document.id);
  await tx.deleteFrom('portal.live_document').where('id', '=', document.id).execute();
  if (indexNumber === null) {
    indexNumber = await nextIndexNumber(tx, owner, Number(today.slice(0, 4)));
    await tx
      .updateTable('gov_document')
      .set({ index_number: indexNumber, first_published_at: now })
      .where('id', '=', document.id)
      .execute();
  }
  const kind = { ...edition, interpretation: edition.relations.some((r) => r.kind === 'interprets') };
  await tx
    .insertInto('portal.live_document')
    .values({
      id: document.id,
      pid: document.pid,
      document_type: 'policy',
      title: edition.title,
      document_number: edition.documentNumber,
      index_number: indexNumber,
      owner_code: owner.code,
      owner_name: await ownerNameOf(tx, document, now),
      addressees: edition.addressees,
      summary: edition.summary,
      body_html: edition.bodyHtml,
      title_n: normaliseForSearch(edition.title),
      initials: await pinyinInitials(edition.title),
      theme: edition.theme,
      genre: edition.genre,
      mark: ATTRIBUTES[edition.attribute].mark,
      source_name: edition.sourceName,
      source_url: edition.sourceUrl,
      written_on: edition.writtenOn,
      effective_on: edition.effectiveOn,
      expires_on: edition.expiresOn,
      repealed_on: edition.repealedOn,
      published_at: firstPublishedAt,
      published_on: publishedOn,
      edition_on: today,
      edition_number: edition.number,
      change_note: edition.changeNote,
      tags: edition.tags,
      region: edition.region,
      effect_level: edition.effectLevel,
      has_validity: hasValidity(kind),
      paper_group: paperGroup(kind),
      ground: edition.ground,
    })
    .execute();
  await sql`insert into portal.live_placement (document_id, site_code, column_path, published_on)
    select ${document.id}, s.code, c.path, ${publishedOn} from column_node c join site s on s.id = c.site_id where c.id = any(${edition.columns}::bigint[])`.execute(
    tx,
  );
  if (edition.relations.length > 0)
    await tx
      .insertInto('portal.live_relation')
      .values(edition.relations.map((r) => ({ document_id: document.id, kind: r.kind, target_pid: r.pid })))
      .execute();
  await releaseAttachments(tx, {
    documentId: document.id,
    editionId: edition.id,
    before: filesBefore,
    at: now,
  });
  await indexDocument(tx, document.id, INDEXED_AT_ONCE);
  await settleEnds(tx, [document.pid, ...ended]);
  if (edition.body.length > INDEXED_AT_ONCE || edition.attachments.some((f) => hasWords(f.fileName)))
    await c.enqueue(
      INDEX_QUEUE,
      { document: document.id, edition: edition.number },
      `${document.id}-${edition.number}`,
    );
  return { indexNumber };
}

/** Takes a document out of the public's sight at once and leaves the reason at its address. */
export async function withdrawRelease(
  c: Change,
  document: DocumentIdentity,
  it: { title: string; reason: string },
): Promise<void> {
  await c.tx
    .updateTable('release')
    .set({ ended_at: c.now, end_kind: 'withdrawn', end_reason: it.reason })
    .where('document_id', '=', document.id)
    .where('ended_at', 'is', null)
    .execute();
  await rememberGone(c.tx, await liveFiles(c.tx, document.id), c.now, it.reason);
  const ended = await lockEnded(c.tx, document.id, []);
  await c.tx.deleteFrom('portal.live_document').where('id', '=', document.id).execute();
  await settleEnds(c.tx, ended);
  await c.tx
    .insertInto('portal.gone')
    .values({
      path: gonePath(document.pid),
      at: c.now,
      kind: 'withdrawn',
      title: it.title,
      reason: it.reason,
    })
    .onConflict((o) =>
      o.column('path').doUpdateSet({ at: c.now, kind: 'withdrawn', title: it.title, reason: it.reason }),
    )
    .execute();
}

/** `<front part>/<year>-<5 digits>` (目录系统实施指引): taken last in the transaction, never reused, unchanged when organs change. */
async function nextIndexNumber(tx: Tx, owner: Organisation, year: number): Promise<string> {
  const row = await tx
    .insertInto('counter')
    .values({ kind: 'index-number', organisation_id: owner.id, year, value: 1 })
    .onConflict((o) =>
      o
        .columns(['kind', 'organisation_id', 'year'])
        .doUpdateSet((e) => ({ value: e('counter.value', '+', 1) })),
    )
    .returning('value')
    .executeTakeFirstOrThrow();
  if (owner.indexPrefix === '')
    throw new Refusal(`“${owner.name}”没有登记索引号前段码，不能公开文件。请管理员先在机构页面补上。`);
  return `${owner.indexPrefix}/${year}-${String(row.value).padStart(5, '0')}`;
}

/** The edition the public sees of a document, and since when; undefined when none. */
export async function currentRelease(
  db: Reader,
  documentId: number,
): Promise<{ editionId: number; publishedAt: Date } | undefined> {
  return db
    .selectFrom('release')
    .select(['edition_id as editionId', 'published_at as publishedAt'])
    .where('document_id', '=', documentId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
}
