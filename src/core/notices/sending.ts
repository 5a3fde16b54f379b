import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import type { AppContext } from '../../platform/http/route.ts';
import { logged } from '../../platform/log.ts';
import { NotDelivered } from '../../platform/not-delivered.ts';
import { SealBroken } from '../../platform/sealing.ts';
import type { NoticeKind } from '../notices.ts';
import { parameter } from '../parameters/index.ts';
import { contactCode, readContact } from './contacts.ts';
import { NOT_PAUSED, wakeSender } from './outgoing.ts';
import { type OutsideNotice, outsideText } from './texts.ts';
import type { Channel } from './words.ts';

const DAY_MINUTES = 24 * 60;
/** One job sends so many at most; the next tick goes on. */
const MOST = 500;

interface Claimed {
  id: number;
  pid: string;
  key: string;
  personId: number;
  organisationId: number;
  serves: boolean;
  purpose: 'notices' | 'code';
  attempts: number;
  createdAt: Date;
}

/**
 * Sends what is due through a channel, one after the other. Several processes may do so at once: a message is claimed by
 * moving its next attempt into the future, which also is the wait after a failure. When the other side cannot be
 * reached at all, the rest keeps its attempts for later.
 * @returns how many were handed over
 */
export async function sendDue(app: AppContext, channel: Channel): Promise<number> {
  let sent = 0;
  for (let n = 0; n < MOST; n++) {
    const message = await claim(app, channel);
    if (!message) break;
    const failure = await deliver(app, channel, message);
    if (failure === undefined) sent++;
    else if (['connection', 'timeout', 'tls', 'sign-in', 'not-configured'].includes(failure)) break;
  }
  return sent;
}

async function claim(app: AppContext, channel: Channel): Promise<Claimed | undefined> {
  const now = app.clock.now();
  const today = app.clock.today();
  const minutes = await parameter(app.db, 'notices.retry-minutes', { day: today });
  const { rows } = await sql<Claimed>`
    update outgoing_message m set attempts = m.attempts + 1,
      next_attempt_at = ${now}::timestamptz + make_interval(mins => least(${DAY_MINUTES}, ${minutes} * power(2, least(m.attempts, 12)))::int)
    from person p
    where p.id = m.person_id and m.id = (
      select id from outgoing_message
      where state = 'queued' and channel = ${channel} and next_attempt_at <= ${now} and ${NOT_PAUSED}
      order by next_attempt_at, id limit 1 for update skip locked)
    returning m.id, m.pid, m.key, m.person_id as "personId", p.organisation_id as "organisationId",
      p.valid_from <= ${today} and (p.valid_to is null or p.valid_to >= ${today}) as serves,
      m.purpose, m.attempts, m.created_at as "createdAt"`.execute(app.db);
  return rows[0];
}

/** @returns why it was not handed over; undefined when it was, or when there was no longer anything to send */
async function deliver(
  app: AppContext,
  channel: Channel,
  m: Claimed,
): Promise<NotDelivered['reason'] | undefined> {
  try {
    const content = await compose(app, channel, m);
    if (!content) {
      await settle(app, m, { state: 'dropped' });
      return undefined;
    }
    await settle(app, m, { state: 'sent', receipt: await handOver(app, channel, m, content) });
    return undefined;
  } catch (error) {
    const why = reasonOf(error);
    if (!(error instanceof NotDelivered))
      app.log.error({ message: m.pid, ...logged(error) }, 'sending failed');
    const most = await parameter(app.db, 'notices.attempts', {
      day: app.clock.today(),
      organisationId: m.organisationId,
    });
    const failed = why.permanent || m.attempts >= most;
    await settle(app, m, { state: failed ? 'failed' : 'queued', failure: why });
    app.log.warn(
      { message: m.pid, channel, reason: why.reason, status: why.status, failed },
      'message not delivered',
    );
    return why.reason;
  }
}

function reasonOf(error: unknown): NotDelivered {
  if (error instanceof NotDelivered) return error;
  if (error instanceof SealBroken) return new NotDelivered('unreadable', { permanent: true });
  // The database, or a fault of ours: it may pass, and it must not go on for ever.
  return new NotDelivered('deferred');
}

interface Content {
  to: string;
  subject: string;
  text: string;
  link: string;
  urgent: boolean;
}

/** What the message says now; undefined when it has become pointless. @throws NotDelivered without an address */
async function compose(app: AppContext, channel: Channel, m: Claimed): Promise<Content | undefined> {
  if (!m.serves) return undefined;
  const contact = await readContact(app.db, app.keys, m.personId, channel);
  const link = `${app.consoleUrl}/notices`;
  if (m.purpose === 'code') {
    const salt = m.key.split(' ').at(-1) ?? '';
    const row = await app.db
      .selectFrom('contact_address')
      .select(['code_salt', 'code_made_at'])
      .where('person_id', '=', m.personId)
      .where('channel', '=', channel)
      .executeTakeFirst();
    const minutes = await parameter(app.db, 'notices.code-minutes', {
      day: app.clock.today(),
      organisationId: m.organisationId,
    });
    const late = app.clock.now().getTime() - m.createdAt.getTime() > minutes * 60_000;
    if (row?.code_salt !== salt || !contact.pending || late) return undefined;
    const code = contactCode(app.keys, m.personId, channel, salt);
    return {
      to: contact.pending,
      subject: '公开工作台验证码',
      text: `您的验证码是 ${code}，${minutes} 分钟内有效，用于确认接收公开工作台消息的地址。如不是您本人操作，请不必理会。`,
      link: `${link}/settings`,
      urgent: true,
    };
  }
  const notices = await app.db
    .selectFrom('notice_delivery')
    .innerJoin('notice', 'notice.id', 'notice_delivery.notice_id')
    .select(['notice.kind', 'notice.about_day as day', 'notice.urgent'])
    .where('notice_delivery.message_id', '=', m.id)
    .orderBy('notice.id')
    .execute();
  if (notices.length === 0) return undefined;
  if (!contact.address) throw new NotDelivered('no-address', { permanent: true });
  const line = outsideText(
    notices.map((n): OutsideNotice => ({ kind: n.kind as NoticeKind, day: n.day as Day | null })),
    app.clock.today(),
  );
  return {
    to: contact.address,
    subject: `【公开工作台】${line}`,
    text: `${line}，请登录工作台查看。`,
    link,
    urgent: notices.some((n) => n.urgent),
  };
}

/** @returns the number the other side has given, or '' */
async function handOver(app: AppContext, channel: Channel, m: Claimed, c: Content): Promise<string> {
  if (channel === 'mail') {
    if (!app.mail) throw new NotDelivered('not-configured');
    await app.mail({
      id: m.pid,
      at: m.createdAt,
      to: c.to,
      subject: c.subject,
      text: `${c.text}\n\n${c.link}\n\n本邮件由系统自动发出，请勿回复。要改变接收方式，请登录工作台后打开“我的消息—消息设置”。\n`,
    });
    return '';
  }
  if (!app.hook) throw new NotDelivered('not-configured');
  return app.hook({ id: m.pid, to: c.to, text: c.text, link: c.link, urgent: c.urgent });
}

/** Writes how an attempt ended, unless another attempt has begun since. */
async function settle(
  app: AppContext,
  m: Claimed,
  end:
    | { state: 'sent'; receipt: string }
    | { state: 'dropped' }
    | { state: 'queued' | 'failed'; failure: NotDelivered },
): Promise<void> {
  await app.db
    .updateTable('outgoing_message')
    .set({
      state: end.state,
      settled_at: end.state === 'queued' ? null : app.clock.now(),
      ...('receipt' in end ? { receipt: end.receipt, last_error: null, last_status: null } : {}),
      ...('failure' in end
        ? { last_error: end.failure.reason, last_status: end.failure.status ?? null }
        : {}),
    })
    .where('id', '=', m.id)
    .where('state', '=', 'queued')
    .where('attempts', '=', m.attempts)
    .execute();
}

/** Wakes the senders of channels in which something is due. Run by the minute tick. */
export async function wakeDue(app: AppContext): Promise<void> {
  const now = app.clock.now();
  await app.db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ channel: Channel }>`
      select distinct channel from outgoing_message where state = 'queued' and next_attempt_at <= ${now} and ${NOT_PAUSED}`.execute(
      tx,
    );
    for (const { channel } of rows)
      await wakeSender((queue, data, key) => app.jobs.enqueue(tx, queue, data, key), channel, now);
  });
}
