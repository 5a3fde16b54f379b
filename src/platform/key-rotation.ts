import { sql } from 'kysely';
import type { Database } from './db/pool.ts';
import { Refusal } from './errors.ts';
import { checkInstallationKey, retireOldKeys } from './installation-key.ts';
import { keyringOf, withNewKey, withoutOldKeys, writeKeyFile } from './keyring.ts';
import { type SealedColumn, sealAgain, sealedOtherwise } from './sealed-columns.ts';

/** Name under which the processes that hold the keys are connected to the database. */
export const OFFICE_CONNECTION = 'mingtang office';

const BATCH = 200;

/**
 * Changes the key of the installation: a new key into the key file, everything sealed again with it, the old key out of
 * the file. Killed at any moment it is gone on with by calling it again: the file keeps the old key until nothing is
 * sealed with it. The secret of the blind indexes stays.
 * @param file the key file
 * @param columns every column that the keys have sealed
 * @param batch values per transaction; @param after told after each, with the number of values sealed again so far
 * @returns ids of the keys, how many values were sealed again, whether an interrupted run was gone on with
 * @throws Refusal while the office is running: it would go on sealing with the old key
 */
export async function rotateKey(o: {
  db: Database;
  file: string;
  columns: readonly SealedColumn[];
  now: Date;
  batch?: number;
  after?: (values: number) => void;
}): Promise<{ from: string[]; to: string; values: number; resumed: boolean }> {
  await refuseWhileServing(o.db);
  let content = await checkInstallationKey(o.db, o.file, o.now);
  const resumed = content.keys.length > 1;
  if (!resumed) {
    writeKeyFile(o.file, withNewKey(content));
    content = await checkInstallationKey(o.db, o.file, o.now);
  }
  const keys = keyringOf(content);
  let values = 0;
  for (const column of o.columns)
    await sealAgain(o.db, keys, column, {
      batch: o.batch ?? BATCH,
      after: (rows) => {
        values += rows;
        o.after?.(values);
      },
    });
  // Somebody may have started the office meanwhile, with a copy of the old file elsewhere.
  await refuseWhileServing(o.db);
  for (const column of o.columns) {
    const left = await sealedOtherwise(o.db, keys, column);
    if (left > 0)
      throw new Refusal(
        `${column.table} 中还有 ${left} 项是用旧密钥加密的，旧密钥暂不删除。请确认服务已停止，再执行一次 npx mingtang key rotate。`,
      );
  }
  await retireOldKeys(o.db, content.current, o.now);
  writeKeyFile(o.file, withoutOldKeys(content));
  return {
    from: content.keys.map((k) => k.id).filter((id) => id !== content.current),
    to: content.current,
    values,
    resumed,
  };
}

async function refuseWhileServing(db: Database): Promise<void> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from pg_stat_activity where datname = current_database() and application_name = ${OFFICE_CONNECTION}`.execute(
    db,
  );
  if ((rows[0]?.n ?? 0) > 0)
    throw new Refusal(
      '服务正在运行，不能更换密钥：它会继续用旧密钥加密。请先停止服务，再执行 npx mingtang key rotate。',
    );
}
