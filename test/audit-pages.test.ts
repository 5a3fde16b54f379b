import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { Sealer } from '../src/core/index.ts';
import { EVIDENCE } from '../src/modules/administration/index.ts';
import { settableClock } from '../src/platform/clock.ts';
import { connect } from '../src/platform/db/migrate.ts';
import {
  addOrgan,
  addStaff,
  Client,
  cloneDatabase,
  deskOf,
  PASSWORD,
  startTestApp,
  type TestDatabase,
} from './harness.ts';

/* 操作留痕 in the console: who sees what, filters, going back in time, taking along. */

let database: TestDatabase;
let app: RunningApp;
let owner: pg.Client;
let city: Client;
let branch: Client;
const organs: Record<'city' | 'branch' | 'other', number> = { city: 0, branch: 0, other: 0 };
const people: Record<string, number> = {};

beforeAll(async () => {
  database = await cloneDatabase('empty');
  const clock = settableClock('2026-05-20T09:00:00+08:00');
  app = await startTestApp(database, { faces: ['console'], clock });
  owner = await connect(database.address(inject('superuser')));
  const db = app.office!.db;
  organs.city = await addOrgan(db, { code: 'city', kind: 'city-government', name: '明川市人民政府' });
  organs.branch = await addOrgan(db, { code: 'branch', parentId: organs.city, name: '明川市卫生局' });
  organs.other = await addOrgan(db, { code: 'other', parentId: organs.city, name: '明川市交通局' });
  const staff = async (
    username: string,
    name: string,
    organisationId: number,
    grants: Parameters<typeof addStaff>[1]['grants'] = [],
  ) => {
    people[username] = await addStaff(db, { username, name, organisationId, grants });
  };
  await staff('audit-all', '审计甲', organs.city, [{ role: 'auditor', scope: 'subtree' }]);
  await staff('audit-one', '审计乙', organs.branch, [{ role: 'auditor' }]);
  await staff('nobody', '文书丙', organs.branch, [{ role: 'drafter' }]);
  await owner.query(
    `insert into audit_row (at, person_id, act, subject_kind, subject_id, organisation_id, request_id, details)
     select '2026-05-01T00:00:00+08:00'::timestamptz + n * interval '1 minute', $1, case when n % 50 = 0 then 'document.sign-off' else 'document.save' end,
       'document', 'doc' || n, case when n % 2 = 0 then $2::bigint else $3::bigint end, 'req-' || n, jsonb_build_object('edition', n)
     from generate_series(1, 400) n`,
    [people.nobody, organs.branch, organs.other],
  );
  await owner.query(
    `insert into audit_row (at, service, act, subject_kind, subject_id, request_id, details) values ('2026-05-10T00:00:00+08:00', 'operator', 'organisation.add', 'organisation', '1', 'req-operator', '{"formula": "=HYPERLINK(1)"}')`,
  );
  await new Sealer(db, clock, EVIDENCE).look();
  const signedIn = (username: string) => deskOf(app, username);
  city = await signedIn('audit-all');
  branch = await signedIn('audit-one');
});
afterAll(async () => {
  await owner.end();
  await app.stop();
  await database.drop();
});

const count = (html: string) => (html.match(/<tr>\s*<th scope="row"/g) ?? []).length;

test('[R-PLT-03] only auditors reach the pages', async () => {
  const client = new Client(app.addresses.console!);
  expect((await client.get('/audit')).location).toContain('/signin');
  await client.signIn('nobody', PASSWORD);
  for (const path of ['/audit', '/audit/chain', '/audit/rows/x'])
    expect((await client.get(path)).status).toBe(403);
  expect((await client.get('/')).text).not.toContain('操作留痕');
  expect((await city.get('/')).text).toContain('操作留痕');
});

test('[R-PLT-03] an auditor sees the rows of the organisations in scope and of nobody else', async () => {
  const one = await branch.get('/audit');
  expect(one.status).toBe(200);
  expect(one.text).toContain('明川市卫生局');
  expect(one.text).not.toContain('明川市交通局');
  expect(one.text).not.toContain('服务器操作员');
  // A person's own sign-in belongs to the person's organisation.
  expect(one.text).toContain('登录 账号');
  expect(one.text).not.toContain('审计甲');
  const all = await city.get('/audit?from=2026-05-01&to=2026-05-10');
  expect(all.text).toContain('明川市交通局');
  expect(all.text).toContain('服务器操作员');
  // A row outside the scope does not exist, by whatever address.
  const foreign = all.links.filter((l) => l.includes('/audit/rows/'));
  const seen = await Promise.all(foreign.slice(0, 10).map((l) => branch.get(l)));
  expect(new Set(seen.map((p) => p.status))).toEqual(new Set([200, 404]));
});

test('[R-PLT-03] filters narrow the list down, together and each alone', async () => {
  const rows = async (query: string) => count((await city.get(`/audit?${query}`)).html);
  expect(await rows('act=document.sign-off')).toBe(8);
  expect(await rows('act=document.sign-off&organisation=other')).toBe(0);
  expect(await rows('act=document.sign-off&organisation=branch')).toBe(8);
  expect(await rows('subject=doc7')).toBe(1);
  expect(await rows('kind=organisation')).toBe(1);
  expect(await rows('person=operator')).toBe(1);
  expect(await rows('person=%E6%96%87%E4%B9%A6%E4%B8%99')).toBe(50);
  expect(await rows('person=nobody&subject=doc7')).toBe(1);
  expect(await rows('request=req-17')).toBe(1);
  expect(await rows('from=2026-05-10&to=2026-05-10')).toBe(1);
  expect(await rows('to=2026-04-30')).toBe(0);
  const wrong = await city.get('/audit?from=2026-02-30&organisation=nowhere');
  expect(wrong.status).toBe(200);
  expect(wrong.text).toContain('“从（日期）”应写成 2026-05-20 的形式，没有按“2026-02-30”筛选');
  expect(wrong.text).toContain('“机构”没有“nowhere”这一项，没有按它筛选');
  expect(wrong.html).toMatch(/name="from" type="text"[^>]*value="2026-02-30"/);
});

test('going back page by page shows every row once', async () => {
  const seen: string[] = [];
  let path = '/audit?act=document.save';
  for (let page = 0; page < 20; page++) {
    const answer = await city.get(path);
    seen.push(...answer.links.filter((l) => l.includes('/audit/rows/')));
    const older = answer.links.find((l) => l.includes('before='));
    if (!older) break;
    path = older;
  }
  expect(seen).toHaveLength(392);
  expect(new Set(seen).size).toBe(392);
  for (const broken of ['before=%00', 'before=aaaa', `before=${Buffer.from('1.x').toString('base64url')}`])
    expect((await city.get(`/audit?${broken}`)).status).toBe(200);
});

test('one row shows what is known of it and where it stands in the chain', async () => {
  const list = await city.get('/audit?subject=doc7');
  const detail = await city.get(list.links.find((l) => l.includes('/audit/rows/'))!);
  expect(detail.text).toContain('文书丙');
  expect(detail.text).toContain('已封存');
  expect(detail.text).toMatch(/链上序号 \d+/);
  expect(detail.text).toMatch(/版次 7/);
  const { rows } = await owner.query(
    `select encode(row_hash, 'hex') as hash from audit_seal s join audit_row r on r.id = s.row_id and s.kind = 'audit' where r.subject_id = 'doc7'`,
  );
  expect(detail.text).toContain(rows[0].hash);
});

describe('[R-PLT-03] taking along', () => {
  const send = async (client: Client, fields: Record<string, string>, query = '') => {
    const page = await client.get(`/audit${query}`);
    return client.submit(page, '/audit/export', fields);
  };

  test('as a table: masked names, no formulas, a sign of the encoding, the rows of the filter', async () => {
    const csv = await send(city, { format: 'csv' }, '?act=document.sign-off');
    expect(csv.status).toBe(200);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(decodeURIComponent(csv.headers.get('content-disposition') ?? '')).toContain(
      '操作留痕-2026-05-20.csv',
    );
    const lines = csv.html.replace('\uFEFF', '').trimEnd().split('\r\n');
    expect(lines).toHaveLength(9);
    expect(lines[0]).toMatch(/^时间,操作人,/);
    expect(lines[1]).toContain('文**');
    expect(csv.html).not.toContain('文书丙');
  });

  test('in both forms from one page, each an audit row of its own', async () => {
    const page = await city.get('/audit?act=document.sign-off');
    const exports = async () =>
      Number((await owner.query(`select count(*) as n from audit_row where act = 'audit.export'`)).rows[0].n);
    const before = await exports();
    for (const format of ['csv', 'jsonl', 'csv'])
      expect((await city.submit(page, '/audit/export', { format })).status, format).toBe(200);
    expect(await exports()).toBe(before + 3);
  });

  test('as lines of JSON, each of which can be read', async () => {
    const jsonl = await send(city, { format: 'jsonl' }, '?person=operator');
    const rows = jsonl.html
      .trimEnd()
      .split('\n')
      .map((l) => JSON.parse(l));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ 行为代码: 'organisation.add', 内容: { formula: '=HYPERLINK(1)' } });
  });

  test('formulas stay text in a cell', async () => {
    await owner.query(
      `insert into audit_row (at, service, act, subject_kind, subject_id, request_id, organisation_id) values ('2026-05-11T00:00:00+08:00', '=1+1', '@SUM(A1)', '-kind', '+1', 'a"b,c', $1)`,
      [organs.city],
    );
    const csv = await send(city, { format: 'csv' }, '?from=2026-05-11&to=2026-05-11');
    expect(csv.html).toContain(`,'=1+1,,`);
    expect(csv.html).toContain(`,'@SUM(A1),'@SUM(A1),'-kind,,'+1,"a""b,c",`);
  });

  test('what a row is about and what its details name stand there by name and public id, people masked', async () => {
    const pid = async (id: number) =>
      (await owner.query<{ pid: string }>('select pid from person where id = $1', [id])).rows[0]!.pid;
    const about = await pid(people.nobody!);
    const deputy = await pid(people['audit-one']!);
    await owner.query(
      `insert into audit_row (at, person_id, act, subject_kind, subject_id, organisation_id, request_id, details) values
        ('2026-05-12T00:00:00+08:00', $1, 'deputation.add', 'person', $2, $3, 'req-names', jsonb_build_object('deputy', $4::bigint, 'organisation', $3::bigint, 'task', 'audit.export')),
        ('2026-05-12T00:00:01+08:00', $1, 'x', 'offline-document', '987654', $3, 'req-names', '{}')`,
      [people['audit-all'], String(people.nobody), organs.branch, people['audit-one']],
    );
    const jsonl = await send(city, { format: 'jsonl' }, '?request=req-names');
    const rows = jsonl.html
      .trimEnd()
      .split('\n')
      .map((l) => JSON.parse(l));
    expect(rows[1]).toMatchObject({
      对象类别: '人员',
      对象: '文**',
      对象编号: about,
      内容: { 代理人: `审**（${deputy}）`, 机构: '明川市卫生局（branch）', 事项: '导出操作留痕' },
    });
    // What has no public id is told apart by the number of its record, and says so.
    expect(rows[0]).toMatchObject({ 对象: '', 对象编号: '记录号 987654' });
    const csv = await send(city, { format: 'csv' }, '?request=req-names');
    expect(csv.html).toContain(`人员,文**,${about},req-names,`);
    expect(csv.html).toContain(`代理人：审**（${deputy}）；`);
    // The same row in the console has the same hash: that is what the file is compared by.
    expect(Object.keys(rows[0])).toEqual(expect.arrayContaining(['链上序号', '校验值']));
  });

  test('leaves a row of its own, without the values of the filter', async () => {
    await send(branch, { format: 'jsonl' }, '?person=nobody');
    const { rows } = await owner.query(
      `select person_id, organisation_id, details from audit_row where act = 'audit.export' order by id desc limit 1`,
    );
    expect(rows[0]).toEqual({
      person_id: people['audit-one'],
      organisation_id: organs.branch,
      details: { rows: 201, filter: 'person' },
    });
  });

  test('holds only what is in scope, and nothing without the form of the page', async () => {
    const mine = await send(branch, { format: 'jsonl' });
    expect(mine.html).toContain('卫生局');
    expect(mine.html).not.toContain('交通局');
    // What cannot be read would let the file hold more than was asked for.
    const others = await send(branch, { format: 'jsonl', organisation: 'other' });
    expect(others.status).toBe(409);
    expect(others.text).toContain('所选机构不在您的审计范围内');
    const bare = await city.post('/audit/export', { format: 'csv' });
    expect(bare.status).toBe(409);
    expect(bare.text).toContain('没有提交');
    const wrong = await send(city, { format: 'exe' });
    expect(wrong.status).toBe(422);
  });

  test('stops at the limit', async () => {
    await owner.query(
      `insert into parameter_value (name, value, valid_from, source, set_by_id, set_at) values ('proof.export-rows', '100', '2026-01-01', '测试', $1, '2026-01-01')`,
      [people.nobody],
    );
    const jsonl = await send(city, { format: 'jsonl' });
    expect(jsonl.html.trimEnd().split('\n')).toHaveLength(100);
  });
});

test('[R-PLT-03] the state of the chain says whether the sealer keeps up', async () => {
  const page = await city.get('/audit/chain');
  expect(page.status).toBe(200);
  expect(page.text).toMatch(/已封存 40[0-9] 条/);
  expect(page.text).toContain('还没有写出过锚点');
  await owner.query(
    `insert into audit_row (at, service, act, subject_kind, subject_id, request_id) values ('2026-05-20T08:50:00+08:00', 'system', 'x', 'thing', '1', 'late')`,
  );
  expect((await city.get('/audit/chain')).text).toContain('有记录迟迟没有封存');
});
