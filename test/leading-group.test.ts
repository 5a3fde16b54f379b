import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { readChart, standings } from '../src/core/index.ts';
import { day } from '../src/law/day.ts';
import { admit, keepGroup, meet, unmeet } from '../src/modules/administration/organisations/acts/duties.ts';
import type { ChangeContext } from '../src/platform/change.ts';
import { Forbidden } from '../src/platform/errors.ts';
import { Client, deskOf } from './harness.ts';
import { fieldsOf, once, openOrganisations, publishPaper } from './organisations-kit.ts';

/* The leading group of a government: who is in it, by which paper, when it met; and what of it the public sees. */

const city = openOrganisations();
const db = () => city.db;
let admin: ChangeContext;
beforeAll(async () => {
  admin = await city.as('keeper');
});
const portal = (path: string) => new Client(city.app.addresses.portal!).get(path);
const MEETING = {
  heldOn: day('2026-05-19'),
  kind: 'office',
  chair: '主任',
  attendees: '',
  subjects: '研究工作',
  decisions: '',
  minutesNumber: '纪要',
  minutesPid: null,
  note: '',
  lateReason: '',
} as const;
const standing = async (code: string) => {
  const chart = await readChart(db());
  const [s] = await standings(db(), chart, [chart.byCode.get(code)!.id], city.clock.today());
  return s;
};

test('[R-ORG-02] a leading group: one head at a time, units counted once, former members kept', async () => {
  await keepGroup(admin, {
    code: 'city',
    once: once(),
    name: '某市政务公开领导小组',
    duties: '',
    officeName: '市政务公开办',
    officeOrganisationId: null,
    documentNumber: '',
    from: day('2020-01-01'),
  });
  const join = (role: 'head' | 'member', unitName: string, personName: string, from = '2020-01-01') =>
    admit(admin, {
      code: 'city',
      once: once(),
      role,
      unitName,
      unitId: null,
      personName,
      post: '负责人',
      sortOrder: 0,
      from: day(from),
    });
  await join('head', '某市人民政府', '组长甲');
  await join('member', '某市住房局', '成员甲');
  await join('member', '某市住房局', '成员乙');
  await join('member', '某市监察机关', '成员丙');
  expect(await fieldsOf(join('member', '某市监察机关', '成员丙'))).toEqual(['personName']);
  expect(await fieldsOf(join('head', '某市人民政府', '组长乙'))).toEqual(['from']);
  await join('head', '某市人民政府', '组长乙', '2026-04-01');
  const client = await deskOf(city.app, 'keeper');
  const page = await client.get('/organisations/city');
  expect(page.text).toContain('成员单位 3 个');
  expect(page.text).toContain('组长乙');
  expect(page.text).not.toContain('组长甲');
  expect((await client.get('/organisations/city/group')).text).toContain('组长甲');
});

test('[R-ORG-02] a later paper leaves the earlier one as it was; a slip is corrected under its own day', async () => {
  const paper = (from: string, documentNumber: string, officeName = '市政务公开办') =>
    keepGroup(admin, {
      code: 'city',
      once: once(),
      name: '某市政务公开领导小组',
      duties: '',
      officeName,
      officeOrganisationId: null,
      documentNumber,
      from: day(from),
    });
  await paper('2020-01-01', '某政办〔2020〕1号');
  await paper('2026-05-01', '某政办〔2026〕9号', '市政务公开中心');
  expect(await fieldsOf(paper('2026-05-21', '某政办〔2026〕10号'))).toEqual(['since']);
  expect(await fieldsOf(paper('2019-12-31', '某政办〔2019〕1号'))).toEqual(['since']);
  const rows = await db()
    .selectFrom('leading_group_version')
    .select(['in_force_from as from', 'document_number as number'])
    .orderBy('id')
    .execute();
  // The first entry, without its number, is there still.
  expect(rows).toEqual([
    { from: '2020-01-01', number: '' },
    { from: '2020-01-01', number: '某政办〔2020〕1号' },
    { from: '2026-05-01', number: '某政办〔2026〕9号' },
  ]);
  const client = await deskOf(city.app, 'keeper');
  const page = await client.get('/organisations/city/group');
  for (const words of ['某政办〔2020〕1号', '登记有误，已更正', '填原来的日期 2026-05-01'])
    expect(page.text).toContain(words);
  // The day has to be said: nothing is filled in that would take a new paper for a correction.
  const empty = await client.submit(page, '/organisations/city/group', { name: '某市政务公开领导小组' });
  expect([empty.status, empty.text.includes('请填写自何日起')]).toEqual([422, true]);
  await expect(sql`update leading_group_version set document_number = 'x'`.execute(db())).rejects.toThrow(
    'permission denied',
  );
});

test('[R-ORG-02] meetings: one a year at least where there is a group; kept with who came, cancelled with a reason', async () => {
  expect(await standing('city')).toMatchObject({ meetings: 0, meetingsNeeded: 1 });
  expect((await standing('city'))?.missing).toContain('meeting');
  expect((await standing('housing'))?.missing).not.toContain('meeting');
  const record = (heldOn: string, lateReason = '', minutesPid: string | null = null) =>
    meet(admin, {
      code: 'city',
      once: once(),
      heldOn: day(heldOn),
      kind: 'plenary',
      chair: '组长乙',
      attendees: '成员甲、成员乙、列席人员丁',
      subjects: '研究年度政务公开工作要点',
      decisions: '由住房局先行试点',
      minutesNumber: `领导小组纪要 ${heldOn}`,
      minutesPid,
      note: '部署全年工作',
      lateReason,
    });
  expect(await fieldsOf(record('2026-05-21'))).toEqual(['heldOn']);
  expect(await fieldsOf(record('2026-05-18', '', 'nnnnnnnnnn'))).toEqual(['minutesPid']);
  expect(await fieldsOf(record('2026-03-02'))).toEqual(['lateReason']);
  await record('2025-11-30', '平台上线前的会议');
  expect((await standing('city'))?.missing).toContain('meeting');
  await record('2026-05-18');
  expect(await fieldsOf(record('2026-05-18'))).toEqual(['minutesNumber']);
  expect(await standing('city')).toMatchObject({ meetings: 1 });
  expect((await standing('city'))?.missing).not.toContain('meeting');
  const { id } = await db()
    .selectFrom('group_meeting')
    .select('id')
    .where('held_on', '=', day('2026-05-18'))
    .executeTakeFirstOrThrow();
  await unmeet(admin, { code: 'city', once: once(), id, reason: '日期登记错了' });
  expect((await standing('city'))?.missing).toContain('meeting');
  await record('2026-05-19');
  const client = await deskOf(city.app, 'keeper');
  const page = await client.get('/organisations/city/meetings');
  for (const words of ['列席人员丁', '由住房局先行试点', '平台上线前的会议', '日期登记错了', '2026 年 1 次'])
    expect(page.text).toContain(words);
  await expect(
    meet(await city.as('countykeeper'), { code: 'city', once: once(), ...MEETING }),
  ).rejects.toThrow(Forbidden);
  expect((await client.get('/organisations/housing/meetings')).text).toContain('还没有登记领导小组');
  // What the public sees at once may hold no number of a person.
  const refused = await client.submit(page, '/organisations/city/meetings', {
    heldOn: '2026-05-20',
    chair: '组长乙',
    minutesNumber: '纪要 9',
    subjects: '研究某人申请，身份证号11010519491231002X',
    note: '联系手机13812345678',
  });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('本栏保存后即向社会公开');
  expect(refused.text).toContain('手机号码');
  expect(refused.html).toContain('13812345678');
});

test('[R-ORG-02] the public sees the group and its meetings as they were in force; no cancelled record, nobody who only came', async () => {
  const group = await portal('/organs/city/leading-group');
  expect(group.text).toContain('组长乙');
  expect(group.text).not.toContain('组长甲');
  expect(group.text).toContain('3 个');
  expect((await portal('/organs/housing/leading-group')).status).toBe(404);
  // What was in force when, and of the meetings what may be public.
  for (const words of [
    '市政务公开中心',
    '某政办〔2026〕9号',
    '某政办〔2020〕1号',
    '2026-05-19',
    '2025-11-30（补录）',
  ])
    expect(group.text).toContain(words);
  for (const words of ['列席人员丁', '由住房局先行试点', '日期登记错了', '2026-05-18', '平台上线前的会议'])
    expect(group.text).not.toContain(words);
  const then = await portal('/organs/city/leading-group?on=2026-03-31');
  for (const words of ['2026年3月31日的情况', '组长甲', '市政务公开办']) expect(then.text).toContain(words);
  expect(then.text).not.toContain('组长乙');
  expect((await portal('/organs/city/leading-group?on=2019-12-31')).status).toBe(404);
  expect((await portal('/organs/city/leading-group?on=soon')).text).toContain('组长乙');
});

test('[R-ORG-02] minutes that are public here are linked from the meetings', async () => {
  const pid = await publishPaper(admin, 'fund');
  expect((await portal('/organs/city/leading-group')).links).not.toContain(`/documents/${pid}`);
  const client = await deskOf(city.app, 'keeper');
  const form = await client.get('/organisations/city/meetings');
  const sent = await client.submit(form, '/organisations/city/meetings', {
    heldOn: '2026-05-20',
    kind: 'office',
    chair: '主任',
    subjects: '研究更名后的公开事项',
    minutesNumber: '办公室纪要2号',
    minutesPid: `http://portal.example/documents/${pid}`,
  });
  expect([sent.status, sent.location]).toEqual([303, '/organisations/city/meetings?done=meeting']);
  const page = await portal('/organs/city/leading-group');
  expect(page.links).toContain(`/documents/${pid}`);
  expect(page.text).toContain('研究更名后的公开事项');
});
