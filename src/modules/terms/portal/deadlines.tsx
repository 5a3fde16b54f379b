import { z } from 'zod';
import { chineseDay, type Day, daysBetween, parseDay } from '../../../law/day.ts';
import type { Calendar } from '../../../law/terms/calendar.ts';
import { type TermResult, workingDaysBetween } from '../../../law/terms/count.ts';
import { explainTerm, weekdayName } from '../../../law/terms/explain.ts';
import { DeadlineProblem, type Field } from '../../../law/terms/kinds/fields.ts';
import {
  type ComputedDeadline,
  computeDeadline,
  type DeadlineContext,
} from '../../../law/terms/kinds/index.ts';
import { type AnswerValue, KIND_GROUPS, type KindGroup } from '../../../law/terms/kinds/kind.ts';
import type { PortalFrame } from '../../../mechanisms/publication/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  CalendarStrip,
  DateField,
  DateTimeField,
  ErrorSummary,
  Hidden,
  KeyValue,
  Note,
  PortalMain,
  SectionHead,
  SelectField,
  SubmitButton,
  Tag,
  TextField,
} from '../../../ui/index.ts';
import { publicCalendar } from '../public-calendar.ts';
import { ANSWER_LABELS, COMPUTATION_WEIGHT } from '../words.ts';
import { askedFields, findOffer, givenOf, type Offer, offersOf, pageMessage } from './questions.ts';

const PATH = '/deadlines';
const LONGEST_VALUE = 200;

const COLUMN = {
  name: '期限计算器',
  description: '按法律、法规和放假安排计算政府信息公开等法定期限，并说明算法',
  keywords: '期限,工作日,依申请公开,行政复议,行政诉讼',
  type: '办事互动',
};

/** 期限计算器: everybody may compute what the law gives them, and see how. */
export function deadlinePages(face: Face, frame: PortalFrame): void {
  face.page({
    path: PATH,
    access: { kind: 'public' },
    weight: COMPUTATION_WEIGHT,
    query: z.record(z.string(), z.unknown()),
    async render(ctx, { query }) {
      const typed = texts(query);
      const offer = findOffer(typed);
      const title = '期限计算器';
      const home = ctx.base.portal + PATH;
      if (!offer)
        return frame.page(ctx, {
          title,
          section: PATH,
          column: COLUMN,
          crumbs: [{ label: title }],
          children: <Menu home={home} />,
        });
      const { calendar, rules } = await publicCalendar(ctx);
      const { form, computed } = answer(offer, typed, { calendars: () => calendar, rules });
      return frame.page(ctx, {
        title: offer.title,
        section: PATH,
        column: COLUMN,
        crumbs: [{ label: title, href: home }, { label: offer.title }],
        children: (
          <PortalMain title={offer.title}>
            <p class="muted">
              依据：{offer.kind.basis}　<a href={home}>换一种期限</a>
            </p>
            <Question home={home} offer={offer} form={form} />
            {computed && <Result ctx={ctx} computed={computed} calendar={calendar} />}
            <Fine calendar={calendar.version} />
          </PortalMain>
        ),
      });
    },
  });
}

/** The values of a query that are single texts of a sane length. */
function texts(query: Readonly<Record<string, unknown>>): Record<string, string> {
  const kept = Object.entries(query).filter(
    (e): e is [string, string] => typeof e[1] === 'string' && e[1].length <= LONGEST_VALUE,
  );
  return Object.fromEntries(kept);
}

function answer(
  offer: Offer,
  typed: Readonly<Record<string, string>>,
  law: DeadlineContext,
): { form: FormState; computed?: ComputedDeadline } {
  const names = askedFields(offer.shape);
  const form = newForm(Object.fromEntries(names.map((n) => [n, typed[n] ?? ''])));
  // An address with none of its fields is a form that nobody has sent yet.
  if (!names.some((n) => Object.hasOwn(typed, n))) return { form };
  try {
    const computed = computeDeadline({ kind: offer.kind.kind, given: givenOf(offer.shape, typed) }, law);
    return { form, computed };
  } catch (problem) {
    if (!(problem instanceof DeadlineProblem)) throw problem;
    const field = problem.field !== undefined && names.includes(problem.field) ? problem.field : undefined;
    form.issues.push({
      message: pageMessage(problem, field && offer.shape.fields[field]?.label),
      ...(field ? { field } : {}),
    });
    return { form };
  }
}

function Menu({ home }: { home: string }) {
  return (
    <PortalMain title="期限计算器">
      <p>
        选一种期限，填上已知的日期，就能算出截止日，并看到这个日期是怎么算出来的。不需要登录，不保存您填写的内容。
      </p>
      <div class="mc-terms">
        {(Object.keys(KIND_GROUPS) as KindGroup[]).map((group) => (
          <section key={group} aria-labelledby={`g-${group}`}>
            <SectionHead title={KIND_GROUPS[group]} id={`g-${group}`} />
            <ul class="mc-plainlist">
              {offersOf(group).map((o) => (
                <li key={o.query}>
                  <a href={`${home}?${o.query}`}>{o.shape.title}</a>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </PortalMain>
  );
}

function Question({ home, offer, form }: { home: string; offer: Offer; form: FormState }) {
  const names = askedFields(offer.shape);
  const labels = Object.fromEntries(names.map((n) => [n, offer.shape.fields[n]?.label ?? n]));
  return (
    <>
      <ErrorSummary form={form} labels={labels} title="还不能计算，请改好后再试" />
      <form method="get" action={home} class="mc-calc" aria-label="已知的日期" novalidate>
        <Hidden name="kind" value={offer.kind.kind} />
        {offer.shape.key !== '' && <Hidden name="shape" value={offer.shape.key} />}
        <div class="mc-fields">
          {names.map((n) => (
            <Entry key={n} name={n} field={offer.shape.fields[n]!} form={form} />
          ))}
        </div>
        <SubmitButton>计算</SubmitButton>
      </form>
    </>
  );
}

function Entry({ name, field, form }: { name: string; field: Field<unknown>; form: FormState }) {
  const common = {
    name,
    label: field.label,
    form,
    required: !field.optional && !field.nullable,
    ...(field.hint ? { hint: field.hint } : {}),
  };
  switch (field.input) {
    case 'day':
      return <DateField {...common} />;
    case 'instant':
      return <DateTimeField {...common} />;
    case 'choice':
      return (
        <SelectField
          {...common}
          empty="请选择"
          options={(field.choices ?? []).map((c) => ({ value: c, label: field.choiceNames?.[c] ?? c }))}
        />
      );
    default:
      return <TextField {...common} inputmode="numeric" />;
  }
}

function Result({
  ctx,
  computed,
  calendar,
}: {
  ctx: RequestContext;
  computed: ComputedDeadline;
  calendar: Calendar;
}) {
  const [main, ...others] = computed.terms;
  const provisional = computed.terms.some((t) => t.result.provisional);
  return (
    <section aria-labelledby="h-result" class="mc-after">
      <h2 id="h-result" class="visually-hidden">
        计算结果
      </h2>
      {main && (
        <Headline
          label={labelOf(main.field)}
          result={main.result}
          answer={computed.answer[main.field]}
          ctx={ctx}
          calendar={calendar}
        />
      )}
      {provisional && (
        <Note kind="warn" title="暂定">
          <p>
            有关年份的放假安排还没有公布，标有“暂定”的日期按周末和固定日期的法定节假日推算，公布后可能变动。
          </p>
        </Note>
      )}
      <div class="mc-2">
        <div>
          {main && (
            <section aria-labelledby="h-how">
              <SectionHead title="这个日期是怎么算出来的" id="h-how" />
              <How term={main} today={ctx.today} />
            </section>
          )}
        </div>
        <aside aria-labelledby="h-all">
          <SectionHead title="全部结果" id="h-all" />
          <KeyValue
            rows={Object.entries(computed.answer).map(([name, value]) => [
              labelOf(name),
              shown(value, computed.terms.find((t) => t.field === name)?.result.provisional ?? false),
            ])}
          />
          {computed.notes.map((n) => (
            <p key={n} class="small mc-after">
              {n}
            </p>
          ))}
        </aside>
      </div>
      {others.map((t) => (
        <details key={t.field} class="mc-more">
          <summary>“{labelOf(t.field)}”是怎么算出来的</summary>
          <How term={t} today={ctx.today} />
        </details>
      ))}
    </section>
  );
}

function How({ term, today }: { term: ComputedDeadline['terms'][number]; today: Day }) {
  const { result, startedBy, field } = term;
  return (
    <CalendarStrip
      days={result.days}
      due={result.due}
      today={today}
      dueLabel={labelOf(field)}
      unit={result.term.unit === 'working-day' ? '个工作日' : '日'}
      marks={result.start < result.due ? { [result.start]: startedBy.replace(/^[是为]|（.*$/g, '') } : {}}
      sentences={explainTerm(result, startedBy)}
    />
  );
}

function Headline(props: {
  label: string;
  result: TermResult;
  answer: AnswerValue | undefined;
  ctx: RequestContext;
  calendar: Calendar;
}) {
  const { label, result, answer, ctx, calendar } = props;
  const { due } = result;
  // Hours end at a time of day, which the answer carries in the notation of the question.
  const time = result.dueAt !== undefined && typeof answer === 'string' ? ` ${answer.slice(11, 16)}` : '';
  return (
    <div class="mc-due">
      <p>{label}</p>
      <p class="d">
        <span class="nowrap">
          {chineseDay(due)}
          {time}
        </span>{' '}
        <span class="w">
          {weekdayName(due)}
          {remaining(due, ctx.today, calendar)}
        </span>{' '}
        {result.provisional && <Tag kind="warn">暂定</Tag>}
      </p>
    </div>
  );
}

/** How far off the day is, where that is of interest: within a year. */
function remaining(due: Day, today: Day, calendar: Calendar): string {
  if (due === today) return ' · 就是今天';
  if (Math.abs(daysBetween(today, due)) > 366) return '';
  return due < today
    ? ` · 已过 ${daysBetween(due, today)} 日`
    : ` · 还有 ${workingDaysBetween(calendar, today, due)} 个工作日`;
}

function Fine({ calendar }: { calendar: string }) {
  return (
    <p class="small muted mc-after">
      结果是法律、法规和有关规定的法定日期，不含邮路等缓冲时间，也不代替机关的正式告知。日历：{calendar}
      ；地方另有安排的，以地方安排为准。
    </p>
  );
}

function labelOf(name: string): string {
  const [field = name, nth] = name.split(' ');
  return `${ANSWER_LABELS[field] ?? field}${nth ? `（第 ${nth} 次）` : ''}`;
}

function shown(value: AnswerValue, provisional: boolean) {
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (value === null) return '—';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    const day = parseDay(value);
    return (
      <>
        {day ? chineseDay(day) : value.replace('T', ' ')}
        {day && <span class="nowrap">（{weekdayName(day)}）</span>}{' '}
        {provisional && <Tag kind="warn">暂定</Tag>}
      </>
    );
  }
  if (Array.isArray(value)) return value.map((v) => String(v)).join('、');
  return Object.entries(value)
    .map(([n, yuan]) => `${n}：${yuan} 元`)
    .join('；');
}
