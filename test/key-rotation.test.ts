import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { settableClock } from '../src/platform/clock.ts';
import { type Database, openDatabase } from '../src/platform/db/pool.ts';
import { checkInstallationKey } from '../src/platform/installation-key.ts';
import { rotateKey } from '../src/platform/key-rotation.ts';
import { type KeyFile, keyringOf, newKeyFile, readKeyFile, writeKeyFile } from '../src/platform/keyring.ts';
import { cloneDatabase, type TestDatabase } from './harness.ts';
import { CASE_KEYS } from './rotation-kit.ts';

/* A change of key in a process of its own is killed with SIGKILL at random moments; every value opens at each of them. */

const N = 600;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-rotation-'));
const file = path.join(folder, 'installation.key');
const log = path.join(folder, 'log');
const clock = settableClock('2026-05-20T09:00:00+08:00');
let database: TestDatabase;
let db: Database;
let first: KeyFile;

beforeAll(async () => {
  database = await cloneDatabase('empty');
  db = openDatabase(database.app, { max: 4, name: 'test', onError: () => undefined });
  writeKeyFile(file, newKeyFile());
  first = await checkInstallationKey(db, file, clock.now());
  const ring = keyringOf(first);
  for (let from = 1; from <= N; from += 100) {
    const rows = Array.from({ length: 100 }, (_, i) => from + i).map(
      (i) =>
        sql`(${i}, ${`case00${String(i).padStart(4, '0')}`}, ${ring.seal(`case-key ${i}`, Buffer.from(`secret ${i}`))}, ${clock.now()})`,
    );
    await sql`insert into case_key (case_id, ref, key_sealed, made_at) values ${sql.join(rows)}`.execute(db);
  }
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
  fs.rmSync(folder, { recursive: true, force: true });
});

function start(): ChildProcess {
  const script = path.join(import.meta.dirname, 'rotate-key.ts');
  return spawn(process.execPath, [script, inject('socketDir'), database.name, file, log], { stdio: 'pipe' });
}
const lines = () => (fs.existsSync(log) ? fs.readFileSync(log, 'utf8').trim().split('\n') : []);

/** Opens every value with the key file as it lies there; how many the current key has sealed. */
async function allOpen(): Promise<number> {
  const content = await checkInstallationKey(db, file, clock.now());
  const ring = keyringOf(content);
  const { rows } = await sql<{ id: number; value: Buffer }>`
    select case_id as id, key_sealed as value from case_key order by case_id`.execute(db);
  expect(rows).toHaveLength(N);
  for (const { id, value } of rows)
    expect(ring.open(`case-key ${id}`, value).toString()).toBe(`secret ${id}`);
  return rows.filter((r) => ring.sealedWith(r.value) === ring.id).length;
}

test('[R-SEC-03] a change of key that is killed at random moments loses nothing and goes on when it is called again', {
  timeout: 60_000,
}, async () => {
  const halfway: number[] = [];
  for (let kill = 1; kill <= 10; kill++) {
    const began = lines().filter((l) => l === 'began').length;
    const child = start();
    const ended = once(child, 'exit');
    while (lines().filter((l) => l === 'began').length === began && child.exitCode === null) await pause(2);
    // What a run takes from its beginning to its end, and a little more.
    await pause(randomInt(0, 350));
    child.kill('SIGKILL');
    await ended;
    halfway.push(await allOpen());
    expect(readKeyFile(file).keys.length).toBeLessThanOrEqual(2);
  }
  // At least one was killed between its first and its last value; otherwise this has shown nothing.
  expect(
    halfway.some((n) => n > 0 && n < N),
    halfway.join(' '),
  ).toBe(true);
  const last = start();
  let complaints = '';
  last.stderr?.on('data', (chunk) => (complaints += String(chunk)));
  const [code] = await once(last, 'exit');
  expect([code, complaints]).toEqual([0, '']);
  expect(await allOpen()).toBe(N);
  const { keys, current } = readKeyFile(file);
  expect(keys.map((k) => k.id)).toEqual([current]);
  expect(current).not.toBe(first.current);
  // Nothing with a key in it lies about, and no key has gone that was not written down before.
  expect(fs.readdirSync(folder).sort()).toEqual(['installation.key', 'log']);
  const { rows } = await sql<{ id: string }>`
    select id from installation_key where retired_at is null`.execute(db);
  expect(rows).toEqual([{ id: current }]);
  const retired = await sql<{ n: number }>`
    select count(*) as n from installation_key where retired_at is not null`.execute(db);
  const recorded = new Set(lines().filter((l) => l.startsWith('recorded ')));
  expect(recorded.size).toBe(retired.rows[0]!.n);
});

test('[R-SEC-03] two at once do not happen: the second waits, then refuses, and changes nothing', {
  timeout: 30_000,
}, async () => {
  const held = await db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(72064)`.execute(connection);
    const before = fs.readFileSync(file, 'utf8');
    const second = rotateKey({
      db,
      file,
      columns: [CASE_KEYS],
      now: clock.now(),
      record: async () => undefined,
    });
    await expect(second).rejects.toThrow('另一处正在更换密钥');
    await sql`select pg_advisory_unlock(72064)`.execute(connection);
    return fs.readFileSync(file, 'utf8') === before;
  });
  expect(held).toBe(true);
});

test('[R-SEC-03] the remains of a killed writing of the key file are removed', async () => {
  fs.writeFileSync(`${file}.0123abcd`, 'half', { mode: 0o600 });
  fs.writeFileSync(`${file}.copy`, 'kept by somebody', { mode: 0o600 });
  await rotateKey({ db, file, columns: [CASE_KEYS], now: clock.now(), record: async () => undefined });
  expect(fs.readdirSync(folder).sort()).toEqual(['installation.key', 'installation.key.copy', 'log']);
  expect(await allOpen()).toBe(N);
});
