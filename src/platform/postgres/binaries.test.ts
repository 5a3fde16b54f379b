import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { findPackage, preparePrograms, readPackage } from './binaries.ts';
import { databaseUser } from './data-folder.ts';
import { launch } from './launcher.ts';

const root = process.getuid?.() === 0;
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let base = '';
beforeAll(() => {
  base = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'pg-binaries-'));
  fs.chmodSync(base, 0o755);
});
afterAll(() => fs.rmSync(base, { recursive: true, force: true }));

/**
 * The package as npm unpacks it when its install script is blocked: plain files, no links. Real copies: a hard link
 * would let a test write into the installed package.
 */
function freshPackage(dir: string, mask = 0o777) {
  const installed = findPackage().dir;
  for (const entry of fs.readdirSync(installed, { recursive: true, withFileTypes: true })) {
    const from = path.join(entry.parentPath, entry.name);
    const to = path.join(dir, path.relative(installed, from));
    fs.mkdirSync(path.dirname(to), { recursive: true });
    if (!entry.isFile()) continue;
    fs.copyFileSync(from, to, fs.constants.COPYFILE_FICLONE);
    fs.chmodSync(to, fs.statSync(from).mode & mask);
  }
  return readPackage(dir);
}

const links = (native: string) =>
  fs
    .readdirSync(path.join(native, 'lib'))
    .filter((name) => fs.lstatSync(path.join(native, 'lib', name)).isSymbolicLink());

it('missing library links are made where the package stands', () => {
  const source = freshPackage(path.join(base, 'fresh'));
  expect(links(path.join(source.dir, 'native'))).toEqual([]);
  expect(spawnSync(path.join(source.dir, 'native/bin/initdb'), ['--version']).status).not.toBe(0);
  const dataDir = fs.mkdtempSync(path.join(base, 'data-'));
  expect(preparePrograms(source, dataDir, databaseUser(dataDir))).toBe(path.join(source.dir, 'native'));
  expect(links(path.join(source.dir, 'native')).length).toBeGreaterThan(0);
  expect(fs.readdirSync(dataDir)).toEqual([]);
});

it('a read-only package without links is copied beside the data', () => {
  const source = freshPackage(path.join(base, 'read-only'));
  const dataDir = fs.mkdtempSync(path.join(base, 'data-'));
  fs.chmodSync(dataDir, 0o777);
  fs.chmodSync(path.join(source.dir, 'native/lib'), 0o555);
  // Root may write everywhere, so there the code runs with the rights of somebody else.
  const code = `
    import { preparePrograms, readPackage } from '${new URL('./binaries.ts', import.meta.url).href}';
    const [, dir, dataDir] = process.argv;
    const source = readPackage(dir);
    if (process.getuid() === 0) process.setuid(65534);
    console.log(preparePrograms(source, dataDir, undefined));`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', code, source.dir, dataDir], {
    encoding: 'utf8',
  });
  expect(run.stdout.trim(), run.stderr).toBe(path.join(dataDir, `pgbin-${source.version}`, 'native'));
  expect(links(path.join(source.dir, 'native'))).toEqual([]);
  fs.chmodSync(path.join(source.dir, 'native/lib'), 0o755);
});

it.skipIf(!root)(
  'a package the database user cannot reach is copied, and the copy kept whole（需要 root）',
  async () => {
    const home = path.join(base, 'home');
    fs.mkdirSync(home, { mode: 0o700 });
    const source = freshPackage(path.join(home, 'package'), 0o700);
    const dataDir = path.join(base, 'reached');
    await (await launch({ dataDir }, source)).stop();
    const copy = path.join(dataDir, `pgbin-${source.version}`);
    const postgres = path.join(copy, 'native/bin/postgres');
    const whole = fs.statSync(postgres).size;
    const inode = fs.statSync(copy).ino;

    const user = databaseUser(dataDir);
    expect(preparePrograms(source, dataDir, user)).toBe(path.join(copy, 'native'));
    expect(fs.statSync(copy).ino).toBe(inode);

    fs.truncateSync(postgres, 1000);
    fs.mkdirSync(path.join(dataDir, 'pgbin-17.0.0'));
    expect(preparePrograms(source, dataDir, user)).toBe(path.join(copy, 'native'));
    expect(fs.statSync(postgres).size).toBe(whole);
    expect(fs.readdirSync(dataDir).sort()).toEqual([
      path.basename(copy),
      'pgdata-18',
      'postgresql.log',
      'run',
    ]);
  },
);

it('programs that do not run on this machine are reported and leave no copy', () => {
  const source = freshPackage(path.join(base, 'foreign'));
  fs.writeFileSync(
    path.join(source.dir, 'native/bin/postgres'),
    '#!/bin/sh\necho wrong machine >&2\nexit 1\n',
  );
  const dataDir = fs.mkdtempSync(path.join(base, 'data-'));
  fs.chmodSync(dataDir, 0o755);
  expect(() => preparePrograms(source, dataDir, databaseUser(dataDir))).toThrow(
    /不能在本机运行：.*wrong machine.*DATABASE_URL/,
  );
  expect(fs.readdirSync(dataDir)).toEqual([]);
});
