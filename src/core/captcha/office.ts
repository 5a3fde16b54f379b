import { addDays, type Day } from '../../law/day.ts';
import { newToken } from '../../platform/crypto.ts';
import type { Database } from '../../platform/db/pool.ts';

/**
 * Makes the captcha's secret of the day and forgets those older than yesterday's, with the uses that have expired. The
 * portal holds no key of the installation and cannot make one. Harmless when done twice or by two processes.
 */
export async function turnCaptchaSecret(db: Database, now: Date, today: Day): Promise<void> {
  await db
    .insertInto('portal.captcha_secret')
    .values({ made_on: today, secret: newToken(), made_at: now })
    .onConflict((on) => on.doNothing())
    .execute();
  await db.deleteFrom('portal.captcha_secret').where('made_on', '<', addDays(today, -1)).execute();
  await db.deleteFrom('captcha_use').where('expires_at', '<', now).execute();
}
