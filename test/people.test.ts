import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { addPerson, GRANTABLE, grantRole, loadPerson, ROLES, type Role } from '../src/core/index.ts';
import { ACTS } from '../src/house.ts';
import { addDays, type Day, day } from '../src/law/day.ts';
import {
  addStaffMember,
  changeStaffMember,
  giveAccount,
} from '../src/modules/administration/people/acts/people.ts';
import { endGrant, type GrantInput, giveGrant } from '../src/modules/administration/people/acts/rights.ts';
import { settableClock } from '../src/platform/clock.ts';
import { newToken } from '../src/platform/crypto.ts';
import { Forbidden, Refusal } from '../src/platform/errors.ts';
import {
  addOrgan,
  addStaff,
  Client,
  cloneDatabase,
  crew,
  deskOf,
  type Page,
  startTestApp,
  type TestDatabase,
} from './harness.ts';

const TODAY = day('2026-05-20');
const clock = settableClock('2026-05-20T09:00:00+08:00');
let database: TestDatabase;
let app: RunningApp & { clock: typeof clock };
const organs: Record<string, number> = {};
const routes: { method: string; url: string }[] = [];
const db = () => app.office!.db;
const { people, pids, as, join } = crew(() => app, organs);

beforeAll(async () => {
  database = await cloneDatabase('empty');
  const listen = (message: unknown) =>
    (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', (route) => {
      for (const method of [route.method].flat()) routes.push({ method, url: route.url });
    });
  subscribe('fastify.initialization', listen);
  app = { ...(await startTestApp(database, { clock, faces: ['console'] })), clock };
  unsubscribe('fastify.initialization', listen);
  organs.city = await addOrgan(db(), { code: 'city', kind: 'city-government', name: '测试市政府' });
  organs.county = await addOrgan(db(), {
    code: 'county',
    kind: 'county',
    parentId: organs.city,
    name: '测试县政府',
  });
  organs.town = await addOrgan(db(), {
    code: 'town',
    kind: 'township',
    parentId: organs.county,
    name: '测试镇政府',
  });
  organs.bureau = await addOrgan(db(), { code: 'bureau', parentId: organs.city, name: '测试局' });
  await join('admin', 'city', ['administrator'], { scope: 'subtree' });
  await join('county-admin', 'county', ['administrator'], { scope: 'subtree' });
  await join('officer', 'city', ['security-officer'], { scope: 'subtree' });
  await join('officer2', 'city', ['security-officer'], { scope: 'subtree' });
  await join('county-officer', 'county', ['security-officer'], { scope: 'subtree' });
  await join('auditor', 'city', ['auditor'], { scope: 'subtree' });
  await join('writer', 'town', ['drafter']);
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

let serial = 0;
/** Somebody new in the town without account or grant. */
async function somebody(at = 'town'): Promise<{ id: number; pid: string }> {
  return db()
    .transaction()
    .execute((tx) =>
      addPerson(tx, {
        name: `人员${++serial}`,
        organisationId: organs[at]!,
        post: '科员',
        validFrom: day('2020-01-01'),
      }),
    );
}
const grant = async (by: string, pid: string, role: Role, o: Partial<GrantInput> & { at?: string } = {}) => {
  const { at = 'town', ...rest } = o;
  return giveGrant(await as(by), {
    pid,
    role,
    scope: 'organisation',
    organisationId: organs[at]!,
    validFrom: TODAY,
    lent: false,
    source: '',
    once: newToken(),
    ...rest,
  });
};

/** What happened: 给 (given), or why not in the program's words. */
async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return '给';
  } catch (error) {
    if (error instanceof Refusal || error instanceof Forbidden) return error.message;
    throw error;
  }
}

describe('三员互斥', () => {
  // The oracle, by hand: first grant, its days, second grant, its days, whether it may be given. Days count from today.
  const TABLE = `
    | drafter          | 0 至 长期 | approver         | 0 至 长期 | 可 |
    | drafter          | 0 至 长期 | administrator    | 0 至 长期 | 否 |
    | drafter          | 0 至 10   | administrator    | 10 至 20  | 否 |
    | drafter          | 0 至 10   | administrator    | 11 至 20  | 可 |
    | drafter          | 30 至 40  | administrator    | 0 至 长期 | 否 |
    | drafter          | 30 至 40  | administrator    | 0 至 29   | 可 |
    | drafter          | 30 至 40  | administrator    | 0 至 30   | 否 |
    | administrator    | 0 至 长期 | security-officer | 5 至 6    | 否 |
    | administrator    | 0 至 长期 | auditor          | 5 至 6    | 否 |
    | security-officer | 0 至 4    | auditor          | 5 至 6    | 可 |
    | security-officer | 0 至 长期 | supervisor       | 0 至 0    | 否 |
    | auditor          | 0 至 长期 | site-operator    | 0 至 长期 | 否 |
    | auditor          | 0 至 长期 | expert           | 0 至 长期 | 否 |
    | auditor          | 7 至 8    | auditor          | 9 至 9    | 可 |`;
  const rows = TABLE.trim()
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((c) => c.trim()),
    ) as [Role, string, Role, string, string][];
  const days = (text: string) => {
    const [from, to] = text.split(' 至 ') as [string, string];
    return {
      validFrom: addDays(TODAY, Number(from)),
      ...(to === '长期' ? {} : { validTo: addDays(TODAY, Number(to)) }),
    };
  };

  test.each(rows)('[R-SEC-03] 已有 %s（%s）的人，再授 %s（%s）：%s', async (first, a, second, b, may) => {
    const { pid } = await somebody();
    expect(await outcome(grant('officer', pid, first, days(a)))).toBe('给');
    const result = await outcome(grant('officer', pid, second, days(b)));
    if (may === '可') expect(result).toBe('给');
    else {
      expect(result).toContain(ROLES[first].label);
      expect(result).toContain(ROLES[second].label);
      expect(result).toContain('须由不同的人承担');
    }
  });

  test('[R-SEC-03] 两项互斥的授权同时给，只有一项成功', async () => {
    for (let round = 0; round < 8; round++) {
      const { id, pid } = await somebody();
      const results = await Promise.all([
        outcome(grant('officer', pid, 'administrator')),
        outcome(grant('officer2', pid, 'drafter')),
        outcome(grant('officer', pid, 'auditor', { validFrom: addDays(TODAY, 5) })),
      ]);
      expect(results.filter((r) => r === '给')).toHaveLength(1);
      const held = await db().selectFrom('role_grant').select('role').where('person_id', '=', id).execute();
      expect(held).toHaveLength(1);
    }
  });
});

describe('授权', () => {
  test('[R-SEC-03] 不能给自己授权，也不能终止自己的授权', async () => {
    const pid = pids.officer!;
    expect(await outcome(grant('officer', pid, 'security-officer'))).toContain('不能给自己授权');
    const own = await db()
      .selectFrom('role_grant')
      .select('id')
      .where('person_id', '=', people.officer!)
      .executeTakeFirstOrThrow();
    const end = endGrant(await as('officer'), { pid, grantId: own.id, once: newToken() });
    expect(await outcome(end)).toContain('不能给自己授权');
  });

  test.each([
    ['county-officer', 'town', 'organisation', '给'],
    ['county-officer', 'county', 'subtree', '给'],
    ['county-officer', 'city', 'organisation', '没有办理此事的权限|超出您自己的管理范围'],
    ['county-officer', 'bureau', 'organisation', '没有办理此事的权限|超出您自己的管理范围'],
    ['officer', 'city', 'subtree', '给'],
    ['admin', 'town', 'organisation', '没有办理此事的权限'],
    ['auditor', 'town', 'organisation', '没有办理此事的权限'],
    ['writer', 'town', 'organisation', '没有办理此事的权限'],
  ] as const)('[R-SEC-03] %s 在 %s（%s）授权：%s', async (by, at, scope, should) => {
    const { pid } = await somebody();
    expect(await outcome(grant(by, pid, 'drafter', { at, scope }))).toMatch(new RegExp(should));
  });

  test('系统管理员建的人、开的账号，没有授权就什么也办不了', async () => {
    const { pid } = await addStaffMember(await as('admin'), {
      name: '新来的',
      organisationId: organs.town!,
      post: '科员',
      staffNumber: 'T-001',
      validFrom: TODAY,
      confirmed: false,
      once: newToken(),
    });
    const made = await giveAccount(await as('admin'), {
      pid,
      username: 'fresh',
      password: 'First-Password-9',
      once: newToken(),
    });
    expect(made).toEqual({ pid });
    const id = (await db().selectFrom('person').select('id').where('pid', '=', pid).executeTakeFirstOrThrow())
      .id;
    const person = await loadPerson(db(), id, TODAY, ACTS);
    for (const act of new Set([...ACTS.values()].flatMap((s) => [...s])))
      expect([person?.mayAnywhere(act), person?.may(act, organs.town!)], act).toEqual([false, false]);
    const client = new Client(app.addresses.console!);
    const signedIn = await client.signIn('fresh', 'First-Password-9');
    expect(signedIn.status).toBe(303);
    // The first password must be changed before anything else.
    expect((await client.get('/')).location).toBe('/password');
  });

  test('将来生效的到日才有，截止日当天仍有，次日没有', async () => {
    const { id, pid } = await somebody();
    await grant('officer', pid, 'drafter', { validFrom: addDays(TODAY, 2), validTo: addDays(TODAY, 4) });
    const on = async (n: number) =>
      (await loadPerson(db(), id, addDays(TODAY, n), ACTS))?.may('document.draft', organs.town!);
    expect([await on(1), await on(2), await on(4), await on(5)]).toEqual([false, true, true, false]);
  });

  test.each<[string, Partial<GrantInput> & { at?: string }, string]>([
    ['追溯', { validFrom: addDays(TODAY, -1) }, '授权不能追溯'],
    ['截止早于生效', { validFrom: addDays(TODAY, 5), validTo: addDays(TODAY, 4) }, '截止日早于生效日'],
    ['借用没有截止日', { lent: true, at: 'bureau', source: '函〔2026〕1号' }, '借用须有截止日'],
    ['借用没有依据', { lent: true, at: 'bureau', validTo: addDays(TODAY, 30) }, '借用须写明依据'],
    ['借给本机构', { lent: true, validTo: addDays(TODAY, 30), source: '函' }, '借用是借给其他机构'],
    [
      '借用及下级',
      { lent: true, at: 'bureau', scope: 'subtree', validTo: addDays(TODAY, 30), source: '函' },
      '借用只能针对一个机构',
    ],
  ])('填写有误：%s', async (_title, o, should) => {
    const { pid } = await somebody();
    expect(await outcome(grant('officer', pid, 'attribute-reviewer', o))).toContain(should);
  });

  test('签发人不能借用；同样的授权不能重复；撤销的机构不能授权', async () => {
    const { pid } = await somebody();
    const lent = { lent: true, at: 'bureau', validTo: addDays(TODAY, 30), source: '函〔2026〕1号' };
    expect(await outcome(grant('officer', pid, 'approver', lent))).toContain('可以借用');
    await grant('officer', pid, 'drafter');
    expect(await outcome(grant('officer', pid, 'drafter', { validFrom: addDays(TODAY, 3) }))).toContain(
      '已有同样的授权',
    );
    const ended = await addOrgan(db(), { code: 'ended', parentId: organs.city! });
    await db().updateTable('organisation').set({ valid_to: '2026-05-19' }).where('id', '=', ended).execute();
    const input = { organisationId: ended };
    expect(await outcome(grant('officer', pid, 'approver', input))).toContain('已于 2026-05-19 撤销');
  });

  test('[R-SEC-04] 借用的审查人在借入机构可审，页面注明借用，到期自动失效', async () => {
    const { id, pid } = await somebody('county');
    await grant('officer', pid, 'attribute-reviewer', {
      lent: true,
      at: 'town',
      validTo: addDays(TODAY, 10),
      source: '借用函〔2026〕3号',
    });
    const on = async (n: number) =>
      (await loadPerson(db(), id, addDays(TODAY, n), ACTS))?.may('document.attribute-review', organs.town!);
    expect([await on(0), await on(10), await on(11)]).toEqual([true, true, false]);
    const client = await deskOf(app, 'officer');
    const page = await client.get(`/people/${pid}`);
    expect(page.text).toContain('借用中');
    expect(page.text).toContain('依据：借用函〔2026〕3号');
  });

  test('立即终止当即失效，未生效的终止后永不生效，留下终止人和时间', async () => {
    const { id, pid } = await somebody();
    await grant('officer', pid, 'drafter');
    await grant('officer', pid, 'approver', { validFrom: addDays(TODAY, 9) });
    const grants = await db()
      .selectFrom('role_grant')
      .selectAll()
      .where('person_id', '=', id)
      .orderBy('id')
      .execute();
    for (const g of grants) await endGrant(await as('officer2'), { pid, grantId: g.id, once: newToken() });
    for (const n of [0, 9, 400])
      expect((await loadPerson(db(), id, addDays(TODAY, n), ACTS))?.roles).toEqual([]);
    const after = await db().selectFrom('role_grant').selectAll().where('person_id', '=', id).execute();
    for (const g of after) {
      expect(g.ended_by_id).toBe(people.officer2);
      expect(g.ended_at?.getTime()).toBe(clock.now().getTime());
    }
    const again = endGrant(await as('officer'), { pid, grantId: grants[0]!.id, once: newToken() });
    expect(await outcome(again)).toContain('已经终止');
  });

  test('离任日之后不能授权', async () => {
    const { id, pid } = await somebody();
    await db().updateTable('person').set({ valid_to: '2026-06-01' }).where('id', '=', id).execute();
    expect(await outcome(grant('officer', pid, 'drafter'))).toContain('授权不能超过这一天');
    expect(await outcome(grant('officer', pid, 'drafter', { validTo: day('2026-06-01') }))).toBe('给');
  });
});

describe('一个自然人一条记录', () => {
  const add = async (o: { name: string; staffNumber?: string; at?: string; confirmed?: boolean }) =>
    addStaffMember(await as('admin'), {
      name: o.name,
      organisationId: organs[o.at ?? 'bureau']!,
      post: '科员',
      staffNumber: o.staffNumber ?? '',
      validFrom: TODAY,
      confirmed: o.confirmed ?? false,
      once: newToken(),
    });

  test('[R-SEC-04] 工号相同一律不建，不分大小写；同机构同名须确认', async () => {
    await add({ name: '林同名', staffNumber: 'B-7' });
    expect(await outcome(add({ name: '另一个', staffNumber: 'b-7', confirmed: true }))).toContain(
      '工号“b-7”已属于',
    );
    expect(await outcome(add({ name: '林同名' }))).toContain('本机构已有同名的林同名');
    expect(await outcome(add({ name: '林同名', at: 'town' }))).toBe('给');
    expect(await outcome(add({ name: '林同名', confirmed: true }))).toBe('给');
  });

  test('两人同时建同名人员，只建一个', async () => {
    const results = await Promise.all([1, 2, 3].map(() => outcome(add({ name: '同时建' }))));
    expect(results.filter((r) => r === '给')).toHaveLength(1);
  });

  test('修改时也查，且不查自己；页面过时的不收', async () => {
    const { pid } = await add({ name: '改名前', staffNumber: 'B-8' });
    const input = {
      pid,
      name: '改名后',
      post: '副科长',
      staffNumber: 'B-8',
      confirmed: false,
    };
    await changeStaffMember(await as('admin'), { ...input, seenVersion: 1, once: newToken() });
    expect(
      await outcome(changeStaffMember(await as('admin'), { ...input, seenVersion: 1, once: newToken() })),
    ).toContain('已被同事改过');
    expect(
      await outcome(
        changeStaffMember(await as('admin'), {
          ...input,
          staffNumber: 'B-7',
          seenVersion: 2,
          once: newToken(),
        }),
      ),
    ).toContain('工号“B-7”已属于');
  });

  test('一个人只能有一个账号，用户名不能重复，弱口令不收', async () => {
    const { pid } = await add({ name: '要账号' });
    const give = async (username: string, password = 'First-Password-9') =>
      outcome(giveAccount(await as('admin'), { pid, username, password, once: newToken() }));
    expect(await give('needs', 'short')).toContain('首次口令至少');
    expect(await give('writer')).toContain('已有人使用');
    expect(await give('needs')).toBe('给');
    expect(await give('needs2')).toContain('一个人只能有一个账号');
  });
});

describe('页面', () => {
  const clients = new Map<string, Client>();
  const client = async (username: string) => {
    const known = clients.get(username) ?? (await deskOf(app, username));
    clients.set(username, known);
    return known;
  };

  // Who may open which address, by hand.
  const ADMIN = ['admin'];
  const OFFICER = ['officer'];
  const ROUTES: Record<string, readonly string[]> = {
    'GET /people': [...ADMIN, ...OFFICER],
    'POST /people/export': [...ADMIN, ...OFFICER],
    'GET /people/unattended': [...ADMIN, ...OFFICER],
    'GET /people/import': ADMIN,
    'POST /people/import': ADMIN,
    'GET /people/template.xlsx': ADMIN,
    'GET /people/new': ADMIN,
    'POST /people/new': ADMIN,
    'GET /people/:pid': [...ADMIN, ...OFFICER],
    'GET /people/:pid/edit': ADMIN,
    'POST /people/:pid/edit': ADMIN,
    'GET /people/:pid/account': ADMIN,
    'POST /people/:pid/account': ADMIN,
    'GET /people/:pid/reset': ADMIN,
    'POST /people/:pid/reset': ADMIN,
    'GET /people/:pid/return': ADMIN,
    'POST /people/:pid/return': ADMIN,
    'GET /people/:pid/handover': ADMIN,
    'POST /people/:pid/handover': ADMIN,
    'GET /people/:pid/grants/new': OFFICER,
    'POST /people/:pid/grants/new': OFFICER,
    'POST /people/:pid/grants/:grant/end': OFFICER,
    'GET /people/:pid/deputations/new': OFFICER,
    'POST /people/:pid/deputations/new': OFFICER,
    'POST /people/:pid/deputations/:deputation/end': OFFICER,
    'GET /roles': [...ADMIN, ...OFFICER, 'auditor'],
  };

  const ask = async (who: string, route: string, pid: string): Promise<Page> => {
    const [method, url] = route.split(' ') as [string, string];
    const path = url.replace(':pid', pid).replace(':grant', '1').replace(':deputation', '0000000000');
    const c = await client(who);
    if (method === 'GET') return c.get(path);
    const once = (await c.get('/password')).hidden('/signout')._once ?? '';
    return c.post(path, { _once: once });
  };

  test('表中有人员、角色的每一条路由', () => {
    const found = routes
      .filter((r) => ['GET', 'POST'].includes(r.method) && /^\/(people|roles)/.test(r.url))
      .map((r) => `${r.method} ${r.url}`);
    expect(Object.keys(ROUTES).sort()).toEqual([...new Set(found)].sort());
  });

  test('[R-SEC-03] 每条路由 × 每个角色：没有权限的 403，管理范围以外的 404', async () => {
    const { pid } = await somebody('town');
    for (const role of GRANTABLE) {
      if (['administrator', 'security-officer', 'auditor'].includes(role)) continue;
      await addStaff(db(), { username: `has-${role}`, organisationId: organs.town!, grants: [{ role }] });
    }
    const everybody = [
      'admin',
      'officer',
      'auditor',
      // A sample of the content roles that touch most; all of them hold none of these acts by the matrix of roles.
      ...['drafter', 'approver', 'principal-leader', 'disclosure-office', 'supervisor'].map(
        (r) => `has-${r}`,
      ),
    ];
    const wrong: string[] = [];
    for (const [route, may] of Object.entries(ROUTES))
      for (const who of everybody) {
        const { status } = await ask(who, route, pid);
        const open = status !== 403;
        if (open !== may.includes(who)) wrong.push(`${who} ${route}: ${status}`);
      }
    expect(wrong).toEqual([]);
    const outside = await somebody('bureau');
    for (const [route, may] of Object.entries(ROUTES)) {
      if (!route.includes(':pid')) continue;
      for (const who of ['county-admin', 'county-officer']) {
        if (!may.includes(who.replace('county-', ''))) continue;
        // A form with nothing in it is answered by its page, and the page does not exist.
        const { status } = await ask(who, route, outside.pid);
        if (status !== 404) wrong.push(`${who} ${route}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
    const list = await (await client('county-admin')).get('/people');
    expect(list.html).not.toContain(outside.pid);
  });

  test('[R-SEC-03] 新增人员、开账号、授权：两位管理员先后办，本人登录后可起草', async () => {
    const admin = await client('admin');
    const form = await admin.get('/people/new');
    const added = await admin.submit(form, '/people/new', {
      organisation: 'town',
      name: '方小满',
      post: '科员',
      staffNumber: '',
      from: '2026-05-20',
    });
    expect(added.status).toBe(303);
    const path = added.location.split('?')[0]!;
    const page = await admin.get(added.location);
    expect(page.text).toContain('没有授权的人登录后不能办理任何事');
    expect(page.html).not.toContain(`${path}/grants/new`);
    const account = await admin.get(`${path}/account`);
    const proposed = /name="password"[^>]*value="([^"]+)"/.exec(account.html)?.[1] ?? '';
    expect(proposed.length).toBeGreaterThan(9);
    const opened = await admin.submit(account, `${path}/account`, { username: 'fang', password: proposed });
    expect(opened.location).toBe(`${path}?done=account`);
    const officer = await client('officer');
    const granting = await officer.get(`${path}/grants/new`);
    const granted = await officer.submit(granting, `${path}/grants/new`, {
      role: 'drafter',
      organisation: 'town',
      scope: 'organisation',
      from: '2026-05-20',
      to: '',
      source: '任职文件〔2026〕8号',
    });
    expect(granted.location).toBe(`${path}?done=granted`);
    const fang = await deskOf(app, 'fang', proposed);
    const change = await fang.get('/password');
    await fang.submit(change, '/password', {
      current: proposed,
      next: 'Erste-Wahl-2026',
      repeat: 'Erste-Wahl-2026',
    });
    expect((await fang.get('/documents/new?secret=no')).text).toContain('测试镇政府');
    expect((await fang.get('/people')).status).toBe(403);
    // Nothing of the particulars stands in the audit trail.
    const rows = await db().selectFrom('audit_row').select(['details', 'subject_id']).execute();
    expect(JSON.stringify(rows)).not.toMatch(/方小满|Erste-Wahl/);
  });

  test('填错的不丢：同名要确认，确认后通过；错误在字段旁', async () => {
    const admin = await client('admin');
    const fields = {
      organisation: 'town',
      name: '重名的',
      post: '科员',
      from: '2026-05-20',
      staffNumber: '工号 7',
    };
    const first = await admin.submit(await admin.get('/people/new'), '/people/new', fields);
    expect(first.status).toBe(422);
    expect(first.text).toContain('工号只能由字母、数字和短横线组成');
    expect(first.html).toContain('value="重名的"');
    const good = { ...fields, staffNumber: '' };
    expect((await admin.submit(first, '/people/new', good)).status).toBe(303);
    const second = await admin.submit(await admin.get('/people/new'), '/people/new', good);
    expect(second.status).toBe(422);
    expect(second.text).toContain('已核实，是另一位同事');
    expect((await admin.submit(second, '/people/new', { ...good, confirm: 'yes' })).status).toBe(303);
  });

  test('授权互斥在页面上说明，填的内容还在', async () => {
    const { pid } = await somebody();
    await grant('officer', pid, 'drafter');
    const officer = await client('officer');
    const path = `/people/${pid}/grants/new`;
    const page = await officer.submit(await officer.get(path), path, {
      role: 'auditor',
      organisation: 'town',
      scope: 'organisation',
      from: '2026-06-01',
      source: '任职文件',
    });
    expect(page.status).toBe(409);
    expect(page.text).toContain('已是“起草人”');
    expect(page.html).toContain('value="任职文件"');
    expect(page.html).toContain('value="2026-06-01"');
  });
});

describe('核心函数', () => {
  test('grantRole 不认没有的人和机构', async () => {
    const give = (personId: number, organisationId: number) =>
      db()
        .transaction()
        .execute((tx) =>
          grantRole(tx, {
            personId,
            role: 'drafter',
            scope: 'organisation',
            organisationId,
            validFrom: TODAY as Day,
            at: clock.now(),
          }),
        );
    await expect(give(999_999, organs.town!)).rejects.toThrow('没有找到这个人员');
    await expect(give(people.writer!, 999_999)).rejects.toThrow('没有找到这个机构');
  });
});
