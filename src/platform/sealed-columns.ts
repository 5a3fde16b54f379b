import { sql } from 'kysely';
import type { Database } from './db/pool.ts';
import type { Keyring } from './keyring.ts';

/** A column whose values the installation's keys have sealed. Every such column must be in the list that rotation gets. */
export interface SealedColumn {
  table: string;
  /** Its primary key: one column. */
  key: string;
  column: string;
  /** The purpose that a row was sealed for, from its primary key. */
  purpose(key: number | string): string;
}

/**
 * Seals again, with the current key, what an older key has sealed; row by row in small transactions, so that it can be
 * stopped at any moment and gone on with later.
 * @param batch rows per transaction
 * @param after told after each transaction
 * @returns number of rows sealed again
 * @throws SealBroken when a value does not open with any key of the ring: nothing of its batch is changed
 */
export async function sealAgain(
  db: Database,
  keys: Keyring,
  sealed: SealedColumn,
  o: { batch: number; after?: (rows: number) => void },
): Promise<number> {
  const { table, key, column } = {
    table: sql.table(sealed.table),
    key: sql.ref(sealed.key),
    column: sql.ref(sealed.column),
  };
  let total = 0;
  for (;;) {
    const rows = await db.transaction().execute(async (tx) => {
      const { rows: found } = await sql<{ key: number | string; value: Buffer }>`
        select ${key} as key, ${column} as value from ${table}
        where ${column} is not null and substring(${column} from 1 for 8) <> ${Buffer.from(keys.id, 'hex')}
        order by ${key} limit ${o.batch} for update`.execute(tx);
      for (const row of found) {
        const purpose = sealed.purpose(row.key);
        await sql`update ${table} set ${column} = ${keys.seal(purpose, keys.open(purpose, row.value))} where ${key} = ${row.key}`.execute(
          tx,
        );
      }
      return found.length;
    });
    total += rows;
    if (rows === 0) return total;
    o.after?.(rows);
  }
}

/** How many values another key than the current one has sealed. */
export async function sealedOtherwise(db: Database, keys: Keyring, sealed: SealedColumn): Promise<number> {
  const column = sql.ref(sealed.column);
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from ${sql.table(sealed.table)}
    where ${column} is not null and substring(${column} from 1 for 8) <> ${Buffer.from(keys.id, 'hex')}`.execute(
    db,
  );
  return rows[0]?.n ?? 0;
}
