import type { Calendar } from '../calendar.ts';
import type { ExplainedDay, TermResult } from '../count.ts';
import { explainTerm } from '../explain.ts';
import type { Rules } from '../rules.ts';
import { consultKinds } from './consult.ts';
import { feeKinds } from './fees.ts';
import { DeadlineProblem, isObject } from './fields.ts';
import { generalKinds } from './general.ts';
import { type AnswerValue, type Kind, Tools } from './kind.ts';
import { publicationKinds } from './publication.ts';
import { remedyKinds } from './remedies.ts';
import { replyKinds } from './reply.ts';
import { stepKinds } from './steps.ts';

/** Every kind of deadline, in the order of the public page. */
export const KINDS: readonly Kind[] = [
  ...replyKinds,
  ...stepKinds,
  ...consultKinds,
  ...feeKinds,
  ...publicationKinds,
  ...remedyKinds,
  ...generalKinds,
];

/** How one due day of an answer was counted. */
export interface ExplainedField {
  field: string;
  due: string;
  provisional: boolean;
  /** Chinese sentences, to be followed with a calendar in hand. */
  sentences: readonly string[];
  days: readonly Pick<ExplainedDay, 'day' | 'counted' | 'skipped' | 'excluded'>[];
}

/** What an answer stands on. */
export interface Explanation {
  title: string;
  basis: string;
  /** The calendar that was used. */
  calendar: string;
  notes: readonly string[];
  terms: readonly ExplainedField[];
}

/** A question of the interface that was answered. */
export interface AnsweredDeadline {
  id: string | number | null;
  explanation: Explanation;
  provisional: boolean;
  /** Due days that a notice not yet published may move. */
  provisional_fields: readonly string[];
  [field: string]: AnswerValue | Explanation | readonly string[];
}

/** A question that cannot be answered, and why. */
export interface UnansweredDeadline {
  id: string | number | null;
  error: string;
  /** The part of the question it is about, if one can be named. */
  field?: string;
}

export type DeadlineAnswer = AnsweredDeadline | UnansweredDeadline;

/** With what questions are answered. */
export interface DeadlineContext {
  /** The calendar of a name, or for undefined the one that holds where none is named. */
  calendars: (name: string | undefined) => Calendar | undefined;
  rules: Rules;
}

/** What a question comes to before it is written down: for pages that draw the days. */
export interface ComputedDeadline {
  kind: Kind;
  answer: Readonly<Record<string, AnswerValue>>;
  terms: readonly { field: string; result: TermResult; startedBy: string }[];
  notes: readonly string[];
  calendar: string;
}

/** The kind of a name. */
export function findKind(name: string): Kind | undefined {
  return KINDS.find((k) => k.kind === name);
}

const KNOWN = new Set(['id', 'kind', 'given', 'calendar']);

/**
 * Computes one question.
 * @param input `{id?, kind, given, calendar?}`; anything at all
 * @throws DeadlineProblem in words for what is missing, unknown, malformed or impossible; nothing is guessed
 */
export function computeDeadline(input: unknown, ctx: DeadlineContext): ComputedDeadline {
  if (!isObject(input)) throw new DeadlineProblem('每一项应为 {id, kind, given} 的形式。');
  const strange = Object.keys(input).find((name) => !KNOWN.has(name));
  if (strange !== undefined)
    throw new DeadlineProblem(
      `有不认识的字段“${strange.slice(0, 40)}”，这里可以有：id、kind、given、calendar。`,
      strange.slice(0, 40),
    );
  if (typeof input.kind !== 'string') throw new DeadlineProblem('缺少期限种类（kind）。', 'kind');
  const kind = findKind(input.kind);
  if (!kind)
    throw new DeadlineProblem(
      `没有“${input.kind.slice(0, 40)}”这种期限，可以用：${KINDS.map((k) => k.kind).join('、')}。`,
      'kind',
    );
  if (!isObject(input.given)) throw new DeadlineProblem('缺少已知事项（given），应为各字段和值。', 'given');
  if (input.calendar !== undefined && typeof input.calendar !== 'string')
    throw new DeadlineProblem('日历名称（calendar）应为文字。', 'calendar');
  const calendar = ctx.calendars(input.calendar);
  if (!calendar)
    throw new DeadlineProblem(`没有名为“${(input.calendar ?? '').slice(0, 40)}”的日历。`, 'calendar');
  const outcome = kind.choose(input.given).compute(input.given, new Tools(calendar, ctx.rules));
  return {
    kind,
    answer: outcome.answer,
    terms: outcome.terms,
    notes: outcome.notes ?? [],
    calendar: calendar.version,
  };
}

function idOf(input: unknown): string | number | null {
  const id = isObject(input) ? input.id : undefined;
  if (typeof id === 'string') return id.slice(0, 200);
  return typeof id === 'number' && Number.isFinite(id) ? id : null;
}

/**
 * Answers one question of the interface: `{id, …answer fields, explanation, provisional}`, or `{id, error}` where it
 * cannot be answered.
 * @param input `{id?, kind, given, calendar?}`; anything at all, it never throws for it
 */
export function answerDeadline(input: unknown, ctx: DeadlineContext): DeadlineAnswer {
  const id = idOf(input);
  try {
    const c = computeDeadline(input, ctx);
    const loose = c.terms.filter((t) => t.result.provisional).map((t) => t.field);
    return {
      id,
      ...c.answer,
      explanation: {
        title: c.kind.title,
        basis: c.kind.basis,
        calendar: c.calendar,
        notes: c.notes,
        terms: c.terms.map((t) => ({
          field: t.field,
          due: t.result.due,
          provisional: t.result.provisional,
          sentences: explainTerm(t.result, t.startedBy),
          days: t.result.days.map(({ kind: _, ...rest }) => rest),
        })),
      },
      provisional: loose.length > 0,
      provisional_fields: loose,
    };
  } catch (problem) {
    if (!(problem instanceof DeadlineProblem)) throw problem;
    return { id, error: problem.message, ...(problem.field === undefined ? {} : { field: problem.field }) };
  }
}
