import { FILE_TYPES, type FileExtension } from '../files/types.ts';
import { decodeText } from './inspect.ts';
import { openPackage, packageContent } from './package.ts';
import { type Parsed, ParseRefused } from './parsed.ts';
import { readPdf } from './pdf.ts';

export interface WordsOptions {
  extension: FileExtension;
  /** So many characters are kept. */
  characters: number;
}

/**
 * The words of a text, an office archive or a PDF, one line per paragraph or cell.
 * @throws ParseRefused for a file of another kind, or a damaged one
 */
export async function wordsOfFile(bytes: Buffer, o: WordsOptions): Promise<Parsed<{ text: string }>> {
  const { kind } = FILE_TYPES[o.extension];
  const read = async () => {
    if (kind === 'text') return decodeText(bytes).text;
    if (kind === 'package') return packageContent(openPackage(bytes, o.extension), o.extension).text;
    if (kind === 'pdf') return (await readPdf(bytes)).text;
    throw new ParseRefused('这种格式的文字无法读取。');
  };
  const lines = (await read())
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  // Halves of a character cannot be stored.
  return { result: { text: lines.join('\n').slice(0, o.characters).toWellFormed().replaceAll('\0', '') } };
}
