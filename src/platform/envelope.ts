import * as crypto from 'node:crypto';
import { deriveSealingKey, openBytes, SealBroken, sealBytes } from './sealing.ts';

/*
 * Envelopes: whoever holds the public key can seal, only the holder of the private key can open. X25519, because the
 * SM2 of Node and of other libraries do not understand each other; inside, SM4-CTR and HMAC-SM3 as everywhere.
 */

const VERSION = 1;
const RAW = 32;

/** A key pair; both halves are the 32 raw bytes of X25519. */
export interface EnvelopePair {
  publicKey: Buffer;
  privateKey: Buffer;
}

/** A fresh key pair. */
export function newEnvelopePair(): EnvelopePair {
  const { publicKey, privateKey } = crypto.generateKeyPairSync('x25519');
  const { x } = publicKey.export({ format: 'jwk' });
  const { d } = privateKey.export({ format: 'jwk' });
  return { publicKey: Buffer.from(x ?? '', 'base64url'), privateKey: Buffer.from(d ?? '', 'base64url') };
}

function publicOf(raw: Uint8Array): crypto.KeyObject {
  return crypto.createPublicKey({
    key: { kty: 'OKP', crv: 'X25519', x: Buffer.from(raw).toString('base64url') },
    format: 'jwk',
  });
}

function privateOf(pair: EnvelopePair): crypto.KeyObject {
  const x = pair.publicKey.toString('base64url');
  return crypto.createPrivateKey({
    key: { kty: 'OKP', crv: 'X25519', x, d: pair.privateKey.toString('base64url') },
    format: 'jwk',
  });
}

/** Both public keys go into the key, so that an envelope cannot be turned into one for somebody else. */
function sealingKey(shared: Buffer, sender: Uint8Array, receiver: Uint8Array) {
  return deriveSealingKey(Buffer.concat([shared, sender, receiver]), 'envelope');
}

/**
 * Seals bytes for the holder of the private key; whoever seals cannot open them again.
 * @param context where the envelope belongs: elsewhere it does not open
 * @returns version byte, 32 bytes of a public key made for this envelope, sealed bytes
 */
export function sealEnvelope(publicKey: Uint8Array, plain: Uint8Array, context: string): Buffer {
  const own = newEnvelopePair();
  const shared = crypto.diffieHellman({ privateKey: privateOf(own), publicKey: publicOf(publicKey) });
  const sealed = sealBytes(sealingKey(shared, own.publicKey, publicKey), plain, context);
  return Buffer.concat([Buffer.from([VERSION]), own.publicKey, sealed]);
}

/** Opens what `sealEnvelope` made for this pair and context. @throws SealBroken when anything differs */
export function openEnvelope(pair: EnvelopePair, envelope: Uint8Array, context: string): Buffer {
  if (envelope.length <= 1 + RAW || envelope[0] !== VERSION) throw new SealBroken();
  const sender = Buffer.from(envelope.subarray(1, 1 + RAW));
  let shared: Buffer;
  try {
    shared = crypto.diffieHellman({ privateKey: privateOf(pair), publicKey: publicOf(sender) });
  } catch {
    // A sender key of low order yields no secret.
    throw new SealBroken();
  }
  return openBytes(sealingKey(shared, sender, pair.publicKey), envelope.subarray(1 + RAW), context);
}
