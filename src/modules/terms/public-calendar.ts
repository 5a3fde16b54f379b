import { readPublicCalendar, readPublicRules } from '../../core/calendar/index.ts';
import type { Calendar } from '../../law/terms/calendar.ts';
import type { Rules } from '../../law/terms/rules.ts';
import type { AppContext } from '../../platform/http/route.ts';

/** The calendar by which the public's dates are computed, and the numbers of law that hold today. */
export async function publicCalendar(app: AppContext): Promise<{ calendar: Calendar; rules: Rules }> {
  const [calendar, rules] = await Promise.all([
    readPublicCalendar(app.db),
    readPublicRules(app.db, app.clock.today()),
  ]);
  return { calendar, rules };
}
