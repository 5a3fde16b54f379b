import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { QUEUES } from '../src/app.ts';
import { seedDemo } from '../src/demo/seed.ts';
import { systemClock } from '../src/platform/clock.ts';
import { ROLES } from '../src/platform/db/migrate.ts';
import { openDatabase } from '../src/platform/db/pool.ts';
import { prepareDatabase } from '../src/platform/db/prepare.ts';
import { startEmbeddedPostgres } from '../src/platform/postgres/index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    socketDir: string;
    superuser: string;
  }
}

/** One real PostgreSQL for the whole run, with two databases to clone from: migrated and empty, and the demo city. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-test-'));
  fs.chmodSync(dataDir, 0o755);
  // Durability is not what these tests are about; the crash tests start servers of their own with the shipped settings.
  const server = await startEmbeddedPostgres({
    dataDir,
    settings: { fsync: 'off', synchronous_commit: 'off', max_connections: '200' },
  });
  const admin = { host: server.socketDir, port: server.port, user: server.superuser };
  await prepareDatabase(admin, 'template_empty', QUEUES);
  await prepareDatabase(admin, 'template_demo', QUEUES);
  const db = openDatabase(
    { ...admin, user: ROLES.app, database: 'template_demo' },
    { max: 4, name: 'seed', onError: () => undefined },
  );
  await seedDemo(db, systemClock);
  await db.destroy();
  project.provide('socketDir', server.socketDir);
  project.provide('superuser', server.superuser);
  return async () => {
    await server.stop();
    fs.rmSync(dataDir, { recursive: true, force: true });
  };
}
