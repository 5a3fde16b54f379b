import { randomBytes } from 'node:crypto';
import type { Day } from '../../law/day.ts';
import type { Change } from '../../platform/change.ts';
import { newPublicId, sameSecret } from '../../platform/crypto.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import { Refusal } from '../../platform/errors.ts';
import type { Keyring } from '../../platform/keyring.ts';
import type { SealedColumn } from '../../platform/sealed-columns.ts';
import { MAIL_ADDRESS } from '../../platform/smtp-address.ts';
import { notify } from '../notices.ts';
import { parameter } from '../parameters/index.ts';
import { wakeSender } from './outgoing.ts';
import { CHANNELS, type Channel } from './words.ts';

/** What the addresses of a person and channel are sealed for: the row's column `place` after the word. */
export function contactPurpose(personId: number, channel: Channel): string {
  return `contact ${personId} ${channel}`;
}

/** The columns that a change of the installation's key has to seal again. */
export const CONTACT_COLUMNS: readonly SealedColumn[] = (['sealed', 'pending'] as const).map((column) => ({
  table: 'contact_address',
  key: ['place'],
  column,
  purpose: (place) => `contact ${place}`,
}));

/** The addresses of a person for one channel, opened: for the person's own page, masked for others, for sending. */
export interface Contact {
  /** Confirmed: messages go there. */
  address: string | undefined;
  confirmedAt: Date | null;
  /** Waits for its code. */
  pending: string | undefined;
  codeMadeAt: Date | null;
}

/** Reads and opens the addresses of a person. @throws SealBroken when the key does not fit */
export async function readContact(
  db: Reader,
  keys: Keyring,
  personId: number,
  channel: Channel,
): Promise<Contact> {
  const row = await rowOf(db, personId, channel);
  const open = (sealed: Buffer | null | undefined) =>
    sealed ? keys.open(contactPurpose(personId, channel), sealed).toString('utf8') : undefined;
  return {
    address: open(row?.sealed),
    confirmedAt: row?.confirmed_at ?? null,
    pending: open(row?.pending),
    codeMadeAt: row?.code_made_at ?? null,
  };
}

async function rowOf(db: Reader, personId: number, channel: Channel) {
  return db
    .selectFrom('contact_address')
    .selectAll()
    .where('person_id', '=', personId)
    .where('channel', '=', channel)
    .executeTakeFirst();
}

/** Why an address cannot be used for a channel, or undefined. */
function addressProblem(channel: Channel, address: string): string | undefined {
  if (address === '') return `请填写${CHANNELS[channel].address}。`;
  if (channel === 'mail')
    return MAIL_ADDRESS.test(address) && address.length <= 200
      ? undefined
      : '邮箱地址应为 name@example.cn 的形式，请检查。';
  return /^[0-9A-Za-z+][0-9A-Za-z._+-]{4,39}$/.test(address)
    ? undefined
    : '手机号或即时通信账号应为 5 至 40 个字母、数字，请检查。';
}

/**
 * Takes an address for a person and sends a code to it; until the code is given back nothing else goes there, and the
 * address used so far stays in use.
 * @throws Refusal for a wrong form, or too many codes on a day
 */
export async function setContact(
  c: Change,
  keys: Keyring,
  it: { personId: number; channel: Channel; address: string; organisationId: number },
): Promise<void> {
  const problem = addressProblem(it.channel, it.address);
  if (problem) throw new Refusal([{ field: `address-${it.channel}`, message: problem }], 422);
  const row = await rowOf(c.tx, it.personId, it.channel);
  const made = row?.codes_on === c.today ? row.codes_made : 0;
  const most = await parameter(c.tx, 'notices.codes-per-day', {
    day: c.today,
    organisationId: it.organisationId,
  });
  if (made >= most)
    throw new Refusal([
      { field: `address-${it.channel}`, message: `今天已发过 ${made} 次验证码，请明天再改。` },
    ]);
  const setBy = c.actor.personId;
  if (setBy === undefined) throw new Error('an address is set by a person');
  const salt = randomBytes(12).toString('hex');
  const values = {
    pending: keys.seal(contactPurpose(it.personId, it.channel), Buffer.from(it.address)),
    code_salt: salt,
    code_made_at: c.now,
    code_tries: 0,
    codes_on: c.today,
    codes_made: made + 1,
    set_by_id: setBy,
    set_at: c.now,
  };
  await c.tx
    .insertInto('contact_address')
    .values({ person_id: it.personId, channel: it.channel, ...values })
    .onConflict((conflict) => conflict.columns(['person_id', 'channel']).doUpdateSet(values))
    .execute();
  await c.tx
    .insertInto('outgoing_message')
    .values({
      pid: newPublicId(),
      key: `code ${it.personId} ${it.channel} ${salt}`,
      person_id: it.personId,
      channel: it.channel,
      purpose: 'code',
      next_attempt_at: c.now,
      created_at: c.now,
    })
    .execute();
  await wakeSender(c.enqueue, it.channel, c.now);
  if (setBy !== it.personId)
    await notify(c, {
      to: [it.personId],
      kind: 'system',
      text: `管理员为您填写了${CHANNELS[it.channel].address}，请在消息设置中用收到的验证码确认。`,
      path: '/notices/settings',
    });
}

/** The six digits for an address that waits; made from the installation's key, stored nowhere. */
export function contactCode(keys: Keyring, personId: number, channel: Channel, salt: string): string {
  const hash = keys.blindIndex('contact-code', `${personId} ${channel} ${salt}`);
  return String(Number.parseInt(hash.slice(0, 12), 16) % 1_000_000).padStart(6, '0');
}

/** How a code was taken. A wrong one is counted, so the change has to be committed: it is an answer, not an error. */
export type CodeVerdict = 'confirmed' | 'wrong' | 'used-up' | 'too-late' | 'none';

/** Compares a code; the right one puts the address into use and tells the person in the inbox. */
export async function confirmContact(
  c: Change,
  keys: Keyring,
  it: { personId: number; channel: Channel; code: string; organisationId: number },
): Promise<CodeVerdict> {
  const row = await c.tx
    .selectFrom('contact_address')
    .selectAll()
    .where('person_id', '=', it.personId)
    .where('channel', '=', it.channel)
    .forUpdate()
    .executeTakeFirst();
  if (!row?.pending || !row.code_salt || !row.code_made_at) return 'none';
  const at = { day: c.today, organisationId: it.organisationId };
  const tries = await parameter(c.tx, 'notices.code-tries', at);
  const minutes = await parameter(c.tx, 'notices.code-minutes', at);
  if (c.now.getTime() > row.code_made_at.getTime() + minutes * 60_000) return 'too-late';
  if (row.code_tries >= tries) return 'used-up';
  const update = c.tx
    .updateTable('contact_address')
    .where('person_id', '=', it.personId)
    .where('channel', '=', it.channel);
  if (!sameSecret(it.code, contactCode(keys, it.personId, it.channel, row.code_salt))) {
    await update.set({ code_tries: row.code_tries + 1 }).execute();
    return 'wrong';
  }
  await update
    .set({
      sealed: row.pending,
      confirmed_at: c.now,
      pending: null,
      code_salt: null,
      code_made_at: null,
    })
    .execute();
  if (row.sealed)
    await notify(c, {
      to: [it.personId],
      kind: 'security',
      text: `您接收消息的${CHANNELS[it.channel].address}已更换。如不是您本人所为，请立即联系安全管理员。`,
      path: '/notices/settings',
    });
  return 'confirmed';
}

/** Removes the addresses of a person for a channel. @returns whether there was one */
export async function removeContact(tx: Tx, personId: number, channel: Channel): Promise<boolean> {
  // The count of the day stays with the row's end: removing and adding again must not give new codes without limit.
  const rows = await tx
    .updateTable('contact_address')
    .set({ sealed: null, confirmed_at: null, pending: null, code_salt: null, code_made_at: null })
    .where('person_id', '=', personId)
    .where('channel', '=', channel)
    .where((e) => e.or([e('sealed', 'is not', null), e('pending', 'is not', null)]))
    .returning('person_id')
    .execute();
  return rows.length > 0;
}

/** Deletes the addresses of people who left before the day: nothing is sent to them any more. @returns how many */
export async function forgetDeparted(db: Reader, before: Day): Promise<number> {
  const rows = await db
    .deleteFrom('contact_address')
    .where('person_id', 'in', (e) => e.selectFrom('person').select('id').where('valid_to', '<', before))
    .returning('person_id')
    .execute();
  return rows.length;
}

/** An address as others may see it: enough to recognise, not enough to use. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at > 0) return `${address.slice(0, 1)}***${address.slice(at)}`;
  return `${address.slice(0, 3)}****${address.slice(-2)}`;
}
