import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { settableClock } from '../src/platform/clock.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { addOrgan, cloneDatabase, PASSWORD, startTestApp, type TestDatabase } from './harness.ts';
import { atOneAccount, burst, fromEverywhere, fromOneAddress, fromOneNetwork } from './sign-in-burst.ts';
import { enter, eventKinds, newPerson, setParameter } from './sign-in-kit.ts';

/* Five hundred tries in all; bench/sign-in.ts makes ten thousand. */

const START = Date.parse('2026-05-20T09:00:00+08:00');
const clock = settableClock(START);
let database: TestDatabase;
let app: RunningApp;
let admin: pg.Client;
let organ: number;
beforeAll(async () => {
  database = await cloneDatabase('empty');
  admin = await connect(database.address(inject('superuser')));
  app = await startTestApp(database, { faces: ['console'], clock, env: { TRUSTED_HOPS: '1' } });
  organ = await addOrgan(app.office!.db, { code: 'office' });
});
afterAll(async () => {
  await app.stop();
  await admin.end();
  await database.drop();
});
const at = () => app.addresses.console!;

describe('[R-SEC-03] a burst of tries', { timeout: 60_000 }, () => {
  test('at one account from a hundred and fifty networks: five are looked at, the right password among the others opens nothing', async () => {
    const { username, id } = await newPerson(app, organ);
    const done = await burst(at(), atOneAccount(username, 150, { at: 75, password: PASSWORD }), 60);
    // The sixth is the decoy that names without an account are compared with.
    expect(done.hashed).toBeLessThanOrEqual(6);
    expect(done.statuses.get(303) ?? 0).toBe(0);
    expect((done.statuses.get(422) ?? 0) + (done.statuses.get(429) ?? 0)).toBe(150);
    expect(done.statuses.get(422)).toBeLessThanOrEqual(5);
    const kinds = await eventKinds(admin, id);
    expect(kinds.filter((k) => k === 'wrong-password')).toHaveLength(5);
    expect(kinds.filter((k) => k === 'account-locked')).toHaveLength(1);
    expect((await enter(app, username)).page.status).toBe(429);
    // Other people notice nothing.
    const other = await newPerson(app, organ);
    expect((await enter(app, other.username)).page.status).toBe(303);
  });

  test('the honest one comes in from the own network meanwhile, where the rule says so', async () => {
    const { username, id } = await newPerson(app, organ);
    await setParameter(admin, 'sign-in.lock-spares-known-networks', 'true', id);
    expect((await enter(app, username, { from: '172.16.5.5' })).page.status).toBe(303);
    const [done, honest] = await Promise.all([
      burst(at(), atOneAccount(username, 100), 40),
      enter(app, username, { from: '172.16.5.6' }),
    ]);
    expect([done.hashed <= 6, honest.page.status]).toEqual([true, 303]);
    expect((await enter(app, username, { from: '172.16.5.7' })).page.status).toBe(303);
    expect((await enter(app, username, { from: '172.16.6.7' })).page.status).toBe(429);
    await admin.query('delete from parameter_value');
  });

  test('with ever new names from one address, and from one network, ends at their limits', async () => {
    const { id } = await newPerson(app, organ);
    await setParameter(admin, 'sign-in.attempts-per-network', '40', id);
    const one = await burst(at(), fromOneAddress(120, '172.17.1.1'), 40);
    expect([one.hashed, one.statuses.get(422), one.statuses.get(429)]).toEqual([30, 30, 90]);
    const all = await burst(at(), fromOneNetwork(80, '172.18.1'), 40);
    expect([all.hashed, all.statuses.get(422), all.statuses.get(429)]).toEqual([40, 40, 40]);
    await admin.query('delete from parameter_value');
  });

  test('with ever new names from everywhere: four hashes at a time, whoever asks, and little memory', async () => {
    const done = await burst(at(), fromEverywhere(100), 60);
    expect(done.statuses).toEqual(new Map([[422, 100]]));
    expect([done.hashed, done.hashesAtOnce]).toEqual([100, 4]);
    // Four hashes of 19 MB, and what sixty requests hold.
    expect(done.memory).toBeLessThan(250);
    const { rows } = await admin.query('select count(*) as n from attempt_limit');
    expect(Number(rows[0].n)).toBeLessThan(10_000);
    clock.set(START + 3 * 24 * 3_600_000);
    await app.ticks.find((t) => t.name === 'sessions')!.run();
    const { rows: swept } = await admin.query('select count(*) as n from attempt_limit');
    expect(Number(swept[0].n)).toBe(0);
  });
});
