import fs from 'node:fs';
import path from 'node:path';
import type { Config } from './config.ts';
import { ROLES } from './platform/db/migrate.ts';
import type { DatabaseAddress } from './platform/db/pool.ts';
import { DATABASE } from './platform/db/prepare.ts';
import { FolderStore } from './platform/files/folder-store.ts';
import { S3Store } from './platform/files/s3-store.ts';
import type { FileStore } from './platform/files/store.ts';
import type { Outbound } from './platform/outbound.ts';

/** The addresses of the two roles: in the embedded server by its socket, outside by the given connection strings. */
export function databaseAddresses(
  config: Config,
  embedded: { socketDir: string; port: number } | undefined,
): { app: DatabaseAddress; portal: DatabaseAddress; listen?: DatabaseAddress } {
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
    ...(config.databaseListenUrl ? { listen: { connectionString: config.databaseListenUrl } } : {}),
  };
}

/** Where the key file is: as configured, or beside (never inside) the data folder, so that a copy of the data opens nothing. */
export function keyFilePath(config: Config, dataDir: string): string {
  return path.resolve(config.keyFile ?? `${dataDir.replace(/[/\\]+$/, '')}.key`);
}

/** What the configured services add to the addresses that may be reached: their operator has named them. */
export function serviceAddresses(config: Config): string[] {
  const of = (url: URL) => `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`;
  return [
    ...(config.s3 ? [of(new URL(config.s3.url))] : []),
    ...(config.clamd && 'host' in config.clamd ? [`${config.clamd.host}:${config.clamd.port}`] : []),
  ];
}

/** Where files lie: in the configured object store, or in the folder `files` of the data folder. @throws Error when the secret cannot be read */
export function fileStore(config: Config, dataDir: string, outbound: Outbound): FileStore {
  if (!config.s3) return new FolderStore(path.join(dataDir, 'files'));
  let secret: string;
  try {
    secret = fs.readFileSync(config.s3.secretFile, 'utf8').trim();
  } catch {
    throw new Error(`读不到对象存储的密钥文件 ${config.s3.secretFile}（S3_SECRET_FILE）。`);
  }
  return new S3Store({ ...config.s3, secret }, outbound);
}

/** Where anchors of the chain of evidence go: as configured, or beside the data folder, so that a copy put back does not take them along. */
export function anchorsFolder(config: Config, dataDir: string): string {
  return path.resolve(config.anchorsDir ?? `${dataDir.replace(/[/\\]+$/, '')}.anchors`);
}
