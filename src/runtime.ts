import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from './config.ts';
import { ROLES } from './platform/db/migrate.ts';
import type { DatabaseAddress } from './platform/db/pool.ts';
import { DATABASE } from './platform/db/prepare.ts';

/** The folder of the project, from the sources as from the build. */
export const PROJECT_DIR = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/** The addresses of the two roles: in the embedded server by its socket, outside by the given connection strings. */
export function databaseAddresses(
  config: Config,
  embedded: { socketDir: string; port: number } | undefined,
): { app: DatabaseAddress; portal: DatabaseAddress } {
  if (embedded) {
    const at = (user: string): DatabaseAddress => ({
      host: embedded.socketDir,
      port: embedded.port,
      user,
      database: DATABASE,
    });
    return { app: at(ROLES.app), portal: at(ROLES.portal) };
  }
  if (!config.databaseUrl || !config.databasePortalUrl)
    throw new Error('neither embedded server nor DATABASE_URL');
  return {
    app: { connectionString: config.databaseUrl },
    portal: { connectionString: config.databasePortalUrl },
  };
}

/** What the supervisor hands to the processes it starts (as JSON in MINGTANG_CHILD). */
export interface ChildOrder {
  task: { kind: 'prepare' } | { kind: 'serve'; faces: string[] };
  /** Socket folder of the embedded server; undefined with an external database. */
  embedded: { socketDir: string; port: number; superuser: string } | undefined;
  ports: { portal: number; console: number; api: number };
}

/** What a child tells the supervisor. */
export type ChildReport =
  | { kind: 'prepared'; banner: string | undefined; lines: string[] }
  | { kind: 'ready'; addresses: Partial<Record<'portal' | 'console' | 'api', string>> }
  | { kind: 'failed'; message: string };
