import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Files } from '../src/platform/files/files.ts';
import { FolderStore } from '../src/platform/files/folder-store.ts';
import { S3Store } from '../src/platform/files/s3-store.ts';
import { FileMissing, type FileStore, StoreFailed } from '../src/platform/files/store.ts';
import { openOutbound } from '../src/platform/outbound.ts';
import { SealBroken } from '../src/platform/sealing.ts';
import { TEST_KEYS } from './harness.ts';
import { startS3 } from './s3-server.ts';

/* One contract, held by both stores: a folder, and a bucket of a process that speaks S3 on a socket. */

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-store-'));
const BUCKET = 'mingtang';
let bucket: Awaited<ReturnType<typeof startS3>>;

const SECRET = 'secret of the test';
beforeAll(async () => {
  bucket = await startS3({ directory: path.join(folder, 's3'), bucket: BUCKET, secret: SECRET });
});
afterAll(async () => {
  await bucket.close();
  fs.rmSync(folder, { recursive: true });
});

const s3 = (o: { secret?: string; allow?: string[] } = {}) =>
  new S3Store(
    {
      url: `http://127.0.0.1:${bucket.port}`,
      bucket: BUCKET,
      key: 'S3RVER',
      secret: o.secret ?? SECRET,
      region: 'us-east-1',
    },
    openOutbound({ allow: o.allow ?? [`127.0.0.1:${bucket.port}`] }),
  );
const stores: [string, () => FileStore][] = [
  ['a folder', () => new FolderStore(path.join(folder, 'local'))],
  ['a bucket', () => s3()],
];

const all = async <T>(from: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const one of from) list.push(one);
  return list;
};
const bytesOf = async (stream: Readable) => Buffer.concat(await stream.toArray());
const sha256 = (b: Uint8Array) => createHash('sha256').update(b).digest('hex');
const newKey = (kind = 'public') => `${kind}/${randomBytes(20).toString('hex')}`;

describe.each(stores)('%s as a store', (_name, open) => {
  const store = () => open();
  const keep = async (bytes: Buffer, key = newKey()) => {
    await store().put(Readable.from([bytes]), { key, size: bytes.length, sha256: sha256(bytes) });
    return key;
  };

  test('gives back what was put in, whole or a part', async () => {
    const bytes = randomBytes(300_000);
    const key = await keep(bytes);
    expect((await bytesOf(await store().get(key))).equals(bytes)).toBe(true);
    for (const [from, to] of [
      [0, 1],
      [100, 299_999],
      [65_535, 65_536],
    ] as const)
      expect((await bytesOf(await store().get(key, { from, to }))).equals(bytes.subarray(from, to + 1))).toBe(
        true,
      );
    const empty = await keep(Buffer.alloc(0));
    expect((await bytesOf(await store().get(empty))).length).toBe(0);
  });

  test('says what it holds, forgets what is deleted, and deleting twice does no harm', async () => {
    const [a, b] = [await keep(Buffer.from('aaa'), newKey('sealed')), await keep(Buffer.from('b'))];
    const listed = await all(store().list('sealed/'));
    expect(listed.map(({ key, size }) => ({ key, size }))).toContainEqual({ key: a, size: 3 });
    expect(listed.map((l) => l.key)).not.toContain(b);
    expect(Math.abs(listed[0]!.changedAt.getTime() - fs.statSync(folder).mtimeMs)).toBeLessThan(3_600_000);
    await store().delete(a);
    await store().delete(a);
    await expect(store().get(a)).rejects.toThrow(FileMissing);
    expect((await all(store().list(''))).map((l) => l.key)).not.toContain(a);
  });

  test('takes nothing half: fewer bytes than announced, more, or a source that breaks', async () => {
    const key = newKey();
    const broken = new Readable({
      read() {
        this.push(Buffer.alloc(1000));
        this.destroy(new Error('the disk it is read from is broken'));
      },
    });
    for (const [source, size] of [
      [Readable.from([Buffer.alloc(10)]), 11],
      [Readable.from([Buffer.alloc(10), Buffer.alloc(10)]), 11],
      [broken, 5000],
    ] as const)
      await expect(store().put(source, { key, size })).rejects.toThrow();
    await expect(store().get(key)).rejects.toThrow(FileMissing);
    expect((await all(store().list(''))).map((l) => l.key)).not.toContain(key);
  });

  test('knows no place outside of itself', async () => {
    for (const key of ['../etc/passwd', 'public/../../x', 'public/..', '/public/aaaaaaaaaaaaaaaaaaaa', 'a'])
      await expect((async () => store().get(key))()).rejects.toThrow('not a key');
  });

  test('confidential files are sealed: what lies there tells nothing, and no byte of a changed one comes out', async () => {
    const files = new Files(store(), TEST_KEYS);
    const plain = Buffer.concat([Buffer.from('身份证号'.repeat(40_000)), randomBytes(11)]);
    const source = path.join(folder, 'plain');
    fs.writeFileSync(source, plain);
    const file = { path: source, size: plain.length, sha256: sha256(plain) };
    const kept = await files.keepConfidential(file);
    const lying = await bytesOf(await store().get(kept.key));
    expect(lying.includes(Buffer.from('身份证号'))).toBe(false);
    expect(lying.length).toBeGreaterThan(plain.length);
    expect((await bytesOf(await files.read(kept))).equals(plain)).toBe(true);
    for (const [from, to] of [
      [0, 5],
      [65_530, 131_080],
      [plain.length - 3, plain.length - 1],
    ] as const)
      expect((await bytesOf(await files.read(kept, { from, to }))).equals(plain.subarray(from, to + 1))).toBe(
        true,
      );
    // Twice the same file: nothing tells that it is the same.
    const again = await files.keepConfidential(file);
    expect((await bytesOf(await store().get(again.key))).subarray(0, 1000)).not.toEqual(
      lying.subarray(0, 1000),
    );

    const PIECE = 64 * 1024 + 49;
    const attacks: [string, (b: Buffer) => Buffer][] = [
      ['one bit', (b) => b.fill(b.readUInt8(70_000) ^ 1, 70_000, 70_001)],
      ['the end cut off', (b) => b.subarray(0, b.length - 1)],
      ['the last piece left out', (b) => b.subarray(0, PIECE * Math.floor(b.length / PIECE))],
      ['all but the first piece left out', (b) => b.subarray(0, PIECE)],
      [
        'two pieces exchanged',
        (b) => Buffer.concat([b.subarray(PIECE, 2 * PIECE), b.subarray(0, PIECE), b.subarray(2 * PIECE)]),
      ],
      ['a piece twice', (b) => Buffer.concat([b.subarray(0, PIECE), b])],
      ['next to nothing', (b) => b.subarray(0, 10)],
    ];
    for (const [name, attack] of attacks) {
      const bad = attack(Buffer.from(lying));
      await store().delete(kept.key);
      await store().put(Readable.from([bad]), { key: kept.key, size: bad.length });
      const error = await files
        .read(kept)
        .then(bytesOf)
        .catch((e: unknown) => e);
      const said = error instanceof SealBroken || error instanceof StoreFailed;
      expect([name, said ? 'refused' : error instanceof Buffer ? `${error.length} bytes` : error]).toEqual([
        name,
        'refused',
      ]);
    }
    // Another file's bytes under this name, with this one's key.
    const other = await bytesOf(await store().get(again.key));
    await store().delete(kept.key);
    await store().put(Readable.from([other]), { key: kept.key, size: other.length });
    await expect(files.read(kept).then(bytesOf)).rejects.toThrow(SealBroken);
    await expect(files.read({ ...kept, wrappedKey: again.wrappedKey! })).rejects.toThrow(SealBroken);
    const nothing = { path: source, size: 0, sha256: '' };
    fs.writeFileSync(source, '');
    const empty = await files.keepConfidential(nothing);
    expect((await bytesOf(await files.read(empty))).length).toBe(0);
  });

  test('the same public file put in twice lies twice, so that removing one harms nobody', async () => {
    const files = new Files(store(), TEST_KEYS);
    const source = path.join(folder, 'twice');
    fs.writeFileSync(source, 'twice');
    const file = { path: source, size: 5, sha256: sha256(Buffer.from('twice')) };
    const [a, b] = [await files.keepPublic(file), await files.keepPublic(file)];
    expect(a.key.slice(0, 71)).toBe(`public/${file.sha256}`);
    expect(b.key.slice(0, 71)).toBe(`public/${file.sha256}`);
    await files.remove(a.key);
    expect((await bytesOf(await files.read(b))).toString()).toBe('twice');
  });
});

test('a folder is for its owner alone, and what is half written has no name in it', async () => {
  const root = path.join(folder, 'local');
  const key = newKey();
  await new FolderStore(root).put(Readable.from([Buffer.from('x')]), { key, size: 1 });
  const name = key.split('/')[1]!;
  const file = path.join(root, 'public', name.slice(0, 2), name);
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  expect(fs.statSync(path.dirname(file)).mode & 0o077).toBe(0);
  expect(fs.readdirSync(path.join(root, '.parts'))).toEqual([]);
});

test('a bucket is reached only where it is named, and a wrong secret is a fault that says so', async () => {
  const put = (store: S3Store) => store.put(Readable.from([Buffer.from('x')]), { key: newKey(), size: 1 });
  await expect(put(s3({ secret: 'wrong' }))).rejects.toThrow(StoreFailed);
  await expect(put(s3({ secret: 'wrong' }))).rejects.toThrow(/SignatureDoesNotMatch/);
  await expect(put(s3({ allow: [] }))).rejects.toThrow(/不允许访问/);
  // What comes in must have the hash that was signed.
  await expect(
    s3().put(Readable.from([Buffer.from('x')]), { key: newKey(), size: 1, sha256: sha256(Buffer.from('y')) }),
  ).rejects.toThrow(StoreFailed);
});

test('a bucket with more than one page is listed whole', async () => {
  const store = s3();
  const keys = Array.from({ length: 1002 }, () => newKey('many'));
  for (let i = 0; i < keys.length; i += 50)
    await Promise.all(
      keys.slice(i, i + 50).map((key) => store.put(Readable.from([Buffer.from('x')]), { key, size: 1 })),
    );
  const listed = await all(store.list('many/'));
  expect(listed.map((l) => l.key).sort()).toEqual(keys.sort());
}, 30_000);
