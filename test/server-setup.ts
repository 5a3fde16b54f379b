import type { TestProject } from 'vitest/node';
import { QUEUES } from '../src/app.ts';
import { seedDemo } from '../src/demo/seed.ts';
import { systemClock } from '../src/platform/clock.ts';
import { ROLES } from '../src/platform/db/migrate.ts';
import { openDatabase } from '../src/platform/db/pool.ts';
import { prepareDatabase } from '../src/platform/db/prepare.ts';

declare module 'vitest' {
  interface ProvidedContext {
    socketDir: string;
    superuser: string;
  }
}

/** Makes the two databases to clone from, migrated and empty and the demo city, and tells the tests where the server is. */
export async function prepareServer(
  project: TestProject,
  server: { socketDir: string; port: number; superuser: string },
): Promise<void> {
  const admin = { host: server.socketDir, port: server.port, user: server.superuser };
  await prepareDatabase(admin, 'template_empty', QUEUES);
  await prepareDatabase(admin, 'template_demo', QUEUES);
  const db = openDatabase(
    { ...admin, user: ROLES.app, database: 'template_demo' },
    { max: 4, name: 'seed', onError: () => undefined },
  );
  try {
    await seedDemo(db, systemClock);
  } finally {
    await db.destroy();
  }
  project.provide('socketDir', server.socketDir);
  project.provide('superuser', server.superuser);
}
