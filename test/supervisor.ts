import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { processState, sleep } from '../src/platform/postgres/process.ts';

/* The built program as a process of its own, as `npm start` runs it. Knows nothing of the test runner: bench/ uses it too. */

const ROOT = path.join(import.meta.dirname, '..');
const NODE = path.join(ROOT, 'node_modules', '.bin', 'node');

/** Builds what is not built yet. Safe to call from several processes at once. */
export function build(): void {
  execFileSync(NODE, [path.join(ROOT, 'scripts', 'setup.cjs')], { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** A folder of its own that also the database user of a root process can enter. The caller removes it. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mingtang-run-'));
  fs.chmodSync(folder, 0o755);
  return folder;
}

/** The first of four free ports in a row, away from those that the program takes by itself. */
export async function freePort(): Promise<number> {
  for (let i = 0; i < 100; i++) {
    const first = randomInt(20_000, 30_000);
    if ((await Promise.all([0, 1, 2, 3].map((n) => isFree(first + n)))).every(Boolean)) return first;
  }
  throw new Error('no four free ports in a row');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** A started program: what it says, where it serves, how it ends. */
export interface Program {
  child: ChildProcess;
  pid: number;
  /** Everything it has said so far, both streams. */
  output(): string;
  /** Resolves with the addresses of the readiness line; rejects when the program ends before it. */
  ready: Promise<{ portal: string; console: string; api: string }>;
  /** Resolves when the process has ended. Never rejects. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts the program with this environment and nothing else of ours; a first start makes the small demo city. */
export function startProgram(env: Record<string, string>, args: readonly string[] = []): Program {
  const inherited = Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  const child = spawn(NODE, [path.join(ROOT, 'dist', 'main.js'), ...args], {
    cwd: os.tmpdir(),
    env: { ...inherited, MINGTANG_DEMO: 'small', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ready = Promise.withResolvers<{ portal: string; console: string; api: string }>();
  ready.promise.catch(() => undefined);
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      output += part;
      const said = /明堂已就绪：门户 (\S+)　工作台 (\S+)　接口 (\S+)\/openapi\.json\n/.exec(output);
      if (said) ready.resolve({ portal: said[1]!, console: said[2]!, api: said[3]! });
    });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => {
      ready.reject(new Error(`ended (${signal ?? code}) before it was ready:\n${output}`));
      resolve({ code, signal });
    });
  });
  return { child, pid: child.pid!, output: () => output, ready: ready.promise, ended };
}

/** Numbers of all processes below a process. */
export function descendants(pid: number): number[] {
  const parents = new Map<number, number[]>();
  for (const [child, parent] of processes()) parents.set(parent, [...(parents.get(parent) ?? []), child]);
  const below = (of: number): number[] =>
    (parents.get(of) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid);
}

function processes(): [pid: number, parent: number][] {
  if (process.platform !== 'linux')
    return execFileSync('ps', ['-axo', 'pid=,ppid='], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name): [number, number][] => {
      try {
        const stat = fs.readFileSync(`/proc/${name}/stat`, 'utf8');
        return [[Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])]];
      } catch {
        return [];
      }
    });
}

/** The process below another whose title begins with these words. */
export function findProcess(below: number, title: string): number {
  const found = descendants(below).find((pid) => {
    const command =
      process.platform === 'linux'
        ? fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.startsWith(title);
  });
  if (found === undefined) throw new Error(`no process ${title} below ${below}`);
  return found;
}

/** Waits until none of these processes runs. @returns those that still do after `ms` */
export async function remaining(pids: readonly number[], ms: number): Promise<number[]> {
  const begin = performance.now();
  for (;;) {
    const left = pids.filter((pid) => processState(pid) === 'alive');
    if (left.length === 0 || performance.now() - begin > ms) return left;
    await sleep(20);
  }
}

/** Kills what is still there of a program that a test has left behind. */
export async function cleanUp(program: Program): Promise<void> {
  const below = descendants(program.pid);
  if (program.child.exitCode === null && program.child.signalCode === null) program.child.kill('SIGKILL');
  await program.ended;
  for (const pid of await remaining(below, 10_000)) process.kill(pid, 'SIGKILL');
}
