import {
  Kysely,
  type LogEvent,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type Transaction,
} from 'kysely';
import pg from 'pg';
import { sha256 } from '../crypto.ts';
import { readOnScrape } from '../metrics.ts';
import type { DB } from './types.ts';

/** A connection pool with typed queries. */
export type Database = Kysely<DB>;
/** A running transaction of `change()`; write functions of a store take one. */
export type Tx = Transaction<DB>;
/** Reads take either. */
export type Reader = Database | Tx;

/** How to reach a database role: a Unix socket folder or host, or a connection string. */
export type DatabaseAddress =
  | { host: string; port: number; user: string; database: string; password?: string }
  | { connectionString: string };

const DATE = 1082;
const INT8 = 20;

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    // node-pg makes a local midnight of a date: in Shanghai it shifts a legal day by one when written out again.
    if (oid === DATE && format !== 'binary') return (text: string) => text;
    if (oid === INT8 && format !== 'binary') return readInt8;
    return pg.types.getTypeParser(oid, format as 'text');
  }) as typeof pg.types.getTypeParser,
};

function readInt8(text: string): number {
  const n = Number(text);
  if (!Number.isSafeInteger(n)) throw new RangeError(`bigint ${text} is larger than a safe integer`);
  return n;
}

/** Type parsers of every connection of the program: `date` stays 'YYYY-MM-DD', `bigint` is a safe integer. */
export const pgTypes = types;

/**
 * Opens a pool.
 * @param address whom to connect as, and where
 * @param options max: connections; min: connections kept open while idle; name: shown in pg_stat_activity;
 *   onError: told about lost connections; watch: sees every statement with its time; lazy: commits do not wait for the
 *   disk, so that a crash may lose the last of them (never one in the middle); planned: a connection parses and plans each
 *   statement once, for work that repeats a few statements thousands of times (not through a pooler)
 */
export function openDatabase(
  address: DatabaseAddress,
  options: {
    max: number;
    min?: number;
    name: string;
    onError: (error: Error) => void;
    watch?: (event: LogEvent) => void;
    lazy?: boolean;
    planned?: boolean;
  },
): Database {
  const pool = new pg.Pool({
    ...address,
    types,
    max: options.max,
    min: options.min ?? 0,
    application_name: options.name,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 30_000,
    // A server that stands still ends nothing itself: the wait for it ends here, after its own limit would have held.
    query_timeout: 35_000,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: 60_000,
    ...(options.lazy ? { options: '-c synchronous_commit=off' } : {}),
  });
  // Without a listener a lost connection ends the process: the pool hears of idle ones, of busy ones only the client.
  pool.on('error', options.onError);
  pool.on('connect', (client) => client.on('error', options.onError));
  const { watch } = options;
  if (watch) {
    const name = options.name;
    const of = (state: string, value: number) => ({
      name: 'mingtang_pool_connections',
      help: 'Connections to the database and requests that wait for one, by pool',
      labels: { pool: name, state },
      value,
    });
    const forget = readOnScrape(async () => {
      if (pool.ending) forget();
      return [
        of('open', pool.totalCount),
        of('idle', pool.idleCount),
        of('waiting', pool.waitingCount),
        of('most', options.max),
      ];
    });
  }
  return new Kysely<DB>({
    dialect: new PostgresDialect({ pool: options.planned ? planned(pool) : pool }),
    ...(watch ? { log: watch } : {}),
  });
}

/** Characters of a statement's name; the server takes up to 63. */
const NAME_LENGTH = 40;

/** The pool with every statement named by its text: a connection parses and plans each of them once. */
function planned(pool: pg.Pool): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      const query = (text: string, values: readonly unknown[] = []) =>
        values.length === 0
          ? client.query(text)
          : client.query({ name: sha256(text).slice(0, NAME_LENGTH), text, values: [...values] });
      // Cursors, which the type names too, are asked for nowhere.
      return { query: query as unknown as PostgresPoolClient['query'], release: () => client.release() };
    },
  };
}

const GONE = new Set([
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08003',
  '08006',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
]);

/** Whether an error says that the database does not answer: stopped, starting, unreachable or standing still. */
export function databaseSilent(error: Error & { code?: string }): boolean {
  return (
    (error.code !== undefined && GONE.has(error.code)) ||
    /^(Query read timeout|timeout exceeded when trying to connect|Connection terminated)/.test(error.message)
  );
}
