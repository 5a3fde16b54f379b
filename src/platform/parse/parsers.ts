import type { TableOptions } from '../xlsx/parse.ts';
import type { Table } from '../xlsx/table.ts';
import type { ImageOptions, ImageResult } from './image.ts';
import type { Inspection, InspectOptions } from './inspect.ts';
import type { Parsed } from './parsed.ts';
import type { WordsOptions } from './words.ts';

/**
 * Everything that reads uploads, by name. Each runs in a child process (`parseInChild`) and is loaded there only; a new
 * format is a line here.
 */
export const PARSERS = {
  inspect: async (bytes: Buffer, options: InspectOptions): Promise<Parsed<Inspection>> =>
    (await import('./inspect.ts')).inspect(bytes, options),
  image: async (bytes: Buffer, options: ImageOptions): Promise<Parsed<ImageResult>> =>
    (await import('./image.ts')).reencode(bytes, options),
  table: async (bytes: Buffer, options: TableOptions): Promise<Parsed<Table>> =>
    (await import('../xlsx/parse.ts')).parseTable(bytes, options),
  words: async (bytes: Buffer, options: WordsOptions): Promise<Parsed<{ text: string }>> =>
    (await import('./words.ts')).wordsOfFile(bytes, options),
} as const;

export type ParserName = keyof typeof PARSERS;
/** What a parser is told. */
export type ParserOptions<K extends ParserName> = Parameters<(typeof PARSERS)[K]>[1];
/** What a parser answers. */
export type ParserResult<K extends ParserName> = Awaited<ReturnType<(typeof PARSERS)[K]>>['result'];
