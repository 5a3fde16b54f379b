import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../src/platform/postgres/index.ts';
import { prepareServer } from './server-setup.ts';

/** One real PostgreSQL for the whole run: the embedded one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-test-'));
  fs.chmodSync(dataDir, 0o755);
  // Durability is not what these tests are about; the crash tests start servers of their own with the shipped settings.
  const server = await startEmbeddedPostgres({
    dataDir,
    settings: { fsync: 'off', synchronous_commit: 'off', max_connections: '200' },
  });
  let forget = () => {};
  const stop = async () => {
    await server.stop();
    forget();
    fs.rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    forget = await prepareServer(project, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
