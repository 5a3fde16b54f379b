import type { RunningApp } from '../src/app.ts';
import { addPerson, type NewNotice, notify } from '../src/core/index.ts';
import { contactPurpose } from '../src/core/notices/contacts.ts';
import { day } from '../src/law/day.ts';
import { serviceActor } from '../src/platform/actor.ts';
import { change } from '../src/platform/change.ts';
import { settableClock } from '../src/platform/clock.ts';
import { createLog } from '../src/platform/log.ts';
import { runTicks } from '../src/platform/tick.ts';
import { startTestApp, TEST_KEYS, type TestDatabase } from './harness.ts';

/** A program whose clock can be set. */
export type TimedApp = RunningApp & { clock: ReturnType<typeof settableClock> };

/** Starts the program with a clock that can be set; the caller stops it. */
export async function startTimed(
  database: TestDatabase,
  at: string,
  o: { faces?: ('console' | 'worker')[]; env?: Record<string, string> } = {},
): Promise<TimedApp> {
  const clock = settableClock(at);
  const app = await startTestApp(database, {
    clock,
    faces: o.faces ?? ['console'],
    ...(o.env ? { env: o.env } : {}),
  });
  return { ...app, clock };
}

/** What the minute would do, without the jobs. */
export async function tick(app: TimedApp): Promise<void> {
  await runTicks(app.office!.db, app.ticks, createLog('silent', 'test'));
}

const teller = serviceActor('system', '系统', ['test.tell']);

/** Tells people something, as an act would. */
export async function tell(app: RunningApp, n: NewNotice): Promise<void> {
  await change(
    { ...app.office!, actor: teller, requestId: 'test' },
    { act: 'test.tell', lock: async () => ({ kind: 'test', id: 1, organisationId: 1 }) },
    async (c) => {
      await notify(c, n);
      return {};
    },
  );
}

/** Adds a person without account, with confirmed addresses. @returns the id */
export async function addReachable(
  app: RunningApp,
  p: { name: string; organisationId: number; mail?: string; hook?: string },
): Promise<number> {
  const db = app.office!.db;
  const at = settableClock('2026-01-01T00:00:00+08:00').now();
  return db.transaction().execute(async (tx) => {
    const { id } = await addPerson(tx, {
      name: p.name,
      organisationId: p.organisationId,
      post: '科员',
      validFrom: day('2020-01-01'),
    });
    // Whoever holds a role can act only with an account; nobody signs in with this one.
    await tx
      .insertInto('account')
      .values({ person_id: id, username: `reachable${id}`, password_hash: '', password_changed_at: at })
      .execute();
    for (const channel of ['mail', 'hook'] as const) {
      const address = p[channel];
      if (address)
        await tx
          .insertInto('contact_address')
          .values({
            person_id: id,
            channel,
            sealed: TEST_KEYS.seal(contactPurpose(id, channel), Buffer.from(address)),
            confirmed_at: at,
            set_by_id: id,
            set_at: at,
          })
          .execute();
    }
    return id;
  });
}
