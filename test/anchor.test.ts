import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { auditAnchorCommand, auditVerifyCommand } from '../src/commands/audit.ts';
import { type AnchorPlace, anchorFile, dailyAnchor, exportAnchor, readAnchors } from '../src/core/index.ts';
import { ROLES } from '../src/platform/db/migrate.ts';
import { createLog } from '../src/platform/log.ts';
import { type MailMessage, openMail } from '../src/platform/mail.ts';
import { openOutbound } from '../src/platform/outbound.ts';
import { readSmtpUrl, type SmtpAddress } from '../src/platform/smtp-address.ts';
import { readMail, startMailServer } from './mail-kit.ts';
import { type ProofGround, proofGround } from './proof-kit.ts';

/* Anchors outside the database, and the command that compares with them. */

let g: ProofGround;
let folder = '';
const mails: MailMessage[] = [];
beforeAll(async () => {
  g = await proofGround();
});
afterAll(() => g.end());
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-anchors-'));
});
afterEach(async () => {
  fs.rmSync(folder, { recursive: true, force: true });
  mails.splice(0);
  await g.owner.query('truncate audit_anchor');
  await g.owner.query('truncate parameter_value cascade');
});

const place = (over: Partial<AnchorPlace> = {}): AnchorPlace => ({
  db: g.db,
  clock: g.clock,
  log: createLog('silent', 'test'),
  folder,
  mail: async (m) => void mails.push(m),
  ...over,
});
const setTo = (name: string, value: string) =>
  g.owner.query(
    `insert into parameter_value (name, value, valid_from, source, set_by_id, set_at) values ($1, $2, '2026-01-01', '测试', $3, '2026-01-01')`,
    [name, value, g.person],
  );

test('[R-PLT-03] an anchor is one readable line: where the chain ends, how many rows, when, of which installation', async () => {
  await g.write(3);
  await g.sealer.look();
  await dailyAnchor(place());
  const lines = fs.readFileSync(anchorFile(folder), 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(1);
  const { rows } = await g.owner.query(
    `select encode(chain_hash, 'hex') as chain, (select id from installation) as installation from audit_seal order by position desc limit 1`,
  );
  expect(JSON.parse(lines[0]!)).toEqual({
    form: 'mingtang-anchor-1',
    installation: rows[0].installation,
    position: 6,
    chain: rows[0].chain,
    audits: 3,
    events: 3,
    at: '2026-05-20T09:00:00+08:00',
    reason: 'daily',
  });
  expect((await g.verify(readAnchors(anchorFile(folder)).anchors)).anchors).toEqual({
    compared: 1,
    agreedTo: 6,
  });
});

test('one a day, whoever looks; the next day another, even when nothing has happened', async () => {
  await dailyAnchor(place());
  await dailyAnchor(place());
  await Promise.all([exportAnchor(place(), 'daily'), exportAnchor(place(), 'daily')]);
  expect((await g.owner.query(`select count(*) as n from audit_anchor`)).rows[0].n).toBe(1);
  g.clock.set('2026-05-21T00:00:10+08:00');
  await dailyAnchor(place());
  expect((await g.owner.query(`select count(*) as n from audit_anchor`)).rows[0].n).toBe(2);
  const { anchors } = readAnchors(anchorFile(folder));
  expect(new Set(anchors.map((a) => a.position)).size).toBe(1);
});

test('a closed case writes one unless the last one already covers it', async () => {
  await exportAnchor(place(), 'case-closed');
  expect(await exportAnchor(place(), 'case-closed')).toBeUndefined();
  await g.write(1);
  await g.sealer.look();
  expect((await exportAnchor(place(), 'case-closed'))?.events).toBe(4);
  expect(readAnchors(anchorFile(folder)).anchors).toHaveLength(2);
});

test('goes by mail to the configured addresses; one that fails keeps nothing else back', async () => {
  await setTo('proof.anchor-mail', 'a@example.gov.cn，b@example.gov.cn; nonsense');
  await exportAnchor(place(), 'daily');
  expect(mails.map((m) => m.to)).toEqual(['a@example.gov.cn', 'b@example.gov.cn']);
  const saved = path.join(folder, 'saved-mail.txt');
  fs.writeFileSync(saved, mails[0]!.text);
  expect(readAnchors(saved).anchors).toEqual(readAnchors(anchorFile(folder)).anchors);
  const failing = place({
    mail: async (m) => {
      if (m.to.startsWith('a')) throw new Error('no');
      mails.push(m);
    },
  });
  expect(await exportAnchor(failing, 'manual')).toBeDefined();
  expect(
    (await g.owner.query(`select mailed_to from audit_anchor order by id`)).rows.map((r) => r.mailed_to),
  ).toEqual([2, 1]);
  mails.splice(0);
  await g.write(1);
  await g.sealer.look();
  await exportAnchor(place(), 'case-closed');
  expect(mails).toHaveLength(0);
  await setTo('proof.anchor-mail-each', 'true');
  await g.write(1);
  await g.sealer.look();
  await exportAnchor(place(), 'case-closed');
  expect(mails).toHaveLength(2);
});

test('goes over SMTP: what the other house receives verifies the chain', async () => {
  const server = await startMailServer();
  const address = readSmtpUrl(`smtp://127.0.0.1:${server.port}?tls=off`) as SmtpAddress;
  const outbound = openOutbound({ allow: [`127.0.0.1:${server.port}`] });
  const mail = openMail({
    server: address,
    from: { name: '明川市政务公开平台', address: 'noreply@mingchuan.example' },
    connect: (host, port) => outbound.connect(host, port),
  });
  try {
    await setTo('proof.anchor-mail', 'proof@example.gov.cn');
    await exportAnchor(place({ mail }), 'daily');
    expect(server.received.map((m) => m.to)).toEqual([['proof@example.gov.cn']]);
    const saved = path.join(folder, 'received-mail.txt');
    fs.writeFileSync(saved, readMail(server.received[0]!.raw).text);
    expect(readAnchors(saved).anchors).toEqual(readAnchors(anchorFile(folder)).anchors);
  } finally {
    await server.stop();
  }
});

test('a folder that cannot be written: nothing is noted, the next look tries again', async () => {
  const file = path.join(folder, 'file');
  fs.writeFileSync(file, '');
  await expect(dailyAnchor(place({ folder: file }))).rejects.toThrow();
  expect((await g.owner.query(`select count(*) as n from audit_anchor`)).rows[0].n).toBe(0);
  await dailyAnchor(place());
  expect((await g.owner.query(`select count(*) as n from audit_anchor`)).rows[0].n).toBe(1);
});

test('a line cut by a crash spoils no other one', async () => {
  await exportAnchor(place(), 'manual');
  fs.appendFileSync(anchorFile(folder), '{"form":"mingtang-anchor-1","inst');
  await exportAnchor(place(), 'manual');
  const content = readAnchors(anchorFile(folder));
  expect(content.anchors).toHaveLength(2);
  expect(content.unreadable).toEqual([2]);
});

describe('[R-PLT-03] npx mingtang audit', () => {
  const before = { ...process.env };
  let said = '';
  beforeEach(() => {
    said = '';
    vi.spyOn(console, 'log').mockImplementation((line: string) => {
      said += `${line}\n`;
    });
    const { host, database } = g.database.address(ROLES.app);
    const url = (user: string) => `postgres://${user}@/${database}?host=${encodeURIComponent(host)}`;
    process.env.DATABASE_URL = url(ROLES.app);
    process.env.DATABASE_PORTAL_URL = url(ROLES.portal);
    process.env.MINGTANG_KEY_FILE = path.join(folder, 'test.key');
    process.env.MINGTANG_ANCHORS = path.join(folder, 'anchors');
  });
  afterEach(() => {
    vi.restoreAllMocks();
    for (const name of ['DATABASE_URL', 'DATABASE_PORTAL_URL', 'MINGTANG_KEY_FILE', 'MINGTANG_ANCHORS'])
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
  });

  test('verify: 0 and its sentence when nothing is wrong, with the own anchors and with others', async () => {
    expect(await auditVerifyCommand([])).toBe(0);
    expect(said).toContain('结论：没有发现改动，链是完整的。');
    expect(said).toContain('没有锚点时，能发现中间改动');
    expect(await auditAnchorCommand()).toBe(0);
    const own = anchorFile(path.join(folder, 'anchors'));
    expect(said).toContain(`已写入 ${own}`);
    said = '';
    expect(await auditVerifyCommand([])).toBe(0);
    expect(said).toContain('结论：没有发现改动，与锚点相符。');
    expect(said).toContain('锚点之后 0 行');
    const kept = path.join(folder, 'kept.txt');
    fs.copyFileSync(own, kept);
    said = '';
    expect(await auditVerifyCommand(['--anchor', kept])).toBe(0);
    expect(said).toContain(`锚点：${kept}，共 1 个`);
  });

  test('verify: 1 and the place when a row was changed', async () => {
    await g.owner.query(`update audit_row set act = 'forged' where id = 2`);
    try {
      expect(await auditVerifyCommand([])).toBe(1);
      expect(said).toMatch(/结论：发现 1 处改动。最早的一处在链上第 \d+ 条（操作留痕第 2 行）。/);
      expect(said).toContain('内容被改动：与封存时的校验值不符。');
    } finally {
      await g.owner.query(`update audit_row set act = 'document.save' where id = 2`);
    }
  });

  test('verify: 3 when a line of the anchors cannot be read', async () => {
    await auditAnchorCommand();
    fs.appendFileSync(anchorFile(path.join(folder, 'anchors')), '{broken\n');
    said = '';
    expect(await auditVerifyCommand([])).toBe(3);
    expect(said).toContain('锚点文件第 2 行无法识别');
  });

  test('verify: refused with the reason when the file is missing or holds no anchor', async () => {
    await expect(auditVerifyCommand(['--anchor', path.join(folder, 'none')])).rejects.toThrow(
      /读不到锚点文件/,
    );
    const empty = path.join(folder, 'empty');
    fs.writeFileSync(empty, '你好\n');
    await expect(auditVerifyCommand(['--anchor', empty])).rejects.toThrow(/没有可以识别的锚点/);
  });

  test('verify: refused when a table has been taken apart', async () => {
    await g.owner.query('alter table case_event rename column facts to other');
    try {
      await expect(auditVerifyCommand([])).rejects.toThrow(/表结构被人改动过/);
    } finally {
      await g.owner.query('alter table case_event rename column other to facts');
    }
  });
});
