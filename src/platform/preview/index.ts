import { FILE_TYPES, type FileExtension } from '../files/types.ts';
import { type Preview, PreviewWriter } from './blocks.ts';
import { readOfd } from './ofd.ts';
import { readCsv, readPages, readText } from './plain.ts';
import { readSlides } from './slides.ts';
import { readWord } from './word.ts';
import { readWorkbookTables } from './workbook.ts';
import type { Parts } from './xml-events.ts';

/** What a parser has read of a file, as far as a preview needs it. */
export type Readable =
  | { text: string }
  /** Words of each page. */
  | { pages: readonly string[] }
  | { parts: Parts }
  | { width: number; height: number }
  | undefined;

/**
 * Makes the preview of a file from what was read of it: plain text in a small structure, never anything of the markup of
 * the file. Runs in the parse child. What cannot be read gives a preview that says so: a file is never refused for it.
 */
export function previewOf(extension: FileExtension, read: Readable): Preview {
  if (read === undefined) {
    const { label } = FILE_TYPES[extension];
    return { kind: 'none', why: `${label}（.${extension}）格式的文件不能在线预览。` };
  }
  if ('width' in read) return { kind: 'picture', width: read.width, height: read.height };
  const out = new PreviewWriter();
  try {
    if ('pages' in read) readPages(read.pages, out);
    else if ('text' in read) (extension === 'csv' ? readCsv : readText)(read.text, out);
    else readParts(extension, read.parts, out);
  } catch {
    return { kind: 'none', why: '系统没有读出这个文件的内容，不能在线预览。' };
  }
  return out.done();
}

function readParts(extension: FileExtension, parts: Parts, out: PreviewWriter): void {
  if (extension === 'docx') readWord(parts, out);
  else if (extension === 'xlsx') readWorkbookTables(parts, out);
  else if (extension === 'pptx') readSlides(parts, out);
  else if (extension === 'ofd') readOfd(parts, out);
}
