import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type pg from 'pg';
import { QUEUES } from '../src/app.ts';
import { seedDemo } from '../src/demo/seed.ts';
import { systemClock } from '../src/platform/clock.ts';
import { connect, ROLES } from '../src/platform/db/migrate.ts';
import { type Database, type DatabaseAddress, openDatabase } from '../src/platform/db/pool.ts';
import { DATABASE, prepareDatabase } from '../src/platform/db/prepare.ts';
import { FolderStore } from '../src/platform/files/folder-store.ts';
import { startEmbeddedPostgres } from '../src/platform/postgres/index.ts';

/** A database of one measurement: the embedded server with its shipped settings, holding the demo city. */
export interface Ground {
  app: DatabaseAddress;
  portal: DatabaseAddress;
  /** Opens a pool as a role, closed at the end. */
  open(role: 'app' | 'portal', max: number): Database;
  /** Opens one bare connection as a role, closed at the end. */
  connect(role: 'app' | 'portal'): Promise<pg.Client>;
  /** Does `work` without the indexes of words, which grow slowly, and makes them anew afterwards as the schema has them. */
  inBulk<T>(work: () => Promise<T>): Promise<T>;
  /** What autovacuum would have done by itself after a quiet minute: statistics, and the pending list of the index. */
  settle(): Promise<void>;
}

/** A new folder below the temporary one that the database's own user can enter. */
export function newFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-bench-'));
  fs.chmodSync(folder, 0o755);
  return folder;
}

/** Runs a measurement on a database of its own; server and folder are gone afterwards, also after Ctrl+C. */
export async function withGround(work: (ground: Ground) => Promise<void>): Promise<void> {
  const dataDir = newFolder();
  const closers: (() => Promise<unknown>)[] = [];
  const server = await startEmbeddedPostgres({ dataDir });
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= (async () => {
      for (const closer of closers.reverse()) await closer().catch(() => undefined);
      await server.stop();
      fs.rmSync(dataDir, { recursive: true, force: true });
    })();
    return closing;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void close().then(() => process.exit(130)));
  const admin = { host: server.socketDir, port: server.port, user: server.superuser };
  const address = (user: string) => ({ ...admin, user, database: DATABASE });
  try {
    await prepareDatabase(admin, DATABASE, QUEUES);
    const ground: Ground = {
      app: address(ROLES.app),
      portal: address(ROLES.portal),
      open(role, max) {
        const db = openDatabase(ground[role], { max, name: 'bench', onError: () => undefined });
        closers.push(() => db.destroy());
        return db;
      },
      async connect(role) {
        const client = await connect(address(ROLES[role]));
        closers.push(() => client.end());
        return client;
      },
      async inBulk(work) {
        const client = await connect(address(server.superuser));
        const { rows } = await client.query<{ name: string; definition: string }>(
          `select format('%I.%I', schemaname, indexname) as name, indexdef as definition from pg_indexes
           where schemaname = 'portal' and indexdef like '% USING gin %'`,
        );
        for (const index of rows) await client.query(`drop index ${index.name}`);
        const result = await work();
        await client.query(`set maintenance_work_mem = '2GB'`);
        for (const index of rows) await client.query(index.definition);
        await client.end();
        return result;
      },
      async settle() {
        const client = await connect(address(server.superuser));
        await client.query('vacuum (analyze)');
        await client.query('checkpoint');
        await client.end();
      },
    };
    const db = openDatabase(ground.app, { max: 4, name: 'seed', onError: () => undefined });
    await seedDemo(
      db,
      systemClock,
      { store: new FolderStore(path.join(dataDir, 'files')), dataDir },
      { papers: 'hand-written' },
    );
    await db.destroy();
    await work(ground);
  } finally {
    await close();
  }
}
