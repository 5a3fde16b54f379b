import nodeCrypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/* Thousands of tries to sign in at once, and what they cost: for the test of the limits and for the bench. */

/** What is tried, and from where. */
export interface Try {
  username: string;
  password: string;
  from: string;
}

/** What a burst has led to. */
export interface BurstResult {
  statuses: Map<number, number>;
  /** Passwords that were looked at. */
  hashed: number;
  /** Most of them at the same time. */
  hashesAtOnce: number;
  /** Milliseconds of the whole burst. */
  took: number;
  /** Most memory the process held beyond what it had before, in MB. */
  memory: number;
  /** Answers in the order of the tries. */
  answers: number[];
}

/**
 * Sends the tries to a console behind one trusted proxy.
 * @param atOnce how many are under way at the same time
 */
export async function burst(console: string, tries: readonly Try[], atOnce: number): Promise<BurstResult> {
  const original = nodeCrypto.argon2;
  let [running, hashed, hashesAtOnce] = [0, 0, 0];
  const before = process.memoryUsage.rss();
  let peak = before;
  const count: typeof nodeCrypto.argon2 = (kind, options, done) => {
    hashed++;
    hashesAtOnce = Math.max(hashesAtOnce, ++running);
    peak = Math.max(peak, process.memoryUsage.rss());
    original(kind, options, (error, tag) => {
      running--;
      done(error, tag);
    });
  };
  nodeCrypto.argon2 = count;
  syncBuiltinESMExports();
  const answers: number[] = [];
  const begin = performance.now();
  try {
    let next = 0;
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let i = next++; i < tries.length; i = next++) {
          const { username, password, from } = tries[i]!;
          const response = await fetch(`${console}/signin`, {
            method: 'POST',
            redirect: 'manual',
            body: new URLSearchParams({ username, password }),
            headers: { 'sec-fetch-site': 'same-origin', 'x-forwarded-for': from },
          });
          await response.arrayBuffer();
          answers[i] = response.status;
        }
      }),
    );
  } finally {
    nodeCrypto.argon2 = original;
    syncBuiltinESMExports();
  }
  const statuses = new Map<number, number>();
  for (const status of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  return {
    statuses,
    hashed,
    hashesAtOnce,
    took: performance.now() - begin,
    memory: Math.round((peak - before) / 1e6),
    answers,
  };
}

/** An address in a network of its own, by number. */
export const networkNumber = (n: number): string => `10.${(n >> 8) & 255}.${n & 255}.9`;

/** Tries at one account from as many networks as there are tries: what no limit of an address stops. */
export function atOneAccount(
  username: string,
  count: number,
  right?: { at: number; password: string },
): Try[] {
  return Array.from({ length: count }, (_, i) => ({
    username,
    password: right?.at === i ? right.password : `Guess-${i}`,
    from: networkNumber(i),
  }));
}

/** Tries with ever new names from one address. */
export function fromOneAddress(count: number, from: string): Try[] {
  return Array.from({ length: count }, (_, i) => ({ username: `name-${i}`, password: 'Guess-1', from }));
}

/** Tries with ever new names from ever new addresses of one network. */
export function fromOneNetwork(count: number, prefix: string): Try[] {
  return Array.from({ length: count }, (_, i) => ({
    username: `name-${i}`,
    password: 'Guess-1',
    from: `${prefix}.${i % 250}`,
  }));
}

/** Tries with ever new names from everywhere: only the hashes at a time bound what they cost. */
export function fromEverywhere(count: number): Try[] {
  return Array.from({ length: count }, (_, i) => ({
    username: `name-${i}`,
    password: 'Guess-1',
    from: networkNumber(i),
  }));
}
