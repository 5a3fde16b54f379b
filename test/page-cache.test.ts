import { afterAll, beforeAll, expect, test } from 'vitest';
import { settableClock } from '../src/platform/clock.ts';
import { cloneDatabase, startTestApp, type TestDatabase } from './harness.ts';
import { type Answer, send } from './http-kit.ts';

/* Kept pages over HTTP, against a real database. A page is recognised as kept by what the database is asked: nothing. */

let database: TestDatabase;
let app: Awaited<ReturnType<typeof startTestApp>>;
const clock = settableClock('2026-05-20T09:00:00+08:00');

beforeAll(async () => {
  database = await cloneDatabase('demo');
  app = await startTestApp(database, { clock, faces: ['portal', 'api', 'worker'] });
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  send(app.addresses.portal!, path, { headers });

const wasKept = (answer: Answer) => answer.headers['server-timing'] === 'cache';

async function sure(): Promise<void> {
  await expect.poll(async () => wasKept((await twice('/'))[1]!)).toBe(true);
}
async function twice(path: string): Promise<Answer[]> {
  return [await get(path), await get(path)];
}

test('smoke', async () => {
  await sure();
  for (const a of await twice('/')) console.log(a.status, a.headers);
  for (const a of await twice('/documents')) console.log(a.headers);
});
