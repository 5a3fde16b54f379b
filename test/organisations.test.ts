import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import {
  above,
  type ChartNode,
  factsOf,
  nameOn,
  type OrganisationFacts,
  organisationByCode,
  proposeRemedy,
  readChart,
  remindOfDuties,
  reportsAt,
  standings,
} from '../src/core/index.ts';
import { type Day, day } from '../src/law/day.ts';
import {
  addDocument,
  addEdition,
  lockDocument,
  readEdition,
  release,
  submitEdition,
} from '../src/mechanisms/publication/index.ts';
import {
  addOrganisationAct,
  admit,
  appoint,
  appointLeader,
  dismiss,
  end,
  hear,
  keepGroup,
  meet,
  rename,
  saveOrganisation,
  unhear,
  unmeet,
} from '../src/modules/administration/organisations/acts.ts';
import { serviceActor } from '../src/platform/actor.ts';
import { type Change, type ChangeContext, change } from '../src/platform/change.ts';
import { type Clock, settableClock } from '../src/platform/clock.ts';
import { Forbidden, Refusal } from '../src/platform/errors.ts';
import {
  actingAs,
  addOrgan,
  addStaff,
  Client,
  cloneDatabase,
  deskOf,
  startTestApp,
  type TestDatabase,
} from './harness.ts';

let database: TestDatabase;
let app: RunningApp & { clock: Clock };
let keeper: number;
let countyKeeper: number;
const people = new Map<string, number>();
const db = () => app.office!.db;
const TODAY = day('2026-05-20');
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
let tokens = 0;
const once = () => `test-${++tokens}`;

/** What the rules ask and the law says, by hand. */
const CITY: [
  code: string,
  name: string,
  kind: string,
  level: string,
  parent: string,
  more?: Partial<OrganisationFacts>,
][] = [
  ['sheng', '某省人民政府', 'external', 'superior', ''],
  ['shengshuiwu', '某省税务局', 'external', 'superior', 'sheng'],
  ['office', '某市人民政府办公室', 'government-office', 'city', 'city'],
  [
    'justice',
    '某市司法局',
    'department',
    'city',
    'city',
    { handlesReconsideration: true, guidedBy: 'sheng' },
  ],
  ['housing', '某市住房局', 'department', 'city', 'city'],
  [
    'citytax',
    '某市税务局',
    'department',
    'city',
    'city',
    { verticallyManaged: true, guidedBy: 'shengshuiwu' },
  ],
  ['zone', '某市高新区管委会', 'special-zone', 'county', 'city'],
  ['county', '某县人民政府', 'county', 'county', 'city'],
  ['countyhousing', '某县住房局', 'department', 'county', 'county', { guidedBy: 'housing' }],
  [
    'countytax',
    '某县税务局',
    'department',
    'county',
    'citytax',
    { verticallyManaged: true, guidedBy: 'citytax', seatCounty: 'county' },
  ],
  ['town', '某县石桥镇人民政府', 'township', 'township', 'county'],
  ['village', '石桥镇桥东村', 'village', 'village', 'town', { indexPrefix: '' }],
  ['fund', '某市公积金中心', 'authorised-body', 'city', 'housing'],
  ['water', '某市自来水公司', 'public-enterprise', 'city', 'housing'],
  ['archive', '某市档案馆', 'affiliated-institution', 'city', 'city'],
];

let serial = 0;
function facts(code: string, o: Partial<OrganisationFacts> = {}): OrganisationFacts {
  return {
    code,
    name: `测试机构${code}`,
    shortName: code,
    kind: 'department',
    level: 'city',
    parent: 'city',
    guidedBy: '',
    verticallyManaged: false,
    seatCounty: '',
    handlesReconsideration: false,
    documentAgency: '',
    indexPrefix: `T${String(++serial).padStart(8, '0')}`,
    address: '',
    postcode: '',
    phone: '',
    fax: '',
    email: '',
    website: '',
    officeHours: '',
    duties: '',
    sortOrder: 0,
    validFrom: day('2020-01-01'),
    ...o,
  };
}

let admin: ChangeContext;
let countyAdmin: ChangeContext;
const add = (f: OrganisationFacts, ctx = admin) => addOrganisationAct(ctx, { facts: f, once: once() });

beforeAll(async () => {
  database = await cloneDatabase('empty');
  app = await startTestApp(database, {
    clock: settableClock('2026-05-20T09:00:00+08:00'),
    faces: ['portal', 'console'],
  });
  const city = await addOrgan(db(), { code: 'city', kind: 'city-government', name: '某市人民政府' });
  keeper = await addStaff(db(), {
    username: 'keeper',
    organisationId: city,
    grants: [{ role: 'administrator', scope: 'subtree' }],
  });
  admin = await actingAs(app, keeper);
  for (const [code, name, kind, level, parent, more] of CITY) {
    admin = await actingAs(app, keeper);
    await add(
      facts(code, { name, shortName: name, kind: kind as never, level: level as never, parent, ...more }),
    );
  }
  admin = await actingAs(app, keeper);
  const chart = await readChart(db());
  const id = (code: string) => chart.byCode.get(code)!.id;
  await saveOrganisation(admin, {
    code: 'city',
    once: once(),
    seenVersion: 1,
    facts: { ...(await factsOf(db(), 'city')), parent: 'sheng' },
  });
  countyKeeper = await addStaff(db(), {
    username: 'countykeeper',
    organisationId: id('county'),
    grants: [{ role: 'administrator', scope: 'subtree' }],
  });
  countyAdmin = await actingAs(app, countyKeeper);
  for (const [username, at] of [
    ['zhang', 'town'],
    ['li', 'town'],
    ['wang', 'housing'],
  ] as const)
    people.set(username, await addStaff(db(), { username, organisationId: id(at) }));
  await addStaff(db(), {
    username: 'watcher',
    organisationId: id('office'),
    grants: [{ role: 'supervisor', scope: 'subtree', organisationId: city }],
  });
  await addStaff(db(), {
    username: 'gongkai',
    organisationId: id('office'),
    grants: [{ role: 'disclosure-office', scope: 'subtree', organisationId: city }],
  });
  await addStaff(db(), { username: 'drafter', organisationId: id('housing'), grants: [{ role: 'drafter' }] });
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

async function node(code: string): Promise<ChartNode> {
  return (await readChart(db())).byCode.get(code)!;
}

/** The fields at which an act is refused; 'forbidden' when it is not allowed at all. */
async function fieldsOf(work: Promise<unknown>): Promise<(string | undefined)[] | 'forbidden' | 'done'> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Forbidden) return 'forbidden';
    if (error instanceof Refusal) return error.issues.map((i) => i.field);
    throw error;
  }
}

describe('rules of the chart', () => {
  test('[R-ORG-01] what does not fit is refused at its field', async () => {
    const cases: [string, OrganisationFacts, string[]][] = [
      ['代码的写法', facts('Bad Code'), ['code']],
      ['系统的代码', facts('imports'), ['code']],
      ['代码重复', facts('town'), ['code']],
      ['名称重复', facts('x1', { name: '某县人民政府' }), ['name']],
      ['没有索引号前段码', facts('x2', { indexPrefix: '' }), ['indexPrefix']],
      ['索引号前段码的长度', facts('x3', { indexPrefix: 'ABC' }), ['indexPrefix']],
      ['层级与类别不符', facts('x4', { kind: 'special-zone', level: 'city' }), ['level']],
      ['没有上级', facts('x5', { parent: '' }), ['parent']],
      ['上级不存在', facts('x6', { parent: 'nobody' }), ['parent']],
      ['上级层级低于本机构', facts('x7', { parent: 'town' }), ['parent']],
      [
        '村不在乡镇之下',
        facts('x8', { kind: 'village', level: 'village', parent: 'county', indexPrefix: '' }),
        ['parent'],
      ],
      [
        '村不能有下级',
        facts('x9', { kind: 'village', level: 'village', parent: 'village', indexPrefix: '' }),
        ['parent', 'parent'],
      ],
      ['市的部门直属省', facts('x10', { parent: 'sheng' }), ['parent']],
      [
        '垂直管理的县级机构没有所在县',
        facts('x11', { level: 'county', verticallyManaged: true, parent: 'citytax' }),
        ['seatCounty'],
      ],
      ['不是垂直管理而有所在县', facts('x12', { seatCounty: 'county' }), ['seatCounty']],
      ['所在县不是县', facts('x13', { verticallyManaged: true, seatCounty: 'housing' }), ['seatCounty']],
      [
        '政府不能垂直管理',
        facts('x14', { kind: 'county', level: 'county', verticallyManaged: true, seatCounty: 'county' }),
        ['verticallyManaged'],
      ],
      ['指导机构层级低', facts('x15', { guidedBy: 'countyhousing' }), ['guidedBy']],
      ['邮箱', facts('x16', { email: 'nobody' }), ['email']],
      ['网址', facts('x17', { website: 'javascript:alert(1)' }), ['website']],
      ['电话', facts('x18', { phone: '<b>1</b>' }), ['phone']],
      ['邮编', facts('x19', { postcode: '12' }), ['postcode']],
    ];
    for (const [what, f, fields] of cases) expect([what, await fieldsOf(add(f))]).toEqual([what, fields]);
    expect((await readChart(db())).byCode.has('x1')).toBe(false);
  });

  test('[R-ORG-01] no circle of parents or guides can be closed, nor by two at once', async () => {
    await add(facts('ring-a'));
    admin = await actingAs(app, keeper);
    await add(facts('ring-b', { parent: 'ring-a', guidedBy: 'ring-a' }));
    admin = await actingAs(app, keeper);
    await add(facts('ring-c', { parent: 'ring-b' }));
    admin = await actingAs(app, keeper);
    const move = async (code: string, more: Partial<OrganisationFacts>) => {
      const { version, id: _, ...f } = await factsOf(db(), code);
      return saveOrganisation(admin, { code, once: once(), seenVersion: version, facts: { ...f, ...more } });
    };
    expect(await fieldsOf(move('ring-a', { parent: 'ring-c' }))).toEqual(['parent']);
    expect(await fieldsOf(move('ring-a', { parent: 'ring-a' }))).toEqual(['parent']);
    expect(await fieldsOf(move('ring-a', { guidedBy: 'ring-b' }))).toEqual(['guidedBy']);
    // Two that are fine one by one, and a circle together.
    await move('ring-b', { parent: 'city', guidedBy: '' });
    await move('ring-c', { parent: 'city' });
    const both = await Promise.allSettled([
      move('ring-b', { parent: 'ring-c' }),
      move('ring-c', { parent: 'ring-b' }),
    ]);
    expect(both.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
    const chart = await readChart(db());
    expect(above(chart, chart.byCode.get('ring-b')!.id).at(-1)?.code).toBe('sheng');
  });

  test('a form that was open while somebody else saved changes nothing', async () => {
    const { version, ...f } = await factsOf(db(), 'archive');
    await saveOrganisation(admin, {
      code: 'archive',
      once: once(),
      seenVersion: version,
      facts: { ...f, phone: '0000-1' },
    });
    await expect(
      saveOrganisation(admin, {
        code: 'archive',
        once: once(),
        seenVersion: version,
        facts: { ...f, phone: '0000-2' },
      }),
    ).rejects.toThrow('刚被其他同事修改过');
    expect((await factsOf(db(), 'archive')).phone).toBe('0000-1');
  });

  test('[R-ORG-01] reports: zones like counties, vertical bodies in the county of their seat, villages in their township', async () => {
    const chart = await readChart(db());
    const said = ['housing', 'zone', 'countyhousing', 'countytax', 'village', 'town'].map((code) => {
      const { level, countedIn } = reportsAt(chart, chart.byCode.get(code)!);
      return `${code} ${level} ${countedIn?.code ?? ''}`.trim();
    });
    expect(said).toEqual([
      'housing city',
      'zone county',
      'countyhousing county',
      'countytax county county',
      'village township town',
      'town township',
    ]);
  });

  test('[R-ORG-01] the organ of reconsideration is found in the chart', async () => {
    const chart = await readChart(db());
    const said = Object.fromEntries(
      [
        'city',
        'office',
        'justice',
        'housing',
        'citytax',
        'zone',
        'county',
        'countyhousing',
        'countytax',
        'town',
        'fund',
        'water',
        'village',
      ].map((code) => {
        const p = proposeRemedy(chart, chart.byCode.get(code)!);
        return [code, [p.organ?.name, p.alternative?.name].filter(Boolean).join(' 或 ') || '不适用'];
      }),
    );
    expect(said).toEqual({
      city: '某省人民政府',
      office: '某市人民政府',
      justice: '某市人民政府 或 某省人民政府',
      housing: '某市人民政府',
      citytax: '某省税务局',
      zone: '某市人民政府',
      county: '某市人民政府',
      countyhousing: '某县人民政府',
      countytax: '某市税务局',
      town: '某县人民政府',
      fund: '某市人民政府',
      water: '不适用',
      village: '不适用',
    });
  });

  test('a village and an external superior draft nothing', async () => {
    await addStaff(db(), {
      username: 'cunguan',
      organisationId: (await node('town')).id,
      grants: [{ role: 'drafter', scope: 'subtree' }],
    });
    const client = await deskOf(app, 'cunguan');
    const page = await client.get('/documents/new?secret=no');
    expect(page.html).toContain('value="town"');
    expect(page.html).not.toContain('value="village"');
  });
});

describe('names and ends', () => {
  test('[R-ORG-01] a new name leaves the old one to the days before it', async () => {
    const { id } = await node('archive');
    const change = (name: string, from: string) =>
      rename(admin, { code: 'archive', once: once(), name, shortName: name, from: day(from) });
    expect(await fieldsOf(change('某市档案馆', '2026-05-01'))).toEqual(['name']);
    expect(await fieldsOf(change('某市档案局', '2026-05-21'))).toEqual(['from']);
    await change('某市档案局', '2024-03-01');
    expect(await fieldsOf(change('某市档案与方志馆', '2024-03-01'))).toEqual(['from']);
    await change('某市档案与方志馆', '2026-01-01');
    const names = await Promise.all(
      ['2023-12-31', '2024-02-29', '2024-03-01', '2025-12-31', '2026-01-01'].map((d) =>
        nameOn(db(), id, day(d)),
      ),
    );
    expect(names).toEqual(['某市档案馆', '某市档案馆', '某市档案局', '某市档案局', undefined]);
    expect((await node('archive')).name).toBe('某市档案与方志馆');
  });

  test('[R-ORG-01] people, sub-organisations and open cases ask for a successor; then they go over', async () => {
    await add(facts('old'));
    await add(facts('heir'));
    admin = await actingAs(app, keeper);
    await add(facts('child', { parent: 'old' }));
    await add(facts('line', { guidedBy: 'old' }));
    const { id } = await node('old');
    const clerk = await addStaff(db(), { username: 'clerk', organisationId: id });
    admin = await actingAs(app, keeper);
    const finish = (successor: string | undefined, lastDay: Day = TODAY) =>
      end(admin, { code: 'old', once: once(), lastDay, successor });
    await expect(finish(undefined)).rejects.toThrow('1 名在职人员、1 个下级机构');
    expect(await fieldsOf(finish('old'))).toEqual(['successor']);
    expect(await fieldsOf(finish('child'))).toEqual(['successor']);
    expect(await fieldsOf(finish('heir', day('2026-05-21')))).toEqual(['lastDay']);
    await finish('heir');
    const heir = await node('heir');
    expect(await node('old')).toMatchObject({ validTo: TODAY, successorId: heir.id });
    expect((await node('child')).parentId).toBe(heir.id);
    expect((await node('line')).guidedById).toBe(heir.id);
    const person = await db()
      .selectFrom('person')
      .select('organisation_id as at')
      .where('id', '=', clerk)
      .executeTakeFirst();
    expect(person?.at).toBe(heir.id);
    await expect(finish('heir')).rejects.toThrow('撤并');
  });
});

describe('duties', () => {
  const standing = async (code: string) => {
    const chart = await readChart(db());
    const [s] = await standings(db(), chart, [chart.byCode.get(code)!.id], app.clock.today());
    return s;
  };

  test('[R-ORG-04] full-time staff count while they serve; the minimum is a parameter per level', async () => {
    expect(await standing('town')).toMatchObject({ fullTime: 0, fullTimeNeeded: 1 });
    expect((await standing('town'))?.missing).toContain('staff');
    const name = (who: string, fullTime: boolean, from = TODAY) =>
      appoint(admin, { code: 'town', once: once(), personId: people.get(who)!, fullTime, from });
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
      .values({ ...set, level: 'township', set_by_id: keeper, set_at: app.clock.now() })
      .execute();
    expect(await standing('town')).toMatchObject({ fullTimeNeeded: 2 });
    expect(await standing('housing')).toMatchObject({ fullTimeNeeded: 1 });
    await db()
      .insertInto('parameter_value')
      .values({
        ...set,
        value: '0',
        organisation_id: (await node('county')).id,
        set_by_id: keeper,
        set_at: app.clock.now(),
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
    const client = await deskOf(app, 'keeper');
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
    const client = await deskOf(app, 'keeper');
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
    const client = await deskOf(app, 'keeper');
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
    const client = await deskOf(app, 'keeper');
    const page = await client.get('/organisations/city/meetings');
    for (const words of [
      '列席人员丁',
      '由住房局先行试点',
      '平台上线前的会议',
      '日期登记错了',
      '2026 年 1 次',
    ])
      expect(page.text).toContain(words);
    await expect(meet(countyAdmin, { code: 'city', once: once(), ...MEETING })).rejects.toThrow(Forbidden);
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

  test('[R-ORG-02, R-ORG-03] from the month of the parameter on the head of the office is reminded once of what the year lacks', async () => {
    const clock = app.clock as ReturnType<typeof settableClock>;
    const town = await node('town');
    await db()
      .insertInto('disclosure_office')
      .values({
        organisation_id: town.id,
        name: '党政办',
        head_id: people.get('zhang')!,
        updated_at: clock.now(),
      })
      .execute();
    const told = () =>
      db()
        .selectFrom('notice')
        .select(['person_id', 'text'])
        .where('kind', '=', 'duty')
        .where('person_id', '=', people.get('zhang')!)
        .execute();
    try {
      clock.set('2026-10-31T09:00:00+08:00');
      expect(await remindOfDuties(app.office!)).toBe(0);
      clock.set('2026-11-01T09:00:00+08:00');
      expect(await remindOfDuties(app.office!)).toBeGreaterThan(0);
      const lacked = (await standing('town'))?.missing.includes('hearing');
      expect(lacked).toBe(false);
      expect(await told()).toEqual([]);
      await db()
        .updateTable('hearing_record')
        .set({ cancelled_on: day('2026-11-01'), cancel_reason: '测试' })
        .where('organisation_id', '=', town.id)
        .execute();
      expect(await remindOfDuties(app.office!)).toBe(1);
      expect(await remindOfDuties(app.office!)).toBe(0);
      clock.set('2026-12-20T09:00:00+08:00');
      expect(await remindOfDuties(app.office!)).toBe(0);
      expect((await told()).map((n) => n.text)).toEqual([
        `${town.shortName}：2026 年主要负责人听取政务公开工作汇报 0 次，应不少于 1 次。请在2026年12月31日前安排，并登记日期和会议纪要。`,
      ]);
      // The next year begins anew; a parameter of 0 is silence.
      clock.set('2027-11-02T09:00:00+08:00');
      await db()
        .insertInto('parameter_value')
        .values({
          name: 'organisations.duty-notice-month',
          value: '0',
          valid_from: '2027-01-01',
          source: '测试',
          set_by_id: keeper,
          set_at: clock.now(),
        })
        .execute();
      expect(await remindOfDuties(app.office!)).toBe(0);
      await db()
        .updateTable('parameter_value')
        .set({ valid_to: '2027-01-02' })
        .where('name', '=', 'organisations.duty-notice-month')
        .execute();
      expect(await remindOfDuties(app.office!)).toBeGreaterThan(0);
      expect(await told()).toHaveLength(2);
    } finally {
      clock.set('2026-05-20T09:00:00+08:00');
      await db()
        .updateTable('hearing_record')
        .set({ cancelled_on: null, cancel_reason: '' })
        .where('organisation_id', '=', town.id)
        .execute();
    }
  });
});

describe('pages', () => {
  const signedIn = (username: string) => deskOf(app, username);

  test('a new organisation by form: what is wrong stands at its field and nothing typed is lost', async () => {
    const client = await signedIn('keeper');
    const page = await client.get('/organisations/new?parent=county');
    expect(page.status).toBe(200);
    const entered = {
      code: 'form-made',
      name: '某县教育局',
      shortName: '某县教育局',
      kind: 'department',
      level: 'county',
      parent: 'county',
      indexPrefix: 'short',
      documentAgency: '某教',
      validFrom: '2026-02-30',
      duties: '管教育 <b>',
    };
    const wrong = await client.submit(page, '/organisations/new', entered);
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('“2026-02-30”不是有效的日期');
    expect(wrong.html).toContain('管教育 &lt;b>');
    const again = await client.submit(wrong, '/organisations/new', { ...entered, validFrom: '2026-02-03' });
    expect(again.text).toContain('索引号前段码应为 9 位');
    const made = await client.submit(again, '/organisations/new', {
      ...entered,
      validFrom: '2026-02-03',
      indexPrefix: 'mc0099001',
    });
    expect(made.location).toBe('/organisations/form-made?done=added');
    const shown = await client.get(made.location);
    expect(shown.text).toContain('机构已建立');
    expect(shown.text).toContain('MC0099001');
    expect(shown.text).toContain('专职人员 0 人，最低 1 人');
    // Every page of its parts answers, and its main form can be sent as it stands.
    for (const part of [
      'edit',
      'office',
      'leaders',
      'staff',
      'hearings',
      'sections',
      'group',
      'meetings',
      'remedy',
      'rename',
      'end',
    ])
      expect([part, (await client.get(`/organisations/form-made/${part}`)).status]).toEqual([part, 200]);
  });

  test('the parts of an organisation by their forms', async () => {
    const client = await signedIn('keeper');
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
      head: String(people.get('wang')),
      address: '桂园路 1 号',
      officeHours: '工作日',
      phone: '0000-1',
    });
    const stranger = await send('office', {
      name: '政务公开科',
      head: String(people.get('li')),
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

  test('[R-ORG-04] the tree: order, filters, gaps', async () => {
    const client = await signedIn('keeper');
    const all = await client.get('/organisations');
    expect(all.status).toBe(200);
    const order = ['某省人民政府', '某市人民政府', '某县人民政府', '某县石桥镇人民政府', '石桥镇桥东村'].map(
      (n) => all.html.indexOf(`>${n}</a>`),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(Math.min(...order)).toBeGreaterThan(0);
    const villages = await client.get('/organisations?kind=village');
    expect(villages.text).toContain('共 1 个');
    expect((await client.get('/organisations?q=%E7%9F%B3%E6%A1%A5')).text).toContain('共 2 个');
    expect((await client.get('/organisations?kind=nonsense&page=-3')).status).toBe(200);
    // It ends today and is one until then, as on the portal.
    expect((await client.get('/organisations?ended=yes')).text).not.toContain('测试机构old');
    expect((await client.get('/organisations?q=%E6%B5%8B%E8%AF%95%E6%9C%BA%E6%9E%84old')).text).toContain(
      '至今日止',
    );
    const gaps = await client.get('/organisations/gaps?gap=staff');
    expect(gaps.text).toContain('某市高新区管委会');
    expect(gaps.text).not.toContain('石桥镇桥东村');
    // One who serves there full-time closes the gap.
    const officer = await addStaff(db(), {
      username: 'zoneofficer',
      organisationId: (await node('zone')).id,
    });
    await appoint(admin, { code: 'zone', once: once(), personId: officer, fullTime: true, from: TODAY });
    expect((await client.get('/organisations/gaps?gap=staff')).text).not.toContain('某市高新区管委会');
  });

  test('[R-SEC-01] other organisations, readers, drafters', async () => {
    const county = await signedIn('countykeeper');
    expect((await county.get('/organisations/town/edit')).status).toBe(200);
    expect((await county.get('/organisations/housing')).status).toBe(404);
    expect((await county.get('/organisations')).text).not.toContain('某市住房局');
    const gongkai = await signedIn('gongkai');
    expect((await gongkai.get('/organisations/housing')).status).toBe(200);
    expect((await gongkai.get('/organisations/housing/hearings')).status).toBe(200);
    expect((await gongkai.get('/organisations/housing/edit')).status).toBe(403);
    const watcher = await signedIn('watcher');
    const seen = await watcher.get('/organisations/housing');
    expect(seen.status).toBe(200);
    expect(seen.text).not.toContain('现在可以做');
    expect((await watcher.get('/organisations/housing/hearings')).status).toBe(403);
    expect((await (await signedIn('drafter')).get('/organisations')).status).toBe(403);
    // Below HTTP, by the act itself.
    const { version, id: _, ...housing } = await factsOf(db(), 'housing');
    const save = (ctx: ChangeContext, code: string, f: OrganisationFacts, seen: number) =>
      fieldsOf(saveOrganisation(ctx, { code, once: once(), seenVersion: seen, facts: f }));
    expect(await save(countyAdmin, 'housing', housing, version)).toBe('forbidden');
    const town = await factsOf(db(), 'town');
    expect(await save(countyAdmin, 'town', { ...town, parent: 'city' }, town.version)).toBe('forbidden');
    expect(await fieldsOf(add(facts('intruder'), countyAdmin))).toBe('forbidden');
    expect(
      await fieldsOf(
        add(
          facts('outside', { kind: 'external', level: 'superior', parent: '', indexPrefix: '' }),
          countyAdmin,
        ),
      ),
    ).toBe('forbidden');
  });
});

describe('what the public sees', () => {
  const portal = (path: string) => new Client(app.addresses.portal!).get(path);

  test('[R-ORG-01] the directory: narrowed by name, level and kind, with counts; externals are no part of it', async () => {
    const all = await portal('/organs');
    expect(all.status).toBe(200);
    expect(all.text).not.toContain('某省人民政府');
    expect(all.html).toMatch(/<option value="village">村（社区）（1）<\/option>/);
    const townships = await portal('/organs?level=township');
    expect(townships.text).toContain('某县石桥镇人民政府');
    expect(townships.text).not.toContain('某市住房局');
    const named = await portal(`/organs?q=${encodeURIComponent('税务')}&kind=department`);
    expect(named.text).toContain('共 2 个');
    expect((await portal(`/organs?q=${encodeURIComponent("' or 1=1 --")}`)).text).toContain('没有符合条件');
    expect((await portal('/organs?level=nonsense&page=0')).status).toBe(200);
    expect((await portal('/organs/sheng')).status).toBe(404);
  });

  test('[R-ORG-02, R-ORG-03] leaders with their division, hearings of the year, the leading group; no cancelled record, no name of the head of the office', async () => {
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
    expect((await portal('/organs/town/about')).text).not.toContain('假后补登');
  });

  test('[R-ORG-01] former names are shown; one that has ended names who follows it and is off the list the day after', async () => {
    expect((await portal('/organs/archive/about')).text).toContain('某市档案局 至 2025-12-31');
    expect((await portal('/organs')).text).toContain('测试机构old');
    (app.clock as ReturnType<typeof settableClock>).set('2026-05-21T09:00:00+08:00');
    expect((await portal('/organs')).text).not.toContain('测试机构old');
    const page = await portal('/organs/old');
    expect(page.status).toBe(200);
    expect(page.text).toContain('已于2026年5月20日撤并');
    expect(page.links).toContain('/organs/heir');
  });

  test('[R-ORG-01] a paper keeps the name under which it was published, also when it is corrected after a renaming', async () => {
    const clock = app.clock as ReturnType<typeof settableClock>;
    const at = async <T extends Record<string, string>>(day: string, work: (c: Change) => Promise<T>) => {
      clock.set(`${day}T10:00:00+08:00`);
      const ctx = { ...admin, actor: serviceActor('test', '测试', ['test']) };
      const subject = { kind: 'organisation', id: 0, organisationId: null };
      return change(ctx, { act: 'test', lock: async () => subject }, work);
    };
    const publish = async (c: Change, pid: string) => {
      const document = await lockDocument(c.tx, pid);
      const none = { addressees: '', summary: '', theme: '', genre: '通知', sourceName: '', sourceUrl: '' };
      const days = { writtenOn: null, effectiveOn: null, expiresOn: null, repealedOn: null };
      const open = { attribute: 'proactive', ground: 'article-20-1', reason: '', changeNote: '' } as const;
      const texts = { title: '更名前的文件', documentNumber: '', body: '正文。', excerpts: 0, columns: [] };
      const facts = { region: '', effectLevel: 'other-document' } as const;
      const content = { ...none, ...days, ...open, ...texts, ...facts, tags: [], relations: [] };
      const made = await addEdition(c.tx, document!.id, content, c.now);
      await submitEdition(c.tx, await readEdition(c.tx, made.id), c.now);
      const owner = await organisationByCode(c.tx, 'fund');
      await release(c, { document: document!, edition: await readEdition(c.tx, made.id), owner });
    };
    const shown = async () =>
      (await db()
        .selectFrom('portal.live_document')
        .select(['owner_name', 'edition_number'])
        .executeTakeFirst()) ?? {};
    const { pid } = await at('2026-06-01', async (c) => {
      const document = await addDocument(c.tx, { organisationId: (await node('fund')).id, at: c.now });
      await publish(c, document.pid);
      return { pid: document.pid };
    });
    expect(await shown()).toEqual({ owner_name: '某市公积金中心', edition_number: 1 });
    clock.set('2026-06-10T09:00:00+08:00');
    admin = await actingAs(app, keeper);
    await rename(admin, {
      code: 'fund',
      once: once(),
      name: '某市住房资金中心',
      shortName: '资金中心',
      from: day('2026-06-10'),
    });
    expect(await shown()).toEqual({ owner_name: '某市公积金中心', edition_number: 1 });
    await at('2026-06-11', async (c) => {
      await publish(c, pid);
      return {};
    });
    expect(await shown()).toEqual({ owner_name: '某市公积金中心', edition_number: 2 });
    // Minutes that are public here are linked from the meetings of the leading group.
    expect((await portal('/organs/city/leading-group')).links).not.toContain(`/documents/${pid}`);
    const client = await deskOf(app, 'keeper');
    const form = await client.get('/organisations/city/meetings');
    const sent = await client.submit(form, '/organisations/city/meetings', {
      heldOn: '2026-06-10',
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
});
