import type { ImageOptions, ImageResult } from './image.ts';
import type { TableOptions } from '../xlsx/parse.ts';
import type { Table } from '../xlsx/table.ts';
import type { Inspection, InspectOptions } from './inspect.ts';

/** What a parser says: its result (becomes JSON), and the bytes it made, if any. */
export interface Parsed<R> {
  result: R;
  output?: Uint8Array;
}

/** The file is not what it should be, in a Chinese sentence for the person who sent it. */
export class ParseRefused extends Error {}

/**
 * Everything that reads uploads, by name. Each runs in a child process (`parseInChild`) and is loaded there only; a new
 * format is a line here.
 */
export const PARSERS = {
  inspect: async (bytes: Buffer, options: InspectOptions): Promise<Parsed<Inspection>> =>
    (await import('./inspect.ts')).inspect(bytes, options),
  image: async (bytes: Buffer, options: ImageOptions): Promise<Parsed<ImageResult>> =>
    (await import('./image.ts')).reencode(bytes, options),
  table: async (bytes: Buffer, options: TableOptions): Promise<Parsed<Table>> => {
    const [{ parseTable }, { UnreadableWorkbook }] = await Promise.all([
      import('../xlsx/parse.ts'),
      import('../xlsx/archive.ts'),
    ]);
    try {
      return { result: parseTable(bytes, options) };
    } catch (error) {
      throw error instanceof UnreadableWorkbook ? new ParseRefused(error.message) : error;
    }
  },
} as const;

export type ParserName = keyof typeof PARSERS;
/** What a parser is told. */
export type ParserOptions<K extends ParserName> = Parameters<(typeof PARSERS)[K]>[1];
/** What a parser answers. */
export type ParserResult<K extends ParserName> = Awaited<ReturnType<(typeof PARSERS)[K]>>['result'];
