import { sql } from 'kysely';
import { actorColumns } from '../../platform/actor.ts';
import type { Change } from '../../platform/change.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import { Refusal } from '../../platform/errors.ts';
import { ERASE_FILE_QUEUE, liveFiles, takeFiles } from './case-files.ts';
import { holdsOn } from './holds.ts';
import type { ErasableKind, ErasureBasis, Party } from './words.ts';

/** One erasure, as the list that outlives the database keeps it: ids only. */
export interface ErasureEntry {
  caseId: number;
  keyRef: string;
  /** Of values and of files. */
  valueRefs: string[];
  kinds: string[];
  keyDestroyed: boolean;
  basis: ErasureBasis;
  basisRef: string;
  personId: number | null;
  service: string | null;
  at: Date;
}

/** What an erasure has taken; a type and not an interface, so that a change may answer with it. */
export type Erased = {
  values: number;
  files: number;
  /** Whether the key of the case went too. */
  keyDestroyed: boolean;
};

/**
 * Erases personal values and confidential files of a case: ciphertexts, search tokens, the files with their keys go, and
 * with the last of them the key of the case. Nothing can open them again (个人信息保护法第四十七条). The bytes of the
 * files are removed from the store by a job of the same transaction.
 * @param ids only these values, and the files `fileIds`; @param parties only what belongs to these; all of the case unless given
 * @param basisRef number of the case or rule that demands it; no text
 * @throws Refusal when a legal hold lasts, or nothing is left to erase
 */
export async function erasePersonal(
  c: Change,
  it: {
    caseId: number;
    ids?: readonly number[];
    fileIds?: readonly number[];
    parties?: readonly Party[];
    basis: ErasureBasis;
    basisRef: string;
  },
): Promise<Erased> {
  // The same lock as placing a hold: neither can slip past the other.
  const key = await c.tx
    .selectFrom('case_key')
    .select('destroyed_at')
    .where('case_id', '=', it.caseId)
    .forUpdate()
    .executeTakeFirst();
  if (!key || key.destroyed_at) throw new Refusal('本件没有可清除的个人信息，可能已经清除。');
  const [hold] = await holdsOn(c.tx, [it.caseId], c.today);
  if (hold)
    throw new Refusal([
      {
        message: `本件处于法律保全之中（${hold.document}，${hold.placedBy}设定），保全期间不能清除。如保全事由已经消失，请先解除保全。`,
        article: '个人信息保护法第四十七条第二款',
      },
    ]);
  const live = await c.tx
    .selectFrom('personal_value')
    .select(['id', 'party'])
    .where('case_id', '=', it.caseId)
    .where('ciphertext', 'is not', null)
    .execute();
  const theirs = (v: { party: string }) => it.parties?.includes(v.party as Party) ?? true;
  const ids = live.filter((v) => (it.ids?.includes(v.id) ?? true) && theirs(v)).map((v) => v.id);
  // Where only some values are meant, only the files that are named go with them.
  const meant = it.fileIds ?? (it.ids ? [] : undefined);
  const files = (await liveFiles(c.tx, it.caseId))
    .filter((f) => (meant?.includes(f.id) ?? true) && theirs(f))
    .map((f) => f.id);
  if (ids.length + files.length === 0) throw new Refusal('本件没有可清除的个人信息，可能已经清除。');
  return wipe(c, { ...it, ids, files });
}

/** Takes values and files away, the key too when nothing is left (but not when a new value follows), and enters it in the list. */
export async function wipe(
  c: Change,
  it: {
    caseId: number;
    ids: readonly number[];
    files?: readonly number[];
    basis: ErasureBasis;
    basisRef: string;
  },
): Promise<Erased> {
  const wiped = await takeAway(c.tx, it.caseId, it.ids, c.now);
  const files = await takeFiles(c.tx, it.caseId, it.files ?? [], c.now);
  for (const { key } of files) await c.enqueue(ERASE_FILE_QUEUE, { key }, key);
  const keyDestroyed = it.basis !== 'replaced' && (await destroyEmptyKey(c.tx, it.caseId, c.now));
  const key = await c.tx
    .selectFrom('case_key')
    .select('ref')
    .where('case_id', '=', it.caseId)
    .executeTakeFirstOrThrow();
  await c.tx
    .insertInto('erasure')
    .values({
      case_id: it.caseId,
      key_ref: key.ref,
      value_refs: [...wiped, ...files].map((w) => w.ref),
      kinds: [...new Set([...wiped.map((w) => w.kind), ...(files.length > 0 ? ['file'] : [])])],
      key_destroyed: keyDestroyed,
      basis: it.basis,
      basis_ref: it.basisRef,
      ...actorColumns(c.actor),
      at: c.now,
    })
    .execute();
  return { values: wiped.length, files: files.length, keyDestroyed };
}

async function takeAway(
  tx: Tx,
  caseId: number,
  ids: readonly number[],
  at: Date,
): Promise<{ ref: string; kind: string }[]> {
  if (ids.length === 0) return [];
  await sql`delete from personal_index where value_id = any(${[...ids]}) or with_value_id = any(${[...ids]})`.execute(
    tx,
  );
  return tx
    .updateTable('personal_value')
    .set({ ciphertext: null, erased_at: at })
    .where('case_id', '=', caseId)
    .where('id', 'in', [...ids])
    .where('ciphertext', 'is not', null)
    .returning(['ref', 'kind'])
    .execute();
}

async function destroyEmptyKey(tx: Tx, caseId: number, at: Date): Promise<boolean> {
  const left = await tx
    .selectFrom('personal_value')
    .select('id')
    .where('case_id', '=', caseId)
    .where('ciphertext', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  if (left || (await liveFiles(tx, caseId)).length > 0) return false;
  await tx
    .updateTable('case_key')
    .set({ key_sealed: null, destroyed_at: at })
    .where('case_id', '=', caseId)
    .execute();
  return true;
}

function entries(db: Reader) {
  return db
    .selectFrom('erasure')
    .select([
      'case_id as caseId',
      'key_ref as keyRef',
      'value_refs as valueRefs',
      'kinds',
      'key_destroyed as keyDestroyed',
      'basis',
      'basis_ref as basisRef',
      'person_id as personId',
      'service',
      'at',
    ]);
}

/** Every erasure so far, oldest first: what has to be kept outside the backups and replayed after a restore. */
export async function listErasures(db: Reader): Promise<ErasureEntry[]> {
  return (await entries(db).orderBy('id').execute()) as ErasureEntry[];
}

/** The erasures of a case, oldest first. */
export async function erasuresOf(
  db: Reader,
  caseId: number,
): Promise<(ErasureEntry & { kinds: ErasableKind[] })[]> {
  return (await entries(db).where('case_id', '=', caseId).orderBy('id').execute()) as (ErasureEntry & {
    kinds: ErasableKind[];
  })[];
}

/**
 * Erases again what an older backup has brought back. Values and files are known by their random references, so a case
 * that has got the number of another one since is never touched. Erasures that the database knows already are left as
 * they are.
 * @param list what `listErasures` gave before the restore
 * @param at the instant of the replay
 * @returns erased: entries applied now; known: entries that were there; absent: entries whose case the backup does not
 *   hold; files: places in the store whose bytes have to be removed after the commit
 */
export async function replayErasures(
  tx: Tx,
  list: readonly ErasureEntry[],
  at: Date,
): Promise<{ erased: number; known: number; absent: number; files: string[] }> {
  const count = { erased: 0, known: 0, absent: 0, files: [] as string[] };
  for (const entry of list) {
    const key = await tx
      .selectFrom('case_key')
      .select(['case_id', 'destroyed_at'])
      .where('ref', '=', entry.keyRef)
      .forUpdate()
      .executeTakeFirst();
    if (!key) {
      count.absent++;
      continue;
    }
    const { rows } = await sql<{ id: number }>`
      insert into erasure (case_id, key_ref, value_refs, kinds, key_destroyed, basis, basis_ref, person_id, service, at, replayed_at)
      values (${key.case_id}, ${entry.keyRef}, ${entry.valueRefs}, ${entry.kinds}, ${entry.keyDestroyed}, ${entry.basis}, ${entry.basisRef},
        (select id from person where id = ${entry.personId}), coalesce(${entry.service}, case when exists (select from person where id = ${entry.personId}) then null else 'operator' end),
        ${entry.at}, ${at})
      on conflict (key_ref, value_refs) do nothing returning id`.execute(tx);
    // With the key everything of the case goes, what the list does not name included.
    const everything = entry.keyDestroyed && !key.destroyed_at;
    const these = (table: 'personal_value' | 'case_file') =>
      tx
        .selectFrom(table)
        .select('id')
        .where('case_id', '=', key.case_id)
        .$if(!everything, (q) => q.where('ref', 'in', entry.valueRefs.length > 0 ? entry.valueRefs : ['']))
        .execute()
        .then((found) => found.map((v) => v.id));
    await takeAway(tx, key.case_id, await these('personal_value'), at);
    const files = await takeFiles(tx, key.case_id, await these('case_file'), at);
    count.files.push(...files.map((f) => f.key));
    if (everything) await destroyEmptyKey(tx, key.case_id, at);
    if (rows.length > 0) count.erased++;
    else count.known++;
  }
  return count;
}
