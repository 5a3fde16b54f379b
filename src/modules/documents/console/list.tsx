import { z } from 'zod';
import {
  beyondEnd,
  type ConsoleFrame,
  ExportButton,
  listExport,
  organisationsByIds,
  type Person,
  personOf,
} from '../../../core/index.ts';
import { dayOfInstant } from '../../../law/day.ts';
import { ATTRIBUTES, type Attribute, THEMES, VALIDITY } from '../../../mechanisms/publication/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pageNumber } from '../../../platform/http/fields.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import {
  ButtonLink,
  DataTable,
  Empty,
  FilterForm,
  FilterTags,
  Pagination,
  Panel,
  Tag,
} from '../../../ui/index.ts';
import { listDay, listMinute, minute } from '../../../ui/times.ts';
import { passage, stateLabel, withdrawal } from '../lifecycle.ts';
import { filterOf, filterSchema, listFields, orderOf, REVIEWING } from '../list-filter.ts';
import { countDocuments, type DocumentRow, listDocuments, type Sort } from '../list-store.ts';
import { usualTimes } from '../usual.ts';
import { PASSAGE_KINDS, type PassageKind } from '../words.ts';
import { documentPaths, doneNotice } from './paths.ts';

/** Rows per page that can be chosen; the first is the usual one. */
const SIZES = [30, 50, 100] as const;
const STATES = [
  { value: REVIEWING, label: '审查、签发中' },
  ...[...Object.entries(passage.states), ...Object.entries(withdrawal.states)].map(([value, s]) => ({
    value,
    label: s.label,
  })),
];
/** Id of the form of the export. */
const CHOSEN = 'export-chosen';
const SORT_LABELS: Readonly<Record<Sort, string>> = {
  changed: '最近变动',
  written: '成文日期',
  published: '首次发布',
};

/** Filters that come with a figure and have no field of their own: said above the list, each can be given up. */
const TOLD = [
  ['open', '办理中'],
  ['overdue', '逾期'],
  ['slow', '超过通常用时'],
  ['kind', '事项'],
] as const;

function toldValue(name: (typeof TOLD)[number][0], value: string): string {
  if (name === 'kind') return PASSAGE_KINDS[value as PassageKind];
  return value === 'no' ? '否' : '是';
}

const choice = (all: string, options: readonly { value: string; label: string }[]) => [
  { value: '', label: all },
  ...options,
];
const named = (words: Readonly<Record<string, string | { label: string }>>) =>
  Object.entries(words).map(([value, w]) => ({ value, label: typeof w === 'string' ? w : w.label }));

const reader = async (ctx: RequestContext, person: Person, act: 'document.read' | 'document.export') => ({
  scope: person.scope(act),
  personId: person.personId,
  today: ctx.today,
  usual: await usualTimes(ctx.db, ctx.today),
});

function attributeLabel(d: DocumentRow): string {
  return d.attribute ? ATTRIBUTES[d.attribute as Attribute].label : '未定';
}

/** 公文与发布: the documents of the person's organisations; filters are the address, so that a view can be passed on. */
export function listPages(face: Face, frame: ConsoleFrame): void {
  listExport(face, frame, {
    path: '/documents/export',
    access: { kind: 'act', act: 'document.export' },
    act: 'document.export',
    name: '公文',
    filter: filterSchema,
    columns: [
      { heading: '标题', width: 60, value: (d: DocumentRow) => d.title },
      { heading: '文号', width: 22, value: (d) => d.documentNumber },
      { heading: '索引号', width: 22, value: (d) => d.indexNumber ?? '' },
      { heading: '单位', value: (d) => d.organisationName },
      { heading: '公开属性', value: attributeLabel },
      { heading: '环节', value: (d) => stateLabel(d.procedure, d.state) },
      { heading: '公众可见', width: 10, value: (d) => (d.live ? '公开中' : '否') },
      { heading: '主题', width: 24, value: (d) => d.theme },
      { heading: '成文日期', width: 12, value: (d) => d.writtenOn ?? '' },
      { heading: '首次发布', value: (d) => (d.firstPublishedAt ? minute(d.firstPublishedAt) : '') },
      { heading: '最近变动', value: (d) => minute(d.changedAt) },
    ],
    rows: async (ctx, person, it, most) =>
      listDocuments(ctx.db, filterOf(it, await reader(ctx, person, 'document.export')), {
        page: 1,
        size: most,
        ...orderOf(it),
      }),
  });

  face.page({
    path: '/documents',
    access: { kind: 'act', act: 'document.read' },
    query: z.object({
      ...listFields,
      done: z.string().max(20).optional().catch(undefined),
      size: z.coerce
        .number()
        .refine((n) => SIZES.some((s) => s === n))
        .catch(SIZES[0]),
      page: pageNumber,
    }),
    async render(ctx, { query: { done, size, page, chosen: _chosen, ...entered } }) {
      const person = personOf(ctx);
      const paths = documentPaths(ctx.base.console);
      const filter = filterOf(entered, await reader(ctx, person, 'document.read'));
      const order = orderOf(entered);
      const [rows, total, organisations] = await Promise.all([
        listDocuments(ctx.db, filter, { page, size, ...order }),
        countDocuments(ctx.db, filter),
        organisationsByIds(ctx.db, filter.scope, ctx.today),
      ]);
      const beyond = beyondEnd(ctx, { page: page, total, size: size });
      if (beyond) return beyond;
      const kept = Object.fromEntries(
        Object.entries({ ...entered, ...(size === SIZES[0] ? {} : { size }) }).flatMap(([k, v]) =>
          v === undefined || v === '' ? [] : [[k, String(v)]],
        ),
      );
      const link = (change: Record<string, string | undefined>) => {
        const params = new URLSearchParams();
        for (const [k, v] of Object.entries({ ...kept, ...change })) if (v) params.set(k, v);
        return `${paths.list()}${params.size ? `?${params}` : ''}`;
      };
      const { sort: _sort, way: _way, size: _size, ...filters } = kept;
      const filtered = Object.keys(filters).length > 0;
      const sortable = (by: Sort) => ({
        label: SORT_LABELS[by],
        sortHref: link({
          sort: by,
          way: order.sort === by && !order.ascending ? 'asc' : undefined,
          page: undefined,
        }),
        ...(order.sort === by
          ? { sort: order.ascending ? ('ascending' as const) : ('descending' as const) }
          : {}),
      });
      return frame.page(ctx, {
        title: '公文与发布',
        section: '/documents',
        notice: doneNotice(done),
        heading: {
          h1: '公文与发布',
          note: `共 ${total} 件`,
          actions: (
            <>
              {total > 0 && person.mayAnywhere('document.export') && (
                <ExportButton ctx={ctx} path="/documents/export" filter={kept} id={CHOSEN} />
              )}
              {person.mayAnywhere('document.draft') && (
                <ButtonLink href={paths.create()} kind="primary" icon="pencil">
                  起草公文
                </ButtonLink>
              )}
            </>
          ),
        },
        children: (
          <>
            <FilterForm
              action={paths.list()}
              label="筛选公文"
              keep={{
                sort: kept.sort,
                way: kept.way,
                ...(kept.size ? { size: kept.size } : {}),
                open: kept.open,
                overdue: kept.overdue,
                slow: kept.slow,
                kind: kept.kind,
              }}
              {...(filtered ? { clear: paths.list() } : {})}
              fields={[
                { name: 'q', label: '标题、文号、索引号', value: entered.q ?? '' },
                {
                  name: 'state',
                  label: '环节',
                  value: entered.state ?? '',
                  options: choice('全部环节', STATES),
                },
                {
                  name: 'organisation',
                  label: '单位',
                  value: entered.organisation ?? '',
                  options: choice(
                    '全部单位',
                    organisations.map((o) => ({ value: o.code, label: o.shortName })),
                  ),
                },
                {
                  name: 'attribute',
                  label: '公开属性',
                  value: entered.attribute ?? '',
                  options: choice('全部属性', [...named(ATTRIBUTES), { value: 'none', label: '未定' }]),
                },
                {
                  name: 'live',
                  label: '公众可见',
                  value: entered.live ?? '',
                  options: choice('不限', [
                    { value: 'yes', label: '公开中' },
                    { value: 'no', label: '公众看不到' },
                  ]),
                },
              ]}
              more={[
                {
                  name: 'validity',
                  label: '效力（公开中的）',
                  value: entered.validity ?? '',
                  options: choice('全部', named(VALIDITY)),
                },
                {
                  name: 'theme',
                  label: '主题',
                  value: entered.theme ?? '',
                  options: choice(
                    '全部主题',
                    THEMES.map((t) => ({ value: t, label: t })),
                  ),
                },
                {
                  name: 'year',
                  label: '成文年份',
                  value: entered.year ? String(entered.year) : '',
                  placeholder: `如 ${ctx.today.slice(0, 4)}`,
                },
                {
                  name: 'published',
                  label: '首次发布年月',
                  value: entered.published ?? '',
                  placeholder: `如 ${ctx.today.slice(0, 7)}`,
                },
                {
                  name: 'drafter',
                  label: '起草人',
                  value: entered.drafter ?? '',
                  placeholder: '全名；写“我”为本人',
                },
              ]}
            />
            <FilterTags
              tags={TOLD.flatMap(([name, label]) => {
                const value = kept[name];
                return value === undefined
                  ? []
                  : [
                      {
                        label,
                        value: toldValue(name, value),
                        remove: link({ [name]: undefined, page: undefined }),
                      },
                    ];
              })}
            />
            <Panel
              title="公文"
              flush
              aside={`按${SORT_LABELS[order.sort]}排列，${order.ascending ? '最早' : '最近'}的在最前`}
            >
              <DataTable<DocumentRow>
                caption={`公文，按${SORT_LABELS[order.sort]}排列`}
                terse
                rows={rows}
                sticky
                {...(person.mayAnywhere('document.export')
                  ? {
                      select: {
                        form: CHOSEN,
                        name: 'chosen',
                        value: (d: DocumentRow) => d.pid,
                        label: (d: DocumentRow) => d.title,
                      },
                    }
                  : {})}
                empty={
                  <Empty
                    title="没有符合条件的公文。"
                    hint={filtered ? '可以减少条件再试。' : '可以从“起草公文”开始。'}
                  />
                }
                columns={[
                  { label: '标题', header: true, cell: (d) => <a href={paths.case(d.casePid)}>{d.title}</a> },
                  { label: '文号', cell: (d) => d.documentNumber, under: true },
                  {
                    ...sortable('written'),
                    cell: (d) => (d.writtenOn ? listDay(d.writtenOn, ctx.today) : '—'),
                    nowrap: true,
                    minor: true,
                  },
                  { label: '单位', cell: (d) => d.organisationName, nowrap: true },
                  { label: '公开属性', cell: attributeLabel, nowrap: true, minor: true },
                  {
                    label: '环节',
                    cell: (d) => (
                      <>
                        {stateLabel(d.procedure, d.state)}{' '}
                        {d.excerpts > 1 && <Tag kind="warn">含 {d.excerpts} 件</Tag>}
                      </>
                    ),
                  },
                  {
                    ...sortable('published'),
                    label: '公众可见',
                    cell: (d) => (
                      <>
                        <a href={paths.document(d.pid)}>{d.live ? '公开中' : '否'}</a>
                        {d.firstPublishedAt && (
                          <span class="muted">
                            {' '}
                            {listDay(dayOfInstant(d.firstPublishedAt.getTime()), ctx.today)}
                          </span>
                        )}
                      </>
                    ),
                    nowrap: true,
                  },
                  { ...sortable('changed'), cell: (d) => listMinute(d.changedAt, ctx.now), nowrap: true },
                ]}
              />
            </Panel>
            <Pagination
              page={page}
              pages={Math.ceil(total / size)}
              href={(n) => link({ page: n > 1 ? String(n) : undefined })}
              total={
                <>
                  共 {total} 件 · 每页{' '}
                  <span class="mc-sizes">
                    {SIZES.map((n) =>
                      n === size ? (
                        <b key={n}>{n}</b>
                      ) : (
                        <a key={n} href={link({ size: n === SIZES[0] ? undefined : String(n) })}>
                          {n}
                        </a>
                      ),
                    )}
                  </span>{' '}
                  件
                </>
              }
            />
          </>
        ),
      });
    },
  });
}
