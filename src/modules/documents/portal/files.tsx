import { z } from 'zod';
import {
  goneAt,
  goneFilePath,
  type PortalFrame,
  type PublicFile,
  portalPaths,
  publicFile,
} from '../../../mechanisms/publication/index.ts';
import { NotFound } from '../../../platform/errors.ts';
import { fileFormat, fileSize } from '../../../platform/files/types.ts';
import { sendFile } from '../../../platform/http/download.ts';
import type { Face } from '../../../platform/http/face.ts';
import { Icon, SectionHead } from '../../../ui/index.ts';
import { gonePage } from './gone.tsx';

/**
 * Files of public documents. Whether somebody may have the bytes is decided by the row of the schema `portal` alone, at
 * each request; 410 with the reason where the file was taken down.
 */
export function publicFilePages(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/files/:pid/:name',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: z.object({ pid: z.string().regex(/^[0-9a-z]{10}$/), name: z.string() }),
    async render(ctx, { params }) {
      const paths = portalPaths(ctx.base.portal);
      const file = await publicFile(ctx.db, params.pid);
      if (file) {
        // One file, one address.
        if (params.name !== file.fileName)
          return { kind: 'redirect', to: paths.file(file.pid, file.fileName) };
        const { key, size, fileName, mediaType, digest } = file;
        return sendFile(ctx, ctx.files, { key, size }, { name: fileName, mediaType, tag: digest });
      }
      const gone = await goneAt(ctx.db, goneFilePath(params.pid));
      if (!gone) throw new NotFound('没有找到这个文件，网址可能有误。可以搜索文件的标题。');
      return gonePage(ctx, frame, { heading: '这个附件已撤下', verb: '撤下', gone });
    },
  });
}

/** The attachments below a public document: number, title, format and size. */
export function PublicFiles({
  files,
  base,
  href = (f) => portalPaths(base).file(f.pid, f.fileName),
}: {
  files: readonly PublicFile[];
  base: string;
  href?: (file: PublicFile) => string;
}) {
  if (files.length === 0) return null;
  return (
    <section aria-labelledby="files" class="mc-files">
      <SectionHead title="附件" level={2} id="files" />
      <ol>
        {files.map((f) => (
          <li key={f.pid}>
            <Icon name="paperclip" /> <a href={href(f)}>{f.title}</a>{' '}
            <span class="muted small">
              格式：{fileFormat(f.fileName)}　大小：{fileSize(f.size)}
              {f.pages !== null && `　页数：${f.pages} 页`}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
