import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { QUEUES } from '../src/house.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { DATABASE, prepareDatabase } from '../src/platform/db/prepare.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/platform/postgres/index.ts';

/* npx mingtang as an operator types it: the built program, beside a running database of its own (the last test: without). */

const root = path.join(import.meta.dirname, '..');
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-commands-'));
fs.chmodSync(work, 0o755);

let server: EmbeddedPostgres;

beforeAll(async () => {
  expect(spawnSync(process.execPath, [path.join(root, 'scripts', 'setup.cjs')]).status).toBe(0);
  server = await startEmbeddedPostgres({ dataDir: path.join(work, 'data') });
  await prepareDatabase(
    { host: server.socketDir, port: server.port, user: server.superuser },
    DATABASE,
    QUEUES,
  );
});
afterAll(async () => {
  await server.stop();
  fs.rmSync(work, { recursive: true, force: true });
});

function mingtang(
  args: string[],
  env: Record<string, string> = {},
): { code: number | null; out: string; err: string } {
  const { DATABASE_URL: _u, DATABASE_PORTAL_URL: _p, ...clean } = process.env;
  const result = spawnSync(process.execPath, [path.join(root, 'dist', 'cli.js'), ...args], {
    env: { ...clean, MINGTANG_DATA: path.join(work, 'data'), ...env },
    encoding: 'utf8',
  });
  return { code: result.status, out: result.stdout, err: result.stderr };
}

const PAPER = `首页 > 政策文件
明川市测试局关于做好样本导入工作的通知
明测发[2026]第7号
各县（区）测试局：
为了做好样本的导入，现将有关事项通知如下。
一、认真准备样本，逐件核对标题、文号和日期。
二、导入之后由起草人确定公开属性，再送审查。
明川市测试局
2026年3月2日
【打印本页】 【关闭窗口】
`;

describe('organisations and people are made at the server', () => {
  test('first organisation, first person; wrong words are named, nothing is half done', () => {
    expect(mingtang([]).code).toBe(2);
    expect(mingtang(['nonsense']).err).toContain('没有命令');
    expect(mingtang(['organisation', 'add', '--code', 'mccsj']).err).toContain('--name');
    const wrongKind = mingtang([
      'organisation',
      'add',
      '--code',
      'mccsj',
      '--name',
      '明川市测试局',
      '--kind',
      'bureau',
      '--level',
      'city',
      '--index-prefix',
      'MC0019999',
    ]);
    expect(wrongKind.code).toBe(2);
    expect(wrongKind.err).toContain('department');
    const made = mingtang([
      'organisation',
      'add',
      '--code',
      'mccsj',
      '--name',
      '明川市测试局',
      '--kind',
      'department',
      '--level',
      'city',
      '--index-prefix',
      'MC0019999',
    ]);
    expect(made.err).toBe('');
    expect(made.code).toBe(0);
    const again = mingtang([
      'organisation',
      'add',
      '--code',
      'mccsj',
      '--name',
      '另一个',
      '--kind',
      'department',
      '--level',
      'city',
      '--index-prefix',
      'MC0019998',
    ]);
    expect(again.code).toBe(1);
    expect(again.err).toContain('已有机构使用');
    const person = mingtang([
      'user',
      'add',
      '--username',
      'first',
      '--name',
      '甲某',
      '--organisation',
      'mccsj',
      '--role',
      'drafter',
    ]);
    expect(person.code).toBe(0);
    expect(person.out).toMatch(/首次口令：\S{12,}/);
    expect(
      mingtang(['user', 'add', '--username', 'second', '--name', '乙某', '--organisation', 'nowhere']).err,
    ).toContain('nowhere');
  });

  test('[R-SEC-03] an administrator cannot also touch content', () => {
    const refused = mingtang(['user', 'grant', '--username', 'first', '--role', 'administrator']);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('不能同时是“系统管理员”');
    expect(mingtang(['user', 'reset', '--username', 'first']).out).toContain('首次口令');
    expect(mingtang(['user', 'reset', '--username', 'nobody']).code).toBe(1);
  });
});

describe('[R-DOC-14] import', () => {
  test('files become drafts once, whatever their names; unreadable ones are named; exit codes tell', () => {
    const folder = path.join(work, 'papers');
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'a.txt'), PAPER);
    const report = path.join(work, 'report.json');
    const first = mingtang(['import', folder, '--organisation', 'mccsj', '--report', report]);
    expect(first.err).toBe('');
    expect(first.code).toBe(0);
    expect(first.out).toContain('明测发〔2026〕7号');
    expect(JSON.parse(fs.readFileSync(report, 'utf8'))[0].outcome).toBe('drafted');
    fs.writeFileSync(path.join(folder, 'b.txt'), PAPER);
    fs.writeFileSync(path.join(folder, 'c.txt'), Buffer.from([0, 1, 2, 3, 0, 0]));
    fs.writeFileSync(path.join(folder, 'd.txt'), `机密★5年\n${PAPER}`);
    const second = mingtang(['import', folder, '--organisation', 'mccsj']);
    expect(second.code).toBe(3);
    expect(second.out).toContain('新建草稿 0 件，已导入过 2 件，未导入 2 件');
    expect(second.out).toMatch(/未导入 +d\.txt：.*密级/);
    expect(mingtang(['import', path.join(folder, 'c.txt'), '--organisation', 'mccsj']).code).toBe(1);
    expect(mingtang(['import', path.join(work, 'missing'), '--organisation', 'mccsj']).code).toBe(1);
    expect(mingtang(['import', folder]).code).toBe(2);
    expect(mingtang(['import', folder, '--organisation', 'nowhere']).code).toBe(1);
  });
});

test('[R-DOC-14] a document number is brought to its normal form or refused with the reason', () => {
  expect(mingtang(['law', 'document-number', '明政办发[2026]18号']).out.trim()).toBe('明政办发〔2026〕18号');
  const wrong = mingtang(['law', 'document-number', '明政办发18号']);
  expect(wrong.code).toBe(1);
  expect(wrong.err.length).toBeGreaterThan(5);
});

test('[R-SEC-03] a change of the key that stops half-way says that nothing is lost and how to go on; then it does', async () => {
  const first = mingtang(['key', 'rotate']);
  expect([first.code, first.err]).toEqual([0, '']);
  const client = await connect({
    host: server.socketDir,
    port: server.port,
    user: server.superuser,
    database: DATABASE,
  });
  // A value that no key of the file opens: the run stops at it.
  await client.query(
    `insert into case_key (case_id, ref, key_sealed, made_at) values (1, 'case000001', decode('0123456789abcdef00', 'hex'), now())`,
  );
  for (let i = 1; i <= 2; i++) {
    const stopped = mingtang(['key', 'rotate']);
    expect([i, stopped.code, stopped.out]).toEqual([i, 1, '']);
    expect(stopped.err).toContain('更换密钥中途停止：加密内容不能打开');
    expect(stopped.err).toContain('再执行一次 npx mingtang key rotate，会从停下的地方接着完成');
    expect(stopped.err).not.toContain('    at ');
  }
  await client.query('delete from case_key');
  const done = mingtang(['key', 'rotate']);
  expect(done.code).toBe(0);
  expect(done.out).toContain('接着完成上次中断的更换');
  const { rows } = await client.query(
    `select details ->> 'resumed' as resumed from audit_row where act = 'key.rotate' order by id`,
  );
  expect(rows.map((r) => r.resumed)).toEqual(['false', 'true']);
  await client.end();
});

test('the demo goes only into an empty database; an external one is prepared by its administrator', async () => {
  expect(mingtang(['seed']).err).toContain('已有机构');
  const socket = encodeURIComponent(inject('socketDir'));
  const admin = `postgres://${inject('superuser')}@/external_check?host=${socket}`;
  const first = mingtang(['migrate', '--admin-url', admin]);
  expect(first.err).toBe('');
  expect(first.out).toContain('0001_core.sql');
  expect(mingtang(['migrate', '--admin-url', admin]).out).toContain('已是最新');
  const app = `postgres://mingtang_app@/external_check?host=${socket}`;
  const portal = `postgres://mingtang_portal@/external_check?host=${socket}`;
  const env = {
    DATABASE_URL: app,
    DATABASE_PORTAL_URL: portal,
    MINGTANG_KEY_FILE: path.join(work, 'external.key'),
  };
  const made = mingtang(
    [
      'organisation',
      'add',
      '--code',
      'outside',
      '--name',
      '外部库机构',
      '--kind',
      'department',
      '--level',
      'city',
      '--index-prefix',
      'MC0019997',
    ],
    env,
  );
  expect(made.err).toBe('');
  expect(mingtang(['seed'], env).code).toBe(1);
  const client = await connect({
    host: inject('socketDir'),
    user: inject('superuser'),
    database: 'external_check',
  });
  expect((await client.query('select code from organisation')).rows).toEqual([{ code: 'outside' }]);
  expect((await client.query(`select person_id, service, act from audit_row`)).rows).toEqual([
    { person_id: null, service: 'operator', act: 'organisation.add' },
  ]);
  await client.end();
});

test('without a running server a command starts the database for its moment', async () => {
  await server.stop();
  expect(mingtang(['user', 'reset', '--username', 'first']).out).toContain('首次口令');
});
