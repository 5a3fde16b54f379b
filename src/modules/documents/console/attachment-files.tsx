import { sql } from 'kysely';
import { z } from 'zod';
import { type ConsoleFrame, readPreview } from '../../../core/index.ts';
import { NotFound } from '../../../platform/errors.ts';
import { fileFormat, fileSize } from '../../../platform/files/types.ts';
import { sendFile } from '../../../platform/http/download.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams, publicId } from '../../../platform/http/fields.ts';
import { HEADERS_WITH_VIEWER } from '../../../platform/http/guard.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { ButtonLink, FilePreview, Note, Panel } from '../../../ui/index.ts';
import { readPassage } from '../store.ts';
import { readableCase } from './case.tsx';
import { documentPaths } from './paths.ts';

const params = pidParams.extend({ file: publicId });

/** An attachment of the present edition of a case that the person may read, or is invited to. */
async function findAttachment(ctx: RequestContext, it: z.output<typeof params>) {
  const head = await readableCase(ctx, it.pid);
  const passage = await readPassage(ctx.db, head.id);
  const row = await ctx.db
    .selectFrom('edition_file')
    .innerJoin('stored_file', 'stored_file.id', 'edition_file.file_id')
    .select([
      'stored_file.id',
      'edition_file.title',
      'edition_file.file_name as fileName',
      'store_key as key',
      'size',
      'pages',
      'media_type as mediaType',
      'sm3',
      'wrapped_key as wrappedKey',
    ])
    .where('edition_file.edition_id', '=', passage.editionId)
    .where('edition_file.pid', '=', it.file)
    .executeTakeFirst();
  if (!row) throw new NotFound('没有这个附件，可能已经移除。');
  return row;
}

/** The files of a case for those who write and review it: their bytes, and what is in them. */
export function attachmentFilePages(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: '/cases/:pid/attachments/:file',
    access: { kind: 'act', act: 'document.read', orInvited: true },
    params,
    async render(ctx, input) {
      const { key, size, wrappedKey, fileName, mediaType, sm3 } = await findAttachment(ctx, input.params);
      const kept = { key, size, ...(wrappedKey ? { wrappedKey } : {}) };
      return sendFile(ctx, ctx.files, kept, { name: fileName, mediaType, tag: sm3 });
    },
  });

  face.page({
    path: '/cases/:pid/attachments/:file/preview',
    access: { kind: 'act', act: 'document.read', orInvited: true },
    params,
    query: z.object({ part: z.coerce.number().int().min(1).max(50).catch(1) }),
    async render(ctx, { params: { pid, file }, query }) {
      const a = await findAttachment(ctx, { pid, file });
      const preview = await readPreview(ctx.db, sql`stored_file where id = ${a.id}`, query.part);
      const paths = documentPaths(ctx.base.console);
      const pdf = a.mediaType === 'application/pdf';
      const html = await frame.page(ctx, {
        title: `附件预览：${a.title}`,
        section: '/documents',
        heading: {
          h1: `附件预览：${a.title}`,
          note: [fileFormat(a.fileName), fileSize(a.size), a.pages !== null && `${a.pages} 页`]
            .filter(Boolean)
            .join('，'),
          actions: (
            <>
              <ButtonLink href={paths.attachment(pid, file)} icon="download">
                下载附件
              </ButtonLink>
              <ButtonLink href={paths.case(pid)} icon="arrow-back-up">
                返回本件
              </ButtonLink>
            </>
          ),
        },
        children: (
          <>
            <Note kind="info" title="公开后，公众看到的预览与此相同">
              <p class="mb-0">
                审查对象是附件文件本身（SM3 {a.sm3.slice(0, 8)}…）；预览不显示的内容，请下载核对。
              </p>
            </Note>
            <Panel title="附件内容">
              <FilePreview
                preview={preview ?? { kind: 'waiting' }}
                title={a.title}
                href={paths.attachment(pid, file)}
                pdf={pdf}
                partHref={(part) => paths.attachmentPreview(pid, file, part)}
              />
            </Panel>
          </>
        ),
      });
      return { kind: 'page', html, ...(pdf ? { headers: { ...HEADERS_WITH_VIEWER } } : {}) };
    },
  });
}
