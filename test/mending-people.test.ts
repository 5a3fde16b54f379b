import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { holdersOf, nearestHolders } from '../src/core/index.ts';
import { day } from '../src/law/day.ts';
import { giveDeputation } from '../src/modules/administration/people/acts/rights.ts';
import * as acts from '../src/modules/documents/index.ts';
import { settableClock } from '../src/platform/clock.ts';
import { newToken } from '../src/platform/crypto.ts';
import {
  addOrgan,
  Client,
  cloneDatabase,
  crew,
  deskOf,
  PASSWORD,
  startTestApp,
  type TestDatabase,
} from './harness.ts';
import { drafted, oneColumn, seen } from './passage-kit.ts';

/* What people read of deputies, of the audit trail and of accounts, and what follows from it. */

const clock = settableClock('2026-05-20T09:00:00+08:00');
let database: TestDatabase;
let app: RunningApp & { clock: typeof clock };
const organs = { city: 0, town: 0, other: 0 };
const db = () => app.office!.db;
const { people, pids, as, join } = crew(() => app, organs);

beforeAll(async () => {
  database = await cloneDatabase('empty');
  app = { ...(await startTestApp(database, { clock, faces: ['console'] })), clock };
  organs.city = await addOrgan(db(), { code: 'city', kind: 'city-government', name: '明川市人民政府' });
  organs.town = await addOrgan(db(), {
    code: 'town',
    kind: 'township',
    parentId: organs.city,
    name: '石桥镇',
  });
  organs.other = await addOrgan(db(), { code: 'other', parentId: organs.city, name: '市农业农村局' });
  await join('officer', 'city', ['security-officer'], { name: '安全甲', scope: 'subtree' });
  await join('admin', 'city', ['administrator'], { name: '管理乙', scope: 'subtree' });
  await join('auditor', 'city', ['auditor'], { name: '审计丙', scope: 'subtree' });
  await join('pen', 'town', ['drafter'], { name: '起草人张三' });
  await join('head', 'town', ['attribute-reviewer', 'secrecy-reviewer', 'approver'], { name: '镇长王五' });
  await join('plain', 'town', [], { name: '无角色赵六' });
  await join('local', 'town', ['auditor'], { name: '本镇审计员' });
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

const signedIn = (username: string) => deskOf(app, username);

test('[R-ORG-03] 有账号、没有角色的人员：安全管理员的首页写明人数，点开即为清单', async () => {
  const home = async (name: string) => (await signedIn(name)).get('/');
  const officer = await signedIn('officer');
  const page = await officer.get('/');
  expect(page.text).toContain('有账号、没有角色的人员共 1 人');
  // Named at once, with the way to the form; no lonely number across the page.
  expect(page.text).toContain('无角色赵六');
  expect(page.links).toContain(`/people/${pids.plain}/grants/new`);
  expect(page.html.slice(page.html.indexOf('等待授予角色'))).not.toContain('mc-count');
  const link = page.links.find((l) => l.includes('state=account-no-role'))!;
  const list = await officer.get(link);
  expect(list.text).toContain('无角色赵六');
  expect(list.text).not.toContain('镇长王五');
  expect((await home('admin')).text).not.toContain('没有角色的人员');
});

describe('代理', () => {
  test('[R-SEC-03] 唯一审签人代理起草人：先提醒，勾选后才办；不合适的人不在名单里', async () => {
    const officer = await signedIn('officer');
    const path = `/people/${pids.pen}/deputations/new`;
    const page = await officer.get(path);
    expect(page.text).toContain('镇长王五');
    expect(page.text).not.toContain('本镇审计员');
    expect(page.text).not.toContain('管理乙');
    const fields = { deputy: pids.head!, from: '2026-05-20', to: '2026-05-22', reason: '出差' };
    const asked = await officer.submit(page, path, fields);
    expect([asked.status, asked.text.includes('无人可以审签')]).toEqual([422, true]);
    const done = await officer.submit(asked, path, { ...fields, confirmed: 'yes' });
    expect(done.location).toContain('done=deputy-given');
    expect((await officer.get(done.location)).text).not.toContain('到起始日自动生效');
  });

  test('[R-SEC-03] 当天终止的，写明到几点几分；没有开始就终止的，写未生效即终止', async () => {
    clock.set('2026-05-20T15:04:00+08:00');
    const officer = await signedIn('officer');
    const person = await officer.get(`/people/${pids.pen}`);
    const action = /action="(\/people\/[0-9a-z]+\/deputations\/[0-9a-z]+\/end)"/.exec(person.html)![1]!;
    await officer.submit(person, action);
    const after = await officer.get(`/people/${pids.pen}`);
    expect(after.text).toContain('2026-05-20 至 2026-05-20 15:04（提前终止）');
    expect(after.text).not.toContain('未生效即终止');
    expect(after.text).not.toContain('2026-05-19');
    const own = await (await signedIn('pen')).get('/absence');
    expect(own.text).toContain('2026-05-20 至 2026-05-20 15:04（提前终止）');
    clock.set('2026-05-20T09:00:00+08:00');
  });

  test('[R-SEC-03] 待办写明代谁；两人都收到的消息代理人只看到一次；提醒也到代理人', async () => {
    await giveDeputation(await as('officer'), {
      pid: pids.head!,
      deputyPid: pids.plain!,
      validFrom: day('2026-05-20'),
      validTo: day('2026-05-30'),
      reason: '培训',
      once: newToken(),
    });
    const inbox = await (await signedIn('plain')).get('/notices');
    const rows = inbox.html.split('<tr').filter((row) => row.includes('镇长王五的工作由无角色赵六代理'));
    expect(rows).toHaveLength(1);
    const column = await oneColumn(db(), organs.city);
    const casePid = await drafted(await as('pen'), organs.town, column, '关于防汛工作的通知');
    await acts.submitDraft(await as('pen'), await seen(db(), casePid));
    const work = async (name: string) => (await (await signedIn(name)).get('/')).html.split('<tr').slice(2);
    const deputies = await work('plain');
    expect(deputies.length).toBeGreaterThan(0);
    expect(deputies.filter((row) => !row.includes('代 镇长王五'))).toEqual([]);
    expect((await work('head')).filter((row) => row.includes('代 '))).toEqual([]);
    const holders = await holdersOf(db(), [organs.town], day('2026-05-20'));
    expect(nearestHolders(holders, 'approver').toSorted()).toEqual([people.head, people.plain].toSorted());
    const returned = await acts.reviewAttribute(await as('plain'), {
      ...(await seen(db(), casePid)),
      verdict: 'return',
      comment: '请补充依据',
    });
    expect(returned.casePid).toBe(casePid);
  });
});

describe('操作留痕', () => {
  test('[R-PLT-03] 按编号只查到这一件；退回还是通过看得出；授权的内容是词语，归在授权的机构', async () => {
    const auditor = await signedIn('auditor');
    const { pid, id } = await db().selectFrom('gov_document').select(['pid', 'id']).executeTakeFirstOrThrow();
    // Another thing with the same internal number.
    expect(people.officer).toBe(id);
    await db()
      .insertInto('audit_row')
      .values({
        at: clock.now(),
        service: 'operator',
        act: 'user.reset',
        subject_kind: 'person',
        subject_id: String(id),
        organisation_id: organs.city,
        request_id: 'same-number',
        details: '{}',
      })
      .execute();
    const found = await auditor.get(`/audit?subject=${pid}`);
    expect(found.text).not.toContain('重置口令 人员');
    expect(found.html).not.toContain('安全甲</span>');
    const reviews = await auditor.get('/audit?act=document.attribute-review');
    const row = await auditor.get(reviews.links.find((l) => l.includes('/audit/rows/'))!);
    expect(row.text).toMatch(/结论 退回/);
    const officer = await signedIn('officer');
    const page = await officer.get(`/people/${pids.plain}/grants/new`);
    const action = /action="(\/people\/[0-9a-z]+\/grants[^"]*)"/.exec(page.html)![1]!;
    const given = await officer.submit(page, action, {
      role: 'drafter',
      scope: 'organisation',
      organisation: 'other',
      from: '2026-05-20',
      to: '',
      source: '',
    });
    expect(given.status, given.text).toBe(303);
    const grants = await auditor.get('/audit?act=grant.give&organisation=other');
    const grant = await auditor.get(grants.links.find((l) => l.includes('/audit/rows/'))!);
    expect(grant.text).toMatch(/角色 起草人.*机构 市农业农村局/s);
    expect(grant.text).toMatch(/借调 否/);
    expect(grant.text).not.toMatch(/lent|drafter/);
  });
});

describe('账号', () => {
  test('[R-SEC-03] 系统管理员重置忘记的口令：首次登录须改、原登录结束、本人知道、留痕', async () => {
    const before = await signedIn('plain');
    const admin = await signedIn('admin');
    const person = await admin.get(`/people/${pids.plain}`);
    const path = `/people/${pids.plain}/reset`;
    expect(person.links).toContain(path);
    const page = await admin.get(path);
    const weak = await admin.submit(page, path, { password: 'short' });
    expect(weak.status).toBe(422);
    const done = await admin.submit(page, path, { password: 'Given-In-Person-1' });
    expect(done.location).toContain('done=reset');
    expect((await before.get('/')).status).toBe(303);
    const again = new Client(app.addresses.console!);
    expect((await again.signIn('plain', PASSWORD)).status).toBe(422);
    expect((await again.signIn('plain', 'Given-In-Person-1')).status).toBe(303);
    expect((await again.get('/documents')).location).toContain('/password');
    const rows = await db()
      .selectFrom('audit_row')
      .select('act')
      .where('act', '=', 'account.reset')
      .execute();
    expect(rows).toHaveLength(1);
    const officer = await signedIn('officer');
    expect((await officer.get(path)).status).toBe(403);
  });

  test('[R-SEC-03] 第三次输错起说明还剩几次，第五次说明已锁定；没有的用户名一样', async () => {
    const said = async (username: string) => {
      const client = new Client(app.addresses.console!);
      const texts: string[] = [];
      for (let i = 1; i <= 5; i++) {
        const { text } = await client.signIn(username, `Wrong-${i}-Password`);
        texts.push(/再输错 \d 次|已锁定/.exec(text)?.[0] ?? '');
      }
      return texts;
    };
    const expected = ['', '', '再输错 2 次', '再输错 1 次', '已锁定'];
    expect(await said('head')).toEqual(expected);
    expect(await said('nobody-has-this')).toEqual(expected);
  });

  test('上次登录的提示只在登录后的第一页', async () => {
    const client = await signedIn('auditor');
    expect((await client.get('/')).text).toContain('上次登录');
    expect((await client.get('/')).text).not.toContain('上次登录');
  });
});

test('[R-ORG-03] 没有人可以接手时，移交按钮不可用并说明原因', async () => {
  const admin = await signedIn('admin');
  const page = await admin.get(`/people/${pids.pen}/handover`);
  expect(page.text).toMatch(/不可用：还有/);
  expect(page.html.slice(page.html.indexOf('怎样离开'))).not.toContain('type="submit"');
});
