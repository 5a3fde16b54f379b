import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { connect, migrate, ROLES, roleStatements } from './migrate.ts';

/** Where the migrations are, from the sources as from the build. */
export const MIGRATIONS_DIR = path.join(
  path.dirname(fileURLToPath(import.meta.url)),
  '..',
  '..',
  '..',
  'migrations',
);

/** Name of the database in the embedded server. */
export const DATABASE = 'mingtang';

/**
 * Throws a database away with all that is in it.
 * @param admin how to connect as an administrator of the server
 */
export async function dropDatabase(admin: pg.ClientConfig, database: string): Promise<void> {
  const server = await connect({ ...admin, database: 'postgres' });
  try {
    await server.query(`drop database if exists ${pg.escapeIdentifier(database)} with (force)`);
  } finally {
    await server.end();
  }
}

/**
 * Creates roles and database where they are missing and brings the schema up to date.
 * @param admin how to connect as an administrator of the server
 * @param database name of the database
 * @param queues names of the job queues
 * @param through the last migration to apply; all of them unless given
 * @returns names of the migrations applied now
 */
export async function prepareDatabase(
  admin: pg.ClientConfig,
  database: string,
  queues: readonly string[],
  through?: string,
): Promise<string[]> {
  const server = await connect({ ...admin, database: 'postgres' });
  try {
    const there = await server.query('select from pg_database where datname = $1', [database]);
    if (there.rowCount === 0) await server.query(`create database ${pg.escapeIdentifier(database)}`);
  } finally {
    await server.end();
  }
  const client = await connect({ ...admin, database });
  try {
    for (const statement of roleStatements(database)) await client.query(statement);
    await client.query(`grant ${ROLES.owner} to current_user`);
    return await migrate(client, MIGRATIONS_DIR, queues, through);
  } finally {
    await client.end();
  }
}
