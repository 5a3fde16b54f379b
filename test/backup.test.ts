import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { makeBackup } from '../src/backup.ts';
import { outgoingPause, Sealer, verifyChain } from '../src/core/index.ts';
import { DEMO_PASSWORD } from '../src/demo/seed.ts';
import { EVIDENCE } from '../src/modules/administration/index.ts';
import { openFrames, sealFrames } from '../src/platform/backup/frames.ts';
import { type Clock, systemClock } from '../src/platform/clock.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { openDatabase } from '../src/platform/db/pool.ts';
import { FolderStore } from '../src/platform/files/folder-store.ts';
import { keyringOf, newKeyFile } from '../src/platform/keyring.ts';
import { startEmbeddedPostgres } from '../src/platform/postgres/index.ts';
import { restoreBackup } from '../src/restore.ts';
import { POSTGRES_15, startDebianPostgres } from './debian-postgres.ts';
import { Client, cloneDatabase, startTestApp, TEST_KEYS, type TestDatabase } from './harness.ts';

/* A backup of the demo city with files, and what comes back from it, on this version of the server and on the other. */

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-backup-'));
const file = path.join(work, 'city.backup');
const store = new FolderStore(path.join(work, 'files'));
const PICTURE = randomBytes(3_000_000);
let database: TestDatabase;
let app: RunningApp & { clock: Clock };

interface Server {
  host: string;
  port: number;
  user: string;
}
const here = (): Server => ({ host: inject('socketDir'), port: 5432, user: inject('superuser') });

beforeAll(async () => {
  database = await cloneDatabase('demo');
  app = await startTestApp(database, { clock: systemClock, faces: ['console'] });
  const db = app.office!.db;
  await new Sealer(db, systemClock, EVIDENCE).look();
  await store.put(Readable.from([PICTURE]), { key: 'public/0123456789abcdef0123', size: PICTURE.length });
  const client = await connect(database.app);
  try {
    const report = await makeBackup({
      client,
      store,
      keys: TEST_KEYS,
      clock: systemClock,
      file,
      program: 'test',
    });
    expect(report.rows).toBeGreaterThan(500);
    expect(report.files).toBe(1);
    expect(report.gone).toEqual([]);
  } finally {
    await client.end();
  }
});
afterAll(async () => {
  await app.stop();
  await database.drop();
  fs.rmSync(work, { recursive: true, force: true });
});

/** Number of rows and a hash over all rows, by table: computed by the server, not by the code under test. */
async function fingerprint(server: Server, name: string): Promise<Record<string, string>> {
  const client = await connect({ ...server, database: name });
  try {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'portal')
       and tablename not in ('session', 'attempt_limit', 'once_token', 'search_salt', 'invalidation', 'migration', 'outgoing_pause') order by 1`,
    );
    const prints: Record<string, string> = {};
    for (const t of rows) {
      const { rows: found } = await client.query(
        `select count(*) || ' ' || coalesce(md5(string_agg(x, '|' order by x collate "C")), '') as print
         from (select row_to_json(t)::jsonb::text as x from ${t.name} t) s`,
      );
      prints[t.name] = found[0].print;
    }
    return prints;
  } finally {
    await client.end();
  }
}

async function restored(
  server: Server,
  check: (name: string, files: FolderStore) => Promise<void>,
  o: { from?: string; keys?: typeof TEST_KEYS } = {},
): Promise<void> {
  const name = `restored_${randomBytes(4).toString('hex')}`;
  const target = new FolderStore(path.join(work, name));
  try {
    await restoreBackup({
      admin: server,
      database: name,
      store: target,
      keys: o.keys ?? TEST_KEYS,
      clock: systemClock,
      file: o.from ?? file,
      erasures: [],
    });
    await check(name, target);
  } finally {
    const admin = await connect({ ...server, database: 'postgres' });
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.end();
  }
}

/** Everything that must be the same after a restore, and a journey through the restored city. */
async function agrees(server: Server, name: string, files: FolderStore): Promise<void> {
  expect(await fingerprint(server, name)).toEqual(await fingerprint(here(), database.name));
  const parts: Buffer[] = [];
  for await (const chunk of await files.get('public/0123456789abcdef0123')) parts.push(chunk as Buffer);
  expect(Buffer.concat(parts).equals(PICTURE)).toBe(true);

  const db = openDatabase({ ...server, database: name }, { max: 2, name: 'test', onError: () => undefined });
  try {
    const proof = await verifyChain(db, EVIDENCE, []);
    expect(proof.findings).toEqual([]);
    // Nothing leaves the house until somebody says so.
    expect((await outgoingPause(db))?.reason).toContain('备份');
  } finally {
    await db.destroy();
  }

  const again = await startTestApp(
    {
      name,
      address: (user) => ({ ...server, user, database: name }),
      app: { ...server, user: 'mingtang_app', database: name },
      portal: { ...server, user: 'mingtang_portal', database: name },
      drop: async () => undefined,
    },
    { clock: systemClock, faces: ['portal', 'console'] },
  );
  try {
    const citizen = new Client(again.addresses.portal!);
    const list = await citizen.get('/documents');
    const link = list.links.find((l) => /\/documents\/[0-9a-z]{10}$/.test(l));
    expect((await citizen.get(link!)).status).toBe(200);
    const clerk = new Client(again.addresses.console!);
    expect((await clerk.signIn('zhoumin', DEMO_PASSWORD)).status).toBe(303);
    const page = await clerk.get('/documents/new?secret=no');
    const drafted = await clerk.submit(page, '/documents/new', {
      secret: 'no',
      organisation:
        /<option value="([^"]+)" selected/.exec(page.html)?.[1] ??
        /value="([a-z0-9-]+)"[^>]*selected/.exec(page.html)![1]!,
      title: '关于恢复之后继续办理的通知',
      body: '各单位：\n\n恢复之后，编号接着往下走，不与以前的重复。',
    });
    expect(drafted.status, drafted.text).toBe(303);
  } finally {
    await again.stop();
  }
}

describe('a backup comes back whole', () => {
  test('into an empty database of the same version', { timeout: 120_000 }, async () => {
    await restored(here(), (name, files) => agrees(here(), name, files));
  });

  test('into the other version of the server', { timeout: 120_000 }, async (context) => {
    const client = await connect({ ...here(), database: 'postgres' });
    const { rows } = await client.query('show server_version_num');
    await client.end();
    const is15 = Number(rows[0].server_version_num) < 160_000;
    if (!is15 && !fs.existsSync(path.join(POSTGRES_15, 'postgres'))) {
      context.skip(true, '没有 PostgreSQL 15：sudo sh scripts/apt.sh');
      return;
    }
    const dataDir = path.join(work, 'other');
    fs.chmodSync(work, 0o755);
    const other = is15 ? await startEmbeddedPostgres({ dataDir }) : await startDebianPostgres();
    try {
      const server = { host: other.socketDir, port: other.port, user: other.superuser };
      await restored(server, (name, files) => agrees(server, name, files));
    } finally {
      await other.stop();
    }
  });
});

describe('what cannot be restored is refused before anything is written', () => {
  const refused = (o: { from?: string; keys?: typeof TEST_KEYS }) =>
    restored(here(), async () => Promise.reject(new Error('was restored')), o);

  test('a backup cut in half', async () => {
    const half = path.join(work, 'half.backup');
    const bytes = fs.readFileSync(file);
    fs.writeFileSync(half, bytes.subarray(0, Math.floor(bytes.length / 2)));
    await expect(refused({ from: half })).rejects.toThrow('不完整');
  });

  test('the last frame missing, to the byte', async () => {
    const cut = path.join(work, 'cut.backup');
    fs.writeFileSync(cut, fs.readFileSync(file).subarray(0, -1));
    await expect(refused({ from: cut })).rejects.toThrow('不完整');
  });

  test('the key of another installation', async () => {
    await expect(refused({ keys: keyringOf(newKeyFile()) })).rejects.toThrow('密钥文件与这份备份不符');
  });

  test.each([0.1, 0.5, 0.95])('a changed byte at %f of the file', async (where) => {
    const changed = path.join(work, 'changed.backup');
    const bytes = fs.readFileSync(file);
    const at = Math.floor(bytes.length * where);
    bytes[at] = bytes[at]! ^ 1;
    fs.writeFileSync(changed, bytes);
    await expect(refused({ from: changed })).rejects.toThrow(/改动过|不完整|不符/);
  });

  test('a file that is no backup', async () => {
    const other = path.join(work, 'other.txt');
    fs.writeFileSync(other, '这是一份通知，不是备份。'.repeat(50));
    await expect(refused({ from: other })).rejects.toThrow('不是本程序的备份');
    await expect(refused({ from: path.join(work, 'absent') })).rejects.toThrow('没有备份文件');
  });

  test('a database that holds a city already', async () => {
    const before = await fingerprint(here(), database.name);
    await expect(
      restoreBackup({
        admin: here(),
        database: database.name,
        store: new FolderStore(path.join(work, 'nowhere')),
        keys: TEST_KEYS,
        clock: systemClock,
        file,
        erasures: [],
      }),
    ).rejects.toThrow('不是空的');
    expect(await fingerprint(here(), database.name)).toEqual(before);
  });
});

describe('frames', () => {
  async function through(bytes: Buffer, step: ReturnType<typeof sealFrames>): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const chunk of Readable.from([bytes]).pipe(step)) parts.push(chunk as Buffer);
    return Buffer.concat(parts);
  }

  test.each([0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 * (1 << 20)])(
    '%i bytes come back',
    async (size) => {
      const plain = randomBytes(size);
      const sealed = await through(plain, sealFrames(TEST_KEYS));
      if (size > 100) expect(sealed.includes(plain.subarray(0, 64))).toBe(false);
      expect((await through(sealed, openFrames(TEST_KEYS))).equals(plain)).toBe(true);
    },
  );

  test('frames cannot change places, be left out or doubled', async () => {
    const plain = randomBytes(3 * (1 << 20));
    const sealed = await through(plain, sealFrames(TEST_KEYS));
    const head = sealed.subarray(0, 34);
    const frames: Buffer[] = [];
    for (let at = 34; at < sealed.length; ) {
      const length = 5 + sealed.readUInt32BE(at + 1);
      frames.push(sealed.subarray(at, at + length));
      at += length;
    }
    expect(frames).toHaveLength(3);
    const [a, b, c] = frames as [Buffer, Buffer, Buffer];
    for (const order of [
      [b, a, c],
      [a, c],
      [a, a, b, c],
      [b, c],
      [a, b],
      [a, b, c, c],
    ])
      await expect(through(Buffer.concat([head, ...order]), openFrames(TEST_KEYS))).rejects.toThrow();
  });
});
