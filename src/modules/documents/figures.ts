import type { Figure, ShownFigure } from '../../mechanisms/figure/index.ts';
import type { RequestContext } from '../../platform/http/route.ts';
import { filterOf, filterSchema, REVIEWING } from './list-filter.ts';
import { countDocuments, countEach, type DocumentFilter } from './list-store.ts';

/** Whose documents a figure counts: the scope of the person, or one organisation of it. */
export interface FigureScope extends Pick<DocumentFilter, 'scope' | 'today'> {
  personId: number;
  /** Code of the organisation; all of the scope where left out. */
  organisation?: string;
}

/** A figure that knows its filter, so that several can be read in one statement. */
interface DocumentFigure extends Figure<FigureScope> {
  filter(scope: FigureScope): DocumentFilter;
}

/** A number of documents by filters of the list: what is counted is by construction what its link lists. */
function documentsBy(
  name: string,
  label: string,
  filters: (scope: FigureScope) => Record<string, string>,
): DocumentFigure {
  const asked = (s: FigureScope) => ({
    ...filters(s),
    ...(s.organisation ? { organisation: s.organisation } : {}),
  });
  const filter = (s: FigureScope) => filterOf(filterSchema.parse(asked(s)), s);
  return {
    name,
    label,
    unit: '件',
    filter,
    count: (db, s) => countDocuments(db, filter(s)),
    rows: (s) => `/documents?${new URLSearchParams(asked(s))}`,
  };
}

const own = { drafter: '我' };

/** What a drafter has under way. */
export const DRAFTER_FIGURES = [
  documentsBy('own-drafts', '我的草稿', () => ({ ...own, state: 'drafting' })),
  documentsBy('own-under-review', '送审中', () => ({ ...own, state: REVIEWING })),
  documentsBy('own-scheduled', '待定时发布', () => ({ ...own, state: 'scheduled' })),
  documentsBy('own-published-year', '本年发布', (s) => ({ ...own, published: s.today.slice(0, 4) })),
];

/** What an organisation, or all of a scope, has open and has published. */
export const HOUSE_FIGURES = [
  documentsBy('open-drafting', '起草中', () => ({ state: 'drafting' })),
  documentsBy('open-attribute', '公开属性审查', () => ({ state: 'attribute-review' })),
  documentsBy('open-secrecy', '保密审查', () => ({ state: 'secrecy-review' })),
  documentsBy('open-sign-off', '签发', () => ({ state: 'sign-off' })),
  documentsBy('open-scheduled', '待定时发布', () => ({ state: 'scheduled' })),
  documentsBy('overdue', '逾期', () => ({ overdue: 'yes' })),
  documentsBy('published-month', '本月发布', (s) => ({ published: s.today.slice(0, 7) })),
  documentsBy('published-year', '本年发布', (s) => ({ published: s.today.slice(0, 4) })),
];

/** Reads figures together: one statement for all. */
export async function readFigures(
  ctx: RequestContext,
  figures: readonly DocumentFigure[],
  scope: FigureScope,
): Promise<ShownFigure[]> {
  const counts = await countEach(
    ctx.db,
    figures.map((f) => f.filter(scope)),
  );
  return figures.map(({ label, unit, rows }, i) => ({
    label,
    unit,
    value: counts[i] ?? 0,
    href: ctx.base.console + rows(scope),
  }));
}
