import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type DatabaseUser, hash } from './data-folder.ts';
import { errorCode, PostgresStartError } from './errors.ts';

/** Port of every embedded server: it only names the socket file, no network port is opened. */
export const PORT = 5432;

/** The socket file of a server, as PostgreSQL and its clients name it. */
export const socketFile = (socketDir: string, port: number): string =>
  path.join(socketDir, `.s.PGSQL.${port}`);

// Size of sockaddr_un.sun_path, with its closing zero; longer paths cannot be bound or connected to.
const LONGEST_PATH = process.platform === 'linux' ? 107 : 103;

/**
 * Makes the private folder (0700, owned by the database user) for the server's socket: `<dataDir>/run`, or a short
 * folder among the temporary files when that path is too long for a socket.
 * @param dataDir absolute, links resolved
 * @throws PostgresStartError when the short folder is already there and somebody else's: the temporary folder is
 *   open to all, and whoever owns the socket's folder could pose as the database
 */
export function prepareSocketFolder(dataDir: string, user: DatabaseUser | undefined): string {
  const inside = path.join(dataDir, 'run');
  const uid = user?.uid ?? process.geteuid?.() ?? 0;
  if (fits(inside)) {
    make(inside);
    if (!fs.lstatSync(inside).isDirectory())
      throw new PostgresStartError(`${inside} 应当是文件夹，请移走后再启动。`);
    own(inside, user);
    return inside;
  }
  const name = `mingtang-pg-${uid}-${hash(dataDir).slice(0, 16)}`;
  const short = [os.tmpdir(), '/tmp'].map((base) => path.join(fs.realpathSync(base), name)).find(fits);
  if (short === undefined) {
    throw new PostgresStartError(
      `数据文件夹的路径太长：${dataDir}。请用环境变量 MINGTANG_DATA 指定一个较短的路径。`,
    );
  }
  if (make(short)) own(short, user);
  const stat = fs.lstatSync(short);
  if (!stat.isDirectory() || stat.uid !== uid || (stat.mode & 0o777) !== 0o700) {
    throw new PostgresStartError(
      `数据库通信用的文件夹 ${short} 已经存在，但不是数据库用户私有的文件夹，可能有人冒用。请查明并删除它后再启动。`,
    );
  }
  return short;
}

const fits = (dir: string): boolean => Buffer.byteLength(socketFile(dir, PORT)) <= LONGEST_PATH;

/** True when the folder was made now. */
function make(dir: string): boolean {
  try {
    fs.mkdirSync(dir, { mode: 0o700 });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw new PostgresStartError(`无法创建文件夹 ${dir}（${errorCode(error) || error}）。请检查权限。`);
  }
}

function own(dir: string, user: DatabaseUser | undefined): void {
  fs.chmodSync(dir, 0o700);
  if (user) fs.lchownSync(dir, user.uid, user.gid);
}
