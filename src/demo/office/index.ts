import { ensureIntakeKey } from '../../core/index.ts';
import { instant } from '../../platform/clock.ts';
import { seedAdministration } from './administration.ts';
import type { OfficeContext } from './context.ts';
import { seedFeedback } from './feedback.ts';
import { seedInboxes } from './inboxes.ts';
import { seedRequests } from './requests.ts';
import { seedSearches } from './searches.ts';
import { seedViews } from './views.ts';

/**
 * Makes the life of the office around the papers, by the same acts as everywhere: what people send and how it is
 * answered, what the officers have changed, and inboxes in which little is unread.
 */
export async function seedOffice(c: OfficeContext): Promise<void> {
  await ensureIntakeKey(c.db, c.keys, instant(c.now));
  await Promise.all([seedFeedback(c), seedRequests(c), seedSearches(c), seedViews(c)]);
  await seedAdministration(c);
  await seedInboxes(c);
}
