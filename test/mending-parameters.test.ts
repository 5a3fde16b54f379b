import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { type Level, parameter, readChart, readLiveSettings } from '../src/core/index.ts';
import { parameterPerOrganisation } from '../src/core/parameters/per-organisation.ts';
import { day } from '../src/law/day.ts';
import { settableClock } from '../src/platform/clock.ts';
import {
  addOrgan,
  addStaff,
  type Client,
  cloneDatabase,
  deskOf,
  type Page,
  startTestApp,
  type TestDatabase,
} from './harness.ts';

/* 参数: what was set by mistake for a day to come can be corrected and taken back, with its evidence. */

let database: TestDatabase;
let app: RunningApp;
let admin: Client;
const REPLY = '/parameters/law.reply';
const organs: Record<string, number> = {};
const db = () => app.office!.db;

beforeAll(async () => {
  database = await cloneDatabase('empty');
  app = await startTestApp(database, {
    clock: settableClock('2026-05-20T09:00:00+08:00'),
    faces: ['console'],
  });
  const city = await addOrgan(db(), { code: 'city', kind: 'city-government' });
  const organ = async (code: string, level: Level, parentId: number) => {
    organs[code] = await addOrgan(db(), { code, level, parentId });
    return organs[code];
  };
  const county = await organ('county', 'county', city);
  const town = await organ('town', 'township', county);
  await organ('village', 'village', town);
  await organ('bureau', 'city', city);
  await addStaff(db(), {
    username: 'admin',
    organisationId: city,
    grants: [{ role: 'administrator', scope: 'subtree' }],
  });
  admin = await deskOf(app, 'admin');
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

async function set(name: string, value: string, validFrom: string, scope = 'all'): Promise<Page> {
  const page = await admin.get(`/parameters/${name}`);
  return admin.submit(page, `/parameters/${name}`, {
    value,
    scope,
    validFrom,
    source: '明川市政府办公室通知',
    // What the first press shows and the second one carries.
    seen: `${value} ${scope} ${validFrom}`,
  });
}
const replyOn = (on: string) => parameter(db(), 'law.reply', { day: day(on) });

test('[R-PLT-02] 尚未生效的数值可以改正、可以取消；取消的留有记录，前一个数值继续执行', async () => {
  expect((await set('law.reply', '15', '2026-05-20')).status).toBe(303);
  expect((await set('law.reply', '5', '2026-05-21')).status).toBe(303);
  // The same day again, and an earlier one: what does not hold yet is replaced.
  expect((await set('law.reply', '18', '2026-05-21')).status).toBe(303);
  expect(await replyOn('2026-05-21')).toBe(18);
  expect((await set('law.reply', '19', '2026-06-01')).status).toBe(303);
  expect([await replyOn('2026-05-31'), await replyOn('2026-06-01')]).toEqual([18, 19]);
  const page = await admin.get(REPLY);
  expect(page.text).toContain('由自 2026-05-21 起的新设定取代');
  const empty = await admin.submit(page, `${REPLY}/cancel`, { cancelReason: '\u200b\u200b....' });
  expect(empty.status).toBe(422);
  const done = await admin.submit(page, `${REPLY}/cancel`, { cancelReason: '数值录入错误' });
  expect(done.location).toContain('cancelled=yes');
  // The form that comes first is that of the latest one.
  expect([await replyOn('2026-05-31'), await replyOn('2027-06-01')]).toEqual([18, 18]);
  expect((await admin.get(REPLY)).text).toContain('已取消：数值录入错误');
  // What holds already is not changed for the past.
  const late = await set('law.reply', '16', '2026-05-20');
  expect([late.status, late.text.includes('已生效的数值不回改')]).toEqual([422, true]);
  const rows = await db().selectFrom('parameter_value').select('value').orderBy('id').execute();
  expect(rows.map((r) => r.value)).toEqual(['15', '5', '18', '19']);
});

test('[R-PLT-02] 取消的门户设置到了原定的日期也不执行', async () => {
  const rate = async () => (await readLiveSettings(db(), day('2026-07-02'))).readRate;
  expect((await set('portal.read-rate', '7', '2026-07-01')).status).toBe(303);
  expect(await rate()).toBe(7);
  const path = '/parameters/portal.read-rate';
  const page = await admin.get(path);
  const done = await admin.submit(page, `${path}/cancel`, { cancelReason: '数值录入错误' });
  expect(done.location).toContain('cancelled=yes');
  expect(await rate()).toBe(20);
});

test('[R-PLT-02] 生效日填到二十年后的拒绝，不会挡住以后的设定', async () => {
  const wrong = await set('clock.due-soon', '4', '2046-01-01');
  expect([wrong.status, wrong.text.includes('核对年份')]).toEqual([422, true]);
  expect((await set('clock.due-soon', '4', '2026-06-01')).status).toBe(303);
});

test('[R-PLT-02] 收费档次互相矛盾的拒绝', async () => {
  const wrong = await set('law.fee-page-free', '1000', '2026-06-01');
  expect([wrong.status, wrong.text.includes('按量计收：第一档截至页数”是 100')]).toEqual([422, true]);
  expect((await set('law.fee-page-second-tier', '300', '2026-06-01')).status).toBe(303);
  // 250 goes with 300 from June on, and not with 200 before it.
  const early = await set('law.fee-page-first-tier', '250', '2026-05-25');
  expect(early.status).toBe(422);
  expect((await set('law.fee-page-first-tier', '250', '2026-06-01')).status).toBe(303);
});

test('[R-PLT-02] 设定之前先看到新旧数值、起始日、适用机构；看过的是别的数值则再看一次', async () => {
  const path = '/parameters/law.proactive-publication';
  const first = await admin.submit(await admin.get(path), path, {
    value: '12',
    scope: `organisation:${organs.county}`,
    validFrom: '2026-06-01',
    source: '明川市政府办公室通知',
  });
  expect(first.status).toBe(200);
  for (const words of [
    '还没有设定',
    '现在 20 个工作日',
    '改为 12 个工作日',
    '2026年6月1日',
    '机构county及其下级',
  ])
    expect(first.text).toContain(words);
  const stored = () =>
    db()
      .selectFrom('parameter_value')
      .select('value')
      .where('name', '=', 'law.proactive-publication')
      .execute();
  expect(await stored()).toEqual([]);
  const entered = { scope: `organisation:${organs.county}`, validFrom: '2026-06-01', source: '明川市通知' };
  // Another value than the one that was shown is shown again, not set.
  expect((await admin.submit(first, path, { ...entered, value: '11' })).status).toBe(200);
  expect(await stored()).toEqual([]);
  expect((await admin.submit(first, path, { ...entered, value: '12' })).status).toBe(303);
  expect(await stored()).toEqual([{ value: '12' }]);
  const next = await admin.submit(await admin.get(path), path, {
    ...entered,
    validFrom: '2026-07-01',
    value: '9',
  });
  expect(next.text).toContain('现在 12 个工作日');
});

test('[R-PLT-02] 超出法律界限的数值在该栏拒绝，说明条文、界限和法律修改后怎么办', async () => {
  const refused = [
    ['law.reply', '300', '最多 20 个工作日', '政府信息公开条例第三十三条第二款'],
    ['law.reply', '21', '最多 20 个工作日', '政府信息公开条例第三十三条第二款'],
    ['law.consultation-least', '29', '至少 30 日', '重大行政决策程序暂行条例第十五条'],
    ['law.reconsideration', '61', '法律规定为 60 日', '行政复议法第二十条'],
    ['law.reconsideration', '59', '法律规定为 60 日', '行政复议法第二十条'],
    ['law.fee-item-yuan', '101', '最多 100 元', '国办函〔2020〕109号'],
    ['opinion.response', '49', '最多 48 小时', '国办发〔2016〕61号'],
  ] as const;
  for (const [name, value, bound, article] of refused)
    for (const scope of ['all', 'level:village', `organisation:${organs.bureau}`]) {
      const answer = await set(name, value, '2026-08-01', scope);
      expect([name, value, answer.status]).toEqual([name, value, 422]);
      for (const words of [bound, article, '法律已经修改', '更新本程序'])
        expect(answer.text).toContain(words);
    }
  expect((await set('law.consultation-least', '30', '2026-08-01')).status).toBe(303);
  expect((await set('law.consultation-least', '45', '2026-08-02')).status).toBe(303);
  // Each city has its own numbers here.
  expect((await set('law.hotline-complaint', '30', '2026-08-01')).status).toBe(303);
});

test('[R-PLT-02] 早先设定的超限数值继续执行，参数页列出并警告', async () => {
  expect((await admin.get('/parameters')).text).not.toContain('超出法律规定');
  await sql`insert into parameter_value (name, value, valid_from, source, set_by_id, set_at)
    select 'law.correction-notice', '300', '2026-01-01', '试验', min(id), '2026-01-01T00:00:00Z' from person`.execute(
    db(),
  );
  const page = await admin.get('/parameters');
  expect(page.text).toMatch(/1 个数值超出法律规定的界限.*一次性告知补正期限.*300 个工作日.*最多 7 个工作日/s);
  expect((await admin.get('/parameters/law.correction-notice')).text).toContain('执行中，超出法律规定的界限');
  expect(await parameter(db(), 'law.correction-notice', { day: day('2026-06-01') })).toBe(300);
  expect((await set('law.correction-notice', '7', '2026-05-20')).status).toBe(303);
  expect((await admin.get('/parameters')).text).not.toContain('超出法律规定');
});

test('参数列表可以查找；单位说得通；没有期限读的参数不说重算', async () => {
  const found = await admin.get('/parameters?q=口令 几种');
  expect(found.text).toContain('3 种');
  expect(found.text).not.toContain('依申请公开答复期限');
  expect((await admin.get('/parameters?q=没有这个词')).text).toContain('没有与“没有这个词”相符的参数');
  expect((await admin.get('/parameters/personal.erase-hour')).text).toContain('3 时');
  expect((await admin.get('/parameters/catalogue.self-check-month')).text).toContain('11 月');
  expect((await admin.get('/parameters/personal.erase-hour')).text).not.toContain('重算');
});

test('[R-PLT-02] 每个可选的适用范围都能设定，表单不提供不能设定的', async () => {
  const name = 'organisations.entry-days';
  const page = await admin.get(`/parameters/${name}`);
  const scopes = /<select[^>]* name="scope"[\s\S]*?<\/select>/.exec(page.html)![0];
  const offered = [...scopes.matchAll(/value="([^"]+)"[^>]*>([^<]*)/g)].map((m) => [m[1]!, m[2]!] as const);
  expect(offered.map(([, label]) => label)).toEqual(
    expect.arrayContaining(['全市', '市级机构', '县级机构', '乡级机构', '村级机构', '机构county及其下级']),
  );
  expect(offered).toHaveLength(5 + Object.keys(organs).length);
  for (const [scope, label] of offered)
    expect([label, (await set(name, '7', '2026-06-01', scope)).status]).toEqual([label, 303]);
  for (const scope of ['level:superior', 'level:', 'organisation:x', 'organisation:999999999', ''])
    expect([scope, (await set(name, '7', '2026-06-01', scope)).status]).not.toEqual([scope, 303]);
});

test('[R-PLT-02] 全市统一执行的参数不提供、也不接受单个机构或层级的数值，先前设定的写明不起作用', async () => {
  const name = 'search.miss-days';
  const path = `/parameters/${name}`;
  const page = await admin.get(path);
  expect(page.html).not.toMatch(/<select[^>]* name="scope"/);
  expect(page.text).toContain('适用范围：全市。这个数值全市统一执行');
  for (const scope of ['level:county', `organisation:${organs.county}`])
    for (const seen of [`7 ${scope} 2026-06-01`, '']) {
      const fields = { value: '7', scope, validFrom: '2026-06-01', source: '明川市政府办公室通知', seen };
      const answer = await admin.submit(page, path, fields);
      expect([scope, seen, answer.status]).toEqual([scope, seen, 422]);
      expect(answer.text).toContain('不能为单个机构或层级另行设定。请把适用范围改为“全市”。');
    }
  expect((await set(name, '7', '2026-06-01')).status).toBe(303);
  await addStaff(db(), {
    username: 'county-admin',
    organisationId: organs.county!,
    grants: [{ role: 'administrator', scope: 'subtree' }],
  });
  const county = await deskOf(app, 'county-admin');
  const theirs = await county.get(path);
  expect(theirs.text).toContain('需要调整的，请联系市级管理员');
  expect(theirs.html).not.toContain('name="value"');
  expect((await county.get('/parameters/organisations.entry-days')).html).toContain('name="value"');
  await sql`insert into parameter_value (name, value, organisation_id, valid_from, source, set_by_id, set_at)
    select ${name}, '9', ${organs.county}, '2026-01-01', '试验', min(id), '2026-01-01T00:00:00Z' from person`.execute(
    db(),
  );
  expect((await admin.get(path)).text).toContain('不起作用：这个数值全市统一执行');
  expect((await admin.get('/parameters')).text).not.toContain('机构county及其下级');
});

test('[R-PLT-02] 按层级的数值只管本层级的机构；机构自己的数值先于层级，层级先于全市', async () => {
  const name = 'organisations.full-time-staff';
  const of = (code: string) =>
    parameter(db(), name, { day: day('2026-06-01'), organisationId: organs[code]! });
  const all = async () => Promise.all(['bureau', 'county', 'town', 'village'].map(of));
  expect(await all()).toEqual([1, 1, 1, 1]);
  expect((await set(name, '2', '2026-06-01', 'level:county')).status).toBe(303);
  expect(await all()).toEqual([1, 2, 1, 1]);
  expect((await set(name, '3', '2026-06-01', 'level:village')).status).toBe(303);
  expect(await all()).toEqual([1, 2, 1, 3]);
  const shown = await admin.submit(await admin.get(`/parameters/${name}`), `/parameters/${name}`, {
    value: '6',
    scope: 'level:village',
    validFrom: '2026-06-02',
    source: '明川市政府办公室通知',
  });
  expect(shown.text).toMatch(/现在 3 人 改为 6 人 自 2026年6月2日 适用于 全市的村级机构/);
  expect((await set(name, '4', '2026-06-01')).status).toBe(303);
  expect(await all()).toEqual([4, 2, 4, 3]);
  expect((await set(name, '5', '2026-06-01', `organisation:${organs.town}`)).status).toBe(303);
  expect(await all()).toEqual([4, 2, 5, 5]);
  const chart = await readChart(db());
  const each = await parameterPerOrganisation(db(), name, day('2026-06-01'), chart);
  expect(['bureau', 'county', 'town', 'village'].map((code) => each(organs[code]!))).toEqual([4, 2, 5, 5]);
  // Nobody in particular: what holds for everybody.
  expect(await parameter(db(), name, { day: day('2026-06-01') })).toBe(4);
});

test('[R-PLT-02] 参数一览按分组折叠，选分组只看这一组，查到的展开；不认识的分组说明', async () => {
  const folds = (page: Page) =>
    [...page.html.matchAll(/<details class="mc-fold"([^>]*)>/g)].map((m) => m[1]!.trim());
  const all = await admin.get('/parameters');
  expect(folds(all).length).toBeGreaterThan(10);
  expect(new Set(folds(all))).toEqual(new Set(['']));
  const statutory = `/parameters?${new URLSearchParams({ group: '法定期限' })}`;
  expect(all.links).toContain(statutory);
  const one = await admin.get(statutory);
  expect(folds(one)).toEqual(['open']);
  expect(one.links).toContain(REPLY);
  expect(one.links).not.toContain('/parameters/sign-in.idle-minutes');
  const found = await admin.get(`/parameters?q=${encodeURIComponent('答复')}`);
  expect(folds(found).length).toBeLessThan(folds(all).length);
  expect(new Set(folds(found))).toEqual(new Set(['open']));
  const neither = await admin.get(`/parameters?${new URLSearchParams({ group: '法定期限', q: '口令' })}`);
  expect(neither.text).toContain('没有与“口令”相符的参数');
  expect((await admin.get('/parameters?group=x')).text).toContain('“分组”没有“x”这一项，没有按它筛选。');
});
