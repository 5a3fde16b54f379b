import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { QUEUES } from '../src/house.ts';
import { ROLES } from '../src/platform/db/migrate.ts';
import { prepareDatabase } from '../src/platform/db/prepare.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/platform/postgres/index.ts';
import { addOrgan, addStaff, Client, deskOf, startTestApp } from './harness.ts';

/* A database that stands still for most of a minute (SIGSTOP): the machine is overloaded, the disk hangs. */

const NAME = 'standing';
let folder: string;
let server: EmbeddedPostgres;
let app: RunningApp;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-gone-'));
  fs.chmodSync(folder, 0o755);
  server = await startEmbeddedPostgres({ dataDir: path.join(folder, 'data') });
  const at = { host: server.socketDir, port: server.port };
  await prepareDatabase({ ...at, user: server.superuser }, NAME, QUEUES);
  const address = (user: string) => ({ ...at, user, database: NAME });
  app = await startTestApp(
    {
      name: NAME,
      address,
      app: address(ROLES.app),
      portal: address(ROLES.portal),
      drop: async () => undefined,
    },
    { faces: ['portal', 'console'] },
  );
  const db = app.office!.db;
  const city = await addOrgan(db, { code: 'city', kind: 'city-government' });
  await addStaff(db, { username: 'writer', organisationId: city, grants: [{ role: 'drafter' }] });
});
afterAll(async () => {
  signal('SIGCONT');
  await app.stop();
  await server.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Sends a signal to the server and everything it has started. */
function signal(name: 'SIGSTOP' | 'SIGCONT'): void {
  const below = spawnSync('pgrep', ['-P', String(server.pid)], { encoding: 'utf8' }).stdout.split('\n');
  for (const pid of [String(server.pid), ...below.filter(Boolean)])
    try {
      process.kill(Number(pid), name);
    } catch {
      // A backend that has ended in between.
    }
}

test('while it stands still every request gets a sentence in time; when it goes on, nothing is lost or doubled', {
  timeout: 180_000,
}, async () => {
  const clerk = await deskOf(app, 'writer');
  const form = await clerk.get('/documents/new?secret=no');
  const fields = {
    ...form.hidden('/documents/new'),
    secret: 'no',
    organisation: 'city',
    title: '关于数据库停顿期间提交的通知',
    body: '各单位：\n\n停顿期间提交的内容不得丢失，也不得重复。',
  };
  signal('SIGSTOP');
  const begin = performance.now();
  const answers = await Promise.all([
    new Client(app.addresses.portal!).get('/'),
    clerk.get('/'),
    clerk.post('/documents/new', fields),
  ]);
  const seconds = (performance.now() - begin) / 1000;
  expect(answers.map((a) => a.status)).toEqual([503, 503, 503]);
  for (const a of answers) {
    expect(a.html).toContain('系统暂时不能使用，请稍后再试');
    expect(a.headers.get('retry-after')).toBe('30');
  }
  expect(seconds).toBeLessThan(60);
  signal('SIGCONT');

  for (let i = 0; i < 30 && (await new Client(app.addresses.portal!).get('/')).status !== 200; i++);
  expect((await new Client(app.addresses.portal!).get('/')).status).toBe(200);
  // Whether the first try had reached its commit nobody can know: sent again, it is there once.
  const again = await clerk.post('/documents/new', fields);
  expect(again.status, again.text).toBe(303);
  const { n } = await app
    .office!.db.selectFrom('procedure_case')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('subject', '=', fields.title)
    .executeTakeFirstOrThrow();
  expect(n).toBe(1);
});
