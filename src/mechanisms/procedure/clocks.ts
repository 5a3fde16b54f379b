import { sql } from 'kysely';
import { type CalendarBook, holdCalendars, readCalendars } from '../../core/calendar/index.ts';
import { PARAMETERS, type ParameterName, parameter } from '../../core/parameters/index.ts';
import type { Day } from '../../law/day.ts';
import { countTerm, type ExcludedInterval, type TermResult } from '../../law/terms/count.ts';
import type { Change } from '../../platform/change.ts';
import type { Reader } from '../../platform/db/pool.ts';

/** Unit in which a clock counts. */
export type ClockUnit = 'working-day' | 'calendar-day';

/** What a clock is computed from, apart from calendar and parameter. */
export interface ClockFacts {
  /** Name of the clock within its case, e.g. 'publication'. */
  name: string;
  /** The parameter that holds its length; the value valid on the first day counts. */
  parameter: ParameterName;
  /** Day 0; not counted. */
  start: Day;
  unit: ClockUnit;
  excluded?: readonly ExcludedInterval[];
}

/** A clock as stored. */
export interface CaseClock {
  caseId: number;
  name: string;
  parameter: ParameterName;
  start: Day;
  count: number;
  unit: ClockUnit;
  excluded: readonly ExcludedInterval[];
  due: Day;
  provisional: boolean;
  calendarVersion: number;
  frozen: boolean;
}

/** One function for every date: the facts counted by a calendar. */
function compute(
  facts: { start: Day; count: number; unit: ClockUnit; excluded: readonly ExcludedInterval[] },
  book: CalendarBook,
  organisationId: number,
): TermResult {
  return countTerm({
    start: facts.start,
    term: { unit: facts.unit, count: facts.count },
    calendar: book.for(organisationId),
    excluded: facts.excluded,
  });
}

/**
 * Starts a clock of a case or computes it anew from changed facts; the tasks of the case take its due day.
 * Part of the act that brings the facts.
 */
export async function setClock(
  c: Change,
  head: { id: number; organisationId: number },
  facts: ClockFacts,
): Promise<Day> {
  await holdCalendars(c.tx);
  const book = await readCalendars(c.tx);
  const count = Number(
    await parameter(c.tx, facts.parameter, { day: facts.start, organisationId: head.organisationId }),
  );
  const excluded = facts.excluded ?? [];
  const result = compute({ ...facts, count, excluded }, book, head.organisationId);
  const row = {
    parameter: facts.parameter,
    start_on: facts.start,
    count,
    unit: facts.unit,
    excluded: JSON.stringify(excluded),
    due: result.due,
    provisional: result.provisional,
    calendar_version: book.version,
    computed_at: c.now,
  };
  await c.tx
    .insertInto('case_clock')
    .values({ case_id: head.id, name: facts.name, ...row })
    .onConflict((on) =>
      on.columns(['case_id', 'name']).doUpdateSet(row).where('case_clock.frozen', '=', false),
    )
    .execute();
  await dateTasks(c, [head.id]);
  return result.due;
}

/** Takes a clock away that no longer applies. A frozen one stays. */
export async function clearClock(c: Change, caseId: number, name: string): Promise<void> {
  await c.tx
    .deleteFrom('case_clock')
    .where('case_id', '=', caseId)
    .where('name', '=', name)
    .where('frozen', '=', false)
    .execute();
  await dateTasks(c, [caseId]);
}

/** Gives the tasks of these cases the earliest due day of their running clocks. */
export async function dateTasks(c: Change, caseIds: readonly number[]): Promise<void> {
  await c.tx
    .updateTable('task')
    .set((e) => ({
      due: e
        .selectFrom('case_clock')
        .select((k) => k.fn.min('case_clock.due').as('due'))
        .whereRef('case_clock.case_id', '=', 'task.case_id')
        .where('frozen', '=', false),
    }))
    .where('case_id', 'in', caseIds)
    .execute();
}

/** At close, result and versions freeze: nothing re-dates a closed case. */
export async function freezeClocks(c: Change, caseId: number): Promise<void> {
  await c.tx.updateTable('case_clock').set({ frozen: true }).where('case_id', '=', caseId).execute();
}

function clocks(db: Reader) {
  return db
    .selectFrom('case_clock')
    .innerJoin('procedure_case', 'procedure_case.id', 'case_clock.case_id')
    .select([
      'case_clock.case_id as caseId',
      'case_clock.name',
      'case_clock.parameter',
      'case_clock.start_on as start',
      'case_clock.count',
      'case_clock.unit',
      'case_clock.excluded',
      'case_clock.due',
      'case_clock.provisional',
      'case_clock.calendar_version as calendarVersion',
      'case_clock.frozen',
      'procedure_case.organisation_id as organisationId',
      'procedure_case.pid as casePid',
      'procedure_case.subject',
      'procedure_case.state',
    ]);
}

type ClockRow = CaseClock & { organisationId: number; casePid: string; subject: string; state: string };

/** A clock with how its date was computed, day by day. */
export interface ExplainedClock extends CaseClock {
  label: string;
  source: string;
  result: TermResult;
}

/**
 * The clocks of a case with their explanation. A running clock that an older calendar had computed is shown as the
 * present calendar has it; a frozen one keeps its due day, whatever later calendars say.
 */
export async function caseClocks(db: Reader, caseId: number): Promise<ExplainedClock[]> {
  const rows = (await clocks(db).where('case_clock.case_id', '=', caseId).execute()) as unknown as ClockRow[];
  if (rows.length === 0) return [];
  const book = await readCalendars(db);
  return rows.map(({ organisationId, ...clock }) => {
    const result = compute(clock, book, organisationId);
    const spec = PARAMETERS[clock.parameter];
    const shown = clock.frozen ? clock : { ...clock, due: result.due, provisional: result.provisional };
    return { ...shown, label: spec.label, source: spec.source, result };
  });
}

/** A due day that another calendar or parameter moves. */
export interface ClockMove {
  caseId: number;
  casePid: string;
  subject: string;
  state: string;
  organisationId: number;
  name: string;
  from: Day;
  to: Day;
  count: number;
  provisional: boolean;
}

/**
 * What another book would change: every running clock is computed with it and, where asked, with the present value of
 * its parameter. Clocks whose day stays are left out unless `all`.
 */
export async function plannedMoves(
  db: Reader,
  book: CalendarBook,
  o: { parameter?: ParameterName; all?: boolean } = {},
): Promise<ClockMove[]> {
  let query = clocks(db).where('case_clock.frozen', '=', false);
  if (o.parameter) query = query.where('case_clock.parameter', '=', o.parameter);
  const rows = (await query.orderBy('case_clock.case_id').execute()) as unknown as ClockRow[];
  const moves: ClockMove[] = [];
  const lengths = new Map<string, number>();
  for (const row of rows) {
    const key = `${row.start} ${row.organisationId}`;
    if (o.parameter && !lengths.has(key))
      lengths.set(
        key,
        Number(await parameter(db, o.parameter, { day: row.start, organisationId: row.organisationId })),
      );
    const count = lengths.get(key) ?? row.count;
    const result = compute({ ...row, count }, book, row.organisationId);
    if (!o.all && result.due === row.due) continue;
    const { caseId, casePid, subject, state, organisationId, name } = row;
    moves.push({
      caseId,
      casePid,
      subject,
      state,
      organisationId,
      name,
      from: row.due,
      to: result.due,
      count,
      provisional: result.provisional,
    });
  }
  return moves;
}

/**
 * Computes all running clocks anew after calendar or parameter have changed in this same change: due days, tasks and
 * the record of what moved are one with the new rule. Closed cases are not touched.
 * @param why for the affected people, e.g. '2027 年放假安排公布'
 * @returns what moved
 */
export async function recomputeClocks(
  c: Change,
  o: { why: string; reason: 'calendar' | 'parameter'; parameter?: ParameterName },
): Promise<ClockMove[]> {
  const book = await readCalendars(c.tx);
  const all = await plannedMoves(c.tx, book, {
    all: true,
    ...(o.parameter ? { parameter: o.parameter } : {}),
  });
  // In one statement: a city has thousands of open cases, and all of them wait for the calendar meanwhile.
  await sql`
    update case_clock k set due = x.due, count = x.count, provisional = x.provisional, calendar_version = ${book.version}, computed_at = ${c.now}
    from unnest(${all.map((m) => m.caseId)}::bigint[], ${all.map((m) => m.name)}::text[], ${all.map((m) => m.to)}::date[],
      ${all.map((m) => m.count)}::integer[], ${all.map((m) => m.provisional)}::boolean[]) as x(case_id, name, due, count, provisional)
    where k.case_id = x.case_id and k.name = x.name and not k.frozen`.execute(c.tx);
  const moved = all.filter((m) => m.from !== m.to);
  if (moved.length === 0) return [];
  await dateTasks(c, [...new Set(moved.map((m) => m.caseId))]);
  await c.tx
    .insertInto('clock_move')
    .values(
      moved.map((m) => ({
        case_id: m.caseId,
        name: m.name,
        from_due: m.from,
        to_due: m.to,
        why: o.why,
        reason: o.reason,
        calendar_version: book.version,
        at: c.now,
      })),
    )
    .execute();
  return moved;
}

/** How many running clocks count by a parameter; with a day, those that begin on it or later. */
export async function countClocks(db: Reader, name: ParameterName, from?: Day): Promise<number> {
  const running = db
    .selectFrom('case_clock')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('parameter', '=', name)
    .where('frozen', '=', false);
  const { n } = await (from ? running.where('start_on', '>=', from) : running).executeTakeFirstOrThrow();
  return n;
}

/** How urgent a due day is; on the due day itself nothing is overdue yet. */
export type DueState = 'overdue' | 'today' | 'soon' | 'running';

/** The one judgement of lists, badges, pages and figures. @param soon last day that counts as near, see `soonDay` */
export function dueState(due: Day, today: Day, soon: Day): DueState {
  if (due < today) return 'overdue';
  if (due === today) return 'today';
  return due <= soon ? 'soon' : 'running';
}

/** The last day that is shown as near (临期) today: so many working days ahead as the parameter says. */
export async function soonDay(db: Reader, today: Day, organisationId: number): Promise<Day> {
  const count = Number(await parameter(db, 'clock.due-soon', { day: today, organisationId }));
  const book = await readCalendars(db);
  return countTerm({
    start: today,
    term: { unit: 'working-day', count },
    calendar: book.for(organisationId),
  }).due;
}
