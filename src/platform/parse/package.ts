import { type UnzipFileInfo, type Unzipped, unzipSync } from 'fflate';
import { FILE_TYPES, type FileExtension, type FileType } from '../files/types.ts';
import { ParseRefused } from './parsed.ts';

/** Bounds of an archive: an office file has some hundred parts; a bomb has few bytes and many gigabytes. */
const MOST = { parts: 10_000, bytes: 1024 * 1024 * 1024, ratio: 200, words: 64 * 1024 * 1024 };

/** The part that names the kinds of the others, and the one that notes the number of pages. */
const KINDS = '[Content_Types].xml';
const NOTED = 'docProps/app.xml';

/** Parts that hold words: of Word, Excel, PowerPoint and OFD. */
const WORDS =
  /^(?:word\/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml|xl\/(?:sharedStrings|comments\d*)\.xml|xl\/worksheets\/[^/]+\.xml|ppt\/(?:slides|notesSlides)\/[^/]+\.xml|docProps\/core\.xml|(?:.*\/)?Content\.xml)$/;

/**
 * The words of an office file that is an archive (OOXML, OFD), one line per paragraph or cell, in no particular order,
 * and its number of pages: slides and pages of OFD are counted, of Word it is what the program that saved it has noted.
 * @throws ParseRefused for a damaged archive, a bomb, macros, a program inside, or an archive of another kind
 */
export function packageText(bytes: Buffer, extension: FileExtension): { text: string; pages: number | null } {
  const type: FileType = FILE_TYPES[extension];
  const parts = list(bytes);
  if (!parts.some((p) => p.name === type.part))
    throw new ParseRefused(`文件的内容不是 ${type.label}（.${extension}）。请用原来的软件另存后再上传。`);
  refuseBomb(parts, bytes.length);
  for (const { name } of parts) {
    if (/(?:^|\/)(?:vbaProject\.bin|vbaData\.xml)$|\/macrosheets\/|\/activeX\//i.test(name))
      throw new ParseRefused('文件带有宏或控件，不能上传。请另存为不带宏的文件后再上传。');
    if (/\.(?:exe|dll|com|bat|cmd|ps1|vbs|js|jar|scr|msi|lnk|hta|sh|html?|svg)$/i.test(name))
      throw new ParseRefused('文件中嵌有程序或网页，不能上传。请删除嵌入的对象后再上传。');
  }
  const words = parts.filter((p) => WORDS.test(p.name));
  if (words.reduce((sum, p) => sum + p.originalSize, 0) > MOST.words)
    throw new ParseRefused('文件中的文字太多，无法检查。请拆分后再上传。');
  const wanted = new Set(words.map((p) => p.name));
  const contents = unzip(bytes, (info) => wanted.has(info.name) || [KINDS, NOTED].includes(info.name));
  const kinds = contents[KINDS];
  if (kinds && /macroEnabled/i.test(Buffer.from(kinds).toString('utf8')))
    throw new ParseRefused('文件是带宏的格式，不能上传。请另存为不带宏的文件后再上传。');
  const text = Object.entries(contents)
    .filter(([name]) => wanted.has(name))
    .map(([, part]) => wordsOf(Buffer.from(part).toString('utf8')))
    .join('\n');
  return { text, pages: pagesOf(extension, parts, contents[NOTED]) };
}

function pagesOf(
  extension: FileExtension,
  parts: readonly UnzipFileInfo[],
  noted: Uint8Array | undefined,
): number | null {
  const count = (names: RegExp) => parts.filter((p) => names.test(p.name)).length || null;
  if (extension === 'pptx') return count(/^ppt\/slides\/slide\d+\.xml$/);
  if (extension === 'ofd') return count(/\/Pages\/[^/]+\/Content\.xml$/);
  if (extension !== 'docx' || !noted) return null;
  const pages = Number(/<Pages>(\d{1,5})<\/Pages>/.exec(Buffer.from(noted).toString('utf8'))?.[1] ?? 0);
  return pages > 0 ? pages : null;
}

function unzip(bytes: Buffer, filter: (info: UnzipFileInfo) => boolean): Unzipped {
  try {
    return unzipSync(bytes, { filter });
  } catch {
    throw new ParseRefused('文件已损坏，无法打开。请用原来的软件另存后再上传。');
  }
}

/** What the directory of the archive says of its parts; nothing is unfolded. */
function list(bytes: Buffer): UnzipFileInfo[] {
  const parts: UnzipFileInfo[] = [];
  unzip(bytes, (info) => {
    parts.push(info);
    if (parts.length > MOST.parts) throw new Error('too many parts');
    return false;
  });
  return parts;
}

function refuseBomb(parts: readonly UnzipFileInfo[], size: number): void {
  const unfolded = parts.reduce((sum, p) => sum + p.originalSize, 0);
  if (unfolded > MOST.bytes || unfolded > Math.max(size, 64 * 1024) * MOST.ratio)
    throw new ParseRefused('文件解开后异常地大，可能有害，不能上传。');
}

/** The words of an XML part. Tags inside a paragraph cut words apart (runs), the ends of paragraphs and cells are lines. */
function wordsOf(xml: string): string {
  return xml
    .replace(/<\/(?:w:p|a:p|si|c|row|ofd:TextObject|ofd:TextCode|cp:\w+|dc:\w+)>/g, '\n')
    .replace(/<(?:w:br|w:tab|a:br)\b[^>]*>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&#(\d{1,7});/g, (_, n: string) => codePoint(Number(n)))
    .replace(/&#x([0-9a-f]{1,6});/gi, (_, n: string) => codePoint(Number.parseInt(n, 16)))
    .replace(/&amp;/g, '&');
}

function codePoint(n: number): string {
  return n > 0 && n <= 0x10ffff ? String.fromCodePoint(n) : '';
}
