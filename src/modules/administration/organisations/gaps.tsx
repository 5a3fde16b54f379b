import { z } from 'zod';
import {
  beyondEnd,
  type ConsoleFrame,
  ExportButton,
  GAP_KINDS,
  LEVELS,
  listExport,
  type Person,
  personOf,
  readChart,
  type Standing,
  standings,
} from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf, pageNumber } from '../../../platform/http/fields.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import {
  ButtonLink,
  DataTable,
  Empty,
  FilterForm,
  optionsOf,
  Pagination,
  Panel,
  Tag,
} from '../../../ui/index.ts';
import { organisationPaths } from './paths.ts';

const SIZE = 50;
const gapField = { gap: keyOf(GAP_KINDS).optional().catch(undefined) };
const filterSchema = z.object(gapField);

/** How the person's organisations that owe disclosure stand, or those that lack one thing. */
async function standingOf(
  ctx: RequestContext,
  person: Person,
  act: 'organisation.read' | 'organisation.export',
  { gap }: z.output<typeof filterSchema>,
): Promise<Standing[]> {
  const all = await standings(ctx.db, await readChart(ctx.db), person.scope(act), ctx.today);
  return gap ? all.filter((s) => s.missing.includes(gap)) : all;
}

/** What an organisation lacks: how many things, and which. */
export function Gaps({ standing }: { standing: Standing | undefined }) {
  if (!standing) return <span class="muted">不适用</span>;
  const { missing } = standing;
  return missing.length === 0 ? (
    <Tag kind="ok" icon="check">
      齐全
    </Tag>
  ) : (
    <>
      <Tag kind="warn" icon="alert-triangle">
        缺 {missing.length} 项
      </Tag>{' '}
      <span class="xs">{missing.map((gap) => GAP_KINDS[gap]).join('、')}</span>
    </>
  );
}

/** 公开主体配备情况: the organisations that owe disclosure, with what each has and lacks. */
export function gapPages(face: Face, frame: ConsoleFrame): void {
  listExport(face, frame, {
    path: '/organisations/gaps/export',
    access: { kind: 'act', act: 'organisation.export' },
    act: 'organisation.export',
    name: '公开主体配备情况',
    filter: filterSchema,
    columns: [
      { heading: '机构', width: 36, value: (s: Standing) => s.organisation.name },
      { heading: '层级', value: (s) => LEVELS[s.organisation.level] },
      { heading: '专职', width: 8, value: (s) => s.fullTime },
      { heading: '最低专职', width: 10, value: (s) => s.fullTimeNeeded },
      { heading: '兼职', width: 8, value: (s) => s.partTime },
      { heading: '今年听取汇报', width: 14, value: (s) => s.hearings },
      { heading: '应听取', width: 8, value: (s) => s.hearingsNeeded },
      { heading: '今年领导小组会议', width: 16, value: (s) => s.meetings },
      { heading: '应开会', width: 8, value: (s) => s.meetingsNeeded },
      { heading: '缺项数', width: 8, value: (s) => s.missing.length },
      { heading: '缺项', width: 50, value: (s) => s.missing.map((gap) => GAP_KINDS[gap]).join('、') },
    ],
    rows: async (ctx, person, filter, most) =>
      (await standingOf(ctx, person, 'organisation.export', filter)).slice(0, most),
  });

  face.page({
    path: '/organisations/gaps',
    access: { kind: 'act', act: 'organisation.read' },
    query: z.object({
      ...gapField,
      page: pageNumber,
    }),
    async render(ctx, { query }) {
      const person = personOf(ctx);
      const paths = organisationPaths(ctx.base.console);
      const rows = await standingOf(ctx, person, 'organisation.read', query);
      const beyond = beyondEnd(ctx, { page: query.page, total: rows.length, size: SIZE });
      if (beyond) return beyond;
      const year = ctx.today.slice(0, 4);
      return frame.page(ctx, {
        title: '公开主体配备情况',
        section: '/organisations',
        heading: {
          h1: '公开主体配备情况',
          note: query.gap ? `${GAP_KINDS[query.gap]}，共 ${rows.length} 个` : `共 ${rows.length} 个`,
          actions: (
            <>
              {rows.length > 0 && person.mayAnywhere('organisation.export') && (
                <ExportButton ctx={ctx} path="/organisations/gaps/export" filter={{ gap: query.gap }} />
              )}
              <ButtonLink href={paths.list()} icon="building">
                返回机构
              </ButtonLink>
            </>
          ),
        },
        children: (
          <>
            <FilterForm
              action={paths.gaps()}
              label="筛选配备情况"
              {...(query.gap ? { clear: paths.gaps() } : {})}
              fields={[
                {
                  name: 'gap',
                  label: '缺什么',
                  value: query.gap ?? '',
                  options: optionsOf(GAP_KINDS, '全部公开主体'),
                },
              ]}
            />
            <Panel title="公开主体" flush aside={`${year} 年；最低配备按参数，可按层级设定`}>
              <DataTable<Standing>
                caption="公开主体的人员配备、听取汇报和登记情况"
                terse
                rows={rows.slice((query.page - 1) * SIZE, query.page * SIZE)}
                tone={(s) => (s.missing.includes('staff') ? 'warn' : undefined)}
                empty={<Empty title="没有缺项的公开主体。" />}
                columns={[
                  {
                    label: '机构',
                    header: true,
                    cell: (s) => <a href={paths.one(s.organisation.code)}>{s.organisation.name}</a>,
                  },
                  { label: '层级', cell: (s) => LEVELS[s.organisation.level], nowrap: true },
                  {
                    label: '专职 / 最低',
                    num: true,
                    cell: (s) => `${s.fullTime} / ${s.fullTimeNeeded}`,
                  },
                  { label: '兼职', num: true, cell: (s) => s.partTime },
                  {
                    label: '今年听取 / 应听取',
                    num: true,
                    cell: (s) => `${s.hearings} / ${s.hearingsNeeded}`,
                  },
                  { label: '缺项', cell: (s) => <Gaps standing={s} /> },
                ]}
              />
            </Panel>
            <Pagination
              page={query.page}
              pages={Math.ceil(rows.length / SIZE)}
              href={(n) => paths.gaps(query.gap, n)}
              total={`共 ${rows.length} 个`}
            />
          </>
        ),
      });
    },
  });
}
