import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import type { Keyring } from '../keyring.ts';
import { keyBytes, keyFromBytes, newSealingKey } from '../sealing.ts';
import { openStream, sealedRange, sealedSize, sealStream } from './sealed-stream.ts';
import type { ByteRange, FileStore } from './store.ts';

/** Bytes that lie somewhere on this machine and are to be kept. */
export interface FileToKeep {
  path: string;
  size: number;
  sha256: string;
}

/** Where a kept file lies; the row that refers to it remembers this. */
export interface KeptFile {
  key: string;
  /** Bytes of the file itself. */
  size: number;
  /** The file's own key, sealed with the installation's; only of confidential files. */
  wrappedKey?: Buffer;
}

/** The files of the installation: public-capable ones as they are, confidential ones sealed. */
export class Files {
  readonly store: FileStore;
  readonly #keys: Keyring;

  constructor(store: FileStore, keys: Keyring) {
    this.store = store;
    this.#keys = keys;
  }

  /**
   * Keeps a file that may become public. Its place begins with its hash; the random end makes every place new, so that
   * removing one never touches what somebody else is just putting in.
   */
  async keepPublic(file: FileToKeep): Promise<KeptFile> {
    const key = `public/${file.sha256}${randomBytes(8).toString('hex')}`;
    await this.store.put(createReadStream(file.path), { key, size: file.size, sha256: file.sha256 });
    return { key, size: file.size };
  }

  /** Keeps a file that nobody outside may see: random name, sealed with a key of its own. */
  async keepConfidential(file: FileToKeep): Promise<KeptFile> {
    const key = `sealed/${randomBytes(24).toString('hex')}`;
    const own = newSealingKey();
    const sealed = pipeline(
      createReadStream(file.path),
      sealStream(own, key, file.size),
      () => undefined,
    ) as unknown as Readable;
    await this.store.put(sealed, { key, size: sealedSize(file.size) });
    return { key, size: file.size, wrappedKey: this.#keys.seal(fileKeyPurpose(key), keyBytes(own)) };
  }

  /**
   * Reads a kept file, or a part of it. Bytes of a confidential one are proven before they are given out.
   * @throws FileMissing, SealBroken
   */
  async read(file: KeptFile, range?: ByteRange): Promise<Readable> {
    if (!file.wrappedKey) return this.store.get(file.key, range);
    const own = keyFromBytes(this.#keys.open(fileKeyPurpose(file.key), file.wrappedKey));
    const wanted = range ?? { from: 0, to: Math.max(0, file.size - 1) };
    const sealed = sealedRange(wanted, file.size);
    const bytes = await this.store.get(file.key, sealed.range);
    const plain = openStream(own, file.key, { size: file.size, range: wanted, first: sealed.first });
    return pipeline(bytes, plain, () => undefined) as unknown as Readable;
  }

  /** Removes a kept file; harmless when it has gone. */
  async remove(key: string): Promise<void> {
    await this.store.delete(key);
  }
}

/** For what a file's own key is sealed; key rotation seals it again for the same. */
export function fileKeyPurpose(key: string): string {
  return `file-key ${key}`;
}
