import * as crypto from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { newEnvelopePair, openEnvelope, sealEnvelope } from './envelope.ts';
import { keyringOf, newKeyFile, withNewKey, withoutOldKeys } from './keyring.ts';
import { newSealingKey, openBytes, SealBroken, sealBytes } from './sealing.ts';

const plain = Buffer.from('林小明 510107199001011248');
const key = newSealingKey();

/** Every byte changed in turn, every length cut, one byte more. */
function* damaged(bytes: Buffer): Generator<[what: string, bytes: Buffer]> {
  for (let i = 0; i < bytes.length; i++)
    for (const flip of [0x01, 0x80]) {
      const copy = Buffer.from(bytes);
      copy[i] = (copy[i] ?? 0) ^ flip;
      yield [`byte ${i} ^ ${flip}`, copy];
    }
  for (let n = 0; n < bytes.length; n++) yield [`cut to ${n}`, bytes.subarray(0, n)];
  yield ['one byte more', Buffer.concat([bytes, Buffer.from([0])])];
}

function opensNot(open: (bytes: Buffer) => Buffer, sealed: Buffer): void {
  let tried = 0;
  for (const [what, bytes] of damaged(sealed)) {
    expect(() => open(bytes), what).toThrow(SealBroken);
    tried++;
  }
  expect(tried).toBeGreaterThan(sealed.length * 3 - 1);
}

describe('[R-SEC-03] sealed bytes', () => {
  test('open for the same key and place; twice sealed is never the same', () => {
    const sealed = sealBytes(key, plain, 'a');
    expect(openBytes(key, sealed, 'a')).toEqual(plain);
    expect(sealBytes(key, plain, 'a').equals(sealed)).toBe(false);
    expect(sealed.includes(plain.subarray(0, 6))).toBe(false);
    expect(openBytes(key, sealBytes(key, Buffer.alloc(0), 'a'), 'a')).toHaveLength(0);
  });

  test('any byte changed, cut or added is refused', () => {
    opensNot((b) => openBytes(key, b, 'a'), sealBytes(key, plain, 'a'));
  });

  test('another key, another place, another version are refused', () => {
    const sealed = sealBytes(key, plain, 'value 1');
    expect(() => openBytes(newSealingKey(), sealed, 'value 1')).toThrow(SealBroken);
    const half = { ...key, encryption: newSealingKey().encryption };
    expect(openBytes(half, sealed, 'value 1').equals(plain)).toBe(false);
    for (const place of ['value 2', 'value 11', 'value', '', 'value 1 '])
      expect(() => openBytes(key, sealed, place)).toThrow(SealBroken);
    for (const version of [0, 2, 255]) {
      const other = Buffer.from(sealed);
      other[0] = version;
      expect(() => openBytes(key, other, 'value 1')).toThrow(SealBroken);
    }
  });

  test('is SM4-CTR with HMAC-SM3 over everything, by an independent reading', () => {
    const sealed = sealBytes(key, plain, '位置 1');
    const [head, hidden, tag] = [sealed.subarray(0, 17), sealed.subarray(17, -32), sealed.subarray(-32)];
    const place = Buffer.from('位置 1', 'utf8');
    const length = Buffer.from([0, 0, 0, place.length]);
    expect(
      crypto
        .createHmac('sm3', key.authentication)
        .update(Buffer.concat([length, place, head, hidden]))
        .digest(),
    ).toEqual(tag);
    const cipher = crypto.createDecipheriv('sm4-ctr', key.encryption, head.subarray(1));
    expect(Buffer.concat([cipher.update(hidden), cipher.final()])).toEqual(plain);
  });
});

describe('[R-SEC-03] envelopes of the portal', () => {
  const pair = newEnvelopePair();

  test('are opened by the private key alone', () => {
    const envelope = sealEnvelope(pair.publicKey, plain, 'intake a');
    expect(openEnvelope(pair, envelope, 'intake a')).toEqual(plain);
    expect(sealEnvelope(pair.publicKey, plain, 'intake a').equals(envelope)).toBe(false);
    expect(() => openEnvelope(newEnvelopePair(), envelope, 'intake a')).toThrow(SealBroken);
    expect(() => openEnvelope(pair, envelope, 'intake b')).toThrow(SealBroken);
    const mixed = { publicKey: newEnvelopePair().publicKey, privateKey: pair.privateKey };
    expect(() => openEnvelope(mixed, envelope, 'intake a')).toThrow();
  });

  test('any byte changed, cut or added is refused', () => {
    opensNot((b) => openEnvelope(pair, b, 'x'), sealEnvelope(pair.publicKey, plain, 'x'));
  });

  test('a sender key of low order is refused', () => {
    const envelope = sealEnvelope(pair.publicKey, plain, 'x');
    expect(() =>
      openEnvelope(
        pair,
        Buffer.concat([envelope.subarray(0, 1), Buffer.alloc(32), envelope.subarray(33)]),
        'x',
      ),
    ).toThrow(SealBroken);
  });
});

describe('[R-SEC-03] the ring of the installation', () => {
  test('names the key that sealed, opens with older ones, and no more once they are gone', () => {
    const first = newKeyFile();
    const second = withNewKey(first);
    const [one, both, two] = [first, second, withoutOldKeys(second)].map(keyringOf);
    const sealed = one!.seal('totp 1', plain);
    expect(one!.sealedWith(sealed)).toBe(first.current);
    expect(both!.open('totp 1', sealed)).toEqual(plain);
    expect(both!.sealedWith(both!.seal('totp 1', plain))).toBe(second.current);
    expect(() => two!.open('totp 1', sealed)).toThrow(SealBroken);
    for (const purpose of ['totp 2', 'totp', 'mail 1'])
      expect(() => one!.open(purpose, sealed)).toThrow(SealBroken);
    opensNot((b) => one!.open('totp 1', b), sealed);
  });

  test('blind indexes stay when the key changes, and differ by purpose and installation', () => {
    const file = newKeyFile();
    const index = (f: typeof file, purpose: string) => keyringOf(f).blindIndex(purpose, '510107199001011248');
    expect(index(withNewKey(file), 'a')).toBe(index(file, 'a'));
    expect(index(file, 'b')).not.toBe(index(file, 'a'));
    expect(index(newKeyFile(), 'a')).not.toBe(index(file, 'a'));
  });
});
