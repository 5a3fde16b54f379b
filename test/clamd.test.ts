import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { connect } from '../src/platform/db/migrate.ts';
import { openClamd, ScannerFailed } from '../src/platform/files/clamd.ts';
import { openOutbound } from '../src/platform/outbound.ts';
import { type Office, openOffice } from './attachments-kit.ts';
import { addStaff, cloneDatabase, type TestDatabase } from './harness.ts';

/* The virus scanner: Debian's clamd with one signature of our own, and servers that answer as no scanner should. */

const CLAMD = '/usr/sbin/clamd';
const there = fs.existsSync(CLAMD);
if (!there && process.env.CI === '1') throw new Error('clamd is missing: run scripts/apt.sh as root');
const withClamd = there ? describe : describe.skip;
/** What our signature finds: an invented sentence that harms nobody. */
const HARMFUL = 'MINGTANG TEST: this sentence is found by a scanner';

withClamd(there ? 'clamd' : 'clamd (not installed: scripts/apt.sh)', () => {
  let folder: string;
  let daemon: ChildProcess;
  let socket: string;
  let database: TestDatabase;
  let office: Office;
  let admin: pg.Client;
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-clamd-'));
    socket = path.join(folder, 'clamd.sock');
    const signatures = path.join(folder, 'db');
    fs.mkdirSync(signatures);
    fs.writeFileSync(
      path.join(signatures, 'own.ndb'),
      `Mingtang.Test.Sentence:0:*:${Buffer.from(HARMFUL).toString('hex')}\n`,
    );
    const config = path.join(folder, 'clamd.conf');
    fs.writeFileSync(
      config,
      [
        `LocalSocket ${socket}`,
        `DatabaseDirectory ${signatures}`,
        `TemporaryDirectory ${folder}`,
        'Foreground yes',
        'StreamMaxLength 1M',
        'SelfCheck 0',
        'ConcurrentDatabaseReload no',
        '',
      ].join('\n'),
    );
    daemon = spawn(CLAMD, ['-F', '-c', config], { stdio: 'ignore' });
    for (let tries = 0; !fs.existsSync(socket); tries++) {
      if (tries > 400) throw new Error('clamd does not start');
      await setTimeout(50);
    }
    database = await cloneDatabase('empty');
    office = await openOffice(database, { env: { CLAMD: socket } });
    admin = await connect(database.address(inject('superuser')));
  }, 60_000);
  afterAll(async () => {
    await office?.app.stop();
    await admin?.end();
    await database?.drop();
    daemon?.kill('SIGKILL');
    fs.rmSync(folder, { recursive: true, force: true });
  });

  test('[R-SEC-01] finds what is harmful: refused in words, audited, told to the security officers, never kept', async () => {
    const officer = await addStaff(office.app.office!.db, {
      username: 'guard',
      organisationId: office.own,
      grants: [{ role: 'security-officer' }],
    });
    const { casePid } = await office.draft();
    const bytes = `普通的说明\n${HARMFUL}\n`;
    const answer = await office.attach(casePid, [
      { name: '先来的.txt', bytes: '没有问题的内容' },
      { name: '说明.txt', bytes },
    ]);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('查出有害程序（Mingtang.Test.Sentence.UNOFFICIAL）');
    // The harmless one is kept, of the other not a byte.
    expect(await office.files(casePid)).toHaveLength(1);
    const { rows: stored } = await admin.query('select store_key from stored_file');
    expect(stored).toHaveLength(1);
    const files = path.join(office.app.dataDir, 'files');
    for (const name of fs.readdirSync(files, { recursive: true, encoding: 'utf8' }))
      if (fs.statSync(path.join(files, name)).isFile())
        expect(fs.readFileSync(path.join(files, name), 'utf8')).not.toContain(HARMFUL);
    const { rows } = await admin.query(
      `select service, subject_kind, subject_id, details from audit_row where act = 'file.refuse-infected'`,
    );
    expect(rows).toEqual([
      {
        service: 'system',
        subject_kind: 'case',
        subject_id: casePid,
        details: {
          person: office.making.actor.personId,
          found: 'Mingtang.Test.Sentence.UNOFFICIAL',
          sha256: createHash('sha256').update(bytes).digest('hex'),
        },
      },
    ]);
    const notices = await admin.query('select person_id, kind, text from notice');
    expect(notices.rows).toEqual([
      { person_id: officer, kind: 'security', text: expect.stringContaining('已拒收') },
    ]);
  });

  test('lets pass what is clean, and says so', async () => {
    const { casePid } = await office.draft();
    expect((await office.attach(casePid, [{ name: '说明.txt', bytes: '没有问题' }])).status).toBe(303);
    const page = await office.writer.get(`/cases/${casePid}/attachments`);
    expect(page.text).toContain('未查出病毒');
    expect(page.text).not.toContain('没有配置病毒扫描');
  });

  test('a file beyond the scanner’s own limit is not let pass unscanned', async () => {
    const { casePid } = await office.draft();
    const answer = await office.attach(casePid, [{ name: '大.txt', bytes: '长文\n'.repeat(300_000) }]);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('病毒扫描没有完成');
    expect(await office.files(casePid)).toEqual([]);
  });

  test('a scanner that has stopped blocks: nothing goes past it', async () => {
    const scanner = openClamd({ path: path.join(folder, 'nobody.sock') }, openOutbound({ allow: [] }));
    await expect(scanner.scan(Readable.from(['x']), 1000)).rejects.toThrow(ScannerFailed);
    execFileSync('kill', ['-STOP', String(daemon.pid)]);
    try {
      const stopped = openClamd({ path: socket }, openOutbound({ allow: [] }));
      const started = performance.now();
      await expect(stopped.scan(Readable.from(['x']), 500)).rejects.toThrow(ScannerFailed);
      expect(performance.now() - started).toBeLessThan(3000);
    } finally {
      execFileSync('kill', ['-CONT', String(daemon.pid)]);
    }
  });
});

describe('an answer of a scanner', () => {
  /** A server that reads what is sent and answers with these bytes. */
  const answering = async (answer: string | undefined) => {
    const server = net.createServer((s) => {
      s.on('error', () => undefined);
      s.once('data', () => (answer === undefined ? s.destroy() : s.end(answer)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const outbound = openOutbound({ allow: [`127.0.0.1:${port}`] });
    return openClamd({ host: '127.0.0.1', port }, outbound).scan(Readable.from([Buffer.alloc(10)]), 2000);
  };

  test('is believed only when it is plain', async () => {
    expect(await answering('stream: OK\0')).toBeUndefined();
    expect(await answering('stream: Some.Name FOUND\0')).toBe('Some.Name');
    for (const strange of [
      undefined,
      '',
      '\0',
      'OK\0',
      'stream: OK',
      'stream: OK and more\0',
      'stream: x ERROR\0',
      'INSTREAM size limit exceeded. ERROR\0',
      'HTTP/1.1 200 OK\r\n\r\n\0',
      'x'.repeat(20_000),
    ])
      await expect([strange, answering(strange)][1], String(strange)).rejects.toThrow(ScannerFailed);
  });
});
