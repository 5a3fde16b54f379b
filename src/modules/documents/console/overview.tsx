import { z } from 'zod';
import {
  type ConsoleFrame,
  ExportButton,
  listExport,
  type Person,
  personOf,
  ROLES,
} from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { Bar, DataTable, Empty, Panel, Tag } from '../../../ui/index.ts';
import { periodOf } from '../list-filter.ts';
import { type OverviewLine, overview } from '../overview-store.ts';
import { documentPaths } from './paths.ts';

const vacantWords = (line: OverviewLine) => line.vacant.map((role) => ROLES[role].label).join('、');

/** Only organisations whose papers the person may also read: each number leads to rows. */
async function lines(ctx: RequestContext, person: Person): Promise<OverviewLine[]> {
  const readable = new Set(person.scope('document.read'));
  const scope = person.scope('document.oversee').filter((id) => readable.has(id));
  return overview(ctx.db, scope, ctx.today, periodOf(ctx.today.slice(0, 4)));
}

/** 各单位公开情况: a line for each organisation of the person's line, in the official order; no ranking. */
export function overviewPages(face: Face, frame: ConsoleFrame): void {
  listExport(face, frame, {
    path: '/overview/export',
    access: { kind: 'act', act: 'document.oversee' },
    act: 'document.export',
    name: '各单位公开情况',
    filter: z.object({}),
    columns: [
      { heading: '单位', width: 30, value: (l: OverviewLine) => l.name },
      { heading: '代码', value: (l) => l.code },
      { heading: '本年发布', width: 12, value: (l) => String(l.published) },
      { heading: '办理中', width: 12, value: (l) => String(l.open) },
      { heading: '逾期', width: 12, value: (l) => String(l.overdue) },
      { heading: '无人担任的岗位', width: 40, value: vacantWords },
    ],
    rows: async (ctx, person, _filter, most) => (await lines(ctx, person)).slice(0, most),
  });

  face.page({
    path: '/overview',
    access: { kind: 'act', act: 'document.oversee' },
    async render(ctx) {
      const rows = await lines(ctx, personOf(ctx));
      const paths = documentPaths(ctx.base.console);
      const most = Math.max(1, ...rows.map((l) => l.published));
      const to = (l: OverviewLine, filter: Record<string, string>) =>
        `${paths.list()}?${new URLSearchParams({ organisation: l.code, ...filter })}`;
      const year = ctx.today.slice(0, 4);
      const sum = (key: 'published' | 'open' | 'overdue') => rows.reduce((n, l) => n + l[key], 0);
      return frame.page(ctx, {
        title: '各单位公开情况',
        section: '/overview',
        heading: {
          h1: '各单位公开情况',
          note: `${rows.length} 个单位 · ${year} 年发布 ${sum('published')} 件 · 办理中 ${sum('open')} 件 · 逾期 ${sum('overdue')} 件`,
          actions: <ExportButton ctx={ctx} path="/overview/export" filter={{}} />,
        },
        children: (
          <Panel title="公文" flush aside="按机构顺序排列，不作排名；数字点开即为清单">
            <DataTable<OverviewLine>
              caption="各单位的公文，按机构顺序"
              rows={rows}
              sticky
              tone={(l) => (l.overdue > 0 ? 'bad' : l.vacant.length > 0 ? 'warn' : undefined)}
              empty={<Empty title="没有可以查看的单位。" />}
              columns={[
                { label: '单位', header: true, cell: (l) => <a href={to(l, {})}>{l.name}</a> },
                {
                  label: `${year} 年发布`,
                  num: true,
                  cell: (l) => <a href={to(l, { published: year })}>{l.published}</a>,
                },
                { label: '占比', minor: true, cell: (l) => <Bar value={l.published} most={most} /> },
                { label: '办理中', num: true, cell: (l) => <a href={to(l, { open: 'yes' })}>{l.open}</a> },
                {
                  label: '逾期',
                  num: true,
                  cell: (l) => <a href={to(l, { overdue: 'yes' })}>{l.overdue}</a>,
                },
                {
                  label: '岗位',
                  cell: (l) =>
                    l.vacant.length === 0 ? (
                      <Tag kind="ok" icon="check">
                        齐全
                      </Tag>
                    ) : (
                      <Tag kind="warn" icon="alert-triangle">
                        无人担任：{vacantWords(l)}
                      </Tag>
                    ),
                },
              ]}
            />
          </Panel>
        ),
      });
    },
  });
}
