/** What a parser says: its result (becomes JSON), and the bytes it made, if any. */
export interface Parsed<R> {
  result: R;
  output?: Uint8Array;
}

/** The file is not what it should be, in a Chinese sentence for the person who sent it. */
export class ParseRefused extends Error {}
