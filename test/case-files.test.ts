import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { makeBackup } from '../src/backup.ts';
import {
  erasePersonal,
  erasureFile,
  exportErasures,
  placeHold,
  readErasureList,
  setEraseAfter,
} from '../src/core/index.ts';
import { eraseDue, lockCase } from '../src/mechanisms/procedure/index.ts';
import { closeRequest, registerRequest } from '../src/modules/privacy/index.ts';
import { serviceActor } from '../src/platform/actor.ts';
import { type Change, type ChangeContext, change } from '../src/platform/change.ts';
import { settableClock } from '../src/platform/clock.ts';
import { newPublicId, newToken } from '../src/platform/crypto.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { FolderStore } from '../src/platform/files/folder-store.ts';
import { restoreBackup } from '../src/restore.ts';
import {
  actingAs,
  addOrgan,
  addStaff,
  cloneDatabase,
  startTestApp,
  TEST_KEYS,
  type TestDatabase,
} from './harness.ts';

/* Files that belong to a case go with its personal data: from the table, from the store, and again after a restore. */

const clock = settableClock('2026-05-20T09:00:00+08:00');
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-case-files-'));
let database: TestDatabase;
let app: RunningApp & { dataDir: string };
let office: ChangeContext & { keys: typeof TEST_KEYS };
let organ: number;
const db = () => app.office!.db;

beforeAll(async () => {
  database = await cloneDatabase('empty');
  app = await startTestApp(database, { clock, faces: ['console', 'worker'] });
  organ = await addOrgan(db(), { code: 'city', kind: 'city-government', name: '明川市人民政府' });
  const id = await addStaff(db(), {
    username: 'office',
    organisationId: organ,
    grants: [{ role: 'disclosure-office' }, { role: 'window-clerk' }],
  });
  office = { ...(await actingAs({ ...app, clock }, id)), keys: TEST_KEYS };
});
afterAll(async () => {
  await app.stop();
  await database.drop();
  fs.rmSync(work, { recursive: true, force: true });
});

interface Case {
  id: number;
  pid: string;
}
async function closedCase(): Promise<Case> {
  const { casePid } = await registerRequest(office, {
    organisationId: organ,
    content: {
      organisation: 'city',
      right: 'access',
      statement: '想知道掌握了哪些信息',
      about: '',
      name: '林小明',
      documentKind: 'identity-card',
      documentNumber: '510107199001011248',
      phone: '13800001111',
      email: '',
    },
    nonce: newToken(),
    once: newToken(),
  });
  await closeRequest(office, { casePid, closing: 'withdrawn', seenVersion: 1, once: newToken() });
  const { id } = await db()
    .selectFrom('procedure_case')
    .select('id')
    .where('pid', '=', casePid)
    .executeTakeFirstOrThrow();
  return { id, pid: casePid };
}

/** Work of a case in a change of a service that may do anything. */
async function within(it: Case, does: (c: Change) => Promise<unknown>): Promise<void> {
  const actor = serviceActor('test', '测试', ['test.work']);
  await change({ ...office, actor }, { act: 'test.work', lock: (tx) => lockCase(tx, it.pid) }, async (c) => {
    await does(c);
    return {};
  });
}

/** Puts a confidential file of a case into the store, as a module with files will. @returns its place and bytes */
async function addFile(it: Case, party = 'person'): Promise<{ key: string; file: string }> {
  const source = path.join(work, newPublicId());
  fs.writeFileSync(source, randomBytes(70_000));
  const kept = await app.office!.files.keepConfidential({
    path: source,
    size: 70_000,
    sha256: '0'.repeat(64),
  });
  await sql`
    with f as (insert into stored_file (store_key, protection, size, media_type, sha256, sm3, wrapped_key, scan, words_read, created_at)
      values (${kept.key}, 'confidential', 70000, 'application/pdf', ${'0'.repeat(64)}, ${'0'.repeat(64)}, ${kept.wrappedKey}, 'clean', true, ${clock.now()}) returning id)
    insert into case_file (ref, case_id, party, file_id, stored_at, erase_after)
    select ${newPublicId()}, ${it.id}, ${party}, id, ${clock.now()}, '2027-01-31' from f`.execute(db());
  const [kind, name = ''] = kept.key.split('/');
  return { key: kept.key, file: path.join(app.dataDir, 'files', kind!, name.slice(0, 2), name) };
}

const rowsOf = async (key: string) =>
  (await sql<{ n: number }>`select count(*) as n from stored_file where store_key = ${key}`.execute(db()))
    .rows[0]!.n;
const erase = (it: Case, parties?: ('person' | 'third-party')[]) =>
  within(it, (c) =>
    erasePersonal(c, { caseId: it.id, basis: 'request', basisRef: 'test', ...(parties ? { parties } : {}) }),
  );

test('[R-FBK-08] an erasure takes the files of the case: row, key and bytes; a restore of an older backup takes them again', {
  timeout: 60_000,
}, async () => {
  const [gone, kept] = [await closedCase(), await closedCase()];
  const [mine, other] = [await addFile(gone), await addFile(kept)];
  expect(fs.statSync(mine.file).size).toBeGreaterThan(70_000);
  const backup = path.join(work, 'before.backup');
  const client = await connect(database.app);
  const { store } = app.office!.files;
  await makeBackup({ client, store, keys: TEST_KEYS, clock, file: backup, program: 'test' });
  await client.end();

  await erase(gone);
  expect(await rowsOf(mine.key)).toBe(0);
  await expect.poll(() => fs.existsSync(mine.file), { timeout: 15_000 }).toBe(false);
  expect([await rowsOf(other.key), fs.existsSync(other.file)]).toEqual([1, true]);
  const { rows: links } = await sql<{ file_id: number | null; erased: boolean }>`
    select file_id, erased_at is not null as erased from case_file where case_id = ${gone.id}`.execute(db());
  expect(links).toEqual([{ file_id: null, erased: true }]);
  const { rows: keys } = await sql<{ open: boolean }>`
    select key_sealed is not null as open from case_key where case_id in (${gone.id}, ${kept.id}) order by case_id`.execute(
    db(),
  );
  expect(keys.map((k) => k.open)).toEqual([false, true]);

  // The list that stands outside the database names the file by its reference only.
  await exportErasures(db(), work);
  const list = readErasureList(erasureFile(work)).entries;
  expect(list.at(-1)).toMatchObject({ caseId: gone.id, kinds: expect.arrayContaining(['name', 'file']) });
  expect(fs.readFileSync(erasureFile(work), 'utf8')).not.toContain(mine.key);

  const restored = async (erasures: typeof list) => {
    const name = `restored_${randomBytes(4).toString('hex')}`;
    const target = new FolderStore(path.join(work, name));
    const server = { host: inject('socketDir'), port: 5432, user: inject('superuser') };
    await restoreBackup({
      admin: server,
      database: name,
      store: target,
      keys: TEST_KEYS,
      clock,
      file: backup,
      erasures,
    });
    const there: string[] = [];
    for await (const f of target.list('')) there.push(f.key);
    const copy = await connect({ ...server, database: name });
    const { rows } = await copy.query('select store_key as key from stored_file order by 1');
    await copy.end();
    const admin = await connect({ ...server, database: 'postgres' });
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
    return { store: there.sort(), rows: rows.map((r) => r.key) };
  };
  const both = [mine.key, other.key].sort();
  expect(await restored([])).toEqual({ store: both, rows: both });
  expect(await restored(list)).toEqual({ store: [other.key], rows: [other.key] });
});

test('[R-FBK-08] of two persons in a case only the files of the one go; the key of the case stays for the other', async () => {
  const it = await closedCase();
  const [own, third] = [await addFile(it), await addFile(it, 'third-party')];
  await erase(it, ['person']);
  expect([await rowsOf(own.key), await rowsOf(third.key)]).toEqual([0, 1]);
  const key = () =>
    sql<{ open: boolean }>`select key_sealed is not null as open from case_key where case_id = ${it.id}`
      .execute(db())
      .then((r) => r.rows[0]?.open);
  expect(await key()).toBe(true);
  await erase(it);
  expect([await rowsOf(third.key), await key()]).toEqual([0, false]);
});

test('[R-FBK-08] files have a retention of their own line, and a legal hold keeps them', async () => {
  const it = await closedCase();
  const { key } = await addFile(it);
  await sql`update personal_value set erase_after = '2030-01-01' where case_id = ${it.id}`.execute(db());
  const look = () =>
    eraseDue({ ...office, actor: serviceActor('system', '系统', ['personal.erase-due']) }, () => undefined);
  clock.set('2027-01-31T09:00:00+08:00');
  await look();
  expect(await rowsOf(key)).toBe(1);
  const { id: placer } = await db().selectFrom('person').select('id').executeTakeFirstOrThrow();
  await within(it, (c) =>
    placeHold(
      { ...c, actor: { ...c.actor, personId: placer } },
      {
        caseId: it.id,
        organisationId: organ,
        reason: '行政诉讼',
        document: '（2027）行初1号',
        untilOn: null,
      },
    ),
  );
  clock.set('2027-02-01T09:00:00+08:00');
  await look();
  expect(await rowsOf(key)).toBe(1);
  await sql`update legal_hold set lifted_by_id = ${placer}, lifted_at = ${clock.now()}, lifted_reason = '已结案' where case_id = ${it.id}`.execute(
    db(),
  );
  clock.set('2027-02-02T09:00:00+08:00');
  await look();
  expect(await rowsOf(key)).toBe(0);
  // The values, whose time has not come, are there.
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from personal_value where case_id = ${it.id} and ciphertext is not null`.execute(
    db(),
  );
  expect(rows[0]!.n).toBeGreaterThan(2);
});

test('[R-FBK-08] the retention of files begins with the closing of the case', async () => {
  const it = await closedCase();
  const { key } = await addFile(it);
  await sql`update case_file set erase_after = null where case_id = ${it.id}`.execute(db());
  await within(it, (c) => setEraseAfter(c, 'privacy-request', it.id, 'case-closed'));
  const { rows } = await sql<{ day: string }>`
    select f.erase_after as day from case_file f join stored_file s on s.id = f.file_id where s.store_key = ${key}`.execute(
    db(),
  );
  // 36 months for requests of this kind, counted from 2027-02-02.
  expect(rows).toEqual([{ day: '2030-02-02' }]);
});
