import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { Client, cloneDatabase, startTestApp, type TestDatabase } from './harness.ts';

let database: TestDatabase;
let app: RunningApp;
beforeAll(async () => {
  database = await cloneDatabase('demo');
  app = await startTestApp(database);
});
afterAll(async () => {
  await app.stop();
  await database.drop();
});

test('home, sign-in and my work answer', async () => {
  expect((await new Client(app.addresses.portal!).get('/')).status).toBe(200);
  const client = new Client(app.addresses.console!);
  expect((await client.get('/')).location).toContain('/signin');
  expect((await client.signIn('zhoumin', 'Mingchuan@2026')).status).toBe(303);
  expect((await client.get('/')).text).toContain('我的待办');
});
