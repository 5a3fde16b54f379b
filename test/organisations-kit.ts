import { beforeAll } from 'vitest';
import {
  type ChartNode,
  factsOf,
  type OrganisationFacts,
  organisationByCode,
  readChart,
} from '../src/core/index.ts';
import { type Day, day } from '../src/law/day.ts';
import {
  addDocument,
  addEdition,
  lockDocument,
  readEdition,
  release,
  submitEdition,
} from '../src/mechanisms/publication/index.ts';
import {
  addOrganisationAct,
  saveOrganisation,
} from '../src/modules/administration/organisations/acts/chart.ts';
import { serviceActor } from '../src/platform/actor.ts';
import { type ChangeContext, change } from '../src/platform/change.ts';
import { settableClock } from '../src/platform/clock.ts';
import { Forbidden, Refusal } from '../src/platform/errors.ts';
import { actingAs, addOrgan, addStaff } from './harness.ts';
import { openCity } from './opening.ts';

/* A small city of every kind of organisation under its province, with the people of its chart. */

/** The day of the tests. */
export const TODAY: Day = day('2026-05-20');

/** What the rules ask and the law says, by hand. */
const CITY: [
  code: string,
  name: string,
  kind: string,
  level: string,
  parent: string,
  more?: Partial<OrganisationFacts>,
][] = [
  ['sheng', '某省人民政府', 'external', 'superior', ''],
  ['shengshuiwu', '某省税务局', 'external', 'superior', 'sheng'],
  ['office', '某市人民政府办公室', 'government-office', 'city', 'city'],
  [
    'justice',
    '某市司法局',
    'department',
    'city',
    'city',
    { handlesReconsideration: true, guidedBy: 'sheng' },
  ],
  ['housing', '某市住房局', 'department', 'city', 'city'],
  [
    'citytax',
    '某市税务局',
    'department',
    'city',
    'city',
    { verticallyManaged: true, guidedBy: 'shengshuiwu' },
  ],
  ['zone', '某市高新区管委会', 'special-zone', 'county', 'city'],
  ['county', '某县人民政府', 'county', 'county', 'city'],
  ['countyhousing', '某县住房局', 'department', 'county', 'county', { guidedBy: 'housing' }],
  [
    'countytax',
    '某县税务局',
    'department',
    'county',
    'citytax',
    { verticallyManaged: true, guidedBy: 'citytax', seatCounty: 'county' },
  ],
  ['town', '某县石桥镇人民政府', 'township', 'township', 'county'],
  ['village', '石桥镇桥东村', 'village', 'village', 'town', { indexPrefix: '' }],
  ['fund', '某市公积金中心', 'authorised-body', 'city', 'housing'],
  ['water', '某市自来水公司', 'public-enterprise', 'city', 'housing'],
  ['archive', '某市档案馆', 'affiliated-institution', 'city', 'city'],
];

let serial = 0;
/** What the form of an organisation would send: a department of the city, besides what is said. */
export function facts(code: string, o: Partial<OrganisationFacts> = {}): OrganisationFacts {
  return {
    code,
    name: `测试机构${code}`,
    shortName: code,
    kind: 'department',
    level: 'city',
    parent: 'city',
    guidedBy: '',
    verticallyManaged: false,
    seatCounty: '',
    handlesReconsideration: false,
    documentAgency: '',
    indexPrefix: `T${String(++serial).padStart(8, '0')}`,
    address: '',
    postcode: '',
    phone: '',
    fax: '',
    email: '',
    website: '',
    officeHours: '',
    duties: '',
    sortOrder: 0,
    validFrom: day('2020-01-01'),
    ...o,
  };
}

let tokens = 0;
/** A token of a form that is sent once. */
export const once = () => `test-${++tokens}`;

/** The fields at which an act is refused; 'forbidden' when it is not allowed at all. */
export async function fieldsOf(
  work: Promise<unknown>,
): Promise<(string | undefined)[] | 'forbidden' | 'done'> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Forbidden) return 'forbidden';
    if (error instanceof Refusal) return error.issues.map((i) => i.field);
    throw error;
  }
}

/**
 * Opens the city for the tests of the file that calls it. Its people: keeper and countykeeper keep the chart, gongkai and
 * watcher look on, drafter drafts; zhang and li serve in the township, wang in the housing bureau.
 */
export function openOrganisations() {
  const clock = settableClock('2026-05-20T09:00:00+08:00');
  const opened = openCity('empty', { clock, faces: ['portal', 'console'] });
  const ids = new Map<string, number>();
  const staff = async (it: Parameters<typeof addStaff>[1]) => {
    ids.set(it.username, await addStaff(opened.db, it));
  };
  const personId = (username: string) => ids.get(username)!;
  const as = (username: string) => actingAs(opened.app, personId(username));
  beforeAll(async () => {
    const { db } = opened;
    const city = await addOrgan(db, { code: 'city', kind: 'city-government', name: '某市人民政府' });
    await staff({
      username: 'keeper',
      organisationId: city,
      grants: [{ role: 'administrator', scope: 'subtree' }],
    });
    for (const [code, name, kind, level, parent, more] of CITY)
      await addOrganisationAct(await as('keeper'), {
        facts: facts(code, {
          name,
          shortName: name,
          kind: kind as never,
          level: level as never,
          parent,
          ...more,
        }),
        once: once(),
      });
    const chart = await readChart(db);
    const id = (code: string) => chart.byCode.get(code)!.id;
    await saveOrganisation(await as('keeper'), {
      code: 'city',
      once: once(),
      seenVersion: 1,
      facts: { ...(await factsOf(db, 'city')), parent: 'sheng' },
    });
    await staff({
      username: 'countykeeper',
      organisationId: id('county'),
      grants: [{ role: 'administrator', scope: 'subtree' }],
    });
    for (const [username, at] of [
      ['zhang', 'town'],
      ['li', 'town'],
      ['wang', 'housing'],
    ] as const)
      await staff({ username, organisationId: id(at) });
    await staff({
      username: 'watcher',
      organisationId: id('office'),
      grants: [{ role: 'supervisor', scope: 'subtree', organisationId: city }],
    });
    await staff({
      username: 'gongkai',
      organisationId: id('office'),
      grants: [{ role: 'disclosure-office', scope: 'subtree', organisationId: city }],
    });
    await staff({ username: 'drafter', organisationId: id('housing'), grants: [{ role: 'drafter' }] });
  });
  return {
    clock,
    get app() {
      return opened.app;
    },
    get db() {
      return opened.db;
    },
    personId,
    /** Acts as somebody, with the organisations as they are now in their scope. */
    as,
    node: async (code: string): Promise<ChartNode> => (await readChart(opened.db)).byCode.get(code)!,
  };
}

/**
 * Publishes a paper of an organisation, or once more the one with this public id, past the passage and its reviews.
 * @returns its public id
 */
export async function publishPaper(ctx: ChangeContext, code: string, pid?: string): Promise<string> {
  const done = await change(
    { ...ctx, actor: serviceActor('test', '测试', ['test']) },
    { act: 'test', lock: async () => ({ kind: 'organisation', id: 0, organisationId: null }) },
    async (c) => {
      const owner = await organisationByCode(c.tx, code);
      const paper = pid ?? (await addDocument(c.tx, { organisationId: owner.id, at: c.now })).pid;
      const document = await lockDocument(c.tx, paper);
      const none = { addressees: '', summary: '', theme: '', genre: '通知', sourceName: '', sourceUrl: '' };
      const days = { writtenOn: null, effectiveOn: null, expiresOn: null, repealedOn: null };
      const open = { attribute: 'proactive', ground: 'article-20-1', reason: '', changeNote: '' } as const;
      const texts = { title: '更名前的文件', documentNumber: '', body: '正文。', excerpts: 0, columns: [] };
      const facts = { region: '', effectLevel: 'other-document' } as const;
      const content = { ...none, ...days, ...open, ...texts, ...facts, tags: [], relations: [] };
      const made = await addEdition(c.tx, document!.id, content, c.now);
      await submitEdition(c.tx, await readEdition(c.tx, made.id), c.now);
      await release(c, { document: document!, edition: await readEdition(c.tx, made.id), owner });
      return { pid: paper };
    },
  );
  return done.pid;
}
