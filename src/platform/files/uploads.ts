import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A file that has come in and lies in a temporary place: its bytes are hostile until they have been looked at. */
export interface ReceivedFile {
  /** Name of the form field it came in. */
  field: string;
  /** The name the sender gave, as sent. */
  name: string;
  /** Bytes. */
  size: number;
  /** Where it lies until the request ends. */
  path: string;
  /** Hex digests of the bytes as sent. */
  sha256: string;
  sm3: string;
}

/** The disk cannot take the file: too little room is left, or writing failed for want of it. */
export class DiskFull extends Error {}

/** The file is larger than it may be. */
export class TooLarge extends Error {}

/**
 * The folder in which uploads lie while they come in. Names begin with the number of the process, so that the next one
 * can tell what a killed process left behind.
 */
export class UploadArea {
  readonly folder: string;
  readonly #reserve: number;

  /**
   * @param folder made when missing, readable by nobody else
   * @param reserve bytes of the disk that uploads leave free: the database lies on the same disk and stops without room
   */
  constructor(folder: string, reserve: number) {
    this.folder = folder;
    this.#reserve = reserve;
  }

  /** Makes the folder and removes what processes that no longer run have left in it. @returns how many were removed */
  async open(): Promise<number> {
    await fs.mkdir(this.folder, { recursive: true, mode: 0o700 });
    const left = (await fs.readdir(this.folder)).filter((name) => !runs(Number(name.split('-', 1)[0])));
    for (const name of left) await fs.rm(path.join(this.folder, name), { force: true });
    return left.length;
  }

  /** Removes what has lain here since before an instant, whoever received it. */
  async sweep(before: Date): Promise<void> {
    for (const name of await fs.readdir(this.folder)) {
      const file = path.join(this.folder, name);
      const found = await fs.stat(file).catch(() => undefined);
      if (found && found.mtime < before) await this.discard(file);
    }
  }

  /**
   * Writes a stream into a new temporary file, hashing it on the way.
   * @param most longest length in bytes
   * @throws TooLarge as soon as one byte too many has come, DiskFull; the temporary file is then gone
   */
  async take(
    from: NodeJS.ReadableStream,
    most: number,
  ): Promise<Pick<ReceivedFile, 'path' | 'size' | 'sha256' | 'sm3'>> {
    const file = path.join(this.folder, `${process.pid}-${randomBytes(12).toString('hex')}`);
    const hashes = [createHash('sha256'), createHash('sm3')] as const;
    let size = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        size += chunk.length;
        if (size > most) return done(new TooLarge(`more than ${most} bytes`));
        for (const hash of hashes) hash.update(chunk);
        done(null, chunk);
      },
    });
    try {
      await pipeline(from, meter, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
    } catch (error) {
      await this.discard(file);
      throw isDiskFull(error) ? new DiskFull('no room on the disk') : error;
    }
    const [sha256, sm3] = hashes.map((hash) => hash.digest('hex')) as [string, string];
    return { path: file, size, sha256, sm3 };
  }

  /** Whether there is room for so many bytes more. @throws DiskFull when there is not */
  async need(bytes: number): Promise<void> {
    const { bavail, bsize } = await fs.statfs(this.folder);
    if (bavail * bsize < bytes + this.#reserve) throw new DiskFull('too little room on the disk');
  }

  /** Removes a temporary file; harmless when it has gone already. */
  async discard(file: string): Promise<void> {
    await fs.rm(file, { force: true });
  }
}

/** Whether an error of the file system means that nothing more can be written: disk full, or the quota used up. */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as { code?: string }).code ?? '');
}

function runs(pid: number): boolean {
  // Our own number in a name is left over from an earlier process: this one has not begun to receive yet.
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}
