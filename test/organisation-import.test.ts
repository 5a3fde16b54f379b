import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { FACT_LABELS, readChart } from '../src/core/index.ts';
import { readOrganisationTable } from '../src/modules/administration/index.ts';
import type { Clock } from '../src/platform/clock.ts';
import { readWorkbook, writeWorkbook } from '../src/platform/xlsx/index.ts';
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

let database: TestDatabase;
let app: RunningApp & { clock: Clock };
let client: Client;
const db = () => app.office!.db;

beforeAll(async () => {
  database = await cloneDatabase('empty');
  app = await startTestApp(database, { faces: ['console'] });
  const city = await addOrgan(db(), { code: 'city', kind: 'city-government', name: '某市人民政府' });
  const bureau = await addOrgan(db(), { code: 'bureau', parentId: city, name: '某市住房局' });
  await addStaff(db(), {
    username: 'keeper',
    organisationId: city,
    grants: [{ role: 'administrator', scope: 'subtree' }],
  });
  await addStaff(db(), { username: 'small', organisationId: bureau, grants: [{ role: 'administrator' }] });
  client = await deskOf(app, 'keeper');
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

const HEAD = [
  FACT_LABELS.code,
  FACT_LABELS.name,
  FACT_LABELS.kind,
  FACT_LABELS.level,
  FACT_LABELS.parent,
  FACT_LABELS.indexPrefix,
  FACT_LABELS.phone,
];
const sheet = (rows: string[][], head = HEAD) =>
  writeWorkbook([{ name: '机构', headings: head.map((text) => ({ text })), rows }]);
let serial = 0;
const row = (
  code: string,
  name: string,
  parent = 'city',
  more: { kind?: string; level?: string; prefix?: string; phone?: string } = {},
) => [
  code,
  name,
  more.kind ?? '工作部门',
  more.level ?? '市级',
  parent,
  more.prefix ?? `I${String(++serial).padStart(8, '0')}`,
  more.phone ?? '',
];

async function upload(bytes: Uint8Array, by = client): Promise<Page> {
  const page = await by.get('/organisations/imports');
  const answer = await by.upload('/organisations/imports', page.hidden('/organisations/imports'), [
    { field: 'file', name: '机构.xlsx', bytes },
  ]);
  return answer.status === 303 ? by.get(answer.location) : answer;
}
const here = (page: Page) =>
  /action="([^"]*\/organisations\/imports\/[0-9a-z]{10})"/.exec(page.html)?.[1] ?? '';
const confirm = async (page: Page, fields: Record<string, string> = {}, by = client) => {
  const answer = await by.submit(page, here(page), fields);
  return answer.status === 303 ? by.get(answer.location) : answer;
};
const codes = async () => [...(await readChart(db())).byCode.keys()].sort();

describe('import by page', () => {
  test('[R-ORG-01] parents may stand below their children; what is shown is what is written', async () => {
    const preview = await upload(
      await sheet([
        row('child', '某市住房局房管所', '某市住房局二处', { kind: '直属事业单位' }),
        row('second', '某市住房局二处', 'bureau', { kind: '法律法规授权组织' }),
        ['bureau', '', '', '', '', '', '0000-6620326'].map(
          (v, i) => v || (i === 1 ? '某市住房局' : i === 2 ? '工作部门' : i === 3 ? '市级' : ''),
        ),
      ]),
    );
    expect(preview.text).toContain('2 将新建');
    expect(preview.text).toContain('联系电话：（空） → 0000-6620326');
    expect(await codes()).toEqual(['bureau', 'city']);
    const done = await confirm(preview);
    expect(done.text).toContain('新建 2 个，修改 1 个，跳过 0 行');
    const chart = await readChart(db());
    expect(chart.byId.get(chart.byCode.get('child')!.parentId!)?.code).toBe('second');
    expect(chart.byId.get(chart.byCode.get('second')!.parentId!)?.code).toBe('bureau');
    // What the row left open stays as it was.
    expect(chart.byCode.get('bureau')!.indexPrefix).not.toBe('');
    // A second press of the button gets the first answer.
    expect((await confirm(preview)).text).toContain('新建 2 个，修改 1 个，跳过 0 行');
    expect(await codes()).toEqual(['bureau', 'child', 'city', 'second']);
  });

  test('every kind of bad row is refused with its address, and nothing of it is written', async () => {
    const before = await codes();
    const preview = await upload(
      await sheet([
        row('good', '好的一行'),
        row('twice', '重复代码甲'),
        row('twice', '重复代码乙'),
        row('name-a', '同名的局'),
        row('name-b', '同名的局'),
        row('orphan', '没有上级', 'nobody'),
        row('below-orphan', '上级被拒绝', 'orphan'),
        row('ring-a', '圈甲', 'ring-b'),
        row('ring-b', '圈乙', 'ring-a'),
        row('kind', '类别不对', 'city', { kind: '委员会' }),
        row('phone', '电话不对', 'city', { phone: '=1+1' }),
        row('bureau', '某市住房和城乡建设局'),
        row('child', '某市住房局房管所', 'city', { prefix: '', kind: '工作部门', level: '乡级' }),
      ]),
    );
    const expected: [address: string, words: string][] = [
      ['A3', '重复'],
      ['A4', '重复'],
      ['B5', '重复'],
      ['B6', '重复'],
      ['E7', '没有代码或全称为“nobody”'],
      ['E8', '没有代码或全称为“orphan”'],
      ['E9', '圈'],
      ['E10', '圈'],
      ['C11', '类别应为'],
      ['G12', '只能用数字'],
      ['B13', '请在机构页面办理“更名”'],
      ['D14', '只能是'],
    ];
    for (const [address, words] of expected) {
      const line = new RegExp(`>${address}</th>(.*?)</tr>`, 's').exec(preview.html)?.[1] ?? '';
      expect([address, line.replace(/<[^>]+>/g, ' ')]).toEqual([address, expect.stringContaining(words)]);
    }
    expect(preview.text).toContain('1 将新建');
    const refused = await confirm(preview);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('没有写入任何内容');
    expect(await codes()).toEqual(before);
    const report = readWorkbook(
      Buffer.from(await (await rawGet(`${here(preview)}/refused.xlsx`)).arrayBuffer()),
    );
    expect(report.sheets[0]?.rows.length).toBe(13);
    expect((await confirm(refused, { skip: 'yes' })).text).toContain('新建 1 个，修改 0 个，跳过 12 行');
    expect(await codes()).toEqual([...before, 'good'].sort());
  });

  test('what has changed since the preview is shown again instead of being written', async () => {
    const preview = await upload(await sheet([row('late', '晚到的局', 'good')]));
    await db().updateTable('organisation').set({ name: '改了名的局' }).where('code', '=', 'bureau').execute();
    await db()
      .updateTable('organisation')
      .set({ level: 'township', kind: 'township' })
      .where('code', '=', 'good')
      .execute();
    const answer = await confirm(preview);
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('机构又有了变动');
    expect(await codes()).not.toContain('late');
    await db()
      .updateTable('organisation')
      .set({ level: 'city', kind: 'department' })
      .where('code', '=', 'good')
      .execute();
  });

  test('files that are no tables are refused at the field, the form stays', async () => {
    const cases: [Uint8Array, string][] = [
      [Buffer.from('d0cf11e0a1b11ae10000', 'hex'), '旧版 Excel'],
      [Buffer.from('code,name'), '不是 Excel'],
      [Buffer.alloc(0), '请选择要导入'],
    ];
    for (const [bytes, words] of cases) {
      const page = await upload(bytes);
      expect([page.status, page.text.includes(words)]).toEqual([422, true]);
      expect(page.html).toContain('type="file"');
    }
    expect((await upload(await sheet([]))).text).toContain('标题行下面没有内容');
    expect((await upload(await sheet([['x', 'y']], ['甲', '乙']))).text).toContain('没有找到标题行');
  });

  test('[R-SEC-01] rows outside the own scope are refused, and imports of others are not there', async () => {
    const small = await deskOf(app, 'small');
    const page = await upload(
      await sheet([
        row('intruder', '越权的局'),
        row('city', '某市人民政府', '', { kind: '市人民政府' }),
        row('own', '自己的所', 'bureau'),
      ]),
      small,
    );
    expect(page.text).toContain('您没有在这个上级机构之下新建机构的权限');
    expect(page.text).toContain('您没有修改这个机构的权限');
    expect(page.text).toContain('1 将新建');
    expect((await client.get(here(page))).status).toBe(404);
    expect((await small.get(here(page))).status).toBe(200);
  });

  test('the table of what is registered comes back unchanged', async () => {
    const bytes = Buffer.from(await (await rawGet('/organisations/template.xlsx?filled=yes')).arrayBuffer());
    expect((await readOrganisationTable({ bytes })).refused).toEqual([]);
    const preview = await upload(bytes);
    expect(preview.text).toContain('0 将新建');
    expect(preview.text).toContain('0 将修改');
    expect(preview.text).toContain('0 不能导入的行');
    const empty = await rawGet('/organisations/template.xlsx');
    expect(empty.headers.get('content-disposition')).toContain('attachment');
    expect(readWorkbook(Buffer.from(await empty.arrayBuffer())).sheets.map((s) => s.name)).toEqual([
      '机构',
      '填写说明',
    ]);
  });

  test('ten thousand rows', { timeout: 60_000 }, async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) =>
      row(`bulk-${i}`, `批量机构第${i}号`, i < 10 ? 'city' : `bulk-${i % 10}`, {
        prefix: `K${String(i).padStart(8, '0')}`,
      }),
    );
    const preview = await upload(await sheet(rows));
    expect(preview.text).toContain('10000 将新建');
    expect((await confirm(preview)).text).toContain('新建 10000 个');
    expect((await readChart(db())).byId.size).toBeGreaterThan(10_000);
    expect((await client.get('/organisations?page=3')).status).toBe(200);
    const limit = {
      name: 'organisations.import-rows',
      value: '100',
      valid_from: '2026-01-01',
      source: '本市规定',
    };
    const set = {
      set_by_id: (await db().selectFrom('person').select('id').executeTakeFirstOrThrow()).id,
      set_at: app.clock.now(),
    };
    await db()
      .insertInto('parameter_value')
      .values({ ...limit, ...set })
      .execute();
    expect((await upload(await sheet(rows.slice(0, 101)))).text).toContain('一次最多导入 100 行');
  });
});

/** A download as bytes: the harness reads pages only. */
function rawGet(path: string): Promise<Response> {
  const cookie = [...client.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
  return fetch(app.addresses.console! + path, { headers: { cookie, 'sec-fetch-site': 'same-origin' } });
}
