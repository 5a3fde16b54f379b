import type { Person } from '../../core/index.ts';
import { addDays, type Day, startOfDayMs } from '../../law/day.ts';
import type { ChangeContext } from '../../platform/change.ts';
import { settableClock } from '../../platform/clock.ts';
import type { Database } from '../../platform/db/pool.ts';
import type { Jobs } from '../../platform/jobs.ts';
import type { Keyring } from '../../platform/keyring.ts';
import { type DemoDocument, workday, workdayBefore, workdaysFrom } from '../content/index.ts';

const HOUR = 3_600_000;

/** What the life of the office needs, when all papers have walked. */
export interface OfficeContext {
  db: Database;
  /** As the role that serves the public: what people send comes in there. */
  portal: Database;
  /** The installation's keys: names and contacts are sealed with them. */
  keys: Keyring;
  jobs: Jobs;
  /** The real now in ms: nothing happens after it. */
  now: number;
  today: Day;
  /** Signed-in people by user name. */
  people: ReadonlyMap<string, Person>;
  papers: ReadonlyMap<string, DemoDocument>;
  /** Public ids of the documents by key. */
  pids: ReadonlyMap<string, string>;
}

/** The working day so many before the day of seeding; 0: that day, or the last one worked. */
export const workdayAgo = (c: OfficeContext, n: number): Day =>
  n === 0 ? workdayBefore(c.today) : workdaysFrom(c.today, -n);

/** The day on which a paper of the city came out. */
export function publishedOn(c: OfficeContext, key: string): Day {
  const paper = c.papers.get(key);
  if (!paper) throw new Error(`no paper ${key}`);
  return workdaysFrom(workday(addDays(c.today, -paper.writtenDaysAgo)), 1);
}

/** An hour of a day in ms, never after the real now. */
export const hourOf = (c: OfficeContext, day: Day, hour: number): number =>
  Math.min(startOfDayMs(day) + hour * HOUR, c.now);

/** A person acting at an hour of a day. */
export function acting(c: OfficeContext, actor: Person, day: Day, hour: number): ChangeContext {
  return {
    db: c.db,
    jobs: c.jobs,
    clock: settableClock(hourOf(c, day, hour)),
    actor,
    requestId: 'seed',
  };
}

/** @throws Error when nobody of this name signs in */
export function personNamed(c: OfficeContext, username: string): Person {
  const person = c.people.get(username);
  if (!person) throw new Error(`nobody is called ${username}`);
  return person;
}

/** Of those who may do an act for an organisation the one with the smallest reach. @throws Error when nobody may */
export function nearest(people: Iterable<Person>, act: string, organisationId: number): Person {
  const reach = (p: Person) => p.scope(act).length;
  const [first] = [...people].filter((p) => p.may(act, organisationId)).sort((a, b) => reach(a) - reach(b));
  if (!first) throw new Error(`nobody may do ${act}`);
  return first;
}
