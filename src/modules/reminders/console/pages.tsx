import type { VNode } from 'preact';
import { z } from 'zod';
import { type CalendarBook, readCalendars } from '../../../core/calendar/index.ts';
import { type ConsoleFrame, doneNotices, type Person, personOf } from '../../../core/index.ts';
import { addDays, chineseDayWithWeekday, type Day, enteredDay } from '../../../law/day.ts';
import { NotFound, Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf, pidParams } from '../../../platform/http/fields.ts';
import { textField } from '../../../platform/http/messages.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  ButtonLink,
  DateField,
  Empty,
  ErrorSummary,
  KeyValue,
  Panel,
  PostForm,
  SubmitButton,
  TextField,
} from '../../../ui/index.ts';
import { finishReminder, moveReminder, setReminder } from '../acts.ts';
import { findThing, listReminders, type ReminderRow } from '../store.ts';
import { THINGS, type ThingKind, WORDS_LENGTH } from '../words.ts';
import { reminderPaths } from './paths.ts';
import { ReminderTable } from './table.tsx';

const LABELS = { day: '提醒日期', words: '提醒内容' };
const aboutParams = pidParams.extend({ kind: keyOf(THINGS) });
const body = z.object({ day: z.string().max(20).default(''), words: textField(WORDS_LENGTH) });

/** What the page shows; what a handover brings comes on top of the most that a person may set. */
const MOST_OPEN = 1000;
const MOST_OVER = 50;

const doneNotice = doneNotices({
  set: '提醒已设定。',
  'set-rest': '提醒已设定。那一天是休息日，如不合适请改期。',
  moved: '提醒已改期。',
  'moved-rest': '提醒已改期。那一天是休息日，如不合适请再改。',
  finished: '提醒已完成。',
});

/** The day of a form. @throws Refusal at the field */
function readDay(text: string): Day {
  const day = enteredDay(text.trim());
  if (day) return day;
  const message =
    text.trim() === '' ? '请选择提醒日期。' : '提醒日期不是有效日期，请写成 2026-05-20 的形式。';
  throw new Refusal([{ field: 'day', message }], 422);
}

const calendarOf = (book: CalendarBook, person: Person) => book.for(person.organisation.id);

/** Which notice follows a day: it says when nobody is at work on it. */
async function doneOn(ctx: RequestContext, what: 'set' | 'moved', day: Day): Promise<string> {
  const calendar = calendarOf(await readCalendars(ctx.db), personOf(ctx));
  return calendar.kind(day).working ? what : `${what}-rest`;
}

/** 我的提醒: what a person has set for themselves, due, coming and over; and the forms to set, move and finish one. */
export function reminderPages(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: '/reminders',
    access: { kind: 'signed-in' },
    query: z.object({ done: z.string().max(20).optional().catch(undefined) }),
    render: (ctx, { query }) => showList(ctx, frame, newForm(), query.done),
  });

  face.page({
    path: '/reminders/new/:kind/:pid',
    access: { kind: 'signed-in' },
    params: aboutParams,
    render: (ctx, { params }) => showNew(ctx, frame, params),
  });
  face.form({
    path: '/reminders/new/:kind/:pid',
    access: { kind: 'signed-in' },
    token: 'once',
    params: aboutParams,
    labels: LABELS,
    body,
    async submit(ctx, { params, body: entered, once }) {
      const actor = personOf(ctx);
      const thing = await findThing(ctx.db, actor, params.kind, params.pid);
      const day = readDay(entered.day);
      await setReminder({ ...ctx, actor }, { thing, day, words: entered.words, once });
      return {
        kind: 'redirect',
        to: reminderPaths(ctx.base.console).list(await doneOn(ctx, 'set', day)),
      };
    },
    again: (ctx, { params }, form) => showNew(ctx, frame, params, form),
  });

  face.page({
    path: '/reminders/:pid',
    access: { kind: 'signed-in' },
    params: pidParams,
    render: (ctx, { params }) => showOne(ctx, frame, params.pid),
  });
  face.form({
    path: '/reminders/:pid',
    access: { kind: 'signed-in' },
    token: 'once',
    params: pidParams,
    labels: LABELS,
    body,
    async submit(ctx, { params, body: entered, once }) {
      const day = readDay(entered.day);
      await moveReminder({ ...ctx, actor: personOf(ctx) }, { ...params, day, words: entered.words, once });
      return {
        kind: 'redirect',
        to: reminderPaths(ctx.base.console).list(await doneOn(ctx, 'moved', day)),
      };
    },
    again: (ctx, { params }, form) => showOne(ctx, frame, params.pid, form),
  });

  face.form({
    path: '/reminders/:pid/done',
    access: { kind: 'signed-in' },
    token: 'once',
    params: pidParams,
    labels: {},
    body: z.object({ back: z.enum(['home', 'list']).catch('list') }),
    async submit(ctx, { params, body: { back }, once }) {
      await finishReminder({ ...ctx, actor: personOf(ctx) }, { ...params, once });
      return {
        kind: 'redirect',
        to: back === 'home' ? `${ctx.base.console}/` : reminderPaths(ctx.base.console).list('finished'),
      };
    },
    again: (ctx, _input, form) => showList(ctx, frame, form),
  });
}

async function showList(
  ctx: RequestContext,
  frame: ConsoleFrame,
  form: FormState,
  done?: string,
): Promise<string> {
  const person = personOf(ctx);
  const [open, finished, ended, book] = await Promise.all([
    listReminders(ctx.db, person, { state: 'open' }, MOST_OPEN),
    listReminders(ctx.db, person, { state: 'done' }, MOST_OVER),
    listReminders(ctx.db, person, { state: 'ended' }, MOST_OVER),
    readCalendars(ctx.db),
  ]);
  const over = [...finished, ...ended];
  const groups: [title: string, caption: string, rows: readonly ReminderRow[]][] = [
    ['已过日期', '已过日期还没有完成的提醒，最早的在最前', open.filter((r) => r.day < ctx.today)],
    ['今天', '今天的提醒', open.filter((r) => r.day === ctx.today)],
    ['以后', '以后的提醒，最早的在最前', open.filter((r) => r.day > ctx.today)],
    ['已完成和终止', `已经完成、终止的提醒，最近的在最前，各列 ${MOST_OVER} 条`, over],
  ];
  const notice = doneNotice(done);
  return frame.page(ctx, {
    title: '我的提醒',
    section: '/reminders',
    notice: notice && { ...notice, kind: done?.endsWith('-rest') ? 'warn' : 'ok' },
    heading: { h1: '我的提醒', note: '只有您本人能看到' },
    children: (
      <div class="mc-g">
        <ErrorSummary form={form} />
        {open.length === 0 && (
          <Empty
            title="现在没有未完成的提醒。"
            hint="打开一份文件或者一件事项，在右侧的“提醒”中设定。到日期后发消息，并在“我的待办”中列出，直到完成或者改期。"
          />
        )}
        {groups
          .filter(([, , rows]) => rows.length > 0)
          .map(([title, caption, rows]) => (
            <Panel key={title} title={title} aside={`${rows.length} 条`} flush>
              <ReminderTable
                ctx={ctx}
                caption={caption}
                rows={rows}
                calendar={calendarOf(book, person)}
                back="list"
              />
            </Panel>
          ))}
      </div>
    ),
  });
}

/** The next day on which the person's organisation works. */
function nextWorkingDay(book: CalendarBook, person: Person, today: Day): Day {
  const calendar = calendarOf(book, person);
  let day = addDays(today, 1);
  // No holiday of the law lasts a month.
  for (let i = 0; i < 31 && !calendar.kind(day).working; i++) day = addDays(day, 1);
  return day;
}

async function showNew(
  ctx: RequestContext,
  frame: ConsoleFrame,
  params: { kind: ThingKind; pid: string },
  form?: FormState,
): Promise<string> {
  const person = personOf(ctx);
  const thing = await findThing(ctx.db, person, params.kind, params.pid);
  const next = nextWorkingDay(await readCalendars(ctx.db), person, ctx.today);
  return formPage(ctx, frame, {
    title: '设定提醒',
    action: reminderPaths(ctx.base.console).about(params.kind, params.pid),
    about: [[THINGS[params.kind], <a href={ctx.base.console + thing.path}>{thing.title}</a>]],
    hint: `下一个工作日是 ${chineseDayWithWeekday(next)}；也可以选休息日。`,
    submit: '设定提醒',
    form: form ?? newForm({ day: next }),
  });
}

async function showOne(
  ctx: RequestContext,
  frame: ConsoleFrame,
  reminder: string,
  form?: FormState,
): Promise<string> {
  const person = personOf(ctx);
  const [row] = await listReminders(ctx.db, person, { pid: reminder }, 1);
  if (!row) throw new NotFound('没有找到这条提醒，可能网址有误。');
  const next = nextWorkingDay(await readCalendars(ctx.db), person, ctx.today);
  if (row.state !== 'open')
    return showList(ctx, frame, form ?? { values: {}, issues: [{ message: '这条提醒已经完成或者终止。' }] });
  return formPage(ctx, frame, {
    title: '提醒改期',
    action: reminderPaths(ctx.base.console).one(reminder),
    about: [
      [
        '关于',
        row.thing ? (
          <a href={ctx.base.console + row.thing.path}>{row.thing.title}</a>
        ) : (
          '您现在不能查看这一件'
        ),
      ],
      ['原定日期', chineseDayWithWeekday(row.day)],
    ],
    hint: `下一个工作日是 ${chineseDayWithWeekday(next)}；也可以选休息日。`,
    submit: '保存',
    form: form ?? newForm({ day: row.day < ctx.today ? next : row.day, words: row.words }),
  });
}

async function formPage(
  ctx: RequestContext,
  frame: ConsoleFrame,
  it: {
    title: string;
    action: string;
    about: [string, VNode | string][];
    hint: string;
    submit: string;
    form: FormState;
  },
): Promise<string> {
  return frame.page(ctx, {
    title: it.title,
    section: '/reminders',
    heading: {
      h1: it.title,
      actions: (
        <ButtonLink href={reminderPaths(ctx.base.console).list()} icon="list">
          我的提醒
        </ButtonLink>
      ),
    },
    children: (
      <div class="mc-g">
        <ErrorSummary form={it.form} labels={LABELS} />
        <Panel title={it.title}>
          <KeyValue rows={it.about} />
          <PostForm action={it.action} once={ctx.session?.once() ?? ''} label={it.title} guard>
            <DateField name="day" label={LABELS.day} form={it.form} required min={ctx.today} hint={it.hint} />
            <TextField
              name="words"
              label={LABELS.words}
              form={it.form}
              maxLength={WORDS_LENGTH}
              hint="可以不填。只有您能看到；离任、调动时随事项移交给接手人，所以不要写当事人的姓名和号码，不要写涉密内容。"
            />
            <SubmitButton icon="check">{it.submit}</SubmitButton>
          </PostForm>
        </Panel>
      </div>
    ),
  });
}
