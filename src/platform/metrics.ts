import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/*
 * Figures about this process, for Prometheus. Labels are names of the program's own things: faces, route patterns,
 * queues. Never an address with an id in it, never anything of a person.
 */

const registry = new Registry();
const registers = [registry];
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const requests = new Histogram({
  name: 'mingtang_http_request_seconds',
  help: 'Time to answer, by face, method, route pattern and status',
  labelNames: ['face', 'method', 'route', 'status'],
  buckets: SECONDS,
  registers,
});
const changes = new Histogram({
  name: 'mingtang_change_seconds',
  help: 'Time of changes, waiting and retries included, by outcome',
  labelNames: ['outcome'],
  buckets: SECONDS,
  registers,
});
const retries = new Counter({
  name: 'mingtang_change_retries_total',
  help: 'Changes tried again after a collision',
  registers,
});
const queries = new Histogram({
  name: 'mingtang_query_seconds',
  help: 'Time of database statements, by pool',
  labelNames: ['pool'],
  buckets: SECONDS,
  registers,
});
const slowQueries = new Counter({
  name: 'mingtang_slow_queries_total',
  help: 'Statements above the threshold of the slow-query log, by pool',
  labelNames: ['pool'],
  registers,
});
const ticks = new Histogram({
  name: 'mingtang_tick_seconds',
  help: 'Time of the minute ticks, by tick and outcome',
  labelNames: ['tick', 'outcome'],
  buckets: SECONDS,
  registers,
});
const jobs = new Histogram({
  name: 'mingtang_job_seconds',
  help: 'Time of background jobs, by queue and outcome',
  labelNames: ['queue', 'outcome'],
  buckets: SECONDS,
  registers,
});
const acts = new Counter({
  name: 'mingtang_audited_acts_total',
  help: 'Acts in audit rows, counted when they are sealed; sign-in-failed among them',
  labelNames: ['act'],
  registers,
});
const pages = new Counter({
  name: 'mingtang_page_cache_total',
  help: 'Pages by what the cache did: hit; moved = not kept, because what it had read moved; unknown = not kept, because nobody tells when what it had read moves',
  labelNames: ['outcome'],
  registers,
});
const limited = new Counter({
  name: 'mingtang_read_limited_total',
  help: 'Requests refused because their network asked too often, by face',
  labelNames: ['face'],
  registers,
});
const levels = new Map<string, Gauge<string>>();

/** A gauge of its own name, made at the first use. */
function level(name: string, help: string, labelNames: string[]): Gauge<string> {
  const known = levels.get(name);
  if (known) return known;
  const gauge = new Gauge({ name, help, labelNames, registers });
  levels.set(name, gauge);
  return gauge;
}

/** Counts what happens in this process. Times are in milliseconds. */
export const count = {
  request(face: string, method: string, route: string, status: number, ms: number): void {
    const known = ['GET', 'HEAD', 'POST'].includes(method) ? method : 'other';
    requests.observe({ face, method: known, route, status: String(status) }, ms / 1000);
  },
  change(outcome: 'done' | 'refused' | 'failed', ms: number): void {
    changes.observe({ outcome }, ms / 1000);
  },
  retry(): void {
    retries.inc();
  },
  query(pool: string, ms: number, slow: boolean): void {
    queries.observe({ pool }, ms / 1000);
    if (slow) slowQueries.inc({ pool });
  },
  tick(tick: string, outcome: 'done' | 'failed', ms: number): void {
    ticks.observe({ tick, outcome }, ms / 1000);
  },
  job(queue: string, outcome: 'done' | 'failed', ms: number): void {
    jobs.observe({ queue, outcome }, ms / 1000);
  },
  page(outcome: 'hit' | 'moved' | 'unknown'): void {
    pages.inc({ outcome });
  },
  limited(face: string): void {
    limited.inc({ face });
  },
  act(act: string): void {
    acts.inc({ act });
  },
} as const;

/** A figure that is asked for when somebody reads the metrics. */
export interface Reading {
  name: string;
  help: string;
  labels?: Readonly<Record<string, string>>;
  value: number;
}

const sources = new Set<() => Promise<readonly Reading[]>>();

/**
 * Asks a source each time the metrics are read. A source that fails is left out: no figure is better than an old one.
 * @returns a function that ends it
 */
export function readOnScrape(source: () => Promise<readonly Reading[]>): () => void {
  sources.add(source);
  return () => sources.delete(source);
}

/** Adds the figures of Node itself: memory, event loop, garbage. Once per process. */
export function countProcess(): void {
  collectDefaultMetrics({ register: registry });
}

/**
 * All figures in the text form of Prometheus, each with the name of the process.
 * @param process names this process among those of the installation
 */
export async function metricsText(process: string): Promise<string> {
  registry.setDefaultLabels({ process });
  for (const gauge of levels.values()) gauge.reset();
  const read = await Promise.allSettled([...sources].map((source) => source()));
  for (const answer of read)
    for (const r of answer.status === 'fulfilled' ? answer.value : [])
      level(r.name, r.help, Object.keys(r.labels ?? {})).set({ ...r.labels }, r.value);
  return registry.metrics();
}
