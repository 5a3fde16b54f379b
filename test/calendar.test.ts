import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { day } from '../src/law/day.ts';
import { caseClocks, orphanedCases } from '../src/mechanisms/procedure/index.ts';
import type { Clock } from '../src/platform/clock.ts';
import { settableClock } from '../src/platform/clock.ts';
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
const clock = settableClock('2026-12-16T09:00:00+08:00');
let city: number;
let bureau: number;
let other: number;

beforeAll(async () => {
  database = await cloneDatabase('empty');
  app = await startTestApp(database, { clock, faces: ['console'] });
  const db = app.office!.db;
  city = await addOrgan(db, { code: 'city', kind: 'city-government' });
  bureau = await addOrgan(db, { code: 'bureau', parentId: city });
  other = await addOrgan(db, { code: 'other', parentId: city });
  await addStaff(db, {
    username: 'admin',
    organisationId: city,
    grants: [{ role: 'administrator', scope: 'subtree' }],
  });
  for (const organisationId of [bureau, other])
    await addStaff(db, {
      username: organisationId === bureau ? 'writer' : 'elsewhere',
      organisationId,
      grants: [{ role: 'drafter' }],
    });
  await addStaff(db, { username: 'bystander', organisationId: other, grants: [{ role: 'approver' }] });
});
afterAll(async () => {
  await app.stop();
  await database.drop();
});

const signedIn = (username: string) => deskOf(app, username);

/** Drafts a paper formed on a day and returns the id of its case. */
async function draft(
  username: string,
  organisationId: number,
  title: string,
  writtenOn: string,
): Promise<string> {
  const client = await signedIn(username);
  const page = await client.get('/documents/new?secret=no');
  const answer = await client.submit(page, '/documents/new', {
    organisation: organisationId === bureau ? 'bureau' : 'other',
    secret: 'no',
    documentType: 'policy',
    title,
    body: '各单位：\n\n为做好有关工作，现将有关事项通知如下，请结合实际认真贯彻执行。',
    writtenOn,
    attribute: 'proactive',
    ground: 'article-20-15',
    reason: '依法应当主动公开。',
  });
  expect(answer.status, answer.text).toBe(303);
  return /cases\/([0-9a-z]{10})/.exec(answer.location)![1]!;
}

async function dueOf(pid: string): Promise<{ due: string; provisional: boolean }> {
  const db = app.office!.db;
  const row = await db
    .selectFrom('case_clock')
    .innerJoin('procedure_case', 'procedure_case.id', 'case_clock.case_id')
    .select(['due', 'provisional'])
    .where('pid', '=', pid)
    .executeTakeFirstOrThrow();
  return row as { due: string; provisional: boolean };
}

async function inbox(username: string): Promise<string[]> {
  const rows = await app
    .office!.db.selectFrom('notice')
    .innerJoin('account', 'account.person_id', 'notice.person_id')
    .select('notice.text')
    .where('username', '=', username)
    .orderBy('notice.id')
    .execute();
  return rows.map((r) => r.text);
}

// Invented: the arrangement of 2027 is not published. New Year Friday to Sunday, Spring Festival 5 to 11 February.
const YEAR_2027 = [
  '2027-01-01 至 2027-01-03 休 元旦',
  '2027-02-05 至 2027-02-11 休 春节',
  '2027-02-14 班 春节',
  '2027-04-03 至 2027-04-05 休 清明节',
  '2027-05-01 至 2027-05-05 休 劳动节',
  '2027-05-08 班 劳动节',
  '2027-06-09 休 端午节',
  '2027-09-15 休 中秋节',
  '2027-10-01 至 2027-10-07 休 国庆节',
  '2027-10-09 班 国庆节',
].join('\n');
const PAPER = '国办发明电（虚构）关于2027年部分节假日安排的通知';

async function load(client: Client, content: string, more: Record<string, string> = {}): Promise<Page> {
  const page = await client.get('/calendar/load');
  return client.submit(page, '/calendar/load', { year: '2027', source: PAPER, content, ...more });
}

describe('[R-PLT-01] dates of open cases follow the calendar', () => {
  let inJanuary: string;
  let inFebruary: string;
  let elsewhere: string;

  test('a term that runs into a year without arrangement is provisional', async () => {
    inJanuary = await draft('writer', bureau, '关于做好岁末年初有关工作的通知', '2026-12-15');
    inFebruary = await draft('writer', bureau, '关于做好春节期间有关工作的通知', '2027-01-15');
    elsewhere = await draft('elsewhere', other, '关于开展年度检查的通知', '2026-11-20');
    // 16 Dec to 13 Jan: weekends and the New Year's Day that law fixes do not count; make-up days are unknown.
    expect(await dueOf(inJanuary)).toEqual({ due: '2027-01-13', provisional: true });
    expect(await dueOf(inFebruary)).toEqual({ due: '2027-02-12', provisional: true });
    // 23 Nov to 18 Dec, all of it in 2026.
    expect(await dueOf(elsewhere)).toEqual({ due: '2026-12-18', provisional: false });
    const page = await (await signedIn('writer')).get(`/cases/${inJanuary}`);
    expect(page.text).toContain('2027年1月13日');
    expect(page.text).toContain('暂定');
    expect(page.text).toContain('这个日期是怎么算出来的');
    const work = await (await signedIn('writer')).get('/');
    expect(work.text).toContain('2027-01-13');
  });

  test('only the administrator loads a year; the preview changes nothing', async () => {
    expect((await (await signedIn('writer')).get('/calendar/load')).status).toBe(403);
    const client = await signedIn('admin');
    const preview = await load(client, YEAR_2027);
    expect(preview.status).toBe(200);
    expect(preview.text).toContain('关于做好春节期间有关工作的通知');
    // 18 Jan is day 1: 14 working days to 4 Feb, then 12 Feb (Fri), 14 Feb (make-up Sunday), 15 to 18 Feb: day 20.
    expect(preview.text).toContain('2027-02-18');
    expect(preview.text).not.toContain('关于开展年度检查的通知');
    expect(await dueOf(inFebruary)).toEqual({ due: '2027-02-12', provisional: true });
    expect(await inbox('writer')).toEqual([]);
  });

  test('once confirmed, open dates move, those concerned are told why, the others are not', async () => {
    const client = await signedIn('admin');
    const preview = await load(client, YEAR_2027);
    const done = await client.submit(preview, '/calendar/load', {});
    expect(done.status, done.text).toBe(303);
    expect(done.location).toContain('moved=1');
    expect(await dueOf(inFebruary)).toEqual({ due: '2027-02-18', provisional: false });
    expect(await dueOf(inJanuary)).toEqual({ due: '2027-01-13', provisional: false });
    expect(await inbox('writer')).toEqual([
      '2027 年放假安排已装载，您经手的 1 件期限由 2027-02-12 改为 2027-02-18。',
    ]);
    expect(await inbox('elsewhere')).toEqual([]);
    expect(await inbox('bystander')).toEqual([]);
    const page = await (await signedIn('writer')).get('/date-moves');
    expect(page.text).toContain('关于做好春节期间有关工作的通知');
    expect(page.text).toContain('2027-02-18');
    expect((await (await signedIn('elsewhere')).get('/date-moves')).text).not.toContain('春节期间');
    const task = await app
      .office!.db.selectFrom('task')
      .innerJoin('procedure_case', 'procedure_case.id', 'task.case_id')
      .select('task.due')
      .where('pid', '=', inFebruary)
      .executeTakeFirstOrThrow();
    expect(task.due).toBe('2027-02-18');
  });

  test('a second press of the button loads nothing again', async () => {
    const client = await signedIn('admin');
    const preview = await load(client, YEAR_2027);
    const fields = preview.hidden('/calendar/load');
    const first = await client.post('/calendar/load', fields);
    const second = await client.post('/calendar/load', fields);
    expect(second.location).toBe(first.location);
    const { rows } = { rows: await app.office!.db.selectFrom('calendar_year').selectAll().execute() };
    expect(rows.filter((r) => r.replaced_by_id === null)).toHaveLength(1);
  });

  test('a closed case keeps its date, whatever comes later', async () => {
    const client = await signedIn('writer');
    const page = await client.get(`/cases/${inFebruary}`);
    const gone = await client.submit(page, `/cases/${inFebruary}/abandon`, { comment: '不再需要' });
    expect(gone.status, gone.text).toBe(303);
    const admin = await signedIn('admin');
    const preview = await load(admin, YEAR_2027.replace('2027-02-14 班 春节\n', ''));
    await admin.submit(preview, '/calendar/load', {});
    expect(await dueOf(inFebruary)).toEqual({ due: '2027-02-18', provisional: false });
    const [frozen] = await caseClocks(
      app.office!.db,
      (
        await app
          .office!.db.selectFrom('procedure_case')
          .select('id')
          .where('pid', '=', inFebruary)
          .executeTakeFirstOrThrow()
      ).id,
    );
    expect(frozen).toMatchObject({ due: '2027-02-18', frozen: true });
  });
});

describe('[R-PLT-01] regional days stand above the State Council for their subtree', () => {
  test('放假办法第四条: a day off of one bureau moves its dates alone', async () => {
    const mine = await draft('writer', bureau, '关于地方节日期间值班的通知', '2026-11-23');
    const theirs = await draft('elsewhere', other, '关于年终决算的通知', '2026-11-23');
    expect((await dueOf(mine)).due).toBe('2026-12-21');
    const admin = await signedIn('admin');
    const form = await admin.get('/calendar/regional');
    const entry = {
      organisation: String(bureau),
      day: '2026-12-18',
      working: 'off',
      name: '明川节',
      source: '明川市人民政府关于明川节放假的通知（虚构）',
    };
    const preview = await admin.submit(form, '/calendar/regional', entry);
    expect(preview.text).toContain('2026-12-22');
    const done = await admin.submit(preview, '/calendar/regional', {});
    expect(done.status, done.text).toBe(303);
    expect((await dueOf(mine)).due).toBe('2026-12-22');
    expect((await dueOf(theirs)).due).toBe('2026-12-21');

    const again = await admin.submit(await admin.get('/calendar/regional'), '/calendar/regional', {
      ...entry,
      confirm: 'yes',
    });
    expect(again.status).toBe(422);
    expect(again.text).toContain('已有地区安排');

    const list = await admin.get('/calendar');
    const end = list.links.find((l) => /regional\/\d+\/end/.test(l))!;
    const back = await admin.submit(await admin.get(end), end, {});
    expect(back.status, back.text).toBe(303);
    expect((await dueOf(mine)).due).toBe('2026-12-21');
  });
});

describe('[R-PLT-02] parameters', () => {
  test('a new value holds from its day on, with its source, for its organisation', async () => {
    const early = await draft('writer', bureau, '关于旧规定期间形成的通知', '2026-12-01');
    const late = await draft('writer', bureau, '关于新规定期间形成的通知', '2026-12-14');
    const theirs = await draft('elsewhere', other, '关于其他单位的通知', '2026-12-14');
    const before = [await dueOf(early), await dueOf(theirs)];
    const admin = await signedIn('admin');
    const page = await admin.get('/parameters/law.proactive-publication');
    const set = await admin.submit(page, '/parameters/law.proactive-publication', {
      value: '10',
      scope: `organisation:${bureau}`,
      validFrom: '2026-12-10',
      source: '明川市政务公开工作规定（虚构）第八条',
      seen: `10 organisation:${bureau} 2026-12-10`,
    });
    expect(set.status, set.text).toBe(303);
    // 15 to 28 December are ten working days.
    expect((await dueOf(late)).due).toBe('2026-12-28');
    expect([await dueOf(early), await dueOf(theirs)]).toEqual(before);
    expect((await inbox('writer')).at(-1)).toContain('明川市政务公开工作规定（虚构）第八条');
    const shown = await admin.get('/parameters/law.proactive-publication');
    expect(shown.text).toContain('机构bureau及其下级');
    expect(shown.text).toContain('明川市政务公开工作规定（虚构）第八条');
  });

  test.each([
    ['value', '0', '1 至 20'],
    ['value', '21', '政府信息公开条例第二十六条'],
    ['value', '十', '1 至 20'],
    ['value', '7.5', '1 至 20'],
    ['validFrom', '2026-02-30', '请填写生效日'],
    ['source', '', '请填写依据文件'],
    ['scope', 'everything', '请选择适用范围'],
  ])('a bad %s (%s) is refused at the field, nothing lost', async (field, value, words) => {
    const admin = await signedIn('admin');
    const page = await admin.get('/parameters/law.proactive-publication');
    const answer = await admin.submit(page, '/parameters/law.proactive-publication', {
      value: '15',
      scope: 'all',
      validFrom: '2027-06-01',
      source: '虚构的规定',
      [field]: value,
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(words);
    if (field !== 'source') expect(answer.html).toContain('虚构的规定');
  });

  test('the past is not rewritten: an earlier or the same first day is refused', async () => {
    const admin = await signedIn('admin');
    const page = await admin.get('/parameters/law.proactive-publication');
    const answer = await admin.submit(page, '/parameters/law.proactive-publication', {
      value: '12',
      scope: `organisation:${bureau}`,
      validFrom: '2026-12-10',
      source: '虚构的规定',
      seen: `12 organisation:${bureau} 2026-12-10`,
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('不回改');
  });

  test('who is no administrator reads at most', async () => {
    const writer = await signedIn('writer');
    expect((await writer.get('/parameters')).status).toBe(403);
    expect((await writer.post('/parameters/law.proactive-publication', { value: '1' })).status).toBe(403);
  });
});

describe('[R-PLT-01] a bad arrangement is refused in words and nothing is loaded', () => {
  test.each([
    ['一天写了两次', `${YEAR_2027}\n2027-05-01 休 劳动节`, '写了两次'],
    ['放假期间的上班日', YEAR_2027.replace('2027-02-14 班', '2027-02-07 班'), '又写成上班'],
    ['周中的调休上班', YEAR_2027.replace('2027-02-14 班', '2027-02-16 班'), '本来就要上班'],
    ['缺年份', '{"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true}]}', '年份'],
    ['空文件', '{"year":2027,"papers":[],"days":[]}', '通知还没有公布'],
    ['半个 JSON', '{"year":2027,', '不是完整的 JSON'],
    ['别的年份', YEAR_2027.replaceAll('2027-', '2026-'), '不在 2027 年'],
    ['看不懂的一行', '明年春节放七天', '看不懂'],
    ['少了国庆节', YEAR_2027.replace('2027-10-01 至 2027-10-07 休 国庆节\n', ''), '国庆'],
  ])('%s', async (_name, content, words) => {
    const before = await app.office!.db.selectFrom('calendar_version').selectAll().execute();
    const answer = await load(await signedIn('admin'), content, { confirm: 'yes' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(words);
    expect(answer.html).toContain(PAPER);
    expect(await app.office!.db.selectFrom('calendar_version').selectAll().execute()).toEqual(before);
  });

  test('a year that differs from the content is refused', async () => {
    const answer = await load(await signedIn('admin'), '{"year":2028,"papers":[],"days":[]}');
    expect(answer.status).toBe(422);
  });
});

test('no open case is left without a task after all of this', async () => {
  expect(await orphanedCases(app.office!.db, ['scheduled'])).toEqual([]);
  expect(day(clock.today())).toBe('2026-12-16');
});
