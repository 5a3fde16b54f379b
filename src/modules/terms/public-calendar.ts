import { type Calendar, stateCouncilCalendar } from '../../law/terms/calendar.ts';
import type { AppContext } from '../../platform/http/route.ts';

const shipped = stateCouncilCalendar();

/** The calendar by which the public's dates are computed. */
export async function publicCalendar(_ctx: AppContext): Promise<Calendar> {
  return shipped;
}
