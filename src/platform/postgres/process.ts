import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const LINUX = process.platform === 'linux';

/** Resolves after `ms` milliseconds; keeps the process alive meanwhile. */
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Text of a file, or '' when it is absent or cannot be read. */
export function readText(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/**
 * Whether a process runs. A zombie still owns its number, so PostgreSQL takes a zombie postmaster for a live one.
 * A process of another user that we may not signal counts as gone, as it does for PostgreSQL itself.
 */
export function processState(pid: number): 'gone' | 'zombie' | 'alive' {
  try {
    process.kill(pid, 0);
  } catch {
    return 'gone';
  }
  if (!LINUX) return ps('stat=', pid).startsWith('Z') ? 'zombie' : 'alive';
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === '') return 'gone';
  return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2)) ? 'zombie' : 'alive';
}

/** True when `pid` is a PostgreSQL server on this cluster folder, and not a stranger that got a reused number. */
export function isServerOf(pid: number, clusterDir: string): boolean {
  if (!LINUX) {
    const command = ps('command=', pid);
    return command.includes('postgres') && command.includes(`-D ${clusterDir}`);
  }
  const argv = commandLine(pid);
  if (path.basename(argv[0] ?? '') !== 'postgres') return false;
  return argv.includes(clusterDir) || worksIn(pid, clusterDir);
}

/** Numbers of the processes whose command line holds both words as whole arguments. */
export function processesWith(first: string, second: string): number[] {
  if (LINUX) {
    return allProcesses().filter((pid) => {
      const argv = commandLine(pid);
      return argv.includes(first) && argv.includes(second);
    });
  }
  const lines = spawnSync('ps', ['-axo', 'pid=,command='], { encoding: 'utf8' }).stdout.split('\n');
  return lines
    .filter((line) => line.includes(first) && line.includes(second))
    .map((line) => parseInt(line, 10));
}

/**
 * PostgreSQL processes that still work inside a cluster folder, whatever its lock file says: a busy backend
 * outlives a killed postmaster for a while and still writes. Found by working folder, so on Linux only; elsewhere
 * the list is empty and PostgreSQL's own shared-memory check has to do.
 */
export function serverProcessesIn(clusterDir: string): number[] {
  if (!LINUX) return [];
  return allProcesses().filter((pid) => {
    const program = commandLine(pid)[0] ?? '';
    const postgres = program.startsWith('postgres:') || path.basename(program) === 'postgres';
    return postgres && worksIn(pid, clusterDir) && processState(pid) === 'alive';
  });
}

function allProcesses(): number[] {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function commandLine(pid: number): string[] {
  return readText(`/proc/${pid}/cmdline`).split('\0');
}

function worksIn(pid: number, folder: string): boolean {
  try {
    const here = fs.statSync(`/proc/${pid}/cwd`, { bigint: true });
    const there = fs.statSync(folder, { bigint: true });
    return here.dev === there.dev && here.ino === there.ino;
  } catch {
    return false;
  }
}

function ps(column: string, pid: number): string {
  return spawnSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
}
