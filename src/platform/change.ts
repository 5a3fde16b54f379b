import { setTimeout } from 'node:timers/promises';
import type { Day } from '../law/day.ts';
import { type Actor, actorColumns } from './actor.ts';
import type { Clock } from './clock.ts';
import { sha256 } from './crypto.ts';
import type { Database, Tx } from './db/pool.ts';
import { Forbidden, NotFound, Refusal, SessionEnded } from './errors.ts';
import type { JobSender } from './jobs.ts';
import { count } from './metrics.ts';
import { readOnce } from './once.ts';

/** What the change is about; `organisationId` is whose thing it is, for permission and audit. */
export interface Subject {
  kind: string;
  id: number | string;
  /** null only while the very first organisation is being made */
  organisationId: number | null;
}

/** What a change needs to know of its surroundings. */
export interface ChangeContext {
  db: Database;
  clock: Clock;
  jobs: JobSender;
  actor: Actor;
  requestId: string;
}

/** A running change, handed to the work. */
export interface Change {
  tx: Tx;
  actor: Actor;
  /** The absent person whose right the actor uses as a deputy; null when the right is the actor's own. */
  forPersonId: number | null;
  /** The instant of the change: one for all its rows. */
  now: Date;
  /** The civil day of the change in Asia/Shanghai. */
  today: Day;
  /** Puts a job into the queue if and only if the change is committed. `key` makes its handler idempotent. */
  enqueue(queue: string, data: Record<string, string | number>, key: string): Promise<void>;
  /** Ids and choices for the audit row; no text, no personal data. */
  note(details: Record<string, string | number | boolean | null>): void;
  /** The audit row names this instead of the locked subject (for things that the change creates). */
  created(subject: { kind: string; id: number | string }): void;
}

/** What is remembered of a change for a repeated form. */
export type Answer = Record<string, string | number | boolean | null>;

/** Rights older than this are found anew, milliseconds. */
const FRESH_MS = 500;

const RETRY = new Set(['40001', '40P01']);

/**
 * The one door for change: transaction, once-token, lock, permission, work, audit row, jobs; all or nothing.
 * The work does no I/O but SQL: render, scan and upload before it, send after it (by job).
 * @param act name of the act; the actor must hold it for the subject's organisation
 * @param lock finds and locks what is changed (`select … for update`, several rows in id order)
 * @param once token of the form, with its content where it was bound to it; a second change with the same token and content
 *   returns the first answer and does nothing, with other content it is refused
 * @returns the answer of the work
 * @throws Forbidden without permission; Refusal and NotFound from lock or work. Nothing has then been written.
 */
export async function change<S extends Subject, A extends Answer>(
  ctx: ChangeContext,
  spec: { act: string; lock: (tx: Tx) => Promise<S>; once?: string },
  work: (c: Change, subject: S) => Promise<A>,
): Promise<A> {
  const began = performance.now();
  try {
    const answer = await tryAgain(ctx, spec, work);
    count.change('done', performance.now() - began);
    return answer;
  } catch (error) {
    const refused = [Refusal, Forbidden, NotFound].some((known) => error instanceof known);
    count.change(refused ? 'refused' : 'failed', performance.now() - began);
    throw error;
  }
}

async function tryAgain<S extends Subject, A extends Answer>(
  ctx: ChangeContext,
  spec: { act: string; lock: (tx: Tx) => Promise<S>; once?: string },
  work: (c: Change, subject: S) => Promise<A>,
): Promise<A> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ctx.db.transaction().execute((tx) => run(ctx, spec, work, tx));
    } catch (error) {
      const code = (error as { code?: string }).code;
      const collided = code !== undefined && RETRY.has(code);
      if (collided && attempt < 4) {
        count.retry();
        // Not at once: two that called each other off would meet again.
        await setTimeout(Math.random() * 40 * attempt);
        continue;
      }
      if (collided || code === '55P03')
        throw new Refusal('另一位同事正在办理同一件，请稍后刷新再试。您填写的内容没有丢失。');
      throw error;
    }
  }
}

async function run<S extends Subject, A extends Answer>(
  ctx: ChangeContext,
  spec: { act: string; lock: (tx: Tx) => Promise<S>; once?: string },
  work: (c: Change, subject: S) => Promise<A>,
  tx: Tx,
): Promise<A> {
  const now = ctx.clock.now();
  const once = spec.once === undefined ? undefined : readOnce(spec.once);
  const tokenHash = once && sha256(once.token);
  if (once && tokenHash !== undefined) {
    const earlier = await takeToken(
      tx,
      { hash: tokenHash, content: once.content, act: spec.act },
      ctx.actor,
      now,
    );
    if (earlier) return earlier as A;
  }
  const subject = await spec.lock(tx);
  const actor = await asOfNow(ctx.actor, tx);
  if (!actor.may(spec.act, subject.organisationId, subject)) throw new Forbidden();
  const forPersonId = actor.onBehalfOf(spec.act, subject.organisationId, subject)?.personId ?? null;
  let details: Record<string, string | number | boolean | null> = {};
  let about: { kind: string; id: number | string } = subject;
  const answer = await work(
    {
      tx,
      actor,
      forPersonId,
      now,
      today: ctx.clock.today(),
      enqueue: (queue, data, key) => ctx.jobs.enqueue(tx, queue, data, key),
      note: (more) => {
        details = { ...details, ...more };
      },
      created: (it) => {
        about = it;
      },
    },
    subject,
  );
  await tx
    .insertInto('audit_row')
    .values({
      at: now,
      ...actorColumns(actor),
      for_person_id: forPersonId,
      act: spec.act,
      subject_kind: about.kind,
      subject_id: String(about.id),
      organisation_id: subject.organisationId,
      request_id: ctx.requestId,
      details: JSON.stringify(details),
    })
    .execute();
  if (tokenHash !== undefined)
    await tx
      .updateTable('once_token')
      .set({ answer: JSON.stringify(answer) })
      .where('token_hash', '=', tokenHash)
      .execute();
  return answer;
}

/** The actor with the rights of now, not of the moment when the request began to come in. */
async function asOfNow(actor: Actor, tx: Tx): Promise<Actor> {
  if (!actor.again || performance.now() - actor.again.asOf < FRESH_MS) return actor;
  const now = await actor.again.load(tx);
  if (!now) throw new SessionEnded();
  return now;
}

/** Uses the token, or returns the answer of its first use. A concurrent first use is waited for by the unique index. */
async function takeToken(
  tx: Tx,
  token: { hash: string; content: string | null; act: string },
  actor: Actor,
  now: Date,
): Promise<unknown> {
  if (actor.personId === undefined) throw new Error('a once-token needs a person');
  const taken = await tx
    .insertInto('once_token')
    .values({
      token_hash: token.hash,
      person_id: actor.personId,
      act: token.act,
      used_at: now,
      content: token.content,
    })
    .onConflict((c) => c.doNothing())
    .returning('token_hash')
    .executeTakeFirst();
  if (taken) return undefined;
  const first = await tx
    .selectFrom('once_token')
    .select(['person_id', 'act', 'answer', 'content'])
    .where('token_hash', '=', token.hash)
    .executeTakeFirst();
  if (!first || first.person_id !== actor.personId || first.act !== token.act || first.answer === null)
    throw new Refusal('这个页面已经提交过，请返回列表查看结果；如要再办一件，请重新打开页面。');
  // The way back in a browser brings the page with its token: what was then changed is no double click.
  if (first.content !== token.content)
    throw new Refusal(
      '这个页面已经提交过一次，那一次已经办好；这一次的内容与那次不同，还没有提交。请核对后再提交一次，或者返回查看已办的结果。',
    );
  return first.answer;
}
