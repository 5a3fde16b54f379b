import { beforeAll, describe, expect, test } from 'vitest';
import * as acts from '../src/modules/documents/index.ts';
import { settableClock } from '../src/platform/clock.ts';
import { readWorkbook } from '../src/platform/xlsx/index.ts';
import { addOrgan, Client, crew, deskOf, PASSWORD, type Page } from './harness.ts';
import { openCity } from './opening.ts';
import { drafted, oneColumn, seen } from './passage-kit.ts';

const clock = settableClock('2026-05-20T09:00:00+08:00');
const city = openCity('empty', { clock, faces: ['console'] });
const organs: Record<string, number> = {};
const desks: Record<string, Client> = {};
let column: number;
const db = () => city.db;
const staff = crew(() => city.app, organs);
const { people, pids, as } = staff;

async function join(...it: Parameters<typeof staff.join>) {
  await staff.join(...it);
  desks[it[0]] = await deskOf(city.app, it[0]);
}

/** A draft that has been submitted. @returns the public id of its case */
async function submitted(by: string, organ: string, title: string): Promise<string> {
  const pid = await drafted(await as(by), organs[organ]!, column, title);
  await acts.submitDraft(await as(by), await seen(db(), pid));
  return pid;
}

/** Gives the tasks of a case a due day, as a running clock would. */
async function due(casePid: string, day: string | null) {
  await db()
    .updateTable('task')
    .set({ due: day as never })
    .where('case_id', '=', (e) => e.selectFrom('procedure_case').select('id').where('pid', '=', casePid))
    .execute();
}

/** The big numbers of a page, by their words. */
function counters(page: Page): Record<string, number> {
  const found = page.html.matchAll(/class="mc-count"[^>]*><b[^>]*>(\d+)<\/b>(.*?)<\/a>/g);
  return Object.fromEntries([...found].map((m) => [m[2]!.replace(/<[^>]+>/g, ''), Number(m[1])]));
}

/** Sends the export form of a list. @returns the rows of the first sheet, texts only */
async function exported(
  who: string,
  list: string,
  action: string,
  more: Record<string, string | string[]> = {},
) {
  const sent = await desks[who]!.download(await desks[who]!.get(list), action, more);
  expect(sent.status).toBe(200);
  const book = readWorkbook(sent.bytes);
  return {
    name: sent.name,
    rows: book.sheets[0]!.rows.map((r) => [...r.cells.values()].map((c) => c.text)),
    kinds: new Set(book.sheets[0]!.rows.flatMap((r) => [...r.cells.values()].map((c) => c.kind))),
  };
}

beforeAll(async () => {
  organs.city = await addOrgan(db(), { code: 'city', kind: 'city-government', name: '案头市' });
  organs.here = await addOrgan(db(), { code: 'here', parentId: organs.city, name: '此处局' });
  organs.there = await addOrgan(db(), { code: 'there', parentId: organs.city, name: '彼处局' });
  column = await oneColumn(db(), organs.city);
  await join('drafter', 'here', ['drafter']);
  await join('mate', 'here', ['drafter']);
  await join('reviewer', 'here', ['attribute-reviewer']);
  await join('reviewer2', 'here', ['attribute-reviewer']);
  await join('both', 'here', ['attribute-reviewer', 'drafter']);
  await join('stranger', 'there', ['drafter']);
  await join('office', 'city', ['disclosure-office'], { scope: 'subtree' });
  await join('chief', 'here', ['principal-leader']);
  await join('admin', 'city', ['administrator'], { scope: 'subtree' });
}, 60_000);

describe('search of the console', () => {
  test('finds by every word in title, number and code, in groups with counts; another organisation finds nothing', async () => {
    const pid = await drafted(await as('drafter'), organs.here!, column, '关于海绵城市建设的通知（Pilot）');
    const mine = await desks.drafter!.get(`/search?q=${encodeURIComponent('海绵 pilot')}`);
    expect(mine.text).toContain('关于海绵城市建设的通知');
    expect(mine.text).toMatch(/公文 共 1 项/);
    expect(mine.text).toMatch(/办理中的公文事项 共 1 项/);
    expect((await desks.drafter!.get(`/search?q=${pid}`)).links).toContain(`/cases/${pid}`);
    for (const q of ['海绵', pid]) {
      const theirs = await desks.stranger!.get(`/search?q=${encodeURIComponent(q)}`);
      expect(theirs.text).not.toContain('关于海绵城市');
      expect(theirs.links).not.toContain(`/cases/${pid}`);
      expect(theirs.text).toContain('没有找到');
    }
    expect((await desks.drafter!.get(`/search?q=${encodeURIComponent('海绵 不在此处')}`)).text).toContain(
      '没有找到',
    );
  });

  test('asks only the groups that the person may see; pages are found by name', async () => {
    expect((await desks.drafter!.get(`/search?q=${encodeURIComponent('姓名')}`)).text).not.toContain(
      '姓名mate',
    );
    expect((await desks.admin!.get(`/search?q=${encodeURIComponent('姓名mate')}`)).text).toMatch(
      /人员 共 1 项/,
    );
    expect((await desks.admin!.get(`/search?q=${encodeURIComponent('彼处')}`)).links).toContain(
      '/organisations/there',
    );
    expect((await desks.drafter!.get(`/search?q=${encodeURIComponent('待办')}`)).links).toContain('/');
    expect((await new Client(city.app.addresses.console!).get('/search?q=a')).location).toContain('/signin');
  });

  test.each(['%', '_', '\\', "'", '"><script>', '　', '\u0001', 'x'.repeat(3900), '! ? * ( )'])(
    'takes %j as plain words',
    async (q) => {
      const page = await desks.drafter!.get(`/search?q=${encodeURIComponent(q)}`);
      expect(page.status).toBe(200);
      expect(page.text).not.toContain('关于海绵城市');
      expect(page.html).not.toContain('"><script>');
    },
  );

  test('needs few queries', async () => {
    const page = await desks.office!.get(`/search?q=${encodeURIComponent('海绵')}`);
    const queries = Number(/desc=(\d+)/.exec(page.headers.get('server-timing') ?? '')?.[1]);
    expect(queries).toBeGreaterThan(3);
    expect(queries).toBeLessThanOrEqual(20);
  });
});

describe('我的待办', () => {
  test('sorts by urgency; the due day itself is not overdue, the last near day is near', async () => {
    const of = async (title: string, day: string | null) => {
      const pid = await submitted('drafter', 'here', title);
      await due(pid, day);
      return pid;
    };
    await of('没有期限的一件', null);
    await of('很久以后的一件', '2026-06-30');
    // 2026-05-20 is a Wednesday: three working days on is Monday the 25th.
    await of('临期末日的一件', '2026-05-25');
    await of('临期次日的一件', '2026-05-26');
    await of('今日到期的一件', '2026-05-20');
    await of('昨日到期的一件', '2026-05-19');
    const page = await desks.reviewer!.get('/');
    expect(counters(page)).toMatchObject({ 全部待办: 6, 逾期: 1, 今日到期: 1, 临期: 1, 其他: 3 });
    const order = ['昨日到期', '今日到期', '临期末日', '临期次日', '很久以后', '没有期限'].map((t) =>
      page.text.indexOf(`${t}的一件`),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
    const late = await desks.reviewer!.get('/?urgency=overdue');
    expect(late.text).toContain('昨日到期的一件');
    expect(late.text).not.toContain('今日到期的一件');
    expect((await desks.reviewer!.get('/?urgency=today')).text).toContain('今日到期的一件');
    const near = await desks.reviewer!.get(`/?urgency=soon`);
    expect(near.text).toContain('临期末日的一件');
    expect(near.text).not.toContain('临期次日的一件');
    const words = await desks.reviewer!.get(`/?q=${encodeURIComponent('今日')}`);
    expect(counters(words)).toMatchObject({ 全部待办: 1, 今日到期: 1, 逾期: 0 });
    const nonsense = await desks.reviewer!.get('/?urgency=nonsense');
    expect(counters(nonsense)).toEqual(counters(page));
    expect(nonsense.text).toContain('网址中的条件“urgency=nonsense”不能识别，没有使用。');
    expect((await desks.reviewer!.get('/?page=9999&act=x')).location).toBe('/?act=x');
  });

  test('the file of a paper under way leads to where something is to be done, and does not say that nothing is', async () => {
    const pid = await drafted(await as('drafter'), organs.here!, column, '档案里找得到的一件');
    const of = (await desks.drafter!.get(`/cases/${pid}`)).links.find((l) =>
      /^\/documents\/[0-9a-z]{10}$/.test(l),
    )!;
    const file = await desks.drafter!.get(of);
    expect(file.html).toContain(`正在办理：<a href="/cases/${pid}">起草</a>`);
    expect(file.text).not.toContain('没有需要您办理的事');
  });

  test('says that a draft was returned, and by whom', async () => {
    const pid = await submitted('drafter', 'here', '要改的一件');
    await acts.reviewAttribute(await as('reviewer'), {
      ...(await seen(db(), pid)),
      verdict: 'return',
      comment: '请补充依据。',
    });
    const page = await desks.drafter!.get('/');
    const row = page.html.split('<tr').find((r) => r.includes(`/cases/${pid}"`)) ?? '';
    expect(row).toContain('退回修改 姓名reviewer');
    const again = await submitted('drafter', 'here', '自己收回的一件');
    await acts.recallDraft(await as('drafter'), await seen(db(), again));
    const own =
      (await desks.drafter!.get('/')).html.split('</tr>').find((r) => r.includes(`/cases/${again}"`)) ?? '';
    expect(own).toContain('自己收回的一件');
    expect(own).not.toContain('退回');
  });
});

describe('转交 in a batch', () => {
  const ACTION = '/work/hand-on';
  const act = 'document.attribute-review';

  test('does what it may, says row by row what it did not, and writes an event for each', async () => {
    const good = await submitted('drafter', 'here', '能转的一件');
    const hers = await submitted('both', 'here', '她起草的一件');
    const foreign = await submitted('stranger', 'there', '别处的一件');
    const page = await desks.reviewer!.get('/');
    const sent = await desks.reviewer!.submit(page, ACTION, {
      to: pids.both!,
      task: [`${good} ${act}`, `${hers} ${act}`, `${foreign} ${act}`],
    });
    expect(sent.status).toBe(200);
    expect(sent.text).toContain('1 件已转交，2 件未转交');
    expect(sent.text).not.toContain('别处的一件');
    const line = (pid: string) => sent.html.split('<tr').find((r) => r.includes(`${pid}</small>`)) ?? '';
    expect(line(good)).toContain('已转交给姓名both');
    expect(line(good)).toContain(`<a href="/cases/${good}">能转的一件</a>`);
    expect(line(hers)).toContain('不能接办');
    expect(line(hers)).toContain(`<a href="/cases/${hers}">她起草的一件</a>`);
    expect(line(foreign)).toContain('未转交');
    expect(line(foreign)).toContain('不在您查看范围内的一件');
    expect(line(foreign)).not.toContain('<a ');
    const events = await db()
      .selectFrom('case_event')
      .innerJoin('procedure_case', 'procedure_case.id', 'case_event.case_id')
      .select('procedure_case.pid')
      .where('case_event.act', '=', 'case.handover')
      .execute();
    expect(events.map((e) => e.pid)).toEqual([good]);
    expect((await desks.both!.get('/')).text).toContain('能转的一件');
    expect((await desks.reviewer!.get('/')).text).not.toContain('能转的一件');
    expect((await desks.reviewer2!.get('/')).text).not.toContain('能转的一件');
    // The same form once more, as a double press: the same answers, nothing twice.
    const twice = await desks.reviewer!.submit(page, ACTION, {
      to: pids.both!,
      task: [`${good} ${act}`, `${hers} ${act}`, `${foreign} ${act}`],
    });
    expect(twice.text).toContain('1 件已转交，2 件未转交');
    expect(
      await db().selectFrom('case_event').select('id').where('act', '=', 'case.handover').execute(),
    ).toHaveLength(1);
  });

  test('asks for rows and a colleague; a colleague without the role takes nothing', async () => {
    const pid = await submitted('drafter', 'here', '留下的一件');
    const page = await desks.reviewer!.get('/');
    const none = await desks.reviewer!.submit(page, ACTION, { to: pids.both! });
    expect(none.status).toBe(422);
    expect(none.text).toContain('请先勾选要转交的事项');
    const nobody = await desks.reviewer!.submit(await desks.reviewer!.get('/'), ACTION, {
      to: '',
      task: `${pid} ${act}`,
    });
    expect(nobody.status).toBe(422);
    const wrong = await desks.reviewer!.submit(await desks.reviewer!.get('/'), ACTION, {
      to: pids.mate!,
      task: `${pid} ${act}`,
    });
    expect(wrong.text).toContain('0 件已转交，1 件未转交');
    expect((await desks.reviewer!.get('/')).text).toContain('留下的一件');
  });
});

describe('lists and their export', () => {
  test('a title that looks like a formula stays text; the scope and the filter hold; the act is audited without values', async () => {
    const formula = '=HYPERLINK("http://evil.example","x")';
    await drafted(await as('drafter'), organs.here!, column, formula);
    await drafted(await as('stranger'), organs.there!, column, '彼处的文件');
    const all = await exported('drafter', '/documents', '/documents/export');
    expect(all.rows.map((r) => r[0])).toContain(formula);
    expect(all.rows.flat()).not.toContain('彼处的文件');
    expect([...all.kinds]).toEqual(['text']);
    expect(all.name).toContain('公文_2026-05-20.xlsx');
    const q = '海绵';
    const narrowed = await exported('drafter', `/documents?q=${encodeURIComponent(q)}`, '/documents/export');
    expect(narrowed.rows.slice(1).map((r) => r[0])).toEqual(['关于海绵城市建设的通知（Pilot）']);
    const audit = await db()
      .selectFrom('audit_row')
      .select('details')
      .where('act', '=', 'document.export')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    expect(audit.details).toEqual({ rows: 1, cut: false, filter: 'q' });
  });

  test('is cut at the limit and says so', async () => {
    const admin = await as('admin');
    await db()
      .insertInto('parameter_value')
      .values({
        name: 'console.export-rows',
        value: '10',
        valid_from: '2026-01-01' as never,
        source: '测试',
        set_by_id: admin.actor.personId,
        set_at: clock.now(),
      } as never)
      .execute();
    for (let i = 0; i < 11; i++) await drafted(await as('mate'), organs.here!, column, `第 ${i} 件`);
    const cut = await exported('drafter', '/documents', '/documents/export');
    expect(cut.rows).toHaveLength(12);
    expect(cut.rows.at(-1)![0]).toContain('只导出了前 10 行');
  });

  test('lists of people, organisations, deliveries and tasks export; names come masked', async () => {
    const staff = await exported('admin', '/people', '/people/export', { q: 'mate' });
    expect(staff.rows).toHaveLength(2);
    expect(staff.rows.flat().join(' ')).not.toContain('姓名mate');
    expect((await exported('admin', '/organisations', '/organisations/export')).rows.flat()).toContain(
      '彼处局',
    );
    expect((await exported('admin', '/deliveries', '/deliveries/export')).rows).toHaveLength(1);
    const tasks = await exported('reviewer', '/', '/work/export', { urgency: 'overdue' });
    expect(tasks.rows.slice(1).map((r) => r[1])).toEqual(['昨日到期的一件']);
    expect((await desks.drafter!.post('/people/export', {})).status).toBe(403);
  });

  test('the list shows the year of what is not of this year, sorts, and takes any nonsense', async () => {
    const page = await desks.drafter!.get('/documents');
    expect(page.text).toMatch(/05-20 09:00/);
    clock.set('2027-01-05T09:00:00+08:00');
    await desks.drafter!.signIn('drafter', PASSWORD);
    const { html } = await desks.drafter!.get('/documents');
    const later = html.slice(html.indexOf('<tbody'));
    expect(later).toContain('2026-05-20');
    expect(later).not.toContain('2026-05-20 09:00');
    clock.set('2026-05-20T09:00:00+08:00');
    await desks.drafter!.signIn('drafter', PASSWORD);
    const sorted = await desks.drafter!.get('/documents?sort=written&way=asc&size=50');
    expect(sorted.html).toContain('aria-sort="ascending"');
    expect(sorted.links).toContain('/documents?sort=written&size=50');
    for (const bad of ['sort=x&way=y&size=7', 'year=abc', 'published=2026-13', 'validity=1', 'chosen=1'])
      expect((await desks.drafter!.get(`/documents?${bad}`)).status).toBe(200);
    expect(
      (await desks.drafter!.get(`/documents?drafter=${encodeURIComponent('我')}&state=drafting`)).text,
    ).not.toContain('第 3 件');
    expect((await desks.drafter!.get(`/documents?drafter=${encodeURIComponent('姓名mate')}`)).text).toContain(
      '第 3 件',
    );
  });
});

describe('figures of the start page', () => {
  test('the start page needs few queries, however many figures it shows', async () => {
    const page = await desks.office!.get('/');
    expect(Number(/desc=(\d+)/.exec(page.headers.get('server-timing') ?? '')?.[1])).toBeLessThanOrEqual(22);
  });

  test('every number opens to exactly so many rows', async () => {
    let checked = 0;
    for (const who of ['drafter', 'chief', 'office']) {
      const page = await desks[who]!.get('/');
      const figures = [
        ...page.html.matchAll(/class="mc-count" href="(\/documents[^"]*)"[^>]*><b[^>]*>(\d+)</g),
      ];
      expect(figures.length, who).toBeGreaterThan(3);
      for (const [, href, n] of figures) {
        const list = await desks[who]!.get(href!.replaceAll('&amp;', '&'));
        expect(list.text, `${who} ${href}`).toContain(`共 ${n} 件`);
        checked += Number(n);
      }
    }
    expect(checked).toBeGreaterThan(10);
  }, 20_000);

  test('the overview has a line for each organisation, and its numbers are those of the lists', async () => {
    const page = await desks.office!.get('/overview');
    const row = page.html.split('<tr').find((r) => r.includes('此处局')) ?? '';
    const links = [...row.matchAll(/href="(\/documents[^"]*(?:published|open|overdue)[^"]*)">(\d+)</g)];
    expect(links).toHaveLength(4);
    for (const [, href, n] of links)
      expect((await desks.office!.get(href!.replaceAll('&amp;', '&'))).text).toContain(`共 ${n} 件`);
    expect(row).toContain('保密审查员');
    expect((await desks.chief!.get('/overview')).text).not.toContain('彼处局');
    expect((await desks.drafter!.get('/overview')).status).toBe(403);
  });
});

test('chosen notices are marked as read; what is not the reader’s own stays', async () => {
  const own = await db()
    .selectFrom('notice')
    .select(['id'])
    .where('person_id', '=', people.both!)
    .where('read_at', 'is', null)
    .execute();
  expect(own.length).toBeGreaterThan(0);
  const foreign = await db()
    .insertInto('notice')
    .values({
      person_id: people.mate!,
      kind: 'handover',
      text: '别人的消息',
      path: '/',
      created_at: clock.now(),
      urgent: false,
    } as never)
    .returning('id')
    .executeTakeFirstOrThrow();
  const inbox = await desks.both!.get('/notices');
  const sent = await desks.both!.submit(inbox, '/notices/read-chosen', {
    chosen: [...own.map((n) => String(n.id)), String(foreign.id)],
  });
  expect((await desks.both!.get(sent.location)).text).toContain(`${own.length} 条已标为已读；另有 1 条`);
  const still = await db()
    .selectFrom('notice')
    .select('read_at')
    .where('id', '=', foreign.id)
    .executeTakeFirstOrThrow();
  expect(still.read_at).toBeNull();
});

test('the menu keeps its order, folds on phones, and the unknown page offers the search', async () => {
  const page = await desks.office!.get('/');
  const wide = page.html.slice(
    page.html.indexOf('<div class="wide">'),
    page.html.indexOf('<details class="fold">'),
  );
  const headings = [...wide.matchAll(/<h2>([^<]+)</g)].map((m) => m[1]!);
  const order = ['办理', '公开', '监督', '机构人员', '设置', '安全'].filter((h) => headings.includes(h));
  expect(headings).toEqual(order);
  expect(page.html).toMatch(/<details class="fold"><summary>/);
  expect(page.html).toMatch(/data-island[^>]*hidden|hidden[^>]*data-island/);
  const missing = await desks.drafter!.get('/nothing-here');
  expect(missing.status).toBe(404);
  expect(missing.html).toContain('action="/search"');
  expect((await desks.drafter!.get('/help')).text).toContain('您的角色');
});
