import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { outsideText } from '../src/core/notices/texts.ts';
import { HOUSE, MODULES } from '../src/house.ts';
import { addDays, day } from '../src/law/day.ts';
import { handOver } from '../src/modules/administration/people/acts/handover.ts';
import { giveDeputation } from '../src/modules/administration/people/acts/rights.ts';
import { passage, withdrawal } from '../src/modules/documents/index.ts';
import { policyFeedback } from '../src/modules/feedback/index.ts';
import { privacyRequest } from '../src/modules/privacy/index.ts';
import { CASE_READERS } from '../src/modules/reminders/words.ts';
import { settableClock } from '../src/platform/clock.ts';
import { newPublicId, newToken } from '../src/platform/crypto.ts';
import {
  addOrgan,
  Client,
  cloneDatabase,
  crew,
  deskOf,
  openAs,
  type Page,
  startTestApp,
  type TestDatabase,
} from './harness.ts';
import { drafted, oneColumn } from './passage-kit.ts';

const TODAY = day('2026-05-20');
const clock = settableClock('2026-05-20T09:00:00+08:00');
let database: TestDatabase;
let app: RunningApp & { clock: typeof clock };
const organs: Record<string, number> = {};
let column: number;
const db = () => app.office!.db;
const { people, pids, as, join } = crew(() => app, organs);

const desks = new Map<string, Client>();

/** A signed-in browser of a person, the same until the clock is set. */
async function desk(username: string): Promise<Client> {
  const known = desks.get(username);
  if (known) return known;
  const client = await deskOf(app, username);
  desks.set(username, client);
  return client;
}

function setClock(at: string) {
  clock.set(`${at}+08:00`);
  desks.clear();
}

const run = (name: string) => app.ticks.find((t) => t.name === name)!.run();

/** Sends the form of a new reminder on a thing. */
async function set(who: Client, about: string, fields: { day: string; words?: string }): Promise<Page> {
  const path = `/reminders/new/${about}`;
  return who.submit(await who.get(path), path, { words: '', ...fields });
}

const rowsOf = (who: string) =>
  db().selectFrom('reminder').selectAll().where('person_id', '=', people[who]!).orderBy('id').execute();

const noticesOf = (who: string) =>
  db()
    .selectFrom('notice')
    .select(['text', 'path', 'kind'])
    .where('person_id', '=', people[who]!)
    .orderBy('id')
    .execute();

const documentOf = async (casePid: string) =>
  (
    await db()
      .selectFrom('procedure_case as c')
      .innerJoin('document_passage as p', 'p.case_id', 'c.id')
      .innerJoin('gov_document as g', 'g.id', 'p.document_id')
      .select('g.pid')
      .where('c.pid', '=', casePid)
      .executeTakeFirstOrThrow()
  ).pid;

beforeAll(async () => {
  database = await cloneDatabase('empty');
  app = { ...(await startTestApp(database, { clock, faces: ['console'] })), clock };
  organs.city = await addOrgan(db(), { code: 'city', kind: 'city-government', name: '提醒市' });
  organs.here = await addOrgan(db(), { code: 'here', parentId: organs.city, name: '此处局' });
  organs.there = await addOrgan(db(), { code: 'there', parentId: organs.city, name: '彼处局' });
  column = await oneColumn(db(), organs.city);
  await join('pen', 'here', ['drafter']);
  await join('mate', 'here', ['drafter']);
  await join('stranger', 'there', ['drafter']);
  await join('office', 'here', ['disclosure-office']);
  await join('window', 'here', ['window-clerk']);
  await join('admin', 'city', ['administrator'], { scope: 'subtree' });
  await join('officer', 'city', ['security-officer'], { scope: 'subtree' });
}, 60_000);
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

describe('a reminder is set beside the thing', () => {
  test('[R-PLT-05] 提醒我 stands on the page of the case and of the document; set, it stands in the list', async () => {
    const pen = await desk('pen');
    const casePid = await drafted(await as('pen'), organs.here!, column, '关于渡口修缮的通知');
    const documentPid = await documentOf(casePid);
    for (const [page, about] of [
      [`/cases/${casePid}`, `cases/${casePid}`],
      [`/documents/${documentPid}`, `documents/${documentPid}`],
    ] as const) {
      expect((await pen.get(page)).links).toContain(`/reminders/new/${about}`);
      const done = await set(pen, about, { day: '2026-05-22', words: `问一问 ${about.slice(0, 5)}` });
      expect(done.location).toBe('/reminders?done=set');
      expect((await pen.get(page)).text).toContain(`2026年5月22日`);
    }
    const list = await pen.get('/reminders?done=set');
    expect(list.text).toContain('提醒已设定');
    expect(list.text).toContain('问一问 cases');
    expect(list.links).toContain(`/documents/${documentPid}`);
    expect(list.text.match(/关于渡口修缮的通知/g)).toHaveLength(2);
    // Nobody else sees it: not in the list, not on the page, not by its address.
    const mate = await desk('mate');
    const [own] = await rowsOf('pen');
    expect((await mate.get('/reminders')).text).not.toContain('渡口');
    expect((await mate.get(`/cases/${casePid}`)).text).not.toContain('问一问');
    expect((await mate.get(`/reminders/${own!.pid}`)).status).toBe(404);
    const form = `/reminders/new/cases/${casePid}`;
    const fields = (await mate.get(form)).hidden(form);
    expect((await mate.post(`/reminders/${own!.pid}/done`, fields)).status).toBe(404);
    expect((await mate.post(`/reminders/${own!.pid}`, { ...fields, day: '2026-05-30' })).status).toBe(404);
    expect((await rowsOf('pen'))[0]).toMatchObject({ state: 'open', remind_on: '2026-05-22' });
  });

  // What is typed, and what is said about it at which field.
  test.each<[{ day: string; words?: string }, string, string]>([
    [{ day: '' }, 'day', '请选择提醒日期'],
    [{ day: '后天' }, 'day', '不是有效日期'],
    [{ day: '2026-02-30' }, 'day', '不是有效日期'],
    [{ day: '2026-05-19' }, 'day', '提醒日期已经过去'],
    [{ day: '2062-05-20' }, 'day', '提醒日期太远'],
    [{ day: '2026-05-21', words: '打电话 13800000000 问' }, 'words', '不要写身份证号、手机号'],
    [{ day: '2026-05-21', words: '长'.repeat(201) }, 'words', '200'],
  ])('[R-PLT-05] bad input is said at its field and nothing is lost: %o', async (fields, field, message) => {
    const pen = await desk('pen');
    const casePid = await drafted(await as('pen'), organs.here!, column, '填错的一件');
    const before = (await rowsOf('pen')).length;
    const page = await set(pen, `cases/${casePid}`, fields);
    expect(page.status).toBe(422);
    const at = page.html.slice(page.html.indexOf(`id="f-${field}-msg"`));
    expect(at.slice(0, at.indexOf('</p>'))).toContain(message);
    if (fields.day) expect(page.html).toContain(`value="${fields.day}"`);
    if (fields.words) expect(page.html).toContain(fields.words);
    expect((await rowsOf('pen')).length).toBe(before);
  });

  test('[R-SEC-01] a secrecy mark is refused; the same form twice sets one; not more than the most', async () => {
    const pen = await desk('pen');
    const casePid = await drafted(await as('pen'), organs.here!, column, '只设一次的一件');
    const before = (await rowsOf('pen')).length;
    const marked = await set(pen, `cases/${casePid}`, { day: '2026-05-21', words: '机密★5年' });
    expect(marked.status).toBe(422);
    expect(marked.text).toContain('密级标志');
    const path = `/reminders/new/cases/${casePid}`;
    const page = await pen.get(path);
    for (let i = 0; i < 2; i++)
      expect((await pen.submit(page, path, { day: '2026-06-30', words: '' })).status).toBe(303);
    expect((await rowsOf('pen')).length).toBe(before + 1);
    await db()
      .insertInto('parameter_value')
      .values({
        name: 'notices.own-reminders',
        value: '1',
        organisation_id: organs.there!,
        valid_from: '2026-01-01',
        source: '测试',
        set_by_id: people.admin!,
        set_at: clock.now(),
      })
      .execute();
    const stranger = await desk('stranger');
    const theirs = `cases/${await drafted(await as('stranger'), organs.there!, column, '彼处的一件')}`;
    expect((await set(stranger, theirs, { day: '2026-06-30' })).status).toBe(303);
    const full = await set(stranger, theirs, { day: '2026-07-01' });
    expect(full.status).toBe(409);
    expect(full.text).toContain('您已有 1 条未完成的提醒');
  });

  test('[R-SEC-03] what a person may not read cannot be asked about: other organisations, other kinds of cases', async () => {
    const casePid = await drafted(await as('pen'), organs.here!, column, '外人不能看的一件');
    const documentPid = await documentOf(casePid);
    const request = newPublicId();
    await db()
      .insertInto('procedure_case')
      .values({
        pid: request,
        procedure: 'privacy-request',
        organisation_id: organs.here!,
        subject: '查阅个人信息',
        state: 'received',
        opened_on: TODAY,
        created_at: clock.now(),
      })
      .execute();
    // Who, what, whether: typed by hand.
    for (const [who, about, may] of [
      ['pen', `cases/${casePid}`, true],
      ['office', `cases/${casePid}`, true],
      ['stranger', `cases/${casePid}`, false],
      ['admin', `cases/${casePid}`, false],
      ['pen', `documents/${documentPid}`, true],
      ['stranger', `documents/${documentPid}`, false],
      ['window', `documents/${documentPid}`, false],
      ['window', `cases/${request}`, true],
      ['office', `cases/${request}`, true],
      ['pen', `cases/${request}`, false],
      ['pen', `documents/${casePid}`, false],
      ['pen', `cases/${documentPid}`, false],
      ['pen', 'cases/0000000000', false],
      ['pen', 'people/0000000000', false],
    ] as const)
      expect([who, about, (await (await desk(who)).get(`/reminders/new/${about}`)).status]).toEqual([
        who,
        about,
        may ? 200 : 404,
      ]);
    expect((await new Client(app.addresses.console!).get('/reminders')).status).toBe(303);
  });

  test('every kind of case has its act of reading, and the act exists', () => {
    const procedures = [passage, withdrawal, privacyRequest, policyFeedback].map((l) => l.procedure);
    expect(Object.keys(CASE_READERS).sort()).toEqual(procedures.sort());
    const declared = new Set(MODULES.flatMap((m) => Object.keys(m.access ?? {})));
    expect(Object.values(CASE_READERS).filter((act) => !declared.has(act))).toEqual([]);
  });
});

describe('on its day', () => {
  test('[R-PLT-05] told once, on the day or as soon as anything runs again; moved, told anew', async () => {
    await join('early', 'here', ['drafter']);
    const casePid = await drafted(await as('early'), organs.here!, column, '按日提醒的一件');
    const early = await desk('early');
    // Day, and whether it is a day of rest: Saturday, the Dragon Boat Festival (a Friday), the make-up Sunday.
    for (const [on, rest] of [
      ['2026-05-20', false],
      ['2026-05-22', false],
      ['2026-05-23', true],
      ['2026-05-26', false],
      ['2026-05-27', false],
      ['2026-06-19', true],
      ['2026-09-20', false],
    ] as const)
      expect((await set(early, `cases/${casePid}`, { day: on })).location, on).toBe(
        `/reminders?done=${rest ? 'set-rest' : 'set'}`,
      );
    const list = await early.get('/reminders?done=set-rest');
    expect(list.text).toContain('那一天是休息日');
    expect(list.text.match(/ 休息日 /g)).toHaveLength(2);
    // When the tick runs, and how many are told then: 0 is no notice.
    const told = async () => (await noticesOf('early')).map((n) => Number(/(\d+) 条/.exec(n.text)?.[1]));
    const seen: (readonly [string, number])[] = [
      ['2026-05-20T09:00', 1],
      ['2026-05-20T09:01', 0],
      ['2026-05-21T12:00', 0],
      ['2026-05-22T07:59', 0],
      ['2026-05-22T08:00', 1],
      ['2026-05-23T08:00', 1],
      ['2026-05-23T20:00', 0],
      // Nothing ran for some days.
      ['2026-05-28T10:00', 2],
      ['2026-06-18T23:59', 0],
    ];
    let before = 0;
    for (const [at, n] of seen) {
      setClock(`${at}:00`);
      await run('own-reminders');
      const now = await told();
      expect([at, now.slice(before)]).toEqual([at, n === 0 ? [] : [n]]);
      before = now.length;
    }
    const again = await desk('early');
    const moved = (await rowsOf('early')).find((r) => r.remind_on === '2026-05-26')!;
    const form = await again.get(`/reminders/${moved.pid}`);
    const to = await again.submit(form, `/reminders/${moved.pid}`, { day: '2026-06-19', words: '改到节日' });
    expect(to.location).toBe('/reminders?done=moved-rest');
    setClock('2026-06-19T08:30:00');
    await run('own-reminders');
    expect((await told()).slice(before)).toEqual([2]);
    setClock('2026-05-20T09:00:00');
  });

  test('[R-PLT-05] due and overdue stand under 我的待办 until 完成; then they are over', async () => {
    await join('daily', 'here', ['drafter']);
    const casePid = await drafted(await as('daily'), organs.here!, column, '挂在待办的一件');
    let daily = await desk('daily');
    await set(daily, `cases/${casePid}`, { day: '2026-05-21', words: '第一条' });
    await set(daily, `cases/${casePid}`, { day: '2026-05-25', words: '第二条' });
    expect((await daily.get('/')).text).not.toContain('到日期的提醒');
    setClock('2026-05-22T09:00:00');
    daily = await desk('daily');
    const home = await daily.get('/');
    expect(home.text).toContain('到日期的提醒');
    expect(home.text).toContain('第一条');
    expect(home.text).not.toContain('第二条');
    const list = await daily.get('/reminders');
    expect(list.text).toMatch(/已过日期 1 条.*第一条.*以后 1 条.*第二条/);
    const [first] = await rowsOf('daily');
    const done = await daily.submit(home, `/reminders/${first!.pid}/done`);
    expect(done.location).toBe('/');
    expect((await daily.get('/')).text).not.toContain('到日期的提醒');
    expect((await daily.get('/reminders')).text).toMatch(/已完成和终止 1 条.*第一条.*已完成 2026-05-22/);
    // Over is over.
    const late = await daily.submit(list, `/reminders/${first!.pid}/done`);
    expect(late.status).toBe(409);
    expect(late.text).toContain('已经完成或者终止');
    const path = `/reminders/${first!.pid}`;
    const fields = list.hidden(`${path}/done`);
    expect((await daily.get(path)).text).toContain('已经完成或者终止');
    expect((await daily.post(path, { ...fields, day: '2026-06-01', words: '' })).status).toBe(409);
    setClock('2026-05-20T09:00:00');
  });

  test('[R-SEC-03] neither title nor words leave the list: not in the notice, the audit, the jobs; a deputy sees none', async () => {
    await join('quiet', 'here', ['drafter']);
    await join('deputy', 'here', ['drafter']);
    await giveDeputation(await as('officer'), {
      pid: pids.quiet!,
      deputyPid: pids.deputy!,
      validFrom: TODAY,
      validTo: addDays(TODAY, 30),
      reason: '培训',
      once: newToken(),
    });
    const casePid = await drafted(await as('quiet'), organs.here!, column, '标题不外传的一件');
    const quiet = await desk('quiet');
    await set(quiet, `cases/${casePid}`, { day: '2026-05-20', words: '内容不外传的一句' });
    await run('own-reminders');
    const [notice] = (await noticesOf('quiet')).filter((n) => n.kind === 'own-reminder');
    expect(notice).toEqual({
      kind: 'own-reminder',
      path: '/reminders',
      text: '您设定的 1 条提醒已到日期，请在“我的提醒”中查看。',
    });
    expect((await quiet.get('/notices')).text).toContain('您设定的 1 条提醒已到日期');
    expect(outsideText([{ kind: 'own-reminder', day: null }], TODAY)).toBe('您有 1 条本人提醒消息');
    const audit = await db().selectFrom('audit_row').select('details').execute();
    const said = JSON.stringify(audit);
    expect(said).toContain(casePid);
    expect(said).not.toMatch(/不外传/);
    const deputy = await desk('deputy');
    for (const path of ['/notices', '/reminders', '/', `/cases/${casePid}`])
      expect((await deputy.get(path)).text, path).not.toMatch(/条提醒已到日期|内容不外传/);
  });

  test('[R-SEC-03] whoever may no longer read the thing sees no title and no way to it', async () => {
    await join('moving', 'here', ['drafter']);
    const casePid = await drafted(await as('moving'), organs.here!, column, '不再能看的一件');
    const moving = await desk('moving');
    await set(moving, `cases/${casePid}`, { day: '2026-05-20', words: '记着' });
    await set(moving, `documents/${await documentOf(casePid)}`, { day: '2026-05-20', words: '也记着' });
    expect((await moving.get('/reminders')).text).toContain('不再能看的一件');
    await db()
      .updateTable('role_grant')
      .set({ valid_to: '2026-05-19' })
      .where('person_id', '=', people.moving!)
      .execute();
    const list = await moving.get('/reminders');
    expect(list.text).toMatch(/您现在不能查看这一件 记着.*您现在不能查看这一件 也记着/);
    expect(list.html).not.toContain('不再能看的一件');
    expect(list.html).not.toContain(casePid);
    const [row] = await rowsOf('moving');
    expect((await moving.get(`/reminders/${row!.pid}`)).html).not.toContain('不再能看的一件');
    expect((await moving.submit(list, `/reminders/${row!.pid}/done`)).status).toBe(303);
  });
});

describe('a person who leaves', () => {
  test('[R-ORG-12] reminders go with the case to whoever takes over, the others end; nobody reads them meanwhile', async () => {
    await join('leaver', 'here', ['drafter']);
    const casePid = await drafted(await as('leaver'), organs.here!, column, '移交的一件');
    const leaver = await desk('leaver');
    await set(leaver, `cases/${casePid}`, { day: '2026-05-20', words: '催一催附件' });
    await set(leaver, `documents/${await documentOf(casePid)}`, { day: '2026-06-01', words: '看一看' });
    await run('own-reminders');
    const admin = await desk('admin');
    const page = await admin.get(`/people/${pids.leaver}/handover`);
    expect(page.text).toContain('本人提醒 未完成 2 条：1 条随事项移交给接手人，1 条终止');
    expect(page.text).not.toMatch(/催一催|看一看/);
    await handOver(await as('admin'), HOUSE, {
      pid: pids.leaver!,
      to: { kind: 'leave', lastDay: TODAY },
      successor: pids.mate!,
      choices: {},
      once: newToken(),
    });
    const taken = (await rowsOf('mate')).find((r) => r.words === '催一催附件');
    expect(taken).toMatchObject({ state: 'open', told_on: null, from_person_id: people.leaver });
    expect(await rowsOf('leaver')).toEqual([expect.objectContaining({ state: 'ended', words: '看一看' })]);
    const mate = await desk('mate');
    expect((await mate.get('/reminders')).text).toMatch(/移交的一件 催一催附件 （姓名leaver移交）/);
    expect((await noticesOf('mate')).map((n) => n.text)).toContain(
      '姓名leaver的 1 条提醒已随事项移交给您，请在“我的提醒”中查看。',
    );
    // On the last day the person still sees what became of the own ones.
    expect((await (await desk('leaver')).get('/reminders')).text).toContain('已终止（离任、调动）');
    await run('own-reminders');
    expect((await noticesOf('mate')).filter((n) => n.kind === 'own-reminder')).toHaveLength(1);
    const audit = await db()
      .selectFrom('audit_row')
      .select('details')
      .where('act', '=', 'person.leave')
      .executeTakeFirstOrThrow();
    expect(audit.details).toMatchObject({ remindersHanded: 1, remindersEnded: 1 });
  });
});

describe('what is kept', () => {
  test('[R-SEC-03] the words go with the personal data of their case; what is over goes after its time, open ones never', async () => {
    await join('keeper', 'here', ['drafter']);
    const casePid = await drafted(await as('keeper'), organs.here!, column, '保留的一件');
    const keeper = await desk('keeper');
    for (const words of ['甲某的事', '已办的事', '要办的事'])
      await set(keeper, `cases/${casePid}`, { day: '2026-05-20', words });
    const [, second] = await rowsOf('keeper');
    await keeper.submit(await keeper.get('/reminders'), `/reminders/${second!.pid}/done`);
    const erased = (at: Date, ref: string) =>
      db()
        .insertInto('erasure')
        .values({
          case_id: second!.case_id!,
          key_ref: ref,
          value_refs: [],
          kinds: ['name'],
          key_destroyed: true,
          basis: 'request',
          person_id: people.admin!,
          at,
        })
        .execute();
    const words = async () => (await rowsOf('keeper')).map((r) => r.words);
    // An erasure before they were written concerns nobody they could speak of.
    setClock('2026-05-20T08:00:00');
    await erased(clock.now(), '0'.repeat(10));
    setClock('2026-05-20T10:00:00');
    await run('own-reminders-over');
    expect(await words()).toEqual(['甲某的事', '已办的事', '要办的事']);
    await erased(clock.now(), '1'.repeat(10));
    await run('own-reminders-over');
    expect(await words()).toEqual(['', '', '']);
    // 365 days after it was done: still there; a day later gone.
    setClock('2027-05-20T23:59:00');
    await run('own-reminders-over');
    expect(await rowsOf('keeper')).toHaveLength(3);
    setClock('2027-05-21T00:00:00');
    await run('own-reminders-over');
    expect((await rowsOf('keeper')).map((r) => r.state)).toEqual(['open', 'open']);
    setClock('2026-05-20T09:00:00');
  });

  test('[R-SEC-03] the portal cannot see them', async () => {
    await expect(
      sql`select pid from public.reminder`.execute(openAs(database, 'portal')),
    ).rejects.toMatchObject({ code: '42501' });
  });
});
