import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { seedDemo } from '../src/demo/seed.ts';
import { QUEUES } from '../src/house.ts';
import { systemClock } from '../src/platform/clock.ts';
import { ROLES } from '../src/platform/db/migrate.ts';
import { openDatabase } from '../src/platform/db/pool.ts';
import { prepareDatabase } from '../src/platform/db/prepare.ts';
import { FolderStore } from '../src/platform/files/folder-store.ts';

declare module 'vitest' {
  interface ProvidedContext {
    socketDir: string;
    superuser: string;
    /** The files of the demo city. */
    demoFiles: string;
  }
}

/** Makes the two databases to clone from, migrated and empty and the demo city, and tells the tests where the server is. @returns what removes its files */
export async function prepareServer(
  project: TestProject,
  server: { socketDir: string; port: number; superuser: string },
): Promise<() => void> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-test-demo-'));
  const forget = () => fs.rmSync(dataDir, { recursive: true, force: true });
  try {
    await makeTemplates({ host: server.socketDir, port: server.port, user: server.superuser }, dataDir);
  } catch (error) {
    forget();
    throw error;
  }
  project.provide('demoFiles', path.join(dataDir, 'files'));
  project.provide('socketDir', server.socketDir);
  project.provide('superuser', server.superuser);
  return forget;
}

async function makeTemplates(
  admin: { host: string; port: number; user: string },
  dataDir: string,
): Promise<void> {
  await prepareDatabase(admin, 'template_empty', QUEUES);
  await prepareDatabase(admin, 'template_demo', QUEUES);
  const db = openDatabase(
    { ...admin, user: ROLES.app, database: 'template_demo' },
    { max: 4, name: 'seed', onError: () => undefined },
  );
  try {
    await seedDemo(
      db,
      systemClock,
      { store: new FolderStore(path.join(dataDir, 'files')), dataDir },
      { papers: 'hand-written' },
    );
  } finally {
    await db.destroy();
  }
}
