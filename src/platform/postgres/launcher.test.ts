import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type EmbeddedPostgres,
  findRunningPostgres,
  PostgresStartError,
  startEmbeddedPostgres,
} from './index.ts';
import { serverArguments, sharedBuffers } from './settings.ts';
import { prepareSocketFolder } from './socket-folder.ts';

const root = process.getuid?.() === 0;
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// One cluster serves all tests, under one name after the other: creating one costs most.
let base = '';
let dataDir = '';
beforeAll(() => {
  base = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'pg-launcher-'));
  fs.chmodSync(base, 0o755);
});
afterAll(() => fs.rmSync(base, { recursive: true, force: true }));

function moveTo(folder: string): void {
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  fs.renameSync(dataDir, folder);
  dataDir = folder;
}

async function rows(server: { socketDir: string; port: number; superuser: string }, sql: string) {
  const client = new pg.Client({
    host: server.socketDir,
    port: server.port,
    user: server.superuser,
    database: 'postgres',
  });
  await client.connect();
  const result = await client.query<Record<string, string>>(sql);
  await client.end();
  return result.rows;
}

async function setting(server: EmbeddedPostgres, name: string): Promise<string | undefined> {
  return (await rows(server, `select current_setting('${name}') as value`))[0]?.value;
}

describe('an embedded server', () => {
  let server: EmbeddedPostgres;
  beforeAll(async () => {
    dataDir = path.join(base, 'first');
    server = await startEmbeddedPostgres({ dataDir });
  });
  afterAll(() => server.stop());

  it('keeps its cluster, socket and log apart in the data folder', () => {
    expect(fs.readdirSync(dataDir).sort()).toEqual(['pgdata-18', 'postgresql.log', 'run']);
    expect(server.socketDir).toBe(path.join(dataDir, 'run'));
    expect(server.adopted).toBe(false);
    for (const name of ['pgdata-18', 'run']) {
      expect(fs.statSync(path.join(dataDir, name)).mode & 0o777, name).toBe(0o700);
    }
  });

  it.skipIf(!root)('runs as an unprivileged user when started by root（需要 root）', () => {
    const ids = ['postgres', 'nobody'].flatMap((name) => {
      try {
        return [
          Number(execFileSync('id', ['-u', name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })),
        ];
      } catch {
        return [];
      }
    });
    expect(fs.statSync(`/proc/${server.pid}`).uid).toBe(ids[0]);
    expect(fs.statSync(path.join(dataDir, 'pgdata-18')).uid).toBe(ids[0]);
    expect(fs.statSync(dataDir).uid).toBe(0);
  });

  it('creates a UTF-8 cluster with built-in rules and checksums', async () => {
    const [database] = await rows(
      server,
      `select pg_encoding_to_char(encoding) as encoding, datlocprovider as provider, datlocale as locale,
              datcollate as collate, upper('é') as upper from pg_database where datname = 'template1'`,
    );
    expect(database).toEqual({
      encoding: 'UTF8',
      provider: 'b',
      locale: 'C.UTF-8',
      collate: 'C',
      upper: 'É',
    });
    expect(await setting(server, 'data_checksums')).toBe('on');
    expect(
      await rows(server, `select type, auth_method from pg_hba_file_rules where auth_method <> 'reject'`),
    ).toEqual([
      { type: 'local', auth_method: 'trust' },
      { type: 'local', auth_method: 'trust' },
    ]);
  });

  it.each([
    ['fsync', 'on'],
    ['synchronous_commit', 'on'],
    ['full_page_writes', 'on'],
    ['listen_addresses', ''],
    ['max_connections', '60'],
    ['max_wal_size', '1GB'],
    ['wal_compression', 'pglz'],
    ['jit', 'off'],
    ['work_mem', '16MB'],
    ['gin_pending_list_limit', '512kB'],
    ['timezone', 'UTC'],
    ['log_timezone', 'UTC'],
    ['huge_pages', 'off'],
    ['autovacuum', 'on'],
  ])('setting %s is %s', async (name, value) => {
    expect(await setting(server, name)).toBe(value);
  });

  it.each([
    ['a small container', 256, '64MB'],
    ['a small machine', 2048, '256MB'],
    ['a large machine', 65_536, '512MB'],
  ])('keeps an eighth of the memory for what is read often: %s', async (_, megabytes, buffers) => {
    expect(sharedBuffers(megabytes * 1024 * 1024)).toBe(buffers);
    const own = Number.parseInt((await setting(server, 'shared_buffers')) ?? '', 10);
    expect(own).toBeGreaterThanOrEqual(64);
    expect(own).toBeLessThanOrEqual(512);
  });

  it('is found by commands only while it runs, and another start is refused at once', async () => {
    const place = { socketDir: server.socketDir, port: 5432, superuser: 'postgres' };
    expect(await findRunningPostgres(dataDir)).toEqual(place);
    const begin = performance.now();
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
      /数据目录正在被另一个进程使用（进程号 \d+）/,
    );
    expect(performance.now() - begin).toBeLessThan(1000);
    expect(await rows(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await findRunningPostgres(path.join(base, 'absent'))).toBeUndefined();
  });

  it('stops cleanly, twice without harm, and takes other settings at the next start', async () => {
    const first = server.pid;
    await Promise.all([server.stop(), server.stop()]);
    await server.exited;
    await server.stop();
    expect(() => process.kill(first, 0)).toThrow(/ESRCH/);
    expect(await findRunningPostgres(dataDir)).toBeUndefined();
    expect(fs.readFileSync(path.join(dataDir, 'postgresql.log'), 'utf8')).toContain(
      'database system is shut down',
    );

    fs.truncateSync(path.join(dataDir, 'postgresql.log'), 11 * 1024 * 1024);
    const settings = { work_mem: '4MB', listen_addresses: '127.0.0.1' };
    server = await startEmbeddedPostgres({ dataDir, settings });
    expect(await setting(server, 'work_mem')).toBe('4MB');
    expect(await setting(server, 'listen_addresses')).toBe('');
    const log = fs.readFileSync(path.join(dataDir, 'postgresql.log'), 'utf8');
    expect(log).toContain('was shut down at');
    expect(log).not.toContain('not properly shut down');
    expect(fs.statSync(path.join(dataDir, 'postgresql.log')).size).toBeLessThan(1024 * 1024);
    expect(fs.statSync(path.join(dataDir, 'postgresql.log.1')).size).toBe(11 * 1024 * 1024);
  });
});

describe('a server that cannot start', () => {
  it('reports a refused setting with the end of the server log, and frees the folder', async () => {
    const failure = await startEmbeddedPostgres({ dataDir, settings: { wal_compression: 'lz4' } }).catch(
      (e) => e,
    );
    expect(failure).toBeInstanceOf(PostgresStartError);
    expect(failure.message).toMatch(/内置数据库没有启动成功（退出码 1）/);
    expect(failure.message).toContain('invalid value for parameter "wal_compression": "lz4"');
    await (await startEmbeddedPostgres({ dataDir })).stop();
  });

  it('reports a broken cluster, one of another version, and a bad setting name', async () => {
    const broken = path.join(base, 'broken');
    fs.mkdirSync(path.join(broken, 'pgdata-18'), { recursive: true, mode: 0o755 });
    fs.writeFileSync(path.join(broken, 'pgdata-18', 'PG_VERSION'), '18\n');
    const failure = await startEmbeddedPostgres({ dataDir: broken }).catch((e) => e);
    expect(failure).toBeInstanceOf(PostgresStartError);
    expect(failure.message).toMatch(/没有启动成功.*\n.*(FATAL|could not access)/s);

    const older = path.join(base, 'older');
    fs.mkdirSync(path.join(older, 'pgdata-17'), { recursive: true, mode: 0o755 });
    await expect(startEmbeddedPostgres({ dataDir: older })).rejects.toThrow(/另一个主版本.*pgdata-17/);
    expect(fs.existsSync(path.join(older, 'pgdata-18'))).toBe(false);

    expect(() => serverArguments('/run', 5432, { 'a=b': '1' })).toThrow(/参数名“a=b”无效/);
  });

  it('gives up when the server is not ready in time and leaves nothing running', async () => {
    await expect(startEmbeddedPostgres({ dataDir, readyTimeoutMs: -1 })).rejects.toThrow(/没有就绪/);
    await (await startEmbeddedPostgres({ dataDir })).stop();
  });
});

describe('the socket folder', () => {
  it('is a short private one when the data path is too long, whatever characters are in it', async () => {
    moveTo(path.join(base, `很长的 "路径", it's`, 'x'.repeat(100)));
    const server = await startEmbeddedPostgres({ dataDir });
    try {
      expect(server.socketDir.length).toBeLessThan(90);
      expect(server.socketDir.startsWith(dataDir)).toBe(false);
      const stat = fs.lstatSync(server.socketDir);
      expect(stat.mode & 0o777).toBe(0o700);
      expect(stat.uid).toBe(fs.statSync(path.join(dataDir, 'pgdata-18')).uid);
      expect(await rows(server, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect((await findRunningPostgres(dataDir))?.socketDir).toBe(server.socketDir);
    } finally {
      await server.stop();
      fs.rmdirSync(server.socketDir);
    }
  });

  it('is quoted for the server when its path holds commas, quotes or blanks', async () => {
    moveTo(path.join(base, `明川 "甲", 乙's`));
    const server = await startEmbeddedPostgres({ dataDir });
    expect(server.socketDir).toBe(path.join(dataDir, 'run'));
    expect(await rows(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('is refused when somebody else could have made it', () => {
    const long = path.join(base, 'y'.repeat(110));
    fs.mkdirSync(long);
    const short = prepareSocketFolder(long, undefined);
    expect(prepareSocketFolder(long, undefined)).toBe(short);
    fs.chmodSync(short, 0o777);
    expect(() => prepareSocketFolder(long, undefined)).toThrow(/可能有人冒用/);
    fs.rmdirSync(short);
    fs.symlinkSync(base, short);
    expect(() => prepareSocketFolder(long, undefined)).toThrow(/可能有人冒用/);
    fs.unlinkSync(short);
    if (!root) return;
    fs.mkdirSync(short, { mode: 0o700 });
    fs.chownSync(short, 12345, 12345);
    expect(() => prepareSocketFolder(long, undefined)).toThrow(/可能有人冒用/);
    fs.rmdirSync(short);
  });
});
