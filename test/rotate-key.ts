import fs from 'node:fs';
import { settableClock } from '../src/platform/clock.ts';
import { openDatabase } from '../src/platform/db/pool.ts';
import { rotateKey } from '../src/platform/key-rotation.ts';
import { CASE_KEYS } from './rotation-kit.ts';

/* A change of key in a process of its own, for being killed. Knows nothing of the test runner. */

const [socketDir = '', database = '', file = '', log = ''] = process.argv.slice(2);
const db = openDatabase(
  { host: socketDir, port: 5432, user: 'mingtang_app', database },
  { max: 4, name: 'mingtang command', onError: () => undefined },
);
fs.appendFileSync(log, 'began\n');
const done = await rotateKey({
  db,
  file,
  columns: [CASE_KEYS],
  now: settableClock('2026-05-20T09:00:00+08:00').now(),
  batch: 3,
  record: async (it) => fs.appendFileSync(log, `recorded ${it.to}\n`),
});
fs.appendFileSync(log, `done ${done.to} ${done.resumed}\n`);
await db.destroy();
