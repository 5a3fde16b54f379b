import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { orderSweep, sweepFiles } from '../src/core/index.ts';
import { settableClock } from '../src/platform/clock.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { FolderStore } from '../src/platform/files/folder-store.ts';
import { DiskFull, UploadArea } from '../src/platform/files/uploads.ts';
import { type Office, openOffice } from './attachments-kit.ts';
import { cloneDatabase, PASSWORD, type TestDatabase } from './harness.ts';

const DAY = '2026-05-20';
const clock = settableClock(`${DAY}T09:00:00+08:00`);
let database: TestDatabase;
let office: Office;
let admin: pg.Client;
beforeAll(async () => {
  database = await cloneDatabase('empty');
  office = await openOffice(database, { clock });
  admin = await connect(database.address(inject('superuser')));
});
afterAll(async () => {
  await office.app.stop();
  await admin.end();
  await database.drop();
});

const app = () => office.app.office!;
const later = (hours: number) => clock.set(new Date(`${DAY}T09:00:00+08:00`).getTime() + hours * 3_600_000);
const keys = async () =>
  (await admin.query('select store_key from stored_file order by id')).rows.map((r) => r.store_key as string);
const lying = async () => {
  const found: string[] = [];
  for await (const object of app().files.store.list('')) found.push(object.key);
  return found.sort();
};
const sweep = async () => {
  const today = app().clock.today();
  await admin.query('insert into file_sweep (swept_on) values ($1) on conflict do nothing', [today]);
  await sweepFiles(app(), today);
  return (
    await admin.query('select unreferenced, orphans, missing from file_sweep where swept_on = $1', [today])
  ).rows[0];
};
const removeAll = async (casePid: string) => {
  const action = `/cases/${casePid}/attachments/arrange`;
  const page = await office.writer.get(`/cases/${casePid}/attachments`);
  const pids = await office.files(casePid);
  const fields = Object.fromEntries(
    pids.flatMap((pid) => [
      [`title-${pid}`, 'x'],
      [`place-${pid}`, '1'],
    ]),
  );
  expect((await office.writer.submit(page, action, { ...fields, remove: pids })).status).toBe(303);
};

describe('files that nothing refers to', () => {
  test('are removed after the time laid down, and only they', async () => {
    later(0);
    const [kept, dropped] = [await office.draft(), await office.draft()];
    await office.attach(kept.casePid, [
      { name: 'a.txt', bytes: '留下的' },
      { name: 'b.txt', bytes: '两处都有' },
    ]);
    await office.attach(dropped.casePid, [
      { name: 'b.txt', bytes: '两处都有' },
      { name: 'c.txt', bytes: '不要的' },
    ]);
    // The same content is one row, whoever has put it in.
    const all = await keys();
    expect(all).toHaveLength(3);
    expect(await lying()).toEqual([...all].sort());
    await removeAll(dropped.casePid);
    later(1);
    expect(await sweep()).toMatchObject({ unreferenced: 0, orphans: 0, missing: 0 });
    later(25);
    expect(await sweep()).toMatchObject({ unreferenced: 1, orphans: 0, missing: 0 });
    expect(await keys()).toEqual(all.slice(0, 2));
    expect(await lying()).toEqual(all.slice(0, 2).sort());
  });

  test('are left alone while an open change is about to refer to them', async () => {
    later(0);
    const first = await office.draft();
    await office.attach(first.casePid, [{ name: 'x.txt', bytes: '正要引用的' }]);
    await removeAll(first.casePid);
    later(60);
    const key = (await keys()).at(-1)!;
    const other = await connect(database.address('mingtang_app'));
    await other.query('begin');
    // What an upload of the same content does before its reference is written.
    await other.query('select id from public.stored_file where store_key = $1 for key share', [key]);
    expect(await sweep()).toMatchObject({ unreferenced: 0 });
    await other.query('rollback');
    await other.end();
    // Days have passed: the session has ended.
    await office.writer.signIn('writer', PASSWORD);
    const second = await office.draft();
    await office.attach(second.casePid, [{ name: 'y.txt', bytes: '正要引用的' }]);
    expect((await keys()).at(-1)).toBe(key);
    expect(await sweep()).toMatchObject({ unreferenced: 0 });
    expect(await lying()).toContain(key);
  });

  test('bytes without a row are removed when they are old, rows without bytes are counted, half uploads go', async () => {
    later(0);
    const now = clock.now();
    const put = async (age: number) => {
      const key = `public/${randomBytes(40).toString('hex')}`;
      await app().files.store.put(Readable.from([Buffer.from('x')]), { key, size: 1 });
      const name = key.split('/')[1]!;
      const at = new Date(now.getTime() - age * 3_600_000);
      fs.utimesSync(path.join(office.app.dataDir, 'files', 'public', name.slice(0, 2), name), at, at);
      return key;
    };
    const [old, young] = [await put(48), await put(-10)];
    const half = path.join(office.app.dataDir, 'uploads', '1-half');
    fs.writeFileSync(half, 'x');
    const long = new Date(now.getTime() - 48 * 3_600_000);
    fs.utimesSync(half, long, long);
    later(26);
    const lost = (await keys())[0]!;
    await app().files.remove(lost);
    const result = await sweep();
    expect(result).toMatchObject({ orphans: 1, missing: 1 });
    expect(await lying()).toContain(young);
    expect(await lying()).not.toContain(old);
    expect(fs.existsSync(half)).toBe(false);
  });

  test('the sweep is ordered once a day, in the small hours', async () => {
    const jobs = async () =>
      (await admin.query(`select count(*)::int as n from pgboss.job where name = 'sweep-files'`)).rows[0].n;
    const before = await jobs();
    clock.set('2026-07-01T02:59:00+08:00');
    await orderSweep(app());
    expect(await jobs()).toBe(before);
    clock.set('2026-07-01T03:00:00+08:00');
    await Promise.all([orderSweep(app()), orderSweep(app())]);
    expect(await jobs()).toBe(before + 1);
  });
});

const root = process.getuid?.() === 0;
if (!root && process.env.CI === '1')
  throw new Error('the tests of a full disk need root to mount a small one');
const asRoot = root ? describe : describe.skip;
asRoot(root ? 'a disk of 2 MB' : 'a disk of 2 MB (needs root to mount it)', () => {
  let disk: string;
  beforeAll(() => {
    disk = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-small-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=0700', 'tmpfs', disk]);
  });
  afterAll(() => {
    execFileSync('umount', [disk]);
    fs.rmdirSync(disk);
  });
  const five = () => randomBytes(5 * 1024 * 1024);
  const left = () =>
    fs
      .readdirSync(disk, { recursive: true, encoding: 'utf8' })
      .filter((f) => fs.statSync(path.join(disk, f)).isFile());

  test('refuses an upload of 5 MB with the form kept; nothing is left behind and the server lives', async () => {
    const small = await cloneDatabase('empty');
    const there = await openOffice(small, { dataDir: disk });
    try {
      const { casePid } = await there.draft();
      const answer = await there.attach(casePid, [{ name: '大.txt', bytes: five() }]);
      expect(answer.status).toBe(507);
      expect(answer.text).toContain('服务器磁盘空间不足，文件没有保存');
      expect(answer.html).toContain(`action="/cases/${casePid}/attachments"`);
      await expect.poll(left, { timeout: 5000 }).toEqual([]);
      expect((await there.writer.get('/')).status).toBe(200);
    } finally {
      await there.app.stop();
      await small.drop();
    }
  });

  test('the moment the disk is full, upload area and store both give up whole', async () => {
    const area = new UploadArea(path.join(disk, 'uploads'), 0);
    await area.open();
    await expect(area.take(Readable.from([five()]), 10_000_000)).rejects.toThrow(DiskFull);
    const store = new FolderStore(path.join(disk, 'files'));
    const key = `public/${randomBytes(40).toString('hex')}`;
    await expect(store.put(Readable.from([five()]), { key, size: 5 * 1024 * 1024 })).rejects.toThrow(
      DiskFull,
    );
    expect(left()).toEqual([]);
    // What fits still fits.
    await store.put(Readable.from([Buffer.alloc(1000)]), { key, size: 1000 });
    expect(left()).toHaveLength(1);
  });
});
