import { beforeAll, describe, expect, test } from 'vitest';
import type { Level, OrganisationKind, Role } from '../src/core/index.ts';
import * as acts from '../src/modules/documents/index.ts';
import { settableClock } from '../src/platform/clock.ts';
import { readWorkbook } from '../src/platform/xlsx/index.ts';
import { addOrgan, type Client, crew, deskOf, type Page } from './harness.ts';
import { openCity } from './opening.ts';
import { addFeedback, lineOf, linesOf } from './overview-kit.ts';
import { drafted, oneColumn, paper, seen, startDraft } from './passage-kit.ts';

/* 各单位公开情况 narrowed down and put in order: beside a small city whose every figure is written down by hand. */

const clock = settableClock('2026-05-20T09:00:00+08:00');
const city = openCity('empty', { clock, faces: ['console'] });
const organs: Record<string, number> = {};
const db = () => city.db;
const { as, join } = crew(() => city.app, organs);
let office: Client;

const SEAL: readonly Role[] = ['attribute-reviewer', 'secrecy-reviewer', 'approver'];

/** An organisation with what is overdue, slow, open and missing in it. */
interface Given {
  code: string;
  name: string;
  kind: OrganisationKind;
  level: Level;
  full?: string;
  /** Papers under way; of them those past their day and those that take longer than is usual. */
  open: number;
  overdue: number;
  slow: number;
  /** Feedback past its day: received this year, received last year. */
  late: number;
  lateOfLastYear?: number;
  /** Posts that nobody holds. */
  without: readonly Role[];
}

/** In the official order. */
const CITY: readonly Given[] = [
  {
    code: 'top',
    name: '总览市',
    kind: 'city-government',
    level: 'city',
    open: 0,
    overdue: 0,
    slow: 0,
    late: 0,
    without: [],
  },
  {
    code: 'calm',
    name: '静水局',
    kind: 'department',
    level: 'city',
    open: 1,
    overdue: 0,
    slow: 0,
    late: 0,
    without: [],
  },
  {
    code: 'slow',
    name: '慢行局',
    kind: 'department',
    level: 'city',
    open: 2,
    overdue: 0,
    slow: 2,
    late: 0,
    without: [],
  },
  {
    code: 'mute',
    name: '无声局',
    kind: 'department',
    level: 'city',
    full: '总览市倾听事务局',
    open: 0,
    overdue: 0,
    slow: 0,
    late: 1,
    lateOfLastYear: 1,
    without: ['secrecy-reviewer'],
  },
  {
    code: 'shire',
    name: '丙县',
    kind: 'county',
    level: 'county',
    open: 1,
    overdue: 1,
    slow: 0,
    late: 0,
    without: [],
  },
  {
    code: 'shire-void',
    name: '丙县空缺局',
    kind: 'department',
    level: 'county',
    open: 0,
    overdue: 0,
    slow: 0,
    late: 0,
    without: ['drafter', ...SEAL],
  },
  {
    code: 'heap',
    name: '堆积镇',
    kind: 'township',
    level: 'township',
    open: 4,
    overdue: 3,
    slow: 1,
    late: 0,
    without: [],
  },
  {
    code: 'gap',
    name: '缺岗镇',
    kind: 'township',
    level: 'township',
    open: 0,
    overdue: 0,
    slow: 0,
    late: 0,
    without: ['approver'],
  },
];
const late = (g: Given) => g.late + (g.lateOfLastYear ?? 0);

beforeAll(async () => {
  for (const { code, name, kind, level } of CITY)
    organs[code] = await addOrgan(db(), {
      code,
      name,
      kind,
      level,
      ...(organs.top ? { parentId: organs.top } : {}),
    });
  for (const { code, full } of CITY)
    if (full) await db().updateTable('organisation').set({ name: full }).where('code', '=', code).execute();
  const column = await oneColumn(db(), organs.top!);
  for (const { code, without } of CITY) {
    const roles = (['drafter', ...SEAL] as const).filter((role) => !without.includes(role));
    if (roles.includes('drafter')) await join(`${code}-pen`, code, ['drafter']);
    const seal = roles.filter((role) => role !== 'drafter');
    if (seal.length > 0) await join(`${code}-seal`, code, seal);
  }
  await join('office', 'top', ['disclosure-office'], { scope: 'subtree' });
  await join('head', 'heap', ['principal-leader']);
  // Twenty days of drafting are usual.
  clock.set('2026-04-01T09:00:00+08:00');
  for (const g of CITY)
    for (let i = 0; i < g.slow; i++)
      await drafted(await as(`${g.code}-pen`), organs[g.code]!, column, `慢${i}`);
  clock.set('2026-05-22T09:00:00+08:00');
  for (const g of CITY)
    for (let i = g.slow; i < g.open; i++) {
      const pid = await drafted(await as(`${g.code}-pen`), organs[g.code]!, column, `办理中${i}`);
      if (i - g.slow < g.overdue) await pastItsDay(`${g.code}-pen`, pid);
    }
  const discussed = await startDraft(
    await as('calm-pen'),
    organs.calm!,
    paper(column, { title: '有反馈的一件' }),
  );
  await acts.abandonDraft(await as('calm-pen'), {
    ...(await seen(db(), discussed.casePid)),
    comment: '不再办理。',
  });
  for (const g of CITY)
    for (let i = 0; i < late(g); i++)
      await addFeedback(db(), {
        organisationId: organs[g.code]!,
        documentPid: discussed.documentPid,
        at: clock.now(),
        ...(i < g.late
          ? { received: '2026-05-06', due: '2026-05-13' }
          : { received: '2025-12-20', due: '2025-12-27' }),
      });
  clock.set('2026-05-25T09:00:00+08:00');
  office = await deskOf(city.app, 'office');
});

/** Submits a draft whose review should have been given long ago. */
async function pastItsDay(by: string, casePid: string): Promise<void> {
  await acts.submitDraft(await as(by), await seen(db(), casePid));
  await db()
    .updateTable('task')
    .set({ due: '2026-05-21' as never })
    .where('case_id', '=', (e) => e.selectFrom('procedure_case').select('id').where('pid', '=', casePid))
    .execute();
}

/** What the address asks for. */
interface Asked {
  calls?: string;
  kind?: string;
  level?: string;
  q?: string;
  order?: string;
}

/** What a choice must show, by the table above alone. */
function expected({ calls = '', kind = '', level = '', q = '', order = '' }: Asked): Given[] {
  const called = (g: Given): boolean => {
    switch (calls) {
      case 'any':
        return g.overdue > 0 || late(g) > 0 || g.without.length > 0;
      case 'overdue':
        return g.overdue > 0;
      case 'late':
        return late(g) > 0;
      case 'vacant':
        return g.without.length > 0;
      case 'slow':
        return g.slow > 0;
      case 'correcting':
        return false;
      case 'open':
        return g.open > 0;
      default:
        return true;
    }
  };
  const rows = CITY.filter(
    (g) =>
      called(g) &&
      (kind === '' || g.kind === kind) &&
      (level === '' || g.level === level) &&
      q.split(' ').every((word) => [g.name, g.full ?? '', g.code].some((name) => name.includes(word))),
  );
  if (order === 'official') return rows;
  const rank = (g: Given) => (g.overdue + late(g)) * 10_000 + g.without.length * 100 + g.slow;
  const places = new Map(rows.map((g, place) => [g, place]));
  return rows.sort((a, b) => rank(b) - rank(a) || places.get(a)! - places.get(b)!);
}

const get = (asked: Asked, who = office) => who.get(`/overview?${new URLSearchParams({ ...asked })}`);
const names = (rows: readonly Given[]) => rows.map((g) => g.name);

/** The line of totals beneath the heading. */
function totals(page: Page): string {
  return /\d+ 个单位.*?个单位缺岗/.exec(page.text)?.[0] ?? '';
}

describe('[R-PLT-06] the overview narrowed down', () => {
  test('stands with the worst first: overdue, then posts that nobody holds, then what is slow', async () => {
    const page = await office.get('/overview');
    expect(linesOf(page)).toEqual([
      '堆积镇',
      '无声局',
      '丙县',
      '丙县空缺局',
      '缺岗镇',
      '慢行局',
      '总览市',
      '静水局',
    ]);
    expect(linesOf(page)).toEqual(names(expected({})));
    expect(totals(page)).toBe(
      '8 个单位 · 2026 年发布 0 件 · 办理中 8 件 · 逾期 4 件 · 反馈逾期未答复 2 条 · 3 个单位缺岗',
    );
    // The city's own head sees the one organisation of theirs.
    expect(linesOf(await get({}, await deskOf(city.app, 'head')))).toEqual(['堆积镇']);
  });

  test('every choice shows the rows of the table, their order and their sums', async () => {
    let lines = 0;
    for (const calls of ['', 'any', 'overdue', 'late', 'vacant', 'slow', 'correcting', 'open'])
      for (const where of [
        {},
        { kind: 'department' },
        { level: 'county' },
        { q: '局' },
        { kind: 'township', q: '镇' },
      ])
        for (const order of calls.length % 2 ? ['official'] : ['', 'official']) {
          const asked = { calls, ...where, order };
          const rows = expected(asked);
          const page = await get(asked);
          const what = JSON.stringify(asked);
          expect(linesOf(page), what).toEqual(names(rows));
          const sum = (of: (g: Given) => number) => rows.reduce((n, g) => n + of(g), 0);
          const chosen = rows.length === CITY.length ? '8 个单位' : `8 个单位中的 ${rows.length} 个`;
          expect(totals(page), what).toBe(
            `${chosen} · 2026 年发布 0 件 · 办理中 ${sum((g) => g.open)} 件 · 逾期 ${sum((g) => g.overdue)} 件 · 反馈逾期未答复 ${sum(late)} 条 · ${rows.filter((g) => g.without.length > 0).length} 个单位缺岗`,
          );
          for (const g of rows) {
            const cells = lineOf(page, g.name);
            expect([cells.逾期?.text, cells.反馈逾期?.text, cells.办理中?.text], what).toEqual(
              [g.overdue, late(g), g.open].map(String),
            );
          }
          lines += rows.length;
        }
    expect(lines).toBeGreaterThan(60);
  });

  test('words are looked for in short name, full name and code; nothing found is said', async () => {
    expect(linesOf(await get({ q: '倾听' }))).toEqual(['无声局']);
    expect(linesOf(await get({ q: 'SHIRE' }))).toEqual(['丙县', '丙县空缺局']);
    const none = await get({ q: "%' or 1=1 --" });
    expect([linesOf(none), none.text.includes('没有符合条件的单位')]).toEqual([[], true]);
  });

  test('the form keeps what was chosen, counts what each choice leaves, and gives all of it up', async () => {
    const page = await get({ calls: 'vacant', kind: 'department' });
    expect(page.html).toMatch(/<option value="vacant" selected>岗位无人担任（2）<\/option>/);
    expect(page.html).toMatch(/<option value="slow">超过通常用时（1）<\/option>/);
    expect(page.html).not.toMatch(/<option value="correcting"/);
    expect(page.html).toMatch(/<option value="township">[^<]*（1）<\/option>/);
    expect(page.html).toMatch(/<option value="department" selected>工作部门（2）<\/option>/);
    expect(page.links).toContain('/overview');
    expect((await office.get('/overview')).html).not.toContain('清除条件');
  });

  test('what an address cannot mean is left out; empty fields of the form choose nothing', async () => {
    const all = await office.get('/overview');
    for (const nonsense of [
      '?calls=nonsense&kind=__proto__&level=42&order=x&period=2026-13x',
      '?calls=&kind=&level=&order=worst&q=&period=2026',
      '?calls=any&calls=late',
      `?q=${'%20'.repeat(50)}`,
    ])
      expect(linesOf(await office.get(`/overview${nonsense}`)), nonsense).toEqual(linesOf(all));
  });

  test('the workbook holds the same rows in the same order, and its trail names the fields of the filter', async () => {
    const page = await get({ calls: 'any', q: '镇', order: 'official' });
    const { status, bytes } = await office.download(page, '/overview/export');
    expect(status).toBe(200);
    const [headings = [], ...rows] = readWorkbook(bytes).sheets[0]!.rows.map((r) =>
      [...r.cells.values()].map((c) => c.text),
    );
    expect(rows.map((r) => r[0])).toEqual(['堆积镇', '缺岗镇']);
    expect(rows.map((r) => r[0])).toEqual(linesOf(page));
    const cell = (row: number, heading: string) => rows[row]?.[headings.indexOf(heading)];
    expect([cell(0, '逾期'), cell(0, '层级'), cell(1, '无人担任的岗位')]).toEqual([
      '3',
      '乡级',
      '审核、签发人',
    ]);
    const trail = await db()
      .selectFrom('audit_row')
      .select('details')
      .where('act', '=', 'document.export')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    expect(trail.details).toEqual({ rows: 2, cut: false, filter: 'calls q order' });
  });
});
