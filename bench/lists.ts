import { parseArgs } from 'node:util';
import type pg from 'pg';
import { ACTS } from '../src/app.ts';
import { loadPerson } from '../src/core/index.ts';
import { DEMO_PEOPLE } from '../src/demo/content/index.ts';
import { countTasks, countWork, listWork } from '../src/mechanisms/procedure/index.ts';
import {
  countPublicDocuments,
  listCounts,
  publicDocument,
  publicDocuments,
  publicOrganisations,
  siteColumns,
} from '../src/mechanisms/publication/index.ts';
import { countDocuments, listDocuments } from '../src/modules/documents/list-store.ts';
import { searchCases, searchDocuments } from '../src/modules/documents/search-store.ts';
import { documentHistory } from '../src/modules/documents/store.ts';
import { systemClock } from '../src/platform/clock.ts';
import { City } from './city.ts';
import { withGround } from './ground.ts';
import { median, ms, progress, publish, timed } from './report.ts';
import { recordStatements, replay, type Statement } from './statements.ts';

/* What the pages with lists read, one by one: how long, and which large tables they read from end to end. */

const REPEATS = 15;
const LARGE = 1000;
const { values: options } = parseArgs({ options: { documents: { type: 'string', default: '20000' } } });
const DOCUMENTS = Number(options.documents);
const today = systemClock.today();

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

/** Nodes of a plan that touch many rows, as "node on table (rows)". */
function heavy(plan: Plan): string[] {
  const rows = Math.round(
    (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'],
  );
  const on = plan['Relation Name'] ?? plan['Index Name'];
  const mine = on && rows >= LARGE ? [`${plan['Node Type']} ${on} ${rows}`] : [];
  return [...mine, ...(plan.Plans ?? []).flatMap(heavy)];
}

async function explain(client: pg.Client, s: Statement): Promise<string[]> {
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    `explain (analyze, format json) ${s.text}`,
    [...s.values],
  );
  return rows.flatMap((r) => heavy(r['QUERY PLAN'][0].Plan));
}

await withGround(async (ground) => {
  const office = ground.open('app', 2);
  await ground.inBulk(() => new City(office).grow(DOCUMENTS));
  await ground.settle();
  const portal = ground.open('portal', 4);
  const anyDocument = await portal
    .selectFrom('portal.live_document')
    .select(['id', 'pid'])
    .executeTakeFirstOrThrow();
  const owner = await portal
    .selectFrom('portal.live_document')
    .select('owner_code')
    .groupBy('owner_code')
    .orderBy((e) => e.fn.countAll())
    .executeTakeFirstOrThrow();
  const username = DEMO_PEOPLE.find((p) =>
    p.roles.some((r) => r.scope === 'subtree' && r.role === 'approver'),
  )?.username;
  const account = await office
    .selectFrom('account')
    .select('person_id')
    .where('username', '=', username ?? '')
    .executeTakeFirstOrThrow();
  const person = await loadPerson(office, account.person_id, today, ACTS);
  if (!person) throw new Error('nobody serves');
  const all = { site: 'main' };
  const days = { today, soon: today };
  const first = { page: 1, size: 30 };
  const words = ['养老监测'];
  const states = ['published'];
  const scope = (await office.selectFrom('organisation').select('id').execute()).map((o) => o.id);
  const reads: [name: string, role: 'app' | 'portal', read: () => Promise<unknown>][] = [
    ['portal: one document', 'portal', () => publicDocument(portal, anyDocument.pid, 'main', today)],
    ['portal: list, page 1', 'portal', () => publicDocuments(portal, { ...all, page: 1, size: 20 }, today)],
    [
      'portal: list, last page',
      'portal',
      () => publicDocuments(portal, { ...all, page: DOCUMENTS / 20, size: 20 }, today),
    ],
    [
      'portal: list, one column',
      'portal',
      () => publicDocuments(portal, { ...all, column: 'policy', page: 1, size: 20 }, today),
    ],
    [
      'portal: list, small organisation',
      'portal',
      () => publicDocuments(portal, { ...all, owner: owner.owner_code, page: 1, size: 20 }, today),
    ],
    [
      'portal: list, repealed',
      'portal',
      () => publicDocuments(portal, { ...all, validity: 'repealed', page: 1, size: 20 }, today),
    ],
    ['portal: count', 'portal', () => countPublicDocuments(portal, all, today)],
    [
      'portal: count, one column',
      'portal',
      () => countPublicDocuments(portal, { ...all, column: 'policy' }, today),
    ],
    [
      'portal: count, repealed',
      'portal',
      () => countPublicDocuments(portal, { ...all, validity: 'repealed' }, today),
    ],
    ['portal: facets of list', 'portal', () => listCounts(portal, all, today)],
    [
      'portal: facets of list, one theme',
      'portal',
      () => listCounts(portal, { ...all, theme: '城乡建设、环境保护' }, today),
    ],
    [
      'portal: facets of list, in force',
      'portal',
      () => listCounts(portal, { ...all, validity: 'in-force' }, today),
    ],
    ['portal: organisations', 'portal', () => publicOrganisations(portal, { page: 1, size: 50 }, today)],
    ['portal: columns with counts', 'portal', () => siteColumns(portal, 'main', today)],
    ['console: documents, page 1', 'app', () => listDocuments(office, { scope, today }, first)],
    [
      'console: documents, one organisation',
      'app',
      () => listDocuments(office, { scope: scope.slice(100, 101), today }, first),
    ],
    [
      'console: documents, by day of writing',
      'app',
      () => listDocuments(office, { scope, today }, { ...first, sort: 'written' }),
    ],
    ['console: documents, by words', 'app', () => listDocuments(office, { scope, today, words }, first)],
    ['console: documents, by state', 'app', () => listDocuments(office, { scope, today, states }, first)],
    ['console: documents, count', 'app', () => countDocuments(office, { scope, today })],
    ['console: documents, count by words', 'app', () => countDocuments(office, { scope, today, words })],
    ['console: documents, count by state', 'app', () => countDocuments(office, { scope, today, states })],
    ['console: search, documents', 'app', () => searchDocuments(office, scope, words, 10)],
    ['console: search, a number', 'app', () => searchDocuments(office, scope, ['2026', '号'], 10)],
    ['console: search, open cases', 'app', () => searchCases(office, scope, words, 10)],
    ['console: history of a document', 'app', () => documentHistory(office, anyDocument.id)],
    ['console: my work', 'app', () => listWork(office, person, {}, days, { page: 1, size: 30 })],
    ['console: my work, figures', 'app', () => countWork(office, person, days)],
    ['console: my work, count', 'app', () => countTasks(office, person)],
  ];
  const clients = { app: await ground.connect('app'), portal: await ground.connect('portal') };
  const table: (string | number)[][] = [
    ['read', 'median ms', 'slowest ms', `nodes that touch ${LARGE} rows or more`],
  ];
  for (const [name, role, read] of reads) {
    progress(name);
    const statements = await recordStatements(read);
    const times: number[] = [];
    for (let i = 0; i < REPEATS; i++) times.push(await timed(() => replay(clients[role], statements)));
    const nodes: string[] = [];
    for (const s of statements) nodes.push(...(await explain(clients[role], s)));
    table.push([name, ms(median(times)), ms(Math.max(...times)), [...new Set(nodes)].join('; ') || '—']);
  }
  publish(
    'lists',
    `${DOCUMENTS} documents of 120 organisations; the statements of each read sent bare, ${REPEATS} times; plans from explain analyze.`,
    [table],
    [],
  );
});
