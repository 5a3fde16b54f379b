import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { build, startProgram, withDataFolder } from './program.ts';
import { median, ms, progress, publish, timed } from './report.ts';

/* How long until the three addresses are served: on an empty folder, and again on a filled one. */

const WARM = 5;

build();
await withDataFolder(async (dataDir) => {
  progress('empty folder');
  const first = await startProgram(dataDir);
  await first.stop();
  const starts: number[] = [];
  const stops: number[] = [];
  for (let i = 0; i < WARM; i++) {
    progress(`warm start ${i + 1}`);
    const program = await startProgram(dataDir);
    starts.push(program.readyMs);
    stops.push(await timed(() => program.stop()));
  }
  const setup: number[] = [];
  for (let i = 0; i < WARM; i++)
    setup.push(
      await timed(async () =>
        execFileSync(process.execPath, [path.join(import.meta.dirname, '..', 'scripts', 'setup.cjs')]),
      ),
    );
  publish(
    'start',
    'The built program with the embedded database, from its start to the line that says it is ready.',
    [
      [
        ['what', 'runs', 'median ms', 'slowest ms'],
        ['empty folder: database made, tables, demo city of twenty documents', 1, ms(first.readyMs), ''],
        ['again, filled folder', WARM, ms(median(starts)), ms(Math.max(...starts))],
        ['stop (SIGTERM to exit)', WARM, ms(median(stops)), ms(Math.max(...stops))],
        [
          'check of packages and build before (part of npm start)',
          WARM,
          ms(median(setup)),
          ms(Math.max(...setup)),
        ],
      ],
    ],
    [],
  );
});
