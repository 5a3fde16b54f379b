import { type Day, dayOfInstant } from '../../day.ts';
import type { Calendar } from '../calendar.ts';
import { countTerm, type ExcludedInterval, type Term, type TermResult } from '../count.ts';
import type { Rules } from '../rules.ts';
import { type Fields, type Given, readFields } from './fields.ts';

/** Groups of kinds, as the public page shows them. */
export const KIND_GROUPS = {
  request: '依申请公开：答复期限',
  'request-steps': '依申请公开：补正、延期、征求意见、收费',
  publication: '主动公开和公示',
  decision: '重大行政决策',
  remedy: '复议、诉讼、信访和热线',
  general: '一般计算',
} as const;
export type KindGroup = keyof typeof KIND_GROUPS;

/** A value of an answer. */
export type AnswerValue =
  | string
  | number
  | boolean
  | null
  | readonly (string | null)[]
  | readonly boolean[]
  | Readonly<Record<string, number>>;

/** What a kind computes. */
export interface Outcome {
  /** Answer fields by name. */
  answer: Readonly<Record<string, AnswerValue>>;
  /** Of the answer fields that are due days: how they came about, and what started them. The first is the one that was asked for. */
  terms: readonly { field: string; result: TermResult; startedBy: string }[];
  /** Sentences about anything but the counting. */
  notes?: readonly string[];
}

/** What a kind computes with. */
export class Tools {
  readonly calendar: Calendar;
  readonly rules: Rules;

  constructor(calendar: Calendar, rules: Rules) {
    this.calendar = calendar;
    this.rules = rules;
  }

  /** Working days after `start`. */
  working(start: Day, count: number, excluded: readonly ExcludedInterval[] = []): TermResult {
    return countTerm({ start, term: { unit: 'working-day', count }, calendar: this.calendar, excluded });
  }

  /** Hours after an instant, ms. */
  hours(at: number, count: number): TermResult {
    const term: Term = { unit: 'clock-hour', count };
    return countTerm({ start: dayOfInstant(at), term, calendar: this.calendar, at });
  }

  /** Calendar days after `start`, rolled as told. */
  natural(start: Day, count: number, roll: NonNullable<Term['roll']> = 'none'): TermResult {
    return countTerm({ start, term: { unit: 'calendar-day', count, roll }, calendar: this.calendar });
  }
}

/** One way to ask for a kind: its fields, and how the answer comes out of them. */
export interface Shape {
  /** Distinguishes the shapes of a kind in the address of a page; '' where there is one. */
  key: string;
  title: string;
  fields: Fields;
  /** Values that this shape always has; not asked for on a page. */
  fixed: Readonly<Record<string, string>>;
  /** Not offered on the public page. */
  unlisted?: true;
  compute(raw: Readonly<Record<string, unknown>>, tools: Tools): Outcome;
}

/** A kind of deadline. */
export interface Kind {
  kind: string;
  title: string;
  group: KindGroup;
  /** The article it stands on. */
  basis: string;
  shapes: readonly Shape[];
  /** The shape that a question has. @throws DeadlineProblem in words */
  choose(raw: Readonly<Record<string, unknown>>): Shape;
}

/** Declares a shape whose computation sees what its fields have read. */
export function shape<F extends Fields>(o: {
  key?: string;
  title: string;
  fields: F;
  fixed?: Readonly<Record<string, string>>;
  unlisted?: true;
  compute(given: Given<F>, tools: Tools): Outcome;
}): Shape {
  return {
    key: o.key ?? '',
    title: o.title,
    fields: o.fields,
    fixed: o.fixed ?? {},
    ...(o.unlisted ? { unlisted: true as const } : {}),
    compute: (raw, tools) => o.compute(readFields(o.fields, raw), tools),
  };
}

/** Declares a kind that can be asked in one way. */
export function kindOf<F extends Fields>(o: {
  kind: string;
  title: string;
  group: KindGroup;
  basis: string;
  fields: F;
  compute(given: Given<F>, tools: Tools): Outcome;
}): Kind {
  const only = shape(o);
  return {
    kind: o.kind,
    title: o.title,
    group: o.group,
    basis: o.basis,
    shapes: [only],
    choose: () => only,
  };
}
