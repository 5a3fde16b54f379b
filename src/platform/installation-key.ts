import fs from 'node:fs';
import type { Database } from './db/pool.ts';
import { type KeyFile, KeyFileError, keyProof, newKeyFile, readKeyFile, writeKeyFile } from './keyring.ts';

/**
 * Holds the key file against the database before anything is served. The first start of an empty installation makes the
 * file; afterwards a missing or foreign file stops the start: a new one would open nothing of what is there.
 * @param file where the key file is
 * @throws KeyFileError with a sentence that says what to do
 */
export async function checkInstallationKey(db: Database, file: string, now: Date): Promise<KeyFile> {
  const known = await db
    .selectFrom('installation_key')
    .select(['id', 'proof'])
    .where('retired_at', 'is', null)
    .execute();
  if (!fs.existsSync(file)) {
    if (known.length > 0)
      throw new KeyFileError(
        `找不到密钥文件 ${file}，而数据库中已有用它加密的内容。请从保管处取回密钥文件放回原处（权限 600），或用 MINGTANG_KEY_FILE 指明位置。不要另建新的密钥文件：新密钥打不开原有内容。`,
      );
    writeKeyFile(file, newKeyFile());
  }
  const content = readKeyFile(file);
  const proofs = new Map(content.keys.map((k) => [k.id, keyProof(k)]));
  const missing = known.filter((k) => proofs.get(k.id) !== k.proof);
  if (missing.length > 0)
    throw new KeyFileError(
      `密钥文件 ${file} 不属于这个数据库（数据库使用密钥 ${missing.map((k) => k.id).join('、')}，文件中是 ${content.keys.map((k) => k.id).join('、')}）。请换用这个数据库的密钥文件，或用 MINGTANG_KEY_FILE 指明位置。`,
    );
  for (const key of content.keys) if (!known.some((k) => k.id === key.id)) await registerKey(db, key, now);
  return content;
}

async function registerKey(db: Database, key: KeyFile['keys'][number], now: Date): Promise<void> {
  await db
    .insertInto('installation_key')
    .values({ id: key.id, proof: keyProof(key), registered_at: now })
    .onConflict((o) => o.doNothing())
    .execute();
}

/** Marks all keys but the current one as no longer in use. */
export async function retireOldKeys(db: Database, current: string, now: Date): Promise<void> {
  await db
    .updateTable('installation_key')
    .set({ retired_at: now })
    .where('id', '<>', current)
    .where('retired_at', 'is', null)
    .execute();
}
