import { z } from 'zod';
import { type CalendarBook, readCalendars } from '../../../core/calendar/index.ts';
import { type ConsoleFrame, doneNotices, organisationsByIds, personOf } from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import { stateCouncilYears } from '../../../law/terms/calendar.ts';
import type { Face } from '../../../platform/http/face.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { ButtonLink, DataTable, Empty, Note, Panel, Tag } from '../../../ui/index.ts';
import { YearTable } from './view.tsx';

/** What has just been done, as the address after an act says it. */
const doneNotice = doneNotices({
  loaded: '放假安排已装载',
  added: '地区安排已生效',
  ended: '地区安排已取消',
});

/** 工作日历: which days count, from which paper, and whether the coming year is known. */
export function calendarPages(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: '/calendar',
    access: { kind: 'signed-in' },
    query: z.object({
      year: z.coerce.number().int().min(1949).max(2999).optional().catch(undefined),
      done: z.string().max(20).optional().catch(undefined),
      moved: z.coerce.number().int().min(0).catch(0),
      told: z.coerce.number().int().min(0).catch(0),
    }),
    async render(ctx, { query }) {
      const book = await readCalendars(ctx.db);
      const person = personOf(ctx);
      const may = person.mayAnywhere('calendar.load');
      const thisYear = Number(ctx.today.slice(0, 4));
      const shown = book.years.find((y) => y.year === (query.year ?? thisYear)) ?? book.years.at(-1);
      const shipped = new Set<unknown>(stateCouncilYears);
      const at = (path: string) => `${ctx.base.console}${path}`;
      const done = doneNotice(query.done);
      const columns = [
        {
          label: '年度',
          header: true,
          cell: (y: (typeof book.years)[number]) => (
            <a
              href={at(`/calendar?year=${y.year}`)}
              aria-current={y.year === shown?.year ? ('page' as const) : undefined}
            >
              {y.year}
            </a>
          ),
        },
        {
          label: '放假',
          cell: (y: (typeof book.years)[number]) => `${Object.keys(y.off).length} 天`,
          num: true,
        },
        {
          label: '来源',
          cell: (y: (typeof book.years)[number]) => (shipped.has(y) ? '随程序提供' : '已装载'),
        },
      ];
      return frame.page(ctx, {
        title: '工作日历',
        section: '/calendar',
        notice: done && {
          kind: done.kind,
          text: `${done.text}：${query.moved} 件在办事项的期限随之变动，已通知 ${query.told} 人。`,
        },
        heading: {
          h1: '工作日历',
          note: '所有工作日期限都按这里计算',
          actions: may ? (
            <>
              <ButtonLink href={at('/calendar/load')} kind="primary" icon="upload">
                装载年度放假安排
              </ButtonLink>
              <ButtonLink href={at('/calendar/regional')}>增加地区安排</ButtonLink>
            </>
          ) : undefined,
        },
        children: (
          <div class="mc-g">
            {!book.years.some((y) => y.year === thisYear + 1) && (
              <Note kind="warn" title={`${thisYear + 1} 年放假安排还没有装载`}>
                跨到 {thisYear + 1}{' '}
                年的期限只按周末和日期固定的法定假日推算，标为“暂定”。国务院办公厅的通知公布后，请系统管理员装载，在办期限会自动重算并通知经办人。
              </Note>
            )}
            <div class="mc-g main-r">
              {shown && (
                <Panel title={`${shown.year} 年`} flush aside={shown.source}>
                  <YearTable year={shown} />
                </Panel>
              )}
              <aside class="mc-g" aria-label="年度">
                <Panel title="年度" flush>
                  <DataTable
                    caption="今年和以后的放假安排"
                    rows={book.years.filter((y) => y.year >= thisYear).toReversed()}
                    empty={<Empty title="还没有今年的放假安排。" />}
                    columns={columns}
                  />
                  <details open={shown !== undefined && shown.year < thisYear}>
                    <summary>以前各年</summary>
                    <DataTable
                      caption="以前各年的放假安排"
                      rows={book.years.filter((y) => y.year < thisYear).toReversed()}
                      columns={columns}
                    />
                  </details>
                </Panel>
              </aside>
            </div>
            <Panel title="地区安排" flush aside="《全国年节及纪念日放假办法》第四条；适用于所列机构及其下级">
              {await regionalTable(ctx, book)}
            </Panel>
          </div>
        ),
      });
    },
  });
}

async function regionalTable(ctx: RequestContext, book: CalendarBook) {
  const organisations = new Map(
    (
      await organisationsByIds(
        ctx.db,
        book.regional.map((r) => r.organisationId),
        ctx.today,
      )
    ).map((o) => [o.id, o.name]),
  );
  const person = personOf(ctx);
  return (
    <DataTable
      caption="地区安排"
      rows={book.regional}
      empty={
        <Empty
          title="没有地区安排。"
          hint="自治地方的民族节日、因大型活动放假等由当地人民政府规定的，在这里登记。"
        />
      }
      columns={[
        { label: '日期', header: true, cell: (r) => r.day as Day, nowrap: true },
        {
          label: '安排',
          cell: (r) => (r.working ? <Tag kind="info">上班</Tag> : <Tag kind="warn">放假</Tag>),
        },
        { label: '名称', cell: (r) => r.name },
        { label: '适用机构', cell: (r) => organisations.get(r.organisationId) ?? '（已撤并）' },
        { label: '依据', cell: (r) => r.source },
        {
          label: '操作',
          cell: (r) =>
            person.may('calendar.set-regional-day', r.organisationId) ? (
              <a href={`${ctx.base.console}/calendar/regional/${r.id}/end`}>取消</a>
            ) : (
              '—'
            ),
        },
      ]}
    />
  );
}
