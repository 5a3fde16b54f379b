import { z } from 'zod';
import {
  goneAt,
  goneFilePath,
  type PortalFrame,
  portalPaths,
  publicFile,
  publicPreview,
  readable,
} from '../../../mechanisms/publication/index.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams } from '../../../platform/http/fields.ts';
import { HEADERS_WITH_VIEWER } from '../../../platform/http/guard.ts';
import { ButtonLink, FilePreview } from '../../../ui/index.ts';
import { FileFacts } from './files.tsx';
import { gonePage } from './gone.tsx';

/** More parts than any file has: what is beyond is no address. */
const MOST_PARTS = 50;

/**
 * What is in a public attachment, without downloading it and without the program that made it. Public exactly as long as
 * its bytes are: both hang on the same row of the schema `portal`, looked up at each request.
 */
export function publicPreviewPages(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/files/:pid/preview',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: pidParams,
    query: z.object({ part: z.coerce.number().int().min(1).max(MOST_PARTS).catch(1) }),
    async render(ctx, { params, query }) {
      const paths = portalPaths(ctx.base.portal);
      const [file, shown] = await Promise.all([
        publicFile(ctx.db, params.pid),
        publicPreview(ctx.db, params.pid, query.part),
      ]);
      if (!file || !shown) {
        const gone = await goneAt(ctx.db, goneFilePath(params.pid));
        if (!gone) throw new NotFound('没有找到这个文件，网址可能有误。可以搜索文件的标题。');
        return gonePage(ctx, frame, { heading: '这个附件已撤下', verb: '撤下', gone });
      }
      const { document, preview } = shown;
      const href = paths.file(file.pid, file.fileName);
      const pdf = file.mediaType === 'application/pdf';
      const content = (
        <FilePreview
          preview={preview}
          title={file.title}
          href={href}
          pdf={pdf}
          partHref={(part) => paths.filePreview(file.pid, part)}
        />
      );
      const html = await frame.page(ctx, {
        title: `附件预览：${file.title}`,
        section: '/documents',
        column: {
          name: '附件预览',
          description: `政策文件附件的内容：${file.title}`,
          keywords: '政策,文件,附件',
          type: '政策文件',
        },
        canonical: portalPaths('').document(document.pid),
        crumbs: [
          { label: '政策文件', href: paths.documents() },
          { label: '正文', href: paths.document(document.pid) },
          { label: '附件预览' },
        ],
        children: (
          <main id="main" class="mc-main" tabindex={-1}>
            <div class="mc-wrap">
              <h1>{file.title}</h1>
              <p class="mc-byline">
                <span>
                  附件所属文件：<a href={paths.document(document.pid)}>{document.title}</a>
                </span>
                <span>
                  <FileFacts file={file} />
                </span>
              </p>
              <p class="mc-row no-print">
                <ButtonLink kind="primary" href={href} icon="download">
                  下载附件
                </ButtonLink>
                <ButtonLink href={paths.document(document.pid)} icon="arrow-back-up">
                  返回正文
                </ButtonLink>
              </p>
              {preview.kind === 'blocks'
                ? readable(ctx, {
                    title: `附件：${file.title}`,
                    close: paths.document(document.pid),
                    children: content,
                  })
                : content}
            </div>
          </main>
        ),
      });
      return { kind: 'page', html, ...(pdf ? { headers: { ...HEADERS_WITH_VIEWER } } : {}) };
    },
  });
}
