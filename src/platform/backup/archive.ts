import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import tar from 'tar-stream';
import { z } from 'zod';
import type { Keyring } from '../keyring.ts';
import { BackupBroken, openFrames, sealFrames } from './frames.ts';

const manifestSchema = z.object({
  format: z.literal(1),
  madeAt: z.string(),
  program: z.string(),
  /** Migrations that had been applied, with the hashes of their files. */
  migrations: z.array(z.object({ name: z.string(), hash: z.string() })),
  /** Rows by table. */
  rows: z.record(z.string(), z.number().int()),
  /** SHA-256 by entry: parts of tables and files. */
  entries: z.record(z.string(), z.string()),
});

/** What a backup says of itself: its last entry, so that it can count and hash everything before it. */
export type Manifest = z.output<typeof manifestSchema>;

const MANIFEST = 'manifest.json';

/** One thing inside a backup. */
export interface Entry {
  name: string;
  size: number;
  body: Readable | Buffer;
}

/**
 * Writes a backup: entries, then the manifest, packed, compressed and sealed. The file appears under its name only when
 * it is whole and on the disk.
 * @param describe called after the last entry, with the hash of each
 * @returns bytes of the file
 */
export async function writeArchive(
  file: string,
  keys: Keyring,
  entries: AsyncIterable<Entry>,
  describe: (hashes: Record<string, string>) => Manifest,
): Promise<number> {
  const part = `${file}.${randomBytes(4).toString('hex')}.part`;
  const pack = tar.pack();
  const writing = pipeline(
    pack,
    createGzip({ level: 6 }),
    sealFrames(keys),
    fs.createWriteStream(part, { mode: 0o600, flags: 'wx' }),
  );
  const filling = (async () => {
    const hashes: Record<string, string> = {};
    for await (const entry of entries) hashes[entry.name] = await addEntry(pack, entry);
    const manifest = Buffer.from(JSON.stringify(describe(hashes)));
    await addEntry(pack, { name: MANIFEST, size: manifest.length, body: manifest });
    pack.finalize();
  })();
  try {
    await Promise.all([
      writing,
      filling.catch((error: Error) => {
        pack.destroy(error);
        throw error;
      }),
    ]);
    const handle = fs.openSync(part, 'r+');
    fs.fsyncSync(handle);
    fs.closeSync(handle);
    fs.renameSync(part, file);
    return fs.statSync(file).size;
  } catch (error) {
    fs.rmSync(part, { force: true });
    throw error;
  }
}

async function addEntry(pack: tar.Pack, entry: Entry): Promise<string> {
  const hash = createHash('sha256');
  const sink = pack.entry({ name: entry.name, size: entry.size, mode: 0o600 });
  const source = entry.body instanceof Readable ? entry.body : Readable.from([entry.body]);
  await pipeline(
    source,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    sink,
  );
  return hash.digest('hex');
}

/**
 * Reads a backup from its beginning, proving every frame.
 * @param visit gets every entry but the manifest; must read its body to the end
 * @returns the manifest, after every entry has agreed with it
 * @throws BackupBroken when the file is cut, changed, sealed with another key, or does not hold what its manifest says
 */
export async function readArchive(
  file: string,
  keys: Keyring,
  visit: (name: string, body: Readable, size: number) => Promise<void>,
): Promise<Manifest> {
  if (!fs.existsSync(file)) throw new BackupBroken(`没有备份文件 ${path.basename(file)}，请核对路径。`);
  const extract = tar.extract();
  const hashes: Record<string, string> = {};
  let manifest: Manifest | undefined;
  let outside: Error | undefined;
  const reading = pipeline(fs.createReadStream(file), openFrames(keys), createGunzip(), extract).catch(
    (error: Error) => {
      throw error instanceof BackupBroken ? error : new BackupBroken('备份文件的内容已损坏，不能使用。');
    },
  );
  const visiting = (async () => {
    for await (const entry of extract) {
      const { name } = entry.header;
      if (manifest) throw new BackupBroken('备份文件的内容被改动过，不能使用。');
      if (name === MANIFEST) {
        const parts: Buffer[] = [];
        for await (const chunk of entry) parts.push(chunk as Buffer);
        manifest = manifestSchema.parse(JSON.parse(Buffer.concat(parts).toString('utf8')));
        continue;
      }
      const hash = createHash('sha256');
      const body = Readable.from(
        (async function* () {
          for await (const chunk of entry) {
            hash.update(chunk as Buffer);
            yield chunk;
          }
        })(),
      );
      try {
        await visit(name, body, entry.header.size ?? 0);
      } catch (error) {
        // What went wrong outside the file: the end of the pipe must not hide it.
        outside = error as Error;
        throw error;
      }
      hashes[name] = hash.digest('hex');
    }
  })();
  await Promise.all([
    reading,
    visiting.catch((error: Error) => {
      extract.destroy(error);
      throw error;
    }),
  ]).catch(async (error: Error) => {
    // Visiting complains of the file too, but reading knows what is wrong with it.
    const read = await reading.then(
      () => error,
      (e: Error) => e,
    );
    throw outside ?? read;
  });
  if (!manifest) throw new BackupBroken('备份文件不完整，缺少清单。');
  const same =
    Object.keys(hashes).length === Object.keys(manifest.entries).length &&
    Object.entries(hashes).every(([name, hash]) => manifest?.entries[name] === hash);
  if (!same) throw new BackupBroken('备份文件的内容与它的清单不符，不能使用。');
  return manifest;
}
