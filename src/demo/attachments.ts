import { Readable } from 'node:stream';
import { strToU8, zipSync } from 'fflate';
import type { KeptUpload } from '../core/index.ts';
import { addAttachments } from '../modules/documents/index.ts';
import type { ChangeContext } from '../platform/change.ts';
import { findingsOf } from '../platform/files/accept.ts';
import type { Files } from '../platform/files/files.ts';
import { extensionOf } from '../platform/files/types.ts';
import type { UploadArea } from '../platform/files/uploads.ts';
import { inspect } from '../platform/parse/inspect.ts';
import { writeWorkbook } from '../platform/xlsx/index.ts';
import type { DemoAttachment } from './content/index.ts';
import { pdfFile } from './pdf.ts';

/** Where the files of the demo city go. */
export interface DemoFiles {
  files: Files;
  uploads: UploadArea;
}

/**
 * Attaches files to a draft as an upload does: received, looked at, kept, recorded. What an upload is looked at for in a
 * process of its own is done here in this one: these bytes are ours, and a process for each would take longer than all
 * the rest of the city.
 */
export async function attach(
  ctx: ChangeContext,
  place: DemoFiles,
  it: { casePid: string; seenVersion: number; once: string; attachments: readonly DemoAttachment[] },
): Promise<void> {
  const files: KeptUpload[] = [];
  for (const a of it.attachments) {
    const bytes = await bytesOf(a);
    const extension = extensionOf(a.name);
    if (!extension) throw new Error(`${a.name} has an ending that is not taken`);
    const { result } = await inspect(bytes, { extension });
    const taken = await place.uploads.take(Readable.from([bytes]), bytes.length);
    const kept = await place.files.keepPublic(taken);
    await place.uploads.discard(taken.path);
    files.push({
      ...taken,
      ...kept,
      name: a.name,
      mediaType: result.mediaType,
      scan: 'unscanned',
      wordsRead: result.wordsRead,
      pages: result.pages,
      preview: result.preview,
      findings: findingsOf(result),
      protection: 'public',
    });
  }
  await addAttachments(ctx, { ...it, files });
}

async function bytesOf(a: DemoAttachment): Promise<Buffer> {
  const lines = a.lines.map((cells) => cells.join(a.name.endsWith('.csv') ? ',' : '　'));
  if (a.name.endsWith('.docx')) return wordFile(lines);
  if (a.name.endsWith('.pdf')) return pdfFile(lines);
  if (!a.name.endsWith('.xlsx')) return Buffer.from(`\ufeff${lines.join('\n')}\n`);
  const [headings = [], ...rows] = a.lines;
  return writeWorkbook([{ name: '附件', headings: headings.map((text) => ({ text })), rows }]);
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
