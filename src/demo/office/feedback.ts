import { newNonce, submitIntake } from '../../core/index.ts';
import type { Day } from '../../law/day.ts';
import {
  approvePublication,
  classifyFeedback,
  closeFeedback,
  dismissFeedback,
  forwardFeedback,
  keepPrivate,
  policyFeedback,
  proposePublication,
  replyToFeedback,
  returnProposal,
  takeInFeedback,
} from '../../modules/feedback/index.ts';
import { serviceActor } from '../../platform/actor.ts';
import { settableClock } from '../../platform/clock.ts';
import { newToken } from '../../platform/crypto.ts';
import { DEMO_FEEDBACK, type DemoFeedback } from '../content/feedback/index.ts';
import { workdaysFrom } from '../content/index.ts';
import { acting, hourOf, nearest, type OfficeContext, publishedOn, workdayAgo } from './context.ts';

/** A piece of feedback with the day on which it came in: after its paper, whatever holidays lie between. */
interface Dated {
  it: DemoFeedback;
  on: Day;
}

/**
 * People of the city write under its papers, and the office answers, passes on, publishes and closes as far as each piece
 * is to come. They are taken in one after the other, as the days go; then each goes its own way.
 */
export async function seedFeedback(c: OfficeContext): Promise<void> {
  const dated = DEMO_FEEDBACK.map((it): Dated => {
    const soonest = workdaysFrom(publishedOn(c, it.paper), 1);
    const wanted = workdayAgo(c, it.daysAgo);
    return { it, on: wanted > soonest ? wanted : soonest };
  }).toSorted((a, b) => hourOf(c, a.on, a.it.hour) - hourOf(c, b.on, b.it.hour));
  const taken: (Dated & { casePid: string })[] = [];
  for (const one of dated) taken.push({ ...one, casePid: await takeIn(c, one) });
  await Promise.all(taken.map((one) => handle(c, one)));
}

/** Hands in one piece as the portal does and enrols it as the tick does. @returns public id of its case */
async function takeIn(c: OfficeContext, { it, on }: Dated): Promise<string> {
  const clock = settableClock(hourOf(c, on, it.hour));
  const document = c.pids.get(it.paper);
  if (document === undefined) throw new Error(`feedback names ${it.paper}, which is not there`);
  await submitIntake(c.portal, {
    kind: policyFeedback.procedure,
    nonce: newNonce(),
    content: { content: it.content, name: it.name ?? '', contact: it.contact ?? '', document },
    now: clock.now(),
    today: clock.today(),
  });
  const actor = serviceActor('system', '系统', ['feedback.take-in']);
  const n = await takeInFeedback(
    { db: c.db, jobs: c.jobs, clock, actor, requestId: 'seed', keys: c.keys },
    () => undefined,
  );
  if (n !== 1) throw new Error(`feedback on ${it.paper} was not taken in`);
  const row = await c.db
    .selectFrom('procedure_case')
    .select('pid')
    .where('procedure', '=', policyFeedback.procedure)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return row.pid;
}

/** Takes one piece its way through the hands of the office. */
async function handle(c: OfficeContext, { it, on, casePid }: Dated & { casePid: string }): Promise<void> {
  const step = async (act: string, days: number, hour: number) => {
    const head = await c.db
      .selectFrom('procedure_case')
      .select(['organisation_id', 'version'])
      .where('pid', '=', casePid)
      .executeTakeFirstOrThrow();
    const actor = nearest(c.people.values(), act, head.organisation_id);
    const ctx = { ...acting(c, actor, days === 0 ? on : workdaysFrom(on, days), hour), keys: c.keys };
    return [ctx, { casePid, seenVersion: head.version, once: newToken() }] as const;
  };
  if (it.class) {
    const [ctx, seen] = await step('feedback.classify', 1, 9.2);
    await classifyFeedback(ctx, { ...seen, class: it.class });
  }
  if (it.forward) {
    const [ctx, seen] = await step('feedback.forward', 1, 10);
    await forwardFeedback(ctx, { ...seen, organisation: it.forward.to, reason: it.forward.reason });
  }
  if (it.reach === 'dismissed') {
    const [ctx, seen] = await step('feedback.dismiss', 1, 10.5);
    await dismissFeedback(ctx, { ...seen, closing: it.closing ?? 'no-substance' });
  }
  if (it.reply === undefined) return;
  const answered = it.answeredAfter ?? 2;
  const [ctx, seen] = await step('feedback.reply', answered, 11);
  await replyToFeedback(ctx, { ...seen, reply: it.reply });
  const used = { useKind: it.use?.kind ?? null, useNote: it.use?.note ?? '' };
  const { reach } = it;
  if (reach === 'replied') return;
  if (reach === 'unpublished' || reach === 'unpublished-closed') {
    const [keeper, at] = await step('feedback.keep-private', answered, 11.4);
    await keepPrivate(keeper, { ...at, ...used, reason: it.reason ?? '' });
  } else {
    const [proposer, at] = await step('feedback.propose', answered, 11.5);
    await proposePublication(proposer, {
      ...at,
      ...used,
      publicText: it.publicText ?? it.content,
      publicReply: it.reply,
    });
    if (reach === 'approval') return;
    if (reach === 'returned') {
      const [signer, seenBack] = await step('feedback.return', answered + 1, 15);
      await returnProposal(signer, { ...seenBack, comment: it.reason ?? '' });
      return;
    }
    const [signer, seenNow] = await step('feedback.approve', answered + 1, 16);
    await approvePublication(signer, seenNow);
  }
  if (!reach.endsWith('-closed')) return;
  const [closer, last] = await step('feedback.close', answered + 3, 9.5);
  await closeFeedback(closer, last);
}
