import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { organisationsByIds, sectionsOf } from '../src/core/index.ts';
import { chartOf } from '../src/core/organisations/chart.ts';
import { planImport } from '../src/core/organisations/import-plan.ts';
import { day } from '../src/law/day.ts';
import { settableClock } from '../src/platform/clock.ts';
import {
  addOrgan,
  addStaff,
  type Client,
  cloneDatabase,
  deskOf,
  PASSWORD,
  startTestApp,
  type TestDatabase,
} from './harness.ts';

/* 机构: the last day, the place in lists, sections, what a table of organisations is told. */

let database: TestDatabase;
let app: RunningApp;
let admin: Client;
const organs: Record<string, number> = {};
const clock = settableClock('2026-05-20T09:00:00+08:00');
const db = () => app.office!.db;

beforeAll(async () => {
  database = await cloneDatabase('empty');
  app = await startTestApp(database, { clock, faces: ['console'] });
  organs.city = await addOrgan(db(), { code: 'city', kind: 'city-government', name: '明川市人民政府' });
  for (const [i, code] of ['old', 'heir'].entries()) {
    organs[code] = await addOrgan(db(), { code, parentId: organs.city });
    await db()
      .updateTable('organisation')
      .set({ sort_order: 10 * (i + 1) })
      .where('code', '=', code)
      .execute();
  }
  await addStaff(db(), {
    username: 'admin',
    organisationId: organs.city,
    grants: [{ role: 'administrator', scope: 'subtree' }],
  });
  admin = await deskOf(app, 'admin');
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

test('[R-ORG-01] 新建机构不填顺序的排在同类最后，不排到市人民政府之前', async () => {
  const page = await admin.get('/organisations/new?parent=city');
  const made = await admin.submit(page, '/organisations/new', {
    code: 'fresh',
    name: '明川市新设局',
    shortName: '新设局',
    kind: 'department',
    level: 'city',
    parent: 'city',
    indexPrefix: 'ABCDEF123',
    sortOrder: '0',
    validFrom: '2026-05-20',
  });
  expect(made.status, made.text).toBe(303);
  const all = (await db().selectFrom('organisation').select('id').execute()).map((o) => o.id);
  const order = (await organisationsByIds(db(), all, day('2026-05-20'))).map((o) => o.code);
  expect(order).toEqual(['city', 'old', 'heir', 'fresh']);
});

test('[R-ORG-01] 撤并当日写“至今日止”，次日才是已撤并；没有须处理的红字', async () => {
  await db()
    .updateTable('organisation')
    .set({ valid_to: '2026-05-20', successor_id: organs.heir! })
    .where('code', '=', 'old')
    .execute();
  const today = await admin.get('/organisations/old');
  expect(today.text).toContain('至今日止');
  expect(today.text).not.toMatch(/已撤并|须处理/);
  expect((await admin.get('/organisations?ended=yes')).text).not.toContain('机构old');
  expect((await admin.get('/organisations')).text).toContain('至今日止');
  clock.set('2026-05-21T09:00:00+08:00');
  await admin.signIn('admin', PASSWORD);
  const after = await admin.get('/organisations/old');
  expect(after.text).toContain('已撤并');
  expect(after.text).not.toContain('须处理');
  clock.set('2026-05-20T09:00:00+08:00');
  await admin.signIn('admin', PASSWORD);
});

test('内设机构：修改时带出原内容；撤销须写依据，不是一点就撤', async () => {
  const path = '/organisations/heir/sections';
  const page = await admin.get(path);
  await admin.submit(page, path, {
    id: '',
    name: '综合科',
    duties: '文电、会务',
    phone: '0000-1234567',
    sortOrder: '1',
    from: '2026-01-01',
  });
  const [section] = await sectionsOf(db(), organs.heir!);
  const edit = await admin.get(`${path}?section=${section!.id}`);
  expect(edit.html).toContain('value="综合科"');
  expect(edit.html).toContain('文电、会务</textarea>');
  const refused = await admin.submit(edit, `${path}/end`, { ending: String(section!.id), endReason: '。。' });
  expect(refused.status).toBe(422);
  expect((await sectionsOf(db(), organs.heir!))[0]!.validTo).toBeNull();
  const done = await admin.submit(edit, `${path}/end`, {
    ending: String(section!.id),
    endReason: '明编〔2026〕3号',
  });
  expect(done.status, done.text).toBe(303);
  expect((await sectionsOf(db(), organs.heir!))[0]).toMatchObject({
    validTo: '2026-05-20',
    endReason: '明编〔2026〕3号',
  });
});

test('没有人员的机构，登记公开工作机构时说明先建人员', async () => {
  const page = await admin.get('/organisations/heir/office');
  expect(page.text).toContain('选不出负责人');
  expect(page.links).toContain('/people/new');
});

test('[R-ORG-06] 表格导入：一行的问题一次说完，写出机构名称和填错的内容', () => {
  const plan = planImport(
    {
      sheet: '机构',
      rows: [
        {
          number: 3,
          values: {
            code: 'MCSJYJ 1',
            name: '明川市教育局',
            kind: '局',
            level: '市级',
            indexPrefix: '12AB',
            postcode: '41',
          },
          addresses: { code: 'A3', name: 'B3', kind: 'D3', level: 'E3', indexPrefix: 'L3', postcode: 'N3' },
        },
      ],
      refused: [],
      refusedRows: [],
      remarks: [],
    },
    chartOf([]),
    new Map(),
    { today: day('2026-05-20'), rights: { mayAdd: () => true, mayChange: () => true }, most: 10 },
  );
  expect(plan.refused.map((r) => r.address).toSorted()).toEqual(['A3', 'D3', 'L3', 'N3']);
  for (const r of plan.refused) expect(r.message).toMatch(/^明川市教育局：/);
  const text = plan.refused.map((r) => r.message).join('');
  for (const bad of ['“MCSJYJ 1”', '“局”', '“12AB”', '“41”']) expect(text).toContain(bad);
});
