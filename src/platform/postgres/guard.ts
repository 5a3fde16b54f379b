import { type ChildProcess, spawn } from 'node:child_process';
import type { DatabaseUser } from './data-folder.ts';
import { processesWith } from './process.ts';

/** Stands in the command line of every guard, so that a later start can tell that a server is still guarded. */
const GUARD = 'mingtang-postgres-guard';

/**
 * Environment of every PostgreSQL program. Nothing is inherited: PGPORT, PGOPTIONS or LD_LIBRARY_PATH of whoever
 * starts us would change the server.
 */
export const SERVER_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/*
 * The kernel closes our end of the guard's standard input however we die, SIGKILL included; the reader then asks
 * the program to stop, again and again: a shell without job control starts background programs with SIGINT ignored,
 * so one that arrives before the program has set its handler is lost. The first shell waits for the program, so that it ends with it and passes its exit code on.
 * Both shells ignore the signals a terminal or service manager sends to a whole group: they must outlive us.
 */
const RUN = `
shift
exec 3<&0
"$@" </dev/null 3<&- &
program=$!
trap '' HUP INT TERM
( while read -r line; do :; done; while kill -INT $program; do sleep 1; done ) <&3 3<&- >/dev/null 2>&1 &
reader=$!
wait $program
code=$?
kill -KILL $reader 2>/dev/null
exit $code`;

/* The server is not our child here: signal its number only while the lock file still names it. */
const WATCH = `
trap '' HUP INT TERM
while read -r line; do :; done
read -r now < "$1/postmaster.pid" && [ "$now" = "$2" ] && kill -INT "$2"`;

/**
 * Runs a PostgreSQL program that is asked to stop (SIGINT, a clean "fast" shutdown) as soon as this process ends.
 * @param output where its two output streams go: an open file, or 'pipe'
 * @returns the guard's process; it exits with the program's code, 128 + n for signal n
 */
export function runGuarded(
  clusterDir: string,
  command: string[],
  user: DatabaseUser | undefined,
  output: number | 'pipe',
): ChildProcess {
  return shell(RUN, [clusterDir, ...command], user, output);
}

/** Guards a server that somebody else started: it is asked to stop when this process ends. */
export function guardAdopted(clusterDir: string, pid: number, user: DatabaseUser | undefined): ChildProcess {
  return shell(WATCH, [clusterDir, String(pid)], user, 'ignore');
}

/** Numbers of the guards of this cluster folder. With one alive, a server whose starter is dead will stop soon. */
export function guardsOf(clusterDir: string): number[] {
  return processesWith(GUARD, clusterDir);
}

function shell(
  script: string,
  args: string[],
  user: DatabaseUser | undefined,
  output: number | 'pipe' | 'ignore',
): ChildProcess {
  const ids = user ? { uid: user.uid, gid: user.gid } : {};
  const child = spawn('/bin/sh', ['-c', script, GUARD, ...args], {
    ...ids,
    cwd: '/',
    env: SERVER_ENVIRONMENT,
    detached: true,
    stdio: ['pipe', output, output],
  });
  child.stdin?.on('error', () => {});
  return child;
}
