import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseAmong, databaseUser, prepareDataDir } from './data-folder.ts';
import { chooseDataDir, startEmbeddedPostgres } from './index.ts';

const root = process.getuid?.() === 0;
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let base = '';
beforeEach(() => {
  base = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'pg-folder-'));
  fs.chmodSync(base, 0o755);
});
afterEach(() => fs.rmSync(base, { recursive: true, force: true }));

/** A project under a folder that only its owner can enter, as under /root. */
function privateProject(): string {
  const project = path.join(base, 'home', '明川 city');
  fs.mkdirSync(project, { recursive: true });
  fs.chmodSync(path.join(base, 'home'), 0o700);
  return project;
}

it('is <project>/data, or the folder asked for, when the database user can enter it', () => {
  expect(chooseDataDir(undefined, base)).toEqual({ dir: path.join(base, 'data') });
  expect(chooseDataDir('', base)).toEqual({ dir: path.join(base, 'data') });
  expect(chooseDataDir(path.join(base, 'a', 'b'), '/elsewhere')).toEqual({ dir: path.join(base, 'a', 'b') });
  expect(fs.readdirSync(base)).toEqual([]);
});

it('is made private, or for root such that the database user can only pass through', () => {
  const mask = process.umask(0o077);
  try {
    expect(prepareDataDir(path.join(base, 'new', 'data')).dir).toBe(path.join(base, 'new', 'data'));
  } finally {
    process.umask(mask);
  }
  expect(fs.statSync(path.join(base, 'new', 'data')).mode & 0o777).toBe(root ? 0o711 : 0o700);
});

it('a folder that cannot be made is reported', () => {
  fs.writeFileSync(path.join(base, 'file'), '');
  expect(() => prepareDataDir(path.join(base, 'file', 'data'))).toThrow(
    /无法创建数据文件夹 .*ENOTDIR.*MINGTANG_DATA/,
  );
});

it.skipIf(root)('is not second-guessed for an ordinary user', () => {
  expect(chooseDataDir(undefined, privateProject()).note).toBeUndefined();
});

describe.skipIf(!root)('when the database user cannot enter it', () => {
  it('another folder is chosen, named and works（需要 root）', async () => {
    const project = privateProject();
    const had = fs.existsSync('/var/lib/mingtang');
    const { dir, note } = chooseDataDir(undefined, project);
    try {
      expect(dir).toMatch(/^\/var\/lib\/mingtang\/city-[0-9a-f]{8}$/);
      expect(note).toContain(`无法进入文件夹 ${project}/data，因此数据改存到 ${dir}。`);
      expect(note).toContain('MINGTANG_DATA');
      expect(chooseDataDir(undefined, project).dir).toBe(dir);
      await (await startEmbeddedPostgres({ dataDir: dir })).stop();
      await expect(startEmbeddedPostgres({ dataDir: path.join(project, 'data') })).rejects.toThrow(
        /无法进入数据文件夹/,
      );
    } finally {
      fs.rmSync(dir, { recursive: true, force: true });
      if (!had) fs.rmdirSync('/var/lib/mingtang');
    }
  });

  it('a folder asked for is replaced too, each by its own（需要 root）', () => {
    const project = privateProject();
    const beginnings = [`${base}/other/`];
    const one = chooseAmong(path.join(project, 'one'), project, beginnings);
    const two = chooseAmong(path.join(project, 'two'), project, beginnings);
    expect(one.note).toContain(one.dir);
    expect(path.dirname(one.dir)).toBe(path.join(base, 'other'));
    expect(one.dir).not.toBe(two.dir);
  });

  it('a folder that others may have made or can change is passed over（需要 root）', () => {
    const project = privateProject();
    const beginnings = ['a-', 'b-', 'c-', 'd-'].map((name) => path.join(base, name));
    const first = chooseAmong(undefined, project, beginnings).dir;
    const name = path.basename(first).slice(2);
    fs.chmodSync(first, 0o777);
    fs.mkdirSync(path.join(base, `b-${name}`));
    fs.chownSync(path.join(base, `b-${name}`), 12345, 12345);
    fs.symlinkSync('/tmp', path.join(base, `c-${name}`));
    expect(chooseAmong(undefined, project, beginnings).dir).toBe(path.join(base, `d-${name}`));
    expect(() => chooseAmong(undefined, project, beginnings.slice(0, 3))).toThrow(/找不到其他可用的位置/);
  });

  it('a database in the folder not used is mentioned, in both directions（需要 root）', () => {
    const project = privateProject();
    const beginnings = [path.join(base, 'other-')];
    const { dir } = chooseAmong(undefined, project, beginnings);
    fs.mkdirSync(path.join(project, 'data', 'pgdata-18'), { recursive: true });
    expect(chooseAmong(undefined, project, beginnings).note).toContain('那里已有的数据库本次没有使用');

    fs.rmSync(path.join(project, 'data'), { recursive: true });
    fs.mkdirSync(path.join(dir, 'pgdata-18'));
    fs.chmodSync(path.join(base, 'home'), 0o755);
    const later = chooseAmong(undefined, project, beginnings);
    expect(later.dir).toBe(path.join(project, 'data'));
    expect(later.note).toContain(`${dir} 中有以前的数据`);
  });

  it('the owner of an existing cluster is the database user（需要 root）', () => {
    expect(['postgres', 'nobody']).toContain(databaseUser(base)?.name);
    fs.mkdirSync(path.join(base, 'pgdata-18'));
    fs.chownSync(path.join(base, 'pgdata-18'), 12345, 12346);
    expect(databaseUser(base)).toEqual({ uid: 12345, gid: 12346, name: '12345' });
  });
});
