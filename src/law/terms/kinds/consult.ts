import type { Day } from '../../day.ts';
import { runClock } from '../clock.ts';
import { type ExcludedInterval, type TermResult, workingDaysBetween } from '../count.ts';
import {
  DeadlineProblem,
  dayField,
  dayOrNullField,
  type Field,
  type Fields,
  inOrder,
  isObject,
  readFields,
} from './fields.ts';
import { type Kind, kindOf, type Outcome, type Shape, shape, type Tools } from './kind.ts';
import { extensionFields } from './steps.ts';

const THIRD_PARTY = '《政府信息公开条例》第三十二条、第三十三条第三款';
const MOST_CONSULTS = 20;
const SILENT = '没有答复的不填。';

/** One letter to one third party. A letter that came back has neither been received nor answered. */
interface Consult {
  sent: Day;
  answererReceived: Day | null;
  opinion: Day | null;
  returned: Day | null;
}

const received = dayField('收到申请之日');
const singleFields = {
  received,
  consult_sent: dayField('发出征求意见书之日'),
  third_party_received: dayField('第三方收到之日'),
  opinion_received: dayOrNullField('收到第三方意见之日', SILENT),
};
const itemFields = {
  sent: singleFields.consult_sent,
  third_party_received: dayOrNullField('第三方收到之日', ''),
  opinion_received: singleFields.opinion_received,
  returned: dayOrNullField('退件之日', ''),
};
const consults: Field<readonly Consult[]> = {
  label: '各次征求意见',
  input: 'consults',
  read(value, name) {
    if (!Array.isArray(value) || value.length === 0 || value.length > MOST_CONSULTS)
      throw new DeadlineProblem(`“各次征求意见”（${name}）应为 1 至 ${MOST_CONSULTS} 项的清单。`, name);
    return value.map((item: unknown, i) => readConsult(item, `第 ${i + 1} 次征求意见`));
  },
};

function readConsult(item: unknown, where: string): Consult {
  const wrong = (message: string) => new DeadlineProblem(`${where}${message}`, 'consults');
  if (!isObject(item)) throw wrong('应为 {sent, third_party_received, opinion_received} 的形式。');
  const absent = { third_party_received: null, opinion_received: null, returned: null };
  const g = readFields(itemFields, { ...absent, ...item }, where);
  if (g.returned === null && g.third_party_received === null)
    throw wrong('缺少“第三方收到之日”（third_party_received）；信件退回的，请填“退件之日”（returned）。');
  if (g.returned !== null && (g.third_party_received !== null || g.opinion_received !== null))
    throw wrong('已经退件，不应再有第三方收到之日或者意见，请核对。');
  if (g.returned === null && !Object.hasOwn(item, 'opinion_received'))
    throw wrong('缺少“收到第三方意见之日”（opinion_received），没有答复的写 null。');
  return {
    sent: g.sent,
    answererReceived: g.third_party_received,
    opinion: g.opinion_received,
    returned: g.returned,
  };
}

/** What became of a consultation. */
interface Consulted {
  due: TermResult | null;
  inTime: boolean;
  interval: ExcludedInterval;
}

/**
 * The time of a consultation lies in (sent, opinion]; with a late opinion or none it ends when the time for an opinion
 * was over, with a letter that came back on that day (C4, rules 20.4).
 */
function consulted(c: Consult, count: number, why: string, t: Tools): Consulted {
  const due = c.answererReceived && t.working(c.answererReceived, count);
  const inTime = due !== null && c.opinion !== null && c.opinion <= due.due;
  const through = due === null ? (c.returned as Day) : inTime ? (c.opinion as Day) : due.due;
  return {
    due,
    inTime,
    interval: { after: c.sent, through, why },
  };
}

/** Working days that the pauses took out of a term. */
function notCounted(r: TermResult): number {
  return r.days.filter((d) => d.excluded !== undefined).length;
}

/** What the pauses of a reply make of its term, with or without an extension. */
interface Asked {
  received: Day;
  consults: readonly Consult[];
  several: boolean;
}

function consultTerms(all: readonly Consulted[], several: boolean): Outcome['terms'] {
  return all.flatMap((c, i) =>
    c.due
      ? [
          {
            field: several ? `third_party_dues ${i + 1}` : 'third_party_due',
            result: c.due,
            startedBy: '第三方收到征求意见书',
          },
        ]
      : [],
  );
}

function consultAnswer(all: readonly Consulted[], several: boolean): Outcome['answer'] {
  return {
    ...(several
      ? { third_party_dues: all.map((c) => c.due?.due ?? null), opinions_in_time: all.map((c) => c.inTime) }
      : { third_party_due: all[0]?.due?.due ?? null }),
    opinion_in_time: all.every((c) => c.due === null || c.inTime),
    ...(all.some((c) => c.due !== null && !c.inTime) ? { agency_decides_by_itself: true } : {}),
  };
}

function consultNotes(all: readonly Consulted[]): string[] {
  return all.some((c) => c.due !== null && !c.inTime)
    ? ['第三方逾期未提出意见的，由机关依照条例决定是否公开；不计入的时间截至第三方提出意见的期限届满之日。']
    : [];
}

function thirdParty({ received, consults, several }: Asked, t: Tools): Outcome {
  const all = consults.map((c) => consulted(c, t.rules['third-party-opinion'], '征求第三方意见', t));
  const excluded = all.map((c) => c.interval);
  const reply = t.working(received, t.rules.reply, excluded);
  const without = t.working(received, t.rules.reply);
  const firstSent = consults.map((c) => c.sent).sort()[0]!;
  return {
    answer: {
      ...consultAnswer(all, several),
      wd_used_before_pause: workingDaysBetween(t.calendar, received, firstSent),
      wd_not_counted: notCounted(reply),
      reply_due: reply.due,
      due_without_pause: without.due,
    },
    terms: [
      { field: 'reply_due', result: reply, startedBy: '收到申请' },
      ...consultTerms(all, several),
      { field: 'due_without_pause', result: without, startedBy: '收到申请' },
    ],
    notes: consultNotes(all),
  };
}

function extended(asked: Asked, g: ExtensionGiven, t: Tools): Outcome {
  const all = asked.consults.map((c) => consulted(c, t.rules['third-party-opinion'], '征求第三方意见', t));
  const clock = runClock({
    start: asked.received,
    term: { unit: 'working-day', count: t.rules.reply },
    calendar: t.calendar,
    excluded: all.map((c) => c.interval),
    extension: {
      count: g.extension_wd,
      most: t.rules['reply-extension'],
      approved: g.extension_approved,
      notified: g.extension_notified,
    },
  });
  return {
    answer: {
      ...consultAnswer(all, asked.several),
      wd_not_counted: notCounted(clock.current),
      due_after_pause: clock.original.due,
      extension_valid: clock.invalid === undefined,
      reply_due: clock.current.due,
    },
    terms: [
      { field: 'reply_due', result: clock.current, startedBy: '收到申请' },
      { field: 'due_after_pause', result: clock.original, startedBy: '收到申请' },
      ...consultTerms(all, asked.several),
    ],
    notes: [
      clock.invalid ?? `在原截止日前批准并告知，延长 ${g.extension_wd} 个工作日。`,
      ...consultNotes(all),
    ],
  };
}

interface ExtensionGiven {
  received: Day;
  extension_wd: number;
  extension_approved: Day;
  extension_notified: Day | null;
}

function extensionInOrder(g: ExtensionGiven): void {
  inOrder({ received, ...extensionFields }, [
    ['received', g.received],
    ['extension_approved', g.extension_approved],
    ['extension_notified', g.extension_notified],
  ]);
}

/** A question about one consultation, in its own fields. */
function askedOnce(g: {
  received: Day;
  consult_sent: Day;
  third_party_received: Day;
  opinion_received: Day | null;
}): Asked {
  inOrder(singleFields, [
    ['received', g.received],
    ['consult_sent', g.consult_sent],
    ['third_party_received', g.third_party_received],
    ['opinion_received', g.opinion_received],
  ]);
  const one: Consult = {
    sent: g.consult_sent,
    answererReceived: g.third_party_received,
    opinion: g.opinion_received,
    returned: null,
  };
  return { received: g.received, consults: [one], several: false };
}

/** A question about several. */
function askedOften(g: { received: Day; consults: readonly Consult[] }): Asked {
  for (const c of g.consults)
    inOrder({ received, ...itemFields }, [
      ['received', g.received],
      ['sent', c.sent],
      ['third_party_received', c.answererReceived],
      ['opinion_received', c.opinion],
      ['returned', c.returned],
    ]);
  return { received: g.received, consults: g.consults, several: true };
}

const SEVERAL = { key: 'consults', unlisted: true } as const;

/** A kind with one consultation or a list of them. */
function consultKind(o: { kind: string; title: string; basis: string; one: Shape; several: Shape }): Kind {
  const { one, several, ...rest } = o;
  return {
    ...rest,
    group: 'request-steps',
    shapes: [one, several],
    choose: (raw) => (Object.hasOwn(raw, 'consults') ? several : one),
  };
}

const agencyFields = {
  received,
  consult_sent: dayField('发出征求意见函之日'),
  other_agency_received: dayField('其他机关收到之日'),
  opinion_received: dayOrNullField('收到其他机关意见之日', SILENT),
} satisfies Fields;

/** 征求第三方意见 and 征求共同制作机关意见: time that the term of a reply does not count. */
export const consultKinds: readonly Kind[] = [
  consultKind({
    kind: 'third_party',
    title: '征求第三方意见后的答复期限',
    basis: THIRD_PARTY,
    one: shape({
      title: '征求第三方意见后的答复期限',
      fields: singleFields,
      compute: (g, t) => thirdParty(askedOnce(g), t),
    }),
    several: shape({
      ...SEVERAL,
      title: '几次征求第三方意见后的答复期限',
      fields: { received, consults },
      compute: (g, t) => thirdParty(askedOften(g), t),
    }),
  }),
  consultKind({
    kind: 'third_party_plus_extension',
    title: '征求第三方意见并延期后的答复期限',
    basis: `${THIRD_PARTY}、第二款`,
    one: shape({
      title: '征求第三方意见并延期后的答复期限',
      fields: { ...singleFields, ...extensionFields },
      compute(g, t) {
        extensionInOrder(g);
        return extended(askedOnce(g), g, t);
      },
    }),
    several: shape({
      ...SEVERAL,
      title: '几次征求第三方意见并延期后的答复期限',
      fields: { received, consults, ...extensionFields },
      compute(g, t) {
        extensionInOrder(g);
        return extended(askedOften(g), g, t);
      },
    }),
  }),
  kindOf({
    kind: 'joint_agency',
    title: '征求共同制作机关意见后的答复期限',
    group: 'request-steps',
    basis: '《政府信息公开条例》第三十四条、第三十三条第三款',
    fields: agencyFields,
    compute(g, t) {
      inOrder(agencyFields, [
        ['received', g.received],
        ['consult_sent', g.consult_sent],
        ['other_agency_received', g.other_agency_received],
        ['opinion_received', g.opinion_received],
      ]);
      const asked: Consult = {
        sent: g.consult_sent,
        answererReceived: g.other_agency_received,
        opinion: g.opinion_received,
        returned: null,
      };
      const c = consulted(asked, t.rules['agency-opinion'], '征求其他机关意见', t);
      const reply = t.working(g.received, t.rules.reply, [c.interval]);
      const without = t.working(g.received, t.rules.reply);
      return {
        answer: {
          other_agency_due: c.due?.due ?? null,
          opinion_in_time: c.inTime,
          deemed: c.inTime ? null : '同意公开',
          wd_not_counted: notCounted(reply),
          reply_due: reply.due,
          due_without_pause: without.due,
        },
        terms: [
          { field: 'reply_due', result: reply, startedBy: '收到申请' },
          ...(c.due
            ? [{ field: 'other_agency_due', result: c.due, startedBy: '其他机关收到征求意见函' }]
            : []),
          { field: 'due_without_pause', result: without, startedBy: '收到申请' },
        ],
        notes: c.inTime ? [] : ['共同制作机关逾期未提出意见的，视为同意公开（条例第三十四条）。'],
      };
    },
  }),
];
