import path from 'node:path';
import type { Readable } from 'node:stream';
import type pg from 'pg';
import { type Entry, writeArchive } from './platform/backup/archive.ts';
import { dumpTables, tablesToDump } from './platform/backup/dump.ts';
import type { Clock } from './platform/clock.ts';
import { FileMissing, type FileStore } from './platform/files/store.ts';
import type { Keyring } from './platform/keyring.ts';

/** What a backup holds. */
export interface BackupReport {
  file: string;
  bytes: number;
  rows: number;
  files: number;
  /** Files that went while the backup was being made: only what nothing refers to may go. */
  gone: string[];
}

/**
 * Makes a backup of everything: the database as it stands at one instant, and every stored file. One file, sealed with
 * the installation's key; the key itself is not in it.
 * @param o.client a connection that may read all tables
 * @param o.program version of the program, for the manifest
 */
export async function makeBackup(o: {
  client: pg.Client;
  store: FileStore;
  keys: Keyring;
  clock: Clock;
  file: string;
  program: string;
}): Promise<BackupReport> {
  const rows: Record<string, number> = {};
  const gone: string[] = [];
  let files = 0;
  const { rows: migrations } = await o.client.query<{ name: string; hash: string }>(
    'select name, hash from migration order by name',
  );

  async function* entries(): AsyncGenerator<Entry> {
    const shapes = Buffer.from(JSON.stringify(await tablesToDump(o.client)));
    yield { name: 'database/tables.json', size: shapes.length, body: shapes };
    let part = 0;
    for await (const { table, lines } of dumpTables(o.client)) {
      rows[table.name] = (rows[table.name] ?? 0) + lines.length;
      const body = Buffer.from(lines.join('\n'));
      yield {
        name: `database/${table.name}/${String(++part).padStart(8, '0')}.jsonl`,
        size: body.length,
        body,
      };
    }
    for await (const { key, size } of o.store.list('')) {
      let body: Readable;
      try {
        body = await o.store.get(key);
      } catch (error) {
        if (!(error instanceof FileMissing)) throw error;
        gone.push(key);
        continue;
      }
      files++;
      yield { name: `files/${key}`, size, body };
    }
  }

  const bytes = await writeArchive(path.resolve(o.file), o.keys, entries(), (hashes) => ({
    format: 1,
    madeAt: o.clock.now().toISOString(),
    program: o.program,
    migrations,
    rows,
    entries: hashes,
  }));
  return { file: o.file, bytes, rows: Object.values(rows).reduce((a, b) => a + b, 0), files, gone };
}
