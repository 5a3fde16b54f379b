import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PARAMETER_GROUPS, PARAMETERS, type ParameterSpec, readParameterValue } from '../src/core/index.ts';
import { boundProblem } from '../src/core/parameters/bounds.ts';

const all = Object.entries(PARAMETERS) as [string, ParameterSpec][];

test('[R-PLT-02] every row of the table of numeric rules is a parameter with a source', () => {
  // The numbers of the rows, by hand: 1 to 44 without 45 to 49, and so on.
  const range = (from: number, through: number) =>
    Array.from({ length: through - from + 1 }, (_, i) => `N-${String(from + i).padStart(2, '0')}`);
  const rows = [...range(1, 44), ...range(50, 86), ...range(90, 97), ...range(100, 117)];
  expect(rows).toHaveLength(107);
  expect(all.flatMap(([, spec]) => spec.rule ?? []).sort()).toEqual(rows.sort());
});

test('[R-PLT-02] every parameter has words, a source, and a value that it would itself accept', () => {
  for (const [name, spec] of all) {
    expect(name).toMatch(/^[a-z]+([.-][a-z0-9]+)*$/);
    expect(spec.label, name).toMatch(/\p{Script=Han}/u);
    expect(spec.source.length, name).toBeGreaterThan(3);
    expect(readParameterValue(spec, String(spec.value)), name).toBe(spec.value);
  }
});

test('the page shows every parameter exactly once', () => {
  const shown = PARAMETER_GROUPS.flatMap((g) => Object.keys(g.parameters));
  expect(shown.toSorted()).toEqual(all.map(([name]) => name).toSorted());
});

/* What each row of the table of numeric rules asks for, by hand: number and unit. */
const TABLE = `
N-01 5 hours, N-02 24 hours, N-03 48 hours, N-04 1 working-days, N-05 10 working-days, N-06 10 working-days,
N-07 5 working-days, N-08 20 working-days, N-09 20 working-days, N-10 20 working-days, N-11 0 minutes, N-12 0 minutes,
N-13 0 minutes, N-14 0 calendar-days, N-15 5 day-of-month, N-16 10 day-of-month,
N-20 3 months, N-21 1 weeks, N-22 5 calendar-days, N-23 1 months, N-24 3 months, N-25 1 months, N-26 3 months,
N-27 3 months, N-28 1 months, N-29 3 months, N-30 3 months, N-31 3 months, N-32 3 months, N-33 3 months, N-34 2 months,
N-35 1 months, N-36 6 months, N-37 1 months, N-38 12 months, N-39 11 month-of-year, N-40 12 months, N-43 1 calendar-days,
N-50 1 times, N-51 2 times, N-52 2 times, N-53 1 times, N-54 1 persons, N-55 3 items, N-56 23 items, N-57 26 items,
N-58 5 items, N-59 5 items, N-60 6 items, N-61 8 items, N-62 6 items, N-63 6 items, N-64 3 items, N-65 4 items,
N-66 6 items, N-67 4 items, N-68 9 items, N-69 3 items, N-70 7 items, N-71 5 items, N-72 5 items, N-73 6 items,
N-74 6 items, N-75 6 items, N-76 5 items, N-77 3 times, N-78 8 items, N-79 4 items, N-80 54 items, N-81 12 items,
N-82 7 items, N-83 8 items, N-84 8 items, N-85 7 items, N-86 30 items,
N-90 100 percent, N-91 100 percent, N-92 50 percent, N-93 90 percent, N-94 70 percent, N-95 2 percent, N-96 100 percent,
N-97 10 working-days,
N-100 05-31 text, N-101 12-31 text, N-102 12-31 text, N-103 12-31 text, N-104 06-30 text, N-105 12-31 text,
N-106 12-31 text, N-107 2020-11-30 text, N-108 2022-06-30 text, N-109 2023-12-31 text, N-110 2008-03-31 text,
N-111 11-10 text, N-112 07-15 text, N-113 10-31 text, N-114 2015-12-31 text, N-115 2009-10-31 text, N-117 2009-05-31 text`;
/** 限时、第一时间、及时、定期、适时: the rule names no number; and a span of days that is no single value. */
const WITHOUT_NUMBER = ['N-17', 'N-18', 'N-19', 'N-41', 'N-42', 'N-44', 'N-116'];

test('[R-PLT-02] the built-in numbers are those of the rules', () => {
  const rows = TABLE.trim()
    .split(/,\s*/)
    .map((row) => row.split(' '));
  const shipped = all.flatMap(([, { rule, value, unit }]) =>
    rule && !WITHOUT_NUMBER.includes(rule) ? [[rule, String(value), unit]] : [],
  );
  expect(rows).toHaveLength(100);
  expect(shipped.toSorted()).toEqual(rows.toSorted());
  expect(PARAMETERS['milestones.publicity-month'].value).toBe('04-20 至 05-20');
});

/*
 * What law leaves to a place, by hand from the rules (sections 1, 3, 10, 11, 13, 18, 20): 至多 = an organ may only be
 * quicker or cheaper, 至少 = the public may only get more, 就是 = nobody here may change it, 不限 = no verified national text.
 */
const BOUNDS = `
依申请公开答复期限 至多 20, 延长答复期限最长 至多 20, 一次性告知补正期限 至多 7, 第三方提出意见期限 就是 15,
共同制作机关提出意见期限 就是 15, 缴纳信息处理费期限 就是 20, 按件计收：每月免费件数 至少 10,
按件计收：第一档截至件数 至少 30, 按件计收：以后每档件数 至少 10, 按件计收：第一档每件金额 至多 100,
按件计收：每增一档每件增加金额 至多 100, 按量计收：免费页数 至少 30, 按量计收：第一档截至页数 至少 100,
按量计收：第二档截至页数 至少 200, 按量计收：第一档每页金额 至多 10, 按量计收：第二档每页金额 至多 20,
按量计收：第三档每页金额 至多 40, 主动公开期限 至多 20, 行政许可、行政处罚决定公开期限 至多 7,
其他行政执法决定公开期限 至多 20, 行政处罚决定撤回公开期限 至多 3, 政府采购合同公告期限 至多 2,
预算、决算公开期限 至多 20, 公开征求意见不少于 至少 30, 合法性审查不少于 至少 7, 听证会材料会前送达 至少 7,
部门年度报告公布：月 至多 1, 部门年度报告公布：日 至多 31, 政府年度报告公布：月 至多 3, 政府年度报告公布：日 至多 31,
申请行政复议期限 就是 60, 行政复议审理期限（普通程序） 至多 60, 行政复议审理延长最长 至多 30,
复议后提起行政诉讼期限 就是 15, 直接提起行政诉讼期限（月） 就是 6, 信访事项书面告知期限 至多 15,
信访事项办结期限 至多 60, 信访事项延长办理最长 至多 30, 申请信访复查、复核期限 就是 30, 劳动争议申请仲裁时效（月） 就是 12, 劳动争议仲裁裁决期限 至多 45,
劳动争议仲裁裁决延长最长 至多 15, 对劳动争议裁决提起诉讼期限 就是 15, 热线咨询类办理期限 不限 3,
热线求助、建议类办理期限 不限 7, 热线投诉举报类办理期限 不限 15, 行政复议答复期限（普通程序） 至多 10,
行政复议答复期限（简易程序） 至多 5, 行政诉讼答辩和举证期限 至多 15, 转载上级重要政策期限（小时） 不限 24,
转载期限（工作日） 不限 1, 特别重大、重大突发事件举行新闻发布会 至多 24, 其他政务舆情回应 至多 48`;

test('[R-PLT-02] 每个法定数值的界限与法条一致', () => {
  const rows = BOUNDS.trim()
    .split(/,\s*/)
    .map((row) => row.split(' '));
  const ours = all.filter(([name, spec]) => name.startsWith('law.') || spec.law);
  expect(rows.map(([label]) => label).toSorted()).toEqual(ours.map(([, spec]) => spec.label).toSorted());
  for (const [label, kind, text] of rows) {
    const [, spec] = ours.find(([, s]) => s.label === label)!;
    const n = Number(text);
    const refused = [n - 1, n, n + 1].map((value) => boundProblem(spec, value) !== undefined);
    const wanted = {
      至多: [false, false, true],
      至少: [true, false, false],
      就是: [true, false, true],
      不限: [false, false, false],
    }[kind!];
    expect([label, ...refused]).toEqual([label, ...wanted!]);
    if (kind !== '不限')
      expect(boundProblem(spec, kind === '至少' ? n - 1 : n + 1)).toContain(spec.law!.article);
  }
});

/* Parameters that are local although no call names them together with an organisation: where that is done, by hand. */
const CLOCK = [
  'mechanisms/procedure/clocks.ts',
  'facts.parameter, { day: facts.start, organisationId: head.',
];
const ENTRANCE = ['core/sign-in/entrance.ts', 'organisationId: account.organisationId'];
const PASSWORD_PAGE = ['core/pages/password.tsx', 'organisationId: personOf(ctx).organisation.id'];
const SESSION = ['core/session.ts', 'organisationId: person.organisation.id'];
const INDIRECT: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'feedback.reply': [['modules/feedback/acts/enrol.ts', "parameter: 'feedback.reply'"], CLOCK],
  'privacy.reply': [['modules/privacy/acts/enrol.ts', "parameter: 'privacy.reply'"], CLOCK],
  'law.proactive-publication': [
    ['modules/documents/clock.ts', "parameter: 'law.proactive-publication'"],
    CLOCK,
  ],
  'sign-in.idle-minutes': [['core/sign-in/sessions.ts', 'rules.idleMinutes'], ENTRANCE],
  'sign-in.absolute-hours': [['core/sign-in/sessions.ts', 'rules.absoluteHours'], ENTRANCE],
  'sign-in.sessions-per-person': [['core/sign-in/sessions.ts', 'rules.sessionsPerPerson'], ENTRANCE],
  'sign-in.password-days': [['core/sign-in/sessions.ts', 'rules.passwordDays'], ENTRANCE],
  'sign-in.code-minutes': [['core/sign-in/entrance.ts', 'rules.codeMinutes'], ENTRANCE],
  'sign-in.password-length': [['core/accounts.ts', 'rules.passwordLength'], PASSWORD_PAGE],
  'sign-in.password-classes': [['core/accounts.ts', 'rules.passwordClasses'], PASSWORD_PAGE],
  'sign-in.password-history': [['core/pages/password.tsx', 'rules.passwordHistory'], PASSWORD_PAGE],
  'sign-in.totp-roles': [['core/sign-in/rules.ts', 'rules.totpRoles'], SESSION],
  'sign-in.totp-after-oidc': [['core/sign-in/rules.ts', 'rules.totpAfterOidc'], SESSION],
};

/** Whether a source reads a parameter for an organisation: it stands in the call, or in what the call's last word means. */
function readsLocally(text: string, name: string): boolean {
  const calls = new RegExp(
    `\\bparameter(PerOrganisation)?\\(\\s*[\\w.]+,\\s*'${name}',\\s*(\\{[^}]*\\}|\\w+)`,
    'g',
  );
  return [...text.matchAll(calls)].some(
    ([, perOrganisation, at = '']) =>
      perOrganisation !== undefined ||
      at.includes('organisationId') ||
      (/^\w/.test(at) && new RegExp(`\\b${at}(?: =|:).*\\borganisationId\\b`).test(text)),
  );
}

test('[R-PLT-02] a number is local exactly where a reader asks for an organisation', () => {
  const SRC = path.join(import.meta.dirname, '..', 'src');
  const sources = new Map(
    fs
      .readdirSync(SRC, { recursive: true, encoding: 'utf8' })
      .filter((f) => /(?<!\.test)\.tsx?$/.test(f))
      .map((f) => [f.split(path.sep).join('/'), fs.readFileSync(path.join(SRC, f), 'utf8')]),
  );
  const readers = [...sources.values()].filter((text) => /\bparameter(?:PerOrganisation)?\(/.test(text));
  for (const [name, places] of Object.entries(INDIRECT))
    for (const [file, words] of places) expect(sources.get(file!), `${name} in ${file}`).toContain(words);
  const direct = all.map(([name]) => name).filter((name) => readers.some((text) => readsLocally(text, name)));
  expect(direct).toEqual(expect.arrayContaining(['console.export-rows', 'notices.own-reminders']));
  const local = all.filter(([, spec]) => spec.local).map(([name]) => name);
  expect(local.toSorted()).toEqual([...direct, ...Object.keys(INDIRECT)].toSorted());
});

test('the look for readers tells them apart', () => {
  const reads = (text: string) => readsLocally(text, 'a.b');
  expect(reads(`await parameter(c.tx, 'a.b', { day: c.today })`)).toBe(false);
  expect(reads(`const at = { day };\nawait parameter(db, 'a.b', at);`)).toBe(false);
  expect(reads(`await parameter(db, 'a.c', { day, organisationId });`)).toBe(false);
  expect(
    reads(`await parameter(db, 'a.b', {\n  day: clock.today(),\n  organisationId: head.organisationId,\n})`),
  ).toBe(true);
  expect(reads(`const at = { day, organisationId };\nawait parameter(db, 'a.b', at);`)).toBe(true);
  expect(reads(`const at = (c) => ({ day, organisationId });\nparameter(c.tx, 'a.b', at(c, d));`)).toBe(true);
  expect(reads(`parameterPerOrganisation(db, 'a.b', day, chart)`)).toBe(true);
});
