import { type EffectLevel, type Ground, paperGroup } from '../src/mechanisms/publication/index.ts';
import type { Database } from '../src/platform/db/pool.ts';

/** A public document as a test puts it straight into the schema `portal`. */
export interface Live {
  id: number;
  owner: string;
  title?: string;
  publishedOn: string;
  theme?: string;
  genre?: string;
  region?: string;
  effect?: string;
  ground?: string;
  tags?: string[];
  effectiveOn?: string;
  expiresOn?: string;
  repealedOn?: string;
  /** Of a kind without validity. */
  unbinding?: boolean;
  columns?: string[];
}

/** Writes public documents in one statement each table, as `release()` and the import of many leave them. */
export async function putLive(db: Database, documents: readonly Live[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto('portal.live_document')
      .values(
        documents.map((d) => ({
          id: d.id,
          pid: `d${String(d.id).padStart(9, '0')}`,
          document_type: 'policy',
          title: d.title ?? `第 ${d.id} 份文件`,
          document_number: '',
          index_number: `X/${d.id}`,
          owner_code: d.owner,
          owner_name: d.owner,
          addressees: '',
          summary: '',
          body_html: '<p>正文</p>',
          title_n: '',
          theme: d.theme ?? '',
          genre: d.genre ?? '通知',
          mark: '此件公开发布',
          source_name: '',
          source_url: '',
          published_at: new Date(`${d.publishedOn}T10:00:00+08:00`),
          published_on: d.publishedOn as never,
          edition_on: d.publishedOn as never,
          edition_number: 1,
          change_note: '',
          effective_on: (d.effectiveOn ?? null) as never,
          expires_on: (d.expiresOn ?? null) as never,
          repealed_on: (d.repealedOn ?? null) as never,
          tags: d.tags ?? [],
          region: d.region ?? '',
          effect_level: d.effect ?? 'other-document',
          has_validity: !d.unbinding,
          paper_group: paperGroup({
            title: d.title ?? '',
            genre: d.genre ?? '通知',
            effectLevel: (d.effect ?? 'other-document') as EffectLevel,
            interpretation: false,
            ground: (d.ground ?? 'article-20-1') as Ground,
          }),
          ground: d.ground ?? 'article-20-1',
        })),
      )
      .execute();
    const placements = documents.flatMap((d) =>
      (d.columns ?? []).map((path) => ({
        document_id: d.id,
        site_code: 'main',
        column_path: path,
        published_on: d.publishedOn as never,
      })),
    );
    if (placements.length > 0) await tx.insertInto('portal.live_placement').values(placements).execute();
  });
}
