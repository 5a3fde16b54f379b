import type { ComponentChildren } from 'preact';
import { z } from 'zod';
import {
  beyondEnd,
  type ConsoleFrame,
  ExportButton,
  listExport,
  type Person,
  personOf,
} from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pageNumber } from '../../../platform/http/fields.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import {
  Counters,
  DataTable,
  Empty,
  FilterForm,
  type FilterFormProps,
  NotUsed,
  Pagination,
  Panel,
  SubmitButton,
  Tag,
} from '../../../ui/index.ts';
import { elapsed, listMinute, minute } from '../../../ui/times.ts';
import { dueState, soonDay } from '../clocks.ts';
import { HAND_ON_PATH, successorsFor, taskKey } from '../hand-on.ts';
import { countWork, listWork, type WorkRow } from '../work-list.ts';
import { DueTag } from './clock-panel.tsx';
import { choices, filterFields, filterOf, filterSchema, STATES, sum, URGENCY, used } from './work-filter.ts';

/** What the page needs to know of the procedures: words and where a case is shown. */
export interface ProcedureWords {
  actLabel(act: string): string;
  procedureLabel(procedure: string): string;
  stateLabel(procedure: string, state: string): string;
  casePath(pid: string): string;
  /** How a case has come back to where it was before (退回); undefined for a move forward. */
  sentBack(procedure: string, moved: { act: string; from: string | null; to: string }): string | undefined;
}

/** A panel that a module shows under the work of a person. */
export interface HomeWidget {
  /** Place among the panels, from 0 on top. */
  order: number;
  /** Shown only to people who hold this act somewhere. */
  act?: string;
  /** A button at the head of the page. */
  action?: (ctx: RequestContext) => ComponentChildren;
  /** @returns undefined where there is nothing to show */
  render(ctx: RequestContext, person: Person): Promise<ComponentChildren | undefined>;
}

const SIZE = 30;
/** So few are read, not narrowed down: on a phone the fields would push them off the screen. */
const FEW = 5;
const HAND_ON_FORM = 'hand-on';

/** What is special about a task: whose it is, how it came back. */
function Remarks({ row, person, words }: { row: WorkRow; person: Person; words: ProcedureWords }) {
  const absent = person.onBehalfOf(row.act, row.organisationId, { kind: 'case', id: row.caseId });
  const invited =
    !absent &&
    person.invitations.some((i) => i.caseId === row.caseId && i.act === row.act) &&
    !person.scope(row.act).includes(row.organisationId);
  const back = words.sentBack(row.procedure, { ...row.moved, to: row.state });
  return (
    <>
      {back && (
        <>
          {' '}
          <Tag kind="warn" icon="arrow-back-up">
            {back}
            {row.moved.by && ` ${row.moved.by}`}
          </Tag>
        </>
      )}
      {absent && (
        <>
          {' '}
          <Tag kind="info">代 {absent.name}</Tag>
        </>
      )}
      {invited && (
        <>
          {' '}
          <Tag kind="info">受邀</Tag>
        </>
      )}
    </>
  );
}

/** 我的待办: everything that waits for this person, by urgency; each number opens to its rows. */
export function myWorkPages(
  face: Face,
  frame: ConsoleFrame,
  words: ProcedureWords,
  widgets: readonly HomeWidget[],
): void {
  const panels = [...widgets].sort((a, b) => a.order - b.order);
  listExport(face, frame, {
    path: '/work/export',
    access: { kind: 'signed-in' },
    act: 'task.export',
    name: '我的待办',
    filter: filterSchema,
    columns: [
      { heading: '编号', width: 14, value: (t: WorkRow) => t.casePid },
      { heading: '事项', width: 60, value: (t) => t.subject },
      { heading: '类型', value: (t) => words.procedureLabel(t.procedure) },
      { heading: '环节', value: (t) => words.stateLabel(t.procedure, t.state) },
      { heading: '单位', value: (t) => t.organisationName },
      { heading: '期限', width: 12, value: (t) => t.due ?? '' },
      { heading: '到达', value: (t) => minute(t.since) },
    ],
    rows: async (ctx, person, filter, most) =>
      listWork(ctx.db, person, filterOf(filter), await daysOf(ctx, person), { page: 1, size: most }),
  });

  face.page({
    path: '/',
    access: { kind: 'signed-in' },
    query: z.object({ ...filterFields, page: pageNumber }),
    async render(ctx, { query }) {
      const person = personOf(ctx);
      const days = await daysOf(ctx, person);
      const chosen = used(query);
      const filter = filterOf(query);
      const mine = panels.filter((w) => w.act === undefined || person.mayAnywhere(w.act));
      const [counts, rows, shownPanels] = await Promise.all([
        countWork(ctx.db, person, days, filter.words),
        listWork(ctx.db, person, filter, days, { page: query.page, size: SIZE }),
        Promise.all(mine.map((w) => w.render(ctx, person))),
      ]);
      const successors = person.mayAnywhere('task.hand-on')
        ? await successorsFor(ctx.db, rows, person, ctx.today)
        : [];
      const { q: _words, ...facets } = chosen;
      const shown = sum(counts, facets);
      const beyond = beyondEnd(ctx, { page: query.page, total: shown, size: SIZE });
      if (beyond) return beyond;
      const link = (change: Record<string, string | undefined>, page = 1) => {
        const params = new URLSearchParams();
        for (const [key, value] of Object.entries({ ...chosen, ...change }))
          if (value) params.set(key, value);
        if (page > 1) params.set('page', String(page));
        return `${ctx.base.console}/${params.size ? `?${params}` : ''}`;
      };
      const { urgency: _urgency, ...others } = facets;
      const { act: _act, ...withoutAct } = facets;
      const acts = [...new Set(counts.map((c) => c.act))];
      const filterForm: FilterFormProps = {
        action: `${ctx.base.console}/`,
        label: '筛选待办',
        keep: { urgency: query.urgency, act: query.act },
        ...(Object.keys(chosen).length > 0 ? { clear: `${ctx.base.console}/` } : {}),
        fields: [
          { name: 'q', label: '事项、编号', value: query.q ?? '' },
          {
            name: 'organisation',
            label: '单位',
            value: query.organisation ?? '',
            options: [
              { value: '', label: '全部单位' },
              ...choices(counts, 'organisation', (c) => c.organisationName),
            ],
          },
          {
            name: 'procedure',
            label: '类型',
            value: query.procedure ?? '',
            options: [
              { value: '', label: '全部类型' },
              ...choices(counts, 'procedure', (c) => words.procedureLabel(c.procedure)),
            ],
          },
        ],
      };
      return frame.page(ctx, {
        title: '我的待办',
        section: '/',
        heading: {
          h1: '我的待办',
          note: `${person.organisation.shortName} · ${person.name}`,
          actions: (
            <>
              {shown > 0 && <ExportButton ctx={ctx} path="/work/export" filter={chosen} />}
              {mine.map((w) => w.action?.(ctx))}
            </>
          ),
        },
        children: (
          <>
            <Counters
              items={[
                {
                  value: sum(counts, others),
                  label: '全部待办',
                  href: link({ urgency: undefined }),
                  current: !query.urgency,
                },
                ...STATES.map((state) => {
                  const value = sum(counts, { ...others, urgency: state });
                  const { label, tone } = URGENCY[state];
                  return {
                    value,
                    label,
                    href: link({ urgency: state }),
                    current: query.urgency === state,
                    ...(tone && value > 0 ? { tone } : {}),
                  };
                }),
              ]}
            />
            <Panel title="等待您办理" flush aside="最先到期的在最前，没有期限的按等待时间排">
              {(acts.length > 1 || query.act) && (
                <nav class="mc-tabs" aria-label="按要办的事">
                  <a href={link({ act: undefined })} aria-current={query.act ? undefined : 'page'}>
                    全部 {sum(counts, withoutAct)}
                  </a>
                  {acts.map((act) => (
                    <a key={act} href={link({ act })} aria-current={query.act === act ? 'page' : undefined}>
                      待{words.actLabel(act)} {sum(counts, { ...withoutAct, act })}
                    </a>
                  ))}
                </nav>
              )}
              {shown > FEW || Object.keys(chosen).length > 0 ? (
                <FilterForm {...filterForm} />
              ) : (
                <NotUsed {...filterForm} />
              )}
              <DataTable<WorkRow>
                caption="等待您办理的事项，最先到期的在最前"
                terse
                rows={rows}
                sticky
                tone={(t) => {
                  const state = t.due && dueState(t.due, days.today, days.soon);
                  return state === 'overdue' ? 'bad' : state === 'today' ? 'warn' : undefined;
                }}
                empty={
                  Object.keys(chosen).length > 0 ? (
                    <Empty title="没有符合条件的待办事项。" hint="可以减少条件再试。" />
                  ) : (
                    <Empty title="现在没有等待您办理的事项。" hint="有新的事项时会出现在这里。" />
                  )
                }
                {...(successors.length > 0
                  ? {
                      select: {
                        form: HAND_ON_FORM,
                        name: 'task',
                        value: (t: WorkRow) => taskKey(t.casePid, t.act),
                        label: (t: WorkRow) => t.subject,
                      },
                    }
                  : {})}
                columns={[
                  {
                    label: '期限',
                    nil: (t) => t.due === null,
                    cell: (t) => <DueTag due={t.due} today={days.today} soon={days.soon} />,
                  },
                  {
                    label: '事项',
                    header: true,
                    cell: (t) => (
                      <>
                        <a href={ctx.base.console + words.casePath(t.casePid)}>{t.subject}</a>
                        <Remarks row={t} person={person} words={words} />
                      </>
                    ),
                  },
                  {
                    label: '类型',
                    cell: (t) => words.procedureLabel(t.procedure),
                    nowrap: true,
                    minor: true,
                  },
                  { label: '环节', cell: (t) => words.stateLabel(t.procedure, t.state), nowrap: true },
                  { label: '单位', cell: (t) => t.organisationName, nowrap: true },
                  { label: '到达', cell: (t) => listMinute(t.since, ctx.now), nowrap: true, minor: true },
                  { label: '已等待', cell: (t) => elapsed(t.since, ctx.now), num: true },
                ]}
              />
              {successors.length > 0 && (
                <form
                  method="post"
                  action={ctx.base.console + HAND_ON_PATH}
                  id={HAND_ON_FORM}
                  class="mc-batch"
                >
                  <input type="hidden" name="_once" value={ctx.session?.once() ?? ''} />
                  <label for="hand-on-to">把勾选的事项转交给</label>
                  <select id="hand-on-to" name="to" class="form-select">
                    <option value="">请选择同事</option>
                    {successors.map((s) => (
                      <option key={s.pid} value={s.pid}>
                        {s.label}
                      </option>
                    ))}
                  </select>
                  <SubmitButton kind="plain" icon="send">
                    转交
                  </SubmitButton>
                  <span class="end muted xs">审查和签发须逐件打开办理，不能成批通过。</span>
                </form>
              )}
            </Panel>
            <Pagination
              page={query.page}
              pages={Math.ceil(shown / SIZE)}
              href={(n) => link({}, n)}
              total={`共 ${shown} 件`}
            />
            {shownPanels}
          </>
        ),
      });
    },
  });
}

async function daysOf(ctx: RequestContext, person: Person) {
  return { today: ctx.today, soon: await soonDay(ctx.db, ctx.today, person.organisation.id) };
}
