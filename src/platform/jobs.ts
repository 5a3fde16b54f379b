import { fromKysely, type Job, PgBoss } from 'pg-boss';
import type { Database, Tx } from './db/pool.ts';
import type { Log } from './log.ts';

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
    this.#boss.on('error', (error) => this.#log.error({ error: String(error) }, 'job queue'));
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
          if (job) await kind.run(job.data);
        },
      );
  }

  /** Stops taking jobs and waits up to `seconds` for those that run. */
  async stop(seconds: number): Promise<void> {
    await this.#boss.stop({ graceful: true, close: false, timeout: seconds * 1000 });
  }
}
