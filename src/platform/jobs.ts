import { sql } from 'kysely';
import { fromKysely, type Job, PgBoss } from 'pg-boss';
import type { Database, Tx } from './db/pool.ts';
import { type Log, logged } from './log.ts';
import { count, type Reading } from './metrics.ts';

/** A kind of background work. Its data are ids; its handler may run twice and must then change nothing the second time. */
export interface JobKind {
  queue: string;
  run(data: Record<string, string | number>): Promise<void>;
}

/** The part of the queue that changes need. */
export interface JobSender {
  /** Puts a job into the queue inside the transaction: a rollback leaves no job. `key`: its handler's idempotence. */
  enqueue(tx: Tx, queue: string, data: Record<string, string | number>, key: string): Promise<void>;
}

/** For faces that change nothing: sending from there is a fault of the program. */
export const noJobs: JobSender = {
  enqueue: async () => {
    throw new Error('this face changes nothing');
  },
};

/** The queue of background work, in the same database as everything else. */
export class Jobs implements JobSender {
  readonly #boss: PgBoss;
  readonly #log: Log;

  /**
   * @param db the app role's pool, shared with everything else
   * @param role 'worker' also keeps the queue tidy; 'sender' only sends
   */
  constructor(db: Database, role: 'worker' | 'sender', log: Log) {
    this.#log = log;
    this.#boss = new PgBoss({
      db: fromKysely(db),
      schema: 'pgboss',
      createSchema: false,
      migrate: false,
      schedule: false,
      supervise: role === 'worker',
      reindex: false,
    });
    this.#boss.on('error', (error) => this.#log.error(logged(error), 'job queue'));
  }

  /** Connects to the queue. */
  async start(): Promise<void> {
    await this.#boss.start();
  }

  /** Puts a job into the queue inside the transaction: a rollback leaves no job. */
  async enqueue(tx: Tx, queue: string, data: Record<string, string | number>, key: string): Promise<void> {
    await this.#boss.send(queue, data, { db: fromKysely(tx), singletonKey: key });
  }

  /** Begins to work on these kinds of jobs, two at a time each. */
  async work(kinds: readonly JobKind[]): Promise<void> {
    for (const kind of kinds)
      await this.#boss.work(
        kind.queue,
        { batchSize: 1, pollingIntervalSeconds: 1 },
        async ([job]: Job<Record<string, string | number>>[]) => {
          if (job) await this.#run(kind, job);
        },
      );
  }

  async #run(kind: JobKind, job: Job<Record<string, string | number>>): Promise<void> {
    const began = performance.now();
    try {
      await kind.run(job.data);
      count.job(kind.queue, 'done', performance.now() - began);
    } catch (error) {
      count.job(kind.queue, 'failed', performance.now() - began);
      this.#log.error({ queue: kind.queue, job: job.id, ...logged(error) }, 'job failed');
      throw error;
    }
  }

  /** Stops taking jobs and waits up to `seconds` for those that run. */
  async stop(seconds: number): Promise<void> {
    await this.#boss.stop({ graceful: true, close: false, timeout: seconds * 1000 });
  }
}

/** How many jobs wait in each queue, and how many have failed for good. */
export async function queueLengths(db: Database): Promise<Reading[]> {
  const { rows } = await sql<{ queue: string; waiting: number; failed: number }>`
    select q.name as queue, q.failed_count as failed,
      (select count(*) from pgboss.job j where j.name = q.name and j.state < 'active' and not j.blocked) as waiting
    from pgboss.queue q where q.name !~ '^__'`.execute(db);
  const of = (queue: string, state: string, value: number): Reading => ({
    name: 'mingtang_jobs',
    help: 'Jobs in the queues: waiting ones, and those that failed for good',
    labels: { queue, state },
    value,
  });
  return rows.flatMap((r) => [of(r.queue, 'waiting', r.waiting), of(r.queue, 'failed', r.failed)]);
}
