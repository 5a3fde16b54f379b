import { z } from 'zod';
import {
  beyondEnd,
  type ConsoleFrame,
  ExportButton,
  GAP_KINDS,
  KINDS,
  LEVELS,
  type Level,
  listExport,
  ORGANISATION_KINDS,
  type OrganisationKind,
  personOf,
  readChart,
  standings,
} from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf, pageNumber } from '../../../platform/http/fields.ts';
import {
  ButtonLink,
  Counters,
  DataTable,
  Empty,
  FilterForm,
  optionsOf,
  Pagination,
  Panel,
  Tag,
} from '../../../ui/index.ts';
import { Gaps } from './gaps.tsx';
import { doneNotice, organisationPaths } from './paths.ts';
import { type ListFilter, peopleCounts, type TreeRow, treeRows } from './store.ts';
import { endWords } from './view.ts';

const SIZE = 50;
const optional = <T extends string>(words: Readonly<Record<T, unknown>>) =>
  keyOf(words).optional().catch(undefined);

function Name({ row, href, today }: { row: TreeRow; href: string; today: Day }) {
  return (
    <span class="mc-branch">
      {row.depth > 0 && (
        <span aria-hidden="true" class="muted">
          {'　'.repeat(Math.min(row.depth - 1, 6))}└{' '}
        </span>
      )}
      <a href={href}>{row.node.name}</a>
      {row.node.validTo !== null && (
        <>
          {' '}
          <Tag kind="mute">{endWords(row.node.validTo, today)}</Tag>
        </>
      )}
    </span>
  );
}

const filterFields = {
  q: z.string().trim().max(100).optional().catch(undefined),
  kind: optional<OrganisationKind>(ORGANISATION_KINDS),
  level: optional<Level>(LEVELS),
  under: z
    .string()
    .regex(/^[a-z0-9-]{2,40}$/)
    .optional()
    .catch(undefined),
  ended: z.enum(['yes', '']).optional().catch(undefined),
};
const filterSchema = z.object(filterFields);

function narrowedBy({ q, kind, level, under, ended }: z.output<typeof filterSchema>): ListFilter {
  return {
    ...(q ? { q } : {}),
    ...(kind ? { kind } : {}),
    ...(level ? { level } : {}),
    ...(under ? { under } : {}),
    ended: ended === 'yes',
  };
}

/** 机构: the tree of the person's organisations, with filters and what each lacks. */
export function listPages(face: Face, frame: ConsoleFrame): void {
  listExport(face, frame, {
    path: '/organisations/export',
    access: { kind: 'act', act: 'organisation.export' },
    act: 'organisation.export',
    name: '机构',
    filter: filterSchema,
    columns: [
      { heading: '名称', width: 36, value: (r: TreeRow) => r.node.name },
      { heading: '简称', width: 20, value: (r) => r.node.shortName },
      { heading: '代码', value: (r) => r.node.code },
      { heading: '类别', value: (r) => ORGANISATION_KINDS[r.node.kind] },
      { heading: '层级', value: (r) => LEVELS[r.node.level] },
      { heading: '索引号前段码', value: (r) => r.node.indexPrefix },
      { heading: '设立', width: 12, value: (r) => r.node.validFrom },
      { heading: '撤并', width: 12, value: (r) => r.node.validTo ?? '' },
    ],
    rows: async (ctx, person, query, most) =>
      treeRows(
        await readChart(ctx.db),
        person.scope('organisation.export'),
        narrowedBy(query),
        ctx.today,
      ).slice(0, most),
  });

  face.page({
    path: '/organisations',
    access: { kind: 'act', act: 'organisation.read' },
    query: z.object({
      ...filterFields,
      done: z.string().max(20).optional().catch(undefined),
      page: pageNumber,
    }),
    async render(ctx, { query }) {
      const person = personOf(ctx);
      const paths = organisationPaths(ctx.base.console);
      const scope = person.scope('organisation.read');
      const chart = await readChart(ctx.db);
      const { q, kind, level, under } = query;
      const rows = treeRows(chart, scope, narrowedBy(query), ctx.today);
      const beyond = beyondEnd(ctx, { page: query.page, total: rows.length, size: SIZE });
      if (beyond) return beyond;
      const shown = rows.slice((query.page - 1) * SIZE, query.page * SIZE);
      const [people, all] = await Promise.all([
        peopleCounts(
          ctx.db,
          shown.map((r) => r.node.id),
          ctx.today,
        ),
        standings(ctx.db, chart, scope, ctx.today),
      ]);
      const standing = new Map(all.map((s) => [s.organisation.id, s]));
      const gap = (name: keyof typeof GAP_KINDS) => all.filter((s) => s.missing.includes(name)).length;
      const filters = { q, kind, level, under, ended: query.ended };
      const filtered = Object.values(filters).some(Boolean);
      const top = under ? chart.byCode.get(under) : undefined;
      return frame.page(ctx, {
        title: '机构',
        section: '/organisations',
        notice: doneNotice(query.done),
        heading: {
          h1: '机构',
          note: top ? `${top.name}的下级，共 ${rows.length} 个` : `共 ${rows.length} 个`,
          actions: (
            <>
              <ExportButton ctx={ctx} path="/organisations/export" filter={filters} />
              {person.mayAnywhere('organisation.import') && (
                <ButtonLink href={paths.imports()} icon="file-import">
                  表格导入
                </ButtonLink>
              )}
              {person.mayAnywhere('organisation.add') && (
                <ButtonLink href={paths.create(under)} kind="primary" icon="plus">
                  新建机构
                </ButtonLink>
              )}
            </>
          ),
        },
        children: (
          <>
            <Counters
              items={[
                { value: all.length, label: '公开主体', href: paths.gaps() },
                ...(['staff', 'hearing', 'meeting', 'leaders', 'office', 'remedy'] as const).map((name) => ({
                  value: gap(name),
                  label: GAP_KINDS[name],
                  href: paths.gaps(name),
                  tone: gap(name) > 0 ? ('warn' as const) : ('ok' as const),
                })),
              ]}
            />
            <FilterForm
              action={paths.list()}
              label="筛选机构"
              keep={{ under }}
              {...(filtered ? { clear: paths.list() } : {})}
              fields={[
                { name: 'q', label: '名称、代码、索引号前段码', value: q ?? '' },
                {
                  name: 'kind',
                  label: '类别',
                  value: kind ?? '',
                  options: optionsOf(ORGANISATION_KINDS, '全部类别'),
                },
                {
                  name: 'level',
                  label: '层级',
                  value: level ?? '',
                  options: optionsOf(LEVELS, '全部层级'),
                },
                {
                  name: 'ended',
                  label: '状态',
                  value: query.ended ?? '',
                  options: [
                    { value: '', label: '现有' },
                    { value: 'yes', label: '已撤并' },
                  ],
                },
              ]}
            />
            <Panel title="机构" flush aside="按隶属关系排列">
              <DataTable
                caption="机构，按隶属关系排列"
                terse
                rows={shown}
                empty={<Empty title="没有符合条件的机构。" hint="可以减少条件再试。" />}
                columns={[
                  {
                    label: '名称',
                    header: true,
                    cell: (r) => <Name row={r} href={paths.one(r.node.code)} today={ctx.today} />,
                  },
                  { label: '代码', cell: (r) => r.node.code, nowrap: true },
                  {
                    label: '类别',
                    cell: (r) => (
                      <>
                        {ORGANISATION_KINDS[r.node.kind]}{' '}
                        {r.node.verticallyManaged && <Tag kind="info">垂直管理</Tag>}
                      </>
                    ),
                  },
                  { label: '层级', cell: (r) => LEVELS[r.node.level], nowrap: true },
                  {
                    label: '下级',
                    num: true,
                    nil: (r) => r.children === 0,
                    cell: (r) =>
                      r.children > 0 ? <a href={paths.list({ under: r.node.code })}>{r.children}</a> : '—',
                  },
                  { label: '在职人员', num: true, cell: (r) => people.get(r.node.id) ?? 0 },
                  {
                    label: query.ended ? '撤并日期' : '配备情况',
                    nil: (r) => !query.ended && !KINDS[r.node.kind].obliged,
                    cell: (r) =>
                      query.ended ? (
                        r.node.validTo
                      ) : KINDS[r.node.kind].obliged ? (
                        <Gaps standing={standing.get(r.node.id)} />
                      ) : (
                        <span class="muted">不适用</span>
                      ),
                  },
                ]}
              />
            </Panel>
            <Pagination
              page={query.page}
              pages={Math.ceil(rows.length / SIZE)}
              href={(n) => paths.list({ ...filters, page: n > 1 ? String(n) : undefined })}
              total={`共 ${rows.length} 个`}
            />
          </>
        ),
      });
    },
  });
}
