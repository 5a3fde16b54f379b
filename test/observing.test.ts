import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type RunningApp, startApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { serviceActor } from '../src/platform/actor.ts';
import { change } from '../src/platform/change.ts';
import { settableClock } from '../src/platform/clock.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { statementShape } from '../src/platform/db/watch.ts';
import { Forbidden } from '../src/platform/errors.ts';
import { newKeyFile, writeKeyFile } from '../src/platform/keyring.ts';
import { createLog, logged } from '../src/platform/log.ts';
import { metricsText } from '../src/platform/metrics.ts';
import { joinMetrics } from '../src/platform/metrics-text.ts';
import { readinessOf } from '../src/readiness.ts';
import { Client, cloneDatabase, deskOf, TEST_KEYS, type TestDatabase } from './harness.ts';

/* What the running program says about itself: figures, logs, readiness; and that it says nothing about people. */

let database: TestDatabase;
let app: RunningApp;
let owner: pg.Client;
let folder = '';
const lines: string[] = [];
const CANARY = ['canaryfield', 'canaryquery', 'canarycookie', 'canarypath', 'canaryagent', 'canarypassword'];

async function start(): Promise<RunningApp> {
  return startApp({
    config: readConfig({}),
    faces: ['portal', 'console', 'api', 'worker'],
    database,
    ports: { portal: 0, console: 0, api: 0 },
    clock: settableClock('2026-05-20T09:00:00+08:00'),
    dataDir: folder,
    keys: TEST_KEYS,
    anchorsFolder: path.join(folder, 'anchors'),
    log: createLog('trace', 'test', { write: (line) => void lines.push(line) }),
  });
}

const set = (name: string, value: string) =>
  owner.query(
    `insert into parameter_value (name, value, valid_from, source, set_by_id, set_at) values ($1, $2, '2026-01-01', '测试', (select min(id) from person), '2026-01-01')`,
    [name, value],
  );

beforeAll(async () => {
  database = await cloneDatabase('demo');
  owner = await connect(database.address(inject('superuser')));
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-observing-'));
  await set('database.slow-query', '15');
  await set('portal.page-time', 'true');
  app = await start();
});
afterAll(async () => {
  await app.stop();
  await owner.end();
  await database.drop();
  fs.rmSync(folder, { recursive: true, force: true });
});

const entries = () => lines.map((l) => JSON.parse(l) as Record<string, unknown>);

/** The value of the sample with exactly these labels. */
function samples(text: string, name: string, labels: Record<string, string>): number | undefined {
  for (const line of text.split('\n')) {
    const m = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (m?.[1] !== name) continue;
    const found = Object.fromEntries([...(m[2] ?? '').matchAll(/(\w+)="([^"]*)"/g)].map((l) => [l[1], l[2]]));
    if (JSON.stringify(Object.entries(found).sort()) === JSON.stringify(Object.entries(labels).sort()))
      return Number(m[3]);
  }
  return undefined;
}

describe('[R-PLT-04] logs', () => {
  test('hold a line per request with its route pattern, and nothing that anybody sent', async () => {
    const { portal, console: office, api } = app.addresses;
    const headers = { cookie: 'mode=canarycookie; mt_session=canarycookie', 'user-agent': 'canaryagent' };
    const ask = (url: string, init: RequestInit = {}) =>
      fetch(url, { redirect: 'manual', ...init, headers: { ...headers, ...init.headers } });
    await ask(`${portal}/search?q=canaryquery`);
    await ask(`${portal}/documents/canarypath`);
    await ask(`${portal}/canarypath?x=canaryquery`);
    await ask(`${portal}/documents/%E0%A4%A`);
    await ask(`${api}/api/v1/search?q=canaryquery`);
    await ask(`${office}/documents?q=canaryquery`);
    await ask(`${office}/audit/rows/canarypath`);
    const form = new URLSearchParams({ username: 'canaryfield', password: 'canarypassword' });
    for (const site of ['same-origin', 'cross-site'])
      await ask(`${office}/signin`, { method: 'POST', body: form, headers: { 'sec-fetch-site': site } });
    await ask(`${office}/signin`, {
      method: 'POST',
      body: '{"canaryfield": ',
      headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
    });
    const routes = entries().map((e) => e.route);
    for (const route of [
      '/search',
      '/documents/:pid',
      'unmatched',
      '/api/v1/search',
      '/signin',
      '/audit/rows/:place',
    ])
      expect(routes).toContain(route);
    const all = lines.join('\n').toLowerCase();
    for (const word of CANARY) expect(all).not.toContain(word);
  });

  test('name an error by the number that its page shows', async () => {
    await owner.query('alter table portal.live_document rename to hidden');
    try {
      const page = await new Client(app.addresses.portal!).get('/documents?q=canaryquery');
      expect(page.status).toBe(500);
      const number = /编号：(\w+)/.exec(page.text)?.[1];
      const entry = entries().find((e) => e.msg === 'request failed' && e.request === number);
      expect(entry).toMatchObject({ route: '/documents', code: '42P01', error: 'error: database error' });
      expect(entry?.stack).toMatch(/^\s+at /);
    } finally {
      await owner.query('alter table portal.hidden rename to live_document');
    }
  });

  test.each([
    `select 'canaryfield'::date`,
    `select 'canaryfield'::int`,
    `select '{"canaryfield'::jsonb`,
    `insert into counter select 'canaryfield', 999999999, 2026, 1`,
    `insert into organisation (code, name, short_name, kind, level, index_prefix, valid_from) values ('canaryfield!', 'x', 'x', 'x', 'x', 'x', '2026-01-01')`,
  ])('leave out what a database error quotes: %s', async (statement) => {
    const error = await sql
      .raw(statement)
      .execute(app.office!.db)
      .then(
        () => undefined,
        (e: unknown) => e,
      );
    expect(String(error)).not.toBe('undefined');
    expect(JSON.stringify(logged(error))).not.toContain('canaryfield');
    expect(logged(error).code).toMatch(/^\w{5}$/);
  });

  test('leave out what other errors quote', () => {
    const thrown = (work: () => unknown) => {
      try {
        work();
      } catch (error) {
        return logged(error);
      }
    };
    expect(JSON.stringify(thrown(() => JSON.parse('canaryfield')))).not.toContain('canaryfield');
    expect(JSON.stringify(thrown(() => new URL('canaryfield')))).not.toContain('canaryfield');
    expect(thrown(() => Reflect.get(undefined as unknown as object, 'canaryfield'))?.error).toMatch(
      /^TypeError/,
    );
  });

  test('name slow statements by their shape, without a value, with the route', async () => {
    await sql`select pg_sleep(0.03), ${'canaryfield'}::text, 'canaryquery' as x, 12345 as y`.execute(
      app.office!.db,
    );
    const slow = entries().filter((e) => e.msg === 'slow query' && String(e.sql).includes('pg_sleep'));
    expect(slow).toHaveLength(1);
    expect(slow[0]).toMatchObject({
      pool: 'mingtang office',
      sql: 'select pg_sleep(?), ?::text, ? as x, ? as y',
      fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
    expect(Number(slow[0]?.ms)).toBeGreaterThanOrEqual(15);
  });
});

test.each([
  ['select * from t where a = $1 and b in ($2, $3,  $4)', 'select * from t where a = ? and b in (?)'],
  [`select 'it''s', -5, 1.5, "col1"  from t1`, 'select ?, ?, ?, "col1" from t1'],
])('the shape of %s', (statement, shape) => {
  expect(statementShape(statement)).toBe(shape);
});

describe('[R-PLT-04] figures', () => {
  test('count requests by route pattern, never by address', async () => {
    await fetch(`${app.addresses.portal}/documents/abcdefghjk?x=canaryquery`);
    const text = await metricsText('test');
    expect(
      samples(text, 'mingtang_http_request_seconds_count', {
        face: 'portal',
        method: 'GET',
        route: '/documents/:pid',
        status: '404',
        process: 'test',
      }),
    ).toBeGreaterThan(0);
    for (const word of [...CANARY, 'abcdefghjk']) expect(text.toLowerCase()).not.toContain(word);
  });

  test('tell of changes, statements, pools, jobs, ticks, sessions and the chain', async () => {
    await deskOf(app, 'zhoumin', 'Mingchuan@2026');
    const refused = change(
      { ...app.office!, actor: serviceActor('system', '系统', []), requestId: 'x' },
      { act: 'none', lock: async () => ({ kind: 'thing', id: 1, organisationId: null }) },
      async () => ({}),
    );
    await expect(refused).rejects.toThrow(Forbidden);
    await expect
      .poll(() => metricsText('test'), { timeout: 10_000 })
      .toMatch(/mingtang_seal_position\{process="test"\} [1-9]/);
    const text = await metricsText('test');
    const value = (name: string, labels: Record<string, string> = {}) =>
      samples(text, name, { ...labels, process: 'test' });
    expect(value('mingtang_query_seconds_count', { pool: 'mingtang portal' })).toBeGreaterThan(0);
    expect(value('mingtang_change_seconds_count', { outcome: 'refused' })).toBe(1);
    expect(value('mingtang_pool_connections', { pool: 'mingtang office', state: 'most' })).toBe(12);
    expect(value('mingtang_jobs', { queue: 'proof-anchor', state: 'failed' })).toBe(0);
    expect(value('mingtang_tick_seconds_count', { tick: 'daily-anchor', outcome: 'done' })).toBe(1);
    expect(value('mingtang_sessions')).toBeGreaterThan(0);
    expect(value('mingtang_seal_lag_seconds')).toBeGreaterThanOrEqual(0);
    expect(value('mingtang_audited_acts_total', { act: 'sign-in' })).toBeGreaterThan(0);
    expect(value('mingtang_slow_queries_total', { pool: 'mingtang office' })).toBeGreaterThan(0);
  });

  test('of several processes stand together under one name', () => {
    const one = '# HELP a first\n# TYPE a gauge\na{p="1"} 1\n# HELP b second\n# TYPE b counter\nb{p="1"} 2\n';
    const two = '# HELP a first\n# TYPE a gauge\na{p="2"} 3\n';
    expect(joinMetrics([one, two])).toBe(
      '# HELP a first\n# TYPE a gauge\na{p="1"} 1\na{p="2"} 3\n# HELP b second\n# TYPE b counter\nb{p="1"} 2\n',
    );
    expect(joinMetrics([])).toBe('');
  });
});

describe('[R-PLT-04] the time of a page', () => {
  test('stands in a header, and at the foot of the portal where a parameter asks for it', async () => {
    const page = await new Client(app.addresses.portal!).get('/documents');
    expect(page.headers.get('server-timing')).toMatch(/^app;dur=[\d.]+, db;dur=[\d.]+;desc=[1-9]\d*$/);
    expect(page.text).toMatch(/本页用时 \d+ 毫秒，查询 [1-9]\d* 次/);
    const client = new Client(app.addresses.console!);
    const sent = await client.signIn('zhoumin', 'wrong');
    expect(sent.status).toBe(422);
    expect(sent.headers.get('server-timing')).toBeNull();
    expect((await client.get('/signin')).text).not.toContain('本页用时');
  });

  test('is not shown unless asked for', async () => {
    await owner.query(`update parameter_value set value = 'false' where name = 'portal.page-time'`);
    const other = await start();
    try {
      expect((await new Client(other.addresses.portal!).get('/')).text).not.toContain('本页用时');
    } finally {
      await other.stop();
    }
  });
});

describe('readiness', () => {
  const at = () => ({
    dataDir: folder,
    keyFile: path.join(folder, 'test.key'),
    anchorsFolder: path.join(folder, 'anchors'),
  });

  test('has nothing to say of a process that can work', async () => {
    writeKeyFile(at().keyFile, newKeyFile());
    expect(await readinessOf(app, at())()).toEqual([]);
  });

  test('names a lost key file, a missing migration, a database that does not answer', {
    timeout: 20_000,
  }, async () => {
    fs.rmSync(at().keyFile, { force: true });
    await owner.query(`update migration set name = 'x' || name where name like '0011%'`);
    expect(await readinessOf(app, at())()).toEqual([
      expect.stringMatching(/^数据库（工作库）缺少表结构变更 0011_proof\.sql$/),
      '密钥文件读不到或者已损坏',
    ]);
    await owner.query(`update migration set name = substr(name, 2) where name like 'x%'`);
    writeKeyFile(at().keyFile, newKeyFile());
    const check = readinessOf(app, at());
    await owner.query('begin; lock table migration in access exclusive mode');
    const began = performance.now();
    expect(await Promise.all([check(), check(), check()])).toEqual(
      Array.from({ length: 3 }, () => ['数据库（工作库）没有应答']),
    );
    expect(performance.now() - began).toBeLessThan(4000);
    // Asking again while one question hangs opens no further connection.
    const { rows } = await owner.query(
      `select count(*) as n from pg_locks l join pg_class c on c.oid = l.relation where c.relname = 'migration' and not granted`,
    );
    expect(rows[0].n).toBe(1);
    await owner.query('rollback');
    await expect.poll(check, { timeout: 5000 }).toEqual([]);
  });
});
