import { type ChildProcess, fork } from 'node:child_process';
import type http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { type Config, ConfigError, readConfig } from './config.ts';
import { hearAnswer, serveHealth } from './health.ts';
import {
  chooseDataDir,
  type EmbeddedPostgres,
  PostgresStartError,
  startEmbeddedPostgres,
} from './platform/postgres/index.ts';
import { type ChildOrder, type ChildReport, PROJECT_DIR } from './runtime.ts';

/*
 * The supervisor: owns the embedded database, prepares it, starts one process (or as many as asked for) for what the
 * public reaches and one for what staff and background work need, restarts them when they die, and stops everything in
 * order. It loads no web framework and no database library of its own, so that it stays small and has little to fail on.
 */

const GROUPS: readonly (readonly string[])[] = [
  ['portal', 'api'],
  ['console', 'worker'],
];
const RESTARTS = { most: 5, withinMs: 60_000, waitMs: 1000 };
const STOP_MS = 20_000;

let stopping: Promise<never> | undefined;
const children = new Map<string, ChildProcess>();
const ready = new Set<string>();
let database: EmbeddedPostgres | undefined;
let health: http.Server | undefined;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Ends everything in order: faces first, then the database. */
function shutDown(code: number): Promise<never> {
  stopping ??= (async () => {
    health?.close();
    await Promise.all(
      [...children.values()].map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
        child.kill('SIGTERM');
        const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
        await gone;
        clearTimeout(timer);
      }),
    );
    await database?.stop();
    process.exit(code);
  })();
  return stopping;
}

/**
 * Takes a block of ports for this machine until this process ends: between looking whether ports are free and listening
 * on them lie seconds, in which another start would choose the same. Abstract sockets exist on Linux only.
 */
function reserve(first: number): Promise<boolean> {
  if (process.platform !== 'linux') return Promise.resolve(true);
  return new Promise((resolve) => {
    const lock = net.createServer();
    lock.once('error', () => resolve(false));
    lock.listen(`\0mingtang-ports-${first}`, () => resolve(true)).unref();
  });
}

/** The first block of four free ports: the given one, or 8080, 8090, … so that two copies run on one machine. */
async function choosePort(config: Config): Promise<number> {
  const free = (port: number, host: string) =>
    new Promise<boolean>((resolve) => {
      const probe = net.createServer();
      probe.once('error', () => resolve(false));
      probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
    });
  const block = async (first: number) => {
    for (let i = 0; i < 4; i++)
      if (!(await free(first + i, i === 3 ? '127.0.0.1' : config.host))) return first + i;
    return undefined;
  };
  if (config.port !== undefined) {
    const taken = await block(config.port);
    if (taken === undefined) return config.port;
    throw new ConfigError(
      `端口 ${taken} 已被占用。请用 PORT 另选一个端口（本程序依次使用 PORT 至 PORT+3），或停止占用它的程序。`,
    );
  }
  for (let first = 8080; first < 9080; first += 10)
    if ((await block(first)) === undefined && (await reserve(first))) return first;
  throw new ConfigError('8080 至 9079 之间没有连续四个空闲端口，请用 PORT 指定。');
}

function startChild(order: ChildOrder, banner: string | undefined): ChildProcess {
  const child = fork(path.join(import.meta.dirname, 'child.js'), [], {
    env: {
      ...process.env,
      MINGTANG_CHILD: JSON.stringify(order),
      ...(banner ? { MINGTANG_BANNER: banner } : {}),
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // A browser's Ctrl+C in the terminal reaches only the supervisor, which stops the others in order.
    detached: true,
  });
  child.on('message', hearAnswer);
  return child;
}

/** Runs a child until its first report of the wanted kind. */
function firstReport<K extends ChildReport['kind']>(
  child: ChildProcess,
  kind: K,
): Promise<Extract<ChildReport, { kind: K }>> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: ChildReport) => {
      if (message.kind === kind) resolve(message as Extract<ChildReport, { kind: K }>);
      else if (message.kind === 'failed') reject(new Error(message.message));
    });
    child.once('exit', (code, signal) => reject(new Error(`子进程意外结束（${signal ?? code}）`)));
  });
}

/** Starts a process that serves faces and keeps it running: one that dies is started again, but not for ever. */
async function keep(
  name: string,
  order: ChildOrder,
  banner: string | undefined,
): Promise<ChildReport & { kind: 'ready' }> {
  const deaths: number[] = [];
  const start = async (): Promise<ChildReport & { kind: 'ready' }> => {
    const child = startChild(order, banner);
    children.set(name, child);
    child.once('exit', (code, signal) => {
      ready.delete(name);
      if (stopping) return;
      const now = performance.now();
      deaths.push(now);
      const recent = deaths.filter((at) => now - at < RESTARTS.withinMs);
      if (!started || recent.length > RESTARTS.most) {
        if (started) say(`${name} 一分钟内结束了 ${recent.length} 次，停止运行。请查看上面的日志。`);
        if (started) void shutDown(1);
        return;
      }
      say(`${name} 意外结束（${signal ?? code}），正在重新启动。`);
      setTimeout(() => {
        if (!stopping) start().catch((error: Error) => say(`${name} 没有启动成功：${error.message}`));
      }, RESTARTS.waitMs);
    });
    const report = await firstReport(child, 'ready');
    ready.add(name);
    return report;
  };
  let started = false;
  const report = await start();
  started = true;
  return report;
}

/** Most processes for what the public reaches. */
const MOST_PROCESSES = 64;

/** The faces asked for, and how many processes serve the public. @throws ConfigError */
function readArguments(given: readonly string[]): { wanted: string[]; processes: number } {
  const wanted: string[] = [];
  let processes = 1;
  for (let i = 0; i < given.length; i++) {
    const [name = '', value] = (given[i] ?? '').split('=', 2);
    if (name === '--processes') {
      processes = Number(value ?? given[++i] ?? '');
      if (!Number.isInteger(processes) || processes < 1 || processes > MOST_PROCESSES)
        throw new ConfigError(
          `--processes 应为 1 至 ${MOST_PROCESSES} 的整数，表示用几个进程服务门户和接口。`,
        );
      if (processes > 1 && process.platform !== 'linux')
        throw new ConfigError('--processes 大于 1 需要 Linux：多个进程共用端口由系统分配连接。');
    } else if (name.startsWith('--')) wanted.push(name.slice(2));
  }
  return { wanted, processes };
}

async function main(): Promise<void> {
  process.title = 'mingtang';
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void shutDown(0));
  const config = readConfig(process.env);
  const { wanted, processes } = readArguments(process.argv.slice(2));
  const groups = GROUPS.map((g) => g.filter((face) => wanted.length === 0 || wanted.includes(face))).filter(
    (g) => g.length > 0,
  );
  const unknown = wanted.filter((w) => !GROUPS.flat().includes(w));
  if (unknown.length > 0)
    throw new ConfigError(
      `不认识的选项：${unknown.map((u) => `--${u}`).join('、')}。可用：${GROUPS.flat()
        .map((f) => `--${f}`)
        .join(' ')} --processes 数目`,
    );
  const port = await choosePort(config);
  const { dir, note } = chooseDataDir(config.dataDir, PROJECT_DIR);
  if (!config.databaseUrl) {
    if (note) say(note);
    database = await startEmbeddedPostgres({ dataDir: dir });
    void database.exited.then(() => {
      if (stopping) return;
      say('数据库意外停止，程序随之停止。请查看数据目录中的 postgresql.log。');
      void shutDown(1);
    });
  }
  const order: Omit<ChildOrder, 'task'> = {
    embedded: database && {
      socketDir: database.socketDir,
      port: database.port,
      superuser: database.superuser,
    },
    ports: { portal: port, console: port + 1, api: port + 2 },
    dataDir: dir,
  };
  const preparing = startChild({ ...order, task: { kind: 'prepare' } }, undefined);
  children.set('prepare', preparing);
  const prepared = await firstReport(preparing, 'prepared');
  children.delete('prepare');
  const served = groups.flatMap((faces) => {
    const many = faces.some((f) => GROUPS[0]?.includes(f)) ? processes : 1;
    return Array.from({ length: many }, (_, i) => ({
      faces: [...faces],
      name: many > 1 ? `${faces.join('+')} ${i + 1}` : faces.join('+'),
      shared: many > 1,
    }));
  });
  const reports = await Promise.all(
    served.map((it) => keep(it.name, { ...order, task: { kind: 'serve', ...it } }, prepared.banner)),
  );
  const names = served.map((it) => it.name);
  health = await serveHealth(port + 3, {
    serving: () => !stopping && names.every((name) => ready.has(name)),
    children: () => children,
  });
  for (const line of prepared.lines) say(line);
  const at = Object.assign({}, ...reports.map((r) => r.addresses)) as Partial<
    Record<'portal' | 'console' | 'api', string>
  >;
  say(
    `明堂已就绪：${[at.portal && `门户 ${config.urls.portal ?? at.portal}`, at.console && `工作台 ${config.urls.console ?? at.console}`, at.api && `接口 ${config.urls.api ?? at.api}/openapi.json`].filter(Boolean).join('　')}`,
  );
}

main().catch(async (error: Error) => {
  if (stopping) return;
  const known = error instanceof ConfigError || error instanceof PostgresStartError;
  process.stderr.write(`${known ? error.message : `没有启动成功：${error.message}`}\n`);
  await shutDown(1);
});
