import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { build, startProgram, withDataFolder } from './program.ts';
import { progress, publish } from './report.ts';

/*
 * Memory of everything that runs after `npm start`, npm itself left out: the supervisor and all that descend from it.
 * PSS counts a page that several processes share once, in equal parts.
 */

const WAIT_MS = 60_000;
const GOAL_MB = 400;

interface Process {
  pid: number;
  parent: number;
  name: string;
  /** proportional set size in kB */
  pss: number;
}

function read(pid: number): Process | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    const [program = '', ...args] = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const rollup = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const guard = args.includes('mingtang-postgres-guard');
    // The server's children write what they do over their command line; the server itself shows its program.
    const name = guard
      ? 'guard of the database'
      : program.endsWith('/bin/postgres')
        ? 'postgres: server'
        : program;
    return { pid, parent, name, pss: Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1]) };
  } catch {
    return undefined; // ended meanwhile, or somebody else's
  }
}

function descendants(root: number): Process[] {
  const all = fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => read(Number(name)))
    .filter((p) => p !== undefined);
  const found = all.filter((p) => p.pid === root);
  for (const p of found) found.push(...all.filter((c) => c.parent === p.pid));
  return found;
}

const mb = (kb: number) => (kb / 1024).toFixed(1);

build();
await withDataFolder(async (dataDir) => {
  const runs: Process[][] = [];
  for (const which of ['empty folder', 'filled folder']) {
    progress(`${which}: started, waiting ${WAIT_MS / 1000} s`);
    const program = await startProgram(dataDir);
    try {
      await sleep(WAIT_MS);
      runs.push(descendants(program.pid));
    } finally {
      await program.stop();
    }
  }
  const [first = [], second = []] = runs;
  const sum = (processes: readonly Process[]) => processes.reduce((n, p) => n + p.pss, 0);
  const names = [...new Set([...first, ...second].map((p) => p.name))];
  const cell = (processes: readonly Process[], name: string) => {
    const mine = processes.filter((p) => p.name === name);
    return mine.length === 0 ? '—' : `${mb(sum(mine))}${mine.length > 1 ? ` (${mine.length})` : ''}`;
  };
  const most = Math.max(sum(first), sum(second));
  publish(
    'memory',
    `Demo city, idle, ${WAIT_MS / 1000} s after the line that says it is ready; PSS in MB, number of processes in brackets.`,
    [
      [
        ['process', 'first start', 'start on a filled folder'],
        ...names.map((name) => [name, cell(first, name), cell(second, name)]),
        ['all', mb(sum(first)), mb(sum(second))],
      ],
    ],
    [`Goal: at most ${GOAL_MB} MB: ${most <= GOAL_MB * 1024 ? 'held' : 'missed'}.`],
  );
});
