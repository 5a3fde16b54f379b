import type { Change } from '../../platform/change.ts';
import { newPublicId } from '../../platform/crypto.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { Refusal } from '../../platform/errors.ts';
import type { Keyring } from '../../platform/keyring.ts';
import type { SealedColumn } from '../../platform/sealed-columns.ts';
import { keyBytes, keyFromBytes, newSealingKey, type SealingKey } from '../../platform/sealing.ts';

/** What case keys are sealed for: they open only for their case. */
const purpose = (caseId: number | string) => `case-key ${caseId}`;

/** Where case keys lie sealed, for rotation. */
export const CASE_KEY_COLUMN: SealedColumn = {
  table: 'case_key',
  key: ['case_id'],
  column: 'key_sealed',
  purpose,
};

/**
 * The data key of a case, made with its first personal value. Everything that belongs to the persons of a case is sealed
 * with it, so that destroying it erases everything.
 * @throws Refusal when the key was destroyed: nothing may be stored there again
 */
export async function caseKey(c: Change, keys: Keyring, caseId: number): Promise<SealingKey> {
  const row = await c.tx
    .selectFrom('case_key')
    .select('key_sealed')
    .where('case_id', '=', caseId)
    .forUpdate()
    .executeTakeFirst();
  if (row?.key_sealed) return keyFromBytes(keys.open(purpose(caseId), row.key_sealed));
  if (row) throw new Refusal('本件的个人信息已经清除，密钥已销毁，不能再存入个人信息。');
  const key = newSealingKey();
  await c.tx
    .insertInto('case_key')
    .values({
      case_id: caseId,
      ref: newPublicId(),
      key_sealed: keys.seal(purpose(caseId), keyBytes(key)),
      made_at: c.now,
    })
    .execute();
  return key;
}

/** The data keys of cases that have one; destroyed ones are absent. @throws SealBroken when a key does not open */
export async function openCaseKeys(
  db: Reader,
  keys: Keyring,
  caseIds: readonly number[],
): Promise<Map<number, SealingKey>> {
  if (caseIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('case_key')
    .select(['case_id', 'key_sealed'])
    .where('case_id', 'in', caseIds)
    .where('key_sealed', 'is not', null)
    .execute();
  return new Map(
    rows.flatMap((r) =>
      r.key_sealed ? [[r.case_id, keyFromBytes(keys.open(purpose(r.case_id), r.key_sealed))] as const] : [],
    ),
  );
}
