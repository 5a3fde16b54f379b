import { parseArgs } from 'node:util';
import { crashLoop, type Kill } from '../test/crash-loop.ts';
import { build } from '../test/supervisor.ts';
import { median, ms, progress, publish } from './report.ts';

/* The crash test for longer: SIGKILL while people save drafts, and afterwards everything that was acknowledged is there. */

const PER_KILL = 50;
const { values: options } = parseArgs({ options: { kills: { type: 'string', default: '20' } } });
const KILLS = Number(options.kills);

build();
const report = await crashLoop({
  kills: KILLS,
  perKill: PER_KILL,
  log: (k) => progress(`${k.victim} killed: ${k.acknowledged} acknowledged, ${k.unanswered} under way`),
});
const row = (name: string, kills: readonly Kill[]) => {
  const sum = (of: (k: Kill) => number) => kills.reduce((n, k) => n + of(k), 0);
  const back = kills.map((k) => k.backAfterMs);
  return [
    name,
    kills.length,
    sum((k) => k.acknowledged),
    sum((k) => k.unanswered),
    sum((k) => k.committed),
    sum((k) => k.leftOver),
    back.length === 0 ? '—' : ms(median(back)),
    back.length === 0 ? '—' : ms(Math.max(...back)),
  ];
};
publish(
  'kills',
  `Four people save drafts over HTTP; SIGKILL to the supervisor or its console process after at least ${PER_KILL} acknowledged forms.`,
  [
    [
      [
        'victim',
        'kills',
        'acknowledged',
        'under way',
        'of them stored',
        'left running',
        'back after ms',
        'slowest',
      ],
      ...(['supervisor', 'console'] as const).map((victim) =>
        row(
          victim,
          report.kills.filter((k) => k.victim === victim),
        ),
      ),
      row('all', report.kills),
    ],
  ],
  [
    `Faults (lost, twice, in parts, invariants broken, processes left): ${report.faults.length}.`,
    ...report.faults.slice(0, 10),
  ],
);
process.exitCode = report.faults.length === 0 ? 0 : 1;
