import { sql } from 'kysely';
import { instant } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/db/pool.ts';
import type { AppContext } from '../../platform/http/route.ts';
import { parameter } from '../parameters/index.ts';
import { recordedKeys } from './keep.ts';

/** Queue of the daily sweep. */
export const SWEEP_QUEUE = 'sweep-files';
/** The sweep of a day begins at this hour of Beijing time. */
const HOUR = 3;
const BATCH = 500;
/** Uploads that take longer than this belong to a process that has gone. */
const UPLOAD_MS = 24 * 3_600_000;

/** Orders the sweep of the day once its hour has come; harmless when it has been ordered. */
export async function orderSweep(app: AppContext): Promise<void> {
  const today = app.clock.today();
  const hour = (app.clock.now().getUTCHours() + 8) % 24;
  if (hour < HOUR) return;
  await app.db.transaction().execute(async (tx) => {
    const ordered = await tx
      .insertInto('file_sweep')
      .values({ swept_on: today })
      .onConflict((c) => c.doNothing())
      .returning('swept_on')
      .executeTakeFirst();
    if (ordered) await app.jobs.enqueue(tx, SWEEP_QUEUE, { day: today }, today);
  });
}

/**
 * Compares the store with the rows: removes files that nothing refers to any more, bytes without a row, and uploads that
 * were never finished, all only after the time that is laid down; counts rows without bytes, which should never be.
 */
export async function sweepFiles(app: AppContext, day: string): Promise<void> {
  const now = app.clock.now();
  const hours = await parameter(app.db, 'files.unreferenced-time', { day: app.clock.today() });
  const before = instant(now.getTime() - hours * 3_600_000);
  const unreferenced = await sweepUnreferenced(app, before);
  const { orphans, missing } = await sweepOrphans(app, before);
  await app.uploads.sweep(instant(now.getTime() - UPLOAD_MS));
  if (missing > 0) app.log.error({ missing }, 'files are missing in the store');
  await app.db
    .updateTable('file_sweep')
    .set({ unreferenced, orphans, missing, finished_at: app.clock.now() })
    .where('swept_on', '=', day)
    .execute();
}

/** Every column of the database that refers to a kept file: a new module's are found by their foreign key. */
async function references(db: Database): Promise<{ table: string; column: string }[]> {
  const { rows } = await sql<{ table: string; column: string }>`
    select c.conrelid::regclass::text as "table", a.attname as "column"
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'stored_file'::regclass`.execute(db);
  return rows;
}

/** Removes rows that nothing refers to, and then their bytes. A row that an open change holds is left alone. @returns number removed */
async function sweepUnreferenced(app: AppContext, before: Date): Promise<number> {
  const places = await references(app.db);
  const unused = sql.join(
    places.map(
      (p) => sql`not exists (select from ${sql.table(p.table)} r where r.${sql.ref(p.column)} = f.id)`,
    ),
    sql` and `,
  );
  const { rows: found } = await sql<{ id: number }>`
    select f.id from stored_file f where f.created_at < ${before} and ${unused} order by f.id`.execute(
    app.db,
  );
  let removed = 0;
  for (const { id } of found) {
    const key = await app.db.transaction().execute((tx) => removeRow(tx, id, unused));
    if (key === undefined) continue;
    // After the commit: bytes without a row are found again, a row without bytes would be a loss.
    await app.files.remove(key);
    removed++;
  }
  return removed;
}

async function removeRow(
  tx: Tx,
  id: number,
  unused: ReturnType<typeof sql.join>,
): Promise<string | undefined> {
  const { rows } = await sql<{ key: string }>`
    delete from stored_file where id = (
      select f.id from stored_file f where f.id = ${id} and ${unused} for update skip locked)
    returning store_key as key`.execute(tx);
  return rows[0]?.key;
}

async function sweepOrphans(app: AppContext, before: Date): Promise<{ orphans: number; missing: number }> {
  const rows = await app.db
    .selectFrom('stored_file')
    .select('store_key')
    .where('created_at', '<', before)
    .execute();
  const expected = new Set(rows.map((r) => r.store_key));
  let orphans = 0;
  let batch: { key: string; changedAt: Date }[] = [];
  const look = async () => {
    const known = await recordedKeys(
      app.db,
      batch.map((b) => b.key),
    );
    for (const { key, changedAt } of batch) {
      expected.delete(key);
      if (known.has(key) || changedAt >= before) continue;
      await app.files.remove(key);
      orphans++;
    }
    batch = [];
  };
  for await (const object of app.files.store.list('')) {
    batch.push(object);
    if (batch.length >= BATCH) await look();
  }
  await look();
  // What was removed while we were looking is no loss.
  const missing = await recordedKeys(app.db, [...expected].slice(0, 10_000));
  return { orphans, missing: missing.size };
}
