import { type UnzipFileInfo, type Unzipped, unzipSync } from 'fflate';
import { FILE_TYPES, type FileExtension, type FileType } from '../files/types.ts';
import { wordsOf, xmlOf } from './package-words.ts';
import { ParseRefused } from './parsed.ts';

/** Bounds of an archive: an office file has some hundred parts; a bomb has few bytes and many gigabytes. */
const MOST = { parts: 10_000, bytes: 1024 * 1024 * 1024, ratio: 200, words: 64 * 1024 * 1024, depth: 2 };

/** The part that names the kinds of the others, and the one that notes the number of pages. */
const KINDS = '[Content_Types].xml';
const NOTED = 'docProps/app.xml';

/** Parts without words of anybody: looks, settings, and what an office program notes for itself. */
const NO_WORDS =
  /(?:^|\/)(?:styles|theme\d*|fontTable|settings|webSettings|numbering|stylesWithEffects|tableStyles|presProps|viewProps|calcChain|app)\.xml$|^(?:.*\/)?(?:theme|_rels|slideMasters|slideLayouts)\//;

/** Settings of a printer, and signatures of OFD: bytes that hold no words. */
const NO_OBJECT = /(?:^|\/)printerSettings\d*\.bin$|(?:^|\/)Signs?\/.*\.(?:dat|esl)$/i;

/** What an office file that is an archive holds. */
export interface PackageContent {
  /** One line per paragraph or cell, in no particular order. */
  text: string;
  /** Slides and pages of OFD are counted; of Word it is what the program noted that saved it. */
  pages: number | null;
  /** Whether nothing else in it could hold words: no object of another program. */
  complete: boolean;
}

/** An archive whose parts have been unfolded, all but pictures and fonts. */
export interface OpenPackage {
  parts: readonly UnzipFileInfo[];
  contents: Unzipped;
}

/**
 * Unfolds an office file that is an archive (OOXML, OFD).
 * @throws ParseRefused for a damaged archive, a bomb, macros, a program inside, or an archive of another kind
 */
export function openPackage(bytes: Buffer, extension: FileExtension): OpenPackage {
  const type: FileType = FILE_TYPES[extension];
  const parts = list(bytes);
  if (!parts.some((p) => p.name === type.part))
    throw new ParseRefused(`文件的内容不是 ${type.label}（.${extension}）。请用原来的软件另存后再上传。`);
  refuseBomb(parts, bytes.length);
  refuseNames(parts);
  if (parts.reduce((sum, p) => sum + (isMedia(p.name) ? 0 : p.originalSize), 0) > MOST.words)
    throw new ParseRefused('文件中的文字太多，无法检查。请拆分后再上传。');
  return { parts, contents: unzip(bytes, (info) => !isMedia(info.name)) };
}

/**
 * Reads the words of an office file. Every XML part is read, by its kind and not by its usual name, for a main part may
 * have any name; what lies embedded is read likewise.
 * @throws ParseRefused for macros, a program inside, or what is fetched from elsewhere
 */
export function packageContent(
  { parts, contents }: OpenPackage,
  extension: FileExtension,
  depth = 0,
): PackageContent {
  const kinds = kindsOf(contents[KINDS]);
  const text: string[] = [];
  let complete = true;
  for (const [name, part] of Object.entries(contents)) {
    if (name.endsWith('.rels')) refuseRelations(xmlOf(part));
    else if (NO_OBJECT.test(name)) continue;
    else if (/\.(?:xml|vml)$/i.test(name) || /[+/]xml$/i.test(kinds(name))) {
      const xml = xmlOf(part);
      if (/<(?:[\w-]+:)?altChunk\b/.test(xml))
        throw new ParseRefused('文件中插入了整份其他文件，无法检查。请把内容粘贴到正文后再上传。');
      if (!NO_WORDS.test(name)) text.push(wordsOf(xml));
    } else {
      const inner = embedded(name, Buffer.from(part), depth);
      if (inner === undefined) complete = false;
      else {
        text.push(inner.text);
        complete &&= inner.complete;
      }
    }
  }
  return { text: text.join('\n'), pages: pagesOf(extension, parts, contents[NOTED]), complete };
}

const isMedia = (name: string) =>
  /\.(?:png|jpe?g|gif|bmp|tiff?|webp|emf|wmf|wdp|jb2|ttf|otf|odttf|fntdata)$/i.test(name);

/** Names that say what lies there: programs, controls, pages of the web; one name twice, of which readers see either; and ways out of the file. */
function refuseNames(parts: readonly UnzipFileInfo[]): void {
  const seen = new Set<string>();
  for (const { name } of parts) {
    if (seen.has(name.toLowerCase()))
      throw new ParseRefused('文件的结构不正常（同名部分重复），不能上传。请用原来的软件另存后再上传。');
    seen.add(name.toLowerCase());
    if (/(?:^|[\\/])\.\.(?:[\\/]|$)|^[a-z]:/i.test(name))
      throw new ParseRefused(
        '文件的结构不正常（有的部分要放到文件之外），可能有害，不能上传。请用原来的软件另存后再上传。',
      );
    if (/(?:^|\/)(?:vbaProject\.bin|vbaData\.xml)$|\/macrosheets\/|\/activeX\//i.test(name)) throw macros();
    if (
      /\.(?:exe|dll|com|bat|cmd|ps1|vbs|js|jar|scr|msi|lnk|hta|sh|x?html?|mht|svg|[dxp][op][ct]m|xlam)$/i.test(
        name,
      )
    )
      throw new ParseRefused('文件中嵌有程序、宏文件或网页，不能上传。请删除嵌入的对象后再上传。');
  }
}

function macros(): ParseRefused {
  return new ParseRefused('文件带有宏或控件，不能上传。请另存为不带宏的文件后再上传。');
}

/** The kind of each part, as the package declares it: by its name, else by its ending. */
function kindsOf(part: Uint8Array | undefined): (name: string) => string {
  if (!part) return () => '';
  const xml = xmlOf(part);
  if (/macroEnabled|vbaProject|activeX|\.vba/i.test(xml)) throw macros();
  const attribute = (tag: string, name: string) =>
    new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)["']`, 'i').exec(tag)?.[1] ?? '';
  const tags = (name: string) => xml.match(new RegExp(`<(?:\\w+:)?${name}\\b[^>]*>`, 'g')) ?? [];
  const named = new Map(
    tags('Override').map((t) => [attribute(t, 'PartName').replace(/^\//, ''), attribute(t, 'ContentType')]),
  );
  const ended = new Map(
    tags('Default').map((t) => [attribute(t, 'Extension').toLowerCase(), attribute(t, 'ContentType')]),
  );
  return (name) => named.get(name) ?? ended.get(name.split('.').at(-1)?.toLowerCase() ?? '') ?? '';
}

/** Templates, objects and frames that are fetched from elsewhere when the file is opened. */
function refuseRelations(xml: string): void {
  for (const tag of xml.match(/<(?:\w+:)?Relationship\b[^>]*>/g) ?? [])
    if (
      /TargetMode\s*=\s*["']External["']/i.test(tag) &&
      /\/(?:attachedTemplate|oleObject|frame|subDocument|aFChunk)["']/i.test(tag) &&
      /Target\s*=\s*["'](?:https?:|ftp:|\\\\|file:\/\/[^/]|\/\/)/i.test(tag)
    )
      throw new ParseRefused(
        '文件打开时会从别处下载模板或对象，不能上传。请去掉外部模板和链接的对象后再上传。',
      );
}

/** An object inside the file: another office file is read like the whole; of other objects nobody can tell. */
function embedded(name: string, part: Buffer, depth: number): PackageContent | undefined {
  const has = (text: string) => part.includes(Buffer.from(text, 'utf16le'));
  if (has('_VBA_PROJECT') || has('Macros')) throw macros();
  if (has('Ole10Native') || part.subarray(0, 2).toString('latin1') === 'MZ')
    throw new ParseRefused('文件中嵌有程序或其他文件，不能上传。请删除嵌入的对象后再上传。');
  const extension = /\.(docx|xlsx|pptx)$/i.exec(name)?.[1]?.toLowerCase() as FileExtension | undefined;
  if (!extension) return undefined;
  if (depth >= MOST.depth) throw new ParseRefused('文件中层层嵌套其他文件，无法检查。请拆开后再上传。');
  return packageContent(openPackage(part, extension), extension, depth + 1);
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
    if (!info.name.endsWith('/')) parts.push(info);
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
