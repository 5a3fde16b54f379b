import { sql } from 'kysely';
import type { Clock } from './clock.ts';
import type { Database } from './db/pool.ts';
import { type Log, logged } from './log.ts';
import { count } from './metrics.ts';

/** Something that looks every minute which stored times have come. Must be harmless when run twice. */
export interface Tick {
  name: string;
  run(): Promise<void>;
}

/**
 * Runs every tick once. Only one process does it at a time: the others find the lock taken and leave.
 * A tick that fails is logged and does not keep the others from running.
 * @returns whether this process had the lock
 */
export async function runTicks(db: Database, ticks: readonly Tick[], log: Log): Promise<boolean> {
  return db.connection().execute(async (connection) => {
    const locked = await sql<{ ok: boolean }>`select pg_try_advisory_lock(72062) as ok`.execute(connection);
    if (!locked.rows[0]?.ok) return false;
    try {
      for (const tick of ticks) await runTick(tick, log);
    } finally {
      await sql`select pg_advisory_unlock(72062)`.execute(connection);
    }
    return true;
  });
}

async function runTick(tick: Tick, log: Log): Promise<void> {
  const began = performance.now();
  try {
    await tick.run();
    count.tick(tick.name, 'done', performance.now() - began);
  } catch (error) {
    count.tick(tick.name, 'failed', performance.now() - began);
    log.error({ tick: tick.name, ...logged(error) }, 'tick failed');
  }
}

/**
 * Calls `beat` at once and then at the start of every minute of the clock, never two at a time.
 * @returns a function that stops it and waits for a running beat
 */
export function everyMinute(clock: Clock, beat: () => Promise<unknown>): () => Promise<void> {
  return repeat(() => 60_000 - (clock.now().getTime() % 60_000), beat);
}

/**
 * Calls `beat` at once and then again and again, never two at a time.
 * @param pause gives the milliseconds from the end of a beat to the next
 * @param beat must not fail
 * @returns a function that stops it and waits for a running beat
 */
export function repeat(pause: () => number, beat: () => Promise<unknown>): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running: Promise<unknown> = Promise.resolve();
  const go = () => {
    running = beat().finally(() => {
      if (!stopped) timer = setTimeout(go, pause());
    });
  };
  go();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
