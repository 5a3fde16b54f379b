import { describe, expect, it } from 'vitest';
import {
  DEMO_COLUMNS,
  DEMO_DOCUMENTS,
  DEMO_DUTIES,
  DEMO_GROUP,
  DEMO_ORGANISATIONS,
  DEMO_PEOPLE,
} from './index.ts';
import type { DemoDocument } from './types.ts';

const REACHES: DemoDocument['reach'][] = [
  'drafting',
  'drafting-no-attribute',
  'returned',
  'attribute-review',
  'secrecy-review',
  'sign-off',
  'scheduled',
  'published',
  'published-corrected',
  'correction-in-review',
  'withdrawn',
  'withdrawal-requested',
  'filed',
  'abandoned',
];

/** States in which the paper has a page that anyone can open. */
const PUBLIC_REACHES: DemoDocument['reach'][] = [
  'published',
  'published-corrected',
  'correction-in-review',
  'withdrawal-requested',
];

const THEMES =
  '国务院组织机构;综合政务;国民经济管理、国有资产监管;财政、金融、审计;国土资源、能源;农业、林业、水利;工业、交通;商贸、海关、旅游;市场监管、安全生产监管;城乡建设、环境保护;科技、教育;文化、广电、新闻出版;卫生、体育;人口与计划生育、妇女儿童工作;劳动、人事、监察;公安、安全、司法;民政、扶贫、救灾;民族、宗教;对外事务;港澳台侨工作;国防;其他'.split(
    ';',
  );

const WITHHELD = [
  'internal-affairs',
  'process-information',
  'enforcement-file',
  'third-party-privacy',
  'three-securities-one-stability',
  'law-forbids',
];

const GENRES = ['通知', '意见', '公告', '通告', '通报', '公示', '决定', '函', '批复', '办法', '方案'];

const organisation = new Map(DEMO_ORGANISATIONS.map((each) => [each.code, each]));
const person = new Map(DEMO_PEOPLE.map((each) => [each.username, each]));

/** Whether `code` is `ancestor` or lies below it. */
function within(code: string | undefined, ancestor: string): boolean {
  for (let at = code; at !== undefined; at = organisation.get(at)?.parent) if (at === ancestor) return true;
  return false;
}

/** Every text a visitor or an official could read, with a name for the failure message. */
function texts(): [string, string][] {
  const all = { DEMO_COLUMNS, DEMO_DOCUMENTS, DEMO_DUTIES, DEMO_ORGANISATIONS, DEMO_PEOPLE };
  return Object.entries(all).flatMap(([list, rows]) =>
    rows.map((row, at): [string, string] => [`${list}[${at}]`, JSON.stringify(row)]),
  );
}

function bodies(each: DemoDocument): string[] {
  return each.correctedBody === undefined ? [each.body] : [each.body, each.correctedBody];
}

describe('the invented city', () => {
  it('has eighteen organisations, fourteen people, six columns, twenty documents, all distinct', () => {
    expect(
      [DEMO_ORGANISATIONS, DEMO_PEOPLE, DEMO_COLUMNS, DEMO_DOCUMENTS].map((rows) => rows.length),
    ).toEqual([18, 14, 6, 20]);
    for (const values of [
      DEMO_ORGANISATIONS.map((each) => each.code),
      DEMO_ORGANISATIONS.map((each) => each.name),
      DEMO_ORGANISATIONS.map((each) => each.documentAgency).filter(Boolean),
      DEMO_ORGANISATIONS.map((each) => each.indexPrefix).filter(Boolean),
      DEMO_PEOPLE.map((each) => each.username),
      DEMO_PEOPLE.map((each) => each.name),
      DEMO_COLUMNS.map((each) => each.path),
      DEMO_DOCUMENTS.map((each) => each.key),
      DEMO_DOCUMENTS.map((each) => each.title),
      DEMO_DOCUMENTS.flatMap((each) => each.documentNumber ?? []),
    ])
      expect(new Set(values).size).toBe(values.length);
  });

  it('names parents, guides and columns that exist, parents first', () => {
    const codes = DEMO_ORGANISATIONS.map((each) => each.code);
    expect(DEMO_ORGANISATIONS.filter((each) => each.parent === undefined).map((each) => each.code)).toEqual([
      'ljszf',
      'ljsswj',
    ]);
    DEMO_ORGANISATIONS.forEach((each, at) => {
      const own = each.kind !== 'external' && each.kind !== 'village';
      expect(each.indexPrefix).toMatch(own ? /^MC\d{7}$/ : /^$/);
      expect(each.phone).toMatch(each.kind === 'external' ? /^$/ : /^0000-\d{7}$/);
      if (each.parent) expect(codes.slice(0, at)).toContain(each.parent);
      if (each.guidedBy) expect(['department', 'external']).toContain(organisation.get(each.guidedBy)?.kind);
      expect(each.seatCounty !== undefined).toBe(each.verticallyManaged === true && each.level === 'county');
    });
    DEMO_COLUMNS.forEach((each, at) => {
      if (each.parent === undefined) expect(each.path).not.toContain('/');
      else {
        expect(DEMO_COLUMNS.slice(0, at).map((column) => column.path)).toContain(each.parent);
        expect(each.path.startsWith(`${each.parent}/`)).toBe(true);
      }
    });
    for (const each of DEMO_DOCUMENTS)
      for (const path of each.columns) expect(DEMO_COLUMNS.map((column) => column.path)).toContain(path);
  });

  it('gives ten organisations a document, and every document a drafter with that role', () => {
    const issuing = new Set(DEMO_DOCUMENTS.map((each) => each.organisation));
    expect(issuing.size).toBe(10);
    for (const code of issuing) expect([...organisation.keys()]).toContain(code);
    for (const each of DEMO_PEOPLE)
      for (const code of [each.organisation, ...each.roles.map((role) => role.organisation)])
        expect([...organisation.keys()]).toContain(code);
    for (const each of DEMO_DOCUMENTS) {
      const granted = person
        .get(each.drafter)
        ?.roles.some(
          (role) =>
            role.role === 'drafter' &&
            (role.organisation === each.organisation ||
              (role.scope === 'subtree' && within(each.organisation, role.organisation))),
        );
      expect(granted, each.key).toBe(true);
    }
  });

  it('[R-ORG-03, R-ORG-04] registers duties of bodies and people that exist, and leaves the gaps that the console shows', () => {
    for (const each of DEMO_DUTIES) {
      expect([...organisation.keys()]).toContain(each.organisation);
      for (const { username } of each.accounts ?? [])
        expect(person.get(username)?.organisation, username).toBe(each.organisation);
    }
    for (const member of DEMO_GROUP.members) expect([...organisation.keys()]).toContain(member.unit);
    const full = (each: (typeof DEMO_DUTIES)[number]) =>
      [...(each.accounts ?? []), ...(each.staff ? [each.staff] : [])].some((one) => one.fullTime);
    expect(DEMO_DUTIES.filter((each) => !full(each)).map((each) => each.organisation)).toEqual(['sqzzf']);
    expect(DEMO_DUTIES.filter((each) => !each.hearing).map((each) => each.organisation)).toEqual(['mcsnyj']);
  });

  it('lets no drafter review or approve', () => {
    for (const each of DEMO_PEOPLE)
      expect(new Set(each.roles.map((role) => role.role === 'drafter')).size, each.username).toBe(1);
  });
});

describe('the twenty documents', () => {
  it('cover every point of the procedure; ten have a public page', () => {
    expect(new Set(DEMO_DOCUMENTS.map((each) => each.reach))).toEqual(new Set(REACHES));
    expect(DEMO_DOCUMENTS.filter((each) => PUBLIC_REACHES.includes(each.reach))).toHaveLength(10);
  });

  it('have consistent days, and each kind of validity once among the published', () => {
    for (const each of DEMO_DOCUMENTS) {
      expect(each.writtenDaysAgo, each.key).toBeGreaterThanOrEqual(0);
      if (each.effectiveDaysAgo !== undefined)
        expect(each.effectiveDaysAgo, each.key).toBeLessThanOrEqual(each.writtenDaysAgo);
      if (each.expiresInDays !== undefined)
        expect(each.expiresInDays, each.key).toBeGreaterThan(-(each.effectiveDaysAgo ?? each.writtenDaysAgo));
      if (each.repealedDaysAgo !== undefined)
        expect(each.repealedDaysAgo, each.key).toBeLessThan(each.effectiveDaysAgo ?? each.writtenDaysAgo);
      const years = /有效期(\d)年/.exec(each.body)?.[1];
      const term =
        each.expiresInDays === undefined
          ? 0
          : each.expiresInDays + (each.effectiveDaysAgo ?? each.writtenDaysAgo);
      expect(years === undefined ? 0 : Number(years), each.key).toBe(Math.round(term / 365.25));
      const wait = /自印发之日起(\d+)日后施行/.exec(each.body)?.[1];
      if (each.effectiveDaysAgo !== undefined)
        expect(each.writtenDaysAgo - each.effectiveDaysAgo, each.key).toBe(Number(wait ?? 0));
    }
    const published = DEMO_DOCUMENTS.filter((each) => each.reach === 'published');
    expect(published.filter((each) => (each.effectiveDaysAgo ?? 0) < 0)).toHaveLength(1);
    expect(published.filter((each) => (each.expiresInDays ?? 1) < 0)).toHaveLength(1);
    const repealed = published.filter((each) => each.repealedDaysAgo !== undefined);
    expect(repealed).toHaveLength(1);
    const name = /《(.+)》/.exec(repealed[0]!.title)![1]!;
    const repealing = published.filter((each) => each !== repealed[0] && each.body.includes(name));
    expect(repealing.map((each) => each.effectiveDaysAgo)).toEqual([repealed[0]!.repealedDaysAgo]);
  });

  it('carry the attribute, ground and remarks their state needs', () => {
    for (const each of DEMO_DOCUMENTS) {
      const label = each.key;
      expect(THEMES, label).toContain(each.theme);
      expect(GENRES, label).toContain(each.genre);
      expect(each.attribute === undefined, label).toBe(each.reach === 'drafting-no-attribute');
      if (each.attribute === undefined) expect(each.ground, label).toBeUndefined();
      if (each.attribute === 'proactive') expect(each.ground, label).toMatch(/^article-20-([1-9]|1[0-5])$/);
      if (each.attribute === 'withheld') expect(WITHHELD, label).toContain(each.ground);
      if (each.attribute === 'on-request') expect(each.ground, label).toBe('specific-applicants');
      if (each.attribute === 'withheld' || each.attribute === 'on-request')
        expect(each.reason?.length ?? 0, label).toBeGreaterThan(20);
      if (each.reach === 'filed') expect(['withheld', 'on-request'], label).toContain(each.attribute);
      if (PUBLIC_REACHES.includes(each.reach)) {
        expect(each.attribute, label).toBe('proactive');
        expect(each.columns.length, label).toBeGreaterThan(0);
        expect(each.summary, label).toBeTruthy();
      }
      const corrected = each.reach === 'published-corrected' || each.reach === 'correction-in-review';
      expect(each.correctedBody !== undefined && each.changeNote !== undefined, label).toBe(corrected);
      if (corrected) expect(each.correctedBody, label).not.toBe(each.body);
      expect(each.returnComment !== undefined, label).toBe(each.reach === 'returned');
      expect(each.withdrawalReason !== undefined, label).toBe(
        each.reach === 'withdrawn' || each.reach === 'withdrawal-requested',
      );
    }
  });

  it('[R-DOC-01] are built like official papers', () => {
    for (const each of DEMO_DOCUMENTS) {
      const issuer = organisation.get(each.organisation)!;
      expect([...each.title].length, each.key).toBeLessThanOrEqual(80);
      if (each.documentNumber !== undefined)
        expect(each.documentNumber, each.key).toMatch(
          new RegExp(`^${issuer.documentAgency.slice(0, -1)}(发|规|函)〔\\{year\\}〕[1-9]\\d*号$`),
        );
      for (const body of bodies(each)) {
        const lines = body.split('\n');
        expect([...body].length, each.key).toBeGreaterThanOrEqual(350);
        for (const line of lines) expect(line, each.key).toMatch(/^\S(.*\S)?$/);
        if (each.addressees !== undefined) expect(lines[0], each.key).toBe(`${each.addressees}：`);
        else expect(lines[0]!.endsWith('：'), each.key).toBe(false);
        const dated = lines.flatMap((line, at) => (line.includes('{writtenOn}') ? [at] : []));
        expect(dated, each.key).toHaveLength(1);
        expect(lines[dated[0]!], each.key).toBe('{writtenOn}');
        expect(lines[dated[0]! - 1], each.key).toBe(issuer.name);
        const [first, second] = [lines.findIndex((line) => /^(一、|第一条|1\.)/.test(line)), '二、|第二条'];
        expect(first, each.key).toBeGreaterThan(0);
        expect(
          lines.slice(first + 1).some((line) => new RegExp(`^(${second})`).test(line)),
          each.key,
        ).toBe(true);
      }
    }
  });

  it('name older papers of the twenty that the public sees, regions that exist, tags', () => {
    const known = new Map(DEMO_DOCUMENTS.map((each) => [each.key, each]));
    for (const each of DEMO_DOCUMENTS) {
      for (const { key } of each.relations ?? []) {
        const other = known.get(key)!;
        expect(other.writtenDaysAgo, `${each.key} → ${key}`).toBeGreaterThan(each.writtenDaysAgo);
        expect(PUBLIC_REACHES, `${each.key} → ${key}`).toContain(other.reach);
      }
      if (each.region)
        expect(['county', 'special-zone', 'township'], each.key).toContain(
          organisation.get(each.region)?.kind,
        );
      if (each.reach !== 'filed') expect(each.tags?.length ?? 0, each.key).toBeGreaterThan(0);
    }
    const repealed = DEMO_DOCUMENTS.filter((each) => each.repealedDaysAgo !== undefined).map(
      (each) => each.key,
    );
    expect(
      DEMO_DOCUMENTS.flatMap((each) =>
        (each.relations ?? []).flatMap((r) => (r.kind === 'repeals' ? [r.key] : [])),
      ),
    ).toEqual(repealed);
  });

  it('include one long paper in chapters and lists in rows', () => {
    const long = DEMO_DOCUMENTS.filter((each) => [...each.body].length >= 3000);
    expect(long.map((each) => each.reach)).toEqual(['published']);
    expect(long[0]!.body.match(/^第.章/gm)).toHaveLength(6);
    const rows = DEMO_DOCUMENTS.filter((each) => (each.body.match(/^.+　\|　.+$/gm) ?? []).length >= 5);
    expect(rows.map((each) => each.key)).toEqual(['school-admission', 'farm-price-weekly']);
  });

  it('share words across papers that are public and papers that are not', () => {
    for (const word of ['公积金', '租房提取', '防汛', '招生', '低保', '危房改造', '慢性病用药', 'PM2.5']) {
      const hits = DEMO_DOCUMENTS.filter((each) => each.body.includes(word));
      expect(
        hits.some((each) => PUBLIC_REACHES.includes(each.reach)),
        word,
      ).toBe(true);
      expect(
        hits.some((each) => !PUBLIC_REACHES.includes(each.reach)),
        word,
      ).toBe(true);
    }
  });

  it('add up where they state a total', () => {
    const { body } = DEMO_DOCUMENTS.find((each) => each.key === 'house-renovation-list')!;
    const rows = [
      ...body.matchAll(/^(.+?)：(\d+)户，其中拆除重建(\d+)户、修缮加固(\d+)户，补助资金([\d.]+)万元/gm),
    ];
    const numbers = rows.map((row) => row.slice(2).map(Number));
    expect(rows.at(-1)![1]).toBe('合计');
    expect(numbers).toHaveLength(7);
    for (const [all, rebuilt, repaired, money] of numbers as [number, number, number, number][]) {
      expect(rebuilt + repaired).toBe(all);
      expect(rebuilt * 3 + repaired * 1.2).toBeCloseTo(money, 5);
    }
    const total = numbers.at(-1)!;
    for (const at of [0, 1, 2, 3])
      expect(numbers.slice(0, -1).reduce((sum, row) => sum + row[at]!, 0)).toBeCloseTo(total[at]!, 5);
  });
});

describe('every text', () => {
  it('uses no placeholder but {year} and {writtenOn}', () => {
    for (const each of DEMO_DOCUMENTS)
      for (const value of Object.values(each))
        if (typeof value === 'string')
          expect(value.replaceAll('{year}', '').replaceAll('{writtenOn}', ''), each.key).not.toMatch(/[{}]/);
  });

  it('holds no identity number, no mobile number and no telephone outside 0000-', () => {
    for (const [where, text] of texts()) {
      expect(text, where).not.toMatch(/\d{17}[\dXx]/);
      expect(text, where).not.toMatch(/(?<!\d)1[3-9]\d{9}(?!\d)/);
      for (const [number] of text.matchAll(/\d{3,4}-\d{7,8}/g)) expect(number, where).toMatch(/^0000-/);
    }
  });

  it('does not speak of itself', () => {
    for (const [where, text] of texts()) {
      expect(text, where).not.toMatch(/演示|测试|示例|虚构|软件|网址|http|本平台/);
      expect(text, where).not.toMatch(/的的|，，|。。|、、|；。|[\u4e00-\u9fff],|[\u4e00-\u9fff];/);
    }
  });
});
