import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  type ByteRange,
  checkKey,
  exactly,
  FileMissing,
  type FileStore,
  type StoredObject,
} from './store.ts';
import { DiskFull, isDiskFull } from './uploads.ts';

/** Files that are being written; never listed. */
const PARTS = '.parts';

/**
 * A store in a folder of this machine. A file is written aside, flushed to the disk and then moved to its place, so that
 * what has a name is whole. Folders take two characters of the key's random part, so that none grows too large.
 */
export class FolderStore implements FileStore {
  readonly #root: string;

  /** @param root made when the first file comes */
  constructor(root: string) {
    this.#root = root;
  }

  async put(bytes: Readable, object: StoredObject): Promise<void> {
    const target = this.#path(object.key);
    const part = path.join(this.#root, PARTS, randomBytes(12).toString('hex'));
    await fs.mkdir(path.dirname(part), { recursive: true, mode: 0o700 });
    try {
      const file = createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true });
      await pipeline(bytes, exactly(object.size), file);
      await fs.mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
      await fs.rename(part, target);
      await flushFolder(path.dirname(target));
    } catch (error) {
      await fs.rm(part, { force: true });
      throw isDiskFull(error) ? new DiskFull('no room on the disk') : error;
    }
  }

  async get(key: string, range?: ByteRange): Promise<Readable> {
    const handle = await fs.open(this.#path(key)).catch((error: { code?: string }) => {
      throw error.code === 'ENOENT' ? new FileMissing(key) : error;
    });
    return createReadStream('', {
      fd: handle,
      ...(range ? { start: range.from, end: range.to } : {}),
    });
  }

  async delete(key: string): Promise<void> {
    await fs.rm(this.#path(key), { force: true });
  }

  async *list(prefix: string): AsyncIterable<{ key: string; size: number; changedAt: Date }> {
    for (const kind of await namesIn(this.#root)) {
      if (kind === PARTS) continue;
      for (const shelf of await namesIn(path.join(this.#root, kind)))
        for (const name of await namesIn(path.join(this.#root, kind, shelf))) {
          const key = `${kind}/${name}`;
          if (!key.startsWith(prefix)) continue;
          const found = await fs.stat(path.join(this.#root, kind, shelf, name)).catch(() => undefined);
          if (found) yield { key, size: found.size, changedAt: found.mtime };
        }
    }
  }

  #path(key: string): string {
    const [kind = '', name = ''] = checkKey(key).split('/');
    return path.join(this.#root, kind, name.slice(0, 2), name);
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return fs.readdir(folder).catch((error: { code?: string }) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
}

/** A new name is lost with the power unless its folder is flushed too. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
