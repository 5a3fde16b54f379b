import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { errorCode, PostgresStartError } from './errors.ts';
import { sleep } from './process.ts';

/** The right to start, adopt or stop the server of one data folder. Lost only by release or by our death. */
export interface FolderLock {
  release(): void;
}

/**
 * Where the lock of a folder lives. On Linux an abstract socket named from the folder's device and inode, so that
 * two paths to one folder meet and nothing can be left behind; elsewhere a socket file.
 */
export function lockAddress(dir: string, platform: string = process.platform): string {
  if (platform === 'linux') {
    const { dev, ino } = fs.statSync(dir, { bigint: true });
    return `\0mingtang-postgres-${dev}:${ino}`;
  }
  const inside = path.join(dir, '.postgres-lock');
  if (Buffer.byteLength(inside) < 104) return inside;
  const name = crypto.createHash('sha256').update(fs.realpathSync(dir)).digest('hex').slice(0, 16);
  return `/tmp/mingtang-lock-${name}`;
}

/**
 * Takes the lock at an address from lockAddress, or refuses at once.
 * @throws PostgresStartError when another process (or this one) holds it; the message names the holder's number
 */
export async function takeLock(address: string, dir: string): Promise<FolderLock> {
  const token = `${process.pid} ${crypto.randomUUID()}`;
  for (let attempt = 0; attempt < 50; attempt++) {
    const server = await listen(address, token);
    if (server) {
      const lock = { release: () => void server.close() };
      if (address.startsWith('\0')) return lock;
      // Two processes may both have removed the same dead file: the one whose socket stayed at the path wins.
      await sleep(50);
      const holder = await lockHolder(address);
      if (holder?.token === token) return lock;
      // Not closed: closing removes the file at the path, which is the winner's.
      throw inUse(dir, holder?.pid);
    }
    const holder = await lockHolder(address);
    if (holder) throw inUse(dir, holder.pid);
    // Nobody answers: a dead file, or a killed holder whose sockets the kernel is just closing.
    if (!address.startsWith('\0')) fs.rmSync(address, { force: true });
    await sleep(20);
  }
  throw inUse(dir, undefined);
}

/**
 * Who holds the lock at an address: undefined when nobody does. `pid` is missing when the holder does not answer
 * within a second (its event loop is busy) or belongs to somebody whose socket we may not open.
 */
export function lockHolder(address: string): Promise<{ pid?: number; token?: string } | undefined> {
  const { promise, resolve } = Promise.withResolvers<{ pid?: number; token?: string } | undefined>();
  const socket = net.connect(address);
  let token = '';
  socket.setEncoding('utf8').setTimeout(1000);
  socket.on('data', (part) => {
    token += String(part);
  });
  socket.on('end', () => resolve(token === '' ? {} : { pid: parseInt(token, 10), token }));
  socket.on('timeout', () => resolve({}));
  socket.on('error', (error) => {
    resolve(['ECONNREFUSED', 'ENOENT'].includes(errorCode(error)) ? undefined : {});
  });
  return promise.finally(() => socket.destroy());
}

/** Undefined when the address is taken; never keeps this process alive. */
function listen(address: string, token: string): Promise<net.Server | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<net.Server | undefined>();
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.end(token);
    socket.unref();
  });
  server.on('error', (error) => (errorCode(error) === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
  // Exclusive: workers of a cluster would otherwise share one listening socket, and all hold the lock.
  server.listen({ path: address, exclusive: true }, () => resolve(server.unref()));
  return promise;
}

function inUse(dir: string, pid: number | undefined): PostgresStartError {
  const who = pid === undefined ? '' : `（进程号 ${pid}）`;
  return new PostgresStartError(
    `数据目录正在被另一个进程使用${who}：${dir}。` +
      '同一数据目录只能由一个程序启动；请先停止那个程序，或用环境变量 MINGTANG_DATA 指定另一个数据目录。',
  );
}
