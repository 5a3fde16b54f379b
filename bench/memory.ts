import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { build, cleanUp, descendants, freePort, startProgram, temporaryFolder } from '../test/supervisor.ts';
import { progress, publish } from './report.ts';

/*
 * Memory of everything that runs after `npm start`, npm itself left out: the supervisor and all that descend from it.
 * PSS counts a page that several processes share once, in equal parts.
 */

const WAIT_MS = 60_000;
const GOAL_MB = 400;

interface Process {
  name: string;
  /** proportional set size in kB */
  pss: number;
}

/** What a process is and holds; undefined when it has ended meanwhile. */
function read(pid: number): Process | undefined {
  try {
    const rollup = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const [program = '', ...args] = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    // The server's children write what they do over their command line; the server itself shows its program.
    const name = args.includes('mingtang-postgres-guard')
      ? 'guard of the database'
      : program.endsWith('/bin/postgres')
        ? 'postgres: server'
        : program.trim();
    return { name, pss: Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1]) };
  } catch {
    return undefined;
  }
}

const mb = (processes: readonly Process[]) => processes.reduce((n, p) => n + p.pss, 0) / 1024;

const folder = temporaryFolder();
try {
  build();
  const env = { MINGTANG_DATA: `${folder}/data`, PORT: String(await freePort()) };
  const runs: Process[][] = [];
  for (const which of ['empty folder', 'filled folder']) {
    progress(`${which}, ${WAIT_MS / 1000} s to wait`);
    const program = startProgram(env);
    try {
      await program.ready;
      await sleep(WAIT_MS);
      runs.push([program.pid, ...descendants(program.pid)].map(read).filter((p) => p !== undefined));
      program.child.kill('SIGTERM');
      await program.ended;
    } finally {
      await cleanUp(program);
    }
  }
  const names = [...new Set(runs.flat().map((p) => p.name))];
  const cell = (processes: readonly Process[], name: string) => {
    const mine = processes.filter((p) => p.name === name);
    return mine.length === 0 ? '—' : `${mb(mine).toFixed(1)}${mine.length > 1 ? ` (${mine.length})` : ''}`;
  };
  const most = Math.max(...runs.map(mb));
  publish(
    'memory',
    `Demo city, idle, ${WAIT_MS / 1000} s after the line that says it is ready; PSS in MB, number of processes in brackets.`,
    [
      [
        ['process', 'first start, empty folder', 'start on a filled folder'],
        ...names.map((name) => [name, ...runs.map((run) => cell(run, name))]),
        ['all', ...runs.map((run) => mb(run).toFixed(1))],
      ],
    ],
    [`Goal: at most ${GOAL_MB} MB: ${most <= GOAL_MB ? 'held' : 'missed'}.`],
  );
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
