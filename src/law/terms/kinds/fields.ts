import { type Day, daysBetween, parseDay } from '../../day.ts';

/** What is wrong with a question, in words; `field` names the part of it. */
export class DeadlineProblem extends Error {
  readonly field: string | undefined;

  constructor(message: string, field?: string) {
    super(message);
    this.field = field;
  }
}

/** How a field is entered. */
export type FieldInput = 'day' | 'instant' | 'integer' | 'integers' | 'choice' | 'consults';

/** One field of a question: its Chinese name, how it is entered, and how it is read. */
export interface Field<T> {
  label: string;
  input: FieldInput;
  hint?: string;
  choices?: readonly string[];
  /** How the choices are called on a page, where they are no words themselves. */
  choiceNames?: Readonly<Record<string, string>>;
  /** May be left out. */
  optional?: boolean;
  /** May be null: has not happened. */
  nullable?: boolean;
  /** Understood, but not asked for on the public page. */
  unlisted?: true;
  /** @throws DeadlineProblem in words */
  read(value: unknown, name: string): T;
}

/** The fields of a question, by name. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

/** What the fields read, by name. */
export type Given<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

const EARLIEST_YEAR = 1990;
const LATEST_YEAR = 2200;

function readDay(label: string, value: unknown, name: string): Day {
  const d = typeof value === 'string' ? parseDay(value) : undefined;
  if (d === undefined)
    throw new DeadlineProblem(`“${label}”（${name}）应为 2026-05-20 这样的日期，请核对。`, name);
  const year = Number(d.slice(0, 4));
  if (year < EARLIEST_YEAR || year > LATEST_YEAR)
    throw new DeadlineProblem(
      `“${label}”（${name}）的年份应在 ${EARLIEST_YEAR} 至 ${LATEST_YEAR} 之间，请核对。`,
      name,
    );
  return d;
}

/** A day. */
export function dayField(label: string, hint?: string): Field<Day> {
  return {
    label,
    input: 'day',
    ...(hint ? { hint } : {}),
    read: (value, name) => readDay(label, value, name),
  };
}

/** A day, or null for what has not happened. The field itself must be there, so that nothing is overlooked. */
export function dayOrNullField(label: string, hint: string): Field<Day | null> {
  return {
    label,
    input: 'day',
    hint,
    nullable: true,
    read: (value, name) => (value === null ? null : readDay(label, value, name)),
  };
}

/** A day that may be left out. */
export function optionalDayField(label: string, hint?: string): Field<Day | undefined> {
  return {
    label,
    input: 'day',
    ...(hint ? { hint } : {}),
    optional: true,
    read: (value, name) => (value === undefined ? undefined : readDay(label, value, name)),
  };
}

/** Null and nothing else: says that something has not happened. */
export function nullField(label: string, message: string): Field<null> {
  return {
    label,
    input: 'day',
    nullable: true,
    read: (value, name) => {
      if (value !== null) throw new DeadlineProblem(message, name);
      return null;
    },
  };
}

/** A whole number within limits. */
export function integerField(label: string, min: number, max: number, hint?: string): Field<number> {
  return {
    label,
    input: 'integer',
    ...(hint ? { hint } : {}),
    read: (value, name) => {
      if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
        throw new DeadlineProblem(`“${label}”（${name}）应为 ${min} 至 ${max} 的整数，请核对。`, name);
      return value;
    },
  };
}

const MOST_NUMBERS = 200;

/** A list of whole numbers. */
export function integersField(label: string, max: number, hint: string): Field<readonly number[]> {
  return {
    label,
    input: 'integers',
    hint,
    read: (value, name) => {
      const numbers: unknown[] = Array.isArray(value) ? value : [];
      const right = (n: unknown): n is number =>
        typeof n === 'number' && Number.isInteger(n) && n >= 0 && n <= max;
      if (numbers.length === 0 || numbers.length > MOST_NUMBERS || !numbers.every(right))
        throw new DeadlineProblem(
          `“${label}”（${name}）应为 1 至 ${MOST_NUMBERS} 个整数的清单，每个在 0 至 ${max} 之间，请核对。`,
          name,
        );
      return numbers;
    },
  };
}

/** One of some words. Brackets of half and full width are the same. */
export function choiceField<const C extends string>(
  label: string,
  choices: readonly C[],
  o: { hint?: string; names?: Readonly<Record<C, string>> } = {},
): Field<C> {
  return {
    label,
    input: 'choice',
    choices,
    ...(o.hint ? { hint: o.hint } : {}),
    ...(o.names ? { choiceNames: o.names } : {}),
    read: (value, name) => {
      const typed = typeof value === 'string' ? value.replaceAll('（', '(').replaceAll('）', ')').trim() : '';
      const found = choices.find((c) => c === typed);
      if (found === undefined)
        throw new DeadlineProblem(`“${label}”（${name}）应为：${choices.join('、')}。`, name);
      return found;
    },
  };
}

/** Whether something is an object with named parts. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads the parts of an object by their fields. Nothing is guessed: what is missing, unknown or malformed is named.
 * @throws DeadlineProblem for the first fault
 */
export function readFields<F extends Fields>(
  fields: F,
  raw: Readonly<Record<string, unknown>>,
  where = '',
): Given<F> {
  for (const name of Object.keys(raw))
    if (!Object.hasOwn(fields, name))
      throw new DeadlineProblem(
        `${where}有不认识的字段“${name.slice(0, 40)}”，这里可以有：${Object.keys(fields).join('、')}。`,
        name.slice(0, 40),
      );
  const given: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (!Object.hasOwn(raw, name) && !field.optional)
      throw new DeadlineProblem(`${where}缺少“${field.label}”（${name}）。`, name);
    given[name] = field.read(raw[name], name);
  }
  return given as Given<F>;
}

/** Days further apart are a slip of the pen, and would make the explanation endless. */
const FURTHEST = 800;

/**
 * Holds days to their order; days that have not happened are passed over.
 * @param labels the fields, for their names
 * @param days names and days, from the earliest
 * @throws DeadlineProblem naming the two days that stand the wrong way round, or are years apart
 */
export function inOrder(
  labels: Readonly<Record<string, { label: string }>>,
  days: readonly (readonly [string, Day | null | undefined])[],
): void {
  let before: readonly [string, Day] | undefined;
  let first: Day | undefined;
  const named = (name: string) => `“${labels[name]?.label ?? name}”（${name}）`;
  for (const [name, d] of days) {
    if (!d) continue;
    if (before && d < before[1])
      throw new DeadlineProblem(`${named(name)}${d} 早于${named(before[0])}${before[1]}，请核对日期。`, name);
    if (first && daysBetween(first, d) > FURTHEST)
      throw new DeadlineProblem(
        `${named(name)}${d} 与最早的日期 ${first} 相隔超过 ${FURTHEST} 日，请核对。`,
        name,
      );
    before = [name, d];
    first ??= d;
  }
}
