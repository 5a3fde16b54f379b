import { z } from 'zod';
import {
  beyondEnd,
  type ConsoleFrame,
  countUnmaskings,
  listUnmaskings,
  PERSONAL_KINDS,
  personOf,
  UNMASK_REASONS,
  type Unmasking,
} from '../../../core/index.ts';
import { casesByIds } from '../../../mechanisms/procedure/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pageNumber } from '../../../platform/http/fields.ts';
import { DataTable, Empty, Pagination, Panel } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';

const PATH = '/personal-data/unmaskings';
const SIZE = 50;

/** 查看留痕: who has seen whole personal values, when and why; never what they saw. */
export function unmaskingPages(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: PATH,
    access: { kind: 'act', act: 'unmasking.read' },
    query: z.object({ page: pageNumber }),
    async render(ctx, { query }) {
      const scope = personOf(ctx).scope('unmasking.read');
      const [rows, total] = await Promise.all([
        listUnmaskings(ctx.db, scope, { size: SIZE, page: query.page }),
        countUnmaskings(ctx.db, scope),
      ]);
      const beyond = beyondEnd(ctx, { page: query.page, total, size: SIZE });
      if (beyond) return beyond;
      const heads = await casesByIds(
        ctx.db,
        rows.map((r) => r.caseId),
        scope,
      );
      return frame.page(ctx, {
        title: '查看留痕',
        section: PATH,
        heading: { h1: '查看完整个人信息的留痕', note: `共 ${total} 次` },
        children: (
          <>
            <Panel title="谁在何时因何查看过" flush aside="最近的在最前，不含所看内容">
              <DataTable<Unmasking>
                caption="查看完整个人信息的记录，最近的在最前"
                terse
                rows={rows}
                empty={<Empty title="还没有人查看过完整个人信息。" />}
                columns={[
                  { label: '查看人', header: true, cell: (u) => u.personName, nowrap: true },
                  { label: '时间', cell: (u) => minute(u.at), nowrap: true },
                  {
                    label: '办件',
                    cell: (u) => {
                      const head = heads.find((h) => h.id === u.caseId);
                      return head ? `${head.subject}（${head.pid}）` : '—';
                    },
                  },
                  { label: '单位', cell: (u) => u.organisationName, nowrap: true },
                  { label: '事由', cell: (u) => `${UNMASK_REASONS[u.reason]}：${u.reasonText}` },
                  { label: '所看内容', cell: (u) => u.kinds.map((k) => PERSONAL_KINDS[k].label).join('、') },
                ]}
              />
            </Panel>
            <Pagination
              page={query.page}
              pages={Math.ceil(total / SIZE)}
              href={(n) => `${ctx.base.console}${PATH}${n > 1 ? `?page=${n}` : ''}`}
              total={`共 ${total} 次`}
            />
          </>
        ),
      });
    },
  });
}
