import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import { newPublicId } from '../../platform/crypto.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import type { AppContext } from '../../platform/http/route.ts';
import { readCalendars } from '../calendar/index.ts';
import type { NoticeKind } from '../notices.ts';
import { parameter } from '../parameters/index.ts';
import { readChoices } from './choices.ts';
import { digestCut, isQuiet, minutesOfDay } from './hours.ts';
import { wakeSender } from './outgoing.ts';
import { CHANNEL_NAMES, type Channel } from './words.ts';

const BATCH = 500;

/**
 * Decides for every new notice which channels it takes and when: urgent ones and those wanted at once become messages
 * (one per person and channel for all of a run), the others wait for a digest or for the end of the night.
 * May run twice at once: a notice is planned by one of them.
 */
export async function planDeliveries(app: AppContext): Promise<void> {
  for (let more = true; more; )
    more = await app.db.transaction().execute(async (tx) => (await planBatch(app, tx)) === BATCH);
}

async function planBatch(app: AppContext, tx: Tx): Promise<number> {
  const now = app.clock.now();
  const today = app.clock.today();
  const { rows } = await sql<{
    id: number;
    personId: number;
    kind: NoticeKind;
    urgent: boolean;
    organisationId: number;
  }>`
    select n.id, n.person_id as "personId", n.kind, n.urgent, p.organisation_id as "organisationId"
    from notice n join person p on p.id = n.person_id
    where n.planned_at is null order by n.id limit ${BATCH} for update of n skip locked`.execute(tx);
  if (rows.length === 0) return 0;
  const people = [...new Set(rows.map((r) => r.personId))];
  const reachable = await reachablePeople(app, tx, people, today);
  const choices = await readChoices(tx, people);
  const quiet = new Map<number, boolean>();
  for (const organisationId of new Set(rows.map((r) => r.organisationId)))
    quiet.set(organisationId, await quietNow(tx, organisationId, now, today));
  const plan = rows.flatMap((n) =>
    CHANNEL_NAMES.flatMap((channel) => {
      const rhythm = choices(n.personId, channel, n.kind);
      if (rhythm === 'never' || !reachable.has(`${n.personId} ${channel}`)) return [];
      const go = rhythm === 'at-once' && (n.urgent || !quiet.get(n.organisationId));
      return [{ noticeId: n.id, personId: n.personId, channel, rhythm, go }];
    }),
  );
  if (plan.length > 0)
    await tx
      .insertInto('notice_delivery')
      .values(plan.map((d) => ({ notice_id: d.noticeId, channel: d.channel, rhythm: d.rhythm })))
      .onConflict((c) => c.doNothing())
      .execute();
  await bundle(
    app,
    tx,
    plan.filter((d) => d.go),
  );
  await tx
    .updateTable('notice')
    .set({ planned_at: now })
    .where(
      'id',
      'in',
      rows.map((r) => r.id),
    )
    .execute();
  return rows.length;
}

interface Waiting {
  noticeId: number;
  personId: number;
  channel: Channel;
}

/** Makes one message per person and channel of these deliveries, which the caller has locked or just made. */
async function bundle(app: AppContext, tx: Tx, deliveries: readonly Waiting[]): Promise<void> {
  const now = app.clock.now();
  const groups = new Map<string, Waiting[]>();
  for (const d of deliveries) {
    const key = `${d.personId} ${d.channel}`;
    groups.set(key, [...(groups.get(key) ?? []), d]);
  }
  for (const group of groups.values()) {
    const [first] = group;
    if (!first) continue;
    const ids = group.map((d) => d.noticeId);
    const message = await tx
      .insertInto('outgoing_message')
      .values({
        pid: newPublicId(),
        key: `notices ${first.channel} ${Math.min(...ids)}`,
        person_id: first.personId,
        channel: first.channel,
        purpose: 'notices',
        next_attempt_at: now,
        created_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await tx
      .updateTable('notice_delivery')
      .set({ message_id: message.id })
      .where('channel', '=', first.channel)
      .where('notice_id', 'in', ids)
      .execute();
  }
  for (const channel of new Set(deliveries.map((d) => d.channel)))
    await wakeSender((queue, data, key) => app.jobs.enqueue(tx, queue, data, key), channel, now);
}

/** 'person channel' of those who serve, have a confirmed address, and whose channel this installation has. */
async function reachablePeople(
  app: AppContext,
  db: Reader,
  people: readonly number[],
  today: Day,
): Promise<ReadonlySet<string>> {
  const channels = CHANNEL_NAMES.filter((channel) => app[channel] !== undefined);
  if (people.length === 0 || channels.length === 0) return new Set();
  const rows = await db
    .selectFrom('contact_address as a')
    .innerJoin('person as p', 'p.id', 'a.person_id')
    .select(['a.person_id', 'a.channel'])
    .where('a.person_id', 'in', people)
    .where('a.channel', 'in', channels)
    .where('a.sealed', 'is not', null)
    .where('p.valid_from', '<=', today)
    .where((e) => e.or([e('p.valid_to', 'is', null), e('p.valid_to', '>=', today)]))
    .execute();
  return new Set(rows.map((r) => `${r.person_id} ${r.channel}`));
}

async function quietNow(db: Reader, organisationId: number, now: Date, today: Day): Promise<boolean> {
  const at = { day: today, organisationId };
  const from = minutesOfDay(await parameter(db, 'notices.quiet-from', at), '22:00');
  const to = minutesOfDay(await parameter(db, 'notices.quiet-to', at), '07:00');
  return isQuiet(now, today, from, to);
}

/**
 * Gathers what has waited: digests at their time on working days, the rest when the night is over. Notices read in the
 * meantime are left out. Run by the minute tick; computed from when the notices were made, so that a time that passed
 * while the program stood still, or a holiday laid down later, makes no difference.
 */
export async function gatherDigests(app: AppContext): Promise<void> {
  const now = app.clock.now();
  const today = app.clock.today();
  const { rows } = await sql<{ organisationId: number }>`
    select distinct p.organisation_id as "organisationId"
    from notice_delivery d join notice n on n.id = d.notice_id join person p on p.id = n.person_id
    where d.message_id is null and not d.skipped`.execute(app.db);
  if (rows.length === 0) return;
  const book = await readCalendars(app.db);
  for (const { organisationId } of rows) {
    const quiet = await quietNow(app.db, organisationId, now, today);
    const at = await parameter(app.db, 'notices.digest-at', { day: today, organisationId });
    const calendar = book.for(organisationId);
    const cut = digestCut(now, today, minutesOfDay(at, '08:30'), (day) => calendar.kind(day).working);
    await app.db.transaction().execute(async (tx) => {
      const { rows: waiting } = await sql<Waiting & { read: boolean }>`
        select d.notice_id as "noticeId", d.channel, n.person_id as "personId", n.read_at is not null as read
        from notice_delivery d join notice n on n.id = d.notice_id join person p on p.id = n.person_id
        where d.message_id is null and not d.skipped and p.organisation_id = ${organisationId}
          and ((d.rhythm = 'at-once' and not ${quiet})
            or (d.rhythm = 'daily' and n.created_at < ${cut.daily ?? null}::timestamptz)
            or (d.rhythm = 'weekly' and n.created_at < ${cut.weekly ?? null}::timestamptz))
        order by d.notice_id for update of d skip locked`.execute(tx);
      if (waiting.length === 0) return;
      const people = [...new Set(waiting.map((w) => w.personId))];
      const reachable = await reachablePeople(app, tx, people, today);
      const goes = (w: Waiting & { read: boolean }) => !w.read && reachable.has(`${w.personId} ${w.channel}`);
      await bundle(app, tx, waiting.filter(goes));
      for (const w of waiting.filter((x) => !goes(x)))
        await tx
          .updateTable('notice_delivery')
          .set({ skipped: true })
          .where('notice_id', '=', w.noticeId)
          .where('channel', '=', w.channel)
          .execute();
    });
  }
}
