import {
  type ChartNode,
  LEVELS,
  ORGANISATION_KINDS,
  PARAMETERS,
  readChart,
  type SearchFound,
  type SearchGroup,
  type SearchHit,
  textHolds,
} from '../../core/index.ts';
import { organisationPaths } from './organisations/paths.ts';
import { treeRows } from './organisations/store.ts';
import { peoplePaths } from './people/paths.ts';
import { countStaff, listStaff } from './people/store.ts';

const organisations = organisationPaths('');
const people = peoplePaths('');
const wordsOf = (n: ChartNode) => [n.name, n.shortName, n.code, n.indexPrefix];

/** Some hundred things held in memory: those that fit, the first of them. */
function among(hits: readonly SearchHit[], limit: number, all?: string): SearchFound {
  return { hits: hits.slice(0, limit), total: hits.length, ...(all ? { all } : {}) };
}

/** What the search of the console looks through here: organisations, people, parameters. */
export const administrationSearch: readonly SearchGroup[] = [
  {
    label: '机构',
    order: 40,
    act: 'organisation.read',
    async find(ctx, person, words, limit) {
      const rows = treeRows(
        await readChart(ctx.db),
        person.scope('organisation.read'),
        { ended: false },
        ctx.today,
      );
      return among(
        rows
          .filter((r) => textHolds(wordsOf(r.node), words))
          .map(({ node }) => ({
            title: node.name,
            path: organisations.one(node.code),
            facts: [node.code, LEVELS[node.level], ORGANISATION_KINDS[node.kind]],
          })),
        limit,
        organisations.list({ q: words.join(' ') }),
      );
    },
  },
  {
    label: '人员',
    order: 50,
    act: 'person.read',
    async find(ctx, person, words, limit) {
      const filter = {
        scope: person.scope('person.read'),
        today: ctx.today,
        q: words.join(' '),
        page: 1,
        size: limit,
      };
      const [rows, total] = await Promise.all([listStaff(ctx.db, filter), countStaff(ctx.db, filter)]);
      return {
        total,
        all: people.list({ q: filter.q }),
        hits: rows.map((p) => ({
          title: p.name,
          path: people.person(p.pid),
          facts: [p.organisationName, p.post, p.username ?? '没有账号'],
        })),
      };
    },
  },
  {
    label: '参数',
    order: 60,
    act: 'parameter.read',
    async find(_ctx, _person, words, limit) {
      return among(
        Object.entries(PARAMETERS)
          .filter(([, spec]) => textHolds([spec.label, spec.source], words))
          .map(([name, spec]) => ({
            title: spec.label,
            path: `/parameters/${name}`,
            facts: [spec.source],
          })),
        limit,
        '/parameters',
      );
    },
  },
];
