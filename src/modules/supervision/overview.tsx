import { z } from 'zod';
import {
  type ConsoleFrame,
  ExportButton,
  listExport,
  type Person,
  periodName,
  personOf,
  ROLES,
  YEAR_OR_MONTH,
} from '../../core/index.ts';
import { addDays, type Day, day } from '../../law/day.ts';
import type { Face } from '../../platform/http/face.ts';
import type { RequestContext } from '../../platform/http/route.ts';
import { DataTable, Empty, FilterForm, Panel, Tag } from '../../ui/index.ts';
import {
  type MakingOrganisation,
  makingOrganisations,
  OVERSIGHT_FIGURES,
  type OversightFigure,
  oversightByOrganisation,
  usualTimes,
} from '../documents/index.ts';
import { type FeedbackNumbers, feedbackByOrganisation, feedbackRows, inTimeRate } from '../feedback/index.ts';

/** How it stands with one organisation. */
interface Line extends MakingOrganisation {
  papers: Readonly<Record<OversightFigure, number>>;
  feedback: FeedbackNumbers;
}

const filterSchema = z.object({ period: z.string().regex(YEAR_OR_MONTH).optional().catch(undefined) });
const LABELS = { period: '期间' };

const vacantWords = (line: Line) => line.vacant.map((role) => ROLES[role].label).join('、');
const PAPERS = Object.keys(OVERSIGHT_FIGURES) as OversightFigure[];
/** The others would make the list of a city endless there; the workbook has them all. */
const ON_A_PHONE: readonly OversightFigure[] = ['published', 'overdue', 'slow'];

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

async function readLines(ctx: RequestContext, person: Person, period: string): Promise<Line[]> {
  const of = await scopeOf(ctx, person, period);
  const heard = new Set(person.scope('feedback.read'));
  const [organisations, papers, feedback] = await Promise.all([
    makingOrganisations(ctx.db, of.scope, ctx.today),
    oversightByOrganisation(ctx.db, of),
    feedbackByOrganisation(ctx.db, {
      scope: of.scope.filter((id) => heard.has(id)),
      received: period,
      today: ctx.today,
    }),
  ]);
  return organisations.map((o) => ({ ...o, papers: papers(o.code), feedback: feedback(o.code) }));
}

/** The periods that can be chosen: this year and the one before, and the last twelve months. */
function periods(today: Day): { value: string; label: string }[] {
  const months: string[] = [];
  for (let d = today; months.length < 12; d = addDays(day(`${d.slice(0, 7)}-01`), -1))
    months.push(d.slice(0, 7));
  const year = Number(today.slice(0, 4));
  return [String(year), String(year - 1), ...months].map((value) => ({ value, label: periodName(value) }));
}

/** 各单位公开情况: a line for each organisation of the person's line, in the official order; no ranking. */
export function overviewPages(face: Face, frame: ConsoleFrame): void {
  const periodOf = (ctx: RequestContext, chosen: string | undefined) => chosen ?? ctx.today.slice(0, 4);

  listExport(face, frame, {
    path: '/overview/export',
    access: { kind: 'act', act: 'document.oversee' },
    act: 'document.export',
    name: '各单位公开情况',
    filter: filterSchema,
    columns: [
      { heading: '单位', width: 30, value: (l: Line) => l.name },
      { heading: '代码', value: (l) => l.code },
      ...PAPERS.map((name) => ({
        heading: name === 'published' ? '本期发布' : OVERSIGHT_FIGURES[name].label,
        width: 14,
        value: (l: Line) => String(l.papers[name]),
      })),
      { heading: '本期反馈应答复', width: 16, value: (l) => String(l.feedback.answerable) },
      { heading: '按期答复', width: 12, value: (l) => String(l.feedback['in-time']) },
      { heading: '按期答复率', width: 12, value: (l) => inTimeRate(l.feedback) },
      { heading: '无人担任的岗位', width: 40, value: vacantWords },
    ],
    rows: async (ctx, person, { period }, most) =>
      (await readLines(ctx, person, periodOf(ctx, period))).slice(0, most),
  });

  face.page({
    path: '/overview',
    access: { kind: 'act', act: 'document.oversee' },
    query: filterSchema,
    async render(ctx, { query }) {
      const person = personOf(ctx);
      const period = periodOf(ctx, query.period);
      const rows = await readLines(ctx, person, period);
      const of = await scopeOf(ctx, person, period);
      const base = ctx.base.console;
      const papers = (l: Line, name: OversightFigure) => (
        <a href={base + OVERSIGHT_FIGURES[name].rows({ ...of, organisation: l.code })}>{l.papers[name]}</a>
      );
      const feedback = (l: Line, counted: 'answerable' | 'in-time', words: string | number) => (
        <a href={base + feedbackRows(counted, { organisation: l.code, received: period })}>{words}</a>
      );
      const sum = (name: OversightFigure) => rows.reduce((n, l) => n + l.papers[name], 0);
      return frame.page(ctx, {
        title: '各单位公开情况',
        section: '/overview',
        heading: {
          h1: '各单位公开情况',
          note: `${rows.length} 个单位 · ${periodName(period)}发布 ${sum('published')} 件 · 办理中 ${sum('open')} 件 · 逾期 ${sum('overdue')} 件`,
          actions: <ExportButton ctx={ctx} path="/overview/export" filter={{ period: query.period }} />,
        },
        children: (
          <>
            <FilterForm
              action={`${base}/overview`}
              label="选择期间"
              {...(query.period ? { clear: `${base}/overview` } : {})}
              fields={[{ name: 'period', label: LABELS.period, value: period, options: periods(ctx.today) }]}
            />
            <Panel title="公文和政策反馈" flush aside="按机构顺序排列，不作排名；数字点开即为清单">
              <DataTable<Line>
                caption="各单位的公文和政策反馈，按机构顺序"
                rows={rows}
                sticky
                tone={(l) => (l.papers.overdue > 0 ? 'bad' : l.vacant.length > 0 ? 'warn' : undefined)}
                empty={<Empty title="没有可以查看的单位。" />}
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
                    label: name === 'published' ? '本期发布' : OVERSIGHT_FIGURES[name].label,
                    num: true,
                    minor: !ON_A_PHONE.includes(name),
                    cell: (l: Line) => papers(l, name),
                  })),
                  {
                    label: '反馈应答复',
                    num: true,
                    minor: true,
                    cell: (l) => feedback(l, 'answerable', l.feedback.answerable),
                  },
                  {
                    label: '按期答复',
                    num: true,
                    minor: true,
                    cell: (l) => feedback(l, 'in-time', l.feedback['in-time']),
                  },
                  { label: '按期率', num: true, cell: (l) => inTimeRate(l.feedback) },
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
            <p class="muted xs">
              “本期”为所选期间：公文按首次发布的时间，反馈按收到的日期。应答复：已经答复的，和没有答复而已过期限的。超过通常用时：在起草或某一审查环节的天数超过“参数”中设定的通常用时，只作提示，不算逾期。
            </p>
          </>
        ),
      });
    },
  });
}
