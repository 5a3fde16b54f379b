import { z } from 'zod';
import {
  beyondEnd,
  type ConsoleFrame,
  GAP_KINDS,
  LEVELS,
  pageField,
  personOf,
  readChart,
  type Standing,
  standings,
} from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf } from '../../../platform/http/fields.ts';
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
  face.page({
    path: '/organisations/gaps',
    access: { kind: 'act', act: 'organisation.read' },
    query: z.object({
      gap: keyOf(GAP_KINDS).optional().catch(undefined),
      page: pageField,
    }),
    async render(ctx, { query }) {
      const person = personOf(ctx);
      const paths = organisationPaths(ctx.base.console);
      const chart = await readChart(ctx.db);
      const all = await standings(ctx.db, chart, person.scope('organisation.read'), ctx.today);
      const rows = query.gap ? all.filter((s) => s.missing.includes(query.gap!)) : all;
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
            <ButtonLink href={paths.list()} icon="building">
              返回机构
            </ButtonLink>
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
