import { sql } from 'kysely';
import { isMinor } from '../../law/age.ts';
import type { Day } from '../../law/day.ts';
import { MASK_DEFAULTS, type MaskOptions } from '../../law/masks.ts';
import type { Change } from '../../platform/change.ts';
import { newPublicId } from '../../platform/crypto.ts';
import type { Reader } from '../../platform/db/pool.ts';
import type { Keyring } from '../../platform/keyring.ts';
import { openBytes, SealBroken, type SealingKey, sealBytes } from '../../platform/sealing.ts';

import { caseKey, openCaseKeys } from './case-keys.ts';
import { wipe } from './erasure.ts';
import { setEraseAfter } from './retention.ts';
import { type IndexKind, normalName, type Party, type PersonalKind, personalKind } from './words.ts';

/** A personal value on its way into the store. */
export interface PersonalInput {
  /** Whose; the person of the case unless said otherwise. */
  party?: Party;
  kind: PersonalKind;
  value: string;
}

/** Where a ciphertext belongs: elsewhere it does not open. */
function place(v: { caseId: number; party: string; kind: string; ref: string }): string {
  return `personal_value ${v.caseId} ${v.party} ${v.kind} ${v.ref}`;
}

/** The keyed hash under which a value is found; undefined for kinds that are not searched. */
export function blindToken(keys: Keyring, kind: IndexKind, normal: string): string {
  return keys.blindIndex(`personal ${kind}`, normal);
}

/**
 * Stores personal values of a case, sealed with its key; a value of the same party and kind is replaced and its old form
 * wiped. Empty values are left out.
 * @param matter kind of case (`procedure_case.procedure`), for retention periods that run from storing
 * @throws Refusal when the personal data of the case have been erased
 */
export async function putPersonal(
  c: Change,
  keys: Keyring,
  it: { caseId: number; matter: string },
  values: readonly PersonalInput[],
): Promise<void> {
  const wanted = values.filter((v) => v.value.trim() !== '');
  if (wanted.length === 0) return;
  const key = await caseKey(c, keys, it.caseId);
  for (const v of wanted) {
    const party = v.party ?? 'person';
    const old = await c.tx
      .selectFrom('personal_value')
      .select('id')
      .where('case_id', '=', it.caseId)
      .where('party', '=', party)
      .where('kind', '=', v.kind)
      .where('ciphertext', 'is not', null)
      .execute();
    if (old.length > 0)
      await wipe(c, { caseId: it.caseId, ids: old.map((o) => o.id), basis: 'replaced', basisRef: '' });
    await insertValue(c, keys, key, { caseId: it.caseId, party, kind: v.kind, value: v.value.trim() });
  }
  await indexNames(c, keys, it.caseId, key);
  await setEraseAfter(c, it.matter, it.caseId, 'stored');
}

async function insertValue(
  c: Change,
  keys: Keyring,
  key: SealingKey,
  v: { caseId: number; party: Party; kind: PersonalKind; value: string },
): Promise<void> {
  const ref = newPublicId();
  const row = await c.tx
    .insertInto('personal_value')
    .values({
      ref,
      case_id: v.caseId,
      party: v.party,
      kind: v.kind,
      ciphertext: sealBytes(key, Buffer.from(v.value), place({ ...v, ref })),
      stored_at: c.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const normal = personalKind(v.kind).normal?.(v.value);
  if (normal)
    await c.tx
      .insertInto('personal_index')
      .values({
        value_id: row.id,
        kind: v.kind as IndexKind,
        token: blindToken(keys, v.kind as IndexKind, normal),
      })
      .execute();
}

/** Name and phone together: written anew whenever one of the two changes. */
async function indexNames(c: Change, keys: Keyring, caseId: number, key: SealingKey): Promise<void> {
  const values = await liveValues(c.tx, [caseId]);
  for (const phone of values.filter((v) => v.kind === 'phone')) {
    const name = values.find((v) => v.kind === 'name' && v.party === phone.party);
    if (!name) continue;
    await c.tx
      .deleteFrom('personal_index')
      .where('value_id', '=', phone.id)
      .where('kind', '=', 'name-phone')
      .execute();
    const normal = namePhone(open(key, name), open(key, phone));
    await c.tx
      .insertInto('personal_index')
      .values({
        value_id: phone.id,
        with_value_id: name.id,
        kind: 'name-phone',
        token: blindToken(keys, 'name-phone', normal),
      })
      .execute();
  }
}

/** The normal form of name and phone together. */
export function namePhone(name: string, phone: string): string {
  return `${normalName(name)} ${personalKind('phone').normal?.(phone) ?? ''}`;
}

interface LiveValue {
  id: number;
  caseId: number;
  party: Party;
  kind: PersonalKind;
  ref: string;
  ciphertext: Buffer;
  eraseAfter: Day | null;
}

async function liveValues(db: Reader, caseIds: readonly number[]): Promise<LiveValue[]> {
  if (caseIds.length === 0) return [];
  const { rows } = await sql<LiveValue>`
    select id, case_id as "caseId", party, kind, ref, ciphertext, erase_after as "eraseAfter" from personal_value
    where case_id = any(${[...caseIds]}) and ciphertext is not null order by case_id, id`.execute(db);
  return rows;
}

function open(key: SealingKey, v: LiveValue): string {
  return openBytes(key, v.ciphertext, place(v)).toString('utf8');
}

/** A whole value. It leaves `core/personal` only by an act of unmasking. */
export interface WholeValue {
  id: number;
  party: Party;
  kind: PersonalKind;
  value: string;
}

/** The values of a case, opened. For this folder only: pages get masks, people who need more unmask. */
export async function openValues(db: Reader, keys: Keyring, caseId: number): Promise<WholeValue[]> {
  const key = (await openCaseKeys(db, keys, [caseId])).get(caseId);
  if (!key) return [];
  const values = await liveValues(db, [caseId]);
  return values.map((v) => ({ id: v.id, party: v.party, kind: v.kind, value: open(key, v) }));
}

/** A value as pages may show it. */
export interface MaskedValue {
  id: number;
  caseId: number;
  party: Party;
  kind: PersonalKind;
  masked: string;
  /** Last day of its retention; null while the case is open. */
  eraseAfter: Day | null;
}

/**
 * The values of cases, masked by the one rule of `law/masks.ts`; names of minors (by the birth date in their identity
 * number) as 某. A value that does not open says so instead of failing the page.
 * @param today for the age
 */
export async function maskedPersonal(
  db: Reader,
  keys: Keyring,
  caseIds: readonly number[],
  today: Day,
  options: MaskOptions = MASK_DEFAULTS,
): Promise<MaskedValue[]> {
  const caseKeys = await openCaseKeys(db, keys, caseIds);
  const opened = (await liveValues(db, caseIds)).map((v) => {
    const key = caseKeys.get(v.caseId);
    try {
      return { ...v, value: key ? open(key, v) : undefined };
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      return { ...v, value: undefined };
    }
  });
  return opened.map((v) => {
    const number = opened.find(
      (o) => o.caseId === v.caseId && o.party === v.party && o.kind === 'identity-number',
    )?.value;
    const minor = number !== undefined && isMinor(number, today);
    return {
      id: v.id,
      caseId: v.caseId,
      party: v.party,
      kind: v.kind,
      eraseAfter: v.eraseAfter,
      masked:
        v.value === undefined
          ? '（密文不能打开，请联系系统管理员）'
          : personalKind(v.kind).mask(v.value, { ...options, minor }),
    };
  });
}
