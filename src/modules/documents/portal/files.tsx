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
import { Icon, Note, SectionHead } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';

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
      const html = await frame.page(ctx, {
        title: '附件已撤下',
        crumbs: [{ label: '政策文件', href: paths.documents() }, { label: '附件已撤下' }],
        children: (
          <main id="main" class="mc-main" tabindex={-1}>
            <div class="mc-wrap">
              <h1>这个附件已撤下</h1>
              <Note kind="warn" title={gone.title}>
                <p>撤下时间：{minute(gone.at)}</p>
                <p>原因：{gone.reason}</p>
              </Note>
              <p class="mc-after">
                <a href={paths.documents()}>查看政策文件</a>
              </p>
            </div>
          </main>
        ),
      });
      return { kind: 'page', status: 410, html, headers: { 'cache-control': 'no-store' } };
    },
  });
}

/** The attachments below a public document: number, title, format and size. */
export function PublicFiles({ files, base }: { files: readonly PublicFile[]; base: string }) {
  if (files.length === 0) return null;
  const paths = portalPaths(base);
  return (
    <section aria-labelledby="files" class="mc-files">
      <SectionHead title="附件" level={2} id="files" />
      <ol>
        {files.map((f) => (
          <li key={f.pid}>
            <Icon name="paperclip" /> <a href={paths.file(f.pid, f.fileName)}>{f.title}</a>{' '}
            <span class="muted small">
              {fileFormat(f.fileName)}，{fileSize(f.size)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
