import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { clusterFolders } from './data-folder.ts';
import { PostgresStartError } from './errors.ts';
import { guardsOf } from './guard.ts';
import { lockAddress, lockHolder } from './lock.ts';
import { isServerOf, processState, readText, serverProcessesIn, sleep } from './process.ts';
import { PORT, socketFile } from './socket-folder.ts';

/** What a server writes into its lock file postmaster.pid. */
export interface LockFile {
  pid: number;
  port: number;
  socketDir: string;
  /** `starting`, `ready`, `stopping`; '' when not yet written. */
  status: string;
}

/** Name of the superuser of every embedded cluster. */
export const SUPERUSER = 'postgres';

/** How long a dying server, or remains of a killed one, may take to end. */
const PATIENCE_MS = 15_000;

/** A zombie holds nothing any more; in a container whose first process never collects it, it stays for good. */
const ZOMBIE_MS = 5_000;

/** Contents of the cluster's lock file; undefined when absent, unreadable or damaged. */
export function readLockFile(clusterDir: string): LockFile | undefined {
  const [pid, , , port, socketDir, , , status] = readText(path.join(clusterDir, 'postmaster.pid')).split(
    '\n',
  );
  // Negative for a server in single-user mode.
  const number = Math.abs(Number.parseInt(pid ?? '', 10));
  if (!Number.isSafeInteger(number) || number === 0) return undefined;
  return { pid: number, port: Number(port), socketDir: socketDir ?? '', status: status?.trim() ?? '' };
}

/** True when the server answers `select 1` within two seconds. */
export async function answers(socketDir: string, port: number): Promise<boolean> {
  const client = new pg.Client({
    host: socketDir,
    port,
    user: SUPERUSER,
    database: 'postgres',
    ssl: false,
    connectionTimeoutMillis: 2000,
    query_timeout: 2000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    await client.end();
    return true;
  } catch {
    // Not awaited: a client whose connection never came up may not report its end.
    client.end().catch(() => {});
    return false;
  }
}

/**
 * The server that another process of ours is running on this data folder, for commands that want to use it; it is
 * neither adopted nor stopped. Undefined when there is none, when it is not ready, when it is stopping because its
 * starter died, or when we may not enter its folder.
 */
export async function findRunningPostgres(
  dataDir: string,
): Promise<{ socketDir: string; port: number; superuser: string } | undefined> {
  if (!fs.existsSync(dataDir)) return undefined;
  const dir = fs.realpathSync(dataDir);
  if (!(await lockHolder(lockAddress(dir)))) return undefined;
  for (const clusterDir of clusterFolders(dir)) {
    const found = readLockFile(clusterDir);
    if (found?.status === 'ready' && (await answers(found.socketDir, found.port))) {
      return { socketDir: found.socketDir, port: found.port, superuser: SUPERUSER };
    }
  }
  return undefined;
}

/**
 * Clears what an earlier server left behind; call with the folder's lock held, which proves that its starter is dead.
 * Returns the lock file of an orphan that runs on unguarded and can be adopted; otherwise waits for a dying server,
 * a zombie and leftover backends, drops a lock file whose number now belongs to a stranger, and returns undefined.
 * @param recoveryMs how long an orphan that is still starting (replaying its log) may take
 * @throws PostgresStartError when a server is still there after 15 s
 */
export async function settlePrevious(
  clusterDir: string,
  socketDir: string,
  recoveryMs: number,
  log: (line: string) => void,
): Promise<LockFile | undefined> {
  const begin = performance.now();
  let told = false;
  let found = readLockFile(clusterDir);
  for (; found; await sleep(20), found = readLockFile(clusterDir)) {
    const { pid, status } = found;
    const state = processState(pid);
    if (state === 'gone') break;
    if (state === 'alive') {
      if (!isServerOf(pid, clusterDir)) break;
      const guarded = guardsOf(clusterDir).length > 0;
      if (!guarded && status === 'ready' && (await answers(found.socketDir, found.port))) return found;
    }
    if (!told) log(`等待上一个数据库进程（进程号 ${pid}）结束或就绪……`);
    told = true;
    const waited = performance.now() - begin;
    if (state === 'zombie' && waited > ZOMBIE_MS) break;
    if (waited > (status === 'starting' ? recoveryMs : PATIENCE_MS)) {
      const seconds = Math.round(waited / 1000);
      throw new PostgresStartError(
        `上一个数据库进程（进程号 ${pid}）仍在使用 ${clusterDir}，等待 ${seconds} 秒后仍未结束。请稍后再启动，或先停止该进程。`,
      );
    }
  }
  // A server in another container has a number we cannot see, but its socket in the shared folder answers.
  for (const dir of new Set([socketDir, found?.socketDir || socketDir])) {
    if (await accepts(socketFile(dir, found?.port || PORT))) {
      throw new PostgresStartError(
        `数据目录正在被另一个进程使用（可能在另一个容器里）：${clusterDir}。请先停止那个程序，或用环境变量 MINGTANG_DATA 指定另一个数据目录。`,
      );
    }
  }
  await waitForRemains(clusterDir);
  // The file of a dead process is left to PostgreSQL, which also checks its shared memory before replacing it. A
  // stranger's number, a zombie's, or a file torn by a power failure would stop it.
  if (!found || processState(found.pid) !== 'gone') {
    fs.rmSync(path.join(clusterDir, 'postmaster.pid'), { force: true });
  }
  // The socket has a lock file of its own, with the same number.
  for (const name of fs.readdirSync(socketDir)) {
    if (name.startsWith('.s.PGSQL.')) fs.rmSync(path.join(socketDir, name), { force: true });
  }
  return undefined;
}

/**
 * Waits for backends of a killed server to notice its death. One that is busy and does not is told to drop
 * everything (SIGQUIT): nobody can reach it any more, and crash recovery follows anyway.
 */
async function waitForRemains(clusterDir: string): Promise<void> {
  const begin = performance.now();
  for (let asked = false; ; await sleep(20)) {
    const remains = serverProcessesIn(clusterDir);
    if (remains.length === 0) return;
    const waited = performance.now() - begin;
    if (waited > PATIENCE_MS) {
      throw new PostgresStartError(
        `${clusterDir} 里仍有上一个数据库留下的进程（进程号 ${remains.join('、')}）。请停止这些进程后再启动。`,
      );
    }
    if (waited > 2000 && !asked) {
      asked = true;
      for (const pid of remains) signal(pid, 'SIGQUIT');
    }
  }
}

/** Sends a signal; false when the process is gone or not ours. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

function accepts(file: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = net.connect(file);
  socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
