import * as crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { deriveSealingKey, openBytes, SealBroken, type SealingKey, sealBytes } from './sealing.ts';

/** The installation's keys: what they seal opens only with the key file, which lies outside data and backup. */
export interface Keyring {
  /** Id of the key that seals now; 16 hex digits. */
  readonly id: string;
  /** Seals bytes for a purpose, e.g. 'totp 17'. The result names its key. */
  seal(purpose: string, plain: Uint8Array): Buffer;
  /** Opens what `seal` made for the same purpose. @throws SealBroken */
  open(purpose: string, sealed: Uint8Array): Buffer;
  /** Id of the key that sealed these bytes, to find what rotation still has to seal again. */
  sealedWith(sealed: Uint8Array): string;
  /** A keyed hash (HMAC-SM3, hex) of a text for exact search: the same text gives the same value, nothing else is told. */
  blindIndex(purpose: string, text: string): string;
}

const fileSchema = z.object({
  version: z.literal(1),
  current: z.string().regex(/^[0-9a-f]{16}$/),
  keys: z.array(z.object({ id: z.string().regex(/^[0-9a-f]{16}$/), secret: z.base64().length(44) })).min(1),
  index: z.base64().length(44),
});

/** What the key file holds: the current key, older ones while a rotation runs, and the secret of the blind indexes. */
export type KeyFile = z.output<typeof fileSchema>;

/** The key file is missing, open to others, or not one of ours. The message says what to do. */
export class KeyFileError extends Error {}

function newKey(): { id: string; secret: string } {
  return { id: crypto.randomBytes(8).toString('hex'), secret: crypto.randomBytes(32).toString('base64') };
}

/** A new set of keys. */
export function newKeyFile(): KeyFile {
  const key = newKey();
  return { version: 1, current: key.id, keys: [key], index: crypto.randomBytes(32).toString('base64') };
}

/** The same file with a new current key; the older ones stay until nothing is sealed with them any more. */
export function withNewKey(file: KeyFile): KeyFile {
  const key = newKey();
  return { ...file, current: key.id, keys: [...file.keys, key] };
}

/** The same file with the current key alone. Only when nothing is sealed with the older ones any more. */
export function withoutOldKeys(file: KeyFile): KeyFile {
  return { ...file, keys: file.keys.filter((k) => k.id === file.current) };
}

/** What tells that a key is the one it was, without telling the key: one-way, kept in the database. */
export function keyProof(key: KeyFile['keys'][number]): string {
  const secret = Buffer.from(key.secret, 'base64');
  return Buffer.from(crypto.hkdfSync('sm3', secret, 'mingtang', `proof ${key.id}`, 32)).toString('hex');
}

/** A ring for processes that hold no keys: what strangers reach can neither seal for the office nor open. */
export const NO_KEYS: Keyring = {
  id: '',
  seal: () => withoutKeys(),
  open: () => withoutKeys(),
  sealedWith: () => withoutKeys(),
  blindIndex: () => withoutKeys(),
};

function withoutKeys(): never {
  throw new Error('this process holds no keys');
}

/** The keys of a key file. */
export function keyringOf(file: KeyFile): Keyring {
  const secrets = new Map(file.keys.map((k) => [k.id, Buffer.from(k.secret, 'base64')]));
  const derived = new Map<string, SealingKey>();
  const keyFor = (id: string, purpose: string): SealingKey => {
    const secret = secrets.get(id);
    if (!secret) throw new SealBroken();
    // The purpose stands in the context too; the key is derived for its first word, or there would be one per row.
    const kind = purpose.split(' ', 1)[0] ?? '';
    const name = `${id} ${kind}`;
    const key = derived.get(name) ?? deriveSealingKey(secret, `seal ${kind}`);
    derived.set(name, key);
    return key;
  };
  const index = Buffer.from(file.index, 'base64');
  const sealedWith = (sealed: Uint8Array) => Buffer.from(sealed.subarray(0, 8)).toString('hex');
  return {
    id: file.current,
    sealedWith,
    seal: (purpose, plain) =>
      Buffer.concat([
        Buffer.from(file.current, 'hex'),
        sealBytes(keyFor(file.current, purpose), plain, purpose),
      ]),
    open: (purpose, sealed) =>
      openBytes(keyFor(sealedWith(sealed), purpose), Buffer.from(sealed).subarray(8), purpose),
    blindIndex: (purpose, text) => {
      const key = Buffer.from(crypto.hkdfSync('sm3', index, 'mingtang', `index ${purpose}`, 32));
      return crypto.createHmac('sm3', key).update(text).digest('hex');
    },
  };
}

/** Reads a key file. @throws KeyFileError when it is missing, readable by others, or damaged */
export function readKeyFile(file: string): KeyFile {
  let text: string;
  try {
    const { mode } = fs.statSync(file);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw new KeyFileError(`密钥文件 ${file} 可被其他用户读取，请执行 chmod 600 ${file}。`);
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof KeyFileError) throw error;
    throw new KeyFileError(
      `读不到密钥文件 ${file}。没有它，已加密的内容无法打开：请从保管处取回后放回原处，或用 MINGTANG_KEY_FILE 指明位置。`,
    );
  }
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch {
    throw new KeyFileError(`密钥文件 ${file} 的内容已损坏，请换用保管的副本。`);
  }
}

/** Removes what a killed writing of the key file has left beside it: it holds keys. */
export function removeKeyParts(file: string): void {
  const folder = path.dirname(file);
  if (!fs.existsSync(folder)) return;
  for (const name of fs.readdirSync(folder))
    if (name.startsWith(`${path.basename(file)}.`) && /\.[0-9a-f]{8}$/.test(name))
      fs.rmSync(path.join(folder, name), { force: true });
}

/** Writes a key file whole or not at all, for the owner only. */
export function writeKeyFile(file: string, content: KeyFile): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const part = `${file}.${crypto.randomBytes(4).toString('hex')}`;
  const handle = fs.openSync(part, 'wx', 0o600);
  try {
    fs.writeSync(handle, `${JSON.stringify(content)}\n`);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  fs.renameSync(part, file);
}
