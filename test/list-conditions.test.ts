import { beforeAll, describe, expect, test } from 'vitest';
import { addPerson } from '../src/core/people.ts';
import { DEMO_PASSWORD } from '../src/demo/seed.ts';
import { day } from '../src/law/day.ts';
import { addOrgan, type Client, deskOf } from './harness.ts';
import { openCity } from './opening.ts';

/* What the address of a list asks for and the list cannot do is said; a page beyond the end leads to the last one. */

const city = openCity('demo', { faces: ['console'] });
const desks: Record<string, Client> = {};
beforeAll(async () => {
  // Enough for several pages of 50 organisations and of 30 people.
  const db = city.app.office!.db;
  const { id: parentId } = await db
    .selectFrom('organisation')
    .select('id')
    .where('code', '=', 'mcszf')
    .executeTakeFirstOrThrow();
  const organs: number[] = [];
  for (let i = 0; i < 60; i++) organs.push(await addOrgan(db, { code: `more-${100 + i}`, parentId }));
  await db.transaction().execute(async (tx) => {
    for (const [i, organisationId] of organs.entries())
      await addPerson(tx, { name: `多${i}`, organisationId, post: '科员', validFrom: day('2020-01-01') });
  });
  for (const who of ['shaoping', 'jianghe', 'qinan', 'fangzheng', 'luting'])
    desks[who] = await deskOf(city.app, who, DEMO_PASSWORD);
}, 60_000);

/** By whom it is read, the list, a condition that it does not know, and what it says of it. */
const CONDITIONS: readonly [string, string, string, string][] = [
  ['shaoping', '/documents', 'state=nonsense', '“环节”没有“nonsense”这一项，没有按它筛选。'],
  ['shaoping', '/documents', 'theme=nonsense', '“主题”没有“nonsense”这一项，没有按它筛选。'],
  ['shaoping', '/documents', 'year=abc', '“成文年份”不能是“abc”，没有按它筛选。'],
  ['shaoping', '/documents', 'overdue=no', '网址中的条件“overdue=no”不能识别，没有使用。'],
  ['shaoping', '/documents', 'organisation=nowhere', '“单位”的选项中没有“nowhere”，列表仍然按它筛选。'],
  ['shaoping', '/documents', 'live=yes&live=no', '“公众可见”没有“yes、no”这一项，没有按它筛选。'],
  ['shaoping', '/feedback', 'class=nonsense', '“分类”没有“nonsense”这一项，没有按它筛选。'],
  ['shaoping', '/feedback', 'received=2026-13', '“收到年月”不能是“2026-13”，没有按它筛选。'],
  ['shaoping', '/overview', 'calls=nonsense', '“需要处理的”没有“nonsense”这一项，没有按它筛选。'],
  ['shaoping', '/', 'urgency=nonsense', '网址中的条件“urgency=nonsense”不能识别，没有使用。'],
  ['shaoping', '/notices', 'kind=nonsense', '“类别”没有“nonsense”这一项，没有按它筛选。'],
  ['jianghe', '/people', 'role=nonsense', '“角色”没有“nonsense”这一项，没有按它筛选。'],
  ['jianghe', '/organisations', 'level=nonsense', '“层级”没有“nonsense”这一项，没有按它筛选。'],
  ['jianghe', '/organisations/gaps', 'gap=nonsense', '“缺什么”没有“nonsense”这一项，没有按它筛选。'],
  ['jianghe', '/deliveries', 'state=nonsense', '“状态”没有“nonsense”这一项，没有按它筛选。'],
  ['fangzheng', '/audit', 'from=nonsense', '“从（日期）”应写成 2026-05-20 的形式，没有按“nonsense”筛选。'],
];

describe('a condition that a list does not know', () => {
  test.each(CONDITIONS)('%s %s?%s', async (who, path, condition, sentence) => {
    const page = await desks[who]!.get(`${path}?${condition}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain(sentence);
    expect(page.text).toContain('请核对筛选条件');
    expect((await desks[who]!.get(path)).text).not.toContain('请核对筛选条件');
  });

  test('leaves the list as it is without it; what a list still goes by stays chosen in its field', async () => {
    const total = (text: string) => /共 (\d+) 件/.exec(text)?.[1];
    const all = await desks.shaoping!.get('/documents');
    const nonsense = await desks.shaoping!.get('/documents?state=nonsense');
    expect(Number(total(all.text))).toBeGreaterThan(10);
    expect(total(nonsense.text)).toBe(total(all.text));
    const nowhere = await desks.shaoping!.get('/documents?organisation=nowhere');
    expect(total(nowhere.text)).toBe('0');
    expect(nowhere.html).toContain('<option value="nowhere" selected>nowhere</option>');
  });

  test('what was typed stays in its field, is cut in the sentence and never becomes markup', async () => {
    const typed = `"><script>${'x'.repeat(60)}`;
    const page = await desks.shaoping!.get(`/documents?year=${encodeURIComponent(typed)}`);
    expect(page.html).not.toContain('"><script>');
    expect(page.html).toContain(`value="&quot;>&lt;script>${'x'.repeat(60)}"`);
    expect(page.text).toMatch(/“成文年份”不能是“">.{1,29}…”/);
  });

  test('is not what the list itself puts into its addresses', async () => {
    let followed = 0;
    for (const path of ['/documents?size=30', '/documents', '/overview', '/feedback', '/']) {
      const page = await desks.shaoping!.get(path);
      expect(page.text, path).not.toContain('请核对筛选条件');
      for (const link of page.links
        .filter((l) => /^\/(documents|overview|feedback)?\?/.test(l))
        .slice(0, 25)) {
        expect((await desks.shaoping!.get(link)).text, link).not.toContain('请核对筛选条件');
        followed++;
      }
    }
    expect(followed).toBeGreaterThan(40);
  });
});

describe('a page beyond the end of a list', () => {
  const lasts = new Map<string, number>();
  test.each([
    ['shaoping', '/documents'],
    ['shaoping', '/feedback'],
    ['shaoping', '/'],
    ['shaoping', '/date-moves'],
    ['shaoping', '/organ-columns'],
    ['jianghe', '/people'],
    ['jianghe', '/organisations'],
    ['jianghe', '/organisations/gaps'],
    ['jianghe', '/contacts'],
  ])('%s %s leads to the last page', async (who, path) => {
    const first = await desks[who]!.get(path);
    const numbers = [...first.html.matchAll(/aria-label="第 (\d+) 页"/g)].map((m) => Number(m[1]));
    const last = Math.max(1, ...numbers);
    for (const page of ['99999', '9'.repeat(40)]) {
      const beyond = await desks[who]!.get(`${path}?page=${page}`);
      expect(beyond.status).toBe(303);
      expect(beyond.location).toBe(last === 1 ? path : `${path}?page=${last}`);
    }
    const there = await desks[who]!.get(last === 1 ? path : `${path}?page=${last}`);
    // An empty list stays what it is; one of several pages ends with rows.
    expect(there.status).toBe(200);
    if (last > 1) expect(there.text).not.toContain('没有符合条件的');
    lasts.set(path, last);
  });

  test('was tried where there are several pages, also where no row behind the end tells the total', () => {
    for (const path of ['/organisations', '/people', '/contacts', '/organ-columns'])
      expect(lasts.get(path), path).toBeGreaterThan(1);
  });

  test('keeps the other conditions, and what is no page at all is the first', async () => {
    expect((await desks.shaoping!.get('/documents?state=published&page=777&size=50')).location).toMatch(
      /^\/documents\?state=published&page=\d+&size=50$|^\/documents\?state=published&size=50$/,
    );
    for (const page of ['0', '-1', 'x', '', '1e3'])
      expect((await desks.shaoping!.get(`/documents?page=${page}`)).status, page).toBe(200);
  });

  test.each([
    ['shaoping', '/notices?page=99999999999999999999'],
    ['jianghe', '/deliveries?page=999'],
    ['qinan', '/sign-in-security?page=999'],
  ])('%s %s shows the last page at once', async (who, path) => {
    const page = await desks[who]!.get(path);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('没有符合条件的登录');
  });
});
