import { beforeAll, expect, test } from 'vitest';
import { crashLoop } from './crash-loop.ts';
import { build } from './supervisor.ts';

beforeAll(() => build());

test('three SIGKILLs while people save drafts: nothing acknowledged is lost, nothing is there twice or in parts, nothing is left running', {
  timeout: 120_000,
}, async () => {
  const report = await crashLoop({ kills: 3, perKill: 50 });
  expect(report.faults).toEqual([]);
  expect(report.kills.map((k) => k.victim)).toEqual(['supervisor', 'console', 'supervisor']);
  for (const kill of report.kills) expect(kill.acknowledged).toBeGreaterThanOrEqual(50);
  // The kills hit people at work, not a program at rest.
  expect(report.kills.reduce((n, k) => n + k.unanswered, 0)).toBeGreaterThan(0);
});
