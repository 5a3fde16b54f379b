import { AsyncLocalStorage } from 'node:async_hooks';
import type { LogEvent } from 'kysely';
import type { CacheSettings } from '../cache/page-cache.ts';
import { noteStatement } from '../cache/reads.ts';
import { sha256 } from '../crypto.ts';
import type { ReadLimitSettings } from '../http/read-limits.ts';
import type { Log } from '../log.ts';
import { count } from '../metrics.ts';

/** What one request has asked of the database so far. */
export interface RequestCost {
  /** Route pattern, for the log of slow statements. */
  route: string;
  /** `performance.now()` at the beginning. */
  began: number;
  queries: number;
  databaseMs: number;
  /** Told of every statement when it has ended, also of one whose request nobody waits for any more; milliseconds. */
  spent(ms: number): void;
}

/** The cost of the request that is being answered; empty outside requests. */
export const requestCost = new AsyncLocalStorage<RequestCost>();

/** What the request has cost so far, as a value of Server-Timing; undefined outside requests. */
export function costSoFar(): string | undefined {
  const cost = requestCost.getStore();
  return (
    cost &&
    `app;dur=${(performance.now() - cost.began).toFixed(1)}, db;dur=${cost.databaseMs.toFixed(1)};desc=${cost.queries}`
  );
}

/** Settings that a running process follows; read again every minute. */
export interface LiveSettings extends CacheSettings, ReadLimitSettings {
  /** Statements slower than this are logged; milliseconds. */
  slowQueryMs: number;
  /** Whether pages of the portal show how long they took. */
  pageTime: boolean;
  /** How long a CDN may show a page without asking; seconds. */
  sharedSeconds: number;
  /** Counted views are written so often; seconds. */
  viewSeconds: number;
}

/**
 * Watches the statements of a pool: counts them, adds them to the request they belong to, logs the slow ones by their
 * shape, never with a value.
 */
export function watchQueries(pool: string, settings: LiveSettings, log: Log): (event: LogEvent) => void {
  return (event) => {
    const ms = event.queryDurationMillis;
    const cost = requestCost.getStore();
    if (cost) {
      cost.queries++;
      cost.databaseMs += ms;
      cost.spent(ms);
    }
    noteStatement(event.query.sql);
    const slow = ms >= settings.slowQueryMs;
    count.query(pool, ms, slow);
    if (!slow) return;
    const shape = statementShape(event.query.sql);
    log.warn(
      {
        pool,
        ms: Math.round(ms),
        fingerprint: sha256(shape).slice(0, 12),
        sql: shape.slice(0, 300),
        route: cost?.route,
      },
      'slow query',
    );
  };
}

/**
 * The shape of a statement: the same for all its values. Literals and numbers become `?`, lists of any length one `?`.
 */
export function statementShape(sql: string): string {
  return sql
    .replace(/'(?:[^']|'')*'/g, '?')
    .replace(/\$\d+/g, '?')
    .replace(/(?<![\w"])-?\d+(?:\.\d+)?\b/g, '?')
    .replace(/\(\s*\?(?:\s*,\s*\?)+\s*\)/g, '(?)')
    .replace(/\s+/g, ' ')
    .trim();
}
