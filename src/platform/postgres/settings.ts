import os from 'node:os';
import { PostgresStartError } from './errors.ts';

const MEGABYTE = 1024 * 1024;

/**
 * Memory in which the database keeps what is read often: an eighth of the machine's, so that a city's search index stays in
 * it. It is taken as it fills; a small city never fills it.
 * @param memory bytes the program may use
 * @returns a setting such as `256MB`, from 64 to 512
 */
export function sharedBuffers(memory: number): string {
  return `${Math.min(512, Math.max(64, Math.floor(memory / 8 / MEGABYTE)))}MB`;
}

/** Memory of the machine, or what a container leaves of it, bytes. */
const memory = () => Math.min(os.totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);

/**
 * Server settings of an embedded database, sized so that an idle system stays small; all can be overridden.
 * `io_method=sync` and no logical replication workers spare four processes that an idle city would pay for.
 * `wal_compression=on` means pglz: the bundled build knows neither lz4 nor zstd and refuses to start with them.
 */
const DEFAULTS: Readonly<Record<string, string>> = {
  fsync: 'on',
  synchronous_commit: 'on',
  autovacuum: 'on',
  shared_buffers: sharedBuffers(memory()),
  huge_pages: 'off',
  max_connections: '60',
  max_logical_replication_workers: '0',
  io_method: 'sync',
  max_wal_size: '1GB',
  wal_compression: 'on',
  work_mem: '16MB',
  gin_pending_list_limit: '512kB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/**
 * Command-line arguments (`-c name=value`) for the server. Arguments rather than postgresql.conf, so that a
 * changed default also reaches data folders made by an earlier version.
 * @param socketDir the only place the server listens: connections are trusted, so neither this nor the empty
 *   list of network addresses can be overridden
 * @param own settings that replace or extend the defaults
 * @throws PostgresStartError when a name in `own` is not a setting name
 */
export function serverArguments(socketDir: string, port: number, own: Record<string, string> = {}): string[] {
  const bad = Object.keys(own).find((name) => !/^[a-z_][a-z0-9_.]*$/.test(name));
  if (bad !== undefined) {
    throw new PostgresStartError(
      `数据库参数名“${bad}”无效：只能用小写英文字母、数字、下划线和点，请改正后再启动。`,
    );
  }
  const all = {
    ...DEFAULTS,
    ...own,
    listen_addresses: '',
    // A list to PostgreSQL: unquoted commas and blanks would split it.
    unix_socket_directories: `"${socketDir.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    port: String(port),
    log_destination: 'stderr',
    logging_collector: 'off',
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
