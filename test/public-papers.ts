import { type Day, day } from '../src/law/day.ts';
import { normaliseForSearch } from '../src/mechanisms/publication/index.ts';
import { indexRows } from '../src/mechanisms/publication/search/rows.ts';
import { TOKEN_VERSION } from '../src/mechanisms/publication/search/tokens.ts';
import { instant } from '../src/platform/clock.ts';
import type { Database } from '../src/platform/db/pool.ts';

/** A public paper as the search knows it, without the work that leads to one. */
export interface PublicPaper {
  id: number;
  pid: string;
  title: string;
  body: string;
  publishedOn: Day | string;
  owner?: string;
  genre?: string;
  theme?: string;
  tags?: string[];
  /** '' = the whole city */
  region?: string;
  effectLevel?: string;
  repealedOn?: string | null;
}

/** Puts a paper into the tables of the portal as a release leaves it. */
export async function putPublic(db: Database, p: PublicPaper): Promise<void> {
  const owner = p.owner ?? 'organ-a';
  const facts = {
    genre: p.genre ?? '',
    theme: p.theme ?? '',
    tags: p.tags ?? [],
    region: p.region ?? '',
  };
  const indexed = indexRows({
    ...facts,
    title: p.title,
    body: p.body,
    effectLevel: p.effectLevel ?? 'other-document',
    summary: '',
    documentNumber: '',
    indexNumber: `X/${p.id}`,
    addressees: '',
    ownerCode: owner,
    documentType: 'policy',
    columns: ['main/policy/notices'],
    publishedOn: day(p.publishedOn),
    initials: '',
    files: [],
  });
  await db
    .insertInto('portal.live_document')
    .values({
      ...facts,
      document_number: '',
      addressees: '',
      summary: '',
      mark: '',
      source_name: '',
      source_url: '',
      change_note: '',
      id: p.id,
      pid: p.pid,
      document_type: 'policy',
      title: p.title,
      body_html: `<p>${p.body}</p>`,
      index_number: `X/${p.id}`,
      owner_code: owner,
      owner_name: owner,
      effect_level: p.effectLevel ?? 'other-document',
      repealed_on: p.repealedOn ?? null,
      title_n: normaliseForSearch(p.title),
      published_at: instant(`${p.publishedOn}T00:00:00+08:00`),
      published_on: p.publishedOn,
      edition_on: p.publishedOn,
      edition_number: 1,
    })
    .execute();
  await db.insertInto('portal.live_text').values({ document_id: p.id, text_n: indexed.text }).execute();
  await db
    .insertInto('portal.live_search')
    .values({
      document_id: p.id,
      published_on: p.publishedOn,
      ver: TOKEN_VERSION,
      title_length: indexed.titleLength,
      repealed_on: p.repealedOn ?? null,
      toks: indexed.toks,
      facets: indexed.facets,
    })
    .execute();
}
