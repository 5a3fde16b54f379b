import * as crypto from 'node:crypto';

/** A pair of keys for sealing: SM4 (16 bytes) to hide, HMAC-SM3 (32 bytes) to prove. */
export interface SealingKey {
  encryption: Buffer;
  authentication: Buffer;
}

/** What was sealed has been changed, was sealed with another key, or for another place. */
export class SealBroken extends Error {
  constructor() {
    super('加密内容不能打开：密钥不符，或者内容被改动过。');
    this.name = 'SealBroken';
  }
}

const VERSION = 1;
const IV = 16;
const TAG = 32;

/** A fresh sealing key. */
export function newSealingKey(): SealingKey {
  return { encryption: crypto.randomBytes(16), authentication: crypto.randomBytes(32) };
}

/** The sealing key of one purpose, derived from a secret: no two purposes share a key. @param secret at least 32 bytes */
export function deriveSealingKey(secret: Uint8Array, purpose: string): SealingKey {
  const bytes = Buffer.from(crypto.hkdfSync('sm3', secret, 'mingtang', purpose, 48));
  return { encryption: bytes.subarray(0, 16), authentication: bytes.subarray(16) };
}

/** The 48 bytes of a sealing key, for wrapping it with another one. */
export function keyBytes(key: SealingKey): Buffer {
  return Buffer.concat([key.encryption, key.authentication]);
}

/** A sealing key from its 48 bytes. @throws SealBroken for another length */
export function keyFromBytes(bytes: Uint8Array): SealingKey {
  if (bytes.length !== 48) throw new SealBroken();
  const all = Buffer.from(bytes);
  return { encryption: all.subarray(0, 16), authentication: all.subarray(16) };
}

/** The proof over version, place, vector and ciphertext; the length of the place keeps the parts apart. */
function tagOf(key: SealingKey, context: string, head: Uint8Array, hidden: Uint8Array): Buffer {
  const place = Buffer.from(context);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(place.length);
  return crypto
    .createHmac('sm3', key.authentication)
    .update(length)
    .update(place)
    .update(head)
    .update(hidden)
    .digest();
}

/**
 * Seals bytes: SM4-CTR, then HMAC-SM3 over everything (Node has no SM4-GCM).
 * @param context where the sealed bytes belong, e.g. 'personal_value 17': elsewhere they do not open
 * @returns version byte, 16 bytes of vector, ciphertext, 32 bytes of proof
 */
export function sealBytes(key: SealingKey, plain: Uint8Array, context: string): Buffer {
  const iv = crypto.randomBytes(IV);
  const cipher = crypto.createCipheriv('sm4-ctr', key.encryption, iv);
  const hidden = Buffer.concat([cipher.update(plain), cipher.final()]);
  const head = Buffer.concat([Buffer.from([VERSION]), iv]);
  return Buffer.concat([head, hidden, tagOf(key, context, head, hidden)]);
}

/** Opens what `sealBytes` made for the same place. @throws SealBroken when anything differs; nothing is then revealed */
export function openBytes(key: SealingKey, sealed: Uint8Array, context: string): Buffer {
  if (sealed.length < 1 + IV + TAG || sealed[0] !== VERSION) throw new SealBroken();
  const head = sealed.subarray(0, 1 + IV);
  const hidden = sealed.subarray(1 + IV, sealed.length - TAG);
  const tag = sealed.subarray(sealed.length - TAG);
  if (!crypto.timingSafeEqual(tag, tagOf(key, context, head, hidden))) throw new SealBroken();
  const decipher = crypto.createDecipheriv('sm4-ctr', key.encryption, head.subarray(1));
  return Buffer.concat([decipher.update(hidden), decipher.final()]);
}
