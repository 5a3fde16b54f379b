import { spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { errorCode, PostgresStartError } from './errors.ts';
import { readText } from './process.ts';

/** The unprivileged account the server runs as; PostgreSQL refuses to run as root. */
export interface DatabaseUser {
  uid: number;
  gid: number;
  name: string;
}

const runsAsRoot = (): boolean => process.geteuid?.() === 0;

/** Cluster folders (`pgdata-<major>`, absolute) of a data folder, oldest major first; also when none can be read. */
export function clusterFolders(dataDir: string): string[] {
  const major = (dir: string) => Number(dir.slice(dir.lastIndexOf('-') + 1));
  try {
    const names = fs.readdirSync(dataDir).filter((name) => /^pgdata-\d+$/.test(name));
    return names.map((name) => path.join(dataDir, name)).sort((a, b) => major(a) - major(b));
  } catch {
    return [];
  }
}

/**
 * As whom the server of a data folder runs: undefined = as ourselves. Root gives way to the owner of the existing
 * cluster (PostgreSQL accepts no other), else to the account `postgres`, else `nobody`.
 * @throws PostgresStartError when we are root and there is no such account
 */
export function databaseUser(dataDir: string): DatabaseUser | undefined {
  if (!runsAsRoot()) return undefined;
  const accounts = readText('/etc/passwd')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  const newest = clusterFolders(dataDir).at(-1);
  if (newest !== undefined) {
    const { uid, gid } = fs.statSync(newest);
    if (uid !== 0) return { uid, gid, name: accounts.find((a) => a.uid === uid)?.name ?? String(uid) };
  }
  const user = ['postgres', 'nobody'].map((name) => accounts.find((a) => a.name === name)).find(Boolean);
  if (user) return user;
  throw new PostgresStartError(
    '以 root 启动时，内置数据库需要一个普通系统用户，但本机没有 postgres 或 nobody 用户。请创建用户 postgres，或改用普通用户启动。',
  );
}

/** Whether the database user can enter the folder, or the nearest existing folder above it. */
function canEnter(dir: string, user: DatabaseUser | undefined): boolean {
  if (!user) return true;
  const ids = { uid: user.uid, gid: user.gid };
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', nearestExisting(dir)], { ...ids, cwd: '/' }).status === 0
  );
}

/**
 * Which data folder to use: `requested`, or `<projectDir>/data`. When we are root and the database user cannot enter
 * that one, another folder is made and returned with `note`, a Chinese sentence for the administrator.
 * @param requested value of MINGTANG_DATA, relative to the current folder; undefined or '' = not given
 * @throws PostgresStartError when no other folder can be made either
 */
export function chooseDataDir(
  requested: string | undefined,
  projectDir: string,
): { dir: string; note?: string } {
  const temporary = [os.tmpdir(), '/tmp'].map((dir) => path.join(dir, 'mingtang-'));
  return chooseAmong(requested, projectDir, ['/var/lib/mingtang/', ...temporary]);
}

/** chooseDataDir with the beginnings of the paths to try in place of an unreachable folder. */
export function chooseAmong(
  requested: string | undefined,
  projectDir: string,
  beginnings: string[],
): { dir: string; note?: string } {
  const wanted = path.resolve(requested || path.join(projectDir, 'data'));
  const user = databaseUser(wanted);
  if (!user) return { dir: wanted };
  const project = path.basename(path.resolve(projectDir)).replace(/[^A-Za-z0-9_-]/g, '');
  const name = `${project.slice(0, 24) || 'project'}-${hash(realPath(wanted)).slice(0, 8)}`;
  const others = beginnings.map((beginning) => beginning + name);
  if (canEnter(wanted, user)) {
    const earlier = others.find((dir) => hasCluster(dir) && isPrivateToUs(dir));
    if (!earlier || hasCluster(wanted)) return { dir: wanted };
    return {
      dir: wanted,
      note: `注意：${earlier} 中有以前的数据，本次没有使用；要继续用它，请设置 MINGTANG_DATA=${earlier}。`,
    };
  }
  const why = `数据库以用户 ${user.name} 运行，该用户无法进入文件夹 ${wanted}`;
  const how = '请用环境变量 MINGTANG_DATA 指定一个该用户能进入的文件夹。';
  const dir = others.find((other) => claim(other, user));
  if (dir === undefined) throw new PostgresStartError(`${why}，也找不到其他可用的位置。${how}`);
  const left = hasCluster(wanted) ? '（那里已有的数据库本次没有使用）' : '';
  const lost =
    /^\/(var\/)?tmp\//.test(dir) || dir.startsWith(os.tmpdir()) ? '（临时文件夹，重启后可能被清空）' : '';
  return { dir, note: `${why}${left}，因此数据改存到 ${dir}${lost}。要另选位置，${how}` };
}

/**
 * Makes the data folder if it is absent and resolves its links. A new folder of root can be entered, not listed, by
 * the database user (others keep keys and files in it); one of an ordinary user is private.
 * @throws PostgresStartError when it cannot be made or the database user cannot enter it
 */
export function prepareDataDir(dataDir: string): { dir: string; user: DatabaseUser | undefined } {
  const wanted = path.resolve(dataDir);
  try {
    const first = fs.mkdirSync(wanted, { recursive: true });
    if (first !== undefined) {
      // Folders just made, from the new one upwards: a strict umask must not shut the database user out.
      for (let dir = wanted; runsAsRoot() && dir.length >= first.length; dir = path.dirname(dir)) {
        fs.chmodSync(dir, 0o711);
      }
      if (!runsAsRoot()) fs.chmodSync(wanted, 0o700);
    }
  } catch (error) {
    throw new PostgresStartError(
      `无法创建数据文件夹 ${wanted}（${errorCode(error) || error}）。请检查权限，或用环境变量 MINGTANG_DATA 指定另一个文件夹。`,
    );
  }
  const dir = fs.realpathSync(wanted);
  const user = databaseUser(dir);
  if (canEnter(dir, user)) return { dir, user };
  throw new PostgresStartError(
    `数据库以用户 ${user?.name} 运行，该用户无法进入数据文件夹 ${dir}。请放开上级文件夹的进入权限，或用环境变量 MINGTANG_DATA 指定另一个文件夹。`,
  );
}

const hasCluster = (dir: string): boolean => clusterFolders(dir).length > 0;

/** Makes a folder of ours that the user can enter. False for one that is, or could be changed by, somebody else. */
function claim(dir: string, user: DatabaseUser): boolean {
  try {
    if (fs.mkdirSync(path.dirname(dir), { recursive: true }) !== undefined) {
      fs.chmodSync(path.dirname(dir), 0o755);
    }
    fs.mkdirSync(dir);
    fs.chmodSync(dir, 0o711);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') return false;
  }
  return isPrivateToUs(dir) && canEnter(dir, user);
}

function isPrivateToUs(dir: string): boolean {
  const stat = fs.lstatSync(dir);
  return stat.isDirectory() && stat.uid === process.geteuid?.() && (stat.mode & 0o022) === 0;
}

function nearestExisting(dir: string): string {
  let here = dir;
  while (!fs.existsSync(here) && here !== path.dirname(here)) here = path.dirname(here);
  return here;
}

/** The path with the links of its existing part resolved, so that two spellings of one folder have one hash. */
function realPath(dir: string): string {
  const existing = nearestExisting(dir);
  return path.join(fs.realpathSync(existing), path.relative(existing, dir));
}

/** Hexadecimal digest, for names derived from a path. */
export function hash(text: string): string {
  return crypto.createHash('sha256').update(text).digest('hex');
}
