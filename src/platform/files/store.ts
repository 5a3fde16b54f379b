import { type Readable, Transform } from 'node:stream';

/** What is put into a store. */
export interface StoredObject {
  /** Where it lies: a word and a random name, `public/9f…`; a key is used once and never again. */
  key: string;
  /** Bytes. */
  size: number;
  /** Hex digest of the bytes, where it is known. */
  sha256?: string;
}

/** Bytes `from`–`to`, both included, counted from 0. */
export interface ByteRange {
  from: number;
  to: number;
}

/** Where files lie: a folder, or a service that speaks S3. It knows nothing of what they are. */
export interface FileStore {
  /**
   * Puts a file in, whole or not at all; when it returns, the file survives a loss of power.
   * @throws DiskFull, StoreFailed
   */
  put(bytes: Readable, object: StoredObject): Promise<void>;
  /** Reads a file, or a part of it. @throws FileMissing when there is none */
  get(key: string, range?: ByteRange): Promise<Readable>;
  /** Removes a file; harmless when there is none. */
  delete(key: string): Promise<void>;
  /** Every file whose key begins so, in no particular order. */
  list(prefix: string): AsyncIterable<{ key: string; size: number; changedAt: Date }>;
}

/** The file is not in the store. */
export class FileMissing extends Error {}

/** The store does not do what was asked: a sentence for the log and the operator. */
export class StoreFailed extends Error {}

const KEY = /^[a-z]+\/[a-z0-9]{16,100}$/;

/** Holds keys to their form: they become paths and addresses. @throws Error for anything else: a fault of the program */
export function checkKey(key: string): string {
  if (!KEY.test(key)) throw new Error(`not a key of the store: ${key}`);
  return key;
}

/** Lets exactly so many bytes through. @throws StoreFailed into the stream when more or fewer come */
export function exactly(size: number): Transform {
  let seen = 0;
  const wrong = () => new StoreFailed(`${seen} bytes came instead of ${size}`);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      done(seen > size ? wrong() : null, chunk);
    },
    flush(done) {
      done(seen === size ? null : wrong());
    },
  });
}
