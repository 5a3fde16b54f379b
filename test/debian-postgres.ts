import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { connect } from '../src/platform/db/migrate.ts';

/** Where Debian puts the programs of PostgreSQL 15. */
export const POSTGRES_15 = '/usr/lib/postgresql/15/bin';

/** A server of Debian's PostgreSQL 15, the oldest version the program works with. */
export interface DebianPostgres {
  socketDir: string;
  port: number;
  superuser: string;
  stop(): Promise<void>;
}

/** Starts a server of its own on a socket in a folder of its own; as root it runs as the account postgres. */
export async function startDebianPostgres(): Promise<DebianPostgres> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-pg15-'));
  const account = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'postgres');
  const ids =
    process.getuid?.() === 0 && account ? { uid: Number(account[2]), gid: Number(account[3]) } : undefined;
  if (ids) fs.chownSync(folder, ids.uid, ids.gid);
  fs.chmodSync(folder, 0o755);
  const data = path.join(folder, 'data');
  const superuser = 'postgres';
  const init = spawnSync(
    path.join(POSTGRES_15, 'initdb'),
    ['-D', data, '-U', superuser, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    { ...ids, cwd: folder, encoding: 'utf8' },
  );
  if (init.status !== 0) throw new Error(`initdb: ${init.stderr}`);
  const settings = {
    unix_socket_directories: folder,
    listen_addresses: '',
    max_connections: '200',
    fsync: 'off',
    synchronous_commit: 'off',
  };
  const server: ChildProcess = spawn(
    path.join(POSTGRES_15, 'postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...ids, cwd: folder, stdio: 'ignore' },
  );
  const gone = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const stop = async () => {
    server.kill('SIGINT');
    await gone;
    fs.rmSync(folder, { recursive: true, force: true });
  };
  for (let i = 0; i < 100; i++) {
    try {
      const client = await connect({ host: folder, port: 5432, user: superuser, database: 'postgres' });
      await client.end();
      return { socketDir: folder, port: 5432, superuser, stop };
    } catch {
      await setTimeout(100);
    }
  }
  await stop();
  throw new Error('PostgreSQL 15 did not start');
}
