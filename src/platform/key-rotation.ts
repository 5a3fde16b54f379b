import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from './db/pool.ts';
import { Refusal } from './errors.ts';
import { checkInstallationKey, retireOldKeys } from './installation-key.ts';
import { keyringOf, removeKeyParts, withNewKey, withoutOldKeys, writeKeyFile } from './keyring.ts';
import { type SealedColumn, sealAgain, sealedOtherwise } from './sealed-columns.ts';

/** Name under which the processes that hold the keys are connected to the database. */
export const OFFICE_CONNECTION = 'mingtang office';

const BATCH = 200;

/** Session lock of a change of key: two at once would each write a new key into the file, and one of them would be lost. */
const LOCK = 72064;
/** How long a lock is waited for whose holder has just been killed: the server finds out in a moment. */
const PATIENCE_MS = 5000;

/** What a change of the key has done. */
export interface Rotated {
  /** Ids of the keys that are gone. */
  from: string[];
  /** Id of the new key. */
  to: string;
  /** Values that were sealed again. */
  values: number;
  /** Whether an interrupted run was gone on with. */
  resumed: boolean;
}

/** What is to be changed. */
export interface Rotation {
  db: Database;
  /** The key file. */
  file: string;
  /** Every column that the keys have sealed. */
  columns: readonly SealedColumn[];
  now: Date;
  /** Values per transaction. */
  batch?: number;
  /** Told after each transaction, with the number of values sealed again so far. */
  after?: (values: number) => void;
  /** Writes down what was done: when nothing is sealed with the old key any more, and before that key leaves the file. */
  record: (done: Rotated) => Promise<void>;
}

/**
 * Changes the key of the installation: a new key into the key file, everything sealed again with it, the old key out of
 * the file. Killed at any moment it is gone on with by calling it again: the file keeps the old key until nothing is
 * sealed with it. The secret of the blind indexes stays.
 * @throws Refusal while the office is running (it would go on sealing with the old key), or the key is being changed elsewhere
 */
export async function rotateKey(o: Rotation): Promise<Rotated> {
  return o.db.connection().execute(async (held) => {
    await takeLock(held);
    try {
      return await rotate(o);
    } finally {
      // A connection that is lost has lost the lock with it; why it was lost is told by the run.
      await sql`select pg_advisory_unlock(${LOCK})`.execute(held).catch(() => undefined);
    }
  });
}

async function takeLock(held: Database): Promise<void> {
  for (let waited = 0; ; waited += 250) {
    const { rows } = await sql<{ ok: boolean }>`select pg_try_advisory_lock(${LOCK}) as ok`.execute(held);
    if (rows[0]?.ok) return;
    if (waited >= PATIENCE_MS)
      throw new Refusal('另一处正在更换密钥，不能同时进行。请等它结束；如果它已经中断，稍后再执行一次即可。');
    await setTimeout(250);
  }
}

async function rotate(o: Rotation): Promise<Rotated> {
  await refuseWhileServing(o.db);
  removeKeyParts(o.file);
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
  const done = {
    from: content.keys.map((k) => k.id).filter((id) => id !== content.current),
    to: content.current,
    values,
    resumed,
  };
  // In this order: a run that is killed here is gone on with, and says so again.
  await o.record(done);
  await retireOldKeys(o.db, content.current, o.now);
  writeKeyFile(o.file, withoutOldKeys(content));
  return done;
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
