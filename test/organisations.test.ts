import { beforeAll, describe, expect, test } from 'vitest';
import {
  above,
  factsOf,
  nameOn,
  type OrganisationFacts,
  proposeRemedy,
  readChart,
  reportsAt,
} from '../src/core/index.ts';
import { type Day, day } from '../src/law/day.ts';
import {
  addOrganisationAct,
  end,
  rename,
  saveOrganisation,
} from '../src/modules/administration/organisations/acts/chart.ts';
import type { ChangeContext } from '../src/platform/change.ts';
import { addStaff, Client, deskOf } from './harness.ts';
import { facts, fieldsOf, once, openOrganisations, publishPaper, TODAY } from './organisations-kit.ts';

/* The chart of organisations: what fits into it, names and ends, and what of them the public sees. */

const city = openOrganisations();
const db = () => city.db;
let admin: ChangeContext;
beforeAll(async () => {
  admin = await city.as('keeper');
});
const add = (f: OrganisationFacts, ctx = admin) => addOrganisationAct(ctx, { facts: f, once: once() });

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
    admin = await city.as('keeper');
    await add(facts('ring-b', { parent: 'ring-a', guidedBy: 'ring-a' }));
    admin = await city.as('keeper');
    await add(facts('ring-c', { parent: 'ring-b' }));
    admin = await city.as('keeper');
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
      organisationId: (await city.node('town')).id,
      grants: [{ role: 'drafter', scope: 'subtree' }],
    });
    const client = await deskOf(city.app, 'cunguan');
    const page = await client.get('/documents/new?secret=no');
    expect(page.html).toContain('value="town"');
    expect(page.html).not.toContain('value="village"');
  });
});

describe('names and ends', () => {
  test('[R-ORG-01] a new name leaves the old one to the days before it', async () => {
    const { id } = await city.node('archive');
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
    expect((await city.node('archive')).name).toBe('某市档案与方志馆');
  });

  test('[R-ORG-01] people, sub-organisations and open cases ask for a successor; then they go over', async () => {
    await add(facts('old'));
    await add(facts('heir'));
    admin = await city.as('keeper');
    await add(facts('child', { parent: 'old' }));
    await add(facts('line', { guidedBy: 'old' }));
    const { id } = await city.node('old');
    const clerk = await addStaff(db(), { username: 'clerk', organisationId: id });
    admin = await city.as('keeper');
    const finish = (successor: string | undefined, lastDay: Day = TODAY) =>
      end(admin, { code: 'old', once: once(), lastDay, successor });
    await expect(finish(undefined)).rejects.toThrow('1 名在职人员、1 个下级机构');
    expect(await fieldsOf(finish('old'))).toEqual(['successor']);
    expect(await fieldsOf(finish('child'))).toEqual(['successor']);
    expect(await fieldsOf(finish('heir', day('2026-05-21')))).toEqual(['lastDay']);
    await finish('heir');
    const heir = await city.node('heir');
    expect(await city.node('old')).toMatchObject({ validTo: TODAY, successorId: heir.id });
    expect((await city.node('child')).parentId).toBe(heir.id);
    expect((await city.node('line')).guidedById).toBe(heir.id);
    const person = await db()
      .selectFrom('person')
      .select('organisation_id as at')
      .where('id', '=', clerk)
      .executeTakeFirst();
    expect(person?.at).toBe(heir.id);
    await expect(finish('heir')).rejects.toThrow('撤并');
    // It ends today and is one until then, as on the portal.
    const client = await deskOf(city.app, 'keeper');
    const list = async (query: string) => (await client.get(`/organisations?${query}`)).text;
    expect(await list('ended=yes')).not.toContain('测试机构old');
    expect(await list(`q=${encodeURIComponent('测试机构old')}`)).toContain('至今日止');
  });
});

describe('the names that the public sees', () => {
  const portal = (path: string) => new Client(city.app.addresses.portal!).get(path);

  test('[R-ORG-01] former names are shown; one that has ended names who follows it and is off the list the day after', async () => {
    expect((await portal('/organs/archive/about')).text).toContain('某市档案局 至 2025-12-31');
    expect((await portal('/organs')).text).toContain('测试机构old');
    city.clock.set('2026-05-21T09:00:00+08:00');
    expect((await portal('/organs')).text).not.toContain('测试机构old');
    const page = await portal('/organs/old');
    expect(page.status).toBe(200);
    expect(page.text).toContain('已于2026年5月20日撤并');
    expect(page.links).toContain('/organs/heir');
  });

  test('[R-ORG-01] a paper keeps the name under which it was published, also when it is corrected after a renaming', async () => {
    const shown = async () =>
      (await db()
        .selectFrom('portal.live_document')
        .select(['owner_name', 'edition_number'])
        .executeTakeFirst()) ?? {};
    city.clock.set('2026-06-01T10:00:00+08:00');
    const pid = await publishPaper(admin, 'fund');
    expect(await shown()).toEqual({ owner_name: '某市公积金中心', edition_number: 1 });
    city.clock.set('2026-06-10T09:00:00+08:00');
    admin = await city.as('keeper');
    await rename(admin, {
      code: 'fund',
      once: once(),
      name: '某市住房资金中心',
      shortName: '资金中心',
      from: day('2026-06-10'),
    });
    expect(await shown()).toEqual({ owner_name: '某市公积金中心', edition_number: 1 });
    city.clock.set('2026-06-11T10:00:00+08:00');
    await publishPaper(admin, 'fund', pid);
    expect(await shown()).toEqual({ owner_name: '某市公积金中心', edition_number: 2 });
  });
});
