import { z } from 'zod';
import {
  beyondEnd,
  type ConsoleFrame,
  countWaiting,
  ExportButton,
  listExport,
  organisationsByIds,
  personOf,
  takeInForm,
  WaitingNotes,
} from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import { maskName } from '../../../law/masks.ts';
import { titled } from '../../../law/titles.ts';
import { DueTag, soonDay } from '../../../mechanisms/procedure/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pageNumber } from '../../../platform/http/fields.ts';
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
import { listDay } from '../../../ui/times.ts';
import { takeInFeedback } from '../acts/enrol.ts';
import { policyFeedback, stateLabel } from '../lifecycle.ts';
import { filterOf, filterSchema, listFields, orderOf } from '../list-filter.ts';
import {
  COUNTED,
  type Counted,
  countFeedback,
  type FeedbackRow,
  feedbackNumbers,
  feedbackRows,
  listFeedback,
} from '../store.ts';
import { CLASSES, INTAKE } from '../words.ts';
import { countedItem } from './counted.ts';
import { doneNotice, feedbackPaths } from './paths.ts';

const SIZE = 30;
/** Id of the form of the export. */
const CHOSEN = 'export-chosen';

const classLabel = (r: FeedbackRow) => (r.class ? CLASSES[r.class] : '未分类');
const late = (r: FeedbackRow) => r.repliedOn !== null && r.due !== null && r.repliedOn > r.due;
/** The beginning of the text, marked where it goes on. */
const opening = (r: FeedbackRow) => `${r.content}${[...r.content].length >= 60 ? '…' : ''}`;

/** 政策反馈: the queue of the organisations, its figures for one paper or all, and what waits from the portal. */
export function listPages(face: Face, frame: ConsoleFrame): void {
  listExport(face, frame, {
    path: '/feedback/export',
    access: { kind: 'act', act: 'feedback.export' },
    act: 'feedback.export',
    name: '政策反馈',
    filter: filterSchema,
    columns: [
      { heading: '编号', width: 14, value: (r: FeedbackRow) => r.pid },
      { heading: '内容（开头）', width: 60, value: opening },
      { heading: '文件', width: 50, value: (r) => r.documentTitle },
      { heading: '分类', value: classLabel },
      { heading: '单位', value: (r) => r.organisationName },
      { heading: '经办人（隐去名字）', value: (r) => (r.assignedTo ? maskName(r.assignedTo) : '') },
      { heading: '环节', value: (r) => stateLabel(r.state) },
      { heading: '收到日期', width: 12, value: (r) => r.receivedOn },
      { heading: '答复期限', width: 12, value: (r) => r.due ?? '' },
      { heading: '答复日期', width: 12, value: (r) => r.repliedOn ?? '' },
      { heading: '逾期答复', width: 10, value: (r) => (late(r) ? '是' : '') },
    ],
    rows: async (ctx, person, it, most) =>
      listFeedback(ctx.db, {
        ...filterOf(it, { scope: person.scope('feedback.export'), today: ctx.today }),
        ...orderOf(it),
        page: 1,
        size: most,
      }),
  });

  face.page({
    path: '/feedback',
    access: { kind: 'act', act: 'feedback.read' },
    query: z.object({
      ...listFields,
      done: z.string().max(20).optional().catch(undefined),
      page: pageNumber,
    }),
    async render(ctx, { query: { done, page, chosen: _chosen, ...entered } }) {
      const person = personOf(ctx);
      const paths = feedbackPaths(ctx.base.console);
      const { document, counted, organisation, received, sort, way, ...narrowing } = entered;
      const scope = person.scope('feedback.read');
      const filter = filterOf(entered, { scope, today: ctx.today });
      const order = orderOf(entered);
      // The figures are of the paper, the body and the time chosen, whatever else the list is narrowed by.
      const { q: _q, state: _state, class: _class, counted: _counted, ...figures } = entered;
      const of = filterOf(figures, { scope, today: ctx.today });
      const [rows, total, waiting, soon, numbers, organisations] = await Promise.all([
        listFeedback(ctx.db, { ...filter, ...order, page, size: SIZE }),
        countFeedback(ctx.db, filter),
        countWaiting(ctx.db, INTAKE),
        soonDay(ctx.db, ctx.today, person.organisation.id),
        feedbackNumbers(ctx.db, of),
        organisationsByIds(ctx.db, scope, ctx.today),
      ]);
      const beyond = beyondEnd(ctx, { page, total, size: SIZE });
      if (beyond) return beyond;
      const about = document ? rows[0]?.documentTitle : undefined;
      const filtered = Object.values({ ...narrowing, document, counted, organisation, received }).some(
        Boolean,
      );
      const link = (change: Readonly<Record<string, string | undefined>>) =>
        paths.list({ ...entered, ...change });
      return frame.page(ctx, {
        title: '政策反馈',
        section: '/feedback',
        notice: doneNotice(done),
        heading: {
          h1: '政策反馈',
          note: about ? titled(about) : `共 ${total} 条`,
          actions: (
            <>
              {document && (
                <ButtonLink href={paths.list()} icon="list">
                  全部文件的反馈
                </ButtonLink>
              )}
              {total > 0 && person.mayAnywhere('feedback.export') && (
                <ExportButton ctx={ctx} path="/feedback/export" filter={entered} id={CHOSEN} />
              )}
            </>
          ),
        },
        children: (
          <>
            <WaitingNotes
              ctx={ctx}
              counts={waiting}
              broken="内容损坏、文件已不存在，或者不符合格式，系统没有登记。请联系系统管理员。"
              takeIn={person.mayAnywhere('feedback.take-in') ? paths.takeIn() : undefined}
            />
            <Counters
              items={(Object.keys(COUNTED) as Counted[]).map((name) => ({
                ...countedItem(name, numbers),
                href: ctx.base.console + feedbackRows(name, of),
                current: name === (counted ?? 'received'),
              }))}
            />
            <FilterForm
              action={paths.list()}
              label="筛选反馈"
              keep={{ document, counted, sort, way }}
              {...(filtered ? { clear: paths.list() } : {})}
              fields={[
                { name: 'q', label: '内容、文件、编号', value: entered.q ?? '' },
                {
                  name: 'state',
                  label: '环节',
                  value: entered.state ?? '',
                  options: optionsOf(policyFeedback.states, '全部环节'),
                },
                {
                  name: 'class',
                  label: '分类',
                  value: entered.class ?? '',
                  options: optionsOf(CLASSES, '全部分类'),
                },
                {
                  name: 'organisation',
                  label: '单位',
                  value: organisation ?? '',
                  options: [
                    { value: '', label: '全部单位' },
                    ...organisations.map((o) => ({ value: o.code, label: o.shortName })),
                  ],
                },
                {
                  name: 'received',
                  label: '收到年月',
                  value: received ?? '',
                  placeholder: `如 ${ctx.today.slice(0, 7)}`,
                },
              ]}
            />
            <Panel
              title="反馈"
              flush
              aside={
                order.sort === 'due'
                  ? '等待答复、最先到期的在最前'
                  : `按收到日期排列，${order.ascending ? '最早' : '最近'}的在最前`
              }
            >
              <DataTable<FeedbackRow>
                caption="政策反馈"
                terse
                sticky
                rows={rows}
                {...(person.mayAnywhere('feedback.export')
                  ? {
                      select: {
                        form: CHOSEN,
                        name: 'chosen',
                        value: (r: FeedbackRow) => r.pid,
                        label: opening,
                      },
                    }
                  : {})}
                empty={
                  <Empty title="没有符合条件的反馈。" {...(filtered ? { hint: '可以减少条件再试。' } : {})} />
                }
                columns={[
                  {
                    label: '内容',
                    header: true,
                    clip: true,
                    cell: (r) => <a href={paths.case(r.pid)}>{opening(r)}</a>,
                  },
                  {
                    label: '文件',
                    clip: true,
                    cell: (r) => <a href={paths.list({ document: r.documentPid })}>{r.documentTitle}</a>,
                  },
                  { label: '分类', cell: classLabel, nowrap: true },
                  { label: '单位', cell: (r) => r.organisationName, nowrap: true },
                  {
                    label: '经办人',
                    cell: (r) => r.assignedTo ?? '—',
                    nil: (r) => r.assignedTo === null,
                    nowrap: true,
                    minor: true,
                  },
                  { label: '环节', cell: (r) => stateLabel(r.state), nowrap: true },
                  {
                    label: '收到',
                    cell: (r) => listDay(r.receivedOn, ctx.today),
                    nowrap: true,
                    minor: true,
                    ...(order.sort === 'received'
                      ? {
                          sort: order.ascending ? ('ascending' as const) : ('descending' as const),
                          sortHref: link(
                            order.ascending ? { sort: undefined, way: undefined } : { way: 'asc' },
                          ),
                        }
                      : { sortHref: link({ sort: 'received' }) }),
                  },
                  {
                    label: '答复期限',
                    cell: (r) => <Answered row={r} today={ctx.today} soon={soon} />,
                    nowrap: true,
                  },
                ]}
              />
            </Panel>
            <Pagination
              page={page}
              pages={Math.ceil(total / SIZE)}
              href={(n) => link({ page: n > 1 ? String(n) : undefined })}
              total={`共 ${total} 条`}
            />
          </>
        ),
      });
    },
  });

  takeInForm(face, frame, {
    path: '/feedback/take-in',
    act: 'feedback.take-in',
    takeIn: takeInFeedback,
    list: (ctx, done) => feedbackPaths(ctx.base.console).list({ done }),
  });
}

/** When it was answered, or until when it is to be. */
function Answered({ row, today, soon }: { row: FeedbackRow; today: Day; soon: Day }) {
  if (row.repliedOn)
    return (
      <>
        {listDay(row.repliedOn, today)} 答复{late(row) && <Tag kind="bad">逾期</Tag>}
      </>
    );
  if (row.state === 'closed') return <>未答复办结</>;
  return <DueTag due={row.due} today={today} soon={soon} />;
}
