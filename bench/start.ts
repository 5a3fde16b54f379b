import fs from 'node:fs';
import { build, cleanUp, freePort, type Program, startProgram, temporaryFolder } from '../test/supervisor.ts';
import { median, ms, progress, publish, timed } from './report.ts';

/* How long until the three addresses are served: on an empty folder, and again on a filled one. */

const WARM = 5;

const folder = temporaryFolder();
let running: Program | undefined;

/** Starts and stops the program. @returns milliseconds to the line that says it is ready, and from the signal to the end */
async function once(env: Record<string, string>): Promise<{ start: number; stop: number }> {
  const start = await timed(() => {
    running = startProgram(env);
    return running.ready;
  });
  const stop = await timed(() => {
    running?.child.kill('SIGTERM');
    return running?.ended ?? Promise.resolve();
  });
  running = undefined;
  return { start, stop };
}

const checks: number[] = [];
try {
  build();
  for (let i = 0; i < WARM; i++) checks.push(await timed(async () => build()));
  const env = { MINGTANG_DATA: `${folder}/data`, PORT: String(await freePort()) };
  progress('empty folder');
  const first = await once(env);
  const warm: { start: number; stop: number }[] = [];
  for (let i = 0; i < WARM; i++) {
    progress(`filled folder, ${i + 1} of ${WARM}`);
    warm.push(await once(env));
  }
  const row = (what: string, times: readonly number[]) => [
    what,
    times.length,
    ms(median(times)),
    ms(Math.max(...times)),
  ];
  publish(
    'start',
    'The built program with the embedded database, from its start to the line that says it is ready.',
    [
      [
        ['what', 'runs', 'median ms', 'slowest ms'],
        row('empty folder: database, tables, demo city of twenty documents', [first.start]),
        row(
          'filled folder',
          warm.map((w) => w.start),
        ),
        row(
          'stop: SIGTERM to the end',
          warm.map((w) => w.stop),
        ),
        row('check of packages and build (npm start does it first)', checks),
      ],
    ],
    [],
  );
} finally {
  if (running) await cleanUp(running);
  fs.rmSync(folder, { recursive: true, force: true });
}
