import type pg from 'pg';

/** A table as it is written out: its name and the columns that hold what was entered. */
export interface TableShape {
  /** Quoted, with its schema. */
  name: string;
  columns: readonly string[];
}

/** What is not written out: what the program makes itself, and what must not outlive a restore (sessions, counters of attempts). */
const LEFT_OUT = [
  'public.migration',
  'public.session',
  'public.attempt_limit',
  'public.once_token',
  'public.search_salt',
  'portal.invalidation',
  'portal.watched',
];

/** The one table of the job queue that holds work; the rest is made anew with the queue. */
const JOBS = 'pgboss.job';

/** The tables of the program and of its job queue, in the order of their names. Partitions belong to their table. */
export async function tablesToDump(client: pg.Client): Promise<TableShape[]> {
  const { rows } = await client.query<{ name: string; plain: string; columns: string[] }>(`
    select format('%I.%I', n.nspname, c.relname) as name, n.nspname || '.' || c.relname as plain,
      (select array_agg(quote_ident(a.attname) order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'portal', 'pgboss') and c.relkind in ('r', 'p') and not c.relispartition
    order by 1`);
  return rows
    .filter((r) => !LEFT_OUT.includes(r.plain) && (r.plain === JOBS || !r.plain.startsWith('pgboss.')))
    .map(({ name, columns }) => ({ name, columns }));
}

/** Rows of one table in lines of JSON, some thousand at a time. */
export interface DumpPart {
  table: TableShape;
  lines: string[];
}

/**
 * Writes out all tables as they stand at one instant. Lines of JSON made by the database itself: the same on every
 * version, nothing is read as a number on the way.
 * @param client a connection that may read all tables; its transaction is opened and closed here
 * @param rowsAtOnce most rows in memory
 */
export async function* dumpTables(client: pg.Client, rowsAtOnce = 2000): AsyncGenerator<DumpPart> {
  await client.query('begin isolation level repeatable read read only');
  try {
    for (const table of await tablesToDump(client)) {
      const jobs = table.name === JOBS;
      // A job that was running is one that has still to run.
      const columns = table.columns.map((c) => (jobs && c === 'state' ? `'created' as state` : c));
      await client.query(
        `declare dump no scroll cursor for select row_to_json(t)::text as line from (select ${columns.join(', ')} from ${table.name}${jobs ? ` where state < 'completed'` : ''}) t`,
      );
      for (;;) {
        const { rows } = await client.query<{ line: string }>(`fetch ${rowsAtOnce} from dump`);
        if (rows.length === 0) break;
        yield { table, lines: rows.map((r) => r.line) };
      }
      await client.query('close dump');
    }
  } finally {
    await client.query('rollback');
  }
}
