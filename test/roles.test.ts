import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { GRANTABLE, grantRole, ROLES, type Role, roleFamily } from '../src/core/index.ts';
import { ACTS, MODULES } from '../src/house.ts';
import { day } from '../src/law/day.ts';
import type { Clock } from '../src/platform/clock.ts';
import { addOrgan, addStaff, cloneDatabase, deskOf, startTestApp, type TestDatabase } from './harness.ts';

// The oracle: role × act, typed by hand. A column per group of roles that hold the same; an act that is missing here, or a
// role that holds more or less than its column says, is a failure. `nobody` stands for acts of services only.
const WRITERS = ['drafter', 'editor', 'public-enterprise-editor'];
const SIGNERS = ['approver', 'principal-leader'];
const READERS = [
  ...WRITERS,
  ...SIGNERS,
  'attribute-reviewer',
  'secrecy-reviewer',
  'deputy-leader',
  'disclosure-office',
  'government-office',
  'legal-officer',
  'supervisor',
];
const MATRIX: Record<string, readonly string[]> = {
  'document.read': READERS,
  'document.export': READERS,
  'document.oversee': [...SIGNERS, 'deputy-leader', 'disclosure-office', 'supervisor'],
  'task.hand-on': [...WRITERS, ...SIGNERS, 'attribute-reviewer', 'secrecy-reviewer', 'disclosure-office'],
  'document.draft': WRITERS,
  'document.save': WRITERS,
  'document.submit': WRITERS,
  'document.recall': WRITERS,
  'document.abandon': WRITERS,
  'document.correct': WRITERS,
  'document.propose-withdrawal': WRITERS,
  'document.cancel-withdrawal': WRITERS,
  'document.register-offline': WRITERS,
  'document.attribute-review': ['attribute-reviewer'],
  'document.secrecy-review': ['secrecy-reviewer'],
  'document.sign-off': SIGNERS,
  'document.unschedule': SIGNERS,
  'document.decide-withdrawal': SIGNERS,
  'document.return-to-sender': ['government-office'],
  'document.invite': [...SIGNERS, 'disclosure-office'],
  'document.end-invitation': [...SIGNERS, 'disclosure-office'],
  'document.publish-due': [],
  'document.import': [],
  'import.read': [...WRITERS, 'disclosure-office'],
  'person.read': ['administrator', 'security-officer'],
  'person.export': ['administrator', 'security-officer'],
  'person.add': ['administrator'],
  'person.change': ['administrator'],
  'person.import': ['administrator'],
  'person.leave': ['administrator'],
  'person.return': ['administrator'],
  'account.give': ['administrator'],
  'account.reset': ['administrator'],
  'account.confirm-oidc': ['security-officer'],
  'role.read': ['administrator', 'security-officer', 'auditor'],
  'grant.give': ['security-officer'],
  'grant.end': ['security-officer'],
  'deputation.give': ['security-officer'],
  'deputation.end': ['security-officer'],
  'calendar.load': ['administrator'],
  'calendar.set-regional-day': ['administrator'],
  'parameter.read': [
    'administrator',
    'security-officer',
    'auditor',
    'disclosure-office',
    'government-office',
    'supervisor',
    'principal-leader',
  ],
  'parameter.set': ['administrator'],
  'organisation.read': ['administrator', 'disclosure-office', 'supervisor'],
  'organisation.export': ['administrator', 'disclosure-office', 'supervisor'],
  'organisation.add': ['administrator'],
  'organisation.save': ['administrator'],
  'organisation.rename': ['administrator'],
  'organisation.end': ['administrator'],
  'organisation.save-section': ['administrator'],
  'organisation.end-section': ['administrator'],
  'organisation.save-office': ['administrator'],
  'organisation.name-leader': ['administrator'],
  'organisation.appoint-staff': ['administrator'],
  'organisation.dismiss-staff': ['administrator'],
  'organisation.record-hearing': ['administrator', 'disclosure-office'],
  'organisation.cancel-hearing': ['administrator', 'disclosure-office'],
  'organisation.record-meeting': ['administrator', 'disclosure-office'],
  'organisation.cancel-meeting': ['administrator', 'disclosure-office'],
  'organisation.save-group': ['administrator', 'disclosure-office'],
  'organisation.admit-member': ['administrator', 'disclosure-office'],
  'organisation.dismiss-member': ['administrator', 'disclosure-office'],
  'organisation.confirm-remedy': ['administrator'],
  'organisation.prepare-import': ['administrator'],
  'organisation.import': ['administrator'],
  'account.bind-oidc': ['administrator'],
  'sign-in.read': ['security-officer', 'administrator', 'auditor'],
  'sign-in.unlock': ['security-officer'],
  'sign-in.release-network': ['security-officer'],
  'sign-in.end-sessions': ['security-officer'],
  'sign-in.renew-totp': ['security-officer'],
  'audit.read': ['auditor'],
  'audit.export': ['auditor'],
  'contact.set': ['administrator'],
  'delivery.manage': ['administrator'],
  'delivery.export': ['administrator'],
  'notice.remind': [],
  'reminder.tell': [],
  'reminder.forget': [],
  'file.refuse-infected': [],
  'hold.read': ['disclosure-office', 'legal-officer', 'auditor'],
  'hold.place': ['disclosure-office', 'legal-officer'],
  'hold.lift': ['legal-officer'],
  'retention.read': ['administrator', 'security-officer', 'auditor', 'disclosure-office', 'legal-officer'],
  'retention.set': ['administrator'],
  'unmasking.read': ['auditor', 'disclosure-office'],
  'personal.erase-due': [],
  'personal.unmask': ['window-clerk', 'mailbox-operator', 'disclosure-office', 'legal-officer', ...WRITERS],
  'feedback.read': [...WRITERS, ...SIGNERS, 'deputy-leader', 'disclosure-office', 'supervisor'],
  'feedback.export': [...WRITERS, ...SIGNERS, 'deputy-leader', 'disclosure-office', 'supervisor'],
  'feedback.take-in': WRITERS,
  'feedback.reply': WRITERS,
  'feedback.forward': WRITERS,
  'feedback.dismiss': WRITERS,
  'feedback.classify': WRITERS,
  'feedback.assign': [...WRITERS, ...SIGNERS],
  'feedback.propose': WRITERS,
  'feedback.keep-private': WRITERS,
  'feedback.approve': SIGNERS,
  'feedback.return': SIGNERS,
  'feedback.unpublish': [...WRITERS, ...SIGNERS],
  'feedback.close': WRITERS,
  'organ.read': ['editor', 'disclosure-office', 'supervisor'],
  'organ.save-page': ['editor', 'disclosure-office'],
  'organ.remove-page': ['editor', 'disclosure-office'],
  'organ.save-leader': ['editor', 'disclosure-office'],
  'organ.end-leader': ['editor', 'disclosure-office'],
  'site.read': ['site-operator', 'administrator'],
  'site.save': ['site-operator', 'administrator'],
  'search.read-misses': ['disclosure-office', 'government-office'],
  'search.export-words': ['disclosure-office', 'government-office'],
  'search.take-off-word': ['disclosure-office', 'government-office'],
  'privacy.read': ['window-clerk', 'mailbox-operator', 'disclosure-office', 'legal-officer', 'supervisor'],
  'privacy.export': ['disclosure-office', 'supervisor'],
  'privacy.register': ['window-clerk', 'mailbox-operator'],
  'privacy.take-in': ['window-clerk', 'mailbox-operator', 'disclosure-office'],
  'privacy.accept': ['disclosure-office'],
  'privacy.reply': ['disclosure-office'],
  'privacy.close': ['disclosure-office'],
  'privacy.find': ['window-clerk', 'mailbox-operator', 'disclosure-office'],
  'privacy.erase': ['disclosure-office'],
};

// Roles that hold nothing yet: what they do belongs to modules that come later.
const WITHOUT_ACTS = [
  ...['citizen', 'registered-netizen', 'applicant', 'enterprise', 'system'],
  ...['statistics-officer', 'assessor', 'third-party-evaluator', 'social-supervisor', 'representative'],
  ...['query-point-keeper', 'spokesperson', 'press-office'],
  ...['gazette-editor', 'expert', 'training-manager', 'data-steward'],
];

let database: TestDatabase;
let app: RunningApp & { clock: Clock };
const db = () => app.office!.db;
beforeAll(async () => {
  database = await cloneDatabase('empty');
  app = await startTestApp(database, { faces: ['console'] });
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

describe('角色 × 行为', () => {
  const declared = new Set(MODULES.flatMap((m) => Object.keys(m.access ?? {})));

  test('[R-SEC-03] 表中有程序的每一个行为，也没有多余的', () => {
    expect(Object.keys(MATRIX).sort()).toEqual([...declared].sort());
  });

  test.each(Object.keys(ROLES) as Role[])('[R-SEC-03][R-SEC-04] %s 能做的正是表中所列', (role) => {
    const should = Object.keys(MATRIX).filter((act) => MATRIX[act]!.includes(role));
    expect([...(ACTS.get(role) ?? [])].sort()).toEqual(should.sort());
    expect(should.length === 0).toBe(WITHOUT_ACTS.includes(role));
  });

  // Table B.3, last column, as far as there are acts for it.
  test.each([
    ['信息员不能单独终审', 'editor', ['document.sign-off', 'document.decide-withdrawal']],
    ['公开属性审查人不改文字', 'attribute-reviewer', ['document.draft', 'document.save']],
    ['保密审查员不发布', 'secrecy-reviewer', ['document.sign-off']],
    ['政务公开办不改各单位内容', 'disclosure-office', ['document.save', 'document.sign-off']],
    [
      '监督检查人员不办件',
      'supervisor',
      Object.keys(MATRIX).filter((a) => !/\.(?:read|export|oversee)$/.test(a)),
    ],
    ['第三方看不到未公开的', 'third-party-evaluator', ['document.read']],
    ['网站运维不审内容', 'site-operator', ['document.sign-off', 'document.attribute-review']],
    [
      '系统管理员不授权、不碰内容',
      'administrator',
      ['grant.give', ...Object.keys(MATRIX).filter((a) => a.startsWith('document.'))],
    ],
    [
      '安全管理员不建人、不碰内容',
      'security-officer',
      ['person.add', 'account.give', ...Object.keys(MATRIX).filter((a) => a.startsWith('document.'))],
    ],
  ] as const)('[R-SEC-04] %s', (_title, role, acts) => {
    for (const act of acts) expect(ACTS.get(role)?.has(act) ?? false, act).toBe(false);
  });

  test('每个行为都有中文名', () => {
    const labels = Object.assign({}, ...MODULES.map((m) => m.actLabels ?? {})) as Record<string, string>;
    expect([...declared].filter((act) => !/\p{Script=Han}/u.test(labels[act] ?? ''))).toEqual([]);
  });
});

describe('可以授予的角色', () => {
  test('[R-SEC-03] 公众角色和系统角色不能授予任何人', async () => {
    const organisationId = await addOrgan(db(), { code: 'own' });
    const personId = await addStaff(db(), { username: 'somebody', organisationId });
    for (const role of ['citizen', 'registered-netizen', 'applicant', 'enterprise', 'system'] as Role[]) {
      expect(GRANTABLE).not.toContain(role);
      await expect(
        db()
          .transaction()
          .execute((tx) =>
            grantRole(tx, {
              personId,
              role,
              scope: 'organisation',
              organisationId,
              validFrom: day('2026-05-20'),
              at: app.clock.now(),
            }),
          ),
      ).rejects.toThrow('不是可以授予的角色');
      // Nor past the program.
      await expect(
        db()
          .insertInto('role_grant')
          .values({
            person_id: personId,
            role,
            scope: 'organisation',
            organisation_id: organisationId,
            valid_from: '2026-05-20',
            granted_at: app.clock.now(),
          })
          .execute(),
      ).rejects.toMatchObject({ code: '23514' });
    }
    expect(GRANTABLE).toHaveLength(30);
  });

  test('三员各成一族，其余同族', () => {
    const families = new Map<string, Role[]>();
    for (const role of GRANTABLE)
      families.set(roleFamily(role), [...(families.get(roleFamily(role)) ?? []), role]);
    expect([...families.values()].map((roles) => roles.length).sort((a, b) => a - b)).toEqual([1, 1, 1, 27]);
  });
});

test('[R-SEC-03] “角色与权限”页列出每个角色、能做的、不能做的和担任的人', async () => {
  const organisationId = await addOrgan(db(), { code: 'city', kind: 'city-government', name: '测试市政府' });
  await addStaff(db(), {
    username: 'watch',
    organisationId,
    grants: [{ role: 'security-officer', scope: 'subtree' }],
  });
  await addStaff(db(), { username: 'pen', name: '笔者甲', organisationId, grants: [{ role: 'drafter' }] });
  const client = await deskOf(app, 'watch');
  const page = await client.get('/roles');
  expect(page.status).toBe(200);
  for (const { label, does, doesNot } of Object.values(ROLES)) {
    expect(page.text).toContain(label);
    expect(page.text).toContain(does);
    expect(page.text).toContain(doesNot);
  }
  expect(page.text).toContain('笔者甲（测试市政府）');
  expect(page.text).toContain('送审');
  // No identifier of an act reaches the screen.
  expect(page.text).not.toMatch(/document\.[a-z]/);
});
