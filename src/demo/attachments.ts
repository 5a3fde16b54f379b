import { Readable } from 'node:stream';
import type { KeptUpload } from '../core/index.ts';
import { addAttachments } from '../modules/documents/index.ts';
import type { ChangeContext } from '../platform/change.ts';
import { findingsOf } from '../platform/files/accept.ts';
import type { Files } from '../platform/files/files.ts';
import { extensionOf } from '../platform/files/types.ts';
import type { UploadArea } from '../platform/files/uploads.ts';
import { inspect } from '../platform/parse/inspect.ts';
import { writeWorkbook } from '../platform/xlsx/index.ts';
import { archive, contentTypes, escaped, OFFICE, relations, XML } from './archive.ts';
import type { DemoAttachment } from './content/index.ts';
import { ofdFile } from './ofd.ts';
import { pdfFile } from './pdf.ts';
import { pictureFile } from './picture.ts';
import { slidesFile } from './slides.ts';

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
  const lines = () => a.lines.map((cells) => cells.join('　'));
  switch (extensionOf(a.name)) {
    case 'docx':
      return wordFile(lines());
    case 'pdf':
      return pdfFile(lines());
    case 'ofd':
      return ofdFile(a.lines);
    case 'pptx':
      return slidesFile(a.lines);
    case 'png':
      return pictureFile(a.lines);
    case 'xlsx': {
      const [headings = [], ...rows] = a.lines;
      return writeWorkbook([{ name: '附件', headings: headings.map((text) => ({ text })), rows }]);
    }
    default:
      return Buffer.from(
        `\ufeff${(a.name.endsWith('.csv') ? a.lines.map((cells) => cells.join(',')) : lines()).join('\n')}\n`,
      );
  }
}

/** A Word file with one paragraph per line, the smallest that Word opens. */
function wordFile(lines: readonly string[]): Buffer {
  const paragraphs = lines.map((line) => `<w:p><w:r><w:t>${escaped(line)}</w:t></w:r></w:p>`).join('');
  return archive({
    '[Content_Types].xml': contentTypes({ 'word/document.xml': 'wordprocessingml.document.main' }),
    '_rels/.rels': relations({ r1: ['officeDocument', 'word/document.xml'] }),
    'word/document.xml': `${XML}<w:document xmlns:w="${OFFICE}/wordprocessingml/2006/main"><w:body>${paragraphs}</w:body></w:document>`,
  });
}
