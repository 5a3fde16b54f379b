import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { joinAccess, ROLES, type Role, type ScopeKind } from '../src/core/index.ts';
import { ACTS } from '../src/house.ts';
import { day } from '../src/law/day.ts';
import { access } from '../src/modules/documents/access.ts';
import * as acts from '../src/modules/documents/index.ts';
import { type Clock, instant } from '../src/platform/clock.ts';
import { newToken } from '../src/platform/crypto.ts';
import {
  actingAs,
  addOrgan,
  addStaff,
  Client,
  cloneDatabase,
  deskOf,
  Page,
  startTestApp,
  type TestDatabase,
} from './harness.ts';
import { oneColumn, paper, seen as seenAt, startDraft } from './passage-kit.ts';

// The oracle: who may do what, typed by hand. Nothing below derives it from the program.
const BY_ROLE = `
| 行为         | 起草人 | 公开属性审查人 | 保密审查员 | 审核、签发人 | 政务公开办 | 政府办公室 | 监督检查人员 | 网站运维 | 系统管理员 | 审计员 |
| 查看公文     | 可     | 可             | 可         | 可           | 可         | 可         | 可           | 否       | 否         | 否     |
| 新建草稿     | 可     | 否             | 否         | 否           | 否         | 否         | 否           | 否       | 否         | 否     |
| 修改草稿     | 可     | 否             | 否         | 否           | 否         | 否         | 否           | 否       | 否         | 否     |
| 送审         | 可     | 否             | 否         | 否           | 否         | 否         | 否           | 否       | 否         | 否     |
| 撤回送审     | 可     | 否             | 否         | 否           | 否         | 否         | 否           | 否       | 否         | 否     |
| 作废         | 可     | 否             | 否         | 否           | 否         | 否         | 否           | 否       | 否         | 否     |
| 公开属性审查 | 否     | 可             | 否         | 否           | 否         | 否         | 否           | 否       | 否         | 否     |
| 保密审查     | 否     | 否             | 可         | 否           | 否         | 否         | 否           | 否       | 否         | 否     |
| 签发         | 否     | 否             | 否         | 可           | 否         | 否         | 否           | 否       | 否         | 否     |
| 退文         | 否     | 否             | 否         | 否           | 否         | 可         | 否           | 否       | 否         | 否     |
| 取消定时发布 | 否     | 否             | 否         | 可           | 否         | 否         | 否           | 否       | 否         | 否     |
| 发起更正     | 可     | 否             | 否         | 否           | 否         | 否         | 否           | 否       | 否         | 否     |
| 提出撤回     | 可     | 否             | 否         | 否           | 否         | 否         | 否           | 否       | 否         | 否     |
| 取消撤回申请 | 可     | 否             | 否         | 否           | 否         | 否         | 否           | 否       | 否         | 否     |
| 决定是否撤回 | 否     | 否             | 否         | 可           | 否         | 否         | 否           | 否       | 否         | 否     |
| 线下登记     | 可     | 否             | 否         | 否           | 否         | 否         | 否           | 否       | 否         | 否     |
| 邀请审查人   | 否     | 否             | 否         | 可           | 可         | 否         | 否           | 否       | 否         | 否     |
| 终止邀请     | 否     | 否             | 否         | 可           | 可         | 否         | 否           | 否       | 否         | 否     |`;

// A person who holds every role that touches content, but elsewhere or at another time. The same answer for every act.
const BY_REACH = `
| 授权的范围和期限         | 可否 |
| 无人登录                 | 否   |
| 同样的角色，他单位       | 否   |
| 授权昨日终止             | 否   |
| 授权今日为止             | 可   |
| 授权今日生效             | 可   |
| 授权明日生效             | 否   |
| 已离任                   | 否   |
| 上级机构，仅本机构       | 否   |
| 上级机构，及下级         | 可   |
| 再上级机构，及下级       | 可   |
| 旁系上级机构，及下级     | 否   |
| 指导机构，及条线         | 可   |
| 指导机构，及下级         | 否   |
| 上级机构，及条线         | 否   |
| 非指导机构，及条线       | 否   |`;

type Cells = Map<string, Map<string, string>>;

/** Reads a table: rows and columns by their Chinese names. */
function cells(table: string): Cells {
  const [head = [], ...rows] = table
    .trim()
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return new Map(rows.map((row) => [row[0]!, new Map(head.slice(1).map((name, i) => [name, row[i + 1]!]))]));
}

/** Every cell in which two tables differ, in words. */
function differences(expected: Cells, observed: Cells): string[] {
  return [...expected].flatMap(([row, columns]) =>
    [...columns].flatMap(([column, should]) => {
      const is = observed.get(row)?.get(column) ?? '没有试';
      return is === should ? [] : [`${row} × ${column}：应为“${should}”，实为“${is}”`];
    }),
  );
}

const TITLE = '关于石桥镇桥梁检修的内部草稿';
const ROLE_OF: Record<string, Role> = {
  起草人: 'drafter',
  公开属性审查人: 'attribute-reviewer',
  保密审查员: 'secrecy-reviewer',
  '审核、签发人': 'approver',
  政务公开办: 'disclosure-office',
  政府办公室: 'government-office',
  监督检查人员: 'supervisor',
  网站运维: 'site-operator',
  系统管理员: 'administrator',
  审计员: 'auditor',
};

interface Route {
  face: FastifyInstance;
  method: string;
  url: string;
}
const routes: Route[] = [];
const listen = (message: unknown) => {
  const face = (message as { fastify: FastifyInstance }).fastify;
  face.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) routes.push({ face, method, url: route.url });
  });
};

let database: TestDatabase;
let app: RunningApp & { clock: Clock };
let own: number;
let column: number;
let maker: number;
let signer: number;
/** A signed-in client per column of the tables. */
const clients = new Map<string, Client>();

const db = () => app.office!.db;

beforeAll(async () => {
  database = await cloneDatabase('empty');
  subscribe('fastify.initialization', listen);
  app = await startTestApp(database);
  unsubscribe('fastify.initialization', listen);
  const city = await addOrgan(db(), { code: 'city', kind: 'city-government' });
  const bureau = await addOrgan(db(), { code: 'bureau', parentId: city });
  const stranger = await addOrgan(db(), { code: 'stranger', parentId: city });
  const county = await addOrgan(db(), { code: 'county', kind: 'county', parentId: city });
  const aside = await addOrgan(db(), { code: 'aside', kind: 'county', parentId: city });
  own = await addOrgan(db(), { code: 'own', kind: 'township', parentId: county, guidedById: bureau });
  const other = await addOrgan(db(), { code: 'other', kind: 'township', parentId: county });
  column = await oneColumn(db(), city);
  maker = await addStaff(db(), { username: 'maker', organisationId: own, grants: [{ role: 'drafter' }] });
  signer = await addStaff(db(), {
    username: 'signer',
    organisationId: own,
    grants: [{ role: 'attribute-reviewer' }, { role: 'secrecy-reviewer' }, { role: 'approver' }],
  });
  await addStaff(db(), { username: 'outsider', organisationId: stranger });
  clients.set('无人登录', new Client(app.addresses.console!));
  const enter = async (name: string, username: string) => {
    const client = await deskOf(app, username);
    clients.set(name, client);
  };
  for (const [label, role] of Object.entries(ROLE_OF)) {
    await addStaff(db(), { username: `one-${role}`, organisationId: own, grants: [{ role }] });
    await enter(label, `one-${role}`);
  }
  const reach: [
    name: string,
    scope: ScopeKind,
    at: number,
    dates?: { valid_from?: string; valid_to?: string },
  ][] = [
    ['同样的角色，他单位', 'organisation', other],
    ['授权昨日终止', 'organisation', own, { valid_to: '2026-05-19' }],
    ['授权今日为止', 'organisation', own, { valid_to: '2026-05-20' }],
    ['授权今日生效', 'organisation', own, { valid_from: '2026-05-20' }],
    ['授权明日生效', 'organisation', own, { valid_from: '2026-05-21' }],
    ['已离任', 'organisation', own],
    ['上级机构，仅本机构', 'organisation', county],
    ['上级机构，及下级', 'subtree', county],
    ['再上级机构，及下级', 'subtree', city],
    ['旁系上级机构，及下级', 'subtree', aside],
    ['指导机构，及条线', 'line', bureau],
    ['指导机构，及下级', 'subtree', bureau],
    ['上级机构，及条线', 'line', county],
    ['非指导机构，及条线', 'line', stranger],
  ];
  const all: Role[] = ['drafter', 'attribute-reviewer', 'secrecy-reviewer', 'approver', 'government-office'];
  for (const [i, [name, scope, at, dates]] of reach.entries()) {
    const grants = all.map((role) => ({ role, scope, organisationId: at }));
    const id = await addStaff(db(), { username: `reach-${i}`, organisationId: at, grants });
    if (dates) await db().updateTable('role_grant').set(dates).where('person_id', '=', id).execute();
    await enter(name, `reach-${i}`);
    if (name === '已离任')
      await db().updateTable('person').set({ valid_to: '2026-05-19' }).where('id', '=', id).execute();
  }
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

/** A document and its case, as the pages address them. */
interface Made {
  document: string;
  case: string;
}
type Standing =
  | '起草'
  | '公开属性审查'
  | '已邀请审查人'
  | '保密审查'
  | '签发'
  | '待定时发布'
  | '已发布'
  | '待批准撤回';

const content = () =>
  paper(column, {
    title: TITLE,
    documentNumber: '测〔2026〕7号',
    body: '各村民委员会：\n汛期之前，对全镇桥梁逐一检修，有问题的立即封闭，并公布绕行路线。',
    theme: '工业、交通',
  });

const seen = (casePid: string) => seenAt(db(), casePid);

/** Brings a new document to where it stands, by the acts of its drafter and its reviewer. */
async function make(standing: Standing, title = TITLE): Promise<Made> {
  const [drafting, signing] = [await actingAs(app, maker), await actingAs(app, signer)];
  const made = await startDraft(drafting, own, { ...content(), title });
  const it = { document: made.documentPid, case: made.casePid };
  const review = async () => ({ ...(await seen(it.case)), verdict: 'pass' as const, comment: '' });
  const later = standing === '待定时发布' ? { publishAt: instant('2026-06-01T09:00:00+08:00') } : {};
  if (standing === '起草') return it;
  await acts.submitDraft(drafting, await seen(it.case));
  if (standing === '公开属性审查') return it;
  if (standing === '已邀请审查人') {
    await acts.inviteReviewer(signing, {
      casePid: it.case,
      username: 'outsider',
      act: 'document.attribute-review',
      validTo: day('2026-06-30'),
      source: '聘书〔2026〕1号',
      once: newToken(),
    });
    return it;
  }
  await acts.reviewAttribute(signing, await review());
  if (standing === '保密审查') return it;
  await acts.reviewSecrecy(signing, await review());
  if (standing === '签发') return it;
  await acts.signOff(signing, { ...(await review()), ...later });
  if (standing !== '待批准撤回') return it;
  const reason = '正文有误，核实后重新公布。';
  const asked = await acts.proposeWithdrawal(drafting, {
    documentPid: it.document,
    reason,
    once: newToken(),
  });
  return { ...it, case: asked.casePid };
}

/** Everything an attacker who knows the form could send; each form takes its own fields from it. */
async function fields(it: Made, once: string): Promise<Record<string, string>> {
  const { seenVersion, seenHash } = await seen(it.case);
  const c = content();
  const invitation = await db()
    .selectFrom('case_invitation')
    .innerJoin('procedure_case', 'procedure_case.id', 'case_invitation.case_id')
    .select('case_invitation.pid')
    .where('procedure_case.pid', '=', it.case)
    .executeTakeFirst();
  return {
    _once: once,
    username: 'outsider',
    act: 'document.secrecy-review',
    to: '2026-06-30',
    source: '聘书〔2026〕1号',
    invitation: invitation?.pid ?? '0000000000',
    version: String(seenVersion),
    seen: seenHash,
    comment: '意见：按规定办理',
    reason: '正文有误，核实后重新公布。',
    title: c.title,
    body: c.body,
    theme: c.theme,
    genre: c.genre,
    writtenOn: '2026-05-20',
    attribute: 'proactive',
    ground: 'article-20-1',
    columns: String(column),
    organisation: 'own',
    secret: 'no',
    serial: `密登${newToken().replaceAll('_', '-').slice(0, 8)}`,
  };
}

interface Act {
  standing: Standing;
  /** Name in the access table of the program. */
  name: string;
  /** Pages that belong to the act: open if and only if it may be done. */
  pages?: (it: Made) => string[];
  /** The page that offers the act, and what of its markup is the offer. */
  offer?: (it: Made) => { page: string; markup: string };
  post?: (it: Made) => string;
  more?: Record<string, string>;
}

const onCase = (name: string, standing: Standing, more?: Record<string, string>): Act => ({
  name: `document.${name}`,
  standing,
  offer: (it) => ({ page: `/cases/${it.case}`, markup: `action="/cases/${it.case}/${name}"` }),
  post: (it) => `/cases/${it.case}/${name}`,
  ...(more ? { more } : {}),
});
const onDocument = (name: string, path: string): Act => ({
  name: `document.${name}`,
  standing: '已发布',
  offer: (it) => ({
    page: `/documents/${it.document}`,
    markup: `action="/documents/${it.document}/${path}"`,
  }),
  post: (it) => `/documents/${it.document}/${path}`,
});

const HOW: Record<string, Act> = {
  查看公文: {
    name: 'document.read',
    standing: '保密审查',
    pages: (it) => [`/cases/${it.case}`, `/documents/${it.document}`, '/documents'],
  },
  新建草稿: {
    name: 'document.draft',
    standing: '起草',
    // By its whole name, as a choice or as the only one; the list of regions names it too, in short.
    offer: () => ({ page: '/documents/new?secret=no', markup: '测试机构own' }),
    post: () => '/documents/new',
  },
  修改草稿: {
    name: 'document.save',
    standing: '起草',
    pages: (it) => [`/cases/${it.case}/edit`],
    offer: (it) => ({ page: `/cases/${it.case}`, markup: `href="/cases/${it.case}/edit"` }),
    post: (it) => `/cases/${it.case}/edit`,
  },
  送审: onCase('submit', '起草'),
  撤回送审: onCase('recall', '公开属性审查'),
  作废: onCase('abandon', '起草'),
  公开属性审查: onCase('attribute-review', '公开属性审查', { verdict: 'pass' }),
  保密审查: onCase('secrecy-review', '保密审查', { verdict: 'pass' }),
  签发: onCase('sign-off', '签发', { verdict: 'pass', when: 'now' }),
  退文: onCase('return-to-sender', '公开属性审查'),
  邀请审查人: onCase('invite', '公开属性审查'),
  终止邀请: onCase('end-invitation', '已邀请审查人'),
  取消定时发布: onCase('unschedule', '待定时发布'),
  发起更正: onDocument('correct', 'correct'),
  提出撤回: onDocument('propose-withdrawal', 'withdraw'),
  取消撤回申请: onCase('cancel-withdrawal', '待批准撤回'),
  决定是否撤回: onCase('decide-withdrawal', '待批准撤回', { verdict: 'refuse' }),
  线下登记: {
    name: 'document.register-offline',
    standing: '起草',
    offer: () => ({ page: '/offline', markup: '<option value="own"' }),
    post: () => '/offline',
    more: { ground: 'work-secret' },
  },
};

/** Whether anything has been written that counts. */
async function fingerprint(): Promise<string> {
  const { rows } = await sql<{
    f: string;
  }>`select concat_ws(' ', (select count(*) from audit_row), (select count(*) from case_event), (select sum(version) from procedure_case),
    (select count(*) from edition), (select count(*) from offline_document), (select count(*) from release), (select count(*) from passage_drafter), (select count(*) from case_invitation), (select max(ended_at) from case_invitation)) as f`.execute(
    db(),
  );
  return rows[0]!.f;
}

const refused = (page: Page) =>
  page.status === 403 || page.status === 404 || (page.status === 303 && page.location.startsWith('/signin'));

const standing = new Map<Standing, Made>();

/** Tries one act as one person by every way there is; '可' and '否' only when all ways agree. */
async function attempt(client: Client, act: Act): Promise<string> {
  const it = standing.get(act.standing) ?? (await make(act.standing));
  standing.set(act.standing, it);
  const answers = new Set<string>();
  let last: Page | undefined;
  for (const path of act.pages?.(it) ?? []) {
    last = await client.get(path);
    const shows = last.html.includes(TITLE) || last.text.includes('文件档案');
    answers.add(
      last.status === 200 && shows
        ? '可'
        : refused(last) || path === '/documents'
          ? '否'
          : `${path} ${last.status}`,
    );
    if (refused(last) && shows) answers.add(`${path} 泄露标题`);
  }
  if (act.offer) {
    const { page, markup } = act.offer(it);
    last = await client.get(page);
    answers.add(last.html.includes(markup) ? '可' : '否');
  }
  if (act.post) {
    const before = await fingerprint();
    const page = await client.post(act.post(it), {
      ...(await fields(it, await tokenFor(client, last))),
      ...act.more,
    });
    const changed = (await fingerprint()) !== before;
    if (page.status === 303 && page.location.includes('done=') && changed) answers.add('可');
    else answers.add(refused(page) && !changed ? '否' : `${page.status}${changed ? '，已写入' : ''}`);
    if (changed) standing.delete(act.standing);
  }
  return [...answers].join('；');
}

/** A valid form token of this session: every page that a signed-in person sees has one. */
async function tokenFor(client: Client, page?: Page): Promise<string> {
  return (
    page?.hidden('/signout')._once ??
    (await client.get('/password')).hidden('/signout')._once ??
    'no-token-at-all'
  );
}

async function observe(
  expected: Cells,
  client: (row: string, column: string) => Client,
  act: (row: string) => Act,
): Promise<Cells> {
  const observed: Cells = new Map();
  for (const [row, columns] of expected) {
    const line = new Map<string, string>();
    for (const name of columns.keys()) line.set(name, await attempt(client(row, name), act(row)));
    observed.set(row, line);
  }
  return observed;
}

const observeRoles = (expected: Cells) =>
  observe(
    expected,
    (_row, role) => clients.get(role)!,
    (row) => HOW[row]!,
  );

describe('权限表', () => {
  // The other roles of the field hold nothing of documents or the same as one of these: `roles.test.ts` has them all.
  test('表中有与公文有关的角色和人能做的全部行为', () => {
    const table = cells(BY_ROLE);
    for (const [label, role] of Object.entries(ROLE_OF)) expect(ROLES[role].label).toBe(label);
    expect([...table.get('查看公文')!.keys()]).toEqual(Object.keys(ROLE_OF));
    expect([...table.keys()].map((row) => HOW[row]?.name).sort()).toEqual(
      Object.keys(access)
        // Services publish; exports and the overview have a table of their own in desk.test.ts.
        .filter((act) => !['document.publish-due', 'document.export', 'document.oversee'].includes(act))
        .sort(),
    );
  });

  test('[R-SEC-04] 角色 × 每种行为，页面、按钮、提交都与表一致', async () => {
    const expected = cells(BY_ROLE);
    expect(differences(expected, await observeRoles(expected))).toEqual([]);
  });

  test.each(Object.keys(HOW))('[R-SEC-04] %s：他单位、授权期限、下级和条线范围都与表一致', async (row) => {
    const expected = cells(BY_REACH);
    const observed = await observe(
      expected,
      (reach) => clients.get(reach)!,
      () => HOW[row]!,
    );
    expect(differences(expected, observed)).toEqual([]);
  });

  test('定时发布不属于任何人', () => {
    for (const granted of ACTS.values()) expect(granted.has('document.publish-due')).toBe(false);
  });

  test('多给一处授权（起草人可签发），起草人一列就变红，且只红这一格', async () => {
    const wrong = joinAccess([
      { ...access, 'document.sign-off': [...access['document.sign-off'], 'drafter'] },
    ]);
    const live = ACTS as Map<Role, ReadonlySet<string>>;
    const right = live.get('drafter')!;
    live.set('drafter', wrong.get('drafter')!);
    try {
      // The sets of the other roles stay as they are.
      const expected: Cells = new Map(
        [...cells(BY_ROLE)].map(([row, columns]) => [row, new Map([['起草人', columns.get('起草人')!]])]),
      );
      const observed = await observeRoles(expected);
      expect(differences(expected, observed)).toEqual(['签发 × 起草人：应为“否”，实为“可”']);
    } finally {
      live.set('drafter', right);
    }
  });
});

describe('每条路由', () => {
  // What is open without the matrix, by hand; a new page that answers one of these people must be added here.
  // Notices and their settings are everybody's own: what they show and do, test/notices.test.ts tries.
  const OWN = [
    ...['', '/open', '/read', '/read-all', '/read-chosen', '/settings', '/settings/:channel'],
    ...['/settings/:channel/confirm', '/settings/:channel/remove'],
  ].map((path) => `/notices${path}`);
  // The own account is everybody's, and signing in anybody's: test/sessions.test.ts and test/totp.test.ts try them.
  const ACCOUNT = ['/second-factor', '', '/sessions', '/totp', '/totp/begin', '/totp/codes'].map(
    (path) => `/account${path}`,
  );
  const SIGN_IN = ['/signin', '/signin/code', '/signin/resume'];
  const SHARED = [
    '/absence',
    '/absence/end',
    'GET /calendar',
    'GET /date-moves',
    'GET /parameters',
    'GET /search',
    'GET /help',
    // Own ones only: test/own-reminders.test.ts.
    'GET /reminders',
    '/work/export',
  ];
  const OPEN: Record<string, readonly string[]> = {
    无人登录: SIGN_IN,
    审计员: [
      ...[...SIGN_IN, '/signout', '/password', '/', ...OWN, ...ACCOUNT, ...SHARED, 'GET /roles'],
      'GET /sign-in-security',
      // What the auditor is there for: test/audit-pages.test.ts tries it.
      ...['GET /audit', '/audit/export', 'GET /audit/chain', 'GET /personal-data/retention'],
      ...['GET /personal-data/holds', 'GET /personal-data/unmaskings'],
    ],
    '同样的角色，他单位': [
      ...[...SIGN_IN, '/signout', '/password', '/', ...OWN, ...ACCOUNT, ...SHARED],
      ...['GET /documents', 'GET /documents/new', 'GET /documents/papers', 'GET /offline'],
      ...['GET /imports', 'GET /feedback'],
      // What oneself has typed and not saved: test/new-paper-buffer.test.ts.
      ...['/documents/new/buffer', '/documents/new/buffer/discard'],
      // Each shows and hands out what is of the own organisation: test/desk.test.ts.
      ...['/work/hand-on', '/documents/export', '/overview/export', 'GET /overview'],
      // The same of feedback: test/feedback.test.ts. Words are handed out as they are shown, which the role may see anywhere.
      ...['/feedback/export', '/search-misses/export'],
      // Of the whole city: no organisation's own.
      // Takes a word off for the organisation of the site only: test/hot-words.test.ts.
      '/search-misses',
      // Takes in what is of the own organisation, and says when there is none: test/feedback.test.ts.
      '/feedback/take-in',
    ],
  };

  const HIDDEN = '关于白塔渡口停航的内部草稿';

  /** The routes of a face, without the files of its look. */
  const served = (name: 'portal' | 'console' | 'api') => {
    const port = Number(new URL(app.addresses[name]!).port);
    const here = (a: string | { port: number }) => typeof a !== 'string' && a.port === port;
    return routes.filter((r) => r.face.addresses().some(here) && !r.url.includes('/assets/'));
  };
  const addresses = (url: string, it: Made) =>
    /[:*]/.test(url) ? [it.document, it.case].map((id) => url.replace(/:\w+|\*/g, id)) : [url];
  const ask = async (face: 'portal' | 'console' | 'api', route: Route, path: string, client: Client) => {
    const cookie = [...client.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    const response = await fetch(app.addresses[face]! + path, {
      method: route.method,
      headers,
      redirect: 'manual',
    });
    return new Page(response.status, response.headers, await response.text());
  };

  test('[R-SEC-04] 没有一条工作台路由在表说“否”的地方答 200', { timeout: 240_000 }, async () => {
    const it = await make('公开属性审查', HIDDEN);
    const found = served('console');
    expect(found.length).toBeGreaterThan(30);
    const before = await fingerprint();
    const wrong: string[] = [];
    for (const [who, open] of Object.entries(OPEN)) {
      const client = clients.get(who)!;
      for (const route of found) {
        const { method, url } = route;
        if (open.includes(url) || open.includes(`${method.replace('HEAD', 'GET')} ${url}`)) continue;
        for (const path of addresses(url, it)) {
          const form = async () => {
            const more = {
              verdict: 'pass',
              when: 'now',
              ...(url === '/offline' ? { ground: 'work-secret' } : {}),
            };
            return client.post(path, { ...(await fields(it, await tokenFor(client))), ...more });
          };
          const page = method === 'POST' ? await form() : await ask('console', route, path, client);
          if (page.html.includes(HIDDEN)) wrong.push(`${who} ${method} ${path}：看到了标题`);
          if (!refused(page)) wrong.push(`${who} ${method} ${path}：${page.status}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(await fingerprint()).toBe(before);
    const list = await clients.get('同样的角色，他单位')!.get('/documents');
    expect([list.status, list.html.includes(HIDDEN)]).toEqual([200, false]);
  });

  test('门户和接口的路由不认登录，谁来都看不到未公开的', async () => {
    const it = await make('公开属性审查', HIDDEN);
    for (const face of ['portal', 'api'] as const) {
      const found = served(face).filter((r) => r.method !== 'POST');
      expect(found.length).toBeGreaterThan(5);
      for (const route of found)
        for (const path of addresses(route.url, it)) {
          const statuses = new Set<number>();
          for (const who of ['无人登录', '审计员', '起草人']) {
            const page = await ask(face, route, path, clients.get(who)!);
            expect(page.html, path).not.toContain(HIDDEN);
            statuses.add(page.status);
          }
          expect(statuses.size, path).toBe(1);
          if (path !== route.url) expect([400, 404], path).toContain([...statuses][0]);
        }
    }
  });
});
