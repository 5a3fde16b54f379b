import { z } from 'zod';
import { chineseDay } from '../../../law/day.ts';
import {
  goneAt,
  gonePath,
  type PortalFrame,
  portalPaths,
  publicDocument,
  publicFiles,
  publicRelations,
  RELATION_KINDS,
  ValidityTag,
} from '../../../mechanisms/publication/index.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import {
  DocumentMeta,
  DocumentTools,
  Note,
  OfficialDocument,
  SectionHead,
  Timeline,
} from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { PublicFiles } from './files.tsx';

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
        const html = await frame.page(ctx, {
          title: '文件已撤回',
          crumbs: [{ label: '政策文件', href: paths.documents() }, { label: '文件已撤回' }],
          children: (
            <main id="main" class="mc-main" tabindex={-1}>
              <div class="mc-wrap">
                <h1>这份文件已撤回</h1>
                <Note kind="warn" title={gone.title}>
                  <p>撤回时间：{minute(gone.at)}</p>
                  <p>撤回原因：{gone.reason}</p>
                </Note>
                <p class="mc-after">
                  <a href={paths.documents()}>查看其他政策文件</a>
                </p>
              </div>
            </main>
          ),
        });
        return { kind: 'page', status: 410, html, headers: { 'cache-control': 'no-store' } };
      }
      ctx.viewed(d.pid);
      const [files, relations] = await Promise.all([
        publicFiles(ctx.db, d.pid),
        publicRelations(ctx.db, d.pid, ctx.today),
      ]);
      const sections = await frame.underDocument(ctx, { pid: d.pid, title: d.title, ownerCode: d.ownerCode });
      const link = ctx.portalUrl + portalPaths('').document(d.pid);
      const later = [
        { day: d.publishedOn, text: '发布' },
        ...(d.changeNote ? [{ day: d.editionOn, text: `更正：${d.changeNote}` }] : []),
        ...(d.writtenOn ? [{ day: d.writtenOn, text: '成文' }] : []),
        ...(d.effectiveOn ? [{ day: d.effectiveOn, text: '施行' }] : []),
        ...(d.expiresOn ? [{ day: d.expiresOn, text: '有效期止' }] : []),
        ...(d.repealedOn ? [{ day: d.repealedOn, text: '废止' }] : []),
      ].sort((a, b) => (a.day < b.day ? -1 : 1));
      return frame.page(ctx, {
        title: d.title,
        section: '/documents',
        crumbs: [
          { label: '政策文件', href: paths.documents() },
          { label: d.ownerName, href: paths.organ(d.ownerCode) },
          { label: '正文' },
        ],
        metas: {
          ColumnName: d.columns[0]?.name ?? '政策文件',
          ColumnType: '政策文件',
          ArticleTitle: d.title,
          PubDate: minute(d.publishedAt),
          ContentSource: d.sourceName || d.ownerName,
          ...(d.summary ? { Description: d.summary } : {}),
        },
        children: (
          <main id="main" class="mc-main" tabindex={-1}>
            <div class="mc-wrap mc-2 narrow">
              <div>
                <DocumentMeta
                  rows={[
                    ['索引号', d.indexNumber],
                    ['主题分类', d.theme],
                    ['发文机关', d.ownerName],
                    ['公文种类', d.genre],
                    ['发文字号', d.documentNumber || '无'],
                    ['成文日期', d.writtenOn ? chineseDay(d.writtenOn) : '—'],
                    ['有效性', <ValidityTag item={d} />],
                    ['发布日期', chineseDay(d.publishedOn)],
                  ]}
                />
                {d.validity === 'repealed' && d.repealedOn && (
                  <Note kind="bad" title={`本文件已于${chineseDay(d.repealedOn)}废止，请勿作为办事依据。`}>
                    <p>正文保留供查阅历史。</p>
                  </Note>
                )}
                {d.validity === 'lapsed' && d.expiresOn && (
                  <Note
                    kind="bad"
                    title={`本文件有效期已于${chineseDay(d.expiresOn)}届满，请勿作为办事依据。`}
                  >
                    <p>正文保留供查阅历史。</p>
                  </Note>
                )}
                {d.validity === 'not-yet-effective' && d.effectiveOn && (
                  <Note kind="info" title={`本文件自${chineseDay(d.effectiveOn)}起施行，现在尚未施行。`} />
                )}
                {d.changeNote && (
                  <Note kind="warn" title="更正说明">
                    <p>{d.changeNote}</p>
                  </Note>
                )}
                {d.summary && (
                  <Note kind="info" title="内容概述">
                    <p>{d.summary}</p>
                    <p class="muted">以文件正文为准。</p>
                  </Note>
                )}
                <DocumentTools link={link} />
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
                {(d.sourceName || d.sourceUrl) && (
                  <p class="muted small">
                    来源：{d.sourceName || d.sourceUrl}
                    {d.sourceName && d.sourceUrl && `（${d.sourceUrl}）`}
                  </p>
                )}
                {sections}
              </div>
              <aside aria-label="相关信息" class="no-print">
                <SectionHead title="从成文到施行" level={2} />
                <Timeline
                  items={later.map((e) => ({
                    time: e.day,
                    text: e.text,
                    ...(e.day > ctx.today ? { state: 'todo' as const } : {}),
                  }))}
                />
                {relations.length > 0 && (
                  <>
                    <SectionHead title="相关文件" level={2} />
                    <ul class="mc-plainlist">
                      {relations.map((r) => (
                        <li key={`${r.kind}-${r.reverse}-${r.pid}`}>
                          {RELATION_KINDS[r.kind][r.reverse ? 'reverse' : 'label']}：
                          <a href={paths.document(r.pid)}>{r.title}</a>
                        </li>
                      ))}
                    </ul>
                  </>
                )}
                {d.columns.length > 0 && (
                  <>
                    <SectionHead title="所在栏目" level={2} />
                    <ul class="mc-plainlist">
                      {d.columns.map((c) => (
                        <li key={c.path}>
                          <a href={paths.column(c.path)}>{c.name}</a>
                        </li>
                      ))}
                    </ul>
                  </>
                )}
              </aside>
            </div>
          </main>
        ),
      });
    },
  });
}
