import {
  type ConsoleFrame,
  ExportButton,
  LEVELS,
  listExport,
  ORGANISATION_KINDS,
  type Person,
  periodName,
  personOf,
  ROLES,
} from '../../core/index.ts';
import { addDays, type Day, day } from '../../law/day.ts';
import type { Face } from '../../platform/http/face.ts';
import type { RequestContext } from '../../platform/http/route.ts';
import { DataTable, Empty, FilterForm, optionsOf, Panel, Tag } from '../../ui/index.ts';
import {
  makingOrganisations,
  OVERSIGHT_FIGURES,
  type OversightFigure,
  oversightByOrganisation,
  usualTimes,
} from '../documents/index.ts';
import {
  type Counted,
  feedbackByOrganisation,
  feedbackRows,
  inTimePercent,
  inTimeRate,
} from '../feedback/index.ts';
import { CALLS, type Choice, choiceSchema, chosenLines, type Line, ORDERS } from './choice.ts';

const vacantWords = (line: Line) => line.vacant.map((role) => ROLES[role].label).join('、');
const PAPERS = Object.keys(OVERSIGHT_FIGURES) as OversightFigure[];
/** The others would make the list of a city endless there; the workbook has them all. */
const ON_A_PHONE: readonly OversightFigure[] = ['published', 'overdue', 'slow'];
const paperLabel = (name: OversightFigure) =>
  name === 'published' ? '本期发布' : OVERSIGHT_FIGURES[name].label;

/** What the figures of papers speak of: organisations whose papers the person may also read, as each number leads to rows. */
async function scopeOf(ctx: RequestContext, person: Person, period: string) {
  const readable = new Set(person.scope('document.read'));
  return {
    scope: person.scope('document.oversee').filter((id) => readable.has(id)),
    today: ctx.today,
    personId: person.personId,
    usual: await usualTimes(ctx.db, ctx.today),
    period,
  };
}
type OverviewScope = Awaited<ReturnType<typeof scopeOf>>;

/** A line for each organisation of the scope, in their official order. */
async function readLines(ctx: RequestContext, person: Person, of: OverviewScope): Promise<Line[]> {
  const heard = new Set(person.scope('feedback.read'));
  const received = { scope: of.scope.filter((id) => heard.has(id)), today: ctx.today };
  const [organisations, papers, feedback, ever] = await Promise.all([
    makingOrganisations(ctx.db, of.scope, ctx.today),
    oversightByOrganisation(ctx.db, of),
    feedbackByOrganisation(ctx.db, { ...received, received: of.period }),
    feedbackByOrganisation(ctx.db, received),
  ]);
  return organisations.map((o) => ({
    ...o,
    papers: papers(o.code),
    feedback: feedback(o.code),
    late: ever(o.code).late,
  }));
}

/** The periods that can be chosen: this year and the one before, and the last twelve months. */
function periods(today: Day): { value: string; label: string }[] {
  const months: string[] = [];
  for (let d = today; months.length < 12; d = addDays(day(`${d.slice(0, 7)}-01`), -1))
    months.push(d.slice(0, 7));
  const year = Number(today.slice(0, 4));
  return [String(year), String(year - 1), ...months].map((value) => ({ value, label: periodName(value) }));
}
const periodOf = (ctx: RequestContext, { period }: Choice) => period ?? ctx.today.slice(0, 4);

/** The options of a field, each with the number of organisations that it would leave, those without any left out. */
function counted<K extends string>(
  words: Readonly<Record<K, string | { readonly label: string }>>,
  all: string,
  chosen: K | undefined,
  left: (value: K) => number,
) {
  return optionsOf(words, all).flatMap(({ value, label }) => {
    if (value === '') return [{ value, label }];
    const n = left(value as K);
    return n > 0 || value === chosen ? [{ value, label: `${label}（${n}）` }] : [];
  });
}

/** The filter; what a field offers is counted within what the other fields have chosen. */
function Choosing({ ctx, lines, it }: { ctx: RequestContext; lines: readonly Line[]; it: Choice }) {
  const action = `${ctx.base.console}/overview`;
  const left = (change: Partial<Choice>) => chosenLines(lines, { ...it, ...change }).length;
  return (
    <FilterForm
      action={action}
      label="筛选单位"
      keep={{ order: it.order }}
      {...(Object.values(it).some(Boolean) ? { clear: action } : {})}
      fields={[
        {
          name: 'calls',
          label: '需要处理的',
          value: it.calls ?? '',
          options: counted(CALLS, '不限', it.calls, (calls) => left({ calls })),
        },
        {
          name: 'kind',
          label: '机构类别',
          value: it.kind ?? '',
          options: counted(ORGANISATION_KINDS, '全部类别', it.kind, (kind) => left({ kind })),
        },
        {
          name: 'level',
          label: '层级',
          value: it.level ?? '',
          options: counted(LEVELS, '全部层级', it.level, (level) => left({ level })),
        },
        { name: 'period', label: '期间', value: periodOf(ctx, it), options: periods(ctx.today) },
        { name: 'q', label: '单位名称、代码', value: it.q ?? '' },
      ]}
    />
  );
}

/** In which order the lines stand, and the way to the other. */
function Order({ ctx, it }: { ctx: RequestContext; it: Choice }) {
  const other = it.order === 'official' ? 'worst' : 'official';
  const entered = Object.entries({ ...it, order: other === 'worst' ? undefined : other });
  const kept = new URLSearchParams(entered.flatMap(([k, v]) => (v ? [[k, v]] : [])));
  return (
    <>
      {ORDERS[it.order ?? 'worst']}，<a href={`${ctx.base.console}/overview?${kept}`}>改为{ORDERS[other]}</a>
      ；数字点开即为清单
    </>
  );
}

/** How many organisations were chosen of how many, and what they have together. */
function totals(rows: readonly Line[], all: readonly Line[], period: string): string {
  const sum = (count: (l: Line) => number) => rows.reduce((n, l) => n + count(l), 0);
  const vacant = rows.filter((l) => l.vacant.length > 0).length;
  return [
    rows.length === all.length ? `${all.length} 个单位` : `${all.length} 个单位中的 ${rows.length} 个`,
    `${periodName(period)}发布 ${sum((l) => l.papers.published)} 件`,
    `办理中 ${sum((l) => l.papers.open)} 件`,
    `逾期 ${sum((l) => l.papers.overdue)} 件`,
    `反馈逾期未答复 ${sum((l) => l.late)} 条`,
    `${vacant} 个单位缺岗`,
  ].join(' · ');
}

/** 各单位公开情况: a line for each chosen organisation of the person's line; what is overdue or missing on top. */
export function overviewPages(face: Face, frame: ConsoleFrame): void {
  listExport(face, frame, {
    path: '/overview/export',
    access: { kind: 'act', act: 'document.oversee' },
    act: 'document.export',
    name: '各单位公开情况',
    filter: choiceSchema,
    columns: [
      { heading: '单位', width: 30, value: (l: Line) => l.name },
      { heading: '代码', value: (l) => l.code },
      { heading: '机构类别', width: 20, value: (l) => ORGANISATION_KINDS[l.kind] },
      { heading: '层级', width: 10, value: (l) => LEVELS[l.level] },
      ...PAPERS.map((name) => ({
        heading: paperLabel(name),
        width: 14,
        value: (l: Line) => l.papers[name],
      })),
      { heading: '反馈逾期未答复', width: 16, value: (l) => l.late },
      { heading: '本期反馈应答复', width: 16, value: (l) => l.feedback.answerable },
      { heading: '按期答复', width: 12, value: (l) => l.feedback['in-time'] },
      { heading: '按期答复率（%）', width: 14, value: (l) => inTimePercent(l.feedback) ?? '—' },
      { heading: '无人担任的岗位', width: 40, value: vacantWords },
    ],
    rows: async (ctx, person, it, most) => {
      const of = await scopeOf(ctx, person, periodOf(ctx, it));
      return chosenLines(await readLines(ctx, person, of), it).slice(0, most);
    },
  });

  face.page({
    path: '/overview',
    access: { kind: 'act', act: 'document.oversee' },
    query: choiceSchema,
    async render(ctx, { query }) {
      const person = personOf(ctx);
      const period = periodOf(ctx, query);
      const of = await scopeOf(ctx, person, period);
      const lines = await readLines(ctx, person, of);
      const rows = chosenLines(lines, query);
      const base = ctx.base.console;
      const papers = (l: Line, name: OversightFigure) => (
        <a href={base + OVERSIGHT_FIGURES[name].rows({ ...of, organisation: l.code })}>{l.papers[name]}</a>
      );
      const feedback = (l: Line, figure: Counted, n: number, received?: string) => (
        <a href={base + feedbackRows(figure, { organisation: l.code, ...(received ? { received } : {}) })}>
          {n}
        </a>
      );
      return frame.page(ctx, {
        title: '各单位公开情况',
        section: '/overview',
        heading: {
          h1: '各单位公开情况',
          note: totals(rows, lines, period),
          actions: <ExportButton ctx={ctx} path="/overview/export" filter={query} />,
        },
        children: (
          <>
            <Choosing ctx={ctx} lines={lines} it={query} />
            <Panel title="公文和政策反馈" flush aside={<Order ctx={ctx} it={query} />}>
              <DataTable<Line>
                caption={`各单位的公文和政策反馈，${ORDERS[query.order ?? 'worst']}`}
                rows={rows}
                sticky
                terse
                tone={(l) =>
                  l.papers.overdue + l.late > 0 ? 'bad' : l.vacant.length > 0 ? 'warn' : undefined
                }
                empty={
                  lines.length === 0 ? (
                    <Empty title="没有可以查看的单位。" />
                  ) : (
                    <Empty title="没有符合条件的单位。" hint="可以减少条件再试。" />
                  )
                }
                columns={[
                  {
                    label: '单位',
                    header: true,
                    cell: (l) => (
                      <a href={`${base}/documents?${new URLSearchParams({ organisation: l.code })}`}>
                        {l.name}
                      </a>
                    ),
                  },
                  ...PAPERS.map((name) => ({
                    label: paperLabel(name),
                    num: true,
                    minor: !ON_A_PHONE.includes(name),
                    nil: (l: Line) => name !== 'published' && l.papers[name] === 0,
                    cell: (l: Line) => papers(l, name),
                  })),
                  {
                    label: '反馈逾期',
                    num: true,
                    nil: (l) => l.late === 0,
                    cell: (l) => feedback(l, 'late', l.late),
                  },
                  {
                    label: '反馈应答复',
                    num: true,
                    minor: true,
                    nil: (l) => l.feedback.answerable === 0,
                    cell: (l) => feedback(l, 'answerable', l.feedback.answerable, period),
                  },
                  {
                    label: '按期答复',
                    num: true,
                    minor: true,
                    nil: (l) => l.feedback['in-time'] === 0,
                    cell: (l) => feedback(l, 'in-time', l.feedback['in-time'], period),
                  },
                  {
                    label: '按期率',
                    num: true,
                    nil: (l) => l.feedback.answerable === 0,
                    cell: (l) => inTimeRate(l.feedback),
                  },
                  {
                    label: '岗位',
                    nil: (l) => l.vacant.length === 0,
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
            <p class="muted xs">
              “本期”为所选期间：公文按首次发布的时间，反馈按收到的日期。应答复：已经答复的，和没有答复而已过期限的。反馈逾期：现在没有答复而已过期限的，不论何时收到。超过通常用时：在起草或某一审查环节的天数超过“参数”中设定的通常用时，只作提示，不算逾期。手机上不列为零的数字。
            </p>
          </>
        ),
      });
    },
  });
}
