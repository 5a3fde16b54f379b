import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { getConstructionPlans, PgBoss } from 'pg-boss';
import { sha256 } from '../crypto.ts';
import { pgTypes } from './pool.ts';

/** Names of the three database roles. The app can neither alter the schema nor rewrite evidence; the portal reads one schema. */
export const ROLES = { owner: 'mingtang_owner', app: 'mingtang_app', portal: 'mingtang_portal' } as const;

/** The statements that create the roles once, run by an administrator of the server. Passwords are set by whoever needs them. */
export function roleStatements(database: string): string[] {
  const create = Object.values(ROLES).map(
    (role) =>
      `do $$ begin if not exists (select from pg_roles where rolname = '${role}') then create role ${role} login nosuperuser nocreatedb nocreaterole; end if; end $$`,
  );
  return [
    ...create,
    `alter database "${database}" owner to ${ROLES.owner}`,
    `revoke all on database "${database}" from public`,
    `grant connect, temporary on database "${database}" to ${ROLES.owner}`,
    `grant connect on database "${database}" to ${ROLES.app}, ${ROLES.portal}`,
    `revoke all on schema public from public`,
    `alter schema public owner to ${ROLES.owner}`,
    // Large objects belong to no schema: by default every role may make them. Only a superuser can take that away.
    `do $$ begin revoke execute on function lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) from public; exception when insufficient_privilege then null; end $$`,
  ];
}

/** Names of the migrations in a folder, in their order. */
export function migrationFiles(folder: string): string[] {
  return fs
    .readdirSync(folder)
    .filter((f) => /^\d{4}_[a-z0-9-]+\.sql$/.test(f))
    .sort();
}

/** A migration that cannot be applied: a merged file was edited, or one is missing. */
export class MigrationError extends Error {}

/**
 * Applies the migrations that are not applied yet, each in a transaction of its own, as the owner role.
 * Two runs at once are safe: the second waits for an advisory lock.
 * @param client connected as the owner role (or as an administrator, who becomes the owner)
 * @param folder where `0001_….sql` live
 * @param queues names of the job queues to create
 * @param through the last file to apply; all of them unless given (a restore stops where the backup was made)
 * @returns names of the files applied now
 * @throws MigrationError when a file that was applied before has changed or is gone
 */
export async function migrate(
  client: pg.Client,
  folder: string,
  queues: readonly string[],
  through?: string,
): Promise<string[]> {
  await client.query(`set role ${ROLES.owner}`);
  await client.query('select pg_advisory_lock(72061)');
  try {
    await client.query(
      `create table if not exists migration (name text primary key, hash text not null, applied_at timestamptz not null default clock_timestamp());
       comment on table migration is '已执行的数据库变更';
       comment on column migration.name is '文件名';
       comment on column migration.hash is '文件散列，已执行的文件不得改动';
       comment on column migration.applied_at is '执行时间';
       grant select on migration to ${ROLES.app}`,
    );
    const known = new Map(
      (await client.query<{ name: string; hash: string }>('select name, hash from migration')).rows.map(
        (r) => [r.name, r.hash],
      ),
    );
    const files = migrationFiles(folder);
    for (const name of known.keys())
      if (!files.includes(name))
        throw new MigrationError(
          `数据库已执行 ${name}，但程序中没有这个文件：程序版本比数据库旧，请换用新版本。`,
        );
    const applied: string[] = [];
    for (const name of files.filter((f) => through === undefined || f <= through)) {
      const sql = fs.readFileSync(path.join(folder, name), 'utf8');
      const hash = sha256(sql);
      if (known.has(name)) {
        if (known.get(name) !== hash)
          throw new MigrationError(
            `${name} 在执行之后被改动过。已合并的变更文件不得修改，请恢复原文件并另写新的变更。`,
          );
        continue;
      }
      await client.query('begin');
      try {
        await client.query(`set local lock_timeout = '10s'`);
        await client.query(sql);
        await client.query('insert into migration (name, hash) values ($1, $2)', [name, hash]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw error;
      }
      applied.push(name);
    }
    await prepareJobs(client, queues);
    // Whatever the public's views stand on now must tell of its changes; a restore may stop before there is such a thing.
    if (applied.length > 0)
      await client.query(
        `do $$ begin if to_regprocedure('public.portal_watch()') is not null then perform public.portal_watch(); end if; end $$`,
      );
    return applied;
  } finally {
    await client.query('select pg_advisory_unlock(72061)');
    await client.query('reset role');
  }
}

/** Creates or upgrades the tables of the job library as the owner and lets the app role use, not alter, them. */
async function prepareJobs(client: pg.Client, queues: readonly string[]): Promise<void> {
  const db = {
    executeSql: async (text: string, values?: unknown[]) => client.query(text, values as unknown[]),
  };
  const exists = await client.query(`select to_regclass('pgboss.version') is not null as there`);
  if (!exists.rows[0].there) await client.query(getConstructionPlans('pgboss'));
  const boss = new PgBoss({ db, schema: 'pgboss', createSchema: false, supervise: false, schedule: false });
  boss.on('error', () => undefined);
  await boss.start();
  for (const queue of queues)
    if (!(await boss.getQueue(queue))) await boss.createQueue(queue, { retryLimit: 5, retryBackoff: true });
  await boss.stop({ graceful: false, close: false });
  await client.query(
    `grant usage on schema pgboss to ${ROLES.app};
     grant select, insert, update, delete on all tables in schema pgboss to ${ROLES.app};
     grant usage, select on all sequences in schema pgboss to ${ROLES.app};
     grant execute on all functions in schema pgboss to ${ROLES.app};
     revoke execute on all functions in schema pgboss from public`,
  );
}

/** Opens one connection with the program's type parsers. */
export async function connect(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client({ ...config, types: pgTypes });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
