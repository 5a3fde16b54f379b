import type { ComponentChildren } from 'preact';
import { z } from 'zod';
import { chineseDay } from '../../../law/day.ts';
import {
  EFFECT_LEVELS,
  goneAt,
  gonePath,
  modeOf,
  type PortalFrame,
  type PublicDocument,
  portalPaths,
  publicDocument,
  publicFiles,
  publicRelations,
  ValidityTag,
  viewsOf,
} from '../../../mechanisms/publication/index.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { DocumentMeta, DocumentTools, OfficialDocument } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { DocumentAside } from './document-aside.tsx';
import { DocumentNotes } from './document-notes.tsx';
import { PublicFiles } from './files.tsx';
import { gonePage } from './gone.tsx';

/** The box of facts: what is not there is said to be not there (E-29). */
function facts(d: PublicDocument): [string, ComponentChildren][] {
  const on = (day: PublicDocument['writtenOn'], none: string) => (day ? chineseDay(day) : none);
  return [
    ['索引号', d.indexNumber],
    ['主题分类', d.theme],
    ['发文机关', d.ownerName],
    ['公文种类', d.genre],
    ['发文字号', d.documentNumber || '无'],
    ['效力级别', EFFECT_LEVELS[d.effectLevel]],
    ['成文日期', on(d.writtenOn, '—')],
    ['发布日期', chineseDay(d.publishedOn)],
    ['有效性', <ValidityTag item={d} />],
    ['施行日期', on(d.effectiveOn, '自发布之日起')],
    ['有效期至', on(d.expiresOn, '未设定')],
    ['废止日期', on(d.repealedOn, '暂无')],
  ];
}

/** Meta elements of a content page (网站发展指引附件: ten that must be there, and those that may). */
function metas(d: PublicDocument, link: string): Record<string, string> {
  return {
    ColumnName: d.columns[0]?.name ?? '政策文件',
    ColumnDescription: `${d.ownerName}主动公开的${d.genre}`,
    ColumnKeywords: [d.theme, d.genre, ...d.tags].filter(Boolean).join(','),
    ColumnType: '政策文件',
    ArticleTitle: d.title,
    PubDate: minute(d.publishedAt),
    ContentSource: d.sourceName || d.ownerName,
    Keywords: [...d.tags, d.documentNumber].filter(Boolean).join(','),
    Author: d.ownerName,
    Url: link,
    Description: d.summary,
    description: d.summary,
  };
}

/** A document as the public sees it; 410 with the reason where it was withdrawn. */
export function publicDocumentPages(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/documents/:pid',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: z.object({ pid: z.string().regex(/^[0-9a-z]{10}$/) }),
    async render(ctx, { params }) {
      const paths = portalPaths(ctx.base.portal);
      const site = await frame.site(ctx);
      const d = await publicDocument(ctx.db, params.pid, site.code, ctx.today);
      if (!d) {
        const gone = await goneAt(ctx.db, gonePath(params.pid));
        if (!gone) throw new NotFound('没有找到这份文件，网址可能有误。可以搜索标题或文号。');
        return gonePage(ctx, frame, { heading: '这份文件已撤回', verb: '撤回', gone });
      }
      ctx.viewed(d.pid);
      const [files, relations, views, sections] = await Promise.all([
        publicFiles(ctx.db, d.pid),
        publicRelations(ctx.db, d.pid, ctx.today),
        viewsOf(ctx.db, d.pid),
        frame.underDocument(ctx, { pid: d.pid, title: d.title, ownerCode: d.ownerCode }),
      ]);
      const canonical = portalPaths('').document(d.pid);
      const link = ctx.portalUrl + canonical;
      return frame.page(ctx, {
        title: d.title,
        section: '/documents',
        canonical,
        feed: { path: `/feeds/organs/${d.ownerCode}` },
        crumbs: [
          { label: '政策文件', href: paths.documents() },
          ...d.columns.slice(0, 1).map((c) => ({ label: c.name, href: paths.column(c.path) })),
          { label: d.ownerName, href: paths.organ(d.ownerCode) },
          { label: '正文' },
        ],
        metas: metas(d, link),
        children: (
          <main id="main" class="mc-main" tabindex={-1}>
            <div class="mc-wrap mc-2 narrow">
              <div>
                <DocumentMeta rows={facts(d)} />
                <DocumentNotes d={d} relations={relations} base={ctx.base.portal} />
                <p class="mc-byline">
                  <span>发布时间：{minute(d.publishedAt)}</span>
                  <span>来源：{d.sourceName || d.ownerName}</span>
                  <span>信息发布：{d.ownerName}</span>
                  <span>阅读：{views} 次</span>
                </p>
                <DocumentTools
                  link={link}
                  title={d.title}
                  mode={modeOf(ctx)}
                  modeAction={paths.mode()}
                  back={paths.document(d.pid)}
                  close={paths.documents()}
                  favourite={{ action: paths.favourites(), pid: d.pid }}
                />
                <article aria-label="文件正文">
                  <OfficialDocument
                    organ={`${d.ownerName}${d.documentNumber ? '文件' : ''}`}
                    {...(d.documentNumber ? { documentNumber: d.documentNumber } : {})}
                    title={d.title}
                    bodyHtml={d.bodyHtml}
                    mark={d.mark}
                  />
                </article>
                <PublicFiles files={files} base={ctx.base.portal} />
                {d.sourceUrl && (
                  <p class="muted small">
                    转载自：{d.sourceName || '其他网站'}（{d.sourceUrl}）
                  </p>
                )}
                <p class="mc-printed">网址：{link}</p>
                {sections}
              </div>
              <DocumentAside d={d} relations={relations} base={ctx.base.portal} today={ctx.today} />
            </div>
          </main>
        ),
      });
    },
  });
}
