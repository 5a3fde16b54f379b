import { Transform } from 'node:stream';
import { openBytes, SealBroken, type SealingKey, sealBytes } from '../sealing.ts';
import type { ByteRange } from './store.ts';

/*
 * Files that nobody but the program may read are sealed in pieces, so that they stream and a part can be read alone. Each
 * piece proves its file, its number and whether it is the last: nothing can be changed, moved, left out or cut off, and no
 * byte is given out before its piece is proven.
 */

/** Plain bytes of one piece. */
const PIECE = 64 * 1024;
/** What sealing adds to a piece: version, vector, proof. */
const ADDED = 1 + 16 + 32;

const pieces = (size: number) => Math.max(1, Math.ceil(size / PIECE));
const place = (context: string, index: number, last: number) =>
  `${context} ${index} ${index === last ? 'end' : 'more'}`;

/** Length of a file of so many bytes when it is sealed. */
export function sealedSize(size: number): number {
  return size + pieces(size) * ADDED;
}

/** Seals what comes through. @param size exact number of bytes that will come @param context the file it belongs to */
export function sealStream(key: SealingKey, context: string, size: number): Transform {
  const last = pieces(size) - 1;
  return inPieces(PIECE, (piece, index) => sealBytes(key, piece, place(context, index, last)));
}

/** Which sealed bytes hold a range of plain ones, and with which piece they begin. */
export function sealedRange(range: ByteRange, size: number): { range: ByteRange; first: number } {
  const first = Math.floor(range.from / PIECE);
  const end = Math.floor(range.to / PIECE) + 1;
  return {
    range: {
      from: first * (PIECE + ADDED),
      to: Math.min(end * (PIECE + ADDED), sealedSize(size)) - 1,
    },
    first,
  };
}

/**
 * Opens what comes through and gives out the wanted range.
 * @param first number of the piece that the sealed bytes begin with
 * @throws SealBroken into the stream when a piece is not what was sealed, or the end is missing
 */
export function openStream(
  key: SealingKey,
  context: string,
  o: { size: number; range: ByteRange; first: number },
): Transform {
  const last = pieces(o.size) - 1;
  const until = o.size === 0 ? 0 : Math.floor(o.range.to / PIECE);
  let next = o.first;
  return inPieces(
    PIECE + ADDED,
    (piece) => {
      const index = next++;
      const plain = openBytes(key, piece, place(context, index, last));
      const at = index * PIECE;
      return plain.subarray(Math.max(0, o.range.from - at), Math.max(0, o.range.to + 1 - at));
    },
    () => {
      if (next !== until + 1) throw new SealBroken();
    },
  );
}

/** Cuts a stream into pieces of one length, the last one shorter (also an empty one, if nothing came), and maps them. */
function inPieces(
  length: number,
  map: (piece: Buffer, index: number) => Uint8Array,
  ended: () => void = () => undefined,
): Transform {
  let held: Buffer = Buffer.alloc(0);
  let index = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      try {
        for (; held.length > length; held = held.subarray(length))
          this.push(map(held.subarray(0, length), index++));
        done();
      } catch (error) {
        done(error as Error);
      }
    },
    flush(done) {
      try {
        this.push(map(held, index++));
        ended();
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
}
