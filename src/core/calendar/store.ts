import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import {
  type Calendar,
  layeredCalendar,
  stateCouncilYears,
  type YearArrangement,
} from '../../law/terms/calendar.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';

/** A day that a region has laid down for itself, above the arrangement of the State Council. */
export interface RegionalDay {
  id: number;
  organisationId: number;
  day: Day;
  working: boolean;
  name: string;
  source: string;
}

/** All calendars of the installation at one version. */
export interface CalendarBook {
  /** 0 while only the shipped arrangements hold. */
  version: number;
  /** Arrangements by year: loaded ones stand before shipped ones. */
  years: readonly YearArrangement[];
  regional: readonly RegionalDay[];
  /** The calendar of an organisation: State Council, then the regional days of itself and of those above it. */
  for(organisationId?: number): Calendar;
}

const LOCK = 72063;

/** Held by whoever computes a date in a change, until its end: the calendars cannot move under it. */
export async function holdCalendars(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${LOCK})`.execute(tx);
}

/** Held by whoever changes a calendar: waits for the dates being computed now. */
export async function lockCalendars(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
}

/** Reads all calendars. */
export async function readCalendars(db: Reader): Promise<CalendarBook> {
  const [version, loaded, regional] = await Promise.all([
    db
      .selectFrom('calendar_version')
      .select((e) => e.fn.max('id').as('id'))
      .executeTakeFirst(),
    loadedYears(db),
    db
      .selectFrom('regional_day')
      .select(['id', 'organisation_id as organisationId', 'on_day as day', 'working', 'name', 'source'])
      .where('ended_by_id', 'is', null)
      .orderBy('on_day')
      .execute() as Promise<RegionalDay[]>,
  ]);
  const parents = regional.length > 0 ? await parentOf(db) : new Map<number, number>();
  return bookOf(version?.id ?? 0, mergeYears(loaded), regional, parents);
}

/** The same book as if this arrangement had been loaded, or these regional days held instead. */
export async function bookWith(
  db: Reader,
  book: CalendarBook,
  change: { year?: YearArrangement; regional?: readonly RegionalDay[] },
): Promise<CalendarBook> {
  const regional = change.regional ?? book.regional;
  const years = change.year
    ? [...book.years.filter((y) => y.year !== change.year?.year), change.year]
    : book.years;
  return bookOf(book.version + 1, years, regional, regional.length > 0 ? await parentOf(db) : new Map());
}

function bookOf(
  version: number,
  years: readonly YearArrangement[],
  regional: readonly RegionalDay[],
  parents: ReadonlyMap<number, number>,
): CalendarBook {
  const made = new Map<string, Calendar>();
  return {
    version,
    years,
    regional,
    for(organisationId) {
      const line: number[] = [];
      for (let at = organisationId; at !== undefined && line.length < 20; at = parents.get(at)) line.push(at);
      const key = regional.length > 0 ? line.join(' ') : '';
      const known = made.get(key);
      if (known) return known;
      // Nearest last: a later entry for the same day stands above an earlier one.
      const days = new Map<Day, RegionalDay>();
      for (const id of line.toReversed())
        for (const r of regional) if (r.organisationId === id) days.set(r.day, r);
      const calendar = layeredCalendar({ version: String(version), years, regional: [...days.values()] });
      made.set(key, calendar);
      return calendar;
    },
  };
}

async function loadedYears(db: Reader): Promise<YearArrangement[]> {
  const rows = await db
    .selectFrom('calendar_year')
    .innerJoin('calendar_day', 'calendar_day.year_id', 'calendar_year.id')
    .select(['year', 'source', 'on_day', 'working', 'name'])
    .where('replaced_by_id', 'is', null)
    .execute();
  return arrangements(rows.map((r) => ({ ...r, on_day: r.on_day as Day })));
}

/** Arrangements from the rows of their days. */
export function arrangements(
  rows: readonly { year: number; source: string; on_day: Day; working: boolean; name: string }[],
): YearArrangement[] {
  const years = new Map<
    number,
    { year: number; off: Record<Day, string>; work: Record<Day, string>; source: string }
  >();
  for (const r of rows) {
    const y = years.get(r.year) ?? { year: r.year, off: {}, work: {}, source: r.source };
    (r.working ? y.work : y.off)[r.on_day] = r.name;
    years.set(r.year, y);
  }
  return [...years.values()];
}

/** Loaded years before shipped ones of the same number. */
export function mergeYears(loaded: readonly YearArrangement[]): YearArrangement[] {
  const own = new Set(loaded.map((y) => y.year));
  return [...stateCouncilYears.filter((y) => !own.has(y.year)), ...loaded].sort((a, b) => a.year - b.year);
}

async function parentOf(db: Reader): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('organisation')
    .select(['id', 'parent_id'])
    .where('parent_id', 'is not', null)
    .execute();
  return new Map(rows.map((r) => [r.id, r.parent_id as number]));
}
