import type { Person } from '../../core/index.ts';
import { HOUSE } from '../../house.ts';
import { remind } from '../../mechanisms/procedure/index.ts';
import { readNotices } from '../../modules/administration/index.ts';
import { settableClock } from '../../platform/clock.ts';
import { newToken } from '../../platform/crypto.ts';
import { acting, hourOf, type OfficeContext, workdayAgo } from './context.ts';

/** Until this hour of the last working day everybody has read what came in. */
const NOON = 12;

/**
 * Leaves the inboxes as people leave them who look into theirs every day: the reminders of the last working day have
 * come, and what came before its noon is read.
 */
export async function seedInboxes(c: OfficeContext): Promise<void> {
  const day = workdayAgo(c, 1);
  const clock = settableClock(hourOf(c, day, 9));
  await remind({ db: c.db, jobs: c.jobs, clock }, HOUSE.words);
  await Promise.all([...c.people.values()].map((person) => tidy(c, person)));
}

async function tidy(c: OfficeContext, person: Person): Promise<void> {
  const noon = acting(c, person, workdayAgo(c, 1), NOON);
  const rows = await c.db
    .selectFrom('notice')
    .select('id')
    .where('person_id', '=', person.personId)
    .where('created_at', '<', noon.clock.now())
    .execute();
  if (rows.length === 0) return;
  await readNotices({ ...noon, actor: person }, { ids: rows.map((r) => r.id), once: newToken() });
}
