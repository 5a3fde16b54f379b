import type { SearchFound, SearchGroup } from '../../../core/index.ts';
import { stateLabel } from '../lifecycle.ts';
import { searchCases, searchDocuments } from '../search-store.ts';
import { documentPaths } from './paths.ts';

const paths = documentPaths('');
const all = (words: readonly string[]) => `${paths.list()}?${new URLSearchParams({ q: words.join(' ') })}`;

/** What the search of the console looks through: documents, and what is under way with them. */
export const documentSearch: readonly SearchGroup[] = [
  {
    label: '公文',
    order: 10,
    act: 'document.read',
    async find(ctx, person, words, limit): Promise<SearchFound> {
      const rows = await searchDocuments(ctx.db, person.scope('document.read'), words, limit);
      return {
        total: rows[0]?.total ?? 0,
        all: all(words),
        hits: rows.map((r) => ({
          title: r.title,
          path: paths.document(r.pid),
          facts: [r.documentNumber, r.indexNumber ?? '', r.organisationName, r.live ? '公开中' : ''],
        })),
      };
    },
  },
  {
    label: '办理中的公文事项',
    order: 20,
    act: 'document.read',
    async find(ctx, person, words, limit): Promise<SearchFound> {
      const rows = await searchCases(ctx.db, person.scope('document.read'), words, limit);
      return {
        total: rows[0]?.total ?? 0,
        all: `${all(words)}&open=yes`,
        hits: rows.map((r) => ({
          title: r.subject,
          path: paths.case(r.pid),
          facts: [r.pid, r.organisationName, stateLabel(r.procedure, r.state)],
        })),
      };
    },
  },
];
