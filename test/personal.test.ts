import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import {
  casesWith,
  erasureFile,
  exportErasures,
  listErasures,
  maskedPersonal,
  openCaseKeys,
  type PersonalInput,
  putPersonal,
  readErasureList,
  readPersonal,
  replayErasures,
  SEALED_COLUMNS,
} from '../src/core/index.ts';
import { eraseDue, lockCase } from '../src/mechanisms/procedure/index.ts';
import { closeRequest, registerRequest } from '../src/modules/privacy/index.ts';
import { serviceActor } from '../src/platform/actor.ts';
import { type Change, type ChangeContext, change } from '../src/platform/change.ts';
import { settableClock } from '../src/platform/clock.ts';
import { newToken } from '../src/platform/crypto.ts';
import { type Database, openDatabase } from '../src/platform/db/pool.ts';
import { checkInstallationKey } from '../src/platform/installation-key.ts';
import { rotateKey } from '../src/platform/key-rotation.ts';
import { keyringOf, newKeyFile, readKeyFile, withNewKey, writeKeyFile } from '../src/platform/keyring.ts';
import { SealBroken } from '../src/platform/sealing.ts';
import {
  actingAs,
  addOrgan,
  addStaff,
  cloneDatabase,
  deskOf,
  PASSWORD,
  startTestApp,
  TEST_KEYS,
  type TestDatabase,
} from './harness.ts';

const clock = settableClock('2026-05-20T09:00:00+08:00');
let database: TestDatabase;
let app: RunningApp & { clock: typeof clock };
let office: ChangeContext & { keys: typeof TEST_KEYS };
let city: number;
const db = () => app.office!.db;
const failures: string[] = [];

beforeAll(async () => {
  database = await cloneDatabase('empty');
  app = { ...(await startTestApp(database, { clock })), clock };
  city = await addOrgan(db(), { code: 'city', kind: 'city-government', name: '明川市人民政府' });
  const id = await addStaff(db(), {
    username: 'office',
    organisationId: city,
    grants: [{ role: 'disclosure-office' }, { role: 'window-clerk' }],
  });
  await addStaff(db(), { username: 'admin', organisationId: city, grants: [{ role: 'administrator' }] });
  office = { ...(await actingAs(app, id)), keys: TEST_KEYS };
});
afterAll(async () => {
  await app.stop();
  await database.drop();
});

const CONTENT = {
  organisation: 'city',
  right: 'access' as const,
  statement: '想知道掌握了哪些信息',
  about: '',
  name: '林小明',
  documentKind: 'identity-card' as const,
  documentNumber: '510107199001011248',
  phone: '13800001111',
  email: '' as const,
};

interface Case {
  id: number;
  pid: string;
}
async function register(more: Partial<typeof CONTENT> = {}): Promise<Case> {
  const { casePid } = await registerRequest(office, {
    organisationId: city,
    content: { ...CONTENT, ...more },
    nonce: newToken(),
    once: newToken(),
  });
  const row = await db()
    .selectFrom('procedure_case')
    .select('id')
    .where('pid', '=', casePid)
    .executeTakeFirstOrThrow();
  return { id: row.id, pid: casePid };
}
const close = (it: Case) =>
  closeRequest(office, { casePid: it.pid, closing: 'withdrawn', seenVersion: 1, once: newToken() });

/** Work of a case in a change of a service that may do anything. */
async function work<T>(it: Case, does: (c: Change) => Promise<T>): Promise<T> {
  let result: T | undefined;
  const actor = serviceActor('test', '测试', ['test.work']);
  await change({ ...office, actor }, { act: 'test.work', lock: (tx) => lockCase(tx, it.pid) }, async (c) => {
    result = await does(c);
    return {};
  });
  return result as T;
}
const put = (it: Case, values: PersonalInput[]) =>
  work(it, (c) => putPersonal(c, TEST_KEYS, { caseId: it.id, matter: 'privacy-request' }, values));
const masks = async (it: Case) =>
  Object.fromEntries(
    (await maskedPersonal(db(), TEST_KEYS, [it.id], clock.today())).map((v) => [
      `${v.party} ${v.kind}`,
      v.masked,
    ]),
  );
const find = async (kind: 'phone' | 'identity-number', value: string) =>
  casesWith(db(), TEST_KEYS, { kind, value });
const refused = (text: string) => expect.objectContaining({ message: expect.stringContaining(text) });

describe('[R-SEC-03] values', () => {
  test('each is sealed with the key of its case for its own place: exchanged or copied it does not open', async () => {
    const [a, b] = [await register(), await register({ name: '欧阳修远' })];
    const rows = async (it: Case) =>
      db()
        .selectFrom('personal_value')
        .select(['id', 'kind', 'ciphertext'])
        .where('case_id', '=', it.id)
        .orderBy('id')
        .execute();
    const [mine, theirs] = [await rows(a), await rows(b)];
    expect(mine[0]?.ciphertext?.includes(Buffer.from('林'))).toBe(false);
    const set = (id: number, ciphertext: Buffer) =>
      db().updateTable('personal_value').set({ ciphertext }).where('id', '=', id).execute();
    const broken = '（密文不能打开，请联系系统管理员）';
    await set(mine[0]!.id, theirs[0]!.ciphertext!);
    expect((await masks(a))['person name']).toBe(broken);
    await set(mine[0]!.id, mine[2]!.ciphertext!);
    expect((await masks(a))['person name']).toBe(broken);
    expect((await masks(a))['person phone']).toBe('138****1111');
    await set(mine[0]!.id, mine[0]!.ciphertext!);
    expect((await masks(a))['person name']).toBe('林**');
    expect((await masks(b))['person name']).toBe('欧阳**');
    // The keys of two cases are not the same, and neither opens under the number of the other.
    await sql`update case_key set key_sealed = (select key_sealed from case_key where case_id = ${b.id}) where case_id = ${a.id}`.execute(
      db(),
    );
    await expect(openCaseKeys(db(), TEST_KEYS, [a.id])).rejects.toThrow(SealBroken);
  });

  test('a corrected value replaces the old one, whose ciphertext and search token go', async () => {
    const it = await register({ phone: '13900002222', documentNumber: '51010719900101123X' });
    await put(it, [
      { kind: 'phone', value: '13700003333' },
      { party: 'agent', kind: 'name', value: '诸葛明' },
      { kind: 'address', value: '明川市云溪县石桥镇柳林村三组12号' },
      { kind: 'email', value: '  ' },
    ]);
    expect(await masks(it)).toMatchObject({
      'person phone': '137****3333',
      'agent name': '诸葛*',
      'person address': '明川市云溪县石桥镇柳林村***',
    });
    expect(await find('phone', '13900002222')).toEqual([]);
    expect(await find('phone', '137 0000 3333')).toEqual([it.id]);
    expect(
      await casesWith(db(), TEST_KEYS, { kind: 'name-phone', name: '林小明', value: '13700003333' }),
    ).toEqual([it.id]);
    const old = await db()
      .selectFrom('personal_value')
      .select(['ciphertext', 'erased_at'])
      .where('case_id', '=', it.id)
      .where('erased_at', 'is not', null)
      .execute();
    expect(old).toEqual([{ ciphertext: null, erased_at: clock.now() }]);
    expect((await listErasures(db())).at(-1)).toMatchObject({
      basis: 'replaced',
      keyDestroyed: false,
      caseId: it.id,
    });
  });

  test('a service never sees whole values; another installation finds and opens nothing', async () => {
    const it = await register();
    await expect(
      work(it, (c) =>
        readPersonal(c, TEST_KEYS, {
          caseId: it.id,
          organisationId: city,
          reason: 'contact',
          reasonText: '自动处理',
        }),
      ),
    ).rejects.toEqual(refused('只能由本人登录查看'));
    const other = keyringOf(newKeyFile());
    expect(await casesWith(db(), other, { kind: 'phone', value: CONTENT.phone })).toEqual([]);
    await expect(maskedPersonal(db(), other, [it.id], clock.today())).rejects.toThrow(SealBroken);
  });
});

describe('[R-FBK-08] retention', () => {
  const due = () =>
    eraseDue({ ...office, actor: serviceActor('system', '系统', ['personal.erase-due']) }, (pid) =>
      failures.push(pid),
    );
  const kinds = async (it: Case) => Object.keys(await masks(it)).map((k) => k.split(' ')[1]);

  test('runs from the day of closing, by the line that says most; the day after the last one it is gone', async () => {
    clock.set('2026-06-01T09:00:00+08:00');
    const it = await register({ documentNumber: '440306200002290041' });
    expect(await kinds(it)).toContain('identity-number');
    clock.set('2026-06-30T09:00:00+08:00');
    await close(it);
    clock.set('2027-06-30T12:00:00+08:00');
    await due();
    expect(await kinds(it)).toContain('identity-number');
    // Not before the hour that is set.
    clock.set('2027-07-01T02:59:00+08:00');
    expect(await due()).toBeUndefined();
    clock.set('2027-07-01T03:00:00+08:00');
    expect(await due()).toBe(1);
    expect(await kinds(it)).toEqual(['name', 'phone', 'statement']);
    expect(await find('identity-number', '440306200002290041')).toEqual([]);
    // Once a day.
    expect(await due()).toBeUndefined();
    clock.set('2029-07-01T04:00:00+08:00');
    expect(await due()).toBe(1);
    expect(await kinds(it)).toEqual([]);
    const key = await db()
      .selectFrom('case_key')
      .select('key_sealed')
      .where('case_id', '=', it.id)
      .executeTakeFirstOrThrow();
    expect(key.key_sealed).toBeNull();
    const events = await db()
      .selectFrom('case_event')
      .select(['act', 'service', 'facts'])
      .where('case_id', '=', it.id)
      .orderBy('id')
      .execute();
    expect(events.slice(-2)).toMatchObject([
      {
        act: 'personal.erase-due',
        service: 'system',
        facts: { basis: 'retention-ended', values: 1, keyDestroyed: false },
      },
      {
        act: 'personal.erase-due',
        service: 'system',
        facts: { basis: 'retention-ended', values: 3, keyDestroyed: true },
      },
    ]);
    await expect(put(it, [{ kind: 'phone', value: '13800001111' }])).rejects.toEqual(refused('密钥已销毁'));
    expect(failures).toEqual([]);
  });

  test('an open case is never erased, however old', async () => {
    const it = await register();
    clock.set('2099-01-01T09:00:00+08:00');
    await due();
    expect((await kinds(it)).length).toBe(4);
    clock.set('2029-07-02T09:00:00+08:00');
  });

  test('a legal hold stops it until it is lifted or has run out', async () => {
    const it = await register();
    await close(it);
    const hold = (until: string | null) =>
      sql`insert into legal_hold (pid, case_id, organisation_id, reason, document, until_on, placed_by_id, placed_at)
        values (${`abcdefgh0${until ? 1 : 2}`}, ${it.id}, ${city}, '行政诉讼期间', '应诉通知书1号', ${until}, ${office.actor.personId}, ${clock.now()})`.execute(
        db(),
      );
    await hold('2035-01-10');
    clock.set('2035-01-10T09:00:00+08:00');
    expect(await due()).toBe(0);
    expect((await kinds(it)).length).toBe(4);
    const run = await sql<{
      held: number;
    }>`select held from retention_run where run_on = '2035-01-10'`.execute(db());
    expect(run.rows).toEqual([{ held: 1 }]);
    clock.set('2035-01-11T09:00:00+08:00');
    expect(await due()).toBe(1);
    expect(await kinds(it)).toEqual([]);
    clock.set('2029-07-03T09:00:00+08:00');
  });

  test('a new period is set by the administrator alone and re-dates nothing that runs', async () => {
    clock.set('2030-01-02T09:00:00+08:00');
    const before = await register();
    await close(before);
    const admin = await deskOf(app, 'admin');
    const at = '/personal-data/retention';
    const page = await admin.get(at);
    expect(page.text).toContain('各类办件');
    const rule = {
      matter: 'privacy-request',
      kind: 'phone',
      starts: 'case-closed',
      months: '7',
      basis: '明川市个人信息管理办法第五条',
      validFrom: '2030-02-01',
    };
    for (const [wrong, says] of [
      [{ months: '-1' }, '0 至 1200'],
      [{ months: '1201' }, '0 至 1200'],
      [{ basis: '' }, '请填写依据'],
      [{ validFrom: '2030-02-30' }, '请填写生效日'],
      // What is erased does not come back: not from one day to the next, not before remedies have ended.
      [{ validFrom: '2030-01-31' }, '最早 2030-02-01 起'],
      [{ months: '0' }, '不得短于 6 个月'],
    ] as const)
      expect((await admin.submit(page, at, { ...rule, ...wrong })).text).toContain(says);
    expect((await admin.submit(page, at, rule)).location).toContain('done=set');
    clock.set('2030-02-28T09:00:00+08:00');
    const after = await register();
    await close(after);
    const dates = async (it: Case) =>
      Object.fromEntries(
        (
          await db()
            .selectFrom('personal_value')
            .select(['kind', 'erase_after'])
            .where('case_id', '=', it.id)
            .execute()
        ).map((r) => [r.kind, r.erase_after]),
      );
    expect(await dates(before)).toMatchObject({ phone: '2033-01-02', 'identity-number': '2031-01-02' });
    expect(await dates(after)).toMatchObject({ phone: '2030-09-28', 'identity-number': '2031-02-28' });
    const clerk = await deskOf(app, 'office');
    const preview = await clerk.get(at);
    expect(preview.text).not.toContain('设定保留期限 办理种类');
    expect(preview.text).not.toContain(after.pid);
    clock.set('2030-09-05T09:00:00+08:00');
    await clerk.signIn('office', PASSWORD);
    expect((await clerk.get(at)).text).toContain(after.pid);
    expect((await clerk.post(at, rule)).status).toBe(403);
  });
});

test('[R-FBK-08] erasures are replayed on an older backup, by reference, once, and touch no other case', async () => {
  clock.set('2026-07-01T09:00:00+08:00');
  const [gone, kept] = [await register(), await register()];
  await close(gone);
  // The "backup": what the tables held before the erasure.
  const tables = ['case_key', 'personal_value'];
  const backup = await Promise.all(
    tables.map(
      async (t) => (await sql<Record<string, unknown>>`select * from ${sql.table(t)}`.execute(db())).rows,
    ),
  );
  await sql`update personal_value set erase_after = '2026-06-01' where case_id = ${gone.id}`.execute(db());
  await eraseDue(
    { ...office, actor: serviceActor('system', '系统', ['personal.erase-due']) },
    () => undefined,
  );
  expect(await masks(gone)).toEqual({});
  const list = await listErasures(db());
  const last = list.at(-1)!;
  expect(last).toMatchObject({ caseId: gone.id, keyDestroyed: true, service: 'system' });

  // Restored: the values are back.
  for (const row of backup[0]!.filter((r) => r.case_id === gone.id))
    await sql`update case_key set key_sealed = ${row.key_sealed}, destroyed_at = null where case_id = ${gone.id}`.execute(
      db(),
    );
  for (const row of backup[1]!.filter((r) => r.case_id === gone.id))
    await sql`update personal_value set ciphertext = ${row.ciphertext}, erased_at = null where id = ${row.id}`.execute(
      db(),
    );
  expect((await masks(gone))['person name']).toBe('林**');
  const stranger = { ...last, keyRef: 'zzzzzzzzzz', caseId: kept.id };
  const replay = () =>
    db()
      .transaction()
      .execute((tx) => replayErasures(tx, [...list, stranger], clock.now()));
  expect(await replay()).toMatchObject({ absent: 1, known: list.length });
  expect(await masks(gone)).toEqual({});
  expect((await masks(kept))['person name']).toBe('林**');
  const key = await sql<{
    key_sealed: Buffer | null;
  }>`select key_sealed from case_key where case_id = ${gone.id}`.execute(db());
  expect(key.rows).toEqual([{ key_sealed: null }]);
  expect(await replay()).toMatchObject({ erased: 0, absent: 1 });

  // The list stands outside the database too, each erasure once, whatever a crash has left at its end.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-erasures-'));
  try {
    expect(await exportErasures(db(), folder)).toBe(list.length);
    fs.appendFileSync(erasureFile(folder), '{"form":"mingtang-erasure-1","caseId":');
    expect(await exportErasures(db(), folder)).toBe(0);
    expect(readErasureList(erasureFile(folder))).toEqual({
      entries: list,
      unreadable: [expect.any(Number)],
    });
    expect(fs.readFileSync(erasureFile(folder), 'utf8')).not.toContain('林');
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

// Columns of bytes that the keys of the installation have not sealed, by hand. Every other one must be in the rotation.
const NOT_SEALED = [
  ...['personal_value.ciphertext', 'intake.envelope', 'intake_key.public_key', 'import_item.file_bytes'],
  ...['audit_seal.row_hash', 'audit_seal.chain_hash', 'audit_anchor.chain_hash'],
];

test('every column that the keys seal is in the list of the rotation', async () => {
  const { rows } = await sql<{ name: string }>`
    select table_name || '.' || column_name as name from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where table_schema = 'public' and data_type = 'bytea' and table_type = 'BASE TABLE'`.execute(db());
  expect(rows.map((r) => r.name).sort()).toEqual(
    [...SEALED_COLUMNS.map((c) => `${c.table}.${c.column}`), ...NOT_SEALED].sort(),
  );
  // The rotation runs as the app role.
  for (const { table, column, key } of SEALED_COLUMNS) {
    const may = await sql<{ ok: boolean }>`
      select has_column_privilege(${table}, ${column}, 'update') as ok`.execute(db());
    expect(may.rows[0]?.ok, `${table}.${column}`).toBe(true);
    await sql`select ${sql.join(key.map((k) => sql.ref(k)))} from ${sql.table(table)} limit 0`.execute(db());
  }
});

describe('[R-SEC-03] the key of the installation', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-keys-'));
  const file = path.join(folder, 'installation.key');
  let own: TestDatabase;
  let keysDb: Database;
  const N = 23;
  beforeAll(async () => {
    own = await cloneDatabase('empty');
    keysDb = openDatabase(own.app, { max: 4, name: 'test', onError: () => undefined });
  });
  afterAll(async () => {
    await keysDb.destroy();
    await own.drop();
    fs.rmSync(folder, { recursive: true, force: true });
  });
  const check = (at = file) => checkInstallationKey(keysDb, at, clock.now());
  const ring = () => keyringOf(readKeyFile(file));
  const rotate = (after?: (values: number) => void) =>
    rotateKey({
      db: keysDb,
      file,
      columns: SEALED_COLUMNS,
      now: clock.now(),
      batch: 5,
      record: async () => undefined,
      ...(after ? { after } : {}),
    });
  /** What each sealed case key opens to; fails when one does not open. */
  const opened = async () => {
    const { rows } = await sql<{ case_id: number; key_sealed: Buffer }>`
      select case_id, key_sealed from case_key where key_sealed is not null order by case_id`.execute(keysDb);
    return rows.map((r) => ring().open(`case-key ${r.case_id}`, r.key_sealed).toString());
  };

  test('the first start makes the file, closed to others; later ones hold it against the database', async () => {
    await check();
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    await check();
    const other = path.join(folder, 'other.key');
    writeKeyFile(other, newKeyFile());
    await expect(check(other)).rejects.toThrow('不属于这个数据库');
    await expect(check(path.join(folder, 'lost.key'))).rejects.toThrow('找不到密钥文件');
    expect(fs.existsSync(path.join(folder, 'lost.key'))).toBe(false);
    // The right id with another secret is not the right key.
    const forged = readKeyFile(file);
    writeKeyFile(other, { ...forged, keys: [{ ...newKeyFile().keys[0]!, id: forged.current }] });
    await expect(check(other)).rejects.toThrow('不属于这个数据库');
    for (const mode of [0o640, 0o604, 0o644]) {
      fs.chmodSync(file, mode);
      await expect(check()).rejects.toThrow('chmod 600');
    }
    fs.chmodSync(file, 0o600);
    fs.writeFileSync(other, '{"version":1', { mode: 0o600 });
    await expect(check(other)).rejects.toThrow('已损坏');
  });

  test('a change of key that is stopped at any step goes on; every value opens at every moment', async () => {
    const keys = ring();
    for (let i = 1; i <= N; i++)
      await sql`insert into case_key (case_id, ref, key_sealed, made_at) values (${i}, ${`case00${String(i).padStart(4, '0')}`}, ${keys.seal(`case-key ${i}`, Buffer.from(`secret ${i}`))}, ${clock.now()})`.execute(
        keysDb,
      );
    await sql`insert into case_key (case_id, ref, key_sealed, made_at, destroyed_at) values (99, 'case990000', null, ${clock.now()}, ${clock.now()})`.execute(
      keysDb,
    );
    // A secret under a key of one column, an address under a key of two, a file under its place.
    const organ = await addOrgan(keysDb, { code: 'keys', kind: 'city-government' });
    const who = await addStaff(keysDb, { username: 'keys', organisationId: organ });
    const others = [`totp ${who}`, `contact ${who} mail`, 'file-key sealed/0123456789abcdef'];
    const [totp, address, fileKey] = others.map((p) => keys.seal(p, Buffer.from(p)));
    await sql`insert into totp_credential (person_id, secret, confirmed_at, last_step) values (${who}, ${totp}, ${clock.now()}, 1)`.execute(
      keysDb,
    );
    await sql`insert into contact_address (person_id, channel, sealed, confirmed_at, set_by_id, set_at) values (${who}, 'mail', ${address}, ${clock.now()}, ${who}, ${clock.now()})`.execute(
      keysDb,
    );
    await sql`insert into stored_file (store_key, protection, size, media_type, sha256, sm3, wrapped_key, scan, words_read, created_at)
      values ('sealed/0123456789abcdef', 'confidential', 1, 'text/plain', ${'0'.repeat(64)}, ${'0'.repeat(64)}, ${fileKey}, 'clean', true, ${clock.now()})`.execute(
      keysDb,
    );
    const before = await opened();
    expect(before).toHaveLength(N);
    const old = fs.readFileSync(file);

    class Killed extends Error {}
    // Killed after the new key was written and before anything else.
    writeKeyFile(file, withNewKey(readKeyFile(file)));
    const current = readKeyFile(file).current;
    await check();
    expect(await opened()).toEqual(before);
    for (let step = 1; step <= 4; step++) {
      await expect(
        rotate(() => {
          throw new Killed();
        }),
      ).rejects.toThrow(Killed);
      await check();
      expect(await opened()).toEqual(before);
      expect(readKeyFile(file).keys).toHaveLength(2);
      const { rows } = await sql<{ n: number }>`
        select count(*) as n from case_key where substring(key_sealed from 1 for 8) = ${Buffer.from(current, 'hex')}`.execute(
        keysDb,
      );
      expect(rows[0]!.n).toBe(step * 5);
    }
    const done = await rotate();
    expect(done).toMatchObject({ to: current, resumed: true, values: N - 20 + others.length });
    expect(readKeyFile(file).keys.map((k) => k.id)).toEqual([current]);
    expect(await opened()).toEqual(before);
    await check();

    // The old file is of no use any more.
    const copy = path.join(folder, 'old.key');
    fs.writeFileSync(copy, old, { mode: 0o600 });
    await expect(check(copy)).rejects.toThrow('不属于这个数据库');
    const again = await rotate();
    expect(again).toMatchObject({ from: [current], resumed: false, values: N + others.length });
    expect(await opened()).toEqual(before);
    const sealed = await sql<{ value: Buffer }>`
      select secret as value from totp_credential union all select sealed from contact_address union all select wrapped_key from stored_file`.execute(
      keysDb,
    );
    expect(sealed.rows.map((r, i) => ring().open(others[i]!, r.value).toString())).toEqual(others);
    const retired = await sql<{
      n: number;
    }>`select count(*) as n from installation_key where retired_at is not null`.execute(keysDb);
    expect(retired.rows[0]!.n).toBe(2);
  });

  test('a value that does not open stops it, and the old key stays', async () => {
    await sql`insert into case_key (case_id, ref, key_sealed, made_at) values (50, 'case500000', ${keyringOf(newKeyFile()).seal('case-key 50', Buffer.from('x'))}, ${clock.now()})`.execute(
      keysDb,
    );
    await expect(rotate()).rejects.toThrow(SealBroken);
    expect(readKeyFile(file).keys).toHaveLength(2);
    await sql`update case_key set key_sealed = null, destroyed_at = ${clock.now()} where case_id = 50`.execute(
      keysDb,
    );
    await rotate();
    expect(readKeyFile(file).keys).toHaveLength(1);
  });

  test('it is refused while the office is running', async () => {
    const running = await startTestApp(own, { faces: ['console'] });
    const before = fs.readFileSync(file, 'utf8');
    await expect(rotate()).rejects.toThrow('请先停止服务');
    await running.stop();
    expect(fs.readFileSync(file, 'utf8')).toBe(before);
  });
});

test('the portal process holds no keys', () => {
  expect(() => app.portal!.keys.seal('totp 1', Buffer.from('x'))).toThrow('holds no keys');
  expect(() => app.portal!.keys.blindIndex('personal phone', '1')).toThrow('holds no keys');
});
