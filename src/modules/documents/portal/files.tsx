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
import { fileFormat, fileSize, previewable } from '../../../platform/files/types.ts';
import { sendFile } from '../../../platform/http/download.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams } from '../../../platform/http/fields.ts';
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
    params: pidParams.extend({ name: z.string() }),
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

/** 格式、大小、页数 of a file. */
export function FileFacts({ file }: { file: Pick<PublicFile, 'fileName' | 'size' | 'pages'> }) {
  return (
    <>
      格式：{fileFormat(file.fileName)}　大小：{fileSize(file.size)}
      {file.pages !== null && `　页数：${file.pages} 页`}
    </>
  );
}

/** Where the attachments of a paper are to be had and to be looked at. */
export interface FilePaths {
  file: (file: PublicFile) => string;
  preview: (file: PublicFile) => string;
}

/** Their public addresses. */
export function publicFilePaths(base: string): FilePaths {
  const paths = portalPaths(base);
  return { file: (f) => paths.file(f.pid, f.fileName), preview: (f) => paths.filePreview(f.pid) };
}

/** The attachments below a public document: title, format, size and pages, to look at and to take along. */
export function PublicFiles({ files, paths }: { files: readonly PublicFile[]; paths: FilePaths }) {
  if (files.length === 0) return null;
  return (
    <section aria-labelledby="files" class="mc-files">
      <SectionHead title="附件" level={2} id="files" />
      <ol>
        {files.map((f) => (
          <li key={f.pid}>
            <Icon name="paperclip" /> {f.title}{' '}
            <span class="muted small">
              <FileFacts file={f} />
            </span>{' '}
            <span class="act no-print">
              {previewable(f.fileName) && (
                <>
                  <a href={paths.preview(f)} aria-label={`预览：${f.title}`}>
                    预览
                  </a>{' '}
                </>
              )}
              <a href={paths.file(f)} aria-label={`下载：${f.title}`}>
                下载
              </a>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
