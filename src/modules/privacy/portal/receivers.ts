import { sql } from 'kysely';
import { localPortalParameter, readPublicCalendar } from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import { countTerm, type TermResult } from '../../../law/terms/count.ts';
import type { Reader } from '../../../platform/db/pool.ts';

/** An organisation that a request can be sent to. */
export interface Receiver {
  code: string;
  name: string;
  phone: string;
  /** The organisation above that handles it, where none of its own people does. */
  handledBy: string | null;
}

/** The organisations in which, or above which, somebody holds the role that handles requests, as the portal sees them. */
export async function receivers(db: Reader, today: Day): Promise<Receiver[]> {
  const { rows } = await sql<Receiver>`
    select code, name, phone, handled_by as "handledBy" from portal.privacy_receivers(${today})`.execute(db);
  return rows;
}

/**
 * The term of reply for a request that an organisation receives today: what the office will enter, but for days that the
 * region has arranged of its own, which the public calendar does not know.
 */
export async function replyTerm(db: Reader, code: string, today: Day): Promise<TermResult> {
  const [count, calendar] = await Promise.all([
    localPortalParameter(db, 'privacy.reply', { code, day: today }),
    readPublicCalendar(db),
  ]);
  return countTerm({ start: today, term: { unit: 'working-day', count }, calendar, excluded: [] });
}
