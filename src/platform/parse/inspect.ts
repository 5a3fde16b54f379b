import { fileTypeFromBuffer } from 'file-type';
import { findPersonalData, type PersonalDatum } from '../../law/personal-data.ts';
import { carriesSecrecyMark } from '../../law/secrecy-mark.ts';
import { FILE_TYPES, type FileExtension, type FileType } from '../files/types.ts';
import type { Preview } from '../preview/blocks.ts';
import { previewOf, type Readable } from '../preview/index.ts';
import { dimensions } from './dimensions.ts';
import { formulaRows } from './formula-cells.ts';
import { openPackage, packageContent } from './package.ts';
import { xmlOf } from './package-words.ts';
import { type Parsed, ParseRefused } from './parsed.ts';
import { readPdf } from './pdf.ts';

export interface InspectOptions {
  /** The ending that the file was sent with. */
  extension: FileExtension;
}

/** What a file turned out to be. */
export interface Inspection {
  mediaType: string;
  /** Number of its pages or slides, where the file tells; null for texts, tables, pictures. */
  pages: number | null;
  /** Whether its words could be read; with false nobody but a person can tell what they say. */
  wordsRead: boolean;
  /** Whether a secrecy mark stands in its words. */
  secrecyMark: boolean;
  /** Numbers of persons in its words, masked, the first twenty. */
  personal: { kind: PersonalDatum['kind']; masked: string; line: number }[];
  /** Rows of a table of separated values with cells that a spreadsheet program would calculate, the first twenty. */
  formulas: number[];
  /** What can be shown of it. */
  preview: Preview;
}

/**
 * Looks at the bytes of a file: are they what its ending says, do they carry a program, what do the words say?
 * @throws ParseRefused for a file that is something else, damaged, locked, or able to run
 */
export async function inspect(bytes: Buffer, o: InspectOptions): Promise<Parsed<Inspection>> {
  if (bytes.length === 0) throw new ParseRefused('文件是空的。请检查后重新选择。');
  const type: FileType = FILE_TYPES[o.extension];
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined);
  const fits = type.kind === 'text' ? !found : found !== undefined && type.signatures.includes(found.ext);
  if (!fits)
    throw new ParseRefused(
      `文件的内容不是 ${type.label}（.${o.extension}）${found ? `，像是 .${found.ext}` : ''}。请用原来的软件另存为允许的格式，不要只改扩展名。`,
    );
  const { words, pages = null, charset, complete = true, shown } = await readAs(type, bytes, o.extension);
  return {
    result: {
      mediaType: charset ? `${type.mediaType}; charset=${charset}` : type.mediaType,
      pages,
      ...(words === undefined
        ? { wordsRead: false, secrecyMark: false, personal: [] }
        : { ...checked(words), wordsRead: complete }),
      formulas: o.extension === 'csv' && words !== undefined ? formulaRows(words) : [],
      preview: previewOf(o.extension, shown),
    },
  };
}

/** What was read of a file. */
interface Read {
  /** Undefined for what has none that could be read. */
  words?: string;
  pages?: number | null;
  charset?: string;
  /** Whether nothing else in it could hold words. */
  complete?: boolean;
  shown: Readable;
}

async function readAs(type: FileType, bytes: Buffer, extension: FileExtension): Promise<Read> {
  switch (type.kind) {
    case 'text': {
      const { text, charset } = decodeText(bytes);
      return { words: text, charset, shown: { text } };
    }
    case 'package': {
      const opened = openPackage(bytes, extension);
      const { text, pages, complete } = packageContent(opened, extension);
      const parts = (name: string) => {
        const part = Object.hasOwn(opened.contents, name) ? opened.contents[name] : undefined;
        return part && xmlOf(part);
      };
      return { words: text, pages, complete, shown: { parts } };
    }
    case 'pdf': {
      refuseActive(bytes, type);
      const { text, words, pages, complete } = await readPdf(bytes);
      return { words: text, pages, complete, shown: { pages: words } };
    }
    case 'image':
      refuseActive(bytes, type);
      return { shown: dimensions(bytes, extension as 'jpg') };
    case 'compound':
      refuseActive(bytes, type);
      return { shown: undefined };
  }
}

function checked(text: string): Pick<Inspection, 'secrecyMark' | 'personal'> {
  const personal = findPersonalData(text)
    .slice(0, 20)
    .map((hit) => ({
      kind: hit.kind,
      masked: hit.masked,
      line: text.slice(0, hit.start).split('\n').length,
    }));
  return { secrecyMark: carriesSecrecyMark([text]), personal };
}

/** Texts come in UTF-8, UTF-16 with its mark, or GB 18030. Anything with control characters is no text. */
export function decodeText(bytes: Buffer): { text: string; charset: string } {
  const marked = bytes.length > 1 ? bytes.readUInt16BE(0) : 0;
  const tries =
    marked === 0xfffe || marked === 0xfeff
      ? [marked === 0xfffe ? 'utf-16le' : 'utf-16be']
      : ['utf-8', 'gb18030'];
  for (const charset of tries) {
    let text: string;
    try {
      text = new TextDecoder(charset, { fatal: true }).decode(bytes);
    } catch {
      continue;
    }
    if (/[\u0000-\u0008\u000b\u000e-\u001f]/.test(text)) break;
    if (/^\s*<(?:!doctype|html|head|body|script|svg|\?xml|iframe)\b/i.test(text))
      throw new ParseRefused('文件的内容是网页或图形代码，不是纯文本。请另存为 .txt 后再上传。');
    return { text, charset };
  }
  throw new ParseRefused('文件的内容不是文本，或者编码无法识别。请另存为 UTF-8 文本后再上传。');
}

/** The bytes of a PDF with its names as readers read them: `/Java#53cript` is `/JavaScript`. */
function plainNames(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return text.replace(/#([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Programs inside the old formats of offices and in PDF, as far as their names stand in the open. */
function refuseActive(bytes: Buffer, type: FileType): void {
  const has = (name: string, encoding: BufferEncoding) => bytes.includes(Buffer.from(name, encoding));
  if (type.kind === 'compound') {
    if (has('_VBA_PROJECT', 'utf16le') || has('Macros', 'utf16le'))
      throw new ParseRefused('文件带有宏，不能上传。请另存为不带宏的文件（如 .docx、.xlsx）后再上传。');
    if (has('EncryptedPackage', 'utf16le')) throw new ParseRefused(LOCKED);
  }
  if (type.kind === 'pdf' && /\/(?:JavaScript|Launch|EmbeddedFile)[\s/<([]/.test(plainNames(bytes)))
    throw new ParseRefused('PDF 中带有可运行的脚本或附带的文件，不能上传。请重新打印为 PDF 后再上传。');
  if (
    type.kind === 'pdf' &&
    bytes.subarray(Math.max(0, bytes.lastIndexOf('%%EOF'))).includes('PK\u0005\u0006')
  )
    throw new ParseRefused('PDF 后面附有压缩包，不能上传。请重新打印为 PDF 后再上传。');
}

const LOCKED = '文件设有打开密码，无法检查。请去掉密码后再上传。';
