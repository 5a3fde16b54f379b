import * as crypto from 'node:crypto';
import { generateSecret, generateURI, verifySync } from 'otplib';
import { sha256 } from '../../platform/crypto.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import type { Keyring } from '../../platform/keyring.ts';
import type { SealedColumn } from '../../platform/sealed-columns.ts';
import { type Attempt, recordEvent } from './events.ts';

/** Seconds of a time step, and the clock skew that is forgiven: one step either way (RFC 6238, section 5.2). */
const STEP = 30;
const CODES = 10;
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Purpose under which a person's secret is sealed. */
const totpPurpose = (personId: number | string) => `totp ${personId}`;

/** Where the keys have sealed secrets, for their rotation. */
export const TOTP_COLUMNS: readonly SealedColumn[] = ['totp_credential', 'totp_enrolment'].map((table) => ({
  table,
  key: ['person_id'],
  column: 'secret',
  purpose: totpPurpose,
}));

/** Whether a person has a second factor. */
export async function hasTotp(db: Reader, personId: number): Promise<boolean> {
  const row = await db
    .selectFrom('totp_credential')
    .select('person_id')
    .where('person_id', '=', personId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Begins an enrolment: a new secret that counts for nothing until a code made from it has been shown. */
export async function beginEnrolment(tx: Tx, keys: Keyring, personId: number, at: Date): Promise<void> {
  const secret = keys.seal(totpPurpose(personId), Buffer.from(generateSecret(), 'utf8'));
  await tx
    .insertInto('totp_enrolment')
    .values({ person_id: personId, secret, started_at: at })
    .onConflict((c) => c.column('person_id').doUpdateSet({ secret, started_at: at }))
    .execute();
}

/** The secret (base32) of the enrolment that a person has begun, if there is one. */
export async function enrolmentSecret(
  db: Reader,
  keys: Keyring,
  personId: number,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('totp_enrolment')
    .select('secret')
    .where('person_id', '=', personId)
    .executeTakeFirst();
  return row && keys.open(totpPurpose(personId), row.secret).toString('utf8');
}

/** What the QR code says: name of the account, and the secret. */
export function enrolmentUri(username: string, secret: string): string {
  return generateURI({ issuer: '公开工作台', label: username, secret });
}

/** The time step that a code of this secret belongs to; undefined when it fits none that is near enough. */
function stepOf(secret: string, code: string, now: Date): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const epoch = Math.floor(now.getTime() / 1000);
  const result = verifySync({ secret, token: code, epoch, period: STEP, epochTolerance: STEP });
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
}

/**
 * Turns the enrolment into the person's second factor when the code was made from its secret; the code is used up.
 * @returns whether it was
 */
export async function confirmEnrolment(
  tx: Tx,
  keys: Keyring,
  personId: number,
  code: string,
  attempt: Attempt,
): Promise<boolean> {
  const row = await tx
    .selectFrom('totp_enrolment')
    .select('secret')
    .where('person_id', '=', personId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return false;
  const step = stepOf(keys.open(totpPurpose(personId), row.secret).toString('utf8'), tidy(code), attempt.now);
  if (step === undefined) return false;
  const values = { secret: row.secret, confirmed_at: attempt.now, last_step: step };
  await tx
    .insertInto('totp_credential')
    .values({ person_id: personId, ...values })
    .onConflict((c) => c.column('person_id').doUpdateSet(values))
    .execute();
  await tx.deleteFrom('totp_enrolment').where('person_id', '=', personId).execute();
  await tx.updateTable('account').set({ must_enrol_totp: false }).where('person_id', '=', personId).execute();
  await recordEvent(tx, {
    kind: 'totp-enrolled',
    at: attempt.now,
    requestId: attempt.requestId,
    personId,
    address: attempt.address,
  });
  return true;
}

/**
 * Checks a code of the app or a recovery code, and uses it up. The row is locked: of two at once one is a replay.
 * @returns 'totp' or 'recovery-code' when it fits, 'replayed' for a code that was used before, 'wrong' for anything else
 */
export async function useCode(
  tx: Tx,
  keys: Keyring,
  personId: number,
  code: string,
  now: Date,
): Promise<'totp' | 'recovery-code' | 'replayed' | 'wrong'> {
  const row = await tx
    .selectFrom('totp_credential')
    .select(['secret', 'last_step'])
    .where('person_id', '=', personId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return 'wrong';
  const typed = tidy(code);
  const step = stepOf(keys.open(totpPurpose(personId), row.secret).toString('utf8'), typed, now);
  if (step !== undefined) {
    if (step <= row.last_step) return 'replayed';
    await tx
      .updateTable('totp_credential')
      .set({ last_step: step })
      .where('person_id', '=', personId)
      .execute();
    return 'totp';
  }
  const used = await tx
    .updateTable('recovery_code')
    .set({ used_at: now })
    .where('person_id', '=', personId)
    .where('code_hash', '=', codeHash(personId, typed))
    .where('used_at', 'is', null)
    .returning('person_id')
    .executeTakeFirst();
  return used ? 'recovery-code' : 'wrong';
}

/** A code as people type it: blanks and hyphens do not matter, nor do letters that look like digits. */
function tidy(code: string): string {
  return code
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s-]/g, '')
    .replaceAll('o', '0')
    .replace(/[il]/g, '1');
}

function codeHash(personId: number, tidied: string): string {
  return sha256(`recovery ${personId} ${tidied}`);
}

/**
 * Gives a person ten new recovery codes; the old ones open nothing any more.
 * @returns the codes (80 bits each, in groups of four), to be shown once: only their hashes are kept
 */
export async function newRecoveryCodes(tx: Tx, personId: number, at: Date): Promise<string[]> {
  const codes = Array.from({ length: CODES }, () =>
    [...crypto.randomBytes(16)].map((byte) => ALPHABET[byte & 31]).join(''),
  );
  await tx.deleteFrom('recovery_code').where('person_id', '=', personId).execute();
  await tx
    .insertInto('recovery_code')
    .values(
      codes.map((code) => ({ person_id: personId, code_hash: codeHash(personId, code), created_at: at })),
    )
    .execute();
  return codes.map((code) => code.replace(/(.{4})(?=.)/g, '$1-'));
}

/** Takes the second factor of a person away; they must enrol again before anything else. */
export async function removeTotp(tx: Tx, personId: number): Promise<void> {
  await tx.deleteFrom('totp_credential').where('person_id', '=', personId).execute();
  await tx.deleteFrom('totp_enrolment').where('person_id', '=', personId).execute();
  await tx.deleteFrom('recovery_code').where('person_id', '=', personId).execute();
  await tx.updateTable('account').set({ must_enrol_totp: true }).where('person_id', '=', personId).execute();
}
