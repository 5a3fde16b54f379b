import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { QUEUES } from '../src/house.ts';
import { DATABASE, prepareDatabase } from '../src/platform/db/prepare.ts';
import { startEmbeddedPostgres } from '../src/platform/postgres/index.ts';

/** Runs the generator against a database. */
export function generateTypes(o: {
  socketDir: string;
  superuser: string;
  database: string;
  target: string;
}): void {
  const url = `postgres://${o.superuser}@/${o.database}?host=${encodeURIComponent(o.socketDir)}`;
  execFileSync(
    process.execPath,
    [
      path.join(import.meta.dirname, '..', 'node_modules', 'kysely-codegen', 'dist', 'cli', 'bin.js'),
      ...['--dialect', 'postgres', '--url', url, '--out-file', o.target, '--date-parser', 'string'],
      ...['--type-mapping', '{"int8":"number","timestamptz":"Date","date":"string"}'],
      ...['--exclude-pattern', 'pgboss.*'],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
}

// Writes src/platform/db/types.ts from a freshly migrated database. Run after every new migration: npx tsx scripts/generate-types.ts
if (import.meta.main) {
  const target = process.argv[2] ?? path.join(import.meta.dirname, '..', 'src', 'platform', 'db', 'types.ts');
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-types-'));
  fs.chmodSync(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir });
  try {
    await prepareDatabase(
      { host: server.socketDir, port: server.port, user: server.superuser },
      DATABASE,
      QUEUES,
    );
    generateTypes({ socketDir: server.socketDir, superuser: server.superuser, database: DATABASE, target });
  } finally {
    await server.stop();
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}
