import { sql } from 'kysely';
import { sha256 } from '../../platform/crypto.ts';
import type { Database, Reader } from '../../platform/db/pool.ts';
import { TooMany } from '../../platform/errors.ts';
import { cleanAddress, networkOf } from '../../platform/http/network.ts';
import { minute } from '../../ui/times.ts';
import { type Attempt, recordEvent } from './events.ts';
import type { SignInRules } from './rules.ts';

/*
 * Counters of tries. They are no evidence and may be lost in a crash; an account that was locked stays so by its own row.
 * Keys are hashed: the table holds neither names nor addresses.
 */

/** What tries are counted by. */
export const attemptKey = {
  name: (username: string) => sha256(`name ${username}`),
  nameFrom: (username: string, network: string) => sha256(`name ${username} from ${network}`),
  code: (personId: number) => sha256(`code ${personId}`),
  proof: (personId: number) => sha256(`proof ${personId}`),
  address: (address: string) => sha256(`address ${address}`),
  network: (network: string) => sha256(`network ${network}`),
};

/**
 * Counts a try within a window that begins with the first one.
 * @param lockAt the try that reaches this number starts the window anew, so that a lock lasts its whole time
 * @returns tries in the window, this one included, and when the window ends
 */
export async function countAttempt(
  db: Reader,
  key: string,
  minutes: number,
  now: Date,
  lockAt = 0,
): Promise<{ attempts: number; until: Date }> {
  const { rows } = await sql<{ attempts: number; until: Date }>`
    insert into attempt_limit as l (key, window_started_at, attempts) values (${key}, ${now}, 1)
    on conflict (key) do update set
      attempts = case when l.window_started_at <= ${now}::timestamptz - make_interval(mins => ${minutes}) then 1 else l.attempts + 1 end,
      window_started_at = case when l.window_started_at <= ${now}::timestamptz - make_interval(mins => ${minutes}) or l.attempts + 1 = ${lockAt}
        then ${now}::timestamptz else l.window_started_at end
    returning attempts, window_started_at + make_interval(mins => ${minutes}) as until`.execute(db);
  return rows[0]!;
}

/** Sets counters back to nothing. @returns how many there were */
export async function forgetAttempts(db: Reader, keys: readonly string[]): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('attempt_limit')
    .where('key', 'in', keys)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** Gives an address and its network back the try that a right password has used: an office behind one address signs in every morning. */
export async function giveBack(db: Reader, address: string): Promise<void> {
  await db
    .updateTable('attempt_limit')
    .set((e) => ({ attempts: e('attempts', '-', 1) }))
    .where('key', 'in', sourceKeys(address))
    .execute();
}

/** Keys of an address and of its network; what is no address has one key for all of its kind. */
export function sourceKeys(address: string): string[] {
  const clean = cleanAddress(address);
  return clean ? [attemptKey.address(clean), attemptKey.network(networkOf(clean))] : [attemptKey.address('')];
}

/**
 * One network address, and one network, may try so often in a while, whoever it pretends to be.
 * @throws TooMany from then on; the first refusal in a window stands in the log
 */
export async function limitSource(db: Database, attempt: Attempt, rules: SignInRules): Promise<void> {
  const limits = [rules.attemptsPerAddress, rules.attemptsPerNetwork];
  for (const [i, key] of sourceKeys(attempt.address).entries()) {
    const limit = limits[i]!;
    const { attempts, until } = await countAttempt(db, key, rules.windowMinutes, attempt.now);
    if (attempts <= limit) continue;
    if (attempts === limit + 1)
      await db.transaction().execute((tx) =>
        recordEvent(tx, {
          kind: 'network-limited',
          at: attempt.now,
          requestId: attempt.requestId,
          address: attempt.address,
        }),
      );
    const left = secondsUntil(until, attempt.now);
    throw new TooMany(
      `登录尝试过于频繁，请 ${Math.ceil(left / 60)} 分钟后再试。急需登录的，请联系安全管理员解除限制。`,
      left,
    );
  }
}

/** Seconds from now until then, at least one. */
function secondsUntil(until: Date, now: Date): number {
  return Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
}

/** The refusal of a locked account: until when, and who unlocks. The same for a name that nobody has. */
export function accountLocked(until: Date, now: Date): TooMany {
  const left = secondsUntil(until, now);
  return new TooMany(
    `连续输错次数过多，账号已锁定至 ${minute(until)}（还有 ${Math.ceil(left / 60)} 分钟），到时自动解除。` +
      '急需登录的，请联系安全管理员解除锁定；忘记口令的，请联系系统管理员重置口令。',
    left,
  );
}

/** The refusal of somebody signed in who has failed too often to prove who they are. */
export function proofLimited(until: Date, now: Date): TooMany {
  const left = secondsUntil(until, now);
  return new TooMany(`连续输错次数过多，请 ${Math.ceil(left / 60)} 分钟后再试。`, left);
}
