import { sql } from 'kysely';
import type { Day } from '../../../law/day.ts';
import type { Database, Tx } from '../../../platform/db/pool.ts';
import { pinyinInitials } from '../../../platform/pinyin.ts';
import { hasValidity, type PaperKind } from '../validity.ts';
import { classToken, documentTokens, normaliseForSearch, TOKEN_VERSION } from './tokens.ts';

/** Token of the region of a paper that concerns the whole city. */
export const WHOLE_CITY = 'city';

/** What the index is made from: a public document as it was written. */
export interface IndexSource {
  title: string;
  body: string;
  summary: string;
  documentNumber: string;
  indexNumber: string;
  addressees: string;
  ownerCode: string;
  documentType: string;
  genre: string;
  theme: string;
  region: string;
  effectLevel: string;
  tags: readonly string[];
  /** `<site>/<path>` of the columns it is placed in. */
  columns: readonly string[];
  publishedOn: Day;
  initials: string;
  /** Words of its attachments. */
  files: readonly string[];
}

/** What the index holds of a document: the text that proves hits, its tokens, and what it is counted by. */
export interface IndexRows {
  text: string;
  toks: number[];
  facets: number[];
  titleLength: number;
}

/**
 * Makes the rows of the index.
 * @param characters so many characters of the body become tokens; the text that proves hits is always whole
 */
export function indexRows(d: IndexSource, characters = Number.POSITIVE_INFINITY): IndexRows {
  const title = normaliseForSearch(d.title);
  const body = normaliseForSearch(d.body);
  const [documentNumber, indexNumber] = [d.documentNumber, d.indexNumber].map(normaliseForSearch) as [
    string,
    string,
  ];
  const rest = [d.summary, d.addressees, ...d.files].map(normaliseForSearch);
  const facts = [documentNumber, indexNumber, ...rest].filter(Boolean);
  const facets = [
    classToken('owner', d.ownerCode),
    classToken('type', d.documentType),
    classToken('level', d.effectLevel),
    classToken('region', d.region || WHOLE_CITY),
    ...(d.genre ? [classToken('genre', d.genre)] : []),
    ...(d.theme ? [classToken('theme', d.theme)] : []),
    ...d.tags.map((tag) => classToken('tag', tag)),
    ...new Set(d.columns.flatMap(withAncestors).map((path) => classToken('column', path))),
  ];
  return {
    text: [title, body, ...facts].join('\n'),
    toks: documentTokens({
      title,
      text: [body.slice(0, characters), ...facts].join('\n'),
      documentNumber,
      indexNumber,
      initials: d.initials,
      publishedOn: d.publishedOn,
      classes: facets,
    }),
    facets,
    titleLength: [...title].length,
  };
}

/** `main/a/b` lies in `main/a` too. */
function withAncestors(column: string): string[] {
  const parts = column.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 2).join('/'));
}

/**
 * Writes the rows of the index for a public document from its rows and its current edition, in place of older ones.
 * Harmless when it is no longer public.
 * @param characters see {@link indexRows}
 */
export async function indexDocument(tx: Tx, documentId: number, characters?: number): Promise<void> {
  const { rows } = await sql<
    IndexSource & {
      effectiveOn: Day | null;
      expiresOn: Day | null;
      repealedOn: Day | null;
      hasValidity: boolean;
    }
  >`
    select d.title, e.body_text as body, d.summary, d.document_number as "documentNumber", d.index_number as "indexNumber", d.addressees,
      d.owner_code as "ownerCode", d.document_type as "documentType", d.genre, d.theme, d.region, d.effect_level as "effectLevel", d.tags,
      d.published_on as "publishedOn", d.effective_on as "effectiveOn", d.expires_on as "expiresOn", d.repealed_on as "repealedOn", d.has_validity as "hasValidity", d.initials,
      array(select p.site_code || '/' || p.column_path from portal.live_placement p where p.document_id = d.id) as columns,
      array(select t.body from portal.live_file_text t join portal.live_file f on f.pid = t.pid where t.document_id = d.id order by f.position) as files
    from portal.live_document d join release r on r.document_id = d.id and r.ended_at is null join edition e on e.id = r.edition_id
    where d.id = ${documentId} for update of d`.execute(tx);
  const source = rows[0];
  if (!source) return;
  const { text, toks, facets, titleLength } = indexRows(source, characters);
  await tx
    .insertInto('portal.live_text')
    .values({ document_id: documentId, text_n: text })
    .onConflict((o) => o.column('document_id').doUpdateSet({ text_n: text }))
    .execute();
  const row = {
    published_on: source.publishedOn,
    // As its page says: what names no day for itself takes effect with its publication.
    effective_on: source.effectiveOn ?? (source.hasValidity ? source.publishedOn : null),
    expires_on: source.expiresOn,
    repealed_on: source.repealedOn,
    has_validity: source.hasValidity,
    ver: TOKEN_VERSION,
    title_length: titleLength,
    toks,
    facets,
  };
  await tx
    .insertInto('portal.live_search')
    .values({ document_id: documentId, ...row })
    .onConflict((o) => o.column('document_id').doUpdateSet(row))
    .execute();
}

const BATCH = 50;

/**
 * Indexes anew what an older version of the program has indexed, in small transactions; ends when nothing is left. Runs
 * before anything is served: rows of two versions would not be found by the same words.
 * @param told about the progress
 * @returns number of documents
 */
export async function reindex(db: Database, told: (done: number) => void = () => undefined): Promise<number> {
  let done = 0;
  for (;;) {
    const { rows } = await sql<PaperKind & { id: number }>`
      select d.id, d.title, d.genre, d.effect_level as "effectLevel",
        exists (select from portal.live_relation l where l.document_id = d.id and l.kind = 'interprets') as interpretation
      from portal.live_document d left join portal.live_search s on s.document_id = d.id
      where s.document_id is null or s.ver <> ${TOKEN_VERSION} order by d.id limit ${BATCH}`.execute(db);
    if (rows.length === 0) return done;
    await db.transaction().execute(async (tx) => {
      for (const { id, ...paper } of rows) {
        const { title } = paper;
        const set = {
          initials: await pinyinInitials(title),
          title_n: normaliseForSearch(title),
          has_validity: hasValidity(paper),
        };
        await tx.updateTable('portal.live_document').set(set).where('id', '=', id).execute();
        await indexDocument(tx, id);
      }
    });
    done += rows.length;
    told(done);
  }
}
