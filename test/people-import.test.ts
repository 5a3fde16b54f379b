import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { day } from '../src/law/day.ts';
import {
  type Known,
  PEOPLE_COLUMNS,
  planPeopleImport,
} from '../src/modules/administration/people/import-plan.ts';
import type { Clock } from '../src/platform/clock.ts';
import { type Table, type TableRow, writeWorkbook } from '../src/platform/xlsx/index.ts';
import {
  addOrgan,
  addStaff,
  type Client,
  cloneDatabase,
  deskOf,
  startTestApp,
  type TestDatabase,
} from './harness.ts';

const HEADINGS = PEOPLE_COLUMNS.map((c) => c.heading);
const KEYS = ['name', 'organisation', 'post', 'section', 'staffNumber', 'from'] as const;

const known: Known = {
  organisations: [
    { id: 1, code: 'town', name: '测试镇', open: true, sections: [{ id: 7, name: '党政办' }] },
    { id: 2, code: 'bureau', name: '测试局', open: true, sections: [] },
    { id: 3, code: 'ended', name: '撤销局', open: false, sections: [] },
  ],
  people: [
    { name: '老张', organisationId: 1, staffNumber: null, left: false },
    { name: '老李', organisationId: 1, staffNumber: 'A-1', left: false },
    { name: '老王', organisationId: 1, staffNumber: null, left: true },
    { name: '别处', organisationId: 9, staffNumber: 'X-9', left: false },
  ],
  today: day('2026-05-20'),
  most: 20,
};

/** A table as the reader gives it: rows from 2 on, columns from A on. */
function table(lines: readonly (readonly string[])[]): Table {
  const rows = lines.map((line, i): TableRow => {
    const number = i + 2;
    const filled = KEYS.flatMap((key, column) =>
      line[column] ? [[key, line[column], `${'ABCDEF'[column]}${number}`] as const] : [],
    );
    return {
      number,
      values: Object.fromEntries(filled.map(([key, value]) => [key, value])),
      addresses: Object.fromEntries(filled.map(([key, , address]) => [key, address])),
    };
  });
  return { sheet: '人员', rows, refused: [], refusedRows: [], remarks: [] };
}

describe('计划', () => {
  // By hand: the lines of the file, and per line 可 or the place and a part of the reason.
  const TABLE: readonly (readonly [line: readonly string[], should: string])[] = [
    [['新一', '测试镇', '科员', '党政办', 'B-1', '2026-06-01'], '可'],
    [['新二', 'bureau', '', '', '', ''], '可'],
    [['新二', 'town', '', '', '', ''], '可'],
    [['新二', '测试局', '', '', '', ''], 'A5：“新二”与本表第 3 行同机构同名'],
    [['新三', '测试镇', '', '', 'b-1', ''], 'E6：工号“b-1”与本表第 2 行重复'],
    [['老张', 'town', '', '', 'C-1', ''], 'A7：“老张”与已有的人员同机构同名'],
    [['老李', 'town', '', '', 'C-2', ''], '可'],
    [['老李', 'town', '', '', '', ''], 'A9：“老李”与已有的人员同机构同名'],
    [['老王', 'town', '', '', '', ''], 'A10：“老王”与已离任的同名人员同机构同名'],
    [['新四', 'town', '', '', 'x-9', ''], 'E11：工号“x-9”与已有的人员重复'],
    [['新五', '没有的局', '', '', '', ''], 'B12：没有代码或全称为“没有的局”的机构'],
    [['新六', 'ended', '', '', '', ''], 'B13：“ended”不在您的管理范围内'],
    [['新七', 'bureau', '', '党政办', '', ''], 'D14：测试局没有登记内设机构“党政办”'],
    [['新八', 'town', '', '', '工号八', ''], 'E15：工号只能由字母'],
    [['新九', 'town', '', '', '11010119900307451X', ''], 'E16：这像是身份证号'],
    [['新十', 'town', '', '', '', '2026-02-30'], 'F17：不是有效日期'],
    [['长'.repeat(51), 'town', '', '', '', ''], 'A18：最多 50 个字'],
  ];

  test('[R-ORG-01] 逐行：重复的、机构不对的、填错的都指出位置和原因，其余的照建', () => {
    const plan = planPeopleImport(table(TABLE.map(([line]) => line)), known);
    const said = TABLE.map((_line, i) => {
      const problem = plan.refused.find((r) => /\d+$/.exec(r.address)?.[0] === String(i + 2));
      return problem ? `${problem.address}：${problem.message}` : '可';
    });
    for (const [i, [, should]] of TABLE.entries()) expect(said[i]).toContain(should);
    expect(plan.people.map((p) => p.row)).toEqual([2, 3, 4, 8]);
    expect(plan.refusedRows).toBe(TABLE.length - 4);
    expect(plan.people[0]).toEqual({
      row: 2,
      name: '新一',
      organisationId: 1,
      post: '科员',
      sectionId: 7,
      staffNumber: 'B-1',
      validFrom: '2026-06-01',
    });
    expect(plan.people[1]?.validFrom).toBe('2026-05-20');
  });

  test('行数超过上限，一行也不计划', () => {
    const many = table(Array.from({ length: 21 }, (_, i) => [`人${i}`, 'town', '', '', '', '']));
    const plan = planPeopleImport(many, known);
    expect([plan.people.length, plan.refusedRows]).toEqual([0, 21]);
    expect(plan.refused[0]?.message).toContain('一次最多导入 20 行');
  });

  test('读表时已拒收的行也算在内', () => {
    const read = {
      ...table([['新一', 'town', '', '', '', '']]),
      refused: [{ address: 'A3', message: '公式' }],
      refusedRows: [3],
    };
    const plan = planPeopleImport(read, known);
    expect([plan.people.length, plan.refusedRows, plan.refused]).toEqual([1, 1, read.refused]);
  });
});

describe('页面', () => {
  let database: TestDatabase;
  let app: RunningApp & { clock: Clock };
  let client: Client;
  const db = () => app.office!.db;
  beforeAll(async () => {
    database = await cloneDatabase('empty');
    app = await startTestApp(database, { faces: ['console'] });
    const city = await addOrgan(db(), { code: 'city', kind: 'city-government' });
    await addOrgan(db(), { code: 'town', kind: 'township', parentId: city, name: '测试镇' });
    await addOrgan(db(), { code: 'strange', name: '局外局' });
    await addStaff(db(), {
      username: 'admin',
      organisationId: city,
      grants: [{ role: 'administrator', scope: 'subtree' }],
    });
    client = await deskOf(app, 'admin');
  });
  afterAll(async () => {
    await app?.stop();
    await database?.drop();
  });

  const send = async (lines: readonly (readonly string[])[], more: Record<string, string> = {}) => {
    const bytes = await writeWorkbook([
      {
        name: '人员',
        headings: HEADINGS.map((text) => ({ text, width: 10 })),
        rows: lines.map((l) => [...l]),
      },
    ]);
    const page = await client.get('/people/import');
    return client.upload('/people/import', { ...page.hidden('/people/import'), ...more }, [
      { field: 'file', name: '人员.xlsx', bytes },
    ]);
  };
  const names = async () =>
    (await db().selectFrom('person').select('name').orderBy('id').execute()).map((p) => p.name);

  test('[R-ORG-01] 有重复的整表不导入，写明位置；勾选后只导入没有问题的；再导一次全部是重复', async () => {
    const lines = [
      ['甲一', '测试镇', '科员', '', 'T-1', ''],
      ['甲二', 'town', '', '', '', ''],
      ['甲二', 'town', '', '', '', ''],
      ['甲三', 'strange', '', '', '', ''],
    ];
    const before = await names();
    const refused = await send(lines);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('有 2 行不能导入，没有写入任何人');
    expect(refused.text).toContain('A4：“甲二”与本表第 3 行同机构同名');
    expect(refused.text).toContain('B5：没有代码或全称为“strange”的机构');
    expect(await names()).toEqual(before);
    const done = await send(lines, { skip: 'yes' });
    expect(done.status).toBe(200);
    expect(done.text).toContain('新建 2 人，未导入 2 行');
    expect(await names()).toEqual([...before, '甲一', '甲二']);
    const again = await send(lines, { skip: 'yes' });
    expect(again.text).toContain('没有可以导入的行');
    expect(await names()).toHaveLength(before.length + 2);
    const audit = await db()
      .selectFrom('audit_row')
      .select('details')
      .where('act', '=', 'person.import')
      .execute();
    expect(audit.map((a) => a.details)).toEqual([{ created: 2, refusedRows: 2 }]);
  });

  test('不是表格的文件、没有选文件、模板', async () => {
    const page = await client.get('/people/import');
    const fake = await client.upload('/people/import', page.hidden('/people/import'), [
      { field: 'file', name: '人员.xlsx', bytes: Buffer.from('不是工作簿') },
    ]);
    expect(fake.status).toBe(422);
    const template = await client.get('/people/template.xlsx');
    expect(template.status).toBe(200);
    expect(template.headers.get('content-type')).toContain('spreadsheetml');
  });

  test('[R-ORG-01] 同一张表同时导两次，没有人重复', async () => {
    const lines = Array.from({ length: 30 }, (_, i) => [`并行${i}`, 'town', '', '', '', '']);
    const results = await Promise.all([send(lines), send(lines)]);
    expect(results.map((r) => r.status).sort()).toEqual([200, 409]);
    expect((await names()).filter((n) => n.startsWith('并行'))).toHaveLength(30);
  });
});
