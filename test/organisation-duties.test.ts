import { beforeAll, expect, test } from 'vitest';
import { readChart, remindOfDuties, standings } from '../src/core/index.ts';
import { day } from '../src/law/day.ts';
import {
  appoint,
  appointLeader,
  dismiss,
  hear,
  unhear,
} from '../src/modules/administration/organisations/acts/duties.ts';
import type { ChangeContext } from '../src/platform/change.ts';
import { Client, deskOf } from './harness.ts';
import { fieldsOf, once, openOrganisations, TODAY } from './organisations-kit.ts';

/* What an organisation owes for its disclosure work: staff, hearings, leaders, office, sections, remedy. */

const city = openOrganisations();
const db = () => city.db;
let admin: ChangeContext;
beforeAll(async () => {
  admin = await city.as('keeper');
});
const portal = (path: string) => new Client(city.app.addresses.portal!).get(path);
const standing = async (code: string) => {
  const chart = await readChart(db());
  const [s] = await standings(db(), chart, [chart.byCode.get(code)!.id], city.clock.today());
  return s;
};

test('[R-ORG-04] full-time staff count while they serve; the minimum is a parameter per level', async () => {
  expect(await standing('town')).toMatchObject({ fullTime: 0, fullTimeNeeded: 1 });
  expect((await standing('town'))?.missing).toContain('staff');
  const name = (who: string, fullTime: boolean, from = TODAY) =>
    appoint(admin, { code: 'town', once: once(), personId: city.personId(who), fullTime, from });
  expect(await fieldsOf(name('wang', true))).toEqual(['person']);
  await name('zhang', false, day('2026-05-01'));
  expect((await standing('town'))?.missing).toContain('staff');
  await name('zhang', true);
  expect(await standing('town')).toMatchObject({ fullTime: 1, partTime: 0 });
  expect((await standing('town'))?.missing).not.toContain('staff');
  expect(await fieldsOf(name('zhang', true))).toEqual(['person']);
  // Two for every township: one is no longer enough, and the city's bodies stay as they are.
  const set = {
    name: 'organisations.full-time-staff',
    value: '2',
    valid_from: '2026-01-01',
    source: '本市规定',
  };
  await db()
    .insertInto('parameter_value')
    .values({ ...set, level: 'township', set_by_id: city.personId('keeper'), set_at: city.clock.now() })
    .execute();
  expect(await standing('town')).toMatchObject({ fullTimeNeeded: 2 });
  expect(await standing('housing')).toMatchObject({ fullTimeNeeded: 1 });
  await db()
    .insertInto('parameter_value')
    .values({
      ...set,
      value: '0',
      organisation_id: (await city.node('county')).id,
      set_by_id: city.personId('keeper'),
      set_at: city.clock.now(),
    })
    .execute();
  expect(await standing('town')).toMatchObject({ fullTimeNeeded: 0 });
  await db().updateTable('parameter_value').set({ valid_to: '2026-01-02' }).execute();
  const row = await db()
    .selectFrom('disclosure_staff')
    .select('id')
    .where('valid_to', 'is', null)
    .executeTakeFirstOrThrow();
  await dismiss(admin, { code: 'town', once: once(), id: row.id });
  await expect(dismiss(admin, { code: 'town', once: once(), id: row.id })).rejects.toThrow('已经结束');
});

test('[R-ORG-03] one hearing a year at least: none is a warning, last year and cancelled ones count nothing', async () => {
  const record = (heardOn: string, minutesNumber = '纪要〔2026〕1号', lateReason = '补录') =>
    hear(admin, {
      code: 'housing',
      once: once(),
      heardOn: day(heardOn),
      minutesNumber,
      note: '',
      lateReason,
    });
  const lacks = async () => (await standing('housing'))?.missing.includes('hearing');
  expect(await lacks()).toBe(true);
  await record('2025-12-31');
  expect(await lacks()).toBe(true);
  expect(await fieldsOf(record('2026-05-21'))).toEqual(['heardOn']);
  await record('2026-01-01');
  expect(await lacks()).toBe(false);
  expect(await fieldsOf(record('2026-01-01'))).toEqual(['minutesNumber']);
  const { id } = await db()
    .selectFrom('hearing_record')
    .select('id')
    .where('heard_on', '=', day('2026-01-01'))
    .executeTakeFirstOrThrow();
  await unhear(admin, { code: 'housing', once: once(), id, reason: '登记错了单位' });
  expect(await lacks()).toBe(true);
  await record('2026-05-20', '纪要〔2026〕1号', '');
  expect(await lacks()).toBe(false);
});

test('[R-ORG-03] what is entered late keeps its day, needs a reason and is marked; the days are a parameter', async () => {
  const record = (heardOn: string, lateReason: string, code: string) =>
    hear(admin, {
      code,
      once: once(),
      heardOn: day(heardOn),
      minutesNumber: `纪要 ${heardOn} ${lateReason}`,
      note: '',
      lateReason,
    });
  const code = 'town';
  // Thirty days back is in time, thirty-one are not.
  expect(await fieldsOf(record('2026-04-19', '', code))).toEqual(['lateReason']);
  await record('2026-04-20', '', code);
  await record('2026-04-19', '经办人休假，假后补登', code);
  expect(await fieldsOf(record('2026-05-21', '补录', code))).toEqual(['heardOn']);
  const rows = await db()
    .selectFrom('hearing_record')
    .innerJoin('organisation', 'organisation.id', 'hearing_record.organisation_id')
    .select(['heard_on', 'late_reason', 'recorded_at'])
    .where('organisation.code', '=', code)
    .orderBy('heard_on')
    .execute();
  expect(rows.map((r) => [r.heard_on, r.late_reason, r.recorded_at.toISOString().slice(0, 10)])).toEqual([
    ['2026-04-19', '经办人休假，假后补登', '2026-05-20'],
    ['2026-04-20', '', '2026-05-20'],
  ]);
  const client = await deskOf(city.app, 'keeper');
  const page = await client.get(`/organisations/${code}/hearings`);
  expect(page.text).toContain('已公布，补录（2026-05-20 09:00 登记：经办人休假，假后补登）');
});

test('[R-ORG-03] a new leader follows the one before, day after day', async () => {
  const lead = (name: string, from: string) =>
    appointLeader(admin, {
      code: 'housing',
      once: once(),
      duty: 'principal',
      name,
      post: '局长',
      division: '主持全面工作',
      personId: null,
      from: day(from),
    });
  await lead('甲某', '2024-01-01');
  expect(await fieldsOf(lead('乙某', '2024-01-01'))).toEqual(['from']);
  await lead('乙某', '2026-03-01');
  const rows = await db()
    .selectFrom('responsible_leader')
    .select(['name', 'valid_from as from', 'valid_to as to'])
    .orderBy('id')
    .execute();
  expect(rows).toEqual([
    { name: '甲某', from: '2024-01-01', to: '2026-02-28' },
    { name: '乙某', from: '2026-03-01', to: null },
  ]);
});

test('[R-ORG-02, R-ORG-03] from the month of the parameter on the head of the office is reminded once of what the year lacks', async () => {
  const town = await city.node('town');
  await db()
    .insertInto('disclosure_office')
    .values({
      organisation_id: town.id,
      name: '党政办',
      head_id: city.personId('zhang'),
      updated_at: city.clock.now(),
    })
    .execute();
  const told = () =>
    db()
      .selectFrom('notice')
      .select(['person_id', 'text'])
      .where('kind', '=', 'duty')
      .where('person_id', '=', city.personId('zhang'))
      .execute();
  try {
    city.clock.set('2026-10-31T09:00:00+08:00');
    expect(await remindOfDuties(city.app.office!)).toBe(0);
    city.clock.set('2026-11-01T09:00:00+08:00');
    expect(await remindOfDuties(city.app.office!)).toBeGreaterThan(0);
    const lacked = (await standing('town'))?.missing.includes('hearing');
    expect(lacked).toBe(false);
    expect(await told()).toEqual([]);
    await db()
      .updateTable('hearing_record')
      .set({ cancelled_on: day('2026-11-01'), cancel_reason: '测试' })
      .where('organisation_id', '=', town.id)
      .execute();
    expect(await remindOfDuties(city.app.office!)).toBe(1);
    expect(await remindOfDuties(city.app.office!)).toBe(0);
    city.clock.set('2026-12-20T09:00:00+08:00');
    expect(await remindOfDuties(city.app.office!)).toBe(0);
    expect((await told()).map((n) => n.text)).toEqual([
      `${town.shortName}：2026 年主要负责人听取政务公开工作汇报 0 次，应不少于 1 次。请在2026年12月31日前安排，并登记日期和会议纪要。`,
    ]);
    // The next year begins anew; a parameter of 0 is silence.
    city.clock.set('2027-11-02T09:00:00+08:00');
    await db()
      .insertInto('parameter_value')
      .values({
        name: 'organisations.duty-notice-month',
        value: '0',
        valid_from: '2027-01-01',
        source: '测试',
        set_by_id: city.personId('keeper'),
        set_at: city.clock.now(),
      })
      .execute();
    expect(await remindOfDuties(city.app.office!)).toBe(0);
    await db()
      .updateTable('parameter_value')
      .set({ valid_to: '2027-01-02' })
      .where('name', '=', 'organisations.duty-notice-month')
      .execute();
    expect(await remindOfDuties(city.app.office!)).toBeGreaterThan(0);
    expect(await told()).toHaveLength(2);
  } finally {
    city.clock.set('2026-05-20T09:00:00+08:00');
    await db()
      .updateTable('hearing_record')
      .set({ cancelled_on: null, cancel_reason: '' })
      .where('organisation_id', '=', town.id)
      .execute();
  }
});

test('the parts of an organisation by their forms', async () => {
  const client = await deskOf(city.app, 'keeper');
  const send = async (part: string, fields: Record<string, string>, action = part) => {
    const page = await client.get(`/organisations/housing/${part}`);
    return client.submit(page, `/organisations/housing/${action}`, fields);
  };
  const ok = async (part: string, fields: Record<string, string>, action = part) => {
    const answer = await send(part, fields, action);
    expect([part, answer.status, answer.status === 303 ? '' : answer.text]).toEqual([part, 303, '']);
  };
  await ok('office', {
    name: '政务公开科',
    head: String(city.personId('wang')),
    address: '桂园路 1 号',
    officeHours: '工作日',
    phone: '0000-1',
  });
  const stranger = await send('office', {
    name: '政务公开科',
    head: String(city.personId('li')),
    address: 'x',
    officeHours: 'y',
    phone: '0000-1',
  });
  expect(stranger.status).toBe(422);
  expect(stranger.text).toContain('须是本机构的在职人员');
  await ok('sections', { name: '办公室', duties: '综合', sortOrder: '1', from: '2026-01-01' });
  expect((await send('sections', { name: '办公室', from: '2026-01-01' })).text).toContain('已有内设机构');
  await ok('remedy', { organ: 'city', court: '某区人民法院', basis: '第二十四条' });
  expect((await send('remedy', { organ: 'housing', basis: 'x' })).text).toContain('不能作自己的复议机关');
  const refused = await send('end', { lastDay: '2026-05-20', successor: '' });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('请选择承接机构');
  const detail = await client.get('/organisations/housing');
  for (const words of ['政务公开科', '办公室', '某区人民法院']) expect(detail.text).toContain(words);
});

test('[R-ORG-03] the public sees leaders with their division and the hearings of the year; no cancelled record, no name of the head of the office', async () => {
  const page = await portal('/organs/housing/about');
  for (const words of [
    '乙某',
    '主持全面工作',
    '政务公开科',
    '桂园路 1 号',
    '某区人民法院',
    '2026-05-20 纪要〔2026〕1号',
    '下级机构',
  ])
    expect(page.text).toContain(words);
  for (const words of ['甲某', '2025-12-31', '2026-01-01', '登记错了单位', 'wang'])
    expect(page.text).not.toContain(words);
  expect((await portal('/organs/town/about')).text).not.toContain('假后补登');
});
