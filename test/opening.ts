import { afterAll, beforeAll } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import type { Clock } from '../src/platform/clock.ts';
import type { Database } from '../src/platform/db/pool.ts';
import { cloneDatabase, startTestApp, type TestDatabase } from './harness.ts';

/** The program under test on a database of its own. */
export interface TestCity<C extends Clock = Clock> {
  readonly database: TestDatabase;
  readonly app: RunningApp & { clock: C; dataDir: string };
  /** The database as the office works with it. */
  readonly db: Database;
}

/**
 * Clones a database and starts the program on it for the tests of the file that calls it; stops and drops both after
 * them. Either may be asked for only while tests or hooks run; hooks that are declared later find it open.
 */
export function openCity<C extends Clock = Clock>(
  template: 'empty' | 'demo',
  o: Omit<NonNullable<Parameters<typeof startTestApp>[1]>, 'clock'> & { clock?: C } = {},
): TestCity<C> {
  let database: TestDatabase | undefined;
  let app: TestCity<C>['app'] | undefined;
  beforeAll(async () => {
    database = await cloneDatabase(template);
    const started = await startTestApp(database, o);
    app = { ...started, clock: started.clock as C };
  });
  afterAll(async () => {
    await app?.stop();
    await database?.drop();
  });
  const there = <T>(it: T | undefined): T => {
    if (it === undefined) throw new Error('The city is there only while the tests run.');
    return it;
  };
  return {
    get database() {
      return there(database);
    },
    get app() {
      return there(app);
    },
    get db() {
      return there(app?.office?.db);
    },
  };
}
