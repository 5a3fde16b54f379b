import * as crypto from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new public id: 10 random characters of Crockford base32 (50 bits), lower case. */
export function newPublicId(): string {
  let id = '';
  for (const byte of crypto.randomBytes(10)) id += ALPHABET[byte & 31];
  return id;
}

/** A new secret token: 32 random bytes, base64url. */
export function newToken(): string {
  return crypto.randomBytes(32).toString('base64url');
}

/** SHA-256 of a text or bytes, hex. For tokens and file identity; evidence uses `sm3`. */
export function sha256(data: string | Uint8Array): string {
  return crypto.createHash('sha256').update(data).digest('hex');
}

/** SM3 (GB/T 32905) of a text or bytes, hex: the hash that reviews and evidence are bound to. */
export function sm3(data: string | Uint8Array): string {
  return crypto.createHash('sm3').update(data).digest('hex');
}

/** HMAC-SHA-256, base64url. */
export function hmac(key: string, data: string): string {
  return crypto.createHmac('sha256', key).update(data).digest('base64url');
}

/** Compares two secrets without telling by time where they differ. */
export function sameSecret(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && crypto.timingSafeEqual(left, right);
}

const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };
/** Each hash takes 19 MB: more at once, and a burst of sign-ins eats the memory of the machine. */
const AT_ONCE = 4;
/** Hashes that may wait; a sign-in that would wait longer than these is told to come back. */
const QUEUE = 200;
let running = 0;
const waiting: (() => void)[] = [];

/** Whether so many passwords wait to be hashed that another one should not be accepted. */
export function passwordsBusy(): boolean {
  return waiting.length >= QUEUE;
}

async function argon2id(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  while (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  try {
    return await new Promise<Buffer>((resolve, reject) =>
      crypto.argon2('argon2id', { message: password, nonce: salt, ...cost }, (error, tag) =>
        error ? reject(error) : resolve(tag),
      ),
    );
  } finally {
    running--;
    waiting.shift()?.();
  }
}

/** Hashes a password with argon2id. Returns a PHC-like string that carries its own cost and salt. */
export async function hashPassword(password: string): Promise<string> {
  const salt = crypto.randomBytes(16);
  const tag = await argon2id(password, salt, COST);
  return `$argon2id$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${salt.toString('base64url')}$${tag.toString('base64url')}`;
}

/** Whether the password fits the stored string of `hashPassword`. False for a string it cannot read. */
export async function passwordFits(password: string, stored: string): Promise<boolean> {
  const m = /^\$argon2id\$m=(\d+),t=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored);
  if (!m) return false;
  const expected = Buffer.from(m[5]!, 'base64url');
  const tag = await argon2id(password, Buffer.from(m[4]!, 'base64url'), {
    memory: Number(m[1]),
    passes: Number(m[2]),
    parallelism: Number(m[3]),
    tagLength: expected.length,
  });
  return crypto.timingSafeEqual(tag, expected);
}
