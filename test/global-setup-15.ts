import type { TestProject } from 'vitest/node';
import { startDebianPostgres } from './debian-postgres.ts';
import { prepareServer } from './server-setup.ts';

/** The same tests against an external PostgreSQL 15. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startDebianPostgres();
  let forget: () => void;
  try {
    forget = await prepareServer(project, server);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return async () => {
    await server.stop();
    forget();
  };
}
