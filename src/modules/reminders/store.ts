import { sql } from 'kysely';
import type { Person } from '../../core/index.ts';
import type { Day } from '../../law/day.ts';
import { casePath, readableCases } from '../../mechanisms/procedure/index.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import { NotFound } from '../../platform/errors.ts';
import { CASE_READERS, DOCUMENT_READER, type ReminderState, type ThingKind } from './words.ts';

/** A document or case that the person may read now. */
export interface Thing {
  kind: ThingKind;
  id: number;
  pid: string;
  title: string;
  /** Path in the console, below its base. */
  path: string;
}

/** A reminder as its person sees it. */
export interface ReminderRow {
  pid: string;
  day: Day;
  words: string;
  state: ReminderState;
  closedAt: Date | null;
  /** Name of whoever it was taken over from; null for an own one. */
  takenFrom: string | null;
  /** undefined when the person may not read it (any more). */
  thing: Thing | undefined;
}

/** Condition on `g` and `c`: documents and cases that the person may read today, also by invitation. */
function readable(person: Person) {
  return {
    document: sql<boolean>`g.organisation_id = any(${[...person.scope(DOCUMENT_READER)]}::bigint[])`,
    case: readableCases(person, CASE_READERS),
  };
}

const NEWEST_TITLE = sql`left join lateral (select title from edition where document_id = g.id order by number desc limit 1) e on true`;

interface Found {
  documentId: number | null;
  documentPid: string | null;
  documentTitle: string | null;
  caseId: number | null;
  casePid: string | null;
  procedure: string | null;
  subject: string | null;
}

function thingOf(r: Found): Thing | undefined {
  if (r.documentId !== null && r.documentPid !== null)
    return {
      kind: 'documents',
      id: r.documentId,
      pid: r.documentPid,
      title: r.documentTitle ?? '',
      path: `/documents/${r.documentPid}`,
    };
  if (r.caseId !== null && r.casePid !== null)
    return {
      kind: 'cases',
      id: r.caseId,
      pid: r.casePid,
      title: r.subject ?? '',
      path: casePath('', r.casePid),
    };
  return undefined;
}

const THING_COLUMNS = sql`g.id as "documentId", g.pid as "documentPid", e.title as "documentTitle",
  c.id as "caseId", c.pid as "casePid", c."procedure", c.subject`;

/** Finds what a reminder is to be about. @throws NotFound when it is not there, or not for this person to read */
export async function findThing(db: Reader, person: Person, kind: ThingKind, pid: string): Promise<Thing> {
  const may = readable(person);
  const { rows } = await sql<Found>`
    select ${THING_COLUMNS}
    from (select ${pid}::text as pid) wanted
    left join gov_document g on ${kind} = 'documents' and g.pid = wanted.pid and ${may.document} ${NEWEST_TITLE}
    left join procedure_case c on ${kind} = 'cases' and c.pid = wanted.pid and ${may.case}`.execute(db);
  const thing = rows[0] && thingOf(rows[0]);
  if (!thing) throw new NotFound('没有找到这一件，可能网址有误，或者不在您的办理范围内。');
  return thing;
}

/** Which reminders of a person are meant. */
export interface Which {
  state?: ReminderState;
  /** Due on this day or before. */
  until?: Day;
  about?: { kind: ThingKind; pid: string };
  pid?: string;
}

/**
 * Reminders of a person: open ones by their day, then those that are over, the latest first. Of what the person may not
 * read neither title nor address is told.
 * @param most how many at most
 */
export async function listReminders(
  db: Reader,
  person: Person,
  which: Which,
  most: number,
): Promise<ReminderRow[]> {
  const may = readable(person);
  const { rows } = await sql<Found & Omit<ReminderRow, 'thing'>>`
    select r.pid, r.remind_on as day, r.words, r.state, r.closed_at as "closedAt", giver.name as "takenFrom", ${THING_COLUMNS}
    from reminder r left join person giver on giver.id = r.from_person_id
    left join gov_document g on g.id = r.document_id and ${may.document} ${NEWEST_TITLE}
    left join procedure_case c on c.id = r.case_id and ${may.case}
    where r.person_id = ${person.personId} and (${which.state ?? null}::text is null or r.state = ${which.state ?? null})
      and (${which.until ?? null}::date is null or r.remind_on <= ${which.until ?? null}::date)
      and (${which.pid ?? null}::text is null or r.pid = ${which.pid ?? null})
      and (${which.about === undefined} or (${which.about?.kind ?? null} = 'documents' and g.pid = ${which.about?.pid ?? null})
        or (${which.about?.kind ?? null} = 'cases' and c.pid = ${which.about?.pid ?? null}))
    order by r.closed_at desc nulls first, r.remind_on, r.id limit ${most}`.execute(db);
  return rows.map(({ pid, day, words, state, closedAt, takenFrom, ...found }) => ({
    ...{ pid, day, words, state, closedAt, takenFrom },
    thing: thingOf(found),
  }));
}

/** How many open reminders of a person are due. */
export async function countDue(db: Reader, personId: number, today: Day): Promise<number> {
  const row = await db
    .selectFrom('reminder')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('person_id', '=', personId)
    .where('state', '=', 'open')
    .where('remind_on', '<=', today)
    .executeTakeFirstOrThrow();
  return row.n;
}

/** How many open reminders a person has. */
export async function countOpen(db: Reader, personId: number): Promise<number> {
  const row = await db
    .selectFrom('reminder')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('person_id', '=', personId)
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow();
  return row.n;
}

/** Locks a reminder of a person. @throws NotFound when the person has none of this address */
export async function lockReminder(
  tx: Tx,
  personId: number,
  pid: string,
): Promise<{ id: number; pid: string; state: ReminderState; day: Day }> {
  const row = await tx
    .selectFrom('reminder')
    .select(['id', 'pid', 'state', 'remind_on as day'])
    .where('pid', '=', pid)
    .where('person_id', '=', personId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new NotFound('没有找到这条提醒，可能网址有误。');
  return { id: row.id, pid: row.pid, state: row.state as ReminderState, day: row.day as Day };
}
