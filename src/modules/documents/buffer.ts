import { parameter } from '../../core/index.ts';
import { addDays } from '../../law/day.ts';
import { instant } from '../../platform/clock.ts';
import type { Database, Reader, Tx } from '../../platform/db/pool.ts';
import type { AppContext, FormState } from '../../platform/http/route.ts';
import { CONTENT_LABELS } from './content-form.ts';

/*
 * What a drafter has typed and not saved: one text per person and case, and one of a new paper, shown to that person alone.
 * It is no act on the case (no audit row, no version, nobody becomes a drafter by it), so it does not go through the door for change.
 */

type Values = FormState['values'];

/** Where something is typed: the id of a case, or null for a paper that was never saved. */
export type Place = number | null;

/** Unsaved content of the editor. */
export interface DraftBuffer {
  /** Of the page that keeps it; another page neither overwrites nor drops it. */
  name: string;
  values: Values;
  /** Version of the case that the page showed; 0 of a new paper. */
  seenVersion: number;
  savedAt: Date;
}

/** Of what was sent, the fields of the editor, with line ends levelled; everything else is left out. */
export function bufferValues(sent: Values): Values {
  const level = (s: string) => s.replace(/\r\n?/g, '\n');
  // What is not ticked is not sent: for these fields that is an answer.
  const unticked: Values = { attribute: '', columns: [], relations: [] };
  const all = { ...unticked, ...sent };
  return Object.fromEntries(
    // A new paper is for one of several organisations; of a case that is settled.
    ['organisation', ...Object.keys(CONTENT_LABELS)].flatMap((name) => {
      const value = all[name];
      if (value === undefined) return [];
      return [[name, Array.isArray(value) ? value.map(level) : level(value)]];
    }),
  );
}

/** Characters in the values of a form. */
export function sizeOf(values: Values): number {
  return Object.values(values)
    .flatMap((v) => v ?? [])
    .reduce((n, v) => n + v.length, 0);
}

/**
 * Keeps what a person has typed, in place of what the same page kept before.
 * @param it.notAfter latest instant at which the one before may have been kept: limits how often this is done
 * @returns 'soon' when it came too soon, 'another' while there is something that another page has kept
 */
export async function keepBuffer(
  db: Database,
  it: {
    personId: number;
    place: Place;
    name: string;
    values: Values;
    seenVersion: number;
    at: Date;
    notAfter: Date;
  },
): Promise<'kept' | 'soon' | 'another'> {
  const row = {
    content: JSON.stringify(it.values),
    seen_version: it.seenVersion,
    saved_at: it.at,
  };
  const kept = await db
    .insertInto('draft_buffer')
    .values({ person_id: it.personId, case_id: it.place, name: it.name, ...row })
    .onConflict((o) =>
      o
        .columns(['person_id', 'case_id'])
        .doUpdateSet(row)
        .where('draft_buffer.name', '=', it.name)
        .where('draft_buffer.saved_at', '<=', it.notAfter),
    )
    .returning('case_id')
    .executeTakeFirst();
  if (kept) return 'kept';
  const there = await readBuffer(db, it.personId, it.place);
  return there && there.name !== it.name ? 'another' : 'soon';
}

/** What a person has typed in a place and not saved. */
export async function readBuffer(
  db: Reader,
  personId: number,
  place: Place,
): Promise<DraftBuffer | undefined> {
  const row = await db
    .selectFrom('draft_buffer')
    .select(['name', 'content', 'seen_version as seenVersion', 'saved_at as savedAt'])
    .where('person_id', '=', personId)
    .where('case_id', 'is not distinct from', place)
    .executeTakeFirst();
  return row && { ...row, values: row.content as Values };
}

/** Removes what a person has typed in a place; with a name, only where the page of that name keeps it. */
export async function dropBuffer(
  db: Database | Tx,
  personId: number,
  place: Place,
  name?: string,
): Promise<void> {
  let q = db
    .deleteFrom('draft_buffer')
    .where('person_id', '=', personId)
    .where('case_id', 'is not distinct from', place);
  if (name !== undefined) q = q.where('name', '=', name);
  await q.execute();
}

/** Removes what anybody has typed in a case. */
export async function dropBuffersOf(db: Tx, caseId: number): Promise<void> {
  await db.deleteFrom('draft_buffer').where('case_id', '=', caseId).execute();
}

/** Removes what has lain longer than is laid down. Run by the minute tick; one look at an index when there is nothing. */
export async function sweepBuffers(app: AppContext): Promise<void> {
  const today = app.clock.today();
  const days = await parameter(app.db, 'drafts.buffer-days', { day: today });
  await app.db
    .deleteFrom('draft_buffer')
    .where('saved_at', '<', instant(`${addDays(today, -days)}T00:00:00+08:00`))
    .execute();
}
