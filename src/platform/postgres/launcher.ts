import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { findPackage, type PostgresPackage, preparePrograms } from './binaries.ts';
import { clusterFolder, ensureCluster } from './cluster.ts';
import { type DatabaseUser, prepareDataDir } from './data-folder.ts';
import { errorCode, PostgresStartError } from './errors.ts';
import { guardAdopted, runGuarded } from './guard.ts';
import { type FolderLock, lockAddress, takeLock } from './lock.ts';
import { answers, readLockFile, SUPERUSER, settlePrevious, signal } from './previous.ts';
import { isServerOf, processState, sleep } from './process.ts';
import { openServerLog, type ServerLog } from './server-log.ts';
import { serverArguments } from './settings.ts';
import { PORT, prepareSocketFolder } from './socket-folder.ts';

/** A running embedded server that this process is responsible for. */
export interface EmbeddedPostgres {
  /** Absolute folder of the server's Unix socket: the `host` of a `pg` connection. */
  socketDir: string;
  /** Port number in the socket's name; no network port is opened. */
  port: number;
  /** Name of the superuser; connections over the socket need no password. */
  superuser: string;
  /** Process number of the server. */
  pid: number;
  /** True when the server had been left running by a starter that died; it keeps the settings it was started with. */
  adopted: boolean;
  /**
   * Resolves when the server process has ended for whatever reason; the data folder is then free to be started again.
   * Waiting for it does not keep this process alive. Never rejects.
   */
  exited: Promise<void>;
  /** Stops the server cleanly (open transactions are rolled back) and frees the data folder. Idempotent. */
  stop(): Promise<void>;
}

/** What to start and how. */
export interface LaunchOptions {
  /** Data folder; made when absent. The cluster is its `pgdata-<major>`, the rest is left to others. */
  dataDir: string;
  /** Server settings in place of the defaults, as in postgresql.conf; the socket and network ones are fixed. */
  settings?: Record<string, string>;
  /** Receives what happens at start, as Chinese sentences for the log. */
  log?: (line: string) => void;
  /** Milliseconds until the server must answer, crash recovery included; 120,000 when not given. */
  readyTimeoutMs?: number;
}

/** A clean stop that takes longer (a huge checkpoint on a slow disk) is cut short; nothing acknowledged is lost. */
const STOP_MS = 60_000;

/**
 * Starts the embedded PostgreSQL server of a data folder, or adopts one whose starter died; the first start creates
 * the cluster. The server ends with this process however that dies.
 * @throws PostgresStartError when the folder is in use by another process (at once), unreachable, or the server does
 *   not start; the message is a Chinese sentence, with the last lines of the server's log where there are any
 */
export async function startEmbeddedPostgres(o: LaunchOptions): Promise<EmbeddedPostgres> {
  return launch(o, findPackage());
}

/** startEmbeddedPostgres with the programs of a given package. */
export async function launch(o: LaunchOptions, source: PostgresPackage): Promise<EmbeddedPostgres> {
  const log = o.log ?? (() => {});
  const readyMs = o.readyTimeoutMs ?? 120_000;
  const { dir, user } = prepareDataDir(o.dataDir);
  const lock = await takeLock(lockAddress(dir), dir);
  try {
    const socketDir = prepareSocketFolder(dir, user);
    const settings = serverArguments(socketDir, PORT, o.settings);
    const clusterDir = clusterFolder(dir, source.major);
    const orphan = await settlePrevious(clusterDir, socketDir, readyMs, log);
    if (orphan) {
      log(`接管仍在运行的数据库进程（进程号 ${orphan.pid}）。`);
      const guard = guardAdopted(clusterDir, orphan.pid, user);
      return supervise(clusterDir, orphan, guard, lock, true);
    }
    const programs = preparePrograms(source, dir, user);
    await ensureCluster(clusterDir, programs, user, log);
    const serverLog = openServerLog(dir);
    const command = [path.join(programs, 'bin', 'postgres'), '-D', clusterDir, ...settings];
    const guard = startServer(clusterDir, command, user, serverLog);
    const pid = await untilReady(clusterDir, socketDir, guard, serverLog, readyMs);
    return supervise(clusterDir, { pid, port: PORT, socketDir }, guard, lock, false);
  } catch (error) {
    lock.release();
    throw explained(error, dir);
  }
}

/** Turns a failed system call into a sentence that says what to do; leaves our own errors as they are. */
function explained(error: unknown, dir: string): unknown {
  if (!(error instanceof Error) || errorCode(error) === '') return error;
  const denied = ['EACCES', 'EPERM'].includes(errorCode(error));
  return new PostgresStartError(
    denied
      ? `没有权限使用数据文件夹 ${dir}，它可能由另一个系统用户建立（${error.message}）。请用原来的用户启动，或用环境变量 MINGTANG_DATA 指定另一个文件夹。`
      : `内置数据库没有启动成功：${error.message}。数据文件夹 ${dir}，请检查磁盘空间和权限。`,
    { cause: error },
  );
}

function startServer(
  clusterDir: string,
  command: string[],
  user: DatabaseUser | undefined,
  serverLog: ServerLog,
): ChildProcess {
  try {
    return runGuarded(clusterDir, command, user, serverLog.descriptor);
  } finally {
    fs.closeSync(serverLog.descriptor);
  }
}

/** Resolves with the server's process number once it answers; otherwise nothing of it is left running. */
async function untilReady(
  clusterDir: string,
  socketDir: string,
  guard: ChildProcess,
  serverLog: ServerLog,
  readyMs: number,
): Promise<number> {
  const begin = performance.now();
  let ended: string | undefined;
  guard.on('exit', (code, by) => {
    ended = `退出码 ${code ?? by}`;
  });
  guard.on('error', (error) => {
    ended = error.message;
  });
  const fail = (what: string) =>
    new PostgresStartError(`${what}日志文件 ${serverLog.file}，最后几行：\n${serverLog.tail() || '（空）'}`);
  for (; ; await sleep(5)) {
    if (ended !== undefined) throw fail(`内置数据库没有启动成功（${ended}）。数据文件夹 ${clusterDir}，`);
    const found = readLockFile(clusterDir);
    // The file of a server that crashed also says `ready` until the new server has replaced it.
    if (found?.status === 'ready' && isServerOf(found.pid, clusterDir) && (await answers(socketDir, PORT))) {
      return found.pid;
    }
    if (performance.now() - begin > readyMs) {
      guard.stdin?.end();
      for (let i = 0; ended === undefined && i < 1000; i++) await sleep(10);
      throw fail(
        `内置数据库在 ${Math.round(readyMs / 1000)} 秒内没有就绪，已要求它停止。如果正在恢复大量数据，请再次启动。`,
      );
    }
  }
}

/** Watches a server that is ready, from now on in the background. */
function supervise(
  clusterDir: string,
  server: { pid: number; port: number; socketDir: string },
  guard: ChildProcess,
  lock: FolderLock,
  adopted: boolean,
): EmbeddedPostgres {
  const { pid } = server;
  const { promise: exited, resolve } = Promise.withResolvers<void>();
  const running = () => processState(pid) === 'alive' && isServerOf(pid, clusterDir);
  let over = false;
  const look = () => {
    if (over || running()) return;
    over = true;
    clearInterval(timer);
    guard.stdin?.destroy();
    lock.release();
    resolve();
  };
  // The guard's exit tells at once; the timer is for an adopted server and for a guard that somebody killed.
  const timer = setInterval(look, 500).unref();
  guard.on('exit', look);
  guard.on('error', look);
  guard.unref();
  if (guard.stdin && 'unref' in guard.stdin && typeof guard.stdin.unref === 'function') guard.stdin.unref();

  let stopping: Promise<void> | undefined;
  const stop = async () => {
    const begin = performance.now();
    if (running()) signal(pid, 'SIGINT');
    for (let hurried = false; !over; await sleep(10)) {
      look();
      if (hurried || performance.now() - begin < STOP_MS) continue;
      hurried = true;
      if (running()) signal(pid, 'SIGQUIT');
    }
    await exited;
  };
  return {
    socketDir: server.socketDir,
    port: server.port,
    superuser: SUPERUSER,
    pid,
    adopted,
    exited,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}
