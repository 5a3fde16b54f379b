import { z } from 'zod';
import { type ConsoleFrame, personOf } from '../../../core/index.ts';
import { findDocument, ownerNameOf, readEdition } from '../../../mechanisms/publication/index.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { publicId } from '../../../platform/http/fields.ts';
import { ButtonLink, KeyValue, Panel, Tag } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { releasedVersion } from '../store.ts';
import { AttachmentPanel } from './attachment-list.tsx';
import { ComparisonPanel, compareEditions } from './comparison.tsx';
import { documentPaths } from './paths.ts';
import { TextPanel } from './text-panel.tsx';

/** A version that the public has seen, as it was, and what it changed of the one before. */
export function versionPages(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: '/documents/:pid/versions/:number',
    access: { kind: 'act', act: 'document.read' },
    params: z.object({ pid: publicId, number: z.coerce.number().int().min(1).max(100_000) }),
    async render(ctx, { params: { pid, number } }) {
      const paths = documentPaths(ctx.base.console);
      const document = await findDocument(ctx.db, pid, personOf(ctx).scope('document.read'));
      if (!document) throw new NotFound('没有找到这份文件，可能网址有误，或者不在您的办理范围内。');
      const version = await releasedVersion(ctx.db, document.id, number);
      if (!version) throw new NotFound('这一稿没有公开过。公众看到的版本请在文件档案中选择。');
      const [edition, before, ownerName] = await Promise.all([
        readEdition(ctx.db, version.editionId),
        version.beforeId === null ? undefined : readEdition(ctx.db, version.beforeId),
        ownerNameOf(ctx.db, document, version.publishedAt),
      ]);
      const compared = before && (await compareEditions(ctx.db, before, edition));
      return frame.page(ctx, {
        title: `${edition.title}（第 ${number} 稿）`,
        section: '/documents',
        heading: {
          h1: edition.title,
          tag: version.endedAt ? (
            <Tag kind="mute">公众已看不到这一版</Tag>
          ) : (
            <Tag kind="ok" icon="check">
              公开中
            </Tag>
          ),
          note: `第 ${number} 稿`,
          actions: (
            <>
              <ButtonLink href={paths.case(version.casePid)} icon="list">
                办理过程
              </ButtonLink>
              <ButtonLink href={paths.document(pid)} icon="history">
                文件档案
              </ButtonLink>
            </>
          ),
        },
        children: (
          <div class="mc-g">
            <Panel title="公开情况">
              <KeyValue
                columns={2}
                rows={[
                  ['公开主体', ownerName],
                  ['发文字号', edition.documentNumber || '—'],
                  ['公众看到的时间', minute(version.publishedAt)],
                  ['至', version.endedAt ? minute(version.endedAt) : '今'],
                  ['成文日期', edition.writtenOn ?? '—'],
                  ['施行日期', edition.effectiveOn ?? '—'],
                  ['有效期至', edition.expiresOn ?? '未设定'],
                  ['废止日期', edition.repealedOn ?? ''],
                  ['更正说明', edition.changeNote],
                  [
                    '上一个公开的版本',
                    before && <a href={paths.version(pid, before.number)}>第 {before.number} 稿</a>,
                  ],
                ]}
              />
            </Panel>
            {compared && <ComparisonPanel title="与上一个公开版本的差别" compared={compared} />}
            <TextPanel edition={edition} ownerName={ownerName} aside="公众当时看到的文本" />
            <AttachmentPanel
              attachments={edition.attachments}
              base={ctx.base.console}
              casePid={version.casePid}
            />
          </div>
        ),
      });
    },
  });
}
