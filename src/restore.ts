import fs from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { type ErasureEntry, pauseOutgoing, replayErasures } from './core/index.ts';
import { QUEUES } from './house.ts';
import { type Manifest, readArchive } from './platform/backup/archive.ts';
import type { TableShape } from './platform/backup/dump.ts';
import { BackupBroken } from './platform/backup/frames.ts';
import { advanceIdentities, loadLines, withoutGuards } from './platform/backup/load.ts';
import type { Clock } from './platform/clock.ts';
import { sha256 } from './platform/crypto.ts';
import { connect, migrationFiles, ROLES } from './platform/db/migrate.ts';
import { openDatabase } from './platform/db/pool.ts';
import { MIGRATIONS_DIR, prepareDatabase } from './platform/db/prepare.ts';
import type { FileStore } from './platform/files/store.ts';
import type { Keyring } from './platform/keyring.ts';

/** What a restore has brought back. */
export interface RestoreReport {
  madeAt: string;
  rows: number;
  files: number;
  /** Erasures that the backup did not know yet and that were done again. */
  erased: number;
}

const ROWS_AT_ONCE = 500;

async function textOf(body: Readable): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of body) parts.push(chunk as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

async function drain(body: Readable): Promise<void> {
  for await (const _ of body);
}

/** A backup made by a newer or another program cannot be restored by this one. */
function checkMigrations(manifest: Manifest): string {
  const files = migrationFiles(MIGRATIONS_DIR);
  for (const m of manifest.migrations) {
    if (!files.includes(m.name))
      throw new BackupBroken(`备份由更新的程序版本制作（含 ${m.name}），请用不低于该版本的程序恢复。`);
    if (sha256(fs.readFileSync(path.join(MIGRATIONS_DIR, m.name), 'utf8')) !== m.hash)
      throw new BackupBroken(`备份所用的表结构（${m.name}）与本程序不同，不能恢复。`);
  }
  const last = manifest.migrations.at(-1)?.name;
  if (!last) throw new BackupBroken('备份文件的清单里没有表结构版本，不能恢复。');
  return last;
}

/**
 * Brings a backup back into an empty database of either kind and an empty store. The whole file is read and proven once
 * before anything is written; the database is filled in one transaction. Erasures made after the backup are done again,
 * and nothing leaves the house until `jobs release`.
 * @param o.admin how to connect as an administrator of the database server
 * @param o.erasures what the journal of erasures lists; replayed
 * @throws BackupBroken when the file is not whole, not ours, or the database is not empty; nothing has then been changed
 */
export async function restoreBackup(o: {
  admin: { host: string; port: number; user: string; password?: string };
  database: string;
  store: FileStore;
  keys: Keyring;
  clock: Clock;
  file: string;
  erasures: readonly ErasureEntry[];
}): Promise<RestoreReport> {
  const manifest = await readArchive(o.file, o.keys, (_name, body) => drain(body));
  const through = checkMigrations(manifest);
  await prepareDatabase(o.admin, o.database, QUEUES, through);
  const client = await connect({ ...o.admin, database: o.database });
  let files = 0;
  try {
    await client.query(`set role ${ROLES.owner}`);
    const { rows: there } = await client.query('select 1 from organisation limit 1');
    if (there.length > 0)
      throw new BackupBroken('数据库不是空的，不能恢复到这里。请另选一个空的数据目录或数据库。');
    await client.query('begin');
    const putBack = await withoutGuards(client);
    let tables = new Map<string, TableShape>();
    await readArchive(o.file, o.keys, async (name, body, size) => {
      const part = /^database\/(.+)\/\d+\.jsonl$/.exec(name);
      if (name === 'database/tables.json') {
        tables = new Map((JSON.parse(await textOf(body)) as TableShape[]).map((t) => [t.name, t]));
        // Migrations fill in some rows of their own; the backup's stand in their place.
        for (const table of tables.keys()) await client.query(`delete from ${table}`);
      } else if (part) {
        const table = tables.get(part[1] ?? '');
        if (!table) throw new BackupBroken('备份文件的内容与它的清单不符，不能使用。');
        const lines = (await textOf(body)).split('\n');
        for (let i = 0; i < lines.length; i += ROWS_AT_ONCE)
          await loadLines(client, table, lines.slice(i, i + ROWS_AT_ONCE));
      } else if (name.startsWith('files/')) {
        const key = name.slice('files/'.length);
        await o.store.put(body, { key, size });
        files++;
      } else await drain(body);
    });
    await putBack();
    await advanceIdentities(client);
    await client.query('commit');
  } finally {
    await client.end();
  }
  await prepareDatabase(o.admin, o.database, QUEUES);
  const db = openDatabase(
    { ...o.admin, database: o.database },
    { max: 2, name: 'mingtang restore', onError: () => undefined },
  );
  try {
    const now = o.clock.now();
    const { erased, files: taken } = await db.transaction().execute(async (tx) => {
      await pauseOutgoing(tx, { reason: '刚从备份恢复，待确认后放行', at: now });
      return replayErasures(tx, o.erasures, now);
    });
    for (const key of taken) await o.store.delete(key);
    return {
      madeAt: manifest.madeAt,
      rows: Object.values(manifest.rows).reduce((a, b) => a + b, 0),
      files: files - taken.length,
      erased,
    };
  } finally {
    await db.destroy();
  }
}
