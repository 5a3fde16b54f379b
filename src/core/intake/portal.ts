import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import { newToken, sha256 } from '../../platform/crypto.ts';
import type { Database, Reader } from '../../platform/db/pool.ts';
import { sealEnvelope } from '../../platform/envelope.ts';
import { Refusal, TooMany } from '../../platform/errors.ts';
import { visitorOf } from '../../platform/http/network.ts';
import type { RequestContext } from '../../platform/http/route.ts';
import { portalParameter } from '../parameters/public.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const CODE_LENGTH = 16;

/** A secret of one form: from it comes the query code, so that the same form sent twice is one submission. */
export function newNonce(): string {
  return newToken();
}

/** Whether a text has the form of `newNonce`. */
export function nonceFits(nonce: string): boolean {
  return /^[\w-]{43}$/.test(nonce);
}

/** The query code of a form: 16 characters of Crockford base32 (80 bits) in groups of four. */
export function codeOf(nonce: string): string {
  const bytes = Buffer.from(sha256(`query code ${nonce}`), 'hex');
  const code = [...bytes.subarray(0, CODE_LENGTH)].map((b) => ALPHABET[b & 31]).join('');
  return code.replace(/(.{4})(?=.)/g, '$1-');
}

/**
 * For how many months after the close what somebody leaves is kept at the longest, by the retention table: people are told
 * before they type (个人信息保护法第十七条). Undefined when the table says nothing of the matter.
 */
export async function keptMonths(db: Reader, matter: string, today: Day): Promise<number | undefined> {
  const { rows } = await sql<{ months: number | null }>`
    select max(months) as months from portal.live_retention
    where matter = ${matter} and valid_from <= ${today} and (valid_to is null or valid_to >= ${today})`.execute(
    db,
  );
  return rows[0]?.months ?? undefined;
}

/** A query code as somebody typed it: any case, any blanks and hyphens, o for 0, i and l for 1. Undefined when it is none. */
export function readCode(typed: string): string | undefined {
  const code = typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\-—－_]/g, '')
    .replaceAll('o', '0')
    .replace(/[il]/g, '1');
  if (code.length !== CODE_LENGTH || [...code].some((c) => !ALPHABET.includes(c))) return undefined;
  return code.replace(/(.{4})(?=.)/g, '$1-');
}

/** What is stored of a query code. */
export function codeHash(code: string): string {
  return sha256(code);
}

/** What a submission is sealed for: opened as another kind or under another code it does not open. */
export function envelopeContext(kind: string, hash: string): string {
  return `intake ${kind} ${hash}`;
}

/**
 * Seals a submission for the office and hands it in; nobody on the portal can read it again. Handing in the same form a
 * second time changes nothing.
 * @param content an object of texts; @param nonce the secret of the form
 * @returns the query code, to be shown once; `before`: this form had come before, and that text is what was taken
 * @throws Refusal while the office cannot receive anything
 */
export async function submitIntake(
  db: Database,
  it: { kind: string; nonce: string; content: Readonly<Record<string, string>>; now: Date; today: Day },
): Promise<{ code: string; before: boolean }> {
  const { rows: keys } = await sql<{ id: number; public_key: Buffer }>`
    select id, public_key from portal.live_intake_key`.execute(db);
  const key = keys[0];
  if (!key) throw new Refusal('网上提交暂时不能使用，请稍后再试，或者到窗口办理。您填写的内容还在。');
  const code = codeOf(it.nonce);
  const hash = codeHash(code);
  const envelope = sealEnvelope(
    key.public_key,
    Buffer.from(JSON.stringify(it.content)),
    envelopeContext(it.kind, hash),
  );
  const { rows } = await sql<{ answer: string }>`
    select portal.submit_intake(${it.kind}, ${hash}, ${key.id}, ${envelope}, ${it.now}, ${it.today}) as answer`.execute(
    db,
  );
  if (rows[0]?.answer === 'full')
    throw new Refusal('等待登记的提交太多，暂时不能接收。请稍后再试，或者到窗口办理。您填写的内容还在。');
  return { code, before: rows[0]?.answer === 'known' };
}

/** State and dates of a submission by its query code; nothing that tells about a person. Undefined for an unknown code. */
export async function lookUp(
  db: Database,
  kind: string,
  code: string,
): Promise<{ state: string; receivedOn: Day; dueOn: Day | null; closedOn: Day | null } | undefined> {
  const { rows } = await sql<{ state: string; receivedOn: Day; dueOn: Day | null; closedOn: Day | null }>`
    select state, received_on as "receivedOn", due_on as "dueOn", closed_on as "closedOn"
    from portal.intake_state(${kind}, ${codeHash(code)})`.execute(db);
  return rows[0];
}

/**
 * Counts one try of an address within a while.
 * @throws TooMany when it was one too many
 */
async function countPortalAttempt(
  db: Database,
  it: { key: string; most: number; minutes: number; now: Date },
): Promise<void> {
  const { rows } = await sql<{ attempts: number; started_at: Date }>`
    select attempts, started_at from portal.count_attempt(${it.key}, ${it.minutes}::integer, ${it.now})`.execute(
    db,
  );
  const row = rows[0];
  if (!row || row.attempts <= it.most) return;
  const seconds = Math.max(
    1,
    Math.ceil((row.started_at.getTime() + it.minutes * 60_000 - it.now.getTime()) / 1000),
  );
  throw new TooMany(
    `操作过于频繁，请 ${Math.ceil(seconds / 60)} 分钟后再试，或者按页面底部的联系方式来电。`,
    seconds,
  );
}

/**
 * One more try of this network address. The form is shown again; nothing that was typed is lost.
 * @param kind of submission, each with its own count
 * @throws TooMany when it was one too many
 */
export async function countTry(
  ctx: Pick<RequestContext, 'db' | 'address' | 'today' | 'now'>,
  kind: string,
  what: 'submissions' | 'lookups',
): Promise<void> {
  const [most, minutes] = await Promise.all([
    portalParameter(ctx.db, `portal.${what}-per-address`, ctx.today),
    portalParameter(ctx.db, 'portal.attempt-minutes', ctx.today),
  ]);
  const key = `${kind} ${what} ${visitorOf(ctx.address)}`;
  await countPortalAttempt(ctx.db, { key, most, minutes, now: ctx.now });
}
