/** The embedded PostgreSQL server: the default database, for installations without DATABASE_URL. */
export { chooseDataDir } from './data-folder.ts';
export { PostgresStartError } from './errors.ts';
export { type EmbeddedPostgres, startEmbeddedPostgres } from './launcher.ts';
export { findRunningPostgres } from './previous.ts';
