import path from 'node:path';
import type { Config } from './config.ts';
import { ROLES } from './platform/db/migrate.ts';
import type { DatabaseAddress } from './platform/db/pool.ts';
import { DATABASE } from './platform/db/prepare.ts';

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

/** Where the key file is: as configured, or beside (never inside) the data folder, so that a copy of the data opens nothing. */
export function keyFilePath(config: Config, dataDir: string): string {
  return path.resolve(config.keyFile ?? `${dataDir.replace(/[/\\]+$/, '')}.key`);
}

/** Where anchors of the chain of evidence go: as configured, or beside the data folder, so that a copy put back does not take them along. */
export function anchorsFolder(config: Config, dataDir: string): string {
  return path.resolve(config.anchorsDir ?? `${dataDir.replace(/[/\\]+$/, '')}.anchors`);
}
