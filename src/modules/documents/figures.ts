import type { Figure, ShownFigure } from '../../mechanisms/figure/index.ts';
import type { Reader } from '../../platform/db/pool.ts';
import type { RequestContext } from '../../platform/http/route.ts';
import { filterOf, filterSchema, REVIEWING } from './list-filter.ts';
import { countByOrganisation, countDocuments, countEach, type DocumentFilter } from './list-store.ts';
import type { UsualTimes } from './usual.ts';

/** Whose documents a figure counts: the scope of the person, or one organisation of it. */
export interface FigureScope extends Pick<DocumentFilter, 'scope' | 'today'> {
  personId: number;
  usual: UsualTimes;
  /** Year or month of the figures that speak of one: 2026 or 2026-05; the year of today where left out. */
  period?: string;
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

const OVERDUE = documentsBy('overdue', '逾期', () => ({ overdue: 'yes' }));
const SLOW = documentsBy('slow', '超过通常用时', () => ({ slow: 'yes' }));
const CORRECTING = documentsBy('correcting', '更正办理中', () => ({ kind: 'correct', open: 'yes' }));

/** What those who watch over several organisations read of each. */
export const OVERSIGHT_FIGURES = {
  published: documentsBy('published', '发布', (s) => ({ published: s.period ?? s.today.slice(0, 4) })),
  open: documentsBy('open', '办理中', () => ({ open: 'yes' })),
  overdue: OVERDUE,
  slow: SLOW,
  correcting: CORRECTING,
} as const;
/** One of the figures. */
export type OversightFigure = keyof typeof OVERSIGHT_FIGURES;

/** The figures of each organisation of a scope, read in one statement. @returns by the code of the organisation */
export async function oversightByOrganisation(
  db: Reader,
  scope: FigureScope,
): Promise<(code: string) => Readonly<Record<OversightFigure, number>>> {
  const names = Object.keys(OVERSIGHT_FIGURES) as OversightFigure[];
  const numbers = await countByOrganisation(
    db,
    names.map((name) => OVERSIGHT_FIGURES[name].filter(scope)),
  );
  return (code) =>
    Object.fromEntries(names.map((name, i) => [name, numbers.get(code)?.[i] ?? 0])) as Record<
      OversightFigure,
      number
    >;
}

/** What an organisation, or all of a scope, has open and has published. */
export const HOUSE_FIGURES = [
  documentsBy('open-drafting', '起草中', () => ({ state: 'drafting' })),
  documentsBy('open-attribute', '公开属性审查', () => ({ state: 'attribute-review' })),
  documentsBy('open-secrecy', '保密审查', () => ({ state: 'secrecy-review' })),
  documentsBy('open-sign-off', '签发', () => ({ state: 'sign-off' })),
  documentsBy('open-scheduled', '待定时发布', () => ({ state: 'scheduled' })),
  OVERDUE,
  SLOW,
  CORRECTING,
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
