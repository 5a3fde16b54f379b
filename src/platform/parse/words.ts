import { FILE_TYPES, type FileExtension } from '../files/types.ts';
import { decodeText } from './inspect.ts';
import { packageText } from './package.ts';
import { type Parsed, ParseRefused } from './parsed.ts';

export interface WordsOptions {
  extension: FileExtension;
  /** So many characters are kept. */
  characters: number;
}

/**
 * The words of a text or an office archive, one line per paragraph or cell.
 * @throws ParseRefused for a file of another kind, or a damaged one
 */
export async function wordsOfFile(bytes: Buffer, o: WordsOptions): Promise<Parsed<{ text: string }>> {
  const { kind } = FILE_TYPES[o.extension];
  if (kind !== 'text' && kind !== 'package') throw new ParseRefused('这种格式的文字无法读取。');
  const text = kind === 'text' ? decodeText(bytes).text : packageText(bytes, o.extension);
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  // Halves of a character cannot be stored.
  return { result: { text: lines.join('\n').slice(0, o.characters).toWellFormed().replaceAll('\0', '') } };
}
