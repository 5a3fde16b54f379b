import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { connect } from '../src/platform/db/migrate.ts';
import { clientAddress } from '../src/platform/http/network.ts';
import { ReadLimits } from '../src/platform/http/read-limits.ts';
import { addOrgan, addStaff, cloneDatabase, deskOf, startTestApp, type TestDatabase } from './harness.ts';
import { expectSecured, send } from './http-kit.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await cloneDatabase('demo');
});
afterAll(() => database?.drop());

describe('the bucket of a network', () => {
  const at = { ms: 0 };
  const limits = () => new ReadLimits({ readRate: 2, readBurst: 4 }, () => at.ms);

  test('lets a burst through, then as many as time puts back, and says when', () => {
    const l = limits();
    expect(Array.from({ length: 6 }, () => l.take('192.0.2.1', 1, 1))).toEqual([0, 0, 0, 0, 1, 1]);
    expect(l.take('192.0.2.2', 1, 1)).toBe(0);
    at.ms += 500;
    expect([l.take('192.0.2.1', 1, 1), l.take('192.0.2.1', 1, 1)]).toEqual([0, 1]);
    at.ms += 3_600_000;
    expect(Array.from({ length: 5 }, () => l.take('192.0.2.1', 1, 1))).toEqual([0, 0, 0, 0, 1]);
    // A heavy request waits for its whole weight, and never for more than a full bucket.
    expect(l.take('192.0.2.1', 1, 100)).toBe(2);
    at.ms += 2000;
    expect(l.take('192.0.2.1', 1, 100)).toBe(0);
  });

  test('pays afterwards for statements that took long, as far as it can be paid back in time', () => {
    const l = limits();
    l.charge('192.0.2.1', 1, 1000);
    expect(Array.from({ length: 5 }, () => l.take('192.0.2.1', 1, 1))).toEqual([0, 0, 0, 0, 1]);
    l.charge('192.0.2.2', 1, 1300);
    expect([l.take('192.0.2.2', 1, 1), l.take('192.0.2.2', 1, 1)]).toEqual([0, 1]);
    l.charge('192.0.2.3', 1, 30_000);
    // As deep below nothing as it was full above it.
    expect(l.take('192.0.2.3', 1, 1)).toBe(3);
    expect(l.take('192.0.2.4', 1, 1)).toBe(0);
    l.charge('127.0.0.1', 0, 30_000);
    expect(l.take('127.0.0.1', 0, 1)).toBe(0);
  });

  test('is one for an IPv6 /64, one for an IPv4 however it is written, and none for this machine without a proxy', () => {
    const l = limits();
    for (const end of ['1', '2', '3', 'ffff:1']) expect(l.take(`2001:db8:0:1::${end}`, 1, 1)).toBe(0);
    expect(l.take('2001:db8:0:1::9', 1, 1)).toBe(1);
    expect(l.take('2001:db8:0:2::9', 1, 1)).toBe(0);
    for (const a of ['192.0.2.7', '::ffff:192.0.2.7', '192.0.2.7', '::ffff:192.0.2.7']) l.take(a, 1, 1);
    expect(l.take('192.0.2.7', 1, 1)).toBe(1);
    for (let i = 0; i < 50; i++) expect(l.take('127.0.0.1', 0, 1)).toBe(0);
    for (let i = 0; i < 5; i++) l.take('127.0.0.1', 1, 1);
    expect(l.take('127.0.0.1', 1, 1)).toBe(1);
    expect(new ReadLimits({ readRate: 0, readBurst: 1 }).take('192.0.2.1', 1, 99)).toBe(0);
  });

  test('forgets the networks unseen for longest, not without end', () => {
    const l = limits();
    for (let i = 0; i < 4; i++) l.take('198.51.100.1', 1, 1);
    expect(l.take('198.51.100.1', 1, 1)).toBe(1);
    for (let i = 0; i < 50_001; i++)
      l.take(`2001:db8:${(i >> 8).toString(16)}:${(i & 255).toString(16)}::1`, 1, 1);
    expect(l.take('198.51.100.1', 1, 1)).toBe(0);
  });
});

test('the address of a client is what the last trusted proxy was asked from, whatever it says itself', () => {
  const of = (hops: number, header?: string) => clientAddress('10.0.0.1', header, hops);
  expect(of(0, '192.0.2.1')).toBe('10.0.0.1');
  expect(of(1)).toBe('10.0.0.1');
  expect(of(1, 'forged, 192.0.2.1')).toBe('192.0.2.1');
  expect(of(2, 'forged, 192.0.2.1, 10.0.0.2')).toBe('192.0.2.1');
  expect(of(5, '192.0.2.1')).toBe('192.0.2.1');
});

describe('a flood', () => {
  test('of one network is answered 429 with a time, kept pages and the api included; assets and others go on', async () => {
    const app = await startTestApp(database, {
      faces: ['portal', 'api'],
      env: { TRUSTED_HOPS: '1' },
      settings: { cacheMegabytes: 16, readRate: 1, readBurst: 10 },
    });
    onTestFinished(() => app.stop());
    const ask = (from: string, path = '/', face: 'portal' | 'api' = 'portal', method = 'GET') =>
      send(app.addresses[face]!, path, { method, headers: { 'x-forwarded-for': `203.0.113.9, ${from}` } });
    const statuses: number[] = [];
    for (let i = 0; i < 14; i++) statuses.push((await ask('192.0.2.1')).status);
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(200));
    expect(statuses.at(-1)).toBe(429);
    const refused = await ask('192.0.2.1', '/documents');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers['cache-control']).toBe('no-store');
    expect(refused.body).toMatch(new RegExp(`请在 ${refused.headers['retry-after']} 秒后再试`));
    expectSecured(refused);
    const asset = /\/assets\/portal\.[^"]+\.css/.exec((await ask('192.0.2.2')).body)![0];
    expect((await ask('192.0.2.1', asset)).status).toBe(200);
    expect((await ask('192.0.2.1', '/privacy', 'portal', 'POST')).status).toBe(429);
    const api = await ask('192.0.2.1', '/api/v1/documents', 'api');
    expect([api.status, api.headers['content-type']]).toEqual([
      429,
      'application/problem+json; charset=utf-8',
    ]);
    expect(JSON.parse(api.body)).toMatchObject({ status: 429, title: '操作太频繁' });
    expect((await ask('192.0.2.3')).status).toBe(200);
  });

  test('[R-ACC-01] is told so by a page of the site in the look the reader has chosen, without a look at the database', async () => {
    const app = await startTestApp(database, {
      faces: ['portal'],
      env: { TRUSTED_HOPS: '1' },
      settings: { readRate: 1, readBurst: 3 },
    });
    onTestFinished(() => app.stop());
    const ask = (cookie = '', method = 'GET', headers: Record<string, string> = {}) =>
      send(app.addresses.portal!, '/documents', {
        method,
        headers: { 'x-forwarded-for': '192.0.2.9', ...(cookie ? { cookie } : {}), ...headers },
      });
    for (let i = 0; i < 3; i++) expect((await ask()).status).toBe(200);
    const locked = await connect(database.address(inject('superuser')));
    try {
      await locked.query('begin');
      await locked.query('lock table portal.live_site, portal.live_organisation in access exclusive mode');
      const plain = await ask();
      expect([plain.status, plain.headers['content-type']]).toEqual([429, 'text/html; charset=utf-8']);
      expect(plain.body).toMatch(/<html lang="zh-CN">/);
      expect(plain.body).toMatch(/<title>访问太频繁 - 明川市政府信息公开平台<\/title>/);
      expect(plain.body).toMatch(/<link rel="stylesheet" href="\/assets\/portal\.[^"]+\.css"/);
      expect(plain.body).toContain('主办：明川市人民政府');
      expect(plain.body).toMatch(/<a class="btn btn-primary" href(?:="")?>再打开一次/);
      // The same page once more is the same bytes, packed for those who can read that.
      const packed = await ask('', 'GET', { 'accept-encoding': 'gzip' });
      expect(packed.headers['content-encoding']).toBe('gzip');
      expect((await ask('mode=elder.hc')).body).toMatch(/<html lang="zh-CN" class="elder hc">/);
      // A cookie that is none changes nothing.
      expect((await ask('mode=%E0%A4%A; =;"<b>')).body).toMatch(/<html lang="zh-CN">/);
      const form = await ask('', 'POST');
      expect(form.status).toBe(429);
      expect(form.body).toContain('刚才提交的内容没有收到');
      expect(form.body).not.toContain('再打开一次');
    } finally {
      await locked.query('rollback');
      await locked.end();
    }
  });

  test('of computations ends sooner than one of pages', async () => {
    const app = await startTestApp(database, {
      faces: ['portal', 'api'],
      env: { TRUSTED_HOPS: '1' },
      settings: { readRate: 1, readBurst: 20 },
    });
    onTestFinished(() => app.stop());
    const compute = () =>
      send(app.addresses.api!, '/api/v1/deadlines', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': '192.0.2.1' },
        body: '{}',
      });
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push((await compute()).status);
    expect(statuses).toEqual([422, 422, 422, 422, 429]);
    const page = () =>
      send(app.addresses.portal!, '/deadlines', { headers: { 'x-forwarded-for': '192.0.2.2' } });
    for (let i = 0; i < 4; i++) expect((await page()).status).toBe(200);
    expect((await page()).status).toBe(429);
  });

  test('of requests that make the database work for long ends sooner', async () => {
    const app = await startTestApp(database, {
      faces: ['portal', 'api'],
      env: { TRUSTED_HOPS: '1' },
      settings: { readRate: 1, readBurst: 20 },
    });
    onTestFinished(() => app.stop());
    const search = (from: string, face: 'portal' | 'api' = 'portal') =>
      send(app.addresses[face]!, `${face === 'api' ? '/api/v1' : ''}/search?q=%E5%85%AC%E5%91%8A`, {
        headers: { 'x-forwarded-for': from },
      });
    const other = (from: string) =>
      send(app.addresses.portal!, '/documents', { headers: { 'x-forwarded-for': from } });
    for (const [from, face] of [
      ['192.0.2.1', 'portal'],
      ['192.0.2.2', 'api'],
    ] as const) {
      const slow = await connect(database.address(inject('superuser')));
      try {
        await slow.query('begin');
        await slow.query('lock table portal.live_search in access exclusive mode');
        const answer = search(from, face);
        await new Promise((r) => setTimeout(r, 3600));
        await slow.query('commit');
        expect((await answer).status).toBe(200);
      } finally {
        await slow.end();
      }
      const refused = await other(from);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(2);
    }
    // Quick ones cost nothing more.
    for (let i = 0; i < 15; i++) expect((await other('192.0.2.3')).status).toBe(200);
  });

  test('of files of one person is refused at the form, with everything typed, and ends with the hour', async () => {
    const app = await startTestApp(database, { faces: ['console'] });
    onTestFinished(() => app.stop());
    const db = app.office!.db;
    const organ = await addOrgan(db, { code: 'sender' });
    const person = await addStaff(db, {
      username: 'sender',
      organisationId: organ,
      grants: [{ role: 'administrator', scope: 'subtree' }],
    });
    await sql`insert into parameter_value (name, value, valid_from, source, set_by_id, set_at)
      values ('files.uploads-per-hour', '2', '2020-01-01', '测试', ${person}, ${app.clock.now()})`.execute(
      db,
    );
    const client = await deskOf(app, 'sender');
    const form = await client.get('/people/import');
    const action =
      /<form[^>]*action="([^"]*import[^"]*)"[^>]*multipart|<form[^>]*multipart[^>]*action="([^"]*)"/.exec(
        form.html,
      );
    const path = action?.[1] ?? action?.[2] ?? '';
    expect(path).not.toBe('');
    const statuses = [];
    for (let i = 0; i < 3; i++) {
      const fresh = await client.get('/people/import');
      statuses.push(
        (await client.upload(path, fresh.hidden(path), [{ field: 'file', name: 'x.xlsx', bytes: 'none' }]))
          .status,
      );
    }
    expect(statuses.slice(0, 2)).not.toContain(429);
    expect(statuses[2]).toBe(429);
  });
});
