import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { databaseUser } from './data-folder.ts';
import { guardsOf } from './guard.ts';
import { findRunningPostgres, startEmbeddedPostgres } from './index.ts';
import { processesWith, processState, serverProcessesIn, sleep } from './process.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// All tests but the last share one data folder, each leaving no server behind: creating a cluster costs most.
let base = '';
let dataDir = '';
beforeAll(() => {
  base = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'pg-crash-'));
  fs.chmodSync(base, 0o755);
  dataDir = path.join(base, 'data');
});
// A test that fails half-way must leave neither programs nor servers running.
const programs: ChildProcess[] = [];
afterEach(() => {
  for (const child of programs.splice(0)) child.kill('SIGKILL');
});
afterAll(() => {
  for (const pid of serverProcessesIn(path.join(base, 'data', 'pgdata-18'))) process.kill(pid, 'SIGKILL');
  fs.rmSync(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

const INDEX = new URL('./index.ts', import.meta.url).href;
const PG = pathToFileURL(createRequire(import.meta.url).resolve('pg')).href;
const START = `
  import { startEmbeddedPostgres } from '${INDEX}';
  import pg from '${PG}';
  const server = await startEmbeddedPostgres({ dataDir: process.argv[1] });
  console.log(JSON.stringify({ pid: server.pid, adopted: server.adopted, socketDir: server.socketDir }));
  setInterval(() => {}, 1000);`;
const INSERT = `
  const client = new pg.Client({ host: server.socketDir, user: 'postgres', database: 'postgres' });
  client.on('error', () => {});
  await client.connect();
  await client.query('create table entry (id int primary key)');
  for (let id = 1; ; id++) {
    await client.query('insert into entry values ($1)', [id]);
    console.log(id);
  }`;

/** Another program that starts the server of a data folder; `line` gives its output line by line. */
function program(code = START) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  programs.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, line: async () => String((await lines.next()).value) };
}

async function started() {
  const { child, line } = program();
  const server: { pid: number; adopted: boolean; socketDir: string } = JSON.parse(await line());
  return { child, ...server };
}

function killed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

async function ended(pid: number, ms: number): Promise<boolean> {
  for (const begin = performance.now(); performance.now() - begin < ms; await sleep(20)) {
    if (processState(pid) !== 'alive') return true;
  }
  return false;
}

/** Leaves a server that nobody guards: its starter and its guards are killed. */
async function orphan() {
  const server = await started();
  const guards = guardsOf(path.join(dataDir, 'pgdata-18'));
  expect(guards.length).toBeGreaterThan(0);
  // Its starter would notice a dead guard and let the server stop.
  server.child.kill('SIGSTOP');
  for (const pid of guards) process.kill(pid, 'SIGKILL');
  await killed(server.child);
  await sleep(100);
  expect(processState(server.pid)).toBe('alive');
  return server;
}

it('a killed program leaves no server, and a start right after it waits for the clean stop', async () => {
  const first = await started();
  await killed(first.child);
  expect(await ended(first.pid, 5000)).toBe(true);
  expect(await findRunningPostgres(dataDir)).toBeUndefined();

  const second = await started();
  // A client in a transaction must not hold the stop up.
  const client = new pg.Client({ host: second.socketDir, user: 'postgres', database: 'postgres' });
  client.on('error', () => {});
  await client.connect();
  await client.query('begin');
  await killed(second.child);
  const third = await startEmbeddedPostgres({ dataDir });
  expect(third.adopted).toBe(false);
  expect(third.pid).not.toBe(second.pid);
  const log = fs.readFileSync(path.join(dataDir, 'postgresql.log'), 'utf8');
  expect(log).toContain('was shut down at');
  expect(log).not.toContain('not properly shut down');
  await third.stop();
  expect(guardsOf(path.join(dataDir, 'pgdata-18'))).toEqual([]);
});

it('a server whose guard has yet to stop it is waited for, not adopted', async () => {
  const first = await started();
  const guards = guardsOf(path.join(dataDir, 'pgdata-18'));
  for (const pid of guards) process.kill(pid, 'SIGSTOP');
  await killed(first.child);
  const log: string[] = [];
  const next = startEmbeddedPostgres({ dataDir, log: (line) => log.push(line) });
  await sleep(300);
  expect(processState(first.pid)).toBe('alive');
  for (const pid of guards) process.kill(pid, 'SIGCONT');
  const second = await next;
  expect(second.adopted).toBe(false);
  expect(log).toEqual([`等待上一个数据库进程（进程号 ${first.pid}）结束或就绪……`]);
  await second.stop();
});

it('a second program is refused and does the live server no harm', async () => {
  const first = await started();
  const link = path.join(base, 'link');
  fs.symlinkSync(dataDir, link);
  for (const dir of [dataDir, link]) {
    await expect(startEmbeddedPostgres({ dataDir: dir })).rejects.toThrow(
      `数据目录正在被另一个进程使用（进程号 ${first.child.pid}）`,
    );
  }
  expect(processState(first.pid)).toBe('alive');
  expect(await findRunningPostgres(link)).toEqual({
    socketDir: first.socketDir,
    port: 5432,
    superuser: 'postgres',
  });
  await killed(first.child);
  await ended(first.pid, 5000);
});

it('an orphan is adopted, guarded again, and stopped by its new owner', async () => {
  const first = await orphan();
  const second = await started();
  expect(second).toMatchObject({ pid: first.pid, adopted: true, socketDir: first.socketDir });
  await killed(second.child);
  expect(await ended(first.pid, 5000)).toBe(true);

  const third = await orphan();
  const owner = await startEmbeddedPostgres({ dataDir });
  expect(owner).toMatchObject({ pid: third.pid, adopted: true });
  await owner.stop();
  await owner.exited;
  expect(processState(third.pid)).not.toBe('alive');
});

it('a live server whose number cannot be seen, as in another container, is not disturbed', async () => {
  const server = await orphan();
  const file = path.join(dataDir, 'pgdata-18', 'postmaster.pid');
  const [, ...rest] = fs.readFileSync(file, 'utf8').split('\n');
  fs.writeFileSync(file, ['4194303', ...rest].join('\n'));
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/另一个容器/);
  expect(processState(server.pid)).toBe('alive');
  process.kill(server.pid, 'SIGKILL');
  await ended(server.pid, 5000);
});

it('lock files of a zombie, of a stranger, and torn ones do not stop a start', async () => {
  const clusterDir = path.join(dataDir, 'pgdata-18');
  const stale = (pid: number) => {
    const lines = [pid, clusterDir, 1700000000, 5432, path.join(dataDir, 'run'), '', ' 1 1', 'ready   '];
    fs.writeFileSync(path.join(clusterDir, 'postmaster.pid'), `${lines.join('\n')}\n`);
    fs.writeFileSync(path.join(dataDir, 'run', '.s.PGSQL.5432.lock'), `${lines.slice(0, 6).join('\n')}\n`);
  };
  // The parent becomes a program that never collects its child.
  const parent = spawn('/bin/sh', ['-c', 'sleep 0 & echo $!; exec sleep 0.5']);
  const zombie = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
  for (let i = 0; i < 100 && processState(zombie) !== 'zombie'; i++) await sleep(5);
  expect(processState(zombie)).toBe('zombie');
  stale(zombie);
  await (await startEmbeddedPostgres({ dataDir })).stop();

  const user = databaseUser(dataDir);
  const stranger = spawn('sleep', ['60'], user ? { uid: user.uid, gid: user.gid, cwd: '/' } : {});
  await new Promise((resolve) => stranger.once('spawn', resolve));
  stale(stranger.pid ?? 0);
  await (await startEmbeddedPostgres({ dataDir })).stop();
  expect(processState(stranger.pid ?? 0)).toBe('alive');
  stranger.kill();

  fs.writeFileSync(path.join(clusterDir, 'postmaster.pid'), '');
  await (await startEmbeddedPostgres({ dataDir })).stop();
});

it.skipIf(process.platform !== 'linux')(
  'after the server was killed, the owner learns it and a new start clears a backend that runs on',
  async () => {
    const first = await startEmbeddedPostgres({ dataDir });
    const client = new pg.Client({ host: first.socketDir, user: 'postgres', database: 'postgres' });
    client.on('error', () => {});
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const busy = rows[0]?.pid ?? 0;
    client.query('do $$ begin loop end loop; end $$').catch(() => {});
    await sleep(100);
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    expect(processState(busy)).toBe('alive');
    const second = await startEmbeddedPostgres({ dataDir });
    expect(processState(busy)).not.toBe('alive');
    await second.stop();
    await first.stop();
  },
);

it('every row acknowledged before program, guard and server are killed is there afterwards', async () => {
  const { child, line } = program(START + INSERT);
  const { pid }: { pid: number } = JSON.parse(await line());
  const guards = guardsOf(path.join(dataDir, 'pgdata-18'));
  let acknowledged = 0;
  while (acknowledged < 20) acknowledged = Number(await line());
  for (const each of [...guards, pid, child.pid ?? 0]) process.kill(each, 'SIGKILL');
  for (let next = await line(); next !== 'undefined'; next = await line()) acknowledged = Number(next);

  const server = await startEmbeddedPostgres({ dataDir });
  expect(server.adopted).toBe(false);
  const client = new pg.Client({ host: server.socketDir, user: 'postgres', database: 'postgres' });
  await client.connect();
  const { rows } = await client.query<{ id: number }>('select id from entry order by id');
  await client.end();
  await server.stop();
  const expected = Array.from({ length: acknowledged }, (_, i) => i + 1);
  expect(acknowledged).toBeGreaterThanOrEqual(20);
  expect(rows.map((row) => row.id).slice(0, acknowledged)).toEqual(expected);
});

it('a first start killed half-way is begun anew', async () => {
  dataDir = path.join(base, 'initdb');
  const { child } = program();
  const unfinished = () =>
    (fs.existsSync(dataDir) ? fs.readdirSync(dataDir) : []).filter((name) =>
      name.startsWith('pgdata-18.init-'),
    );
  const target = () => path.join(dataDir, unfinished()[0] ?? 'absent');
  while (!fs.existsSync(path.join(target(), 'global'))) await sleep(2);
  child.kill('SIGSTOP');
  for (const pid of new Set([...guardsOf(target()), ...processesWith('-D', target())]))
    process.kill(pid, 'SIGKILL');
  await killed(child);
  expect(unfinished()).toHaveLength(1);
  expect(fs.existsSync(path.join(dataDir, 'pgdata-18'))).toBe(false);

  const server = await startEmbeddedPostgres({ dataDir });
  expect(unfinished()).toEqual([]);
  await server.stop();
});
