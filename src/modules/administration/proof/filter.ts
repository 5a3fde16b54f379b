import { z } from 'zod';
import type { Organisation } from '../../../core/index.ts';
import { addDays, type Day, enteredDay, startOfDayMs } from '../../../law/day.ts';
import { instant } from '../../../platform/clock.ts';
import type { AuditFilter } from './store.ts';

const text = (most: number) => z.string().trim().max(most).optional().catch(undefined);

/** The fields of the filter, as they stand in the address and in the form of the export. */
export const FILTER_FIELDS = {
  person: text(60),
  act: text(60),
  kind: text(40),
  subject: text(60),
  paper: text(200),
  organisation: text(40),
  request: text(60),
  from: text(10),
  to: text(10),
} as const;

/** What was entered. */
export type FilterInput = Partial<Record<keyof typeof FILTER_FIELDS, string | undefined>>;

/** Chinese names of the fields. */
export const FILTER_LABELS: Readonly<Record<keyof typeof FILTER_FIELDS, string>> = {
  person: '操作人',
  act: '行为',
  kind: '对象类别',
  subject: '对象编号',
  paper: '公文',
  organisation: '机构',
  request: '请求编号',
  from: '从（日期）',
  to: '到（日期）',
};

/** What the entered values mean. */
export interface ReadFilter {
  filter: AuditFilter;
  /** The values that were used, for links and forms. */
  used: FilterInput;
  /** Sentences about values that could not be used; the filter on the page says so itself. */
  unread: string[];
  /** Sentences about what the values mean together. */
  problems: string[];
}

/**
 * Reads the filter. A value that cannot be read is left out and named: a list that quietly shows more than was asked
 * for would mislead.
 * @param organisations those the auditor may choose from
 */
export function readFilter(
  input: FilterInput,
  scope: readonly number[],
  organisations: readonly Organisation[],
): ReadFilter {
  const unread: string[] = [];
  const problems: string[] = [];
  const used: FilterInput = {};
  const filter: AuditFilter = { scope };
  const take = (name: keyof FilterInput) => {
    const value = input[name];
    if (!value) return undefined;
    used[name] = value;
    return value;
  };
  const takeDay = (name: 'from' | 'to'): Day | undefined => {
    if (!input[name]) return undefined;
    const day = enteredDay(input[name]);
    if (day) used[name] = day;
    else unread.push(`“${FILTER_LABELS[name]}”应写成 2026-05-20 的形式，没有按它筛选。`);
    return day;
  };
  const person = take('person');
  if (person) filter.person = person;
  const act = take('act');
  if (act) filter.act = act;
  const kind = take('kind');
  if (kind) filter.subjectKind = kind;
  const subject = take('subject');
  if (subject) filter.subject = subject;
  take('paper');
  const request = take('request');
  if (request) filter.requestId = request;
  if (input.organisation) {
    const chosen = organisations.find((o) => o.code === input.organisation);
    if (chosen) {
      used.organisation = chosen.code;
      filter.organisationId = chosen.id;
    } else unread.push('所选机构不在您的审计范围内，没有按它筛选。');
  }
  const [from, to] = [takeDay('from'), takeDay('to')];
  if (from) filter.from = instant(startOfDayMs(from));
  if (to) filter.until = instant(startOfDayMs(addDays(to, 1)));
  if (from && to && from > to) problems.push('起始日期晚于截止日期，所以没有结果。');
  return { filter, used, unread, problems };
}

/** The query of an address that shows the same. */
export function filterQuery(used: FilterInput, more: Record<string, string> = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...used, ...more })) if (value) params.set(name, value);
  return params.size > 0 ? `?${params}` : '';
}
