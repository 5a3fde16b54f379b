import { beforeAll, expect, test } from 'vitest';
import { factsOf, type OrganisationFacts } from '../src/core/index.ts';
import {
  addOrganisationAct,
  saveOrganisation,
} from '../src/modules/administration/organisations/acts/chart.ts';
import { appoint } from '../src/modules/administration/organisations/acts/duties.ts';
import type { ChangeContext } from '../src/platform/change.ts';
import { readWorkbook } from '../src/platform/xlsx/index.ts';
import { addStaff, Client, deskOf } from './harness.ts';
import { facts, fieldsOf, once, openOrganisations, TODAY } from './organisations-kit.ts';

/* The pages of organisations in the console, and their directory on the portal. */

const city = openOrganisations();
const db = () => city.db;
let admin: ChangeContext;
beforeAll(async () => {
  admin = await city.as('keeper');
});
const portal = (path: string) => new Client(city.app.addresses.portal!).get(path);
const signedIn = (username: string) => deskOf(city.app, username);
const add = (f: OrganisationFacts, ctx = admin) => addOrganisationAct(ctx, { facts: f, once: once() });

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
  const gaps = await client.get('/organisations/gaps?gap=staff');
  expect(gaps.text).toContain('某市高新区管委会');
  expect(gaps.text).not.toContain('石桥镇桥东村');
  const taken = await client.download(gaps, '/organisations/gaps/export');
  expect([taken.status, taken.name.includes('公开主体配备情况_')]).toEqual([200, true]);
  const lines = readWorkbook(taken.bytes).sheets[0]!.rows.map((r) =>
    [...r.cells.values()].map((c) => c.text),
  );
  expect(lines.length - 1).toBe(Number(/共 (\d+) 个/.exec(gaps.text)?.[1]));
  const zone = lines.find((l) => l[0] === '某市高新区管委会')!;
  expect(Number(zone[2])).toBeLessThan(Number(zone[3]));
  expect(zone.at(-1)).toContain('专职人员不足');
  // One who serves there full-time closes the gap.
  const officer = await addStaff(db(), {
    username: 'zoneofficer',
    organisationId: (await city.node('zone')).id,
  });
  await appoint(admin, { code: 'zone', once: once(), personId: officer, fullTime: true, from: TODAY });
  expect((await client.get('/organisations/gaps?gap=staff')).text).not.toContain('某市高新区管委会');
});

test('[R-SEC-01] other organisations, readers, drafters', async () => {
  const countyAdmin = await city.as('countykeeper');
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
