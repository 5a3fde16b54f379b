import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { clusterFolders, type DatabaseUser } from './data-folder.ts';
import { PostgresStartError } from './errors.ts';
import { runGuarded } from './guard.ts';

/**
 * Initdb arguments. The built-in C.UTF-8 gives the same order and case rules on every machine, whatever locales it
 * has. Connections are trusted on the socket alone (its folder is private) and refused on any network address.
 */
const INITDB = [
  '--username=postgres',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  '--auth-local=trust',
  '--auth-host=reject',
  '--data-checksums',
  '--no-instructions',
];

/** The cluster folder for a major version; the major is in the name because versions cannot read each other's. */
export const clusterFolder = (dataDir: string, major: number): string =>
  path.join(dataDir, `pgdata-${major}`);

/**
 * Creates the cluster when there is none. It is made under another name and renamed when whole and on disk, so a
 * crash half-way leaves only a remnant, which the next call removes. Call with the folder's lock held.
 * @throws PostgresStartError when initdb fails, or when only a cluster of another major version is there: an empty
 *   new one beside it would look as if all data were lost
 */
export async function ensureCluster(
  clusterDir: string,
  programs: string,
  user: DatabaseUser | undefined,
  log: (line: string) => void,
): Promise<void> {
  const dataDir = path.dirname(clusterDir);
  const remnant = `${path.basename(clusterDir)}.init-`;
  for (const name of fs.readdirSync(dataDir)) {
    if (name.startsWith(remnant)) removeFolder(path.join(dataDir, name));
  }
  if (fs.existsSync(clusterDir) && fs.readdirSync(clusterDir).length > 0) return;
  const other = clusterFolders(dataDir).find((dir) => dir !== clusterDir);
  if (other !== undefined) {
    throw new PostgresStartError(
      `数据文件夹里只有另一个主版本的数据库 ${other}，当前程序需要 ${path.basename(clusterDir)}。请先用原来的程序版本导出数据，再用当前版本导入。`,
    );
  }
  log('首次启动：正在建立数据库……');
  const unfinished = path.join(dataDir, remnant + crypto.randomUUID());
  fs.mkdirSync(unfinished, { mode: 0o700 });
  if (user) fs.lchownSync(unfinished, user.uid, user.gid);
  const { code, output } = await initdb(unfinished, programs, user);
  if (code !== 0) {
    removeFolder(unfinished);
    throw new PostgresStartError(
      `无法建立数据库（initdb 退出码 ${code ?? '无'}）。请检查磁盘空间和权限。程序的输出：\n${output.trim().slice(-2000)}`,
    );
  }
  fs.renameSync(unfinished, clusterDir);
  syncFolder(dataDir);
}

async function initdb(
  target: string,
  programs: string,
  user: DatabaseUser | undefined,
): Promise<{ code: number | null; output: string }> {
  const command = [path.join(programs, 'bin', 'initdb'), ...INITDB, '-D', target];
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number | null; output: string }>();
  const child = runGuarded(target, command, user, 'pipe');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part) => {
      output += String(part);
    });
  }
  child.on('error', reject);
  child.on('close', (code) => resolve({ code, output }));
  return promise;
}

/** An initdb whose starter was killed may still be writing for a moment; what it leaves goes at the next start. */
function removeFolder(dir: string): void {
  try {
    fs.rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  } catch {}
}

function syncFolder(dir: string): void {
  const handle = fs.openSync(dir, 'r');
  fs.fsyncSync(handle);
  fs.closeSync(handle);
}
