import { databaseAddresses, keyFilePath } from '../addresses.ts';
import { readConfig } from '../config.ts';
import { QUEUES } from '../house.ts';
import { serviceActor } from '../platform/actor.ts';
import type { ChangeContext } from '../platform/change.ts';
import { systemClock } from '../platform/clock.ts';
import { newPublicId } from '../platform/crypto.ts';
import { type Database, type DatabaseAddress, openDatabase } from '../platform/db/pool.ts';
import { DATABASE, prepareDatabase } from '../platform/db/prepare.ts';
import { Jobs } from '../platform/jobs.ts';
import { createLog } from '../platform/log.ts';
import { chooseDataDir, findRunningPostgres, startEmbeddedPostgres } from '../platform/postgres/index.ts';
import { PROJECT_DIR } from '../runtime.ts';

/**
 * Runs work on the installation's database: the external one, the embedded one of a server that is running, or the
 * embedded one started for the moment (and brought up to date).
 */
export async function withDatabase<T>(
  work: (
    db: Database,
    jobs: Jobs,
    dataDir: string,
    addresses: { app: DatabaseAddress; portal: DatabaseAddress },
  ) => Promise<T>,
): Promise<T> {
  const config = readConfig(process.env);
  const { dir, note } = chooseDataDir(config.dataDir, PROJECT_DIR);
  if (note) console.error(note);
  const running = config.databaseUrl ? undefined : await findRunningPostgres(dir);
  const own = config.databaseUrl || running ? undefined : await startEmbeddedPostgres({ dataDir: dir });
  try {
    const embedded = running ?? own;
    if (own)
      await prepareDatabase({ host: own.socketDir, port: own.port, user: own.superuser }, DATABASE, QUEUES);
    const addresses = databaseAddresses(config, embedded);
    const db = openDatabase(addresses.app, {
      max: 4,
      name: 'mingtang command',
      onError: () => undefined,
    });
    const jobs = new Jobs(db, 'sender', createLog('silent', 'command'));
    await jobs.start();
    try {
      return await work(db, jobs, dir, addresses);
    } finally {
      await jobs.stop(5);
      await db.destroy();
    }
  } finally {
    await own?.stop();
  }
}

/** Where the key file of this installation is. */
export function installationKeyFile(): string {
  const config = readConfig(process.env);
  return keyFilePath(config, chooseDataDir(config.dataDir, PROJECT_DIR).dir);
}

/** The context of a change made by the operator at the server: whoever can run commands there is trusted with these acts. */
export function operatorContext(db: Database, jobs: Jobs, acts: readonly string[]): ChangeContext {
  return {
    db,
    jobs,
    clock: systemClock,
    actor: serviceActor('operator', '服务器操作员', acts),
    requestId: newPublicId(),
  };
}
