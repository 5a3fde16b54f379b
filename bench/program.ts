import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { newFolder } from './ground.ts';

const ROOT = path.join(import.meta.dirname, '..');
const READY = '明堂已就绪';

/** The built program, running, as `npm start` runs it but without npm. */
export interface Program {
  pid: number;
  /** Milliseconds from its start to the line that says it is ready. */
  readyMs: number;
  stop(): Promise<void>;
}

/** Brings the build up to date, as every `npm start` does first. */
export function build(): void {
  execFileSync(process.execPath, [path.join(ROOT, 'scripts', 'setup.cjs')], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
  });
}

/** Hands out a data folder for the program and removes it afterwards; the work stops what it started in it. */
export async function withDataFolder(work: (dataDir: string) => Promise<void>): Promise<void> {
  const dataDir = newFolder();
  try {
    await work(dataDir);
  } finally {
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}

/**
 * Starts the built program and waits for the line that says it is ready.
 * @throws Error with what it printed when it ends before
 */
export async function startProgram(dataDir: string): Promise<Program> {
  const port = await freePorts(4);
  const begin = performance.now();
  const child: ChildProcess = spawn(process.execPath, [path.join(ROOT, 'dist', 'main.js')], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, MINGTANG_DATA: dataDir, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  const readyMs = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the program ended (${code}): ${said.join('\n')}`)));
    if (child.stdout)
      createInterface({ input: child.stdout }).on('line', (line) => {
        said.push(line);
        if (line.startsWith(READY)) resolve(performance.now() - begin);
      });
  });
  return {
    pid: child.pid ?? 0,
    readyMs,
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** The first of `count` ports in a row that nobody uses. */
async function freePorts(count: number): Promise<number> {
  const free = (port: number) =>
    new Promise<boolean>((resolve) => {
      const probe = net.createServer();
      probe.once('error', () => resolve(false));
      probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
    });
  for (let first = 21_000 + (process.pid % 1000) * 10; ; first += 10) {
    let all = true;
    for (let i = 0; all && i < count; i++) all = await free(first + i);
    if (all) return first;
  }
}
