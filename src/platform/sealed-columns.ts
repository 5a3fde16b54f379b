import { sql } from 'kysely';
import type { Database } from './db/pool.ts';
import type { Keyring } from './keyring.ts';

/** A column whose values the installation's keys have sealed. Every such column must be in the list that rotation gets. */
export interface SealedColumn {
  table: string;
  /** Columns that name a row and its purpose: the primary key, or another unique key. */
  key: readonly string[];
  column: string;
  /** The purpose that a row was sealed for, from the values of its key columns. */
  purpose(...key: (number | string)[]): string;
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
  const table = sql.table(sealed.table);
  const column = sql.ref(sealed.column);
  const columns = sql.join(sealed.key.map((k) => sql.ref(k)));
  let total = 0;
  for (;;) {
    const rows = await db.transaction().execute(async (tx) => {
      const { rows: found } = await sql<{ key: (number | string)[]; value: Buffer }>`
        select json_build_array(${columns}) as key, ${column} as value from ${table}
        where ${column} is not null and substring(${column} from 1 for 8) <> ${Buffer.from(keys.id, 'hex')}
        order by ${columns} limit ${o.batch} for update`.execute(tx);
      for (const row of found) {
        const purpose = sealed.purpose(...row.key);
        const again = keys.seal(purpose, keys.open(purpose, row.value));
        const here = sql.join(
          sealed.key.map((k, i) => sql`${sql.ref(k)} = ${row.key[i]}`),
          sql` and `,
        );
        await sql`update ${table} set ${column} = ${again} where ${here}`.execute(tx);
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
