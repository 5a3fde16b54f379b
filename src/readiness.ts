import fs from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import type { RunningApp } from './app.ts';
import { migrationFiles } from './platform/db/migrate.ts';
import type { Database } from './platform/db/pool.ts';
import { MIGRATIONS_DIR } from './platform/db/prepare.ts';
import { readKeyFile } from './platform/keyring.ts';

/** A database that does not answer within this time cannot be reached; milliseconds. */
const PATIENCE = 2000;
/** Less than this on the disk and uploads, or the database itself, will soon fail; bytes. */
const LEAST_FREE = 500 * 1024 * 1024;

/** What a process needs beside its database. */
export interface Surroundings {
  dataDir: string;
  keyFile: string;
  anchorsFolder: string;
}

/**
 * Asks again and again whether a process can do its work. A check that hangs is not started a second time: a database
 * that stands still would otherwise eat all connections.
 * @returns a function that gives the reasons why it cannot, in Chinese; none when it can
 */
export function readinessOf(app: RunningApp, at: Surroundings): () => Promise<string[]> {
  const asking = new Map<Database, Promise<string | undefined>>();
  const database = async (db: Database, name: string): Promise<string | undefined> => {
    const running = asking.get(db) ?? ask(db, db === app.office?.db).finally(() => asking.delete(db));
    asking.set(db, running);
    const answer = await Promise.race([
      running,
      new Promise<string>((resolve) => {
        setTimeout(() => resolve('没有应答'), PATIENCE).unref();
      }),
    ]);
    return answer && `数据库（${name}）${answer}`;
  };
  return async () => {
    const found = await Promise.all([
      app.office && database(app.office.db, '工作库'),
      app.portal && database(app.portal.db, '门户库'),
      disk(at.dataDir),
      app.office && keyFile(at.keyFile),
      app.office && anchors(at.anchorsFolder),
    ]);
    return found.filter((problem) => problem !== undefined);
  };
}

/** @param all whether the role may read which migrations were applied */
async function ask(db: Database, all: boolean): Promise<string | undefined> {
  try {
    if (!all) {
      await sql`select 1`.execute(db);
      return undefined;
    }
    const applied = await db.selectFrom('migration').select('name').execute();
    const missing = migrationFiles(MIGRATIONS_DIR).filter((name) => !applied.some((a) => a.name === name));
    return missing.length > 0 ? `缺少表结构变更 ${missing.join('、')}` : undefined;
  } catch {
    return '不能访问';
  }
}

/** The nearest folder that exists: with an external database the data folder is made when the first file comes. */
function existing(folder: string): string {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (fs.existsSync(at) || at === path.dirname(at)) return at;
  }
}

async function disk(folder: string): Promise<string | undefined> {
  try {
    const { bavail, bsize } = await fs.promises.statfs(existing(folder));
    const free = bavail * bsize;
    return free < LEAST_FREE ? `数据目录所在磁盘只剩 ${Math.floor(free / 1024 / 1024)} MB` : undefined;
  } catch {
    return '数据目录读不到';
  }
}

async function keyFile(file: string): Promise<string | undefined> {
  try {
    readKeyFile(file);
    return undefined;
  } catch {
    return '密钥文件读不到或者已损坏';
  }
}

async function anchors(folder: string): Promise<string | undefined> {
  try {
    await fs.promises.access(existing(folder), fs.constants.W_OK);
    return undefined;
  } catch {
    return '锚点目录不能写入';
  }
}
