import { Readable } from 'node:stream';
import { strToU8, zipSync } from 'fflate';
import { withKeptFiles } from '../core/index.ts';
import { addAttachments } from '../modules/documents/index.ts';
import type { ChangeContext } from '../platform/change.ts';
import type { Files } from '../platform/files/files.ts';
import type { FileExtension } from '../platform/files/types.ts';
import type { UploadArea } from '../platform/files/uploads.ts';
import { createLog } from '../platform/log.ts';
import type { DemoAttachment } from './content/index.ts';

/** Where the files of the demo city go. */
export interface DemoFiles {
  files: Files;
  uploads: UploadArea;
}

/** Attaches files to a draft the way an upload does: received, looked at, kept, recorded. */
export async function attach(
  ctx: ChangeContext,
  place: DemoFiles,
  it: { casePid: string; seenVersion: number; once: string; attachments: readonly DemoAttachment[] },
): Promise<void> {
  const received = [];
  for (const a of it.attachments) {
    const lines = a.lines.map((cells) => cells.join(','));
    const bytes = a.name.endsWith('.docx') ? wordFile(lines) : Buffer.from(`\ufeff${lines.join('\n')}\n`);
    const taken = await place.uploads.take(Readable.from([bytes]), bytes.length);
    received.push({ field: 'files', name: a.name, ...taken });
  }
  await withKeptFiles(
    { ...ctx, ...place, scanner: undefined, log: createLog('silent', 'seed') },
    received,
    {
      protection: 'public',
      extensions: ['docx', 'csv', 'txt'] satisfies FileExtension[],
      about: { kind: 'case', id: it.casePid, organisationId: null },
    },
    (kept) => addAttachments(ctx, { ...it, files: kept }),
  );
  for (const file of received) await place.uploads.discard(file.path);
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const OFFICE = 'http://schemas.openxmlformats.org';

/** A Word file with one paragraph per line, the smallest that Word opens. */
function wordFile(lines: readonly string[]): Buffer {
  const escaped = (s: string) => s.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const paragraphs = lines.map((line) => `<w:p><w:r><w:t>${escaped(line)}</w:t></w:r></w:p>`).join('');
  const parts = {
    '[Content_Types].xml': `${XML}<Types xmlns="${OFFICE}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    '_rels/.rels': `${XML}<Relationships xmlns="${OFFICE}/package/2006/relationships"><Relationship Id="r1" Type="${OFFICE}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `${XML}<w:document xmlns:w="${OFFICE}/wordprocessingml/2006/main"><w:body>${paragraphs}</w:body></w:document>`,
  };
  // A fixed day: the same demo file has the same bytes every time.
  const mtime = '1980-01-01T00:00:00';
  return Buffer.from(
    zipSync(
      Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, [strToU8(text), { mtime }]])),
    ),
  );
}
